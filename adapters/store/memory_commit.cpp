#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_set>
#include <utility>

#include "adapters/store/batch_check.h"
#include "adapters/store/bytes.h"
#include "adapters/store/instant.h"
#include "adapters/store/memory_state.h"
#include "adapters/store/search.h"

namespace careway::store {
namespace {

using Kind = Conflict::Kind;

std::optional<Conflict> check_exchanges(const MemoryTenant& state, const Batch& batch) {
  for (std::size_t i = 0; i < batch.exchanges.size(); ++i) {
    const ExchangeUpdate& update = batch.exchanges[i];
    const auto place = state.exchange_places.find(update.id);
    if (place == state.exchange_places.end()) return Conflict{.kind = Kind::exchange_unknown, .index = i};
    if (update.expected_state && state.exchanges[place->second].exchange.state != *update.expected_state) {
      return Conflict{.kind = Kind::exchange_state, .index = i};
    }
  }
  for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
    if (!state.exchange_places.contains(batch.outcomes[i].exchange)) {
      return Conflict{.kind = Kind::exchange_unknown, .index = i};
    }
  }
  for (std::size_t i = 0; i < batch.ledger.size(); ++i) {
    if (!state.exchange_places.contains(batch.ledger[i].exchange)) {
      return Conflict{.kind = Kind::exchange_unknown, .index = i};
    }
  }
  return std::nullopt;
}

std::optional<Conflict> check_versions(const MemoryTenant& state, const Batch& batch) {
  for (std::size_t i = 0; i < batch.expectations.size(); ++i) {
    const Expectation& expected = batch.expectations[i];
    const std::uint64_t actual = state.version_of(expected.key);
    if (actual != expected.version) {
      return Conflict{
          .kind = Kind::expectation, .index = i, .key = expected.key, .expected = expected.version, .actual = actual};
    }
  }
  for (std::size_t i = 0; i < batch.resources.size(); ++i) {
    const ResourceWrite& write = batch.resources[i];
    const std::uint64_t actual = state.version_of(write.key);
    if (actual != write.expected_version) {
      return Conflict{.kind = Kind::resource_version,
                      .index = i,
                      .key = write.key,
                      .expected = write.expected_version,
                      .actual = actual};
    }
  }
  return std::nullopt;
}

// An identity may pass from one resource to another within a batch, so what the batch releases is free.
std::optional<Conflict> check_identities(const MemoryTenant& state, const Batch& batch) {
  std::unordered_set<std::uint64_t> released;
  for (const ResourceWrite& write : batch.resources) {
    if (const std::int64_t row = state.row_of(write.key)) {
      released.insert(state.at(row).identities.begin(), state.at(row).identities.end());
    }
  }
  std::unordered_map<std::uint64_t, const ResourceKey*> claimed;
  for (std::size_t i = 0; i < batch.resources.size(); ++i) {
    for (const std::uint64_t identity : sorted_once(batch.resources[i].identities)) {
      const auto held = state.identities.find(identity);
      const auto [claim, first] = claimed.try_emplace(identity, &batch.resources[i].key);
      const ResourceKey* holder = nullptr;
      if (held != state.identities.end() && !released.contains(identity)) holder = &state.at(held->second).key;
      if (!first) holder = claim->second;
      if (holder != nullptr) {
        return Conflict{
            .kind = Kind::identity, .index = i, .key = batch.resources[i].key, .identity = identity, .holder = *holder};
      }
    }
  }
  return std::nullopt;
}

std::optional<Conflict> check_residues(const MemoryTenant& state, const Batch& batch) {
  for (std::size_t i = 0; i < batch.residues.size(); ++i) {
    const auto found = state.residues.find(residue_name(batch.residues[i].key));
    const std::uint64_t actual = found == state.residues.end() ? 0 : found->second.back().version;
    if (actual != batch.residues[i].expected_version) {
      return Conflict{
          .kind = Kind::residue_version, .index = i, .expected = batch.residues[i].expected_version, .actual = actual};
    }
  }
  return std::nullopt;
}

void change_search_keys(MemoryTenant& state, std::int64_t row, std::vector<std::uint64_t> keys) {
  MemoryResource& resource = state.at(row);
  std::vector<std::uint64_t> gone;
  std::vector<std::uint64_t> come;
  std::set_difference(resource.search_keys.begin(), resource.search_keys.end(), keys.begin(), keys.end(),
                      std::back_inserter(gone));
  std::set_difference(keys.begin(), keys.end(), resource.search_keys.begin(), resource.search_keys.end(),
                      std::back_inserter(come));
  for (const std::uint64_t key : gone) {
    auto& rows = state.search_keys[key];
    rows.erase(std::lower_bound(rows.begin(), rows.end(), row));
    if (rows.empty()) state.search_keys.erase(key);
  }
  for (const std::uint64_t key : come) {
    auto& rows = state.search_keys[key];
    rows.insert(std::lower_bound(rows.begin(), rows.end(), row), row);
  }
  resource.search_keys = std::move(keys);
}

void write_resource(MemoryTenant& state, const ResourceWrite& write) {
  std::int64_t row = state.row_of(write.key);
  if (row == 0) {
    state.resources.push_back({.key = write.key, .versions = {}, .search_keys = {}, .identities = {}});
    row = static_cast<std::int64_t>(state.resources.size());
    state.rows.emplace(resource_name(write.key), row);
  }
  std::vector<std::uint64_t> keys = write.search_hashes;
  if (!write.deleted) keys.push_back(type_hash(write.key.type));
  change_search_keys(state, row, sorted_once(keys));
  MemoryResource& resource = state.at(row);
  resource.identities = sorted_once(write.identities);
  for (const std::uint64_t identity : resource.identities) state.identities[identity] = row;
  resource.versions.push_back({.version = write.expected_version + 1,
                               .updated = instant_to_microseconds(write.updated),
                               .deleted = write.deleted,
                               .body = write.body});
}

void write_exchanges(MemoryTenant& state, const Batch& batch) {
  for (const DocumentOutcome& outcome : batch.outcomes) {
    MemoryExchange& entry = state.exchanges[state.exchange_places.find(outcome.exchange)->second];
    entry.outcomes.insert_or_assign(outcome.document, outcome);
  }
  for (const LedgerAddition& addition : batch.ledger) {
    MemoryExchange& entry = state.exchanges[state.exchange_places.find(addition.exchange)->second];
    entry.ledger[addition.ledger_class] += addition.count;
  }
  for (const ExchangeUpdate& update : batch.exchanges) {
    Exchange& exchange = state.exchanges[state.exchange_places.find(update.id)->second].exchange;
    exchange.state = update.state;
    exchange.documents_done = update.documents_done;
    exchange.documents_total = update.documents_total;
    if (update.receipt) exchange.receipt = *update.receipt;
    if (update.closure_hash) exchange.closure_hash = *update.closure_hash;
  }
}

void write_audit(MemoryTenant& state, const Tenant& tenant, const Batch& batch, const DigestFunction& keyed_digest) {
  for (const AuditEntry& entry : batch.audit) {
    std::vector<AuditRow>& rows = state.audit[entry.stream];
    AuditRow row{.stream = entry.stream,
                 .number = rows.size() + 1,
                 .instant = entry.instant,
                 .content = entry.content,
                 .digest = {}};
    row.digest = audit_digest(keyed_digest, tenant, rows.empty() ? std::string_view() : rows.back().digest, row);
    rows.push_back(std::move(row));
  }
}

}  // namespace

std::int64_t MemoryTenant::row_of(const ResourceKey& key) const {
  const auto found = rows.find(resource_name(key));
  return found == rows.end() ? 0 : found->second;
}

std::uint64_t MemoryTenant::version_of(const ResourceKey& key) const {
  const std::int64_t row = row_of(key);
  return row == 0 ? 0 : at(row).versions.back().version;
}

std::string resource_name(const ResourceKey& key) {
  std::string name;
  name.reserve(key.type.size() + 1 + key.id.size());
  name.append(key.type).append("/").append(key.id);
  return name;
}

std::string residue_name(const ResidueKey& key) {
  std::string name;
  add_part(name, key.partner);
  add_part(name, key.face);
  add_part(name, key.item);
  return name;
}

std::string idempotency_name(std::string_view partner, std::string_view key) {
  std::string name;
  add_part(name, partner);
  add_part(name, key);
  return name;
}

CommitResult commit_to_memory(MemoryTenant& state, const Tenant& tenant, const Batch& batch,
                              const DigestFunction& keyed_digest, std::uint64_t& outbox_number) {
  CommitResult result;
  // Everything is checked before anything changes, so there is nothing to undo.
  result.conflict = check_batch(batch);
  if (result.conflict.kind != Kind::none) return result;
  for (const auto check : {check_exchanges, check_versions, check_identities, check_residues}) {
    if (std::optional<Conflict> conflict = check(state, batch)) {
      result.conflict = std::move(*conflict);
      return result;
    }
  }
  // All releases come before all claims: an identity may change hands within the batch.
  for (const ResourceWrite& write : batch.resources) {
    const std::int64_t row = state.row_of(write.key);
    if (row == 0) continue;
    for (const std::uint64_t identity : state.at(row).identities) state.identities.erase(identity);
  }
  for (const ResourceWrite& write : batch.resources) {
    write_resource(state, write);
    result.resource_versions.push_back(write.expected_version + 1);
  }
  for (const ResidueWrite& write : batch.residues) {
    auto& versions = state.residues[residue_name(write.key)];
    versions.push_back({.version = write.expected_version + 1,
                        .removed = write.remove,
                        .bytes = write.remove ? std::string() : write.bytes});
    result.residue_versions.push_back(write.expected_version + 1);
  }
  write_exchanges(state, batch);
  write_audit(state, tenant, batch, keyed_digest);
  for (const std::uint64_t number : batch.outbox_done) state.outbox.erase(number);
  for (const OutboxEntry& entry : batch.outbox) {
    ++outbox_number;
    state.outbox.emplace(outbox_number, OutboxRow{.number = outbox_number,
                                                  .destination = entry.destination,
                                                  .instant = entry.instant,
                                                  .content = entry.content});
  }
  result.committed = true;
  return result;
}

}  // namespace careway::store
