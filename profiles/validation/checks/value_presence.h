#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "profiles/validation/profile.h"

namespace careway::validation {

/// Extension minLength, in characters: "value-too-short".
std::unique_ptr<const Check> make_minimum_length_check(std::uint32_t characters_min);
/// A primitive that is there must have a value ("value-missing"), or one of the extensions in its place. The URLs must
/// outlive the check.
std::unique_ptr<const Check> make_value_presence_check(bool must_have_value,
                                                       std::vector<std::string_view> alternatives);

}  // namespace careway::validation
