#include "profiles/fhirpath/decimal_math.h"
#include "profiles/fhirpath/machine.h"

namespace careway::fhirpath {
namespace {

using fhir::Decimal;

// For the costly functions: more digits than anybody measures, few enough to be quick.
constexpr std::size_t kDigitsMax = 200;
// What a function costs that is worked out as a series.
constexpr std::size_t kSeriesSteps = 2000;

std::size_t count_digits(const Decimal& value) {
  const std::string text = value.text();
  std::size_t count = 0;
  for (const char c : text) count += c >= '0' && c <= '9' ? 1 : 0;
  return count;
}

}  // namespace

// abs, ceiling, exp, floor, ln, sqrt, truncate.
bool Machine::do_number(const Op& op, const Scope&, Range input, std::size_t base) {
  Item item;
  bool is_empty = false;
  if (!single_value(input, item, is_empty)) return false;
  if (is_empty) return finish_empty(base);
  if (op.function == Function::abs) {
    if (item.kind() == Item::Kind::integer)
      return finish(base, integer_or_decimal(item.integer() < 0 ? -item.integer() : item.integer()));
    if (item.kind() == Item::Kind::quantity) {
      Quantity quantity = item.quantity();
      if (quantity.value.is_negative()) quantity.value = Decimal(0) - quantity.value;
      return finish(base, quantity_item(std::move(quantity)));
    }
  }
  const auto value = number(item);
  if (!value) return fail("This function works on numbers only.");
  if (value->digits().size() > kDigitsMax) return fail_limit("This number has too many digits.");
  return charge(8) && decimal_function(op, *value, base);
}

bool Machine::decimal_function(const Op& op, const Decimal& value, std::size_t base) {
  const auto finish_whole = [&](const Decimal& whole) {
    const auto integer = to_integer(whole);
    return integer ? finish(base, integer_or_decimal(*integer)) : finish_decimal(base, whole);
  };
  switch (op.function) {
    case Function::abs:
      return finish_decimal(base, value.is_negative() ? Decimal(0) - value : value);
    case Function::ceiling:
      return finish_whole(fhirpath::ceiling(value));
    case Function::floor:
      return finish_whole(fhirpath::floor(value));
    case Function::truncate:
      return finish_whole(fhirpath::truncate(value));
    case Function::exp:
      return charge(kSeriesSteps) && finish_decimal(base, exponential(value));
    case Function::ln:
      return charge(kSeriesSteps) && finish_decimal(base, natural_logarithm(value));
    default:
      return charge(kSeriesSteps / 4) && finish_decimal(base, square_root(value));
  }
}

// log, power.
bool Machine::do_number_with_number(const Op& op, const Scope& scope, Range input, std::size_t base) {
  Item item;
  Item other;
  Range range;
  bool is_empty = false;
  bool other_is_empty = false;
  if (!single_value(input, item, is_empty) || !argument(op, 0, scope, range) ||
      !single_value(range, other, other_is_empty))
    return false;
  if (is_empty || other_is_empty) return finish_empty(base);
  const auto a = number(item);
  const auto b = number(other);
  if (!a || !b) return fail("This function works on numbers only.");
  if (a->digits().size() > kDigitsMax || b->digits().size() > kDigitsMax)
    return fail_limit("This number has too many digits.");
  if (!charge(2 * kSeriesSteps)) return false;
  if (op.function == Function::log) return finish_decimal(base, logarithm(*a, *b));
  const auto result = power(*a, *b);
  const bool is_whole = item.kind() == Item::Kind::integer && other.kind() == Item::Kind::integer;
  if (const auto integer = result && is_whole ? to_integer(*result) : std::nullopt)
    return finish(base, integer_or_decimal(*integer));
  return finish_decimal(base, result);
}

bool Machine::do_round(const Op& op, const Scope& scope, Range input, std::size_t base) {
  Item item;
  bool is_empty = false;
  std::int64_t digits = 0;
  bool digits_is_empty = false;
  if (!single_value(input, item, is_empty)) return false;
  if (op.argument_count == 1 && !integer_argument(op, 0, scope, digits, digits_is_empty)) return false;
  if (is_empty) return finish_empty(base);
  if (digits_is_empty) digits = 0;
  if (digits < 0 || digits > 1000) return fail("round() takes 0 to 1000 digits.");
  if (item.kind() == Item::Kind::quantity) {
    Quantity quantity = item.quantity();
    quantity.value = fhirpath::round(quantity.value, static_cast<int>(digits));
    return finish(base, quantity_item(std::move(quantity)));
  }
  const auto value = number(item);
  if (!value) return fail("This function works on numbers only.");
  const Decimal rounded = fhirpath::round(*value, static_cast<int>(digits));
  if (const auto integer = digits == 0 ? to_integer(rounded) : std::nullopt)
    return finish(base, integer_or_decimal(*integer));
  return finish_decimal(base, rounded);
}

bool Machine::do_boundary(const Op& op, const Scope& scope, Range input, std::size_t base) {
  Item item;
  bool is_empty = false;
  std::int64_t asked = 0;
  bool asked_is_empty = true;
  if (!single_value(input, item, is_empty)) return false;
  if (op.argument_count == 1 && !integer_argument(op, 0, scope, asked, asked_is_empty)) return false;
  if (is_empty) return finish_empty(base);
  if (!asked_is_empty && (asked < 0 || asked > 100)) return finish_empty(base);
  const auto digits = asked_is_empty ? std::nullopt : std::optional<int>(static_cast<int>(asked));
  const bool is_low = op.function == Function::low_boundary;
  switch (item.kind()) {
    case Item::Kind::integer:
    case Item::Kind::decimal: {
      const Decimal value = *number(item);
      auto boundary = is_low ? low_boundary(value, digits) : high_boundary(value, digits);
      if (is_low && boundary && boundary->is_zero() && value.is_negative())
        return finish(base, Item::of_negative_zero(decimals_.add(std::move(*boundary))));
      return finish_decimal(base, std::move(boundary));
    }
    case Item::Kind::quantity: {
      Quantity quantity = item.quantity();
      const auto value = is_low ? low_boundary(quantity.value, digits) : high_boundary(quantity.value, digits);
      if (!value) return finish_empty(base);
      quantity.value = *value;
      return finish(base, quantity_item(std::move(quantity)));
    }
    case Item::Kind::temporal: {
      const Temporal& moment = item.temporal();
      const auto value = is_low ? moment.low_boundary(digits) : moment.high_boundary(digits);
      return value ? finish(base, temporal_item(*value)) : finish_empty(base);
    }
    default:
      return fail("Only numbers, quantities, dates and times have boundaries.");
  }
}

bool Machine::do_precision(const Op&, const Scope&, Range input, std::size_t base) {
  Item item;
  bool is_empty = false;
  if (!single_value(input, item, is_empty)) return false;
  if (is_empty) return finish_empty(base);
  switch (item.kind()) {
    case Item::Kind::integer:
      return finish(base, Item::of_integer(static_cast<std::int64_t>(count_digits(Decimal(item.integer())))));
    case Item::Kind::decimal: {
      // The digits behind the point.
      const auto scale = item.decimal().scale();
      return finish(base, Item::of_integer(scale > 0 ? scale : 0));
    }
    case Item::Kind::temporal:
      return finish(base, Item::of_integer(item.temporal().digits()));
    default:
      return fail("Only numbers, dates and times have a precision.");
  }
}

bool Machine::do_comparable(const Op& op, const Scope& scope, Range input, std::size_t base) {
  Item item;
  Item other;
  Range range;
  bool is_empty = false;
  bool other_is_empty = false;
  if (!single_value(input, item, is_empty) || !argument(op, 0, scope, range) ||
      !single_value(range, other, other_is_empty))
    return false;
  if (is_empty || other_is_empty) return finish_empty(base);
  // A number turns into a quantity by itself (N1 "Conversion").
  const auto quantity_of = [this](const Item& value) -> std::optional<Quantity> {
    if (value.kind() == Item::Kind::quantity) return value.quantity();
    const auto plain = number(value);
    return plain ? std::optional(Quantity::of_number(*plain)) : std::nullopt;
  };
  const auto left = quantity_of(item);
  const auto right = quantity_of(other);
  if (!left || !right) return fail("comparable() works on quantities.");
  return finish(base, Item::of_boolean(Quantity::comparable(*left, *right)));
}

// now, today, timeOfDay.
bool Machine::do_moment(const Op& op, const Scope&, Range, std::size_t base) {
  const auto now = Temporal::parse_fhir(Temporal::Kind::date_time, environment_->now);
  if (!now) return fail("What time it is, is not known here.");
  switch (op.function) {
    case Function::now:
      return finish(base, temporal_item(*now));
    case Function::today:
      return finish(base, temporal_item(now->as_date()));
    default: {
      const std::string_view text = environment_->now;
      const std::size_t start = text.find('T');
      if (start == std::string_view::npos) return fail("What time it is, is not known here.");
      const std::size_t end = text.find_first_of("Z+-", start);
      const auto time = Temporal::parse_fhir(Temporal::Kind::time, text.substr(start + 1, end - start - 1));
      return time ? finish(base, temporal_item(*time)) : fail("What time it is, is not known here.");
    }
  }
}

}  // namespace careway::fhirpath
