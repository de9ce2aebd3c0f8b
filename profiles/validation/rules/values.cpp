#include "profiles/validation/rules/values.h"

#include <compare>
#include <string>

#include "profiles/fhir/date.h"
#include "profiles/fhir/decimal.h"
#include "profiles/terminology/ucum.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

constexpr std::string_view kUcum = "http://unitsofmeasure.org";

Relation relation(std::strong_ordering order) {
  if (order == std::strong_ordering::less) return Relation::less;
  return order == std::strong_ordering::greater ? Relation::greater : Relation::equal;
}

Relation compare_decimals(std::string_view a, std::string_view b) {
  const auto left = fhir::Decimal::parse(a);
  const auto right = fhir::Decimal::parse(b);
  return left && right ? relation(*left <=> *right) : Relation::incomparable;
}

Relation compare_moments_from_start(std::string_view a, std::string_view b) {
  const auto left = fhir::DateTime::parse(a);
  const auto right = fhir::DateTime::parse(b);
  if (!left || !right) return Relation::incomparable;
  if (left->has_time() && right->has_time()) {
    const auto order = compare_moments(*left, *right);
    return order < 0 ? Relation::less : order > 0 ? Relation::greater : Relation::equal;
  }
  const auto order = left->date().first_day() <=> right->date().first_day();
  if (order != 0) return order < 0 ? Relation::less : Relation::greater;
  // The same start: the one that says more lies later, if it is not the same text.
  return relation(a.size() <=> b.size());
}

Relation compare_times(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view time) {
    if (time.find('.') == std::string_view::npos) return time;
    time = time.substr(0, time.find_last_not_of('0') + 1);
    return time.ends_with('.') ? time.substr(0, time.size() - 1) : time;
  };
  return relation(plain(a) <=> plain(b));
}

Relation compare_quantities(fhir::Element a, fhir::Element b) {
  if (a.child_value("system") == b.child_value("system") && a.child_value("code") == b.child_value("code") &&
      (a.child("code") || a.child_value("unit") == b.child_value("unit"))) {
    return compare_decimals(a.child_value("value"), b.child_value("value"));
  }
  return compare_formal_quantities(a, b);
}

enum class Family : std::uint8_t { none, boolean, number, moment, time, text, coding, quantity, reference };

Family family(std::string_view type) {
  if (type == "Boolean") return Family::boolean;
  if (type == "Integer" || type == "Decimal" || type == "PositiveInt" || type == "UnsignedInt") return Family::number;
  if (type == "Date" || type == "DateTime" || type == "Instant") return Family::moment;
  if (type == "Time") return Family::time;
  if (type == "String" || type == "Uri" || type == "Url" || type == "Code" || type == "Markdown") return Family::text;
  if (type == "Coding") return Family::coding;
  if (type == "Quantity") return Family::quantity;
  return type == "Reference" ? Family::reference : Family::none;
}

Relation same(bool is_same) {
  return is_same ? Relation::equal : Relation::different;
}

}  // namespace

Relation compare_formal_quantities(fhir::Element a, fhir::Element b) {
  const auto a_code = a.child_value("code");
  const auto b_code = b.child_value("code");
  const auto system = a.child_value("system");
  if (a_code.empty() || b_code.empty() || system.empty() || system != b.child_value("system")) {
    return Relation::incomparable;
  }
  if (a_code == b_code) return compare_decimals(a.child_value("value"), b.child_value("value"));
  if (system != kUcum) return Relation::incomparable;
  const auto value = fhir::Decimal::parse(a.child_value("value"));
  const auto limit = fhir::Decimal::parse(b.child_value("value"));
  if (!value || !limit) return Relation::incomparable;
  const auto converted = terminology::convert(*value, a_code, b_code);
  return converted ? relation(*converted <=> *limit) : Relation::incomparable;
}

Relation compare_values(fhir::Element a, std::string_view a_stem, fhir::Element b, std::string_view b_stem) {
  const Family kind = family(choice_suffix(a, a_stem));
  if (kind != family(choice_suffix(b, b_stem))) return Relation::incomparable;
  switch (kind) {
    case Family::none:
      return Relation::incomparable;
    case Family::boolean:
      return same(a.value() == b.value());
    case Family::number:
      return compare_decimals(a.value(), b.value());
    case Family::moment:
      return compare_moments_from_start(a.value(), b.value());
    case Family::time:
      return compare_times(a.value(), b.value());
    case Family::text:
      return relation(a.value() <=> b.value());
    case Family::coding:
      return same(a.child_value("system") == b.child_value("system") && a.child_value("code") == b.child_value("code"));
    case Family::quantity:
      return compare_quantities(a, b);
    case Family::reference:
      return same(a.child_value("reference") == b.child_value("reference"));
  }
  return Relation::incomparable;
}

}  // namespace careway::validation
