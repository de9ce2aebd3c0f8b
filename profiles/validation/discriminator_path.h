#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "profiles/validation/profile.h"

namespace careway::validation {

/// Reads a discriminator's path (R4 5.1.0.15, "restricted FHIRPath"): names, $this, resolve(), extension('url'),
/// ofType(Type). Nothing when it is anything else.
std::optional<std::vector<PathStep>> parse_discriminator_path(std::string_view path);

}  // namespace careway::validation
