#include <algorithm>
#include <functional>

#include "profiles/fhirpath/decimal_math.h"
#include "profiles/fhirpath/machine.h"
#include "profiles/fhirpath/text_functions.h"

namespace careway::fhirpath {
namespace {

using fhir::Decimal;
using fhir::Element;

Truth truth_of_optional(std::optional<bool> value) {
  return value ? truth_of(*value) : Truth::unknown;
}

bool is_number(const Item& item) {
  return item.kind() == Item::Kind::integer || item.kind() == Item::Kind::decimal;
}

Truth negate(Truth truth) {
  if (truth == Truth::yes) return Truth::no;
  return truth == Truth::no ? Truth::yes : truth;
}

std::uint64_t hash_text(std::string_view text) {
  return std::hash<std::string_view>()(text);
}

// Equal numbers have the same digits when trailing zeros are cut, whatever their scale.
std::uint64_t hash_digits(std::string_view digits) {
  while (digits.size() > 1 && digits.back() == '0') digits.remove_suffix(1);
  return hash_text(digits);
}

// The sibling with that name and place among its name.
Element find_sibling(Element parent, std::string_view name, std::size_t ordinal) {
  for (const Element child : parent)
    if (child.name() == name && ordinal-- == 0) return child;
  return {};
}

}  // namespace

Truth Machine::compare_operands(const Op& op, const Scope& scope) {
  const SyntaxIndex own = current_;
  const std::size_t base = stack_.size();
  if (!eval_apart(op.input, scope)) return Truth::failed;
  const Range left{base, stack_.size()};
  const Op& other = body_->ops[body_->argument(op, 0)];
  const bool is_equality = op.operation == Operation::equal || op.operation == Operation::not_equal;
  if (is_equality && (other.kind == SyntaxKind::text || other.kind == SyntaxKind::boolean)) {
    // A path against a literal: the commonest of all.
    if (left.empty()) return Truth::unknown;
    const Truth same = left.size() > 1 ? Truth::no : equal(stack_[left.begin], other.literal);
    current_ = own;
    return op.operation == Operation::equal ? same : negate(same);
  }
  if (!eval_apart(body_->argument(op, 0), scope)) return Truth::failed;
  const Range right{left.end, stack_.size()};
  current_ = own;
  switch (op.operation) {
    case Operation::equal:
      return equal(left, right);
    case Operation::not_equal:
      return negate(equal(left, right));
    case Operation::equivalent:
      return equivalent(left, right);
    case Operation::not_equivalent:
      return negate(equivalent(left, right));
    case Operation::in:
    case Operation::contains: {
      const Range one = op.operation == Operation::in ? left : right;
      const Range many = op.operation == Operation::in ? right : left;
      if (one.empty()) return Truth::unknown;
      if (one.size() > 1) return fail_truth("Only a single item can be looked for.");
      return contains(many, stack_[one.begin]);
    }
    default:
      return ordered(op.operation, left, right);
  }
}

Truth Machine::contains(Range range, const Item& item) {
  const Item wanted = item;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Truth found = equal(stack_[i], wanted);
    if (found == Truth::yes || found == Truth::failed) return found;
  }
  return Truth::no;
}

Truth Machine::equal(Range a, Range b) {
  if (a.empty() || b.empty()) return Truth::unknown;
  if (a.size() != b.size()) return Truth::no;
  Truth result = Truth::yes;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Truth one = equal(stack_[a.begin + i], stack_[b.begin + i]);
    if (one == Truth::no || one == Truth::failed) return one;
    if (one == Truth::unknown) result = one;
  }
  return result;
}

Truth Machine::equal(const Item& left, const Item& right) {
  if (!charge(1)) return Truth::failed;
  // Copies: what follows may move the stack.
  const Item a = left;
  const Item b = right;
  Item a_value;
  Item b_value;
  const bool a_has_value = value(a, a_value);
  const bool b_has_value = value(b, b_value);
  if (a_has_value && b_has_value) return equal_values(a_value, b_value);
  if (a.is_node() && b.is_node()) return equal_nodes(a.node(), b.node(), false, 0);
  // A System value against an element that has none: unknown for a primitive, never equal to a complex one.
  const Item& node = a.is_node() ? a : b;
  return types_.value_class(node.node_type(definitions_)) == ValueClass::none ? Truth::no : Truth::unknown;
}

Truth Machine::equal_values(const Item& a, const Item& b) {
  using Kind = Item::Kind;
  if (a.kind() == b.kind()) {
    switch (a.kind()) {
      case Kind::boolean:
      case Kind::integer:
        return truth_of(a.integer() == b.integer());
      case Kind::decimal:
        return truth_of(a.decimal() == b.decimal());
      case Kind::text:
        return truth_of(a.text_view() == b.text_view());
      case Kind::temporal:
        return truth_of_optional(Temporal::equal(a.temporal(), b.temporal(), environment_->zone_minutes));
      case Kind::quantity:
        if (!charge(40)) return Truth::failed;
        return truth_of_optional(Quantity::equal(a.quantity(), b.quantity()));
      case Kind::type_info:
        return truth_of(a.type().name == b.type().name && a.type().type_namespace == b.type().type_namespace);
      case Kind::node:
        return equal_nodes(a.node(), b.node(), false, 0);
    }
  }
  if (is_number(a) && is_number(b)) return truth_of(*number(a) == *number(b));
  if (is_number(a) && b.kind() == Kind::quantity)
    return truth_of_optional(Quantity::equal(Quantity::of_number(*number(a)), b.quantity()));
  if (a.kind() == Kind::quantity && is_number(b))
    return truth_of_optional(Quantity::equal(a.quantity(), Quantity::of_number(*number(b))));
  return Truth::no;
}

// All that both contain must be equal. Elements with different names may stand in any order.
Truth Machine::equal_nodes(Element a, Element b, bool loosely, std::size_t depth) {
  if (!a || !b) return truth_of(!a && !b);
  if (&a.document() == &b.document() && a.index() == b.index()) return Truth::yes;
  if (!charge(1)) return Truth::failed;
  if (depth > limits_.depth_max + 100) return fail_truth("These elements are nested too deeply to be compared.");
  if (a.has_value() != b.has_value()) return Truth::no;
  Truth result = Truth::yes;
  if (a.has_value()) {
    if (a.kind() == fhir::ValueKind::resource || b.kind() == fhir::ValueKind::resource) {
      result = truth_of(a.value() == b.value());
    } else if (a.value() != b.value()) {
      Item a_value;
      Item b_value;
      if (!value(Item::of_node(a), a_value) || !value(Item::of_node(b), b_value)) return Truth::no;
      result = loosely ? equivalent(a_value, b_value) : equal_values(a_value, b_value);
    }
    if (result == Truth::no || result == Truth::failed) return result;
  }
  Element in_b = b.first_child();
  for (Element in_a = a.first_child(); in_a; in_a = in_a.next()) {
    Element partner = in_b;
    if (!partner || partner.name() != in_a.name()) {
      const std::size_t ordinal = in_a.ordinal_among_same_name();
      if (!charge(1 + ordinal)) return Truth::failed;
      partner = find_sibling(b, in_a.name(), ordinal);
      if (!partner) return Truth::no;
    }
    const Truth one = equal_nodes(in_a, partner, loosely, depth + 1);
    if (one == Truth::no || one == Truth::failed) return one;
    if (one == Truth::unknown) result = one;
    if (in_b) in_b = in_b.next();
  }
  // As many on both sides: then every one has had its partner.
  std::size_t a_count = 0;
  std::size_t b_count = 0;
  for (Element child = a.first_child(); child; child = child.next()) ++a_count;
  for (Element child = b.first_child(); child; child = child.next()) ++b_count;
  return a_count == b_count ? result : Truth::no;
}

// N1 "Equivalent": never empty, in any order.
Truth Machine::equivalent(Range a, Range b) {
  if (a.size() != b.size()) return Truth::no;
  std::vector<bool> used(a.size() > 1 ? b.size() : 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    bool found = false;
    for (std::size_t j = 0; j < b.size() && !found; ++j) {
      if (!used.empty() && used[j]) continue;
      const Truth same = equivalent(stack_[a.begin + i], stack_[b.begin + j]);
      if (same == Truth::failed) return same;
      found = same == Truth::yes;
      if (found && !used.empty()) used[j] = true;
    }
    if (!found) return Truth::no;
  }
  return Truth::yes;
}

Truth Machine::equivalent(const Item& left, const Item& right) {
  if (!charge(1)) return Truth::failed;
  using Kind = Item::Kind;
  const Item a_item = left;
  const Item b_item = right;
  Item a;
  Item b;
  const bool a_has_value = value(a_item, a);
  const bool b_has_value = value(b_item, b);
  if (!a_has_value || !b_has_value) {
    if (!a_item.is_node() || !b_item.is_node()) return Truth::no;
    const Truth same = equal_nodes(a_item.node(), b_item.node(), true, 0);
    return same == Truth::unknown ? Truth::no : same;
  }
  if (a.kind() == Kind::text && b.kind() == Kind::text)
    return charge((a.text_view().size() + b.text_view().size()) / 16)
               ? truth_of(equivalent_texts(a.text_view(), b.text_view()))
               : Truth::failed;
  if (is_number(a) && is_number(b) && (a.kind() == Kind::decimal || b.kind() == Kind::decimal))
    return truth_of(fhirpath::equivalent(*number(a), *number(b)));
  if (a.kind() == Kind::temporal && b.kind() == Kind::temporal)
    return truth_of(Temporal::equivalent(a.temporal(), b.temporal(), environment_->zone_minutes));
  const bool is_measured = a.kind() == Kind::quantity || b.kind() == Kind::quantity;
  if (is_measured && !charge(40)) return Truth::failed;
  if (is_measured && (is_number(a) || a.kind() == Kind::quantity) && (is_number(b) || b.kind() == Kind::quantity)) {
    return truth_of(Quantity::equivalent(is_number(a) ? Quantity::of_number(*number(a)) : a.quantity(),
                                         is_number(b) ? Quantity::of_number(*number(b)) : b.quantity()));
  }
  return truth_of(equal_values(a, b) == Truth::yes);
}

Truth Machine::ordered(Operation operation, Range left, Range right) {
  Item a;
  Item b;
  bool a_is_empty = false;
  bool b_is_empty = false;
  if (!single_value(left, a, a_is_empty) || !single_value(right, b, b_is_empty)) return Truth::failed;
  if (a_is_empty || b_is_empty) return Truth::unknown;
  bool is_comparable = true;
  const auto order = compare(a, b, is_comparable);
  if (!is_comparable) return fail_truth("These two cannot be compared: they are of different types, or have no order.");
  if (!order) return Truth::unknown;
  switch (operation) {
    case Operation::less:
      return truth_of(*order < 0);
    case Operation::less_or_equal:
      return truth_of(*order <= 0);
    case Operation::greater:
      return truth_of(*order > 0);
    default:
      return truth_of(*order >= 0);
  }
}

std::optional<int> Machine::compare(const Item& a, const Item& b, bool& is_comparable) {
  using Kind = Item::Kind;
  is_comparable = true;
  if (a.kind() == Kind::integer && b.kind() == Kind::integer)
    return a.integer() < b.integer() ? -1 : a.integer() > b.integer() ? 1 : 0;
  if (is_number(a) && is_number(b)) {
    const auto order = *number(a) <=> *number(b);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  if (a.kind() == Kind::text && b.kind() == Kind::text) {
    const int order = a.text_view().compare(b.text_view());
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  if (a.kind() == Kind::temporal && b.kind() == Kind::temporal) {
    is_comparable = (a.temporal().kind() == Temporal::Kind::time) == (b.temporal().kind() == Temporal::Kind::time);
    if (!is_comparable) return std::nullopt;
    return Temporal::compare(a.temporal(), b.temporal(), environment_->zone_minutes);
  }
  if (a.kind() == Kind::quantity && b.kind() == Kind::quantity) return Quantity::compare(a.quantity(), b.quantity());
  if (a.kind() == Kind::quantity && is_number(b))
    return Quantity::compare(a.quantity(), Quantity::of_number(*number(b)));
  if (is_number(a) && b.kind() == Kind::quantity)
    return Quantity::compare(Quantity::of_number(*number(a)), b.quantity());
  is_comparable = false;
  return std::nullopt;
}

// Equal items have equal hashes; a number and the quantity that equals it are the exception, and stay two items in a
// collection of more than a few.
std::uint64_t Machine::hash(const Item& item) {
  Item own;
  if (!value(item, own)) return item.is_node() && item.node() ? hash_node(item.node()) : 0;
  switch (own.kind()) {
    case Item::Kind::boolean:
      return own.boolean() ? 1 : 2;
    case Item::Kind::integer:
    case Item::Kind::decimal:
      return hash_digits(number(own)->digits());
    case Item::Kind::text:
      return hash_text(own.text_view());
    default:
      return static_cast<std::uint64_t>(own.kind()) + 16;
  }
}

// Independent of the order of elements and of how numbers and dates are written.
std::uint64_t Machine::hash_node(Element node) {
  std::uint64_t sum = 0;
  for (const Element child : node) {
    sum += hash_text(child.name());
    if (types_.value_class(type_of(child, definitions_)) == ValueClass::text) sum += hash_text(child.value()) * 31;
    for (const Element grandchild : child)
      if (types_.value_class(type_of(grandchild, definitions_)) == ValueClass::text)
        sum += hash_text(grandchild.value()) * 131;
  }
  return sum;
}

bool Machine::push_new(const Item& item, std::size_t base, DistinctIndex& index) {
  static constexpr std::size_t kFew = 24;
  const std::size_t count = stack_.size() - base;
  if (count < kFew) {
    const Truth found = contains({base, stack_.size()}, item);
    return found != Truth::failed && (found == Truth::yes || push(item));
  }
  for (; index.indexed_to < count; ++index.indexed_to)
    index.places.emplace(hash(stack_[base + index.indexed_to]), index.indexed_to);
  const auto candidates = index.places.equal_range(hash(item));
  for (auto candidate = candidates.first; candidate != candidates.second; ++candidate) {
    const Truth same = equal(stack_[base + candidate->second], item);
    if (same == Truth::failed) return false;
    if (same == Truth::yes) return true;
  }
  return push(item);
}

bool Machine::push_distinct(Range range, std::size_t base, DistinctIndex& index) {
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Item item = stack_[i];
    if (!push_new(item, base, index)) return false;
  }
  return true;
}

}  // namespace careway::fhirpath
