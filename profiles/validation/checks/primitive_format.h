#pragma once

#include <string_view>

#include "profiles/fhir/document.h"
#include "profiles/validation/run.h"

namespace careway::validation {

/// The value of a primitive has the form of its type (R4 section 2.24.0.1, ids 2.27.3): "primitive-…", "string-…",
/// "date-…", "html-in-…". `type` is the FHIR type ("dateTime"); other types and elements without a value are passed
/// over. The value may be of the wrong JSON kind: the reader has said so, and the text is checked all the same.
void check_primitive(std::string_view type, fhir::Element element, Run& run);

/// A URL that stands for nothing real: example.org and the like, acme.com.
bool is_example_url(std::string_view url);

}  // namespace careway::validation
