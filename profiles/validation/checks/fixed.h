#pragma once

#include <memory>

#include "profiles/validation/profile.h"

namespace careway::validation {

/// R4 ElementDefinition.fixed[x]: the same value, children and nothing more, lists in the same order.
bool equals_fixed(fhir::Element actual, fhir::Element fixed);
/// R4 ElementDefinition.pattern[x]: everything in the pattern is there; each item of a list fits some item.
bool fits_pattern(fhir::Element actual, fhir::Element pattern);

/// "fixed-value"; `fixed` must outlive the check.
std::unique_ptr<const Check> make_fixed_check(fhir::Element fixed);
/// "pattern-value"; `pattern` must outlive the check.
std::unique_ptr<const Check> make_pattern_check(fhir::Element pattern);
/// A value as one short line, for golden files and messages about definitions.
std::string value_text(fhir::Element value);

}  // namespace careway::validation
