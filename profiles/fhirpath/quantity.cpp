#include "profiles/fhirpath/quantity.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "profiles/fhirpath/decimal_math.h"
#include "profiles/terminology/ucum.h"

namespace careway::fhirpath {
namespace {

using fhir::Decimal;
using terminology::CanonicalUnit;

constexpr std::size_t kUnitBytesMax = 200;

// Calendar durations. Years and months measure in months and compare only with each other; the others are the same as
// the definite unit (FHIRPath N1 "Time-valued Quantities").
struct CalendarUnit {
  std::string_view word;
  std::string_view definite;
  int months;  ///< 0 for those that are definite
  int days;    ///< N1: what a year or a month counts against days and less
};

constexpr std::array<CalendarUnit, 8> kCalendarUnits{{{"year", "a", 12, 365},
                                                      {"month", "mo", 1, 30},
                                                      {"week", "wk", 0, 0},
                                                      {"day", "d", 0, 0},
                                                      {"hour", "h", 0, 0},
                                                      {"minute", "min", 0, 0},
                                                      {"second", "s", 0, 0},
                                                      {"millisecond", "ms", 0, 0}}};

const CalendarUnit* find_calendar_unit(const Quantity& quantity) {
  if (!quantity.is_calendar) return nullptr;
  const auto unit = std::ranges::find(kCalendarUnits, quantity.unit, &CalendarUnit::word);
  return unit == kCalendarUnits.end() ? nullptr : &*unit;
}

bool is_indefinite(const Quantity& quantity) {
  const CalendarUnit* unit = find_calendar_unit(quantity);
  return unit != nullptr && unit->months > 0;
}

// The UCUM unit to reckon with.
std::string_view definite_unit(const Quantity& quantity) {
  const CalendarUnit* unit = find_calendar_unit(quantity);
  return unit == nullptr ? std::string_view(quantity.unit) : unit->definite;
}

// Both quantities brought to one size: for comparing as a fraction, without a division.
struct Pair {
  Decimal left;
  Decimal right;
};

std::optional<Pair> same_measure(const Quantity& a, const Quantity& b) {
  if (a.unit == b.unit && a.is_calendar == b.is_calendar) return Pair{a.value, b.value};
  const CalendarUnit* left_word = find_calendar_unit(a);
  const CalendarUnit* right_word = find_calendar_unit(b);
  if (is_indefinite(a) && is_indefinite(b)) {
    return Pair{a.value * Decimal(left_word->months), b.value * Decimal(right_word->months)};
  }
  if (is_indefinite(a) || is_indefinite(b)) {
    // 1 year = 365 days, but no definite unit is a year or a month.
    if (left_word == nullptr || right_word == nullptr) return std::nullopt;
    const auto in_days = [](const Quantity& quantity, const CalendarUnit& unit) {
      if (unit.months > 0) return Quantity{quantity.value * Decimal(unit.days), "d", false};
      return Quantity{quantity.value, std::string(unit.definite), false};
    };
    return same_measure(in_days(a, *left_word), in_days(b, *right_word));
  }
  const auto left = terminology::parse_unit(definite_unit(a));
  const auto right = left ? terminology::parse_unit(definite_unit(b)) : std::nullopt;
  if (!right || !terminology::can_convert(*left, *right)) return std::nullopt;
  const auto left_base = terminology::to_base(a.value, *left);
  const auto right_base = terminology::to_base(b.value, *right);
  return Pair{left_base.numerator * right_base.denominator, right_base.numerator * left_base.denominator};
}

// True when one of `a` is less than one of `b`.
bool is_finer(const CanonicalUnit& a, const CanonicalUnit& b) {
  return a.factor.numerator * b.factor.denominator < b.factor.numerator * a.factor.denominator;
}

// What may stand in a product of units: not a number, and no zero of its own.
bool multiplies(const Quantity& quantity) {
  if (is_indefinite(quantity)) return false;
  const auto unit = terminology::parse_unit(definite_unit(quantity));
  return unit && !unit->is_special && unit->offset.numerator.is_zero();
}

// A degree on a scale with a zero of its own cannot be doubled (UCUM section 2.1, special units).
bool is_scale(const Quantity& quantity) {
  const auto unit = terminology::parse_unit(definite_unit(quantity));
  return unit && (unit->is_special || !unit->offset.numerator.is_zero());
}

std::optional<Quantity> with_unit(Decimal value, std::string unit) {
  if (unit.size() > kUnitBytesMax) return std::nullopt;
  return Quantity{std::move(value), std::move(unit), false};
}

// A unit as the right side of an operator.
std::string bracketed(std::string_view unit) {
  if (unit.find_first_of("./") == std::string_view::npos) return std::string(unit);
  return (unit.starts_with('/') ? "(1" : "(") + std::string(unit) + ")";
}

// "-12.5" at the front: its length, or 0.
std::size_t number_length(std::string_view text) {
  const auto digits = [text](std::size_t from) {
    return std::min(text.find_first_not_of("0123456789", from), text.size()) - from;
  };
  std::size_t at = !text.empty() && (text.front() == '-' || text.front() == '+') ? 1 : 0;
  const std::size_t whole = digits(at);
  if (whole == 0) return 0;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits(at + 1);
    if (fraction == 0) return 0;
    at += 1 + fraction;
  }
  return at;
}

}  // namespace

std::string_view Quantity::calendar_word(std::string_view text) {
  if (text.ends_with('s') && text.size() > 1) text.remove_suffix(1);
  const auto unit = std::ranges::find(kCalendarUnits, text, &CalendarUnit::word);
  return unit == kCalendarUnits.end() ? std::string_view() : unit->word;
}

std::optional<Quantity> Quantity::parse(std::string_view text) {
  const std::size_t length = number_length(text);
  if (length == 0) return std::nullopt;
  std::string_view number = text.substr(0, length);
  const bool is_negative = number.front() == '-';
  if (is_negative || number.front() == '+') number.remove_prefix(1);
  // JSON numbers have no zeros at the front.
  while (number.size() > 1 && number[0] == '0' && number[1] != '.') number.remove_prefix(1);
  auto value = Decimal::parse((is_negative ? "-" : "") + std::string(number));
  if (!value) return std::nullopt;
  Quantity quantity{std::move(*value), "1", false};
  std::string_view rest = text.substr(length);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
  if (rest.empty()) return quantity;
  if (rest.size() > 2 && rest.front() == '\'' && rest.back() == '\'') {
    quantity.unit = rest.substr(1, rest.size() - 2);
    if (quantity.unit.find('\'') != std::string::npos && !terminology::is_unit(quantity.unit)) return std::nullopt;
    return quantity;
  }
  const std::string_view word = calendar_word(rest);
  if (word.empty()) return std::nullopt;
  quantity.unit = word;
  quantity.is_calendar = true;
  return quantity;
}

std::string Quantity::text() const {
  std::string out = value.text();
  if (!is_calendar) return out + " '" + unit + "'";
  out.append(" ").append(unit);
  if (value != Decimal(1)) out.push_back('s');
  return out;
}

std::optional<int> Quantity::compare(const Quantity& a, const Quantity& b) {
  const auto pair = same_measure(a, b);
  if (!pair) return std::nullopt;
  const auto order = pair->left <=> pair->right;
  return order == 0 ? 0 : order < 0 ? -1 : 1;
}

std::optional<bool> Quantity::equal(const Quantity& a, const Quantity& b) {
  const auto order = compare(a, b);
  return order ? std::optional(*order == 0) : std::nullopt;
}

bool Quantity::comparable(const Quantity& a, const Quantity& b) {
  return same_measure(a, b).has_value();
}

bool Quantity::equivalent(const Quantity& a, const Quantity& b) {
  // For `~` a year is a year and a month a month.
  const auto definite = [](const Quantity& quantity) {
    return Quantity{quantity.value, std::string(definite_unit(quantity)), false};
  };
  const Quantity left = is_indefinite(a) && !b.is_calendar ? definite(a) : a;
  const Quantity right = is_indefinite(b) && !a.is_calendar ? definite(b) : b;
  if (left.unit == right.unit && left.is_calendar == right.is_calendar) {
    return fhirpath::equivalent(left.value, right.value);
  }
  if (!same_measure(left, right)) return false;
  // Each in the other's unit; the one that was written with fewer digits says how fine to look.
  const auto right_in_left = right.convert(left.is_calendar ? left.unit : definite_unit(left));
  const auto left_in_right = left.convert(right.is_calendar ? right.unit : definite_unit(right));
  return (right_in_left && fhirpath::equivalent(left.value, right_in_left->value)) ||
         (left_in_right && fhirpath::equivalent(left_in_right->value, right.value));
}

std::optional<Quantity> Quantity::add(const Quantity& a, const Quantity& b, bool subtract) {
  const auto sum = [subtract](const Decimal& left, const Decimal& right) {
    return subtract ? left - right : left + right;
  };
  if (a.unit == b.unit && a.is_calendar == b.is_calendar) return Quantity{sum(a.value, b.value), a.unit, a.is_calendar};
  if (!same_measure(a, b) || is_scale(a) || is_scale(b)) return std::nullopt;
  if (is_indefinite(a) || is_indefinite(b)) {
    // The finer word: year, month, week and so on stand in this order.
    const bool b_is_finer = find_calendar_unit(b) > find_calendar_unit(a);
    const Quantity& finer = b_is_finer ? b : a;
    const auto other = (b_is_finer ? a : b).convert(finer.unit);
    if (!other) return std::nullopt;
    return Quantity{b_is_finer ? sum(other->value, b.value) : sum(a.value, other->value), finer.unit, true};
  }
  const auto left = terminology::parse_unit(definite_unit(a));
  const auto right = terminology::parse_unit(definite_unit(b));
  if (is_finer(*right, *left)) {
    const auto value = terminology::convert(a.value, *left, *right);
    return value ? std::optional(Quantity{sum(*value, b.value), b.unit, b.is_calendar}) : std::nullopt;
  }
  const auto value = terminology::convert(b.value, *right, *left);
  return value ? std::optional(Quantity{sum(a.value, *value), a.unit, a.is_calendar}) : std::nullopt;
}

std::optional<Quantity> Quantity::multiply(const Quantity& a, const Quantity& b) {
  const bool a_is_number = a.unit == "1";
  if (a_is_number || b.unit == "1") {
    const Quantity& sized = a_is_number ? b : a;
    if (is_scale(sized)) return std::nullopt;
    return Quantity{a.value * b.value, sized.unit, sized.is_calendar};
  }
  if (!multiplies(a) || !multiplies(b)) return std::nullopt;
  return with_unit(a.value * b.value, std::string(definite_unit(a)) + "." + bracketed(definite_unit(b)));
}

std::optional<Quantity> Quantity::divide(const Quantity& a, const Quantity& b) {
  auto value = fhirpath::divide(a.value, b.value);
  if (!value || is_scale(a) || is_scale(b)) return std::nullopt;
  if (b.unit == "1") return Quantity{std::move(*value), a.unit, a.is_calendar};
  if (a.unit == b.unit && a.is_calendar == b.is_calendar) return of_number(std::move(*value));
  if (is_indefinite(a) && is_indefinite(b)) {
    const auto other = b.convert(a.unit);
    value = other ? fhirpath::divide(a.value, other->value) : std::nullopt;
    return value ? std::optional(of_number(std::move(*value))) : std::nullopt;
  }
  if (!multiplies(a) || !multiplies(b)) return std::nullopt;
  const std::string above = a.unit == "1" ? "" : std::string(definite_unit(a));
  return with_unit(std::move(*value), above + "/" + bracketed(definite_unit(b)));
}

std::optional<Quantity> Quantity::convert(std::string_view wanted) const {
  const std::string_view word = calendar_word(wanted);
  Quantity target{Decimal(1), std::string(word.empty() ? wanted : word), !word.empty()};
  if (unit == target.unit && is_calendar == target.is_calendar) return *this;
  if (is_indefinite(*this) || is_indefinite(target)) {
    const auto pair = same_measure(*this, target);
    const auto quotient = pair ? fhirpath::divide(pair->left, pair->right) : std::nullopt;
    if (!quotient) return std::nullopt;
    target.value = *quotient;
    return target;
  }
  const auto converted = terminology::convert(value, definite_unit(*this), definite_unit(target));
  if (!converted) return std::nullopt;
  target.value = *converted;
  return target;
}

}  // namespace careway::fhirpath
