#include "mappers/engine/scope.h"

namespace careway::engine {

void Scope::fill(const PlanBlock& plan_block, fhir::Element document_item, std::string_view item_prefix,
                 bool keeps_order) {
  block = &plan_block;
  item = document_item;
  prefix = std::string(item_prefix);
  leaf.assign(plan_block.fields.size(), fhir::kNoNode);
  used.assign(plan_block.fields.size(), false);
  classes.assign(plan_block.fields.size(), LedgerClass::residue);
  rows.assign(plan_block.fields.size(), kNoIndex);
  items.resize(plan_block.eaches.size());
  for (auto& list : items) list.clear();
  unknown.clear();
  disorder.clear();
  if (item.has_value()) {
    const std::uint16_t own = plan_block.trie[0].field;
    if (own != kNoIndex) {
      leaf[own] = item.index();
    } else if (item.kind() != fhir::ValueKind::resource) {
      unknown.push_back(item.index());
    }
  }
  visit(item, 0, keeps_order);
}

void Scope::visit(fhir::Element node, std::uint16_t trie_node, bool keeps_order) {
  std::uint32_t order_before = 0;
  bool in_order = true;
  for (fhir::Element child = node.first_child(); child; child = child.next()) {
    const std::uint16_t found = block->find_child(trie_node, child.name());
    if (found == kNoIndex) {
      order_before = 0xFFFFFFFF;
      visit_unknown(child);
      continue;
    }
    const TrieNode& place = block->trie[found];
    if (place.order < order_before) in_order = false;
    order_before = place.order;
    if (place.each != kNoIndex) {
      // An empty list has no items, but it is not the same as no list.
      const bool is_empty = child.kind() == fhir::ValueKind::empty_list;
      (is_empty ? unknown : items[place.each]).push_back(child.index());
      if (is_empty) in_order = false;  // it is put back last, and moved to its place by the order
      continue;
    }
    if (child.has_value()) {
      if (place.field != kNoIndex && leaf[place.field] == fhir::kNoNode) {
        leaf[place.field] = child.index();
      } else {
        unknown.push_back(child.index());
        in_order = false;
      }
    } else if (!child.first_child()) {
      unknown.push_back(child.index());  // an empty element says something too
      in_order = false;
    }
    if (child.first_child()) visit(child, found, keeps_order);
  }
  if (keeps_order && !in_order) disorder.push_back(node.index());
}

void Scope::visit_unknown(fhir::Element node) {
  if (node.has_value() || !node.first_child()) unknown.push_back(node.index());
  for (fhir::Element child : node) visit_unknown(child);
}

std::string path_below(const Scope& scope, fhir::Element node) {
  if (node.index() == scope.item.index())
    return scope.prefix.empty() ? "" : scope.prefix.substr(0, scope.prefix.size() - 1);
  std::string path = path_below(scope, node.parent());
  if (!path.empty()) path += '/';
  path += node.name();
  std::size_t same = 0;
  for (fhir::Element sibling : node.parent()) same += sibling.name() == node.name() ? 1 : 0;
  if (node.is_list_item()) {
    path += '[' + std::to_string(node.ordinal_among_same_name()) + ']';
  } else if (same > 1) {
    path += '{' + std::to_string(node.ordinal_among_same_name()) + '}';
  }
  return path;
}

}  // namespace careway::engine
