#include "gateway/pipeline/import_batch.h"

#include <algorithm>
#include <tuple>

#include "gateway/pipeline/budget_document.h"
#include "gateway/pipeline/budget_guard.h"
#include "gateway/pipeline/budget_rule.h"
#include "gateway/pipeline/json_text.h"
#include "gateway/pipeline/stored_resource.h"
#include "mappers/engine/slots.h"

namespace careway::pipeline {
namespace {

std::string issues_json(const Incoming& incoming) {
  std::string out = "{\"lines\":[";
  for (const fhir::Issue& issue : incoming.issues.items()) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "line", std::uint64_t{issue.position.line != 0 ? issue.position.line : incoming.line});
    append_member(out, "column", issue.path);
    append_member(out, "severity", fhir::to_text(issue.severity));
    append_member(out, "code", issue.code);
    append_member(out, "reason", issue.text);
    out += '}';
  }
  out += "]}";
  return out;
}

void note_as_of_roles(const engine::PlanBlock& block, std::vector<bool>& roles) {
  for (const engine::PlanRow& row : block.rows) {
    const engine::Slot& slot = row.slots[0];
    if (row.merge == language::Merge::latest_event && slot.root_kind == engine::RootKind::role) roles[slot.root] = true;
  }
  for (const engine::PlanEach& each : block.eaches) note_as_of_roles(*each.block, roles);
  for (const engine::PlanChoose& choose : block.chooses) {
    for (const engine::PlanCase& one : choose.cases) note_as_of_roles(*one.block, roles);
  }
}

}  // namespace

ImportBatch::ImportBatch(const Services& services, const Caller& caller, const Face& face, engine::Engine& engine,
                         std::string exchange, engine::Context context)
    : services_(services),
      caller_(caller),
      face_(face),
      engine_(engine),
      exchange_(std::move(exchange)),
      context_(std::move(context)),
      instant_(now(services)),
      hasher_(caller.tenant, services.search_secret),
      library_(services.library()),
      set_(services, caller, library_->definitions()),
      as_of_roles_(face.plan->roles.size(), false) {
  note_as_of_roles(*face.plan->root, as_of_roles_);
}

Incoming& ImportBatch::add() {
  if (used_ == incoming_.size()) incoming_.emplace_back();
  Incoming& incoming = incoming_[used_++];
  incoming.issues.clear();
  incoming.readable = false;
  incoming.tie_ordinal = 1;
  return incoming;
}

void ImportBatch::clear() {
  used_ = 0;
  refused_ = 0;
}

engine::Context ImportBatch::context_for(const Incoming& incoming) const {
  engine::Context context = context_;
  context.tie_ordinal = incoming.tie_ordinal;
  return context;
}

void ImportBatch::put_on_nothing(Incoming& incoming) {
  incoming.candidate.clear();
  incoming.ledger.clear();
  if (incoming.issues.has_errors()) {
    incoming.readable = false;
  } else {
    incoming.readable = engine_.put(incoming.document.root(), incoming.candidate, {}, incoming.candidate_residue,
                                    context_for(incoming), incoming.ledger, incoming.issues);
  }
  if (!incoming.readable) ++refused_;
}

/// Documents whose worked-out key is the same although they say different things, and that have no reference of their
/// own, are told apart by their order in the file.
void ImportBatch::find_ties() {
  std::map<std::string, std::vector<std::string>> seen;
  for (std::size_t i = 0; i < used_; ++i) {
    Incoming& incoming = incoming_[i];
    if (!incoming.readable) continue;
    for (const engine::RecordResource& resource : incoming.candidate.resources) {
      const engine::PlanRole& role = face_.plan->roles[resource.role];
      if (!role.anchor || role.in_each) continue;
      std::string key;
      for (std::size_t k = 0; k < role.keys.size(); ++k) {
        const auto value = engine::read_slot(incoming.candidate.tree, resource.node, role.keys[k]);
        if (!value) continue;
        if (!role.key_is_weak[k]) break;
        key = role.key_systems[k] + '\x1f' + std::string(*value);
        break;
      }
      if (key.empty()) continue;
      auto& sources = seen[key];
      auto found = std::ranges::find(sources, incoming.source);
      if (found == sources.end()) found = sources.insert(sources.end(), incoming.source);
      const auto ordinal = static_cast<unsigned>(found - sources.begin() + 1);
      if (ordinal == 1) continue;
      incoming.tie_ordinal = ordinal;
      incoming.issues.clear();
      put_on_nothing(incoming);
      break;
    }
  }
}

/// One round trip for the identifiers of all documents, one for the resources, one for what was kept of them.
void ImportBatch::prefetch() {
  identities_.clear();
  residues_.clear();
  std::vector<std::uint64_t> hashes;
  std::map<std::string, std::vector<std::uint64_t>> worked_out;
  std::vector<store::ResourceKey> keys;
  for (std::size_t i = 0; i < used_; ++i) {
    if (!incoming_[i].readable) continue;
    const engine::Record& candidate = incoming_[i].candidate;
    for (const engine::RecordResource& resource : candidate.resources) {
      const engine::PlanRole& role = face_.plan->roles[resource.role];
      for (std::size_t k = 0; k < role.keys.size(); ++k) {
        const auto value = engine::read_slot(candidate.tree, resource.node, role.keys[k]);
        if (!value) continue;
        if (role.key_is_weak[k]) {
          worked_out[resource.type].push_back(set_.identifier_hash(resource.type, role.key_systems[k], *value));
        } else {
          hashes.push_back(hasher_.hash(resource.type, {}, store::SearchForm::identity, role.key_systems[k], *value));
        }
      }
      keys.push_back({resource.type, resource.id});
    }
  }
  std::ranges::sort(hashes);
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  const auto holders = services_.store.find_identities(caller_.tenant, hashes);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (!holders[i]) continue;
    identities_.emplace(hashes[i], *holders[i]);
    keys.push_back(*holders[i]);
  }
  std::ranges::sort(keys, {}, [](const store::ResourceKey& key) { return std::tie(key.type, key.id); });
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  set_.prefetch(keys);
  for (auto& [type, asked] : worked_out) set_.prefetch_identifiers(type, std::move(asked));
  prefetch_residues(keys);
}

void ImportBatch::prefetch_residues(const std::vector<store::ResourceKey>& keys) {
  std::vector<store::ResidueKey> wanted;
  for (const store::ResourceKey& key : keys) {
    bool is_anchor = false;
    bool has_as_of = false;
    for (std::size_t i = 0; i < face_.plan->roles.size(); ++i) {
      const engine::PlanRole& role = face_.plan->roles[i];
      if (role.type != key.type) continue;
      is_anchor |= role.anchor && !role.in_each;
      has_as_of |= as_of_roles_[i];
    }
    if (is_anchor) wanted.push_back({caller_.partner, face_.name, to_text(key)});
    if (has_as_of) wanted.push_back({caller_.partner, face_.plan->map_name, to_text(key)});
  }
  const auto stored = services_.store.read_residues(caller_.tenant, wanted);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    StoredResidue& slot = residues_[{wanted[i].face, wanted[i].item}];
    if (!stored[i]) continue;
    slot.version = stored[i]->version;
    slot.bytes = stored[i]->removed ? std::string() : stored[i]->bytes;
    slot.stored = slot.bytes;
  }
}

ImportBatch::StoredResidue& ImportBatch::residue_slot(const std::string& face, const std::string& item) {
  const auto place = std::make_pair(face, item);
  if (const auto found = residues_.find(place); found != residues_.end()) return found->second;
  StoredResidue& slot = residues_[place];
  const std::vector<store::ResidueKey> keys{{caller_.partner, face, item}};
  const auto stored = services_.store.read_residues(caller_.tenant, keys);
  if (stored[0]) {
    slot.version = stored[0]->version;
    slot.bytes = stored[0]->removed ? std::string() : stored[0]->bytes;
    slot.stored = slot.bytes;
  }
  return slot;
}

std::string ImportBatch::anchor_of(const engine::Record& record) const {
  for (const engine::RecordResource& resource : record.resources) {
    const engine::PlanRole& role = face_.plan->roles[resource.role];
    if (role.anchor && !role.in_each) return resource.type + "/" + resource.id;
  }
  return {};
}

engine::Residue ImportBatch::old_residue(const engine::Record& record, const std::string& anchor) {
  fhir::Issues issues;
  engine::Residue residue;
  if (!anchor.empty()) residue = engine::Residue::from_bytes(residue_slot(face_.name, anchor).bytes, issues);
  for (const engine::RecordResource& resource : record.resources) {
    if (face_.plan->roles[resource.role].in_each || !as_of_roles_[resource.role]) continue;
    const std::string& as_of = residue_slot(face_.plan->map_name, resource.type + "/" + resource.id).bytes;
    if (!as_of.empty()) residue.set(engine::ResidueKind::as_of, face_.plan->roles[resource.role].name, as_of);
  }
  return residue;
}

ImportBatch::Outcome ImportBatch::put(Incoming& incoming) {
  if (!incoming.readable) {
    const bool held = std::ranges::all_of(incoming.issues.items(), [](const fhir::Issue& issue) {
      return issue.severity != fhir::Severity::error || issue.code == "code-held";
    });
    return {held ? "held" : "refused", {}};
  }
  record_.clear();
  bool any_found = false;
  if (!load(incoming, record_, any_found)) return {"held", {}};
  return any_found ? put_on_record(incoming, record_) : put_new(incoming);
}

ImportBatch::Outcome ImportBatch::put_new(Incoming& incoming) {
  if (!is_valid(incoming.candidate, incoming.issues) || !may_change(incoming.candidate, incoming.issues)) {
    return {"refused", {}};
  }
  const std::string anchor = anchor_of(incoming.candidate);
  keep(incoming.candidate);
  keep_residue(anchor, incoming.candidate_residue, incoming.candidate, incoming);
  return {outcome_word(incoming.candidate), anchor};
}

ImportBatch::Outcome ImportBatch::put_on_record(Incoming& incoming, engine::Record& record) {
  const engine::Residue old = old_residue(record, anchor_of(record));
  engine::Residue kept;
  incoming.issues.clear();
  incoming.ledger.clear();
  if (!engine_.put(incoming.document.root(), record, old, kept, context_for(incoming), incoming.ledger,
                   incoming.issues)) {
    return {"refused", {}};
  }
  if (!is_valid(record, incoming.issues) || !may_change(record, incoming.issues)) return {"refused", {}};
  const std::string anchor = anchor_of(record);
  keep(record);
  keep_residue(anchor, kept, record, incoming);
  return {outcome_word(record), anchor};
}

std::string ImportBatch::outcome_word(const engine::Record& record) const {
  bool changed = false;
  for (const engine::RecordResource& resource : record.resources) {
    const engine::PlanRole& role = face_.plan->roles[resource.role];
    if (role.anchor && !role.in_each && resource.is_new) return "created";
    changed |= resource.changed;
  }
  return changed ? "updated" : "unchanged";
}

/// Validates what the document made of the record, as the policy says. Unchanged resources were looked at when they
/// came.
bool ImportBatch::is_valid(const engine::Record& record, fhir::Issues& issues) {
  if (services_.validators == nullptr) return true;
  bool all_pass = true;
  for (const engine::RecordResource& resource : record.resources) {
    if (!resource.changed) continue;
    all_pass &= validate_crossing(*services_.validators, services_.validation.imports, record.element(resource),
                                  face_.plan->roles[resource.role].profiles, issues);
  }
  return all_pass;
}

/// Budgets and movements of accounts are never overwritten and small averages never come in, whoever writes.
bool ImportBatch::may_change(const engine::Record& record, fhir::Issues& issues) {
  bool all_may = true;
  std::set<std::string> of_record;
  for (const engine::RecordResource& resource : record.resources) {
    const bool has_rule = resource.type == "ClaimResponse" || resource.type == "CarePlan" ||
                          resource.type == "PaymentNotice" || resource.type == "ChargeItemDefinition";
    if (!resource.changed || !has_rule) continue;
    const WorkingSet::Item* stored = resource.is_new ? nullptr : set_.find({resource.type, resource.id});
    const fhir::Element before = stored == nullptr ? fhir::Element() : stored->document.root();
    all_may &= check_budget_write(services_, caller_, before, record.element(resource), issues);
    const std::string series = resource.is_new ? budget_series(record.element(resource), library_->names()) : "";
    if (!series.empty() && (new_budgets_.contains(series) || !of_record.insert(series).second)) {
      refuse_second_version("ClaimResponse.identifier", issues);
      all_may = false;
    }
  }
  return all_may;
}

/// The version before a budget that came is over from now on.
void ImportBatch::supersede(const engine::RecordResource& resource, const engine::Record& record) {
  if (!resource.is_new || resource.type != "ClaimResponse") return;
  if (std::string series = budget_series(record.element(resource), library_->names()); !series.empty()) {
    new_budgets_.insert(std::move(series));
  }
  const auto before = version_before(services_, caller_, record.element(resource));
  WorkingSet::Item* item = before ? set_.find(*before) : nullptr;
  if (item != nullptr && set_budget_status(item->document, "superseded", library_->names())) item->changed = true;
}

/// Takes what changed back into the working set; the next document of the same person sees it.
void ImportBatch::keep(engine::Record& record) {
  for (engine::RecordResource& resource : record.resources) {
    supersede(resource, record);
    const store::ResourceKey key{resource.type, resource.id};
    WorkingSet::Item* item = set_.find(key);
    if (item == nullptr) item = &set_.add(key);
    if (resource.changed) {
      if (key.type == "Patient" && !item->changed) {
        auto& before = facts_before_[to_text(key)];
        if (item->version > 0) before = person_facts(item->document.root(), library_->names());
      }
      item->document.clear();
      item->document.copy_content(0, record.element(resource));
      item->changed = true;
      set_.note_identifiers(*item);
      const engine::PlanRole& role = face_.plan->roles[resource.role];
      for (std::size_t k = 0; k < role.keys.size(); ++k) {
        const auto value = engine::read_slot(item->document, 0, role.keys[k]);
        if (!value || role.key_is_weak[k]) continue;
        identities_.emplace(hasher_.hash(resource.type, {}, store::SearchForm::identity, role.key_systems[k], *value),
                            key);
      }
    }
    if (std::ranges::find(item->contributors, caller_.partner_kind) == item->contributors.end()) {
      item->contributors.push_back(caller_.partner_kind);
      item->contributors_changed = true;
    }
  }
}

void ImportBatch::keep_residue(const std::string& item, const engine::Residue& residue, const engine::Record& record,
                               const Incoming& incoming) {
  engine::Residue own;
  for (const engine::ResidueEntry& entry : residue.entries()) {
    if (entry.kind != engine::ResidueKind::as_of) {
      own.add(entry.kind, entry.path, entry.text);
      continue;
    }
    // Which event last fed the person's slots belongs to the person, not to the event.
    const engine::RecordResource* resource = record.find(face_.plan->find_role(entry.path));
    if (resource == nullptr) continue;
    StoredResidue& slot = residue_slot(face_.plan->map_name, resource->type + "/" + resource->id);
    slot.bytes = entry.text;
  }
  if (!incoming.spelling.empty()) own.add(engine::ResidueKind::document, "", incoming.spelling);
  if (!incoming.dialect.empty()) own.add(engine::ResidueKind::document, kDialectPath, incoming.dialect);
  own.add(engine::ResidueKind::document, "#", std::to_string(incoming.number));
  if (item.empty()) return;
  residue_slot(face_.name, item).bytes = own.to_bytes();
}

void ImportBatch::note_outcome(const Incoming& incoming, const Outcome& outcome) {
  store::DocumentOutcome row;
  row.exchange = exchange_;
  row.document = incoming.number;
  row.outcome = outcome.word;
  const bool stands = outcome.word != "refused" && outcome.word != "held";
  const bool contested = stands && incoming.ledger.total(engine::LedgerClass::contested) > 0;
  if (contested) row.outcome += " contested";
  row.needs_attention = !incoming.issues.empty() || contested;
  row.anchor = outcome.anchor;
  if (!incoming.issues.empty()) row.issues = issues_json(incoming);
  batch_.outcomes.push_back(std::move(row));
  for (std::size_t i = 0; i < engine::kLedgerClassCount; ++i) {
    const auto ledger_class = static_cast<engine::LedgerClass>(i);
    if (stands && incoming.ledger.total(ledger_class) > 0) {
      batch_.ledger.push_back(
          {exchange_, std::string(engine::to_text(ledger_class)), incoming.ledger.total(ledger_class)});
    }
  }
}

void ImportBatch::collect_writes() {
  for (auto& [name, item] : set_.items()) {
    if (item.changed) {
      batch_.resources.push_back(resource_write(item.document, library_->definitions(), library_->identities(), hasher_,
                                                item.key.id, item.version, instant_));
    }
    if (item.contributors_changed) {
      std::string kinds;
      for (const std::string& kind : item.contributors) kinds += (kinds.empty() ? "" : " ") + kind;
      batch_.residues.push_back({{"", "contributors", name}, item.contributors_version, false, kinds});
    }
  }
  for (const auto& [place, slot] : residues_) {
    if (slot.bytes != slot.stored)
      batch_.residues.push_back({{caller_.partner, place.first, place.second}, slot.version, false, slot.bytes});
  }
}

/// Patients whose facts changed are looked at, once for all documents of the batch.
void ImportBatch::note_people(PersonLinker& linker) {
  for (auto& [patient, before] : facts_before_) {
    const auto item = set_.items().find(patient);
    if (item == set_.items().end()) continue;
    linker.note(patient, before, person_facts(item->second.document.root(), library_->names()));
  }
}

ImportBatch::Result ImportBatch::commit(std::uint64_t documents_done, std::uint64_t documents_total,
                                        bool all_or_nothing) {
  set_.clear();
  facts_before_.clear();
  new_budgets_.clear();
  batch_ = {};
  instant_ = now(services_);
  find_ties();
  prefetch();
  std::map<std::string, std::uint64_t> ledger;
  bool all_stand = true;
  for (std::size_t i = 0; i < used_; ++i) {
    const Outcome outcome = put(incoming_[i]);
    all_stand &= outcome.word != "refused" && outcome.word != "held";
    note_outcome(incoming_[i], outcome);
  }
  if (all_or_nothing && !all_stand) return Result::refused;
  for (const store::LedgerAddition& addition : batch_.ledger) ledger[addition.ledger_class] += addition.count;
  batch_.ledger.clear();
  for (const auto& [ledger_class, count] : ledger) batch_.ledger.push_back({exchange_, ledger_class, count});
  collect_writes();
  // Whoever cancelled since the batch before must not be overwritten: then nothing of this batch happens.
  const auto exchange = services_.store.find_exchange(caller_.tenant, exchange_);
  if (exchange && exchange->state == store::ExchangeState::cancelled) return Result::conflict;
  store::ExchangeUpdate update;
  update.id = exchange_;
  if (exchange) update.expected_state = exchange->state;
  update.state = store::ExchangeState::working;
  update.documents_done = documents_done + used_;
  update.documents_total = documents_total;
  batch_.exchanges.push_back(std::move(update));
  std::string audit = "{";
  append_member(audit, "what", "import");
  append_member(audit, "exchange", exchange_);
  append_member(audit, "partner", caller_.partner);
  append_member(audit, "documents", std::uint64_t{used_});
  append_member(audit, "versions", std::uint64_t{batch_.resources.size()});
  batch_.audit.push_back({"exchange", instant_, audit + "}"});
  PersonLinker linker(services_, caller_);
  note_people(linker);
  const auto held = linker.examine(batch_, instant_);
  return services_.store.commit(caller_.tenant, batch_).committed ? Result::committed : Result::conflict;
}

void ImportBatch::refuse_all(std::uint64_t documents_total) {
  batch_ = {};
  for (std::size_t i = 0; i < used_; ++i) note_outcome(incoming_[i], {"refused", {}});
  store::ExchangeUpdate update;
  update.id = exchange_;
  update.documents_done = used_;
  update.documents_total = documents_total;
  batch_.exchanges.push_back(std::move(update));
  services_.store.commit(caller_.tenant, batch_);
}

}  // namespace careway::pipeline
