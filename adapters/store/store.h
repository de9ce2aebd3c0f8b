#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/records.h"
#include "adapters/store/search_hash.h"

namespace careway::store {

/// Bytes of one piece of the journal. The last piece of an exchange may be shorter.
inline constexpr std::size_t kJournalChunkBytes = 1024 * 1024;

/// Takes the bytes of one exchange piece by piece. The exchange does not exist for anybody until finish() returns;
/// a writer destroyed before that leaves nothing behind.
/// Thread rule: one thread at a time.
class JournalWriter {
 public:
  virtual ~JournalWriter() = default;
  virtual void append(std::string_view bytes) = 0;
  /// Makes bytes and entry durable. `digest` replaces the digest of the entry given at the start.
  virtual JournalResult finish(std::string_view digest) = 0;
};

/// The record and everything that must stay true with it. Bodies are opaque bytes; the store knows no FHIR.
/// Reads that find nothing answer with nothing; what does not fit is a Conflict; only the environment throws
/// (StorageError). A commit that returned is durable.
/// Thread rule: safe for concurrent use; writes take turns, reads go on beside them and see the last commit.
class Store {
 public:
  virtual ~Store() = default;

  /// One transaction: all of the batch, or nothing and the first conflict.
  virtual CommitResult commit(const Tenant& tenant, const Batch& batch) = 0;

  // Resources. Deleted ones are returned with their flag: the caller answers 410.
  [[nodiscard]] virtual std::optional<Resource> read(const Tenant& tenant, const ResourceKey& key) = 0;
  [[nodiscard]] virtual std::optional<Resource> read_version(const Tenant& tenant, const ResourceKey& key,
                                                             std::uint64_t version) = 0;
  /// One answer per key, in the order asked.
  [[nodiscard]] virtual std::vector<std::optional<Resource>> read_many(const Tenant& tenant,
                                                                       std::span<const ResourceKey> keys) = 0;
  /// Newest first: versions below `before_version` (0: from the newest), at most `count_max`.
  [[nodiscard]] virtual std::vector<Resource> history(const Tenant& tenant, const ResourceKey& key,
                                                      std::uint64_t before_version, std::size_t count_max) = 0;
  /// Who holds each business identifier (SearchForm::identity); one answer per identity, in the order asked.
  [[nodiscard]] virtual std::vector<std::optional<ResourceKey>> find_identities(
      const Tenant& tenant, std::span<const std::uint64_t> identities) = 0;

  [[nodiscard]] virtual SearchPage search(const Tenant& tenant, const SearchQuery& query) = 0;
  /// Number of matches, counted up to `count_max`. The cursor and page size of the query are ignored.
  [[nodiscard]] virtual std::uint64_t count(const Tenant& tenant, const SearchQuery& query,
                                            std::uint64_t count_max) = 0;

  // Residue. A removed one is returned with its flag and version, so that it can be written again.
  [[nodiscard]] virtual std::vector<std::optional<Residue>> read_residues(const Tenant& tenant,
                                                                          std::span<const ResidueKey> keys) = 0;
  [[nodiscard]] virtual std::optional<Residue> read_residue_version(const Tenant& tenant, const ResidueKey& key,
                                                                    std::uint64_t version) = 0;

  // Journal. `exchange.bytes`, documents and state given at the start are ignored: it starts as journalled.
  /// Journals bytes that are at hand, in one transaction.
  virtual JournalResult journal(const Tenant& tenant, const Exchange& exchange, std::string_view bytes) = 0;
  /// Journals bytes that arrive in pieces (a file of 500 MB).
  [[nodiscard]] virtual std::unique_ptr<JournalWriter> open_journal(const Tenant& tenant, const Exchange& exchange) = 0;
  [[nodiscard]] virtual std::optional<Exchange> find_exchange(const Tenant& tenant, std::string_view id) = 0;
  [[nodiscard]] virtual std::optional<Exchange> find_exchange_by_idempotency_key(const Tenant& tenant,
                                                                                 std::string_view partner,
                                                                                 std::string_view key) = 0;
  /// Oldest first, after the exchange `after_id` (empty: from the oldest). Used to resume work after a restart.
  [[nodiscard]] virtual std::vector<Exchange> exchanges_in_state(const Tenant& tenant, ExchangeState state,
                                                                 std::string_view after_id, std::size_t count_max) = 0;
  /// Piece 0, 1, ... of the bytes, each kJournalChunkBytes but the last; nothing after the last.
  [[nodiscard]] virtual std::optional<std::string> read_journal_chunk(const Tenant& tenant, std::string_view exchange,
                                                                      std::uint64_t chunk) = 0;
  /// Outcomes with a document number of at least `from_document`, in order of number.
  [[nodiscard]] virtual std::vector<DocumentOutcome> outcomes(const Tenant& tenant, std::string_view exchange,
                                                              std::uint64_t from_document, std::size_t count_max) = 0;
  /// The same, only those marked needs_attention.
  [[nodiscard]] virtual std::vector<DocumentOutcome> outcomes_needing_attention(const Tenant& tenant,
                                                                                std::string_view exchange,
                                                                                std::uint64_t from_document,
                                                                                std::size_t count_max) = 0;
  /// Documents per outcome, by name.
  [[nodiscard]] virtual std::vector<Total> outcome_totals(const Tenant& tenant, std::string_view exchange) = 0;
  /// Source leaves per ledger class, by name.
  [[nodiscard]] virtual std::vector<Total> ledger_totals(const Tenant& tenant, std::string_view exchange) = 0;

  // Audit and outbox.
  [[nodiscard]] virtual std::vector<AuditRow> audit(const Tenant& tenant, std::string_view stream,
                                                    std::uint64_t from_number, std::size_t count_max) = 0;
  /// Number of the first row of the stream that was altered, moved or removed; nothing when the chain holds.
  /// A tail that was cut off shows only against a digest kept elsewhere.
  [[nodiscard]] virtual std::optional<std::uint64_t> first_broken_audit_row(const Tenant& tenant,
                                                                            std::string_view stream) = 0;
  /// Undelivered rows, oldest first.
  [[nodiscard]] virtual std::vector<OutboxRow> outbox(const Tenant& tenant, std::size_t count_max) = 0;

  // Maps by closure hash, kept for ever: a second put of the same hash changes nothing.
  virtual void put_closure(const Tenant& tenant, std::string_view closure_hash, std::string_view bytes) = 0;
  [[nodiscard]] virtual std::optional<std::string> get_closure(const Tenant& tenant, std::string_view closure_hash) = 0;

  // Sharings and settings. A put replaces.
  virtual void put_sharing(const Tenant& tenant, const Sharing& sharing) = 0;
  [[nodiscard]] virtual std::vector<Sharing> sharings(const Tenant& tenant, std::string_view person,
                                                      std::string_view receiver) = 0;
  virtual void put_setting(const Tenant& tenant, std::string_view name, std::string_view value) = 0;
  [[nodiscard]] virtual std::optional<std::string> get_setting(const Tenant& tenant, std::string_view name) = 0;

  /// Problems that a full check of the stored data finds, in words for an operator; empty when it is sound. Slow.
  [[nodiscard]] virtual std::vector<std::string> check_integrity() = 0;
};

}  // namespace careway::store
