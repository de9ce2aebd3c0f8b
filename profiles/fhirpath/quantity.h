#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "profiles/fhir/decimal.h"

namespace careway::fhirpath {

/// A System.Quantity: a decimal with a UCUM unit ('mg'; '1' when none) or a calendar duration (year, months, ...).
/// FHIRPath N1 "Quantity"; conversion by profiles/terminology/ucum.h. A value type.
struct Quantity {
  fhir::Decimal value;
  std::string unit = "1";
  bool is_calendar = false;  ///< the unit is a calendar word, kept in the singular ("year")

  /// "5 'mg'", "4 days", "1.5"; nothing when it is none (toQuantity).
  static std::optional<Quantity> parse(std::string_view text);
  [[nodiscard]] std::string text() const;

  static std::optional<bool> equal(const Quantity& a, const Quantity& b);
  /// Rounded to the least precise operand; nothing never: units that do not compare are false.
  static bool equivalent(const Quantity& a, const Quantity& b);
  static std::optional<int> compare(const Quantity& a, const Quantity& b);
  static std::optional<Quantity> add(const Quantity& a, const Quantity& b, bool subtract);
  static std::optional<Quantity> multiply(const Quantity& a, const Quantity& b);
  static std::optional<Quantity> divide(const Quantity& a, const Quantity& b);
  [[nodiscard]] std::optional<Quantity> convert(std::string_view unit) const;
};

}  // namespace careway::fhirpath
