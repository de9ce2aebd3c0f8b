#include "tests/gateway/pipeline/watched_store.h"

namespace careway::pipeline {

store::CommitResult WatchedStore::commit(const store::Tenant& tenant, const store::Batch& batch) {
  if (before_commit) before_commit(batch);
  store::CommitResult result = inner_.commit(tenant, batch);
  if (!result.committed) return result;
  ++commits;
  for (const store::ResourceWrite& write : batch.resources)
    resources_written.push_back(write.key.type + "/" + write.key.id);
  for (const store::ResidueWrite& write : batch.residues) {
    residues_written.push_back(write.key.partner + " " + write.key.face + " " + write.key.item);
  }
  return result;
}

std::optional<store::Resource> WatchedStore::read(const store::Tenant& tenant, const store::ResourceKey& key) {
  return inner_.read(tenant, key);
}

std::optional<store::Resource> WatchedStore::read_version(const store::Tenant& tenant, const store::ResourceKey& key,
                                                          std::uint64_t version) {
  return inner_.read_version(tenant, key, version);
}

std::vector<std::optional<store::Resource>> WatchedStore::read_many(const store::Tenant& tenant,
                                                                    std::span<const store::ResourceKey> keys) {
  return inner_.read_many(tenant, keys);
}

std::vector<store::Resource> WatchedStore::history(const store::Tenant& tenant, const store::ResourceKey& key,
                                                   std::uint64_t before_version, std::size_t count_max) {
  return inner_.history(tenant, key, before_version, count_max);
}

std::vector<std::optional<store::ResourceKey>> WatchedStore::find_identities(
    const store::Tenant& tenant, std::span<const std::uint64_t> identities) {
  return inner_.find_identities(tenant, identities);
}

store::SearchPage WatchedStore::search(const store::Tenant& tenant, const store::SearchQuery& query) {
  return inner_.search(tenant, query);
}

std::uint64_t WatchedStore::count(const store::Tenant& tenant, const store::SearchQuery& query,
                                  std::uint64_t count_max) {
  return inner_.count(tenant, query, count_max);
}

std::vector<std::optional<store::Residue>> WatchedStore::read_residues(const store::Tenant& tenant,
                                                                       std::span<const store::ResidueKey> keys) {
  return inner_.read_residues(tenant, keys);
}

std::optional<store::Residue> WatchedStore::read_residue_version(const store::Tenant& tenant,
                                                                 const store::ResidueKey& key, std::uint64_t version) {
  return inner_.read_residue_version(tenant, key, version);
}

store::JournalResult WatchedStore::journal(const store::Tenant& tenant, const store::Exchange& exchange,
                                           std::string_view bytes) {
  return inner_.journal(tenant, exchange, bytes);
}

std::unique_ptr<store::JournalWriter> WatchedStore::open_journal(const store::Tenant& tenant,
                                                                 const store::Exchange& exchange) {
  return inner_.open_journal(tenant, exchange);
}

std::optional<store::Exchange> WatchedStore::find_exchange(const store::Tenant& tenant, std::string_view id) {
  return inner_.find_exchange(tenant, id);
}

std::optional<store::Exchange> WatchedStore::find_exchange_by_idempotency_key(const store::Tenant& tenant,
                                                                              std::string_view partner,
                                                                              std::string_view key) {
  return inner_.find_exchange_by_idempotency_key(tenant, partner, key);
}

std::vector<store::Exchange> WatchedStore::exchanges_in_state(const store::Tenant& tenant, store::ExchangeState state,
                                                              std::string_view after_id, std::size_t count_max) {
  return inner_.exchanges_in_state(tenant, state, after_id, count_max);
}

std::optional<std::string> WatchedStore::read_journal_chunk(const store::Tenant& tenant, std::string_view exchange,
                                                            std::uint64_t chunk) {
  return inner_.read_journal_chunk(tenant, exchange, chunk);
}

std::vector<store::DocumentOutcome> WatchedStore::outcomes(const store::Tenant& tenant, std::string_view exchange,
                                                           std::uint64_t from_document, std::size_t count_max) {
  return inner_.outcomes(tenant, exchange, from_document, count_max);
}

std::vector<store::DocumentOutcome> WatchedStore::outcomes_needing_attention(const store::Tenant& tenant,
                                                                             std::string_view exchange,
                                                                             std::uint64_t from_document,
                                                                             std::size_t count_max) {
  return inner_.outcomes_needing_attention(tenant, exchange, from_document, count_max);
}

std::vector<store::Total> WatchedStore::outcome_totals(const store::Tenant& tenant, std::string_view exchange) {
  return inner_.outcome_totals(tenant, exchange);
}

std::vector<store::Total> WatchedStore::ledger_totals(const store::Tenant& tenant, std::string_view exchange) {
  return inner_.ledger_totals(tenant, exchange);
}

std::vector<store::AuditRow> WatchedStore::audit(const store::Tenant& tenant, std::string_view stream,
                                                 std::uint64_t from_number, std::size_t count_max) {
  return inner_.audit(tenant, stream, from_number, count_max);
}

std::optional<std::uint64_t> WatchedStore::first_broken_audit_row(const store::Tenant& tenant,
                                                                  std::string_view stream) {
  return inner_.first_broken_audit_row(tenant, stream);
}

std::vector<store::OutboxRow> WatchedStore::outbox(const store::Tenant& tenant, std::size_t count_max) {
  return inner_.outbox(tenant, count_max);
}

void WatchedStore::put_closure(const store::Tenant& tenant, std::string_view closure_hash, std::string_view bytes) {
  inner_.put_closure(tenant, closure_hash, bytes);
}

std::optional<std::string> WatchedStore::get_closure(const store::Tenant& tenant, std::string_view closure_hash) {
  return inner_.get_closure(tenant, closure_hash);
}

void WatchedStore::put_sharing(const store::Tenant& tenant, const store::Sharing& sharing) {
  inner_.put_sharing(tenant, sharing);
}

std::vector<store::Sharing> WatchedStore::sharings(const store::Tenant& tenant, std::string_view person,
                                                   std::string_view receiver) {
  return inner_.sharings(tenant, person, receiver);
}

void WatchedStore::put_setting(const store::Tenant& tenant, std::string_view name, std::string_view value) {
  inner_.put_setting(tenant, name, value);
}

std::optional<std::string> WatchedStore::get_setting(const store::Tenant& tenant, std::string_view name) {
  return inner_.get_setting(tenant, name);
}

std::vector<std::string> WatchedStore::check_integrity() {
  return inner_.check_integrity();
}

}  // namespace careway::pipeline
