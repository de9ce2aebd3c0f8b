#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "mappers/money/rational.h"

namespace careway::money {

/// Pence, or the smallest unit of another currency.
using Pence = std::int64_t;

/// Parts in pence that add up to `whole`: each exact part (in pence, not negative, together the exact whole that
/// `whole` was rounded from) is cut to the penny, and the pennies left over go to the largest cut-off parts, the
/// earlier one first where they are equal. Nothing when a part is negative or the parts cannot make the whole (they
/// differ from it by a penny or more).
std::optional<std::vector<Pence>> allocate(Pence whole, std::span<const Rational> exact_parts);

}  // namespace careway::money
