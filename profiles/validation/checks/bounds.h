#pragma once

#include <cstdint>
#include <memory>

#include "profiles/validation/profile.h"

namespace careway::validation {

/// minValue[x] and maxValue[x] ("value-below-minimum", "value-above-maximum"): numbers, dates, times and quantities,
/// whose units are converted. What cannot be compared is passed over. The bound must outlive the check.
std::unique_ptr<const Check> make_minimum_check(fhir::Element bound);
std::unique_ptr<const Check> make_maximum_check(fhir::Element bound);
/// maxLength in characters: "value-too-long".
std::unique_ptr<const Check> make_length_check(std::uint32_t characters_max);

}  // namespace careway::validation
