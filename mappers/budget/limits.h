#pragma once

#include <cstddef>

#include "mappers/money/allocate.h"

namespace careway::budget {

/// Nobody's budget has more lines; stretches count.
inline constexpr std::size_t kLinesMax = 2'000;
/// Nobody's amount is larger (ten thousand million pounds), so that sums of lines stay inside 64 bits.
inline constexpr money::Pence kPenceMax = 1'000'000'000'000;

}  // namespace careway::budget
