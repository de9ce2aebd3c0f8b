#include <algorithm>

#include "profiles/fhirpath/machine.h"

namespace careway::fhirpath {

// Keys are worked out once per item and stand on the stack, `argument_count` places each; an empty key is an item that
// is a node that does not exist. Items without a key come first, descending too, as the published suite has it.
std::optional<int> Machine::compare_keys(const Op& op, const SortKey& a, const SortKey& b) {
  const std::size_t count = std::max<std::size_t>(op.argument_count, 1);
  for (std::size_t i = 0; i < count; ++i) {
    const Item& x = stack_[a.first_key + i];
    const Item& y = stack_[b.first_key + i];
    const bool is_descending = op.argument_count > 0 && body_->ops[body_->argument(op, i)].is_descending;
    const bool x_is_empty = x.is_node();
    const bool y_is_empty = y.is_node();
    if (x_is_empty && y_is_empty) continue;
    if (x_is_empty || y_is_empty) return x_is_empty ? -1 : 1;
    bool is_comparable = true;
    const int order = compare(x, y, is_comparable).value_or(0);
    if (!is_comparable) return std::nullopt;
    if (order != 0) return is_descending ? -order : order;
  }
  return 0;
}

bool Machine::do_sort(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::vector<SortKey> keys;
  keys.reserve(input.size());
  Scope inside = scope;
  for (std::size_t i = input.begin; i < input.end; ++i) {
    keys.push_back({i, stack_.size()});
    inside.self = {i, i + 1};
    inside.index = static_cast<std::int64_t>(i - input.begin);
    for (std::size_t key = 0; key < std::max<std::size_t>(op.argument_count, 1); ++key) {
      const std::size_t from = stack_.size();
      if (op.argument_count == 0) {
        if (!push(stack_[i])) return false;
      } else {
        const SyntaxIndex argument = body_->argument(op, key);
        const Op& key_op = body_->ops[argument];
        if (!eval_apart(key_op.is_descending ? key_op.input : argument, inside)) return false;
      }
      Item item;
      bool is_empty = false;
      if (!single_value({from, stack_.size()}, item, is_empty)) return false;
      if (!is_empty && item.is_node()) return fail("Only simple values can be sorted by.");
      if (!finish(from, is_empty ? Item() : item)) return false;
    }
  }
  if (!charge(keys.size() * 4)) return false;
  bool is_comparable = true;
  std::stable_sort(keys.begin(), keys.end(), [&](const SortKey& a, const SortKey& b) {
    const auto order = compare_keys(op, a, b);
    is_comparable = is_comparable && order.has_value();
    return order.value_or(0) < 0;
  });
  if (!is_comparable) return fail("These items cannot be sorted: they are of different types.");
  const std::size_t from = stack_.size();
  for (const SortKey& key : keys)
    if (!push(stack_[key.item])) return false;
  return finish_range(base, {from, stack_.size()});
}

}  // namespace careway::fhirpath
