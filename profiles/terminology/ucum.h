#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "profiles/fhir/decimal.h"

namespace careway::terminology {

/// An exact factor as a fraction of two decimals, so that no conversion rounds before it must.
struct UnitFactor {
  fhir::Decimal numerator{1};
  fhir::Decimal denominator{1};
};

/// A UCUM unit in its canonical form: value_in_unit x factor (+ offset, for Celsius and Fahrenheit) = value in base
/// units.
struct CanonicalUnit {
  UnitFactor factor;
  UnitFactor offset{fhir::Decimal{0}, fhir::Decimal{1}};
  /// Base units in alphabetical order with exponents: "g.m-1.s-2"; "1" for a dimensionless unit. Arbitrary and special
  /// units count as base units, as they measure only themselves: "[iU].m-3".
  std::string dimension;
  /// Logarithmic and other special units (pH, dB, Np): valid, but not converted.
  bool is_special = false;
};

/// Reads a UCUM unit expression, case sensitive (UCUM 2.1, section 2.2): "mg/dL", "kg.m/s2", "10*3/uL", "{score}",
/// "[lb_av]". Nothing when it is none, longer than 200 bytes,
/// or a factor of thousands of digits.
std::optional<CanonicalUnit> parse_unit(std::string_view expression);
/// True when the expression is a valid UCUM unit; quicker than parse_unit.
bool is_unit(std::string_view expression);
/// True when both measure the same: also two multiples of one arbitrary or special unit (dB and B), but not a special
/// unit and the one that it is a function of.
bool can_convert(const CanonicalUnit& from, const CanonicalUnit& to);
/// The exact value in base units. For a special unit: in multiples of itself.
UnitFactor to_base(const fhir::Decimal& value, const CanonicalUnit& unit);
/// The value of `from` units expressed in `to` units, exactly when the quotient is finite, else with 28 significant
/// digits; nothing when the two do not measure the same or cannot be converted.
std::optional<fhir::Decimal> convert(const fhir::Decimal& value, std::string_view from, std::string_view to);
std::optional<fhir::Decimal> convert(const fhir::Decimal& value, const CanonicalUnit& from, const CanonicalUnit& to);

}  // namespace careway::terminology
