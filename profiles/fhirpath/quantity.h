#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

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

  /// The singular calendar word ("year") of "year" or "years"; empty when it is none.
  static std::string_view calendar_word(std::string_view text);
  /// The number with a unit of one, also for "%" units and such.
  static Quantity of_number(fhir::Decimal value) { return {std::move(value), "1", false}; }

  /// `=`. Nothing when the two do not measure the same or a unit is unknown; also for a calendar year or month against
  /// a definite one (1 'mo' = 1 month). Weeks and less are the same as definite ones: 7 days = 1 'wk'.
  static std::optional<bool> equal(const Quantity& a, const Quantity& b);
  /// Rounded to the least precise operand; nothing never: units that do not compare are false.
  static bool equivalent(const Quantity& a, const Quantity& b);
  /// -1, 0, 1; nothing as for equal.
  static std::optional<int> compare(const Quantity& a, const Quantity& b);
  /// True when `=` and `<` can answer (FHIRPath "comparable").
  static bool comparable(const Quantity& a, const Quantity& b);
  /// In the finer one of both units. Nothing when they do not measure the same.
  static std::optional<Quantity> add(const Quantity& a, const Quantity& b, bool subtract);
  /// The units are multiplied too: cm.m. Nothing for calendar years and months (but a number may be multiplied with
  /// them), for units that are unknown or have a zero of their own.
  static std::optional<Quantity> multiply(const Quantity& a, const Quantity& b);
  /// As multiply; equal units cancel out. Nothing for a divisor of zero.
  static std::optional<Quantity> divide(const Quantity& a, const Quantity& b);
  /// toQuantity(unit): a UCUM unit or a calendar word. Nothing when it cannot be converted.
  [[nodiscard]] std::optional<Quantity> convert(std::string_view unit) const;
};

}  // namespace careway::fhirpath
