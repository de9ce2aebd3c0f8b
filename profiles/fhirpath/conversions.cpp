#include <algorithm>

#include "profiles/fhirpath/decimal_math.h"
#include "profiles/fhirpath/machine.h"

namespace careway::fhirpath {
namespace {

using fhir::Decimal;

bool equals_ignoring_case(std::string_view text, std::string_view small) {
  return std::equal(text.begin(), text.end(), small.begin(), small.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
}

std::optional<bool> boolean_of_text(std::string_view text) {
  for (const std::string_view yes : {"true", "t", "yes", "y", "1", "1.0"})
    if (equals_ignoring_case(text, yes)) return true;
  for (const std::string_view no : {"false", "f", "no", "n", "0", "0.0"})
    if (equals_ignoring_case(text, no)) return false;
  return std::nullopt;
}

// (\+|-)?\d+ and (\+|-)?\d+(\.\d+)?
std::optional<Decimal> number_of_text(std::string_view text, bool may_have_point) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  if (point != std::string_view::npos && (!may_have_point || point == 0 || point + 1 == text.size()))
    return std::nullopt;
  const auto is_fine = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_fine)) return std::nullopt;
  while (text.size() > 1 && text[0] == '0' && text[1] != '.') text.remove_prefix(1);
  auto number = Decimal::parse(text);
  if (number && is_negative) return Decimal(0) - *number;
  return number;
}

bool is_32_bit(std::int64_t value) {
  return value >= -2147483648 && value <= 2147483647;
}

Function target_of(Function converts) {
  switch (converts) {
    case Function::converts_to_boolean:
      return Function::to_boolean;
    case Function::converts_to_integer:
      return Function::to_integer;
    case Function::converts_to_date:
      return Function::to_date;
    case Function::converts_to_date_time:
      return Function::to_date_time;
    case Function::converts_to_decimal:
      return Function::to_decimal;
    case Function::converts_to_quantity:
      return Function::to_quantity;
    case Function::converts_to_text:
      return Function::to_text;
    default:
      return Function::to_time;
  }
}

}  // namespace

std::optional<bool> Machine::to_boolean(const Item& item) const {
  switch (item.kind()) {
    case Item::Kind::boolean:
      return item.boolean();
    case Item::Kind::text:
      return boolean_of_text(item.text_view());
    case Item::Kind::integer:
    case Item::Kind::decimal: {
      const Decimal value = *number(item);
      if (value == Decimal(1)) return true;
      if (value == Decimal(0)) return false;
      return std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

bool Machine::to_text(const Item& item, Item& out) {
  if (item.kind() == Item::Kind::node || item.kind() == Item::Kind::type_info) return false;
  out = item.kind() == Item::Kind::text ? item : text_item(item.text());
  return true;
}

bool Machine::to_temporal(Temporal::Kind kind, const Item& item, Item& out) {
  if (item.kind() == Item::Kind::text) {
    const std::string_view text = item.text_view();
    std::optional<Temporal> parsed;
    if (kind == Temporal::Kind::time) {
      text_.assign(text.starts_with('T') ? "" : "T").append(text);
      parsed = Temporal::parse_literal(text_);
    } else {
      // A date is a dateTime without its time; a text with a time is no date (N1 toDate: "using the format
      // YYYY-MM-DD").
      parsed = Temporal::parse_fhir(kind, text);
    }
    if (!parsed) return false;
    out = temporal_item(*parsed);
    return true;
  }
  if (item.kind() != Item::Kind::temporal) return false;
  const Temporal& moment = item.temporal();
  if ((moment.kind() == Temporal::Kind::time) != (kind == Temporal::Kind::time)) return false;
  if (moment.kind() == kind) {
    out = item;
  } else {
    out = temporal_item(kind == Temporal::Kind::date ? moment.as_date() : moment.as_date_time());
  }
  return true;
}

bool Machine::to_quantity(const Item& item, std::string_view unit, Item& out) {
  std::optional<Quantity> quantity;
  switch (item.kind()) {
    case Item::Kind::quantity:
      quantity = item.quantity();
      break;
    case Item::Kind::boolean:
      quantity = Quantity::of_number(Decimal(item.boolean() ? 1 : 0));
      break;
    case Item::Kind::integer:
    case Item::Kind::decimal:
      quantity = Quantity::of_number(*number(item));
      break;
    case Item::Kind::text:
      quantity = Quantity::parse(item.text_view());
      break;
    default:
      break;
  }
  if (quantity && !unit.empty()) quantity = quantity->convert(unit);
  if (!quantity) return false;
  out = quantity_item(std::move(*quantity));
  return true;
}

bool Machine::convert(Function target, const Item& item, Item& out) {
  switch (target) {
    case Function::to_boolean: {
      const auto boolean = to_boolean(item);
      if (boolean) out = Item::of_boolean(*boolean);
      return boolean.has_value();
    }
    case Function::to_integer: {
      if (item.kind() == Item::Kind::boolean || item.kind() == Item::Kind::integer) {
        out = Item::of_integer(item.integer());
        return is_32_bit(item.integer());
      }
      if (item.kind() != Item::Kind::text) return false;
      const auto parsed = number_of_text(item.text_view(), false);
      const auto integer = parsed ? to_integer(*parsed) : std::nullopt;
      if (!integer || !is_32_bit(*integer)) return false;
      out = Item::of_integer(*integer);
      return true;
    }
    case Function::to_decimal: {
      std::optional<Decimal> decimal = number(item);
      if (item.kind() == Item::Kind::boolean) decimal = Decimal(item.boolean() ? 1 : 0);
      if (item.kind() == Item::Kind::text) decimal = number_of_text(item.text_view(), true);
      if (decimal) out = decimal_item(std::move(*decimal));
      return decimal.has_value();
    }
    case Function::to_text:
      return to_text(item, out);
    case Function::to_date:
      return to_temporal(Temporal::Kind::date, item, out);
    case Function::to_date_time:
      return to_temporal(Temporal::Kind::date_time, item, out);
    case Function::to_time:
      return to_temporal(Temporal::Kind::time, item, out);
    default:
      return false;
  }
}

bool Machine::do_convert(const Op& op, const Scope& scope, Range input, std::size_t base) {
  Item item;
  bool is_empty = false;
  if (!single_value(input, item, is_empty)) return false;
  if (is_empty) return finish_empty(base);
  Item out;
  if (op.function != Function::to_quantity)
    return convert(op.function, item, out) ? finish(base, out) : finish_empty(base);
  std::string_view unit;
  if (op.argument_count == 1 && !text_argument(op, 0, scope, unit, is_empty)) return false;
  return to_quantity(item, unit, out) ? finish(base, out) : finish_empty(base);
}

bool Machine::do_converts(const Op& op, const Scope& scope, Range input, std::size_t base) {
  Item item;
  bool is_empty = false;
  if (!single_value(input, item, is_empty)) return false;
  if (is_empty) return finish_empty(base);
  Item out;
  if (op.function != Function::converts_to_quantity)
    return finish(base, Item::of_boolean(convert(target_of(op.function), item, out)));
  std::string_view unit;
  if (op.argument_count == 1 && !text_argument(op, 0, scope, unit, is_empty)) return false;
  return finish(base, Item::of_boolean(to_quantity(item, unit, out)));
}

}  // namespace careway::fhirpath
