#include "mappers/engine/getter.h"

#include <algorithm>

namespace careway::engine {

bool Getter::run(const Record& record, const Residue& residue, const Context& context, fhir::Document& document,
                 Ledger& ledger, fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  record_ = &record;
  residue_ = &residue;
  context_ = &context;
  document_ = &document;
  ledger_ = &ledger;
  issues_ = &issues;
  arena_.clear();
  document.clear();
  item_nodes_.clear();
  pool_used_ = 0;
  convert_context_ = {&plan_, context.issuer, &arena_};
  marks_.assign(record.tree.node_count(), {});
  frame_.reset(plan_);
  for (std::size_t i = 0; i < record.resources.size(); ++i) {
    const std::uint16_t role = record.resources[i].role;
    if (!plan_.roles[role].in_each && frame_.role_resource[role] == kNoResource) frame_.role_resource[role] = i;
  }
  check_must_be_absent();
  Item& root = acquire_item(*plan_.root, "");
  root_item_ = &root;
  get_block(root, *plan_.root);
  mint_missing_keys(root, *plan_.root);
  check_required(root, *plan_.root);
  mark_content(root);
  emit(root, 0, 0);
  restore_leaves();
  restore_order();
  account();
  return issues.error_count() == errors_before;
}

Getter::Item& Getter::acquire_item(const PlanBlock& block, std::string prefix) {
  if (pool_used_ == pool_.size()) pool_.emplace_back();
  Item& item = pool_[pool_used_++];
  item.block = &block;
  item.prefix = std::move(prefix);
  item.texts.assign(block.fields.size(), std::nullopt);
  item.kinds.assign(block.fields.size(), fhir::ValueKind::text);
  item.has_kind.assign(block.fields.size(), false);
  item.rows.assign(block.fields.size(), kNoIndex);
  item.items.resize(block.eaches.size());
  for (auto& list : item.items) list.clear();
  item.has_content.assign(block.trie.size(), false);
  return item;
}

std::string Getter::field_path(const Item& item, FieldRef ref) const {
  const Item& owner = ref.from_root ? *root_item_ : item;
  const std::string& path = owner.block->fields[ref.field].path;
  if (path.empty() && !owner.prefix.empty()) return owner.prefix.substr(0, owner.prefix.size() - 1);
  return owner.prefix + path;
}

void Getter::get_block(Item& item, const PlanBlock& block) {
  for (const PlanRow& row : block.rows) get_row(item, row);
  for (const PlanChoose& choose : block.chooses) get_choose(item, choose);
  get_constants(block);
  for (const PlanDerived& derived : block.derived) mark_plain(derived.slot, LedgerClass::checked);
  for (const PlanLink& link : block.links) mark_plain(link.slot, LedgerClass::checked);
  collect_items(item, block);
}

void Getter::get_row(Item& item, const PlanRow& row) {
  if (row.slots[0].root_kind == RootKind::context) return get_context(item, row);
  bool ambiguous = false;
  read_values(*record_, frame_, row, values_, nodes_, &ambiguous);
  if (ambiguous) {
    issues_->error("slot-ambiguous", row.slots[0].text,
                   "The record has two values for this place. A person must say which one counts.");
    return;
  }
  const bool present = any_present(values_);
  const Conversion home =
      present ? to_partner(row, values_, convert_context_, texts_) : Conversion{ConvertStatus::absent, {}, {}};
  const bool is_held = home.status == ConvertStatus::ok;
  if (!is_held) texts_.assign(row.fields.size(), std::nullopt);
  const bool is_spelled = !residue_->empty() && apply_spelling(item, row, present, is_held);
  if (home.status == ConvertStatus::refused && !is_spelled) {
    issues_->error(home.code, field_path(item, row.fields[0]), home.text);
  } else if (home.status == ConvertStatus::cannot_hold && !is_spelled) {
    issues_->warning(home.code, field_path(item, row.fields[0]), home.text);
    if (row.required) issues_->error("required-missing", field_path(item, row.fields[0]), home.text);
  }
  for (std::size_t i = 0; i < row.fields.size(); ++i) set_field(item, row, i, texts_[i]);
  if (!present || (!is_held && !is_spelled)) return;
  const bool single = row.fields.size() == 1 && values_.size() == 1;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i] == fhir::kNoNode) continue;
    const bool same = single && texts_[0] && *texts_[0] == *values_[0];
    mark_slot(
        row.slots[std::min(i, row.slots.size() - 1)], nodes_[i], same ? LedgerClass::carried : LedgerClass::translated,
        row.index,
        ledger_->keeps_entries() ? field_path(item, row.fields[std::min(i, row.fields.size() - 1)]) : std::string());
  }
}

void Getter::get_context(Item& item, const PlanRow& row) {
  const ContextSlot slot = row.slots[0].context;
  const std::string_view text = slot == ContextSlot::period_start ? std::string_view(context_->period_start)
                                : slot == ContextSlot::period_end ? std::string_view(context_->period_end)
                                                                  : std::string_view(context_->issuer);
  values_.assign(1, text.empty() ? std::nullopt : std::optional(text));
  const Conversion home = to_partner(row, values_, convert_context_, texts_);
  if (!residue_->empty()) {
    apply_spelling(item, row, values_[0].has_value(), home.status == ConvertStatus::ok);
    // The context is not the partner's to edit: where the document left it out or blank, it stays so.
    const std::string* spelling = residue_->find(ResidueKind::spelling, field_path(item, row.fields[0]));
    if (spelling != nullptr) {
      const Texts own{*spelling == kResidueAbsent ? std::nullopt : std::optional(residue_value(*spelling))};
      if (to_fhir(row, own, convert_context_, spelled_values_).status == ConvertStatus::absent) texts_ = own;
    }
  }
  set_field(item, row, 0, texts_[0]);
}

void Getter::set_field(Item& item, const PlanRow& row, std::size_t i, std::optional<std::string_view> text) {
  Item& owner = item_of(item, row.fields[i]);
  const std::uint16_t field = row.fields[i].field;
  if (!text || owner.texts[field]) return;  // another row has said it already
  owner.texts[field] = text;
  owner.rows[field] = row.index;
}

/// The partner's own value where another source decides, then the partner's spelling of an unedited value. `present`:
/// the record has a value; `is_held`: the format has a spelling of its own for it, now in texts_. True when the
/// partner's spelling of the record's value was taken.
bool Getter::apply_spelling(Item& item, const PlanRow& row, bool present, bool is_held) {
  bool any = false;
  spelled_ = texts_;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const std::string path = field_path(item, row.fields[i]);
    Item& owner = item_of(item, row.fields[i]);
    const std::uint16_t field = row.fields[i].field;
    if (const std::string* own = residue_->find(ResidueKind::contested, path)) {
      texts_[i] = *own == kResidueAbsent ? std::nullopt : std::optional(residue_value(*own));
      owner.kinds[field] = residue_value_kind(*own);
      owner.has_kind[field] = true;
      return false;
    }
    if (const std::string* spelling = residue_->find(ResidueKind::spelling, path)) {
      spelled_[i] = *spelling == kResidueAbsent ? std::nullopt : std::optional(residue_value(*spelling));
      any = true;
    }
  }
  if (!any) return false;
  const Conversion back = to_fhir(row, spelled_, convert_context_, spelled_values_);
  const bool still_true = present ? back.status == ConvertStatus::ok && same_meaning(row, spelled_values_, values_)
                                  : back.status == ConvertStatus::absent;
  if (!still_true && is_held) {
    // The record may say more than the partner can (a time beside a date): compare what the partner would see.
    if (back.status != ConvertStatus::ok ||
        to_fhir(row, texts_, convert_context_, values_).status != ConvertStatus::ok ||
        !same_meaning(row, spelled_values_, values_)) {
      return false;
    }
  } else if (!still_true) {
    return false;
  }
  texts_ = spelled_;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const std::string* spelling = residue_->find(ResidueKind::spelling, field_path(item, row.fields[i]));
    if (spelling == nullptr) continue;
    Item& owner = item_of(item, row.fields[i]);
    owner.kinds[row.fields[i].field] = residue_value_kind(*spelling);
    owner.has_kind[row.fields[i].field] = true;
  }
  return present;
}

/// The case whose mark the record carries; for a record without a mark the only case that is about its kind of
/// resource.
const PlanCase* Getter::chosen_case(const PlanChoose& choose) const {
  const PlanCase* by_role = nullptr;
  std::size_t with_role = 0;
  for (const PlanCase& one : choose.cases) {
    const auto mark = slot_text(*record_, frame_, one.mark);
    if (mark && *mark == one.code) return &one;
    if (mark || one.role == kNoIndex || frame_.role_resource[one.role] == kNoResource) continue;
    by_role = &one;
    ++with_role;
  }
  return with_role == 1 ? by_role : nullptr;
}

void Getter::get_choose(Item& item, const PlanChoose& choose) {
  const PlanCase* chosen = chosen_case(choose);
  if (chosen == nullptr) {
    issues_->error("choice-missing", plan_.face, "The record is of a kind that this format does not know.");
    return;
  }
  PlanRow row;
  row.converter = ConverterKind::code;
  row.code_map = choose.code_map;
  row.release = choose.release;
  row.fields = {choose.by};
  row.slots = {chosen->mark};
  row.place = choose.place;
  row.index = kNoIndex;
  get_row(item, row);
  if (Item& owner = item_of(item, choose.by); !owner.texts[choose.by.field]) {
    if (const auto text = choose.code_map->to_partner(chosen->code, choose.release))
      owner.texts[choose.by.field] = *text;
  }
  get_block(item, *chosen->block);
}

void Getter::get_constants(const PlanBlock& block) {
  for (const PlanConstant& constant : block.constants) {
    const auto current = slot_text(*record_, frame_, constant.slot);
    if (current && std::ranges::find(constant.values, *current) == constant.values.end()) {
      issues_->error("constant-differs", constant.slot.text,
                     "The record says something here that this format cannot express (" + constant.place + ").");
    }
    mark_plain(constant.slot, LedgerClass::checked);
  }
}

/// A record born elsewhere has no key of this partner: its last part is made from the resource's id, the other parts
/// come from other rows or from the context.
void Getter::mint_missing_keys(Item& item, const PlanBlock& block) {
  for (const PlanRow& row : block.rows) {
    if (!row.is_key || !row.required || row.slots[0].root_kind != RootKind::role) continue;
    const std::size_t resource = frame_.role_resource[row.slots[0].root];
    if (resource == kNoResource || slot_text(*record_, frame_, row.slots[0])) continue;
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      Item& owner = item_of(item, row.fields[i]);
      auto& text = owner.texts[row.fields[i].field];
      if (text) continue;
      const bool is_own = i + 1 == row.fields.size();
      if (!is_own && context_->issuer.empty()) continue;
      text = arena_.intern(is_own ? minted_key(record_->resources[resource].id) : context_->issuer);
      owner.rows[row.fields[i].field] = row.index;
    }
  }
}

void Getter::check_required(const Item& item, const PlanBlock& block) {
  for (const PlanRow& row : block.rows) {
    if (!row.required) continue;
    for (const FieldRef ref : row.fields) {
      const Item& owner = ref.from_root ? *root_item_ : item;
      if (owner.texts[ref.field] || residue_->find(ResidueKind::contested, field_path(item, ref)) != nullptr) continue;
      issues_->error("required-missing", field_path(item, ref),
                     "The partner's format demands this and the record does not have it (" + row.slots[0].text + ").");
    }
  }
  for (const PlanChoose& choose : block.chooses) {
    if (const PlanCase* chosen = chosen_case(choose)) check_required(item, *chosen->block);
  }
}

void Getter::check_must_be_absent() {
  for (const Slot& slot : plan_.must_be_absent) {
    for (const RecordResource& resource : record_->resources) {
      if (slot.root_kind != RootKind::role || resource.role != slot.root) continue;
      if (find_slot(record_->tree, resource.node, slot) == fhir::kNoNode) continue;
      issues_->error("modifier-present", slot.text,
                     "The record has an element that changes its meaning and that this format cannot carry.");
    }
  }
}

std::string Getter::item_name(const PlanEach& each, fhir::NodeIndex node, std::size_t ordinal) {
  std::string together;
  bool has_part = false;
  for (const Slot& key : each.keys) {
    if (&key != &each.keys[0]) together += ':';
    const auto value = read_slot(record_->tree, node, key);
    if (!value) continue;
    for (const PlanRow& row : each.block->rows) {
      if (row.slots[0].text != key.text) continue;
      values_.assign(1, value);
      if (to_partner(row, values_, convert_context_, texts_).status != ConvertStatus::ok || !texts_.back()) continue;
      if (!each.keys_together) return std::string(*texts_.back());
      together += *texts_.back();
      has_part = true;
      break;
    }
  }
  if (has_part) return together;
  if (each.role != kNoIndex) {
    for (const RecordResource& resource : record_->resources) {
      if (resource.node == node) return minted_key(resource.id);
    }
  }
  return "#" + std::to_string(ordinal);
}

void Getter::collect_items(Item& item, const PlanBlock& block) {
  for (std::size_t e = 0; e < block.eaches.size(); ++e) {
    const PlanEach& each = block.eaches[e];
    auto& list = item.items[e];
    if (each.role != kNoIndex) {
      for (std::size_t i = 0; i < record_->resources.size(); ++i) {
        const RecordResource& resource = record_->resources[i];
        if (resource.role != each.role) continue;
        const bool hidden = std::ranges::any_of(residue_->entries(), [&](const ResidueEntry& entry) {
          return entry.kind == ResidueKind::not_shown && entry.text == resource.id;
        });
        if (!hidden) list.emplace_back(item_name(each, resource.node, list.size() + 1), i);
      }
      std::ranges::stable_sort(list, [](const auto& a, const auto& b) { return natural_less(a.first, b.first); });
    } else {
      const fhir::NodeIndex start = frame_.start(*record_, *each.element);
      if (start == fhir::kNoNode) continue;
      nodes_.clear();
      find_elements(record_->tree, start, *each.element, nodes_);
      const auto elements = nodes_;
      for (const fhir::NodeIndex node : elements) list.emplace_back(item_name(each, node, list.size() + 1), node);
    }
  }
}

}  // namespace careway::engine
