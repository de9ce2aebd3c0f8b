#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "profiles/fhir/decimal.h"

/// Division and rounding of exact decimals. Pure functions of values.
namespace careway::fhir {

/// digits x 10^-scale, negative when asked: the digits without sign and point. Nothing beyond the limits of
/// Decimal::parse.
std::optional<Decimal> decimal_of(bool negative, std::string_view digits, std::int64_t scale);

struct WholeDivision {
  Decimal quotient;   ///< the whole part, towards zero
  Decimal remainder;  ///< with the sign of the dividend
};

/// Nothing for a divisor of zero, or when the numbers lie more than Decimal::kDigitsMax digits apart.
std::optional<WholeDivision> divide_with_remainder(const Decimal& dividend, const Decimal& divisor);

/// The quotient rounded half away from zero to `significant_digits` digits, and to `places_min` digits behind the point
/// if that is finer; zeros at the end behind the point are cut. Nothing as above.
std::optional<Decimal> divide(const Decimal& dividend, const Decimal& divisor, std::int64_t significant_digits,
                              std::int64_t places_min);

/// Rounded half away from zero to so many digits behind the point (negative: before it). A value that has no more
/// digits stays as it is.
Decimal round_half_away(const Decimal& value, std::int64_t places);
/// Cut off, towards zero, behind so many digits behind the point.
Decimal cut_off(const Decimal& value, std::int64_t places);
/// Rounded half away from zero to so many significant digits.
Decimal round_significant(const Decimal& value, std::int64_t significant_digits);
/// Without zeros at the end behind the point, and without an exponent: 16.40 as 16.4, 1e3 as 1000.
Decimal without_trailing_zeros(const Decimal& value);

}  // namespace careway::fhir
