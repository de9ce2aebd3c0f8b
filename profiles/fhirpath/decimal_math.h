#pragma once

#include <cstdint>
#include <optional>

#include "profiles/fhir/decimal.h"

/// Arithmetic of FHIRPath decimals (28 significant digits, 8 behind the point at least) without binary floating point.
namespace careway::fhirpath {

/// a / b rounded half up to 28 significant digits, trailing zeros cut; nothing for b = 0.
std::optional<fhir::Decimal> divide(const fhir::Decimal& a, const fhir::Decimal& b);
/// Whole part towards zero, and what remains with the sign of a.
std::optional<fhir::Decimal> divide_whole(const fhir::Decimal& a, const fhir::Decimal& b);
std::optional<fhir::Decimal> remainder(const fhir::Decimal& a, const fhir::Decimal& b);
/// Half away from zero ("round half up" of FHIRPath for positive numbers) to a number of digits behind the point.
fhir::Decimal round(const fhir::Decimal& value, int digits);
fhir::Decimal floor(const fhir::Decimal& value);
fhir::Decimal ceiling(const fhir::Decimal& value);
fhir::Decimal truncate(const fhir::Decimal& value);
/// Nothing where the result is no real number or beyond 10,000 digits.
std::optional<fhir::Decimal> square_root(const fhir::Decimal& value);
std::optional<fhir::Decimal> exponential(const fhir::Decimal& value);
std::optional<fhir::Decimal> natural_logarithm(const fhir::Decimal& value);
std::optional<fhir::Decimal> logarithm(const fhir::Decimal& value, const fhir::Decimal& base);
std::optional<fhir::Decimal> power(const fhir::Decimal& base, const fhir::Decimal& exponent);
/// `~`: equal after rounding to the digits of the less precise operand, trailing zeros ignored.
bool equivalent(const fhir::Decimal& a, const fhir::Decimal& b);
/// 1.587 to 8 digits: 1.58650000 and 1.58750000 (FHIRPath 2.1 lowBoundary, highBoundary); nothing for digits outside 0
/// to 28.
std::optional<fhir::Decimal> low_boundary(const fhir::Decimal& value, std::optional<int> digits);
std::optional<fhir::Decimal> high_boundary(const fhir::Decimal& value, std::optional<int> digits);
/// The 64-bit integer a decimal is; nothing when it has a fraction or is too large.
std::optional<std::int64_t> to_integer(const fhir::Decimal& value);

}  // namespace careway::fhirpath
