#pragma once

#include <functional>
#include <string>
#include <vector>

#include "adapters/store/store.h"

namespace careway::pipeline {

/// Passes everything on and remembers what was written, so that a test can say that nothing was. One thread.
class WatchedStore : public store::Store {
 public:
  explicit WatchedStore(store::Store& inner) : inner_(inner) {}

  std::vector<std::string> resources_written;  ///< "Type/id", one for each version
  std::vector<std::string> residues_written;   ///< "partner face item"
  std::size_t commits = 0;
  /// Called before a commit; what it throws stops the commit.
  std::function<void(const store::Batch&)> before_commit;
  void forget() {
    resources_written.clear();
    residues_written.clear();
    commits = 0;
  }

  store::CommitResult commit(const store::Tenant& tenant, const store::Batch& batch) override;
  std::optional<store::Resource> read(const store::Tenant& tenant, const store::ResourceKey& key) override;
  std::optional<store::Resource> read_version(const store::Tenant& tenant, const store::ResourceKey& key,
                                              std::uint64_t version) override;
  std::vector<std::optional<store::Resource>> read_many(const store::Tenant& tenant,
                                                        std::span<const store::ResourceKey> keys) override;
  std::vector<store::Resource> history(const store::Tenant& tenant, const store::ResourceKey& key,
                                       std::uint64_t before_version, std::size_t count_max) override;
  std::vector<std::optional<store::ResourceKey>> find_identities(const store::Tenant& tenant,
                                                                 std::span<const std::uint64_t> identities) override;
  store::SearchPage search(const store::Tenant& tenant, const store::SearchQuery& query) override;
  std::uint64_t count(const store::Tenant& tenant, const store::SearchQuery& query, std::uint64_t count_max) override;
  std::vector<std::optional<store::Residue>> read_residues(const store::Tenant& tenant,
                                                           std::span<const store::ResidueKey> keys) override;
  std::optional<store::Residue> read_residue_version(const store::Tenant& tenant, const store::ResidueKey& key,
                                                     std::uint64_t version) override;
  store::JournalResult journal(const store::Tenant& tenant, const store::Exchange& exchange,
                               std::string_view bytes) override;
  std::unique_ptr<store::JournalWriter> open_journal(const store::Tenant& tenant,
                                                     const store::Exchange& exchange) override;
  std::optional<store::Exchange> find_exchange(const store::Tenant& tenant, std::string_view id) override;
  std::optional<store::Exchange> find_exchange_by_idempotency_key(const store::Tenant& tenant, std::string_view partner,
                                                                  std::string_view key) override;
  std::vector<store::Exchange> exchanges_in_state(const store::Tenant& tenant, store::ExchangeState state,
                                                  std::string_view after_id, std::size_t count_max) override;
  std::optional<std::string> read_journal_chunk(const store::Tenant& tenant, std::string_view exchange,
                                                std::uint64_t chunk) override;
  std::vector<store::DocumentOutcome> outcomes(const store::Tenant& tenant, std::string_view exchange,
                                               std::uint64_t from_document, std::size_t count_max) override;
  std::vector<store::DocumentOutcome> outcomes_needing_attention(const store::Tenant& tenant, std::string_view exchange,
                                                                 std::uint64_t from_document,
                                                                 std::size_t count_max) override;
  std::vector<store::Total> outcome_totals(const store::Tenant& tenant, std::string_view exchange) override;
  std::vector<store::Total> ledger_totals(const store::Tenant& tenant, std::string_view exchange) override;
  std::vector<store::AuditRow> audit(const store::Tenant& tenant, std::string_view stream, std::uint64_t from_number,
                                     std::size_t count_max) override;
  std::optional<std::uint64_t> first_broken_audit_row(const store::Tenant& tenant, std::string_view stream) override;
  std::vector<store::OutboxRow> outbox(const store::Tenant& tenant, std::size_t count_max) override;
  void put_closure(const store::Tenant& tenant, std::string_view closure_hash, std::string_view bytes) override;
  std::optional<std::string> get_closure(const store::Tenant& tenant, std::string_view closure_hash) override;
  void put_sharing(const store::Tenant& tenant, const store::Sharing& sharing) override;
  std::vector<store::Sharing> sharings(const store::Tenant& tenant, std::string_view person,
                                       std::string_view receiver) override;
  void put_setting(const store::Tenant& tenant, std::string_view name, std::string_view value) override;
  std::optional<std::string> get_setting(const store::Tenant& tenant, std::string_view name) override;
  std::vector<std::string> check_integrity() override;

 private:
  store::Store& inner_;
};

}  // namespace careway::pipeline
