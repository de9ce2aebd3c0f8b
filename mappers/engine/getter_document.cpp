#include <algorithm>

#include "mappers/engine/getter.h"

namespace careway::engine {

void Getter::mark_content(Item& item) {
  const auto mark_up = [&](std::uint16_t node) {
    while (node != kNoIndex && !item.has_content[node]) {
      item.has_content[node] = true;
      node = item.block->trie[node].parent;
    }
  };
  for (std::uint16_t i = 0; i < item.texts.size(); ++i) {
    if (item.texts[i]) mark_up(item.block->fields[i].trie_node);
  }
  for (std::size_t e = 0; e < item.items.size(); ++e) {
    if (!item.items[e].empty()) mark_up(item.block->eaches[e].trie_node);
  }
}

void Getter::emit(Item& item, std::uint16_t trie_node, fhir::NodeIndex parent) {
  for (const std::uint16_t child : item.block->trie[trie_node].children) {
    if (!item.has_content[child]) continue;
    const TrieNode& place = item.block->trie[child];
    if (place.each != kNoIndex) {
      emit_items(item, item.block->eaches[place.each], child, parent);
      continue;
    }
    const fhir::NodeIndex node = document_->append(parent, place.name);
    document_->set_attribute(node, place.is_attribute);
    document_->set_list_item(node, place.is_list);
    if (place.field != kNoIndex && item.texts[place.field]) {
      document_->set_value(node, item.has_kind[place.field] ? item.kinds[place.field] : place.value_kind,
                           *item.texts[place.field]);
    }
    if (!place.children.empty()) emit(item, child, node);
  }
}

void Getter::emit_items(Item& item, const PlanEach& each, std::uint16_t trie_node, fhir::NodeIndex parent) {
  const TrieNode& place = item.block->trie[trie_node];
  auto& list = item.items[place.each];
  std::string path = item.prefix;
  std::string steps;
  for (std::uint16_t at = trie_node; at != 0; at = item.block->trie[at].parent) {
    steps = steps.empty() ? item.block->trie[at].name : item.block->trie[at].name + "/" + steps;
  }
  path += steps;
  if (const std::string* order = residue_->find(ResidueKind::order, path + "[]")) {
    const auto rank = [&](const std::string& name) {
      std::size_t rank_of = 0;
      std::size_t from = 0;
      while (from <= order->size()) {
        const std::size_t end = std::min(order->find('\t', from), order->size());
        if (std::string_view(*order).substr(from, end - from) == name) return rank_of;
        ++rank_of;
        from = end + 1;
      }
      return static_cast<std::size_t>(-1);
    };
    std::ranges::stable_sort(list, [&](const auto& a, const auto& b) { return rank(a.first) < rank(b.first); });
  }
  for (const auto& [name, target] : list) {
    const fhir::NodeIndex node = document_->append(parent, place.name);
    document_->set_list_item(node, place.is_list);
    const std::string item_path = path + "[" + name + "]";
    item_nodes_.emplace_back(item_path, node);
    const std::size_t used_before = pool_used_;
    Item& inner = acquire_item(*each.block, item_path + "/");
    std::size_t* resource_place = each.role != kNoIndex ? &frame_.role_resource[each.role] : nullptr;
    const std::size_t outer_resource = resource_place != nullptr ? *resource_place : 0;
    if (resource_place != nullptr) {
      *resource_place = target;
    } else {
      frame_.variable_node[each.variable] = static_cast<fhir::NodeIndex>(target);
      frame_.variable_resource[each.variable] = frame_.resource_of(*each.element);
    }
    get_block(inner, *each.block);
    mint_missing_keys(inner, *each.block);
    check_required(inner, *each.block);
    mark_content(inner);
    const std::uint16_t own = each.block->trie[0].field;
    if (own != kNoIndex && inner.texts[own]) {
      document_->set_value(node, inner.has_kind[own] ? inner.kinds[own] : each.block->trie[0].value_kind,
                           *inner.texts[own]);
    }
    emit(inner, 0, node);
    if (resource_place != nullptr) *resource_place = outer_resource;
    if (each.variable != kNoIndex) frame_.variable_node[each.variable] = fhir::kNoNode;
    pool_used_ = used_before;
  }
}

/// Walks (and with `make` builds) a residue path: the longest known item first, then its steps.
fhir::NodeIndex Getter::find_path(std::string_view path, bool make, bool& is_lost) {
  is_lost = false;
  fhir::NodeIndex at = 0;
  std::size_t eaten = 0;
  for (const auto& [item_path, node] : item_nodes_) {
    if (item_path.size() <= eaten || !path.starts_with(item_path)) continue;
    if (path.size() > item_path.size() && path[item_path.size()] != '/') continue;
    at = node;
    eaten = item_path.size();
  }
  if (!plan_.keeps_order) {  // one column: the whole text is its name
    if (make && !path.empty()) return document_->append(0, document_->intern(path));
    return path.empty() ? 0 : document_->root().child(path).index();
  }
  path.remove_prefix(std::min(eaten == 0 ? 0 : eaten + 1, path.size()));
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view step = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    const std::size_t open = step.find_first_of("[{");
    const std::string_view name = step.substr(0, open);
    std::size_t ordinal = 0;
    const bool in_list = open != std::string_view::npos && step[open] == '[';
    if (open != std::string_view::npos) {
      const std::string_view number = step.substr(open + 1, step.size() - open - 2);
      if (number.empty() || number.find_first_not_of("0123456789") != std::string_view::npos || number.size() > 9) {
        is_lost = true;  // an item that the record no longer has
        return fhir::kNoNode;
      }
      ordinal = std::stoul(std::string(number));
    }
    fhir::NodeIndex found = fhir::kNoNode;
    std::size_t seen = 0;
    for (fhir::Element child : document_->at(at)) {
      if (child.name() == name && seen++ == ordinal) found = child.index();
    }
    if (found == fhir::kNoNode) {
      if (!make) return fhir::kNoNode;
      found = document_->append(at, document_->intern(name));
      document_->set_list_item(found, in_list);
      document_->set_attribute(found, name.starts_with('@'));
    }
    at = found;
  }
  return at;
}

/// Leaves that no row maps come home unless their item is gone.
void Getter::restore_leaves() {
  for (const ResidueEntry& entry : residue_->entries()) {
    if (entry.kind != ResidueKind::leaf) continue;
    bool is_lost = false;
    const fhir::NodeIndex node = find_path(entry.path, true, is_lost);
    if (is_lost) continue;
    const fhir::ValueKind kind = residue_value_kind(entry.text);
    if (kind != fhir::ValueKind::none) document_->set_value(node, kind, residue_value(entry.text));
  }
}

void Getter::restore_order() {
  for (const ResidueEntry& entry : residue_->entries()) {
    if (entry.kind != ResidueKind::order || entry.path.ends_with("[]")) continue;
    bool is_lost = false;
    const fhir::NodeIndex parent = find_path(entry.path, false, is_lost);
    if (is_lost || parent == fhir::kNoNode) continue;
    std::vector<fhir::NodeIndex> left;
    for (fhir::Element child : document_->at(parent)) left.push_back(child.index());
    std::vector<fhir::NodeIndex> order;
    std::string_view names = entry.text;
    while (!names.empty()) {
      const std::size_t end = std::min(names.find('\t'), names.size());
      const std::string_view name = names.substr(0, end);
      const auto found =
          std::ranges::find_if(left, [&](fhir::NodeIndex node) { return document_->at(node).name() == name; });
      if (found != left.end()) {
        order.push_back(*found);
        left.erase(found);
      }
      names.remove_prefix(std::min(end + 1, names.size()));
    }
    order.insert(order.end(), left.begin(), left.end());
    document_->reorder(parent, order);
  }
}

}  // namespace careway::engine
