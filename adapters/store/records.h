#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace careway::store {

/// The place that shares one record. Every key of the store starts with it; nothing is ever read across tenants.
using Tenant = std::string;

/// An instant in UTC with microseconds, always in the form 2026-04-01T09:30:00.000000Z. Given by the caller: the store
/// has no clock. Any other form is a bug of the caller (std::invalid_argument).
using Instant = std::string;

struct ResourceKey {
  std::string type;  ///< "Patient"
  std::string id;
  friend bool operator==(const ResourceKey&, const ResourceKey&) = default;
};

/// One version of one resource.
struct Resource {
  ResourceKey key;
  std::uint64_t version = 0;  ///< 1 for the first
  Instant updated;
  bool deleted = false;
  std::string body;  ///< FHIR JSON as the caller wrote it; empty when deleted
};

/// What one write wants the world to be before it happens.
struct Expectation {
  ResourceKey key;
  std::uint64_t version = 0;  ///< 0: must never have existed
};

/// A new version of a resource. The version stored is expected_version + 1, so the caller can write it into the body.
/// A resource that was deleted keeps its count: it is written again with the version of its deletion as expected.
struct ResourceWrite {
  ResourceKey key;
  std::uint64_t expected_version = 0;
  Instant updated;
  bool deleted = false;  ///< body, search keys and identities must then be empty
  std::string body;
  std::vector<std::uint64_t> search_hashes;  ///< all keys of the new version; the store writes only the difference
  std::vector<std::uint64_t>
      identities;  ///< all business identifiers it holds alone in this tenant (SearchForm::identity)
};

/// What a partner said and the record cannot hold. `item` is "Type/id" of an anchor or the id of an exchange.
struct ResidueKey {
  std::string partner;
  std::string face;
  std::string item;
  friend bool operator==(const ResidueKey&, const ResidueKey&) = default;
};

struct Residue {
  ResidueKey key;
  std::uint64_t version = 0;  ///< rises with every write and removal, and is never used twice
  bool removed = false;
  std::string bytes;
};

struct ResidueWrite {
  ResidueKey key;
  std::uint64_t expected_version = 0;  ///< the version read (also of a removed one); 0: never written
  bool remove = false;
  std::string bytes;
};

enum class Direction : std::uint8_t { in, out };
enum class ExchangeState : std::uint8_t { journalled, working, done, failed, cancelled };

/// One delivery of bytes from or to a partner: the entry of the journal and the state of the work on it.
struct Exchange {
  std::string id;  ///< minted by the caller
  Direction direction = Direction::in;
  std::string partner;
  std::string face;
  std::string media_type;
  std::string digest;           ///< keyed digest of the bytes
  std::string idempotency_key;  ///< empty: none. Unique per tenant and partner
  std::string closure_hash;     ///< of the map that the work uses; may be empty
  Instant received;
  std::uint64_t bytes = 0;  ///< filled by the store
  ExchangeState state = ExchangeState::journalled;
  std::uint64_t documents_done = 0;
  std::uint64_t documents_total = 0;  ///< 0: not known yet
  std::string receipt;                ///< JSON; empty until there is one
};

/// What journalling found out. When the idempotency key is taken, nothing is stored and `exchange` is the first one:
/// the caller compares the digests and answers with its receipt, or refuses another body under the same key.
struct JournalResult {
  bool created = false;
  Exchange exchange;
};

struct ExchangeUpdate {
  std::string id;
  std::optional<ExchangeState>
      expected_state;  ///< conflict when the exchange is in another state (cancelled meanwhile)
  ExchangeState state = ExchangeState::working;
  std::uint64_t documents_done = 0;
  std::uint64_t documents_total = 0;
  std::optional<std::string> receipt;       ///< replaces the receipt when given
  std::optional<std::string> closure_hash;  ///< replaces it when given
};

/// What happened to one document (one CLD row) of an exchange. A second outcome for the same number replaces the first.
struct DocumentOutcome {
  std::string exchange;
  std::uint64_t document = 0;    ///< the number the caller counts by (row number)
  std::string outcome;           ///< created, updated, unchanged, contested, held, refused ...
  bool needs_attention = false;  ///< listed by outcomes_needing_attention (refused, held, contested)
  std::string anchor;            ///< "Type/id" or empty
  std::string issues;            ///< JSON; empty when there are none
};

/// Adds `count` to the total of one ledger class of one exchange.
struct LedgerAddition {
  std::string exchange;
  std::string ledger_class;  ///< carried, translated, checked, residue, contested, refused, withheld, in-record
  std::uint64_t count = 0;
};

struct Total {
  std::string name;
  std::uint64_t count = 0;
};

/// One thing that happened and must stay provable. The store links each row of a stream to the one before it.
struct AuditEntry {
  std::string stream;
  Instant instant;
  std::string content;  ///< opaque; the caller keeps personal values out of it or accepts that they stay
};

struct AuditRow {
  std::string stream;
  std::uint64_t number = 0;  ///< 1..n per tenant and stream, without gaps
  Instant instant;
  std::string content;
  std::string digest;  ///< keyed digest of (previous digest, stream, number, instant, content)
};

/// Something to be sent after the commit. Delivered at least once; rows are marked done one by one.
struct OutboxEntry {
  std::string destination;
  Instant instant;
  std::string content;
};

struct OutboxRow {
  std::uint64_t number = 0;
  std::string destination;
  Instant instant;
  std::string content;
};

/// Everything that becomes true together, or not at all.
struct Batch {
  std::vector<Expectation> expectations;  ///< of resources that were read and are not written
  std::vector<ResourceWrite> resources;   ///< each key at most once
  std::vector<ResidueWrite> residues;     ///< each key at most once
  std::vector<DocumentOutcome> outcomes;
  std::vector<LedgerAddition> ledger;
  std::vector<ExchangeUpdate> exchanges;
  std::vector<AuditEntry> audit;
  std::vector<OutboxEntry> outbox;
  std::vector<std::uint64_t> outbox_done;  ///< numbers delivered
};

/// Why a batch changed nothing.
struct Conflict {
  enum class Kind : std::uint8_t {
    none,
    expectation,       ///< Batch::expectations[index]
    resource_version,  ///< Batch::resources[index]
    identity,          ///< an identity of Batch::resources[index] belongs to `holder`
    residue_version,   ///< Batch::residues[index]
    exchange_state,    ///< Batch::exchanges[index] is not in the expected state
    exchange_unknown,  ///< an exchange that the batch names is not in the journal
    written_twice,     ///< the key of Batch::resources[index] or residues[index] occurs before in the batch
  };
  Kind kind = Kind::none;
  std::size_t index = 0;
  ResourceKey key = {};  ///< the resource that did not fit, when the kind is about one
  std::uint64_t expected = 0;
  std::uint64_t actual = 0;  ///< version found; 0: there is none
  std::uint64_t identity = 0;
  ResourceKey holder = {};
};

struct CommitResult {
  bool committed = false;
  std::vector<std::uint64_t> resource_versions;  ///< in the order of Batch::resources
  std::vector<std::uint64_t> residue_versions;   ///< in the order of Batch::residues
  Conflict conflict;
};

/// One condition of a search: the resource has at least one of these keys.
struct SearchTerm {
  std::vector<std::uint64_t> any_of;
};

enum class SearchOrder : std::uint8_t {
  newest_first,
  oldest_first
};  ///< by creation; an update does not move a resource

struct SearchQuery {
  std::string type;
  std::vector<SearchTerm> terms;          ///< all must hold; none: every resource of the type
  std::optional<Instant> updated_from;    ///< inclusive
  std::optional<Instant> updated_before;  ///< exclusive
  SearchOrder order = SearchOrder::newest_first;
  std::size_t page_size = 20;  ///< 1..kSearchPageMax; larger is cut
  std::string cursor;          ///< SearchPage::next_cursor of the page before, or empty
};

inline constexpr std::size_t kSearchPageMax = 1000;

struct SearchPage {
  bool cursor_accepted = true;  ///< false: the cursor was made up, altered, or belongs to another query or tenant
  std::vector<Resource> resources;
  /// Empty at the end. A page may be shorter than asked, even empty, and still have a next one: work per page is
  /// bounded.
  std::string next_cursor;
};

/// Who may see what of a person across partners. The meaning of `body` (purpose, legal basis, field groups) is the
/// caller's.
struct Sharing {
  std::string id;
  std::string person;    ///< "Patient/id"
  std::string giver;     ///< partner that owns what is shown
  std::string receiver;  ///< partner that may see it
  std::string begins;    ///< date
  std::string ends;      ///< date; empty: open
  std::string body;
};

/// Keyed digest (HMAC with the deployment key): bytes in, digest bytes out. Must be callable from any thread.
using DigestFunction = std::function<std::string(std::string_view)>;

/// The environment failed. Nothing of the call was stored, except that a commit whose outcome is unknown says so.
class StorageError : public std::runtime_error {
 public:
  enum class Kind : std::uint8_t {
    busy,          ///< another process holds the database
    full,          ///< disk or quota
    corrupt,       ///< the file is damaged or is no database
    io,            ///< reading or writing failed; after a failed flush the store refuses all further writes
    newer_schema,  ///< written by a newer Careway
    cannot_open,   ///< path, permissions
    read_only,
    out_of_memory,
  };
  StorageError(Kind error_kind, bool may_retry, const std::string& text)
      : std::runtime_error(text), kind(error_kind), retryable(may_retry) {}
  Kind kind;
  bool retryable;
};

}  // namespace careway::store
