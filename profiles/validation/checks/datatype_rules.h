#pragma once

#include <string_view>

#include "profiles/fhir/document.h"
#include "profiles/validation/run.h"

namespace careway::validation {

/// What FHIR says in prose about single datatypes, wherever they stand: sizes of attachments, the form of literal
/// references, identifiers that are URIs. `type` is the datatype; others are passed over.
void check_datatype(std::string_view type, fhir::Element element, Run& run);

}  // namespace careway::validation
