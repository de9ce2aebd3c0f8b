#include <algorithm>

#include "profiles/fhirpath/machine.h"

namespace careway::fhirpath {

using fhir::Element;

// Brings the input to the place where the result shall stand; nothing else is on the stack above it then.
bool Machine::own_input(Range& input, std::size_t base) {
  if (input.begin == base) return true;
  for (std::size_t i = input.begin; i < input.end; ++i)
    if (!push(stack_[i])) return false;
  input = {base, stack_.size()};
  return true;
}

bool Machine::do_truth(const Op& op, const Scope& scope, Range input, std::size_t base) {
  bool is_handled = false;
  const Truth result = truth_of_call(op, scope, is_handled);
  if (is_handled) return push_truth(result, base);
  // not() on the focus.
  const Truth focus = truth_of_range(input);
  if (focus == Truth::yes || focus == Truth::no) return push_truth(truth_of(focus == Truth::no), base);
  return push_truth(focus, base);
}

bool Machine::do_count(const Op&, const Scope&, Range input, std::size_t base) {
  return finish(base, Item::of_integer(static_cast<std::int64_t>(input.size())));
}

// all(criteria), allTrue, anyTrue, allFalse, anyFalse.
bool Machine::do_all_of(const Op& op, const Scope& scope, Range input, std::size_t base) {
  const bool is_any = op.function == Function::any_true || op.function == Function::any_false;
  const bool wanted =
      op.function == Function::all || op.function == Function::all_true || op.function == Function::any_true;
  Scope inside = scope;
  for (std::size_t i = input.begin; i < input.end; ++i) {
    Truth one = Truth::unknown;
    if (op.function == Function::all) {
      inside.self = {i, i + 1};
      inside.index = static_cast<std::int64_t>(i - input.begin);
      one = truth(body_->argument(op, 0), inside);
    } else {
      one = truth_of_item(stack_[i]);
    }
    if (one == Truth::failed) return false;
    if ((one == truth_of(wanted)) == is_any) return finish(base, Item::of_boolean(is_any));
  }
  return finish(base, Item::of_boolean(!is_any));
}

bool Machine::do_subset(const Op& op, const Scope& scope, Range input, std::size_t base) {
  Range other;
  if (!argument(op, 0, scope, other)) return false;
  const bool is_subset = op.function == Function::subset_of;
  const Range small = is_subset ? input : other;
  const Range large = is_subset ? other : input;
  for (std::size_t i = small.begin; i < small.end; ++i) {
    const Truth found = contains(large, stack_[i]);
    if (found != Truth::yes) return push_truth(found == Truth::failed ? found : Truth::no, base);
  }
  return push_truth(Truth::yes, base);
}

bool Machine::do_distinct(const Op&, const Scope&, Range input, std::size_t base) {
  const std::size_t from = stack_.size();
  DistinctIndex index;
  return push_distinct(input, from, index) && finish_range(base, {from, stack_.size()});
}

bool Machine::do_is_distinct(const Op&, const Scope&, Range input, std::size_t base) {
  const std::size_t from = stack_.size();
  DistinctIndex index;
  if (!push_distinct(input, from, index)) return false;
  return finish(base, Item::of_boolean(stack_.size() - from == input.size()));
}

bool Machine::do_where(const Op& op, const Scope& scope, Range input, std::size_t base) {
  if (!own_input(input, base)) return false;
  std::size_t kept = base;
  Scope inside = scope;
  for (std::size_t i = input.begin; i < input.end; ++i) {
    inside.self = {i, i + 1};
    inside.index = static_cast<std::int64_t>(i - input.begin);
    const Truth holds = truth(body_->argument(op, 0), inside);
    if (holds == Truth::failed) return false;
    if (holds == Truth::yes) stack_[kept++] = stack_[i];
  }
  stack_.resize(kept);
  return true;
}

bool Machine::do_select(const Op& op, const Scope& scope, Range input, std::size_t base) {
  const std::size_t from = stack_.size();
  Scope inside = scope;
  for (std::size_t i = input.begin; i < input.end; ++i) {
    inside.self = {i, i + 1};
    inside.index = static_cast<std::int64_t>(i - input.begin);
    if (!eval_apart(body_->argument(op, 0), inside)) return false;
  }
  return finish_range(base, {from, stack_.size()});
}

// Each item is taken once, so that references in a ring come to an end. The result grows from `from` on; what one step
// gives stands above it for a moment.
bool Machine::do_repeat(const Op& op, const Scope& scope, Range input, std::size_t base) {
  const std::size_t from = stack_.size();
  DistinctIndex index;
  std::vector<Item> given;
  Scope inside = scope;
  const auto take = [&](std::size_t item) {
    inside.self = {item, item + 1};
    const std::size_t above = stack_.size();
    if (!eval_apart(body_->argument(op, 0), inside)) return false;
    given.assign(stack_.begin() + static_cast<std::ptrdiff_t>(above), stack_.end());
    stack_.resize(above);
    return std::all_of(given.begin(), given.end(), [&](const Item& one) { return push_new(one, from, index); });
  };
  for (std::size_t i = input.begin; i < input.end; ++i)
    if (!take(i)) return false;
  for (std::size_t i = from; i < stack_.size(); ++i)
    if (!take(i)) return false;
  return finish_range(base, {from, stack_.size()});
}

bool Machine::do_of_type(const Op& op, const Scope&, Range input, std::size_t base) {
  if (!op.type.is_known()) return fail("There is no type of this name.");
  const std::size_t from = stack_.size();
  for (std::size_t i = input.begin; i < input.end; ++i)
    if (types_.as(stack_[i], op.type) && !push(stack_[i])) return false;
  return finish_range(base, {from, stack_.size()});
}

bool Machine::do_is(const Op& op, const Scope&, Range input, std::size_t base) {
  if (!op.type.is_known()) return fail("There is no type of this name.");
  if (input.size() > 1) return fail("Only a single item has a type that can be asked for.");
  if (input.empty()) return finish_empty(base);
  return finish(base, Item::of_boolean(types_.is(stack_[input.begin], op.type)));
}

bool Machine::do_as(const Op& op, const Scope& scope, Range input, std::size_t base) {
  if (input.size() > 1 && !body_->as_filters_collections)
    return fail("Only a single item can be taken as a type; ofType() takes many.");
  return do_of_type(op, scope, input, base);
}

bool Machine::do_type(const Op&, const Scope&, Range input, std::size_t base) {
  const std::size_t from = stack_.size();
  for (std::size_t i = input.begin; i < input.end; ++i) {
    const Item item = stack_[i];
    const TypeName name =
        item.is_node() ? TypeName{"FHIR", item.type_name(definitions_)} : TypeName{"System", system_type_name(item)};
    if (!push(Item::of_type(type_names_.add(name)))) return false;
  }
  return finish_range(base, {from, stack_.size()});
}

// single, first, last, tail, skip, take.
bool Machine::do_part(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::int64_t number = 1;
  bool is_empty = false;
  if (op.argument_count == 1 && !integer_argument(op, 0, scope, number, is_empty)) return false;
  if (is_empty) return finish_empty(base);
  const std::size_t count = number <= 0 ? 0 : std::min(input.size(), static_cast<std::size_t>(number));
  switch (op.function) {
    case Function::single:
      if (input.size() > 1) return fail("Here a single item is wanted, and there are several.");
      break;
    case Function::first:
    case Function::take:
      input.end = input.begin + count;
      break;
    case Function::last:
      input.begin = input.end - count;
      break;
    default:
      input.begin += count;
  }
  return finish_range(base, input);
}

// intersect drops duplicates, exclude keeps them.
bool Machine::do_intersect(const Op& op, const Scope& scope, Range input, std::size_t base) {
  Range other;
  if (!argument(op, 0, scope, other)) return false;
  const std::size_t from = stack_.size();
  DistinctIndex index;
  for (std::size_t i = input.begin; i < input.end; ++i) {
    const Truth found = contains(other, stack_[i]);
    if (found == Truth::failed) return false;
    const bool is_wanted = (found == Truth::yes) == (op.function == Function::intersect);
    if (!is_wanted) continue;
    if (!(op.function == Function::intersect ? push_distinct({i, i + 1}, from, index) : push(stack_[i]))) return false;
  }
  return finish_range(base, {from, stack_.size()});
}

bool Machine::do_unite(const Op& op, const Scope& scope, Range input, std::size_t base) {
  Range other;
  if (!argument(op, 0, scope, other)) return false;
  const std::size_t from = stack_.size();
  DistinctIndex index;
  return push_distinct(input, from, index) && push_distinct(other, from, index) &&
         finish_range(base, {from, stack_.size()});
}

bool Machine::do_combine(const Op& op, const Scope& scope, Range input, std::size_t base) {
  Range other;
  return own_input(input, base) && argument(op, 0, scope, other);
}

bool Machine::do_aggregate(const Op& op, const Scope& scope, Range input, std::size_t base) {
  Scope inside = scope;
  inside.has_total = true;
  inside.total = {stack_.size(), stack_.size()};
  if (op.argument_count == 2 && !argument(op, 1, scope, inside.total)) return false;
  for (std::size_t i = input.begin; i < input.end; ++i) {
    inside.self = {i, i + 1};
    inside.index = static_cast<std::int64_t>(i - input.begin);
    const std::size_t from = stack_.size();
    if (!eval_apart(body_->argument(op, 0), inside)) return false;
    finish_range(inside.total.begin, {from, stack_.size()});
    inside.total.end = stack_.size();
  }
  return finish_range(base, inside.total);
}

bool Machine::do_iif(const Op& op, const Scope& scope, Range input, std::size_t base) {
  if (input.size() > 1) return fail("iif works on one item at most.");
  Scope inside = scope;
  inside.self = input;
  const std::size_t from = stack_.size();
  if (!eval_apart(body_->argument(op, 0), inside)) return false;
  const Range criterion{from, stack_.size()};
  bool holds = false;
  if (criterion.size() > 1) return fail("The criterion of iif must be one yes or no.");
  if (!criterion.empty()) {
    Item item;
    const bool has_value = value(stack_[from], item);
    if (has_value && item.kind() != Item::Kind::boolean) return fail("The criterion of iif must be a yes or no.");
    holds = has_value && item.boolean();
  }
  stack_.resize(from);
  if (!holds && op.argument_count < 3) return finish_empty(base);
  if (!eval_apart(body_->argument(op, holds ? 1 : 2), inside)) return false;
  return finish_range(base, {from, stack_.size()});
}

bool Machine::do_trace(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::string_view name;
  bool is_empty = false;
  if (!own_input(input, base) || !text_argument(op, 0, scope, name, is_empty)) return false;
  Range traced = input;
  if (op.argument_count == 2) {
    traced.begin = stack_.size();
    Scope inside = scope;
    for (std::size_t i = input.begin; i < input.end; ++i) {
      inside.self = {i, i + 1};
      inside.index = static_cast<std::int64_t>(i - input.begin);
      if (!eval_apart(body_->argument(op, 1), inside)) return false;
    }
    traced.end = stack_.size();
  }
  if (environment_->host != nullptr) {
    const Collection items(stack_.begin() + static_cast<std::ptrdiff_t>(traced.begin),
                           stack_.begin() + static_cast<std::ptrdiff_t>(traced.end));
    environment_->host->trace(name, items);
  }
  stack_.resize(input.end);
  return true;
}

bool Machine::do_define_variable(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::string_view name;
  bool is_empty = false;
  if (!own_input(input, base) || !text_argument(op, 0, scope, name, is_empty)) return false;
  if (is_empty) return fail("A variable must have a name.");
  const auto is_same = [name](const auto& variable) { return variable.first == name; };
  if (std::any_of(variables_.begin(), variables_.end(), is_same)) return fail("This variable is defined already.");
  Range items = input;
  if (op.argument_count == 2) {
    Scope inside = scope;
    inside.self = input;
    items.begin = stack_.size();
    if (!eval_apart(body_->argument(op, 1), inside)) return false;
    items.end = stack_.size();
  }
  if (variable_items_.size() + items.size() > limits_.items_max) return fail_limit("Variables hold too many items.");
  variables_.emplace_back(name, variable_items_.size());
  variable_items_.insert(variable_items_.end(), stack_.begin() + static_cast<std::ptrdiff_t>(items.begin),
                         stack_.begin() + static_cast<std::ptrdiff_t>(items.end));
  stack_.resize(input.end);
  return true;
}

bool Machine::do_children(const Op&, const Scope&, Range input, std::size_t base) {
  const std::size_t from = stack_.size();
  for (std::size_t i = input.begin; i < input.end; ++i) {
    const Element node = stack_[i].node();
    if (!node) continue;
    for (const Element child : node)
      if (!push(Item::of_node(child))) return false;
  }
  return charge((stack_.size() - from) / 4) && finish_range(base, {from, stack_.size()});
}

// In document order.
bool Machine::do_descendants(const Op&, const Scope&, Range input, std::size_t base) {
  const std::size_t from = stack_.size();
  for (std::size_t i = input.begin; i < input.end; ++i) {
    const Element top = stack_[i].node();
    Element node = top ? top.first_child() : top;
    while (node) {
      if (!push(Item::of_node(node))) return false;
      Element next = node.first_child();
      for (; !next && node.index() != top.index(); node = node.parent()) next = node.next();
      node = next;
    }
  }
  return charge((stack_.size() - from) / 4) && finish_range(base, {from, stack_.size()});
}

}  // namespace careway::fhirpath
