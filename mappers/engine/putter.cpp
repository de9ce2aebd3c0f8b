#include "mappers/engine/putter.h"

#include <algorithm>

namespace careway::engine {

bool Putter::run(fhir::Element document, Record& record, const Residue& old_residue, Residue& new_residue,
                 const Context& context, Ledger& ledger, fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  record_ = &record;
  old_residue_ = &old_residue;
  new_residue_ = &new_residue;
  context_ = &context;
  ledger_ = &ledger;
  issues_ = &issues;
  new_residue.clear();
  arena_.clear();
  frame_.reset(plan_);
  as_of_won_.clear();
  as_of_lost_.clear();
  changed_slots_.clear();
  scopes_used_ = 0;
  for (std::size_t i = 0; i < record.resources.size(); ++i) {
    const std::uint16_t role = record.resources[i].role;
    if (!plan_.roles[role].in_each && frame_.role_resource[role] == kNoResource) frame_.role_resource[role] = i;
  }
  Scope& scope = acquire_scope();
  root_scope_ = &scope;
  scope.fill(*plan_.root, document, "", plan_.keeps_order);
  convert_context_ = {&plan_, context.issuer, &arena_};
  if (plan_.issuer_field != kNoIndex && scope.leaf[plan_.issuer_field] != fhir::kNoNode) {
    convert_context_.issuer = trimmed(document.document().at(scope.leaf[plan_.issuer_field]).value());
  }
  event_date_.clear();
  if (plan_.event_date_field != kNoIndex && scope.leaf[plan_.event_date_field] != fhir::kNoNode) {
    PlanRow date;
    date.converter = ConverterKind::date;
    date.fields.push_back({plan_.event_date_field, false});
    const Texts text{document.document().at(scope.leaf[plan_.event_date_field]).value()};
    if (to_fhir(date, text, convert_context_, values_).status == ConvertStatus::ok)
      event_date_ = std::string(*values_[0]);
  }
  put_block(scope, *plan_.root);
  check_must_be_absent();
  account(scope);
  release_scope();
  return issues.error_count() == errors_before;
}

Scope& Putter::acquire_scope() {
  if (scopes_used_ == scopes_.size()) scopes_.emplace_back();
  return scopes_[scopes_used_++];
}

std::string Putter::field_path(const Scope& scope, FieldRef ref) const {
  const Scope& owner = ref.from_root ? *root_scope_ : scope;
  const std::string& path = owner.block->fields[ref.field].path;
  if (path.empty() && !owner.prefix.empty()) return owner.prefix.substr(0, owner.prefix.size() - 1);
  return owner.prefix + path;
}

std::size_t Putter::ensure_role(std::uint16_t role) {
  std::size_t& at = frame_.role_resource[role];
  if (at != kNoResource) return at;
  at = record_->resources.size();
  RecordResource& made = record_->resources.emplace_back();
  made.role = role;
  made.type = plan_.roles[role].type;
  made.is_new = true;
  made.changed = true;
  made.node = record_->tree.append(0, "resource");
  record_->tree.set_value_unowned(made.node, fhir::ValueKind::resource, plan_.roles[role].type);
  return at;
}

fhir::NodeIndex Putter::ensure_start(const Slot& slot) {
  if (slot.root_kind == RootKind::variable) return frame_.variable_node[slot.root];
  return record_->resources[ensure_role(slot.root)].node;
}

void Putter::mark_changed(const Slot& slot) {
  const std::size_t resource = frame_.resource_of(slot);
  if (resource == kNoResource) return;
  record_->resources[resource].changed = true;
  if (!record_->resources[resource].is_new) changed_slots_.push_back({resource, &slot});
}

void Putter::mark(Scope& scope, const PlanRow& row, FieldRef ref, LedgerClass ledger_class) {
  Scope& owner = scope_of(scope, ref);
  if (owner.used[ref.field]) return;
  owner.used[ref.field] = true;
  owner.classes[ref.field] = ledger_class;
  owner.rows[ref.field] = row.index;
}

/// Order matters: keys first, then the id that they mint, then slots that depend on which event is the latest, then
/// what follows from slots, then items, which refer to all of it.
void Putter::put_block(Scope& scope, const PlanBlock& block) {
  put_rows(scope, block, false);
  for (const PlanChoose& choose : block.chooses) put_choose(scope, choose);
  put_derived(block, true);
  mint_ids();
  put_rows(scope, block, true);
  mint_ids();  // a role of which only such rows speak is made by them
  put_derived(block, false);
  put_constants(block);
  put_links(block);
  for (std::size_t i = 0; i < block.eaches.size(); ++i) put_each(scope, block.eaches[i], i);
}

void Putter::put_rows(Scope& scope, const PlanBlock& block, bool latest_event_rows) {
  block_ = &block;
  for (const PlanRow& row : block.rows) {
    if ((row.merge == language::Merge::latest_event) == latest_event_rows) put_row(scope, row);
  }
}

bool Putter::convert(Scope& scope, const PlanRow& row) {
  texts_.clear();
  bool any_leaf = false;
  for (const FieldRef ref : row.fields) {
    const Scope& owner = scope_of(scope, ref);
    const fhir::NodeIndex leaf = owner.leaf[ref.field];
    if (leaf == fhir::kNoNode) {
      texts_.emplace_back();
      continue;
    }
    any_leaf = true;
    const fhir::Element element = owner.item.document().at(leaf);
    const bool has_text = element.kind() != fhir::ValueKind::null && element.kind() != fhir::ValueKind::empty_list &&
                          element.kind() != fhir::ValueKind::empty_object;
    texts_.push_back(has_text ? std::optional(element.value()) : std::nullopt);
  }
  if (!any_leaf) {
    values_.clear();
    if (!is_repeating(row.converter)) values_.resize(row.slots.size());
    return !refuse_blank(scope, row, scope.item.position());
  }
  const Conversion result = to_fhir(row, texts_, convert_context_, values_);
  const Scope& owner = scope_of(scope, row.fields[0]);
  const fhir::NodeIndex leaf = owner.leaf[row.fields[0].field];
  const fhir::Position position = leaf == fhir::kNoNode ? fhir::Position{} : owner.item.document().at(leaf).position();
  if (result.status != ConvertStatus::ok && result.status != ConvertStatus::absent) {
    issues_->error(result.code, field_path(scope, row.fields[0]), result.text, position);
    for (const FieldRef ref : row.fields) mark(scope, row, ref, LedgerClass::refused);
    return false;
  }
  if (result.status == ConvertStatus::ok && !result.code.empty()) {
    issues_->warning(result.code, field_path(scope, row.fields[0]), result.text, position);
  }
  return result.status != ConvertStatus::absent || !refuse_blank(scope, row, position);
}

/// True when another key of the role is worked out, or another row that is at work here may fill it.
bool Putter::has_other_key(const PlanRow& row) const {
  const PlanRole& role = plan_.roles[row.slots[0].root];
  for (std::size_t i = 0; i < role.keys.size(); ++i) {
    if (role.keys[i].text == row.slots[0].text) continue;
    if (role.key_is_weak[i]) return true;
    const auto fills = [&](const PlanRow& other) { return other.slots[0].text == role.keys[i].text; };
    if (std::ranges::any_of(plan_.root->rows, fills) || std::ranges::any_of(block_->rows, fills)) return true;
  }
  return false;
}

/// What get would have to refuse is refused on the way in: a document that is taken always comes home.
bool Putter::refuse_blank(const Scope& scope, const PlanRow& row, fhir::Position position) {
  if (!row.required) return false;
  const Slot& slot = row.slots[0];
  // Get makes a key for what another key names; what has no other key cannot be found again without this one.
  if (row.is_key && (slot.root_kind != RootKind::role || has_other_key(row))) return false;
  std::size_t blank = 0;
  while (blank + 1 < row.fields.size() && blank < texts_.size() && texts_[blank] && !trimmed(*texts_[blank]).empty()) {
    ++blank;
  }
  issues_->error("required-blank", field_path(scope, row.fields[blank]), "The format demands a value here. Fill it in.",
                 position);
  return true;
}

void Putter::put_row(Scope& scope, const PlanRow& row) {
  if (!convert(scope, row)) return;
  if (row.slots[0].root_kind == RootKind::context) return put_context(scope, row);
  bool ambiguous = false;
  read_values(*record_, frame_, row, current_, nodes_, &ambiguous, &reach_);
  if (ambiguous) {
    issues_->error(
        "slot-ambiguous", field_path(scope, row.fields[0]),
        "The record has two values for this place (" + row.slots[0].text + "). A person must say which one counts.");
    return;
  }
  if (is_unchanged(row)) return settle(scope, row, false, false);
  if (row.get_only || is_contested(scope, row)) return settle(scope, row, true, false);
  write_values(row);
  settle(scope, row, false, true);
}

void Putter::put_context(Scope& scope, const PlanRow& row) {
  const ContextSlot slot = row.slots[0].context;
  const std::string_view expected = slot == ContextSlot::period_start ? std::string_view(context_->period_start)
                                    : slot == ContextSlot::period_end ? std::string_view(context_->period_end)
                                                                      : convert_context_.issuer;
  if (!values_.empty() && values_[0] && *values_[0] != expected) {
    issues_->error("context-differs", field_path(scope, row.fields[0]),
                   "This document says another " + row.slots[0].text + " than the exchange it came with.");
  }
  current_.assign(1, values_.empty() ? std::nullopt : values_[0]);
  settle(scope, row, false, false);
  // Get says what the context says; a document that leaves it out comes home without it.
  const bool is_left_out = scope_of(scope, row.fields[0]).leaf[row.fields[0].field] == fhir::kNoNode;
  if (is_left_out && !expected.empty()) {
    new_residue_->add(ResidueKind::spelling, field_path(scope, row.fields[0]), kResidueAbsent);
  }
  for (const FieldRef ref : row.fields) {
    Scope& owner = scope_of(scope, ref);
    if (owner.used[ref.field] && owner.classes[ref.field] != LedgerClass::residue) {
      owner.classes[ref.field] = LedgerClass::checked;
    }
  }
}

/// Unchanged when the record's values mean the same, or when the partner could not have seen the difference: what get
/// shows of the record means the same as what the document says.
bool Putter::is_unchanged(const PlanRow& row) {
  if (!any_present(current_)) return !any_present(values_) || is_minted_key(row);
  if (same_meaning(row, values_, current_)) return true;
  const Conversion home = to_partner(row, current_, convert_context_, view_);
  if (home.status != ConvertStatus::ok) return !any_present(values_);
  if (to_fhir(row, view_, convert_context_, view_values_).status != ConvertStatus::ok) return false;
  return same_meaning(row, values_, view_values_);
}

bool Putter::is_minted_key(const PlanRow& row) {
  if (!row.is_key) return false;
  const std::size_t resource = frame_.resource_of(row.slots[0]);
  if (resource == kNoResource || record_->resources[resource].id.empty()) return false;
  const auto& own = texts_.back();
  return own && trimmed(*own) == minted_key(record_->resources[resource].id);
}

bool Putter::loses_to_later_event(const PlanRow& row) {
  const std::uint16_t role = row.slots[0].root;
  if (std::ranges::find(as_of_won_, role) != as_of_won_.end()) return false;
  if (std::ranges::find(as_of_lost_, role) != as_of_lost_.end()) return true;
  std::string mine = event_date_;
  for (std::size_t i = 0; i < plan_.roles.size(); ++i) {
    if (!plan_.roles[i].anchor || frame_.role_resource[i] == kNoResource) continue;
    mine += ' ';
    mine += record_->resources[frame_.role_resource[i]].id;
  }
  const std::string* last = old_residue_->find(ResidueKind::as_of, plan_.roles[role].name);
  const bool loses = last != nullptr && mine < *last;
  (loses ? as_of_lost_ : as_of_won_).push_back(role);
  new_residue_->set(ResidueKind::as_of, plan_.roles[role].name, loses ? *last : mine);
  return loses;
}

bool Putter::is_contested(const Scope& scope, const PlanRow& row) {
  (void)scope;
  // What the latest event leaves blank is blank: else the order in which rows came would show.
  if (row.merge == language::Merge::latest_event && loses_to_later_event(row)) return true;
  if (!any_present(current_)) return false;
  if (row.merge == language::Merge::per_event) return true;
  if (row.owners.empty()) return false;
  const auto rank = [&](std::string_view kind) { return std::ranges::find(row.owners, kind) - row.owners.begin(); };
  const std::size_t resource = frame_.resource_of(row.slots[0]);
  if (resource == kNoResource) return false;
  return std::ranges::any_of(record_->resources[resource].contributors, [&](const std::string& contributor) {
    return rank(contributor) < rank(context_->partner_kind);
  });
}

void Putter::write_values(const PlanRow& row) {
  if (is_repeating(row.converter)) {
    std::vector<std::string_view> all;
    for (const auto& value : values_) all.push_back(*value);
    const fhir::NodeIndex start = all.empty() ? frame_.start(*record_, row.slots[0]) : ensure_start(row.slots[0]);
    if (start != fhir::kNoNode) write_repeating(record_->tree, start, row.slots[0], all);
    mark_changed(row.slots[0]);
    return;
  }
  std::size_t first = 0;
  if (reach_.node != fhir::kNoNode && !values_.empty() && values_[0]) {
    write_slot_from(record_->tree, reach_, row.slots[0], *values_[0]);
    mark_changed(row.slots[0]);
    first = 1;
  }
  for (std::size_t i = first; i < row.slots.size(); ++i) {
    set_slot(row.slots[i], values_.size() > i ? values_[i] : std::nullopt);
  }
}

void Putter::set_slot(const Slot& slot, std::optional<std::string_view> text) {
  if (text) {
    write_slot(record_->tree, ensure_start(slot), slot, *text);
  } else {
    const fhir::NodeIndex start = frame_.start(*record_, slot);
    if (start == fhir::kNoNode) return;
    erase_slot(record_->tree, start, slot);
  }
  mark_changed(slot);
}

/// Says what became of the row's leaves: how the partner's spelling differs from what get would write goes to residue.
void Putter::settle(Scope& scope, const PlanRow& row, bool contested, bool wrote) {
  const bool has_role = frame_.resource_of(row.slots[0]) != kNoResource;
  if (row.merge == language::Merge::latest_event && has_role) loses_to_later_event(row);
  const Texts& final_values = wrote || is_minted_key(row) ? values_ : current_;
  to_partner(row, final_values, convert_context_, canonical_);
  canonical_.resize(row.fields.size());
  const bool single = row.fields.size() == 1 && final_values.size() == 1;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const FieldRef ref = row.fields[i];
    Scope& owner = scope_of(scope, ref);
    if (owner.used[ref.field]) continue;
    const fhir::NodeIndex leaf = owner.leaf[ref.field];
    const fhir::Element element = leaf == fhir::kNoNode ? fhir::Element() : owner.item.document().at(leaf);
    if (contested) {
      new_residue_->add(ResidueKind::contested, field_path(scope, ref),
                        element ? residue_text(element.kind(), element.value()) : std::string(kResidueAbsent));
      if (element) mark(scope, row, ref, LedgerClass::contested);
      continue;
    }
    if (!element) {
      // Only lines have gaps: the canonical writing would fill them.
      if (canonical_[i] && any_present(values_)) {
        new_residue_->add(ResidueKind::spelling, field_path(scope, ref), kResidueAbsent);
      }
      continue;
    }
    const bool has_meaning = texts_[i] && any_present(values_);
    if (!has_meaning && row.converter == ConverterKind::joined) continue;  // another row, or residue, takes the part
    if (!canonical_[i] || !texts_[i] || *canonical_[i] != *texts_[i]) {
      new_residue_->add(ResidueKind::spelling, field_path(scope, ref), residue_text(element.kind(), element.value()));
    }
    const bool same_text = single && final_values[0] && texts_[i] && *final_values[0] == *texts_[i];
    mark(scope, row, ref,
         !has_meaning ? LedgerClass::residue
         : same_text  ? LedgerClass::carried
                      : LedgerClass::translated);
  }
}

void Putter::check_must_be_absent() {
  for (const Slot& slot : plan_.must_be_absent) {
    for (const RecordResource& resource : record_->resources) {
      if (slot.root_kind != RootKind::role || resource.role != slot.root) continue;
      if (find_slot(record_->tree, resource.node, slot) == fhir::kNoNode) continue;
      issues_->error(
          "modifier-present", slot.text,
          "The record has an element that changes its meaning and that this format cannot carry. It was not changed.");
    }
  }
}

/// Every leaf of the scope gets its class: what no row took is kept as the partner's own.
void Putter::account(Scope& scope) {
  const auto entry = [&](std::string path, std::uint16_t row, LedgerClass ledger_class) {
    if (!ledger_->keeps_entries()) return ledger_->count(ledger_class);
    ledger_->add({std::move(path), {}, row == kNoIndex ? std::string() : plan_.row_places[row], ledger_class, {}});
  };
  for (std::uint16_t i = 0; i < scope.leaf.size(); ++i) {
    if (scope.leaf[i] == fhir::kNoNode) continue;
    const std::string path = scope.used[i] && !ledger_->keeps_entries() ? std::string() : field_path(scope, {i, false});
    if (!scope.used[i]) {
      const fhir::Element element = scope.item.document().at(scope.leaf[i]);
      new_residue_->add(ResidueKind::leaf, path, residue_text(element.kind(), element.value()));
    }
    entry(path, scope.rows[i], scope.used[i] ? scope.classes[i] : LedgerClass::residue);
  }
  for (const fhir::NodeIndex node : scope.unknown) {
    const fhir::Element element = scope.item.document().at(node);
    const std::string path = path_below(scope, element);
    new_residue_->add(ResidueKind::leaf, path, residue_text(element.kind(), element.value()));
    entry(path, kNoIndex, LedgerClass::residue);
  }
  for (const fhir::NodeIndex node : scope.disorder) {
    std::string names;
    for (fhir::Element child : scope.item.document().at(node)) {
      if (!names.empty()) names += '\t';
      names += child.name();
    }
    new_residue_->add(ResidueKind::order, path_below(scope, scope.item.document().at(node)), names);
  }
}

}  // namespace careway::engine
