#pragma once

#include <string_view>

#include "mappers/engine/convert.h"

namespace careway::engine {

/// Whether a value keeps to the limits that the row's converter names (SYNTAX.md, "Limits"). `value` is the value as it
/// is written without a partner's spelling. A breach has the status given, the code of the limit (or the row's own,
/// `refusal`) and a text.
Conversion within_limits(const PlanRow& row, std::string_view value, ConvertStatus when_not);

}  // namespace careway::engine
