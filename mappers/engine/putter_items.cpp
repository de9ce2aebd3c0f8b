#include <algorithm>

#include "mappers/engine/putter.h"

namespace careway::engine {

std::string minted_key(std::string_view resource_id) {
  constexpr std::size_t kLetters = 12;
  std::string key(kMintedKeyPrefix);
  if (resource_id.size() == 32 && resource_id.find_first_not_of("0123456789abcdef") == std::string_view::npos) {
    for (const char c : resource_id.substr(0, kLetters)) key += c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    return key;
  }
  // Ids that others chose often begin alike, so all of such an id counts (FNV-1a).
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : resource_id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  for (std::size_t i = 0; i < kLetters; ++i, hash >>= 4) key += "0123456789ABCDEF"[hash & 15];
  return key;
}

bool natural_less(std::string_view a, std::string_view b) {
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (is_number(a) && is_number(b) && a.size() != b.size()) return a.size() < b.size();
  return a < b;
}

std::string path_without_number(std::string_view path) {
  const std::size_t open = path.find_last_of("[{");
  const std::size_t slash = path.find_last_of('/');
  if (open == std::string_view::npos || (slash != std::string_view::npos && slash > open)) return std::string(path);
  return std::string(path.substr(0, open));
}

void Putter::note_item_order(const Scope& scope, const std::vector<fhir::NodeIndex>& items,
                             const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : "\t") + name;
  new_residue_->add(ResidueKind::order,
                    path_without_number(path_below(scope, scope.item.document().at(items[0]))) + "[]", text);
}

void Putter::put_choose(Scope& scope, const PlanChoose& choose) {
  PlanRow row;
  row.converter = ConverterKind::code;
  row.code_map = choose.code_map;
  row.release = choose.release;
  row.fields = {choose.by};
  row.place = choose.place;
  row.index = kNoIndex;
  row.feeds_choice = true;
  const std::string path = field_path(scope, choose.by);
  if (!convert(scope, row)) return;
  if (values_.empty() || !values_[0]) {
    issues_->error("choice-missing", path, "This decides what the document is about. Fill it in.");
    return;
  }
  const std::string code(*values_[0]);
  if (const auto refused = choose.refused.find(code); refused != choose.refused.end()) {
    issues_->error("choice-refused", path, refused->second);
    mark(scope, row, choose.by, LedgerClass::refused);
    return;
  }
  const auto chosen = std::ranges::find(choose.cases, code, &PlanCase::code);
  if (chosen == choose.cases.end()) {
    issues_->error("choice-unknown", path, "The map has no case for this value.");
    mark(scope, row, choose.by, LedgerClass::refused);
    return;
  }
  row.slots = {chosen->mark};
  if (chosen->role != kNoIndex) ensure_role(chosen->role);
  read_values(*record_, frame_, row, current_, nodes_);
  const bool differs = !same_meaning(row, values_, current_);
  // The plan's own slot: what is written points into it, and the row here goes away.
  if (differs) set_slot(chosen->mark, values_[0]);
  settle(scope, row, false, differs);
  put_block(scope, *chosen->block);
}

void Putter::put_each(Scope& scope, const PlanEach& each, std::size_t each_index) {
  const std::vector<fhir::NodeIndex> items = scope.items[each_index];
  std::vector<std::size_t> seen_resources;
  std::vector<fhir::NodeIndex> seen_elements;
  std::vector<std::string> names;
  for (const fhir::NodeIndex node : items) {
    const fhir::Element item = scope.item.document().at(node);
    if (each.role != kNoIndex) {
      names.push_back(put_resource_item(scope, each, item, seen_resources));
    } else {
      names.push_back(put_element_item(scope, each, item, seen_elements));
    }
  }
  std::vector<std::string> sorted = names;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end()) {
    issues_->error("item-key-duplicate",
                   scope.prefix + path_without_number(path_below(scope, scope.item.document().at(items[0]))),
                   "Two items of the document have the same key, so nobody could tell them apart later. Number them.");
  }
  if (each.role != kNoIndex) {
    if (!std::ranges::is_sorted(names, natural_less)) note_item_order(scope, items, names);
    return finish_missing_resources(scope, each, seen_resources);
  }
  const std::size_t owner = frame_.resource_of(*each.element);
  const fhir::NodeIndex start = frame_.start(*record_, *each.element);
  if (start == fhir::kNoNode) return;
  std::vector<fhir::NodeIndex> present;
  find_elements(record_->tree, start, *each.element, present);
  std::erase_if(present,
                [&](fhir::NodeIndex node) { return std::ranges::find(seen_elements, node) != seen_elements.end(); });
  std::vector<fhir::NodeIndex> in_record_order = seen_elements;
  std::ranges::sort(in_record_order, {},
                    [&](fhir::NodeIndex node) { return record_->tree.at(node).ordinal_among_same_name(); });
  if (in_record_order != seen_elements) note_item_order(scope, items, names);
  for (const fhir::NodeIndex node : present) {
    if (each.absent == language::Absent::keep) continue;
    if (each.absent == language::Absent::refuse) {
      issues_->error("item-absent", scope.prefix + each.element->text, "An item is gone that may not be left out.");
      return;
    }
    record_->tree.remove(node);
    record_->resources[owner].changed = true;
  }
}

/// Key values of an item by the key slots that rows feed, and its name in partner paths ("3" of Service[3]).
std::string Putter::item_key(Scope& item_scope, const PlanEach& each,
                             std::vector<std::pair<const Slot*, std::string>>& keys) {
  std::string name;
  for (const Slot& key : each.keys) {
    std::string part;
    for (const PlanRow& row : item_scope.block->rows) {
      if (row.slots[0].text != key.text) continue;
      texts_.clear();
      for (const FieldRef ref : row.fields) {
        const Scope& owner = scope_of(item_scope, ref);
        const fhir::NodeIndex leaf = owner.leaf[ref.field];
        texts_.push_back(leaf == fhir::kNoNode ? std::nullopt : std::optional(owner.item.document().at(leaf).value()));
      }
      const Conversion result = to_fhir(row, texts_, convert_context_, values_);
      if (result.status != ConvertStatus::ok || values_.empty() || !values_[0]) continue;
      keys.emplace_back(&key, std::string(*values_[0]));
      if (each.keys_together) {
        part = std::string(trimmed(texts_.back().value_or("")));
      } else if (name.empty() && texts_.back()) {
        name = std::string(trimmed(*texts_.back()));
      }
    }
    if (each.keys_together) name += (&key == &each.keys[0] ? "" : ":") + part;
  }
  if (keys.empty()) name.clear();
  return name;
}

std::size_t Putter::find_item_resource(const PlanEach& each,
                                       const std::vector<std::pair<const Slot*, std::string>>& keys,
                                       const std::vector<std::size_t>& seen) {
  for (const auto& [slot, value] : keys) {
    for (std::size_t i = 0; i < record_->resources.size(); ++i) {
      const RecordResource& candidate = record_->resources[i];
      if (candidate.role != each.role || std::ranges::find(seen, i) != seen.end()) continue;
      const auto current = read_slot(record_->tree, candidate.node, *slot);
      if (current && *current == value) return i;
      const std::string minted = minted_key(candidate.id);
      if (!current && (value == minted || value.ends_with(":" + minted))) return i;
    }
  }
  return kNoResource;
}

/// A resource just made may turn out, by a key that follows from its slots, to be one that the record has.
std::size_t Putter::same_by_derived_key(const PlanEach& each, std::size_t made, const std::vector<std::size_t>& seen) {
  for (const Slot& key : each.keys) {
    const auto value = read_slot(record_->tree, record_->resources[made].node, key);
    if (!value) continue;
    for (std::size_t i = 0; i < made; ++i) {
      if (record_->resources[i].role != each.role || std::ranges::find(seen, i) != seen.end()) continue;
      const auto other = read_slot(record_->tree, record_->resources[i].node, key);
      if (other && *other == *value) return i;
    }
  }
  return kNoResource;
}

/// Sorts the item's leaves and names it: by its key, or by its place when it has none ("Service[3]/").
Scope& Putter::begin_item(const Scope& scope, const PlanEach& each, fhir::Element item, std::size_t ordinal,
                          std::vector<std::pair<const Slot*, std::string>>& keys, std::string& shown_name) {
  Scope& inner = acquire_scope();
  const std::string base = path_below(scope, item);
  inner.fill(*each.block, item, base + "/", plan_.keeps_order);
  shown_name = item_key(inner, each, keys);
  if (shown_name.empty()) shown_name = "#" + std::to_string(ordinal);
  inner.prefix = path_without_number(base) + "[" + shown_name + "]/";
  return inner;
}

std::string Putter::put_resource_item(Scope& scope, const PlanEach& each, fhir::Element item,
                                      std::vector<std::size_t>& seen) {
  std::vector<std::pair<const Slot*, std::string>> keys;
  std::string shown_name;
  Scope& inner = begin_item(scope, each, item, seen.size() + 1, keys, shown_name);
  std::size_t& current = frame_.role_resource[each.role];
  const std::size_t outer = current;
  current = find_item_resource(each, keys, seen);
  const bool made = current == kNoResource;
  const std::size_t residue_before = new_residue_->entries().size();
  ensure_role(each.role);
  put_block(inner, *each.block);
  if (made) {
    const std::size_t same = same_by_derived_key(each, current, seen);
    if (same != kNoResource) {
      record_->tree.remove(record_->resources[current].node);
      record_->resources.pop_back();
      current = same;
      new_residue_->truncate(residue_before);
      inner.fill(*each.block, item, inner.prefix, plan_.keeps_order);
      put_block(inner, *each.block);
    }
  }
  seen.push_back(current);
  account(inner);
  current = outer;
  release_scope();
  return shown_name;
}

/// Alternatives: one key that agrees is enough. Together: every part agrees, and what one has not the other has not.
bool Putter::is_named(const PlanEach& each, fhir::NodeIndex element,
                      const std::vector<std::pair<const Slot*, std::string>>& keys) const {
  const auto agrees = [&](const Slot& key) {
    const auto current = read_slot(record_->tree, element, key);
    const auto wanted = std::ranges::find(keys, &key, &std::pair<const Slot*, std::string>::first);
    if (wanted == keys.end()) return !current && each.keys_together;
    return current && *current == wanted->second;
  };
  if (keys.empty()) return false;
  return each.keys_together ? std::ranges::all_of(each.keys, agrees) : std::ranges::any_of(each.keys, agrees);
}

std::string Putter::put_element_item(Scope& scope, const PlanEach& each, fhir::Element item,
                                     std::vector<fhir::NodeIndex>& seen) {
  std::vector<std::pair<const Slot*, std::string>> keys;
  std::string shown_name;
  Scope& inner = begin_item(scope, each, item, seen.size() + 1, keys, shown_name);
  const fhir::NodeIndex start = ensure_start(*each.element);
  std::vector<fhir::NodeIndex> present;
  find_elements(record_->tree, start, *each.element, present);
  fhir::NodeIndex found = fhir::kNoNode;
  for (const fhir::NodeIndex candidate : present) {
    if (found != fhir::kNoNode || std::ranges::find(seen, candidate) != seen.end()) continue;
    if (is_named(each, candidate, keys)) found = candidate;
  }
  const std::size_t owner = frame_.resource_of(*each.element);
  if (found == fhir::kNoNode) {
    found = append_element(record_->tree, start, *each.element);
    record_->resources[owner].changed = true;
  }
  const fhir::NodeIndex outer_node = frame_.variable_node[each.variable];
  const std::size_t outer_resource = frame_.variable_resource[each.variable];
  frame_.variable_node[each.variable] = found;
  frame_.variable_resource[each.variable] = owner;
  put_block(inner, *each.block);
  seen.push_back(found);
  account(inner);
  frame_.variable_node[each.variable] = outer_node;
  frame_.variable_resource[each.variable] = outer_resource;
  release_scope();
  return shown_name;
}

void Putter::finish_missing_resources(const Scope& scope, const PlanEach& each, const std::vector<std::size_t>& seen) {
  for (std::size_t i = 0; i < record_->resources.size(); ++i) {
    const RecordResource& resource = record_->resources[i];
    if (resource.role != each.role || std::ranges::find(seen, i) != seen.end()) continue;
    const std::string path = scope.prefix + plan_.root->trie[0].name + plan_.roles[each.role].name;
    if (each.absent == language::Absent::refuse) {
      issues_->error("item-absent", path,
                     "An item of the record is gone from the document, and this map does not allow that.");
      return;
    }
    const bool was_shown = [&] {
      for (const ResidueEntry& entry : old_residue_->entries()) {
        if (entry.kind == ResidueKind::not_shown && entry.text == resource.id) return false;
      }
      return true;
    }();
    if (was_shown && each.absent == language::Absent::report) {
      issues_->warning(
          "item-absent", path,
          "An item of the record is no longer in the document. It is kept, and not shown to this partner.");
    }
    new_residue_->add(ResidueKind::not_shown, path, resource.id);
  }
}

}  // namespace careway::engine
