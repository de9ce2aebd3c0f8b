// How a document finds what it means in the record: strong keys, keys we made, worked-out keys.
#include <algorithm>
#include <utility>

#include "gateway/pipeline/import_batch.h"
#include "mappers/engine/slots.h"

namespace careway::pipeline {

ImportBatch::Match ImportBatch::match(const engine::Record& candidate, const engine::RecordResource& resource,
                                      fhir::Issues& issues, store::ResourceKey& key) {
  const engine::PlanRole& role = face_.plan->roles[resource.role];
  bool any = false;
  for (std::size_t k = 0; k < role.keys.size(); ++k) {
    if (role.key_is_weak[k]) continue;
    const auto value = engine::read_slot(candidate.tree, resource.node, role.keys[k]);
    if (!value) continue;
    const auto hash = hasher_.hash(resource.type, {}, store::SearchForm::identity, role.key_systems[k], *value);
    const auto holder = identities_.find(hash);
    if (holder == identities_.end()) continue;
    if (any && !(holder->second == key)) {
      issues.error("identity-conflict", role.name,
                   "The references of this document belong to two different " + resource.type +
                       " records. A person must say which one is meant.");
      return Match::held;
    }
    key = holder->second;
    any = true;
  }
  if (any) return Match::found;
  const Match minted = match_by_minted_key(role, candidate, resource, issues, key);
  if (minted != Match::none) return minted;
  return match_by_composite(role, candidate, resource, issues, key);
}

/// A record born elsewhere went out under a key made from its id; the partner's document comes back with it.
ImportBatch::Match ImportBatch::match_by_minted_key(const engine::PlanRole& role, const engine::Record& candidate,
                                                    const engine::RecordResource& resource, fhir::Issues& issues,
                                                    store::ResourceKey& key) {
  for (std::size_t k = 0; k < role.keys.size(); ++k) {
    if (role.key_is_weak[k]) continue;
    const auto value = engine::read_slot(candidate.tree, resource.node, role.keys[k]);
    if (!value) continue;
    const std::string_view own = value->substr(value->rfind(':') + 1);  // behind the issuer, when there is one
    if (!own.starts_with(engine::kMintedKeyPrefix)) continue;
    std::vector<store::ResourceKey> open;
    for (const store::ResourceKey& same : set_.with_minted_key(resource.type, own)) {
      const WorkingSet::Item* item = set_.find(same);
      if (item != nullptr && !engine::read_slot(item->document, 0, role.keys[k])) open.push_back(same);
    }
    if (open.empty()) continue;
    if (open.size() > 1) {
      issues.error("identity-ambiguous", role.name,
                   "More than one " + resource.type +
                       " of this place was sent under this key. A person must say which one is meant.");
      return Match::held;
    }
    key = open.front();
    return Match::found;
  }
  return Match::none;
}

/// By a worked-out key: the same person, service and start. Only a record that this face does not know yet by a
/// reference of its own can be meant; two of them are a question for a person.
ImportBatch::Match ImportBatch::match_by_composite(const engine::PlanRole& role, const engine::Record& candidate,
                                                   const engine::RecordResource& resource, fhir::Issues& issues,
                                                   store::ResourceKey& key) {
  for (std::size_t k = 0; k < role.keys.size(); ++k) {
    if (!role.key_is_weak[k]) continue;
    const auto value = engine::read_slot(candidate.tree, resource.node, role.keys[k]);
    if (!value) continue;
    std::vector<store::ResourceKey> open;
    for (const store::ResourceKey& same : set_.with_identifier(resource.type, role.key_systems[k], *value)) {
      const WorkingSet::Item* item = set_.find(same);
      if (item == nullptr) continue;
      bool is_known_otherwise = false;
      for (std::size_t s = 0; s < role.keys.size(); ++s) {
        if (role.key_is_weak[s]) continue;
        is_known_otherwise |= engine::read_slot(candidate.tree, resource.node, role.keys[s]).has_value() &&
                              engine::read_slot(item->document, 0, role.keys[s]).has_value();
      }
      if (!is_known_otherwise) open.push_back(same);
    }
    if (open.size() == 1) {
      key = open.front();
      return Match::found;
    }
    if (open.size() > 1) {
      issues.error("identity-ambiguous", role.name,
                   "More than one " + resource.type +
                       " of this person has the same service and start. Give the reference "
                       "that both systems share, or let a person decide.");
      return Match::held;
    }
  }
  return Match::none;
}

/// Finds what each part of the document means in the record. False when it must be held.
bool ImportBatch::load(Incoming& incoming, engine::Record& record, bool& any_found) {
  any_found = false;
  std::vector<std::pair<std::uint16_t, store::ResourceKey>> items;
  for (const engine::RecordResource& resource : incoming.candidate.resources) {
    store::ResourceKey key;
    const Match result = match(incoming.candidate, resource, incoming.issues, key);
    if (result == Match::held) return false;
    if (result == Match::none) {
      key = {resource.type, resource.id};  // ids are minted from keys, so it may be there under its own
      if (set_.find(key) == nullptr) continue;
    }
    any_found = true;
    if (face_.plan->roles[resource.role].in_each) {
      items.emplace_back(resource.role, key);
    } else {
      load_resource(set_, record, resource.role, key);
    }
  }
  load_linked(*face_.plan, set_, record);
  for (const auto& [role, key] : items) load_resource(set_, record, role, key);
  return true;
}

}  // namespace careway::pipeline
