#include "profiles/fhirpath/machine.h"

namespace careway::fhirpath {
namespace {

Truth negate(Truth truth) {
  if (truth == Truth::yes) return Truth::no;
  return truth == Truth::no ? Truth::yes : truth;
}

}  // namespace

// N1 "Singleton Evaluation of Collections": one item that is no boolean counts as true.
Truth Machine::truth_of_item(const Item& item) {
  if (item.kind() == Item::Kind::boolean) return truth_of(item.boolean());
  if (!item.is_node() || !item.node()) return Truth::yes;
  const fhir::Element node = item.node();
  if (node.kind() == fhir::ValueKind::boolean) return truth_of(node.value() == "true");
  if (types_.value_class(item.node_type(definitions_)) != ValueClass::boolean) return Truth::yes;
  if (node.value() == "true") return Truth::yes;
  return node.value() == "false" ? Truth::no : Truth::unknown;
}

Truth Machine::truth_of_range(Range range) {
  if (range.empty()) return Truth::unknown;
  if (range.size() > 1) return fail_truth("Here one yes or no is wanted, and there are several items.");
  return truth_of_item(stack_[range.begin]);
}

Truth Machine::truth(SyntaxIndex index, const Scope& scope) {
  const Op& op = body_->ops[index];
  const std::size_t base = stack_.size();
  if (op.kind == SyntaxKind::binary) {
    current_ = index;
    switch (op.operation) {
      case Operation::logical_and:
      case Operation::logical_or:
      case Operation::logical_xor:
      case Operation::implies:
        return charge(1) ? truth_of_operation(op, scope) : Truth::failed;
      case Operation::unite:
      case Operation::plus:
      case Operation::minus:
      case Operation::multiply:
      case Operation::divide:
      case Operation::whole_divide:
      case Operation::modulo:
      case Operation::concatenate:
        break;
      default: {
        if (!charge(1)) return Truth::failed;
        const Truth result = compare_operands(op, scope);
        stack_.resize(base);
        return result;
      }
    }
  }
  if (op.kind == SyntaxKind::call) {
    current_ = index;
    bool is_handled = false;
    const std::size_t variables = variables_.size();
    const std::size_t items = variable_items_.size();
    const Truth result = truth_of_call(op, scope, is_handled);
    drop_variables(variables, items);
    if (is_handled) return result;
  }
  if (!eval_apart(index, scope)) return Truth::failed;
  const Truth result = truth_of_range({base, stack_.size()});
  stack_.resize(base);
  return result;
}

Truth Machine::truth_of_operation(const Op& op, const Scope& scope) {
  const Truth left = truth(op.input, scope);
  if (left == Truth::failed) return left;
  const auto right = [&] { return truth(body_->argument(op, 0), scope); };
  switch (op.operation) {
    case Operation::logical_and: {
      if (left == Truth::no) return left;
      const Truth other = right();
      return other == Truth::yes ? left : other;
    }
    case Operation::logical_or: {
      if (left == Truth::yes) return left;
      const Truth other = right();
      return other == Truth::no ? left : other;
    }
    case Operation::implies: {
      if (left == Truth::no) return Truth::yes;
      const Truth other = right();
      if (left == Truth::yes || other == Truth::failed || other == Truth::yes) return other;
      return Truth::unknown;
    }
    default: {
      const Truth other = right();
      if (other == Truth::failed) return other;
      if (left == Truth::unknown || other == Truth::unknown) return Truth::unknown;
      return truth_of(left != other);
    }
  }
}

Truth Machine::truth_of_call(const Op& op, const Scope& scope, bool& is_handled) {
  is_handled = true;
  const std::size_t base = stack_.size();
  switch (op.function) {
    case Function::empty:
      if (!charge(1)) return Truth::failed;
      return op.input == kNoSyntax ? truth_of(scope.self.empty()) : negate(any(op.input, scope));
    case Function::exists: {
      if (!charge(1)) return Truth::failed;
      if (op.argument_count == 0) return op.input == kNoSyntax ? truth_of(!scope.self.empty()) : any(op.input, scope);
      Range input = scope.self;
      if (op.input != kNoSyntax) {
        if (!eval(op.input, scope)) return Truth::failed;
        input = {base, stack_.size()};
      }
      Truth found = Truth::no;
      Scope inside = scope;
      for (std::size_t i = input.begin; i < input.end && found == Truth::no; ++i) {
        inside.self = {i, i + 1};
        inside.index = static_cast<std::int64_t>(i - input.begin);
        const Truth holds = truth(body_->argument(op, 0), inside);
        if (holds == Truth::failed) return holds;
        found = truth_of(holds == Truth::yes);
      }
      stack_.resize(base);
      return found;
    }
    case Function::negate:
      if (op.input == kNoSyntax || !charge(1)) break;
      return negate(truth(op.input, scope));
    case Function::has_value: {
      Range input = scope.self;
      if (op.input != kNoSyntax) {
        if (!eval(op.input, scope)) return Truth::failed;
        input = {base, stack_.size()};
      }
      const bool is_one = input.size() == 1;
      const Item item = is_one ? stack_[input.begin] : Item();
      stack_.resize(base);
      if (!is_one) return Truth::no;
      if (!item.is_node()) return truth_of(item.kind() != Item::Kind::quantity && item.kind() != Item::Kind::type_info);
      const fhir::Element node = item.node();
      return truth_of(node && node.has_value() && node.kind() != fhir::ValueKind::resource);
    }
    default:
      break;
  }
  is_handled = false;
  return Truth::unknown;
}

// Whether there is any item at all.
Truth Machine::any(SyntaxIndex index, const Scope& scope) {
  const Op& op = body_->ops[index];
  if (op.kind == SyntaxKind::member) return charge(1) ? any_member(op, scope) : Truth::failed;
  const std::size_t base = stack_.size();
  if (op.kind == SyntaxKind::call && op.function == Function::where) {
    // x.where(y).exists() is x.exists(y).
    Op shortened = op;
    shortened.function = Function::exists;
    bool is_handled = false;
    current_ = index;
    return truth_of_call(shortened, scope, is_handled);
  }
  if (!eval(index, scope)) return Truth::failed;
  const Truth found = truth_of(stack_.size() > base);
  stack_.resize(base);
  return found;
}

}  // namespace careway::fhirpath
