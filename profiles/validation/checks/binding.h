#pragma once

#include <memory>

#include "profiles/packages/structure.h"
#include "profiles/terminology/terminology.h"
#include "profiles/validation/profile.h"

namespace careway::validation {

/// Whether a code, string, uri, Coding, CodeableConcept or Quantity is in a value set; a CodeableConcept is in when one
/// of its codings is, and unknown when one is unknown and none is in. Other types are unknown.
terminology::Membership membership_of(fhir::Element coded, std::string_view value_set, Session& session);

/// A binding: required is an error, extensible a warning, preferred an information ("code-not-in-value-set",
/// "code-missing"), the maximum value set an error. What is not known here goes to Report::unchecked. With `types` only
/// elements of these types are checked.
std::unique_ptr<const Check> make_binding_check(packages::Binding binding, std::vector<std::string_view> types = {});

/// Checks a Coding for itself: it has a system, its system has the code, the display fits ("coding-without-system",
/// "code-not-in-system", "display-wrong"). Part of the base type Coding.
std::unique_ptr<const Check> make_coding_check();

}  // namespace careway::validation
