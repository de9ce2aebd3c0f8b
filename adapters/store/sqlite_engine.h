#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/store/sqlite_state.h"
#include "adapters/store/store.h"

namespace careway::store {

/// Store on one SQLite file. Thread rule: that of Store.
class SqliteStore final : public Store {
 public:
  SqliteStore(const SqliteOptions& options, DigestFunction keyed_digest);

  CommitResult commit(const Tenant& tenant, const Batch& batch) override;

  std::optional<Resource> read(const Tenant& tenant, const ResourceKey& key) override;
  std::optional<Resource> read_version(const Tenant& tenant, const ResourceKey& key, std::uint64_t version) override;
  std::vector<std::optional<Resource>> read_many(const Tenant& tenant, std::span<const ResourceKey> keys) override;
  std::vector<Resource> history(const Tenant& tenant, const ResourceKey& key, std::uint64_t before_version,
                                std::size_t count_max) override;
  std::vector<std::optional<ResourceKey>> find_identities(const Tenant& tenant,
                                                          std::span<const std::uint64_t> identities) override;
  SearchPage search(const Tenant& tenant, const SearchQuery& query) override;
  std::uint64_t count(const Tenant& tenant, const SearchQuery& query, std::uint64_t count_max) override;

  std::vector<std::optional<Residue>> read_residues(const Tenant& tenant, std::span<const ResidueKey> keys) override;
  std::optional<Residue> read_residue_version(const Tenant& tenant, const ResidueKey& key,
                                              std::uint64_t version) override;

  JournalResult journal(const Tenant& tenant, const Exchange& exchange, std::string_view bytes) override;
  std::unique_ptr<JournalWriter> open_journal(const Tenant& tenant, const Exchange& exchange) override;
  std::optional<Exchange> find_exchange(const Tenant& tenant, std::string_view id) override;
  std::optional<Exchange> find_exchange_by_idempotency_key(const Tenant& tenant, std::string_view partner,
                                                           std::string_view key) override;
  std::vector<Exchange> exchanges_in_state(const Tenant& tenant, ExchangeState state, std::string_view after_id,
                                           std::size_t count_max) override;
  std::optional<std::string> read_journal_chunk(const Tenant& tenant, std::string_view exchange,
                                                std::uint64_t chunk) override;
  std::vector<DocumentOutcome> outcomes(const Tenant& tenant, std::string_view exchange, std::uint64_t from_document,
                                        std::size_t count_max) override;
  std::vector<DocumentOutcome> outcomes_needing_attention(const Tenant& tenant, std::string_view exchange,
                                                          std::uint64_t from_document, std::size_t count_max) override;
  std::vector<Total> outcome_totals(const Tenant& tenant, std::string_view exchange) override;
  std::vector<Total> ledger_totals(const Tenant& tenant, std::string_view exchange) override;

  std::vector<AuditRow> audit(const Tenant& tenant, std::string_view stream, std::uint64_t from_number,
                              std::size_t count_max) override;
  std::optional<std::uint64_t> first_broken_audit_row(const Tenant& tenant, std::string_view stream) override;
  std::vector<OutboxRow> outbox(const Tenant& tenant, std::size_t count_max) override;

  void put_closure(const Tenant& tenant, std::string_view closure_hash, std::string_view bytes) override;
  std::optional<std::string> get_closure(const Tenant& tenant, std::string_view closure_hash) override;
  void put_sharing(const Tenant& tenant, const Sharing& sharing) override;
  std::vector<Sharing> sharings(const Tenant& tenant, std::string_view person, std::string_view receiver) override;
  void put_setting(const Tenant& tenant, std::string_view name, std::string_view value) override;
  std::optional<std::string> get_setting(const Tenant& tenant, std::string_view name) override;

  std::vector<std::string> check_integrity() override;

 private:
  SqliteState state_;
  DigestFunction keyed_digest_;
};

/// The place of an exchange in its table; 0 when the journal does not hold it.
[[nodiscard]] std::int64_t exchange_row(Database& database, std::int64_t tenant, std::string_view id);

/// An entry of the journal by its place; nothing when there is none.
[[nodiscard]] std::optional<Exchange> exchange_at(SqliteState& state, Database& database, std::int64_t row);

}  // namespace careway::store
