#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>

#include "adapters/store/batch_check.h"
#include "adapters/store/bytes.h"
#include "adapters/store/instant.h"
#include "adapters/store/search.h"
#include "adapters/store/sqlite_engine.h"

namespace careway::store {
namespace {

using Kind = Conflict::Kind;

// Rows per statement when keys are written: most of the cost of a small row is starting its statement.
constexpr std::size_t kKeysPerStatement = 32;
// Keys that wait in search_key_new before they move: a few megabytes, so that the pages of that table are touched by
// many keys of each commit, and moving them takes well under a second.
constexpr std::int64_t kNewKeysMax = 200'000;

struct KeyRow {
  std::int64_t hash;
  std::int64_t resource;
  friend auto operator<=>(const KeyRow&, const KeyRow&) = default;
};

const std::string& insert_many_keys() {
  static const std::string sql = [] {
    std::string text = "INSERT INTO search_key_new (tenant, hash, resource) VALUES (?, ?, ?)";
    for (std::size_t i = 1; i < kKeysPerStatement; ++i) text += ", (?, ?, ?)";
    return text;
  }();
  return sql;
}

/// One batch on its way into the database, inside a transaction that the caller holds.
class CommitRun {
 public:
  CommitRun(SqliteState& state, Database& database, const Tenant& tenant, const Batch& batch,
            const DigestFunction& keyed_digest)
      : state_(state), database_(database), tenant_text_(tenant), batch_(batch), keyed_digest_(keyed_digest) {
    tenant_ = state_.intern(database_, tenant);
    for (const ResourceWrite& write : batch.resources) static_cast<void>(number(write.key.type));
    for (const ResidueWrite& write : batch.residues) {
      static_cast<void>(number(write.key.partner));
      static_cast<void>(number(write.key.face));
    }
    for (const AuditEntry& entry : batch.audit) static_cast<void>(number(entry.stream));
  }

  /// The first conflict, or nothing when everything is written.
  std::optional<Conflict> run(CommitResult& result) {
    if (auto conflict = check_exchanges()) return conflict;
    if (auto conflict = check_expectations()) return conflict;
    for (std::size_t i = 0; i < batch_.resources.size(); ++i) {
      if (auto conflict = write_resource(i)) return conflict;
      result.resource_versions.push_back(batch_.resources[i].expected_version + 1);
    }
    if (auto conflict = write_identities()) return conflict;
    write_search_keys();
    for (std::size_t i = 0; i < batch_.residues.size(); ++i) {
      if (auto conflict = write_residue(i)) return conflict;
      result.residue_versions.push_back(batch_.residues[i].expected_version + 1);
    }
    write_exchanges();
    write_audit();
    write_outbox();
    return std::nullopt;
  }

  /// How many keys wait to be moved once the transaction is committed.
  [[nodiscard]] std::int64_t new_keys() const { return new_keys_; }

 private:
  struct FoundResource {
    std::int64_t row = 0;
    std::uint64_t version = 0;
    std::int64_t updated = 0;
    std::vector<std::uint64_t> search_keys;
    std::vector<std::uint64_t> identities;
  };
  struct IdentityClaim {
    std::uint64_t identity;
    std::int64_t row;
    std::size_t write;
  };

  std::int64_t number(std::string_view name) {
    // A batch names few types, partners and faces many times over.
    for (const auto& [text, known] : numbers_) {
      if (text == name) return known;
    }
    return numbers_.emplace_back(name, state_.intern(database_, name)).second;
  }

  std::optional<Conflict> check_exchanges();
  std::optional<Conflict> check_expectations();
  std::uint64_t version_of(const ResourceKey& key);
  std::optional<FoundResource> find_resource(const ResourceKey& key);
  std::optional<Conflict> write_resource(std::size_t index);
  std::int64_t create_resource(const ResourceWrite& write, std::string_view keys, std::string_view identities);
  void follow_resource(const FoundResource& old, const ResourceWrite& write, std::string_view keys,
                       std::string_view identities);
  void note_keys(std::int64_t row, std::span<const std::uint64_t> old_keys, std::span<const std::uint64_t> new_keys);
  std::optional<Conflict> write_identities();
  void write_search_keys();
  std::optional<Conflict> write_residue(std::size_t index);
  void write_exchanges();
  void write_audit();
  void write_outbox();

  SqliteState& state_;
  Database& database_;
  const Tenant& tenant_text_;
  const Batch& batch_;
  const DigestFunction& keyed_digest_;
  std::int64_t tenant_ = 0;
  std::vector<std::pair<std::string_view, std::int64_t>> numbers_;
  std::unordered_map<std::string_view, std::int64_t> exchange_rows_;
  std::int64_t new_keys_ = 0;
  std::vector<KeyRow> keys_gone_;
  std::vector<KeyRow> keys_come_;
  std::vector<std::uint64_t> identities_gone_;
  std::vector<IdentityClaim> identities_come_;
};

std::optional<Conflict> CommitRun::check_exchanges() {
  const auto known = [this](std::string_view id) {
    const auto [entry, first] = exchange_rows_.try_emplace(id, 0);
    if (first) entry->second = exchange_row(database_, tenant_, id);
    return entry->second;
  };
  for (std::size_t i = 0; i < batch_.exchanges.size(); ++i) {
    const ExchangeUpdate& update = batch_.exchanges[i];
    const std::int64_t row = known(update.id);
    if (row == 0) return Conflict{.kind = Kind::exchange_unknown, .index = i};
    if (!update.expected_state) continue;
    Query query = database_.query("SELECT state FROM exchange WHERE pk = ?", row);
    if (query.step() && query.number(0) != static_cast<std::int64_t>(*update.expected_state)) {
      return Conflict{.kind = Kind::exchange_state, .index = i};
    }
  }
  for (std::size_t i = 0; i < batch_.outcomes.size(); ++i) {
    if (known(batch_.outcomes[i].exchange) == 0) return Conflict{.kind = Kind::exchange_unknown, .index = i};
  }
  for (std::size_t i = 0; i < batch_.ledger.size(); ++i) {
    if (known(batch_.ledger[i].exchange) == 0) return Conflict{.kind = Kind::exchange_unknown, .index = i};
  }
  return std::nullopt;
}

std::uint64_t CommitRun::version_of(const ResourceKey& key) {
  // Types that are only asked about are looked up, not given a number.
  const std::int64_t type = state_.name_number(database_, key.type);
  Query query =
      database_.query("SELECT version FROM resource WHERE tenant = ? AND type = ? AND id = ?", tenant_, type, key.id);
  return query.step() ? static_cast<std::uint64_t>(query.number(0)) : 0;
}

std::optional<Conflict> CommitRun::check_expectations() {
  for (std::size_t i = 0; i < batch_.expectations.size(); ++i) {
    const Expectation& expected = batch_.expectations[i];
    const std::uint64_t actual = version_of(expected.key);
    if (actual != expected.version) {
      return Conflict{
          .kind = Kind::expectation, .index = i, .key = expected.key, .expected = expected.version, .actual = actual};
    }
  }
  return std::nullopt;
}

std::optional<CommitRun::FoundResource> CommitRun::find_resource(const ResourceKey& key) {
  Query query = database_.query(
      "SELECT pk, version, updated, search_keys, identities FROM resource WHERE tenant = ? AND type = ? AND id = ?",
      tenant_, number(key.type), key.id);
  if (!query.step()) return std::nullopt;
  return FoundResource{.row = query.number(0),
                       .version = static_cast<std::uint64_t>(query.number(1)),
                       .updated = query.number(2),
                       .search_keys = unpack_numbers(query.bytes(3)),
                       .identities = unpack_numbers(query.bytes(4))};
}

std::optional<Conflict> CommitRun::write_resource(std::size_t index) {
  const ResourceWrite& write = batch_.resources[index];
  std::vector<std::uint64_t> keys = write.search_hashes;
  if (!write.deleted) keys.push_back(type_hash(write.key.type));
  keys = sorted_once(keys);
  const std::vector<std::uint64_t> identities = sorted_once(write.identities);
  const std::string packed_keys = pack_numbers(keys);
  const std::string packed_identities = pack_numbers(identities);
  FoundResource old;
  if (write.expected_version == 0) {
    // Most writes of an import are new: the insert itself finds out, which saves looking first.
    old.row = create_resource(write, packed_keys, packed_identities);
  }
  if (old.row == 0) {
    std::optional<FoundResource> found = find_resource(write.key);
    if (!found || found->version != write.expected_version) {
      return Conflict{.kind = Kind::resource_version,
                      .index = index,
                      .key = write.key,
                      .expected = write.expected_version,
                      .actual = found ? found->version : 0};
    }
    old = std::move(*found);
    follow_resource(old, write, packed_keys, packed_identities);
  }
  if (!write.deleted) {
    database_.run("INSERT INTO updated_key (tenant, type, updated, resource) VALUES (?, ?, ?, ?)", tenant_,
                  number(write.key.type), instant_to_microseconds(write.updated), old.row);
  }
  note_keys(old.row, old.search_keys, keys);
  std::set_difference(old.identities.begin(), old.identities.end(), identities.begin(), identities.end(),
                      std::back_inserter(identities_gone_));
  for (const std::uint64_t identity : identities) {
    if (!std::binary_search(old.identities.begin(), old.identities.end(), identity)) {
      identities_come_.push_back({.identity = identity, .row = old.row, .write = index});
    }
  }
  return std::nullopt;
}

std::int64_t CommitRun::create_resource(const ResourceWrite& write, std::string_view keys,
                                        std::string_view identities) {
  const int made = database_.run(
      "INSERT INTO resource (tenant, type, id, version, updated, deleted, search_keys, identities, body) "
      "VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      tenant_, number(write.key.type), write.key.id, instant_to_microseconds(write.updated), write.deleted, Blob{keys},
      Blob{identities}, Blob{write.body});
  return made == 0 ? 0 : database_.last_row();
}

void CommitRun::follow_resource(const FoundResource& old, const ResourceWrite& write, std::string_view keys,
                                std::string_view identities) {
  database_.run(
      "INSERT INTO resource_history (tenant, resource, version, updated, deleted, body) "
      "SELECT tenant, pk, version, updated, deleted, body FROM resource WHERE pk = ?",
      old.row);
  database_.run(
      "UPDATE resource SET version = ?, updated = ?, deleted = ?, search_keys = ?, identities = ?, body = ? "
      "WHERE pk = ?",
      write.expected_version + 1, instant_to_microseconds(write.updated), write.deleted, Blob{keys}, Blob{identities},
      Blob{write.body}, old.row);
  database_.run("DELETE FROM updated_key WHERE tenant = ? AND type = ? AND updated = ? AND resource = ?", tenant_,
                number(write.key.type), old.updated, old.row);
}

void CommitRun::note_keys(std::int64_t row, std::span<const std::uint64_t> old_keys,
                          std::span<const std::uint64_t> new_keys) {
  std::vector<std::uint64_t> difference;
  std::set_difference(old_keys.begin(), old_keys.end(), new_keys.begin(), new_keys.end(),
                      std::back_inserter(difference));
  for (const std::uint64_t key : difference) keys_gone_.push_back({static_cast<std::int64_t>(key), row});
  difference.clear();
  std::set_difference(new_keys.begin(), new_keys.end(), old_keys.begin(), old_keys.end(),
                      std::back_inserter(difference));
  for (const std::uint64_t key : difference) keys_come_.push_back({static_cast<std::int64_t>(key), row});
}

std::optional<Conflict> CommitRun::write_identities() {
  // All releases come before all claims: an identity may change hands within the batch.
  for (const std::uint64_t identity : identities_gone_) {
    database_.run("DELETE FROM identity WHERE tenant = ? AND hash = ?", tenant_, identity);
  }
  for (const IdentityClaim& claim : identities_come_) {
    const int made =
        database_.run("INSERT INTO identity (tenant, hash, resource) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", tenant_,
                      claim.identity, claim.row);
    if (made != 0) continue;
    Conflict conflict{.kind = Kind::identity,
                      .index = claim.write,
                      .key = batch_.resources[claim.write].key,
                      .identity = claim.identity};
    Query query = database_.query(
        "SELECT r.type, r.id FROM identity i JOIN resource r ON r.pk = i.resource WHERE i.tenant = ? AND i.hash = ?",
        tenant_, claim.identity);
    if (query.step()) conflict.holder = {.type = state_.name_text(database_, query.number(0)), .id = query.text(1)};
    return conflict;
  }
  return std::nullopt;
}

void CommitRun::write_search_keys() {
  // In the order of the tree, so that each page is touched once.
  std::sort(keys_gone_.begin(), keys_gone_.end());
  std::sort(keys_come_.begin(), keys_come_.end());
  std::int64_t waiting = state_.new_keys();
  for (const KeyRow& key : keys_gone_) {
    const int removed = database_.run("DELETE FROM search_key_new WHERE tenant = ? AND hash = ? AND resource = ?",
                                      tenant_, key.hash, key.resource);
    waiting -= removed;
    if (removed != 0) continue;
    database_.run("DELETE FROM search_key WHERE tenant = ? AND hash = ? AND resource = ?", tenant_, key.hash,
                  key.resource);
  }
  std::size_t next = 0;
  for (; next + kKeysPerStatement <= keys_come_.size(); next += kKeysPerStatement) {
    Query query = database_.query(insert_many_keys().c_str());
    int place = 0;
    for (std::size_t i = next; i < next + kKeysPerStatement; ++i) {
      query.bind(++place, tenant_);
      query.bind(++place, keys_come_[i].hash);
      query.bind(++place, keys_come_[i].resource);
    }
    query.step();
  }
  for (; next < keys_come_.size(); ++next) {
    database_.run("INSERT INTO search_key_new (tenant, hash, resource) VALUES (?, ?, ?)", tenant_,
                  keys_come_[next].hash, keys_come_[next].resource);
  }
  waiting += static_cast<std::int64_t>(keys_come_.size());
  if (waiting > kNewKeysMax) {
    database_.run("INSERT INTO search_key SELECT * FROM search_key_new ORDER BY tenant, hash, resource");
    database_.run("DELETE FROM search_key_new");
    waiting = 0;
  }
  new_keys_ = waiting;
}

std::optional<Conflict> CommitRun::write_residue(std::size_t index) {
  const ResidueWrite& write = batch_.residues[index];
  const std::int64_t partner = number(write.key.partner);
  const std::int64_t face = number(write.key.face);
  const Blob bytes{write.remove ? std::string_view() : std::string_view(write.bytes)};
  if (write.expected_version == 0) {
    const int made = database_.run(
        "INSERT INTO residue (tenant, partner, face, item, version, removed, bytes) VALUES (?, ?, ?, ?, 1, ?, ?) "
        "ON CONFLICT DO NOTHING",
        tenant_, partner, face, write.key.item, write.remove, bytes);
    if (made != 0) return std::nullopt;
  }
  std::int64_t row = 0;
  std::uint64_t actual = 0;
  {
    Query query =
        database_.query("SELECT pk, version FROM residue WHERE tenant = ? AND partner = ? AND face = ? AND item = ?",
                        tenant_, partner, face, write.key.item);
    if (query.step()) {
      row = query.number(0);
      actual = static_cast<std::uint64_t>(query.number(1));
    }
  }
  if (actual != write.expected_version) {
    return Conflict{
        .kind = Kind::residue_version, .index = index, .expected = write.expected_version, .actual = actual};
  }
  database_.run(
      "INSERT INTO residue_history (tenant, residue, version, removed, bytes) "
      "SELECT tenant, pk, version, removed, bytes FROM residue WHERE pk = ?",
      row);
  database_.run("UPDATE residue SET version = ?, removed = ?, bytes = ? WHERE pk = ?", actual + 1, write.remove, bytes,
                row);
  return std::nullopt;
}

void CommitRun::write_exchanges() {
  for (const DocumentOutcome& outcome : batch_.outcomes) {
    database_.run(
        "INSERT OR REPLACE INTO document_outcome "
        "(tenant, exchange, document, outcome, needs_attention, anchor, issues) VALUES (?, ?, ?, ?, ?, ?, ?)",
        tenant_, exchange_rows_[outcome.exchange], outcome.document, outcome.outcome, outcome.needs_attention,
        outcome.anchor, outcome.issues);
  }
  for (const LedgerAddition& addition : batch_.ledger) {
    database_.run(
        "INSERT INTO ledger_total (tenant, exchange, ledger_class, count) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET count = count + excluded.count",
        tenant_, exchange_rows_[addition.exchange], addition.ledger_class, addition.count);
  }
  for (const ExchangeUpdate& update : batch_.exchanges) {
    const std::int64_t row = exchange_rows_[update.id];
    database_.run("UPDATE exchange SET state = ?, documents_done = ?, documents_total = ? WHERE pk = ?", update.state,
                  update.documents_done, update.documents_total, row);
    if (update.receipt) database_.run("UPDATE exchange SET receipt = ? WHERE pk = ?", *update.receipt, row);
    if (update.closure_hash) {
      database_.run("UPDATE exchange SET closure_hash = ? WHERE pk = ?", *update.closure_hash, row);
    }
  }
}

void CommitRun::write_audit() {
  for (const AuditEntry& entry : batch_.audit) {
    const std::int64_t stream = number(entry.stream);
    AuditRow row{.stream = entry.stream, .number = 1, .instant = entry.instant, .content = entry.content, .digest = {}};
    std::string previous;
    {
      Query query = database_.query(
          "SELECT number, digest FROM audit WHERE tenant = ? AND stream = ? ORDER BY number DESC LIMIT 1", tenant_,
          stream);
      if (query.step()) {
        row.number = static_cast<std::uint64_t>(query.number(0)) + 1;
        previous = query.text(1);
      }
    }
    row.digest = audit_digest(keyed_digest_, tenant_text_, previous, row);
    database_.run("INSERT INTO audit (tenant, stream, number, instant, content, digest) VALUES (?, ?, ?, ?, ?, ?)",
                  tenant_, stream, row.number, instant_to_microseconds(row.instant), Blob{row.content},
                  Blob{row.digest});
  }
}

void CommitRun::write_outbox() {
  for (const std::uint64_t done : batch_.outbox_done) {
    database_.run("UPDATE outbox SET done = 1 WHERE tenant = ? AND number = ?", tenant_, done);
  }
  for (const OutboxEntry& entry : batch_.outbox) {
    database_.run("INSERT INTO outbox (tenant, destination, instant, content, done) VALUES (?, ?, ?, ?, 0)", tenant_,
                  entry.destination, instant_to_microseconds(entry.instant), Blob{entry.content});
  }
}

}  // namespace

CommitResult SqliteStore::commit(const Tenant& tenant, const Batch& batch) {
  CommitResult result;
  result.conflict = check_batch(batch);
  if (result.conflict.kind != Kind::none) return result;
  return state_.write([&](Database& database) {
    CommitRun run(state_, database, tenant, batch, keyed_digest_);
    Transaction transaction(database);
    if (std::optional<Conflict> conflict = run.run(result)) {
      result.resource_versions.clear();
      result.residue_versions.clear();
      result.conflict = std::move(*conflict);
      return result;
    }
    transaction.commit();
    state_.set_new_keys(run.new_keys());
    result.committed = true;
    return result;
  });
}

}  // namespace careway::store
