#pragma once

#include <string>
#include <string_view>

#include "profiles/validation/validator.h"

namespace careway::validation {

/// As they are, but best practice is left out.
Options plain_options();

/// Reads a resource and validates it against R4 core; "severity code path" of each finding, one a line, as found.
std::string findings(std::string_view bytes, const Options& options = plain_options());

}  // namespace careway::validation
