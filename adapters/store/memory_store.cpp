#include "adapters/store/memory_store.h"

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "adapters/store/batch_check.h"
#include "adapters/store/instant.h"
#include "adapters/store/memory_state.h"
#include "adapters/store/search.h"

namespace careway::store {
namespace {

Resource to_resource(const ResourceKey& key, const MemoryVersion& version) {
  return {.key = key,
          .version = version.version,
          .updated = instant_from_microseconds(version.updated),
          .deleted = version.deleted,
          .body = version.body};
}

class MemoryKeyStream final : public KeyStream {
 public:
  MemoryKeyStream(const std::vector<std::int64_t>& rows, SearchOrder order) : rows_(rows), order_(order) {}

  std::optional<Rank> seek(Rank from) override {
    if (order_ == SearchOrder::oldest_first) {
      const auto found = std::lower_bound(rows_.begin(), rows_.end(), from);
      if (found == rows_.end()) return std::nullopt;
      return *found;
    }
    const auto after = std::upper_bound(rows_.begin(), rows_.end(), -from);
    if (after == rows_.begin()) return std::nullopt;
    return -*std::prev(after);
  }

 private:
  const std::vector<std::int64_t>& rows_;
  SearchOrder order_;
};

class MemorySource final : public SearchSource {
 public:
  explicit MemorySource(const MemoryTenant& state) : state_(state) {}

  std::unique_ptr<KeyStream> key_stream(std::uint64_t hash, SearchOrder order) override {
    const auto found = state_.search_keys.find(hash);
    if (found == state_.search_keys.end()) return make_list_stream({});
    return std::make_unique<MemoryKeyStream>(found->second, order);
  }

  std::optional<std::vector<std::int64_t>> rows_updated(std::string_view, const UpdatedRange&, std::size_t) override {
    return std::nullopt;  // everything is at hand, so filtering costs as little as an index would
  }

  std::optional<Resource> load(std::int64_t row, std::string_view type, const UpdatedRange& range) override {
    const MemoryResource& resource = state_.at(row);
    const MemoryVersion& current = resource.versions.back();
    if (resource.key.type != type || current.deleted || !range.contains(current.updated)) return std::nullopt;
    return to_resource(resource.key, current);
  }

 private:
  const MemoryTenant& state_;
};

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(DigestFunction keyed_digest) : keyed_digest_(std::move(keyed_digest)) {}

  CommitResult commit(const Tenant& tenant, const Batch& batch) override {
    const std::unique_lock lock(mutex_);
    return commit_to_memory(tenants_[tenant], tenant, batch, keyed_digest_, outbox_number_);
  }

  std::optional<Resource> read(const Tenant& tenant, const ResourceKey& key) override {
    const std::shared_lock lock(mutex_);
    return read_locked(find(tenant), key);
  }

  std::optional<Resource> read_version(const Tenant& tenant, const ResourceKey& key, std::uint64_t version) override {
    const std::shared_lock lock(mutex_);
    const MemoryTenant& state = find(tenant);
    const std::int64_t row = state.row_of(key);
    if (row == 0 || version == 0 || version > state.at(row).versions.size()) return std::nullopt;
    return to_resource(key, state.at(row).versions[version - 1]);
  }

  std::vector<std::optional<Resource>> read_many(const Tenant& tenant, std::span<const ResourceKey> keys) override {
    const std::shared_lock lock(mutex_);
    const MemoryTenant& state = find(tenant);
    std::vector<std::optional<Resource>> found;
    found.reserve(keys.size());
    for (const ResourceKey& key : keys) found.push_back(read_locked(state, key));
    return found;
  }

  std::vector<Resource> history(const Tenant& tenant, const ResourceKey& key, std::uint64_t before_version,
                                std::size_t count_max) override {
    const std::shared_lock lock(mutex_);
    const MemoryTenant& state = find(tenant);
    std::vector<Resource> found;
    const std::int64_t row = state.row_of(key);
    if (row == 0) return found;
    const auto& versions = state.at(row).versions;
    std::size_t next =
        before_version == 0 ? versions.size() : std::min<std::size_t>(before_version - 1, versions.size());
    while (next > 0 && found.size() < count_max) found.push_back(to_resource(key, versions[--next]));
    return found;
  }

  std::vector<std::optional<ResourceKey>> find_identities(const Tenant& tenant,
                                                          std::span<const std::uint64_t> identities) override {
    const std::shared_lock lock(mutex_);
    const MemoryTenant& state = find(tenant);
    std::vector<std::optional<ResourceKey>> found(identities.size());
    for (std::size_t i = 0; i < identities.size(); ++i) {
      const auto held = state.identities.find(identities[i]);
      if (held != state.identities.end()) found[i] = state.at(held->second).key;
    }
    return found;
  }

  SearchPage search(const Tenant& tenant, const SearchQuery& query) override {
    const std::shared_lock lock(mutex_);
    MemorySource source(find(tenant));
    return run_search(source, tenant, query, keyed_digest_);
  }

  std::uint64_t count(const Tenant& tenant, const SearchQuery& query, std::uint64_t count_max) override {
    const std::shared_lock lock(mutex_);
    MemorySource source(find(tenant));
    return run_count(source, query, count_max);
  }

  std::vector<std::optional<Residue>> read_residues(const Tenant& tenant, std::span<const ResidueKey> keys) override {
    const std::shared_lock lock(mutex_);
    const MemoryTenant& state = find(tenant);
    std::vector<std::optional<Residue>> found(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto entry = state.residues.find(residue_name(keys[i]));
      if (entry != state.residues.end()) found[i] = to_residue(keys[i], entry->second.back());
    }
    return found;
  }

  std::optional<Residue> read_residue_version(const Tenant& tenant, const ResidueKey& key,
                                              std::uint64_t version) override {
    const std::shared_lock lock(mutex_);
    const MemoryTenant& state = find(tenant);
    const auto entry = state.residues.find(residue_name(key));
    if (entry == state.residues.end() || version == 0 || version > entry->second.size()) return std::nullopt;
    return to_residue(key, entry->second[version - 1]);
  }

  JournalResult journal(const Tenant& tenant, const Exchange& exchange, std::string_view bytes) override;
  std::unique_ptr<JournalWriter> open_journal(const Tenant& tenant, const Exchange& exchange) override;

  std::optional<Exchange> find_exchange(const Tenant& tenant, std::string_view id) override {
    const std::shared_lock lock(mutex_);
    const MemoryExchange* entry = find_entry(tenant, id);
    return entry == nullptr ? std::nullopt : std::optional(entry->exchange);
  }

  std::optional<Exchange> find_exchange_by_idempotency_key(const Tenant& tenant, std::string_view partner,
                                                           std::string_view key) override {
    const std::shared_lock lock(mutex_);
    const MemoryTenant& state = find(tenant);
    const auto place = state.idempotency_keys.find(idempotency_name(partner, key));
    if (place == state.idempotency_keys.end()) return std::nullopt;
    return state.exchanges[place->second].exchange;
  }

  std::vector<Exchange> exchanges_in_state(const Tenant& tenant, ExchangeState wanted, std::string_view after_id,
                                           std::size_t count_max) override {
    const std::shared_lock lock(mutex_);
    const MemoryTenant& state = find(tenant);
    std::size_t place = 0;
    if (!after_id.empty()) {
      const auto after = state.exchange_places.find(after_id);
      if (after == state.exchange_places.end()) return {};
      place = after->second + 1;
    }
    std::vector<Exchange> found;
    for (; place < state.exchanges.size() && found.size() < count_max; ++place) {
      if (state.exchanges[place].exchange.state == wanted) found.push_back(state.exchanges[place].exchange);
    }
    return found;
  }

  std::optional<std::string> read_journal_chunk(const Tenant& tenant, std::string_view exchange,
                                                std::uint64_t chunk) override {
    const std::shared_lock lock(mutex_);
    const MemoryExchange* entry = find_entry(tenant, exchange);
    if (entry == nullptr || chunk >= entry->chunks.size()) return std::nullopt;
    return entry->chunks[chunk];
  }

  std::vector<DocumentOutcome> outcomes(const Tenant& tenant, std::string_view exchange, std::uint64_t from_document,
                                        std::size_t count_max) override {
    return outcomes_where(tenant, exchange, from_document, count_max, false);
  }

  std::vector<DocumentOutcome> outcomes_needing_attention(const Tenant& tenant, std::string_view exchange,
                                                          std::uint64_t from_document, std::size_t count_max) override {
    return outcomes_where(tenant, exchange, from_document, count_max, true);
  }

  std::vector<Total> outcome_totals(const Tenant& tenant, std::string_view exchange) override {
    const std::shared_lock lock(mutex_);
    const MemoryExchange* entry = find_entry(tenant, exchange);
    if (entry == nullptr) return {};
    std::map<std::string, std::uint64_t> counts;
    for (const auto& [number, outcome] : entry->outcomes) ++counts[outcome.outcome];
    return to_totals(counts);
  }

  std::vector<Total> ledger_totals(const Tenant& tenant, std::string_view exchange) override {
    const std::shared_lock lock(mutex_);
    const MemoryExchange* entry = find_entry(tenant, exchange);
    return entry == nullptr ? std::vector<Total>() : to_totals(entry->ledger);
  }

  std::vector<AuditRow> audit(const Tenant& tenant, std::string_view stream, std::uint64_t from_number,
                              std::size_t count_max) override {
    const std::shared_lock lock(mutex_);
    const MemoryTenant& state = find(tenant);
    const auto rows = state.audit.find(stream);
    std::vector<AuditRow> found;
    if (rows == state.audit.end()) return found;
    for (std::uint64_t next = std::max<std::uint64_t>(from_number, 1);
         next <= rows->second.size() && found.size() < count_max; ++next) {
      found.push_back(rows->second[next - 1]);
    }
    return found;
  }

  std::optional<std::uint64_t> first_broken_audit_row(const Tenant& tenant, std::string_view stream) override {
    const std::shared_lock lock(mutex_);
    const MemoryTenant& state = find(tenant);
    const auto rows = state.audit.find(stream);
    if (rows == state.audit.end()) return std::nullopt;
    std::string_view previous;
    for (const AuditRow& row : rows->second) {
      if (row.digest != audit_digest(keyed_digest_, tenant, previous, row)) return row.number;
      previous = row.digest;
    }
    return std::nullopt;
  }

  std::vector<OutboxRow> outbox(const Tenant& tenant, std::size_t count_max) override {
    const std::shared_lock lock(mutex_);
    std::vector<OutboxRow> found;
    for (const auto& [number, row] : find(tenant).outbox) {
      if (found.size() == count_max) break;
      found.push_back(row);
    }
    return found;
  }

  void put_closure(const Tenant& tenant, std::string_view closure_hash, std::string_view bytes) override {
    const std::unique_lock lock(mutex_);
    tenants_[tenant].closures.try_emplace(std::string(closure_hash), bytes);
  }

  std::optional<std::string> get_closure(const Tenant& tenant, std::string_view closure_hash) override {
    const std::shared_lock lock(mutex_);
    return find_text(find(tenant).closures, closure_hash);
  }

  void put_sharing(const Tenant& tenant, const Sharing& sharing) override {
    const std::unique_lock lock(mutex_);
    tenants_[tenant].sharings.insert_or_assign(sharing.id, sharing);
  }

  std::vector<Sharing> sharings(const Tenant& tenant, std::string_view person, std::string_view receiver) override {
    const std::shared_lock lock(mutex_);
    std::vector<Sharing> found;
    for (const auto& [id, sharing] : find(tenant).sharings) {
      if (sharing.person == person && sharing.receiver == receiver) found.push_back(sharing);
    }
    return found;
  }

  void put_setting(const Tenant& tenant, std::string_view name, std::string_view value) override {
    const std::unique_lock lock(mutex_);
    tenants_[tenant].settings.insert_or_assign(std::string(name), value);
  }

  std::optional<std::string> get_setting(const Tenant& tenant, std::string_view name) override {
    const std::shared_lock lock(mutex_);
    return find_text(find(tenant).settings, name);
  }

  std::vector<std::string> check_integrity() override { return {}; }

 private:
  static std::optional<Resource> read_locked(const MemoryTenant& state, const ResourceKey& key) {
    const std::int64_t row = state.row_of(key);
    if (row == 0) return std::nullopt;
    return to_resource(key, state.at(row).versions.back());
  }

  static Residue to_residue(const ResidueKey& key, const MemoryResidueVersion& version) {
    return {.key = key, .version = version.version, .removed = version.removed, .bytes = version.bytes};
  }

  static std::vector<Total> to_totals(const std::map<std::string, std::uint64_t>& counts) {
    std::vector<Total> totals;
    for (const auto& [name, count] : counts) totals.push_back({.name = name, .count = count});
    return totals;
  }

  static std::optional<std::string> find_text(const StringMap<std::string>& texts, std::string_view name) {
    const auto found = texts.find(name);
    return found == texts.end() ? std::nullopt : std::optional(found->second);
  }

  const MemoryTenant& find(const Tenant& tenant) const {
    const auto found = tenants_.find(tenant);
    return found == tenants_.end() ? nobody_ : found->second;
  }

  const MemoryExchange* find_entry(const Tenant& tenant, std::string_view id) const {
    const MemoryTenant& state = find(tenant);
    const auto place = state.exchange_places.find(id);
    return place == state.exchange_places.end() ? nullptr : &state.exchanges[place->second];
  }

  std::vector<DocumentOutcome> outcomes_where(const Tenant& tenant, std::string_view exchange,
                                              std::uint64_t from_document, std::size_t count_max,
                                              bool only_attention) const {
    const std::shared_lock lock(mutex_);
    std::vector<DocumentOutcome> found;
    const MemoryExchange* entry = find_entry(tenant, exchange);
    if (entry == nullptr) return found;
    for (auto next = entry->outcomes.lower_bound(from_document);
         next != entry->outcomes.end() && found.size() < count_max; ++next) {
      if (!only_attention || next->second.needs_attention) found.push_back(next->second);
    }
    return found;
  }

  DigestFunction keyed_digest_;
  mutable std::shared_mutex mutex_;
  StringMap<MemoryTenant> tenants_;
  const MemoryTenant nobody_;
  std::uint64_t outbox_number_ = 0;
};

class MemoryJournalWriter final : public JournalWriter {
 public:
  MemoryJournalWriter(Store& store, Tenant tenant, Exchange exchange)
      : store_(store), tenant_(std::move(tenant)), exchange_(std::move(exchange)) {}

  void append(std::string_view bytes) override { bytes_.append(bytes); }

  JournalResult finish(std::string_view digest) override {
    exchange_.digest = digest;
    return store_.journal(tenant_, exchange_, bytes_);
  }

 private:
  Store& store_;
  Tenant tenant_;
  Exchange exchange_;
  std::string bytes_;
};

JournalResult MemoryStore::journal(const Tenant& tenant, const Exchange& exchange, std::string_view bytes) {
  static_cast<void>(instant_to_microseconds(exchange.received));
  const std::unique_lock lock(mutex_);
  MemoryTenant& state = tenants_[tenant];
  const std::string idempotency = idempotency_name(exchange.partner, exchange.idempotency_key);
  if (!exchange.idempotency_key.empty()) {
    const auto first = state.idempotency_keys.find(idempotency);
    if (first != state.idempotency_keys.end()) {
      return {.created = false, .exchange = state.exchanges[first->second].exchange};
    }
  }
  const auto same_id = state.exchange_places.find(exchange.id);
  if (same_id != state.exchange_places.end()) {
    return {.created = false, .exchange = state.exchanges[same_id->second].exchange};
  }
  MemoryExchange entry{.exchange = exchange, .chunks = {}, .outcomes = {}, .ledger = {}};
  entry.exchange.bytes = bytes.size();
  entry.exchange.state = ExchangeState::journalled;
  entry.exchange.documents_done = 0;
  entry.exchange.documents_total = 0;
  entry.exchange.receipt.clear();
  for (std::size_t at = 0; at < bytes.size(); at += kJournalChunkBytes) {
    entry.chunks.emplace_back(bytes.substr(at, kJournalChunkBytes));
  }
  const std::size_t place = state.exchanges.size();
  state.exchange_places.emplace(exchange.id, place);
  if (!exchange.idempotency_key.empty()) state.idempotency_keys.emplace(idempotency, place);
  state.exchanges.push_back(std::move(entry));
  return {.created = true, .exchange = state.exchanges.back().exchange};
}

std::unique_ptr<JournalWriter> MemoryStore::open_journal(const Tenant& tenant, const Exchange& exchange) {
  return std::make_unique<MemoryJournalWriter>(*this, tenant, exchange);
}

}  // namespace

std::unique_ptr<Store> make_memory_store(DigestFunction keyed_digest) {
  return std::make_unique<MemoryStore>(std::move(keyed_digest));
}

}  // namespace careway::store
