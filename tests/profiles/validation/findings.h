#pragma once

#include <string>
#include <string_view>

#include "profiles/validation/validator.h"

namespace careway::validation {

/// Reads and validates a resource against R4 core; "severity code path" of each finding, one a line, in the order
/// found. Best practice is left out, unless the options say otherwise.
std::string findings(std::string_view bytes, const Options& options = {.best_practice = {}});

}  // namespace careway::validation
