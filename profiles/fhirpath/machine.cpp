#include "profiles/fhirpath/machine.h"

#include <algorithm>
#include <limits>

namespace careway::fhirpath {
namespace {

// How often a Host may come back into the evaluator that asked it.
constexpr std::size_t kRunsMax = 16;
// What stays reserved between calls.
constexpr std::size_t kStackKept = 64 * 1024;

// Handled by truth_of_call, which need not gather the whole input.
bool asks_for_its_input(Function function) {
  return function == Function::exists || function == Function::empty || function == Function::negate ||
         function == Function::has_value;
}

}  // namespace

Machine::Machine(const definitions::Definitions& definitions, const Limits& limits)
    : definitions_(definitions), limits_(limits), types_(definitions) {
  stack_.reserve(1024);
}

Machine::Mark Machine::enter(const Expression& expression, fhir::Element focus, const Environment& environment,
                             fhir::Issues& issues) {
  if (runs_++ == 0) {
    steps_ = 0;
    stack_.clear();
    if (stack_.capacity() > kStackKept) std::vector<Item>().swap(stack_);
    decimals_.clear();
    temporals_.clear();
    quantities_.clear();
    type_names_.clear();
    texts_.clear();
  }
  const Mark mark{stack_.size(), variables_.size(), variable_items_.size(), body_, environment_, issues_,
                  focus_,        current_};
  body_ = expression.body_.get();
  environment_ = &environment;
  issues_ = &issues;
  focus_ = focus;
  current_ = body_->tree.root();
  return mark;
}

void Machine::leave(const Mark& mark) {
  --runs_;
  stack_.resize(mark.stack);
  variables_.resize(mark.variables);
  variable_items_.resize(mark.variable_items);
  body_ = mark.body;
  environment_ = mark.environment;
  issues_ = mark.issues;
  focus_ = mark.focus;
  current_ = mark.current;
}

bool Machine::run(Range& result) {
  if (runs_ > kRunsMax) return fail_limit("Profiles and expressions call each other too deeply.");
  Scope scope;
  scope.self.begin = stack_.size();
  if (focus_ && !push(Item::of_node(focus_))) return false;
  scope.self.end = stack_.size();
  if (!eval(body_->tree.root(), scope)) return false;
  result = {scope.self.end, stack_.size()};
  return true;
}

Truth Machine::run_as_invariant() {
  if (runs_ > kRunsMax) {
    fail_limit("Profiles and expressions call each other too deeply.");
    return Truth::failed;
  }
  Scope scope;
  scope.self.begin = stack_.size();
  if (focus_ && !push(Item::of_node(focus_))) return Truth::failed;
  scope.self.end = stack_.size();
  return truth(body_->tree.root(), scope);
}

bool Machine::fail(std::string_view why) {
  issues_->error("fhirpath-execution", "", why, body_->tree.position(body_->tree.node(current_).offset));
  return false;
}

bool Machine::fail_limit(std::string_view why) {
  issues_->error("fhirpath-limit", "", why, body_->tree.position(body_->tree.node(current_).offset));
  return false;
}

bool Machine::push_truth(Truth truth, std::size_t base) {
  if (truth == Truth::failed) return false;
  stack_.resize(base);
  return truth == Truth::unknown || push(Item::of_boolean(truth == Truth::yes));
}

bool Machine::finish(std::size_t base, const Item& item) {
  const Item kept = item;
  stack_.resize(base);
  return push(kept);
}

bool Machine::finish_empty(std::size_t base) {
  stack_.resize(base);
  return true;
}

bool Machine::finish_range(std::size_t base, Range range) {
  if (range.begin != base)
    std::copy(stack_.begin() + static_cast<std::ptrdiff_t>(range.begin),
              stack_.begin() + static_cast<std::ptrdiff_t>(range.end),
              stack_.begin() + static_cast<std::ptrdiff_t>(base));
  stack_.resize(base + range.size());
  return true;
}

bool Machine::eval(SyntaxIndex index, const Scope& scope) {
  if (!charge(1)) return false;
  const Op& op = body_->ops[index];
  switch (op.kind) {
    case SyntaxKind::member:
      return eval_member(op, scope);
    case SyntaxKind::call:
      current_ = index;
      return eval_call(op, scope);
    case SyntaxKind::binary:
      current_ = index;
      return eval_binary(op, scope);
    case SyntaxKind::this_value:
      for (std::size_t i = scope.self.begin; i < scope.self.end; ++i)
        if (!push(stack_[i])) return false;
      return true;
    case SyntaxKind::index_value:
      current_ = index;
      return scope.index >= 0 ? push(Item::of_integer(scope.index)) : fail("$index means nothing here.");
    case SyntaxKind::total_value:
      current_ = index;
      if (!scope.has_total) return fail("$total means nothing outside aggregate.");
      for (std::size_t i = scope.total.begin; i < scope.total.end; ++i)
        if (!push(stack_[i])) return false;
      return true;
    case SyntaxKind::variable:
      current_ = index;
      return eval_variable(op);
    case SyntaxKind::indexer:
      current_ = index;
      return eval_indexer(op, scope);
    case SyntaxKind::polarity:
      current_ = index;
      return eval_polarity(op, scope);
    case SyntaxKind::type_test:
      current_ = index;
      return eval_type_test(op, scope);
    case SyntaxKind::empty_collection:
      return true;
    default:
      current_ = index;
      return op.is_broken ? fail("This value cannot be: no such date, time or number.") : push(op.literal);
  }
}

bool Machine::eval_apart(SyntaxIndex index, const Scope& scope) {
  const std::size_t variables = variables_.size();
  const std::size_t items = variable_items_.size();
  const bool is_fine = eval(index, scope);
  drop_variables(variables, items);
  return is_fine;
}

bool Machine::eval_call(const Op& op, const Scope& scope) {
  const std::size_t base = stack_.size();
  const SyntaxIndex own = current_;
  Range input = scope.self;
  if (op.input != kNoSyntax && !asks_for_its_input(op.function)) {
    if (!eval(op.input, scope)) return false;
    input = {base, stack_.size()};
    current_ = own;
  }
  return (this->*handlers()[static_cast<std::size_t>(op.function)])(op, scope, input, base);
}

bool Machine::eval_polarity(const Op& op, const Scope& scope) {
  const std::size_t base = stack_.size();
  if (!eval(op.input, scope)) return false;
  Item item;
  bool is_empty = false;
  if (!single_value({base, stack_.size()}, item, is_empty)) return false;
  if (is_empty) return finish_empty(base);
  const bool is_minus = op.operation == Operation::minus;
  switch (item.kind()) {
    case Item::Kind::integer:
      return finish(base, integer_or_decimal(is_minus ? -item.integer() : item.integer()));
    case Item::Kind::decimal:
      return finish(base, is_minus ? decimal_item(fhir::Decimal(0) - item.decimal()) : item);
    case Item::Kind::quantity: {
      if (!is_minus) return finish(base, item);
      Quantity quantity = item.quantity();
      quantity.value = fhir::Decimal(0) - quantity.value;
      return finish(base, quantity_item(std::move(quantity)));
    }
    default:
      return fail("Only numbers and quantities have a sign.");
  }
}

bool Machine::eval_indexer(const Op& op, const Scope& scope) {
  const std::size_t base = stack_.size();
  if (!eval(op.input, scope)) return false;
  const Range input{base, stack_.size()};
  std::int64_t number = 0;
  bool is_empty = false;
  if (!integer_argument(op, 0, scope, number, is_empty)) return false;
  if (is_empty || number < 0 || static_cast<std::uint64_t>(number) >= input.size()) return finish_empty(base);
  return finish(base, stack_[base + static_cast<std::size_t>(number)]);
}

bool Machine::eval_variable(const Op& op) {
  const auto push_node = [this](fhir::Element node) { return !node || push(Item::of_node(node)); };
  switch (op.variable) {
    case VariableKind::constant:
      return push(op.literal);
    case VariableKind::context:
      return push_node(environment_->context ? environment_->context : focus_);
    case VariableKind::resource:
      return push_node(environment_->resource ? environment_->resource : resource_of(focus_));
    case VariableKind::root_resource: {
      if (environment_->root_resource) return push_node(environment_->root_resource);
      const fhir::Element resource = environment_->resource ? environment_->resource : resource_of(focus_);
      if (resource && resource.name() == "contained" && resource.parent())
        return push_node(resource_of(resource.parent()));
      return push_node(resource);
    }
    case VariableKind::named:
      break;
  }
  for (std::size_t i = variables_.size(); i-- > 0;) {
    if (variables_[i].first != op.text) continue;
    const std::size_t end = i + 1 < variables_.size() ? variables_[i + 1].second : variable_items_.size();
    for (std::size_t item = variables_[i].second; item < end; ++item)
      if (!push(variable_items_[item])) return false;
    return true;
  }
  for (const auto& [name, items] : environment_->variables) {
    if (name != op.text) continue;
    for (const Item& item : items)
      if (!push(item)) return false;
    return true;
  }
  return fail("This variable has no value here.");
}

bool Machine::eval_binary(const Op& op, const Scope& scope) {
  const std::size_t base = stack_.size();
  switch (op.operation) {
    case Operation::logical_and:
    case Operation::logical_or:
    case Operation::logical_xor:
    case Operation::implies:
      return push_truth(truth_of_operation(op, scope), base);
    case Operation::unite:
    case Operation::plus:
    case Operation::minus:
    case Operation::multiply:
    case Operation::divide:
    case Operation::whole_divide:
    case Operation::modulo:
    case Operation::concatenate:
      break;
    default:
      return push_truth(compare_operands(op, scope), base);
  }
  const SyntaxIndex own = current_;
  if (!eval_apart(op.input, scope)) return false;
  const Range left{base, stack_.size()};
  if (!eval_apart(body_->argument(op, 0), scope)) return false;
  const Range right{left.end, stack_.size()};
  current_ = own;
  if (op.operation == Operation::concatenate) return concatenate(base, left, right);
  if (op.operation != Operation::unite) return arithmetic(op, base, left, right);
  DistinctIndex index;
  const std::size_t from = stack_.size();
  return push_distinct(left, from, index) && push_distinct(right, from, index) &&
         finish_range(base, {from, stack_.size()});
}

bool Machine::eval_type_test(const Op& op, const Scope& scope) {
  const std::size_t base = stack_.size();
  const SyntaxIndex own = current_;
  if (!eval(op.input, scope)) return false;
  current_ = own;
  const Range input{base, stack_.size()};
  return op.operation == Operation::is ? do_is(op, scope, input, base) : do_as(op, scope, input, base);
}

}  // namespace careway::fhirpath
