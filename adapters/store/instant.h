#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace careway::store {

/// Microseconds since 1970 of an instant in the store's one form (2026-04-01T09:30:00.000000Z).
/// Throws std::invalid_argument for any other form: the caller makes instants, they never come from outside.
[[nodiscard]] std::int64_t instant_to_microseconds(std::string_view instant);

/// The other way round.
[[nodiscard]] std::string instant_from_microseconds(std::int64_t microseconds);

}  // namespace careway::store
