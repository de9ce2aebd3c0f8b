#include <cstring>

#include "profiles/fhirpath/machine.h"

namespace careway::fhirpath {

using definitions::kNone;

fhir::Element Machine::resource_of(fhir::Element node) {
  while (node && node.kind() != fhir::ValueKind::resource) node = node.parent();
  return node;
}

// A choice is found by its name without the type: "value" is valueQuantity, and "valueQuantity" is no path (R4 2.9.1).
bool Machine::is_named(fhir::Element child, std::string_view name) const {
  const std::string_view own = child.name();
  // Most names differ in their first letter.
  if (own.size() < name.size() || name.empty() || own[0] != name[0] ||
      std::memcmp(own.data(), name.data(), name.size()) != 0)
    return false;
  std::uint32_t entry = child.entry();
  if (own.size() == name.size()) return entry == fhir::kNoEntry || !definitions_.entry_is_choice(entry);
  if (own[name.size()] < 'A' || own[name.size()] > 'Z') return false;
  if (entry == fhir::kNoEntry) {
    const definitions::TypeIndex parent = type_of(child.parent(), definitions_);
    if (parent == kNone) return false;
    entry = definitions_.find_entry(parent, own);
    if (entry == kNone) return false;
  }
  if (!definitions_.entry_is_choice(entry)) return false;
  return definitions_.entry(entry).element.size() == name.size() + 3;  // "[x]"
}

bool Machine::push_named_children(fhir::Element parent, std::string_view name) {
  std::size_t visited = 0;
  for (const fhir::Element child : parent) {
    ++visited;
    if (is_named(child, name) && !push(Item::of_node(child))) return false;
  }
  return charge(visited / 4);
}

bool Machine::has_named_child(fhir::Element parent, std::string_view name) const {
  for (const fhir::Element child : parent)
    if (is_named(child, name)) return true;
  return false;
}

bool Machine::push_members(const Item& item, const Op& op) {
  switch (item.kind()) {
    case Item::Kind::node:
      return !item.node() || push_named_children(item.node(), op.text);
    case Item::Kind::quantity:
      if (op.text == "value") return push(Item::of_decimal(item.quantity().value));
      if (op.text == "unit" || op.text == "code") return push(Item::of_text(item.quantity().unit));
      return true;
    case Item::Kind::type_info:
      if (op.text == "name") return push(Item::of_text(item.type().name));
      if (op.text == "namespace") return push(Item::of_text(item.type().type_namespace));
      return true;
    default:
      return true;
  }
}

bool Machine::eval_member(const Op& op, const Scope& scope) {
  const std::size_t base = stack_.size();
  Range input = scope.self;
  if (op.input != kNoSyntax) {
    if (!eval(op.input, scope)) return false;
    input = {base, stack_.size()};
  }
  const std::size_t from = stack_.size();
  for (std::size_t i = input.begin; i < input.end; ++i) {
    const Item item = stack_[i];
    const bool is_type = op.may_be_type && types_.is(item, op.type);
    if (!(is_type ? push(item) : push_members(item, op))) return false;
  }
  return from == base || finish_range(base, {from, stack_.size()});
}

// Whether a path leads anywhere: the last step stops at the first child.
Truth Machine::any_member(const Op& op, const Scope& scope) {
  const std::size_t base = stack_.size();
  Range input = scope.self;
  if (op.input != kNoSyntax) {
    if (!eval(op.input, scope)) return Truth::failed;
    input = {base, stack_.size()};
  }
  Truth found = Truth::no;
  for (std::size_t i = input.begin; i < input.end && found == Truth::no; ++i) {
    const Item item = stack_[i];
    if (item.is_node() && !op.may_be_type) {
      found = truth_of(item.node() && has_named_child(item.node(), op.text));
      continue;
    }
    const std::size_t from = stack_.size();
    const bool is_type = op.may_be_type && types_.is(item, op.type);
    if (!is_type && !push_members(item, op)) return Truth::failed;
    found = truth_of(is_type || stack_.size() > from);
  }
  stack_.resize(base);
  return found;
}

}  // namespace careway::fhirpath
