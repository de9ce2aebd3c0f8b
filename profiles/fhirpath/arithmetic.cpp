#include "profiles/fhirpath/decimal_math.h"
#include "profiles/fhirpath/machine.h"
#include "profiles/fhirpath/temporal_arithmetic.h"

namespace careway::fhirpath {
namespace {

using fhir::Decimal;

// Results with more digits count as overflow; the limit keeps repeated multiplication from growing without end.
constexpr std::size_t kDigitsMax = 1000;

bool is_number(const Item& item) {
  return item.kind() == Item::Kind::integer || item.kind() == Item::Kind::decimal;
}

bool is_measure(const Item& item) {
  return is_number(item) || item.kind() == Item::Kind::quantity;
}

}  // namespace

bool Machine::arithmetic(const Op& op, std::size_t base, Range left, Range right) {
  Item a;
  Item b;
  bool a_is_empty = false;
  bool b_is_empty = false;
  if (!single_value(left, a, a_is_empty) || !single_value(right, b, b_is_empty)) return false;
  if (a_is_empty || b_is_empty) return finish_empty(base);
  if (op.operation == Operation::plus && a.kind() == Item::Kind::text && b.kind() == Item::Kind::text)
    return concatenate(base, left, right);
  return arithmetic_values(op, base, a, b);
}

bool Machine::arithmetic_values(const Op& op, std::size_t base, const Item& a, const Item& b) {
  using Kind = Item::Kind;
  if (a.kind() == Kind::integer && b.kind() == Kind::integer && op.operation != Operation::divide)
    return arithmetic_integers(op.operation, base, a.integer(), b.integer());
  if (is_number(a) && is_number(b)) return arithmetic_decimals(op.operation, base, *number(a), *number(b));
  if (is_measure(a) && is_measure(b)) return arithmetic_quantities(op.operation, base, a, b);
  const bool is_sum = op.operation == Operation::plus || op.operation == Operation::minus;
  if (is_sum && a.kind() == Kind::temporal && b.kind() == Kind::quantity) {
    const Shifted shifted = shift(a.temporal(), b.quantity(), op.operation == Operation::minus);
    if (shifted.is_wrong_unit) return fail("This unit cannot be added to a date or time: use words such as 1 month.");
    return shifted.value ? finish(base, temporal_item(*shifted.value)) : finish_empty(base);
  }
  return fail("This operation does not work on values of these types.");
}

bool Machine::arithmetic_integers(Operation operation, std::size_t base, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  switch (operation) {
    case Operation::plus:
      result = a + b;
      break;
    case Operation::minus:
      result = a - b;
      break;
    case Operation::multiply:
      result = a * b;
      break;
    case Operation::whole_divide:
      if (b == 0) return finish_empty(base);
      result = a / b;
      break;
    default:
      if (b == 0) return finish_empty(base);
      result = a % b;
  }
  // Integers have 32 bits, so nothing above overflows; a result that they cannot hold is empty (N1 "Math").
  static constexpr std::int64_t kLargest = 2147483648;
  if (result < -kLargest || result >= kLargest) return finish_empty(base);
  return finish(base, Item::of_integer(result));
}

bool Machine::finish_decimal(std::size_t base, std::optional<Decimal> value) {
  if (!value || value->digits().size() > kDigitsMax) return finish_empty(base);
  return charge(1) && finish(base, decimal_item(std::move(*value)));
}

bool Machine::arithmetic_decimals(Operation operation, std::size_t base, const Decimal& a, const Decimal& b) {
  if (!charge(a.digits().size() * b.digits().size() / 256)) return false;
  switch (operation) {
    case Operation::plus:
      return finish_decimal(base, a + b);
    case Operation::minus:
      return finish_decimal(base, a - b);
    case Operation::multiply:
      return finish_decimal(base, a * b);
    case Operation::divide:
      return charge(8) && finish_decimal(base, divide(a, b));
    case Operation::whole_divide: {
      const auto whole = divide_whole(a, b);
      const auto integer = whole ? to_integer(*whole) : std::nullopt;
      if (integer) return finish(base, integer_or_decimal(*integer));
      return finish_decimal(base, whole);
    }
    default:
      return finish_decimal(base, remainder(a, b));
  }
}

bool Machine::arithmetic_quantities(Operation operation, std::size_t base, const Item& a_item, const Item& b_item) {
  const Quantity a = is_number(a_item) ? Quantity::of_number(*number(a_item)) : a_item.quantity();
  const Quantity b = is_number(b_item) ? Quantity::of_number(*number(b_item)) : b_item.quantity();
  if (!charge(40 + a.value.digits().size() * b.value.digits().size() / 256)) return false;
  std::optional<Quantity> result;
  switch (operation) {
    case Operation::plus:
    case Operation::minus:
      result = Quantity::add(a, b, operation == Operation::minus);
      break;
    case Operation::multiply:
      result = Quantity::multiply(a, b);
      break;
    case Operation::divide:
      result = Quantity::divide(a, b);
      break;
    default:
      return fail("div and mod work on numbers only.");
  }
  if (!result || result->value.digits().size() > kDigitsMax || result->unit.size() > kDigitsMax)
    return finish_empty(base);
  return finish(base, quantity_item(std::move(*result)));
}

bool Machine::concatenate(std::size_t base, Range left, Range right) {
  std::string text;
  for (const Range range : {left, right}) {
    if (range.size() > 1) return fail("Only single texts can be joined with & and +; join() takes many.");
    if (range.empty()) continue;
    Item item;
    Item as_text;
    bool is_empty = false;
    if (!single_value(range, item, is_empty)) return false;
    if (is_empty) continue;
    if (!to_text(item, as_text)) return fail("Here a text is wanted, and there is something else.");
    text += as_text.text_view();
  }
  if (text.size() + texts_.total() > limits_.text_result_bytes_max) return fail_limit("The text grows too long.");
  return charge(text.size() / 64) && finish(base, text_item(text));
}

}  // namespace careway::fhirpath
