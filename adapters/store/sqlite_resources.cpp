#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/store/instant.h"
#include "adapters/store/search.h"
#include "adapters/store/sqlite_engine.h"

namespace careway::store {
namespace {

// How many rows of one key are fetched at a time: few at first, because most searches end on the first page.
constexpr std::size_t kFetchFirst = 24;
constexpr std::size_t kFetchMax = 512;

Resource to_resource(const ResourceKey& key, const Query& query, int first_column) {
  return {.key = key,
          .version = static_cast<std::uint64_t>(query.number(first_column)),
          .updated = instant_from_microseconds(query.number(first_column + 1)),
          .deleted = query.number(first_column + 2) != 0,
          .body = query.text(first_column + 3)};
}

std::optional<Resource> read_current(Database& database, std::int64_t tenant, std::int64_t type,
                                     const ResourceKey& key) {
  if (tenant == 0 || type == 0) return std::nullopt;
  Query query =
      database.query("SELECT version, updated, deleted, body FROM resource WHERE tenant = ? AND type = ? AND id = ?",
                     tenant, type, key.id);
  if (!query.step()) return std::nullopt;
  return to_resource(key, query, 0);
}

struct KeyStatements {
  const char* newest_first;
  const char* oldest_first;
};

constexpr KeyStatements kSettledKeys = {
    .newest_first =
        "SELECT resource FROM search_key WHERE tenant = ? AND hash = ? AND resource <= ? "
        "ORDER BY resource DESC LIMIT ?",
    .oldest_first =
        "SELECT resource FROM search_key WHERE tenant = ? AND hash = ? AND resource >= ? "
        "ORDER BY resource LIMIT ?"};
constexpr KeyStatements kNewKeys = {
    .newest_first =
        "SELECT resource FROM search_key_new WHERE tenant = ? AND hash = ? AND resource <= ? "
        "ORDER BY resource DESC LIMIT ?",
    .oldest_first =
        "SELECT resource FROM search_key_new WHERE tenant = ? AND hash = ? AND resource >= ? "
        "ORDER BY resource LIMIT ?"};

class SqliteKeyStream final : public KeyStream {
 public:
  SqliteKeyStream(Database& database, const KeyStatements& statements, std::int64_t tenant, std::uint64_t hash,
                  SearchOrder order)
      : database_(database), statements_(statements), tenant_(tenant), hash_(hash), order_(order) {}

  std::optional<Rank> seek(Rank from) override {
    next_ = static_cast<std::size_t>(
        std::lower_bound(ranks_.begin() + static_cast<std::ptrdiff_t>(next_), ranks_.end(), from) - ranks_.begin());
    if (next_ < ranks_.size()) return ranks_[next_];
    if (ended_) return std::nullopt;
    fetch(from);
    if (ranks_.empty()) return std::nullopt;
    return ranks_[0];
  }

 private:
  void fetch(Rank from) {
    // A seek beyond what was fetched is a jump of the walk: rows after it may not be wanted either.
    const bool continues = !ranks_.empty() && from == ranks_.back() + 1;
    if (continues) fetch_ = std::min(fetch_ * 4, kFetchMax);
    ranks_.clear();
    next_ = 0;
    const bool newest_first = order_ == SearchOrder::newest_first;
    Query query = newest_first ? database_.query(statements_.newest_first, tenant_, hash_, -from, fetch_)
                               : database_.query(statements_.oldest_first, tenant_, hash_, from, fetch_);
    while (query.step()) ranks_.push_back(newest_first ? -query.number(0) : query.number(0));
    ended_ = ranks_.size() < fetch_;
  }

  Database& database_;
  const KeyStatements& statements_;
  std::int64_t tenant_;
  std::uint64_t hash_;
  SearchOrder order_;
  std::size_t fetch_ = kFetchFirst;
  std::vector<Rank> ranks_;
  std::size_t next_ = 0;
  bool ended_ = false;
};

class SqliteSource final : public SearchSource {
 public:
  SqliteSource(SqliteState& state, Database& database, std::int64_t tenant, std::string_view type)
      : database_(database), tenant_(tenant), type_text_(type), type_(state.name_number(database, type)) {}

  std::unique_ptr<KeyStream> key_stream(std::uint64_t hash, SearchOrder order) override {
    std::vector<std::unique_ptr<KeyStream>> both;
    both.push_back(std::make_unique<SqliteKeyStream>(database_, kSettledKeys, tenant_, hash, order));
    both.push_back(std::make_unique<SqliteKeyStream>(database_, kNewKeys, tenant_, hash, order));
    return make_union_stream(std::move(both));
  }

  std::optional<std::vector<std::int64_t>> rows_updated(std::string_view, const UpdatedRange& range,
                                                        std::size_t count_max) override {
    Query query = database_.query(
        "SELECT resource FROM updated_key WHERE tenant = ? AND type = ? AND updated >= ? AND updated < ? LIMIT ?",
        tenant_, type_, range.from, range.before, count_max + 1);
    std::vector<std::int64_t> rows;
    while (query.step()) rows.push_back(query.number(0));
    if (rows.size() > count_max) return std::nullopt;
    return rows;
  }

  std::optional<Resource> load(std::int64_t row, std::string_view, const UpdatedRange& range) override {
    Query query = database_.query(
        "SELECT tenant, type, updated, deleted, id, version, updated, deleted, body FROM resource WHERE pk = ?", row);
    if (!query.step()) return std::nullopt;
    // The type is looked at because two keys of 64 bits can meet by chance.
    if (query.number(0) != tenant_ || query.number(1) != type_ || !range.contains(query.number(2)) ||
        query.number(3) != 0) {
      return std::nullopt;
    }
    return to_resource({.type = type_text_, .id = query.text(4)}, query, 5);
  }

 private:
  Database& database_;
  std::int64_t tenant_;
  std::string type_text_;
  std::int64_t type_;
};

}  // namespace

std::optional<Resource> SqliteStore::read(const Tenant& tenant, const ResourceKey& key) {
  return state_.read([&](Database& database) {
    return read_current(database, state_.name_number(database, tenant), state_.name_number(database, key.type), key);
  });
}

std::optional<Resource> SqliteStore::read_version(const Tenant& tenant, const ResourceKey& key, std::uint64_t version) {
  if (version == 0) return std::nullopt;
  std::vector<Resource> found = history(tenant, key, version + 1, 1);
  if (found.empty() || found.front().version != version) return std::nullopt;
  return std::move(found.front());
}

std::vector<std::optional<Resource>> SqliteStore::read_many(const Tenant& tenant, std::span<const ResourceKey> keys) {
  return state_.read([&](Database& database) {
    const Snapshot snapshot(database);
    const std::int64_t tenant_number = state_.name_number(database, tenant);
    std::vector<std::optional<Resource>> found;
    found.reserve(keys.size());
    for (const ResourceKey& key : keys) {
      found.push_back(read_current(database, tenant_number, state_.name_number(database, key.type), key));
    }
    return found;
  });
}

std::vector<Resource> SqliteStore::history(const Tenant& tenant, const ResourceKey& key, std::uint64_t before_version,
                                           std::size_t count_max) {
  return state_.read([&](Database& database) {
    const Snapshot snapshot(database);
    std::vector<Resource> found;
    const std::int64_t tenant_number = state_.name_number(database, tenant);
    const std::int64_t before =
        before_version == 0 || before_version > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(before_version);
    std::int64_t row = 0;
    {
      Query query = database.query(
          "SELECT pk, version, updated, deleted, body FROM resource WHERE tenant = ? AND type = ? AND id = ?",
          tenant_number, state_.name_number(database, key.type), key.id);
      if (!query.step()) return found;
      row = query.number(0);
      if (query.number(1) < before && count_max > 0) found.push_back(to_resource(key, query, 1));
    }
    Query query = database.query(
        "SELECT version, updated, deleted, body FROM resource_history WHERE tenant = ? AND resource = ? "
        "AND version < ? ORDER BY version DESC LIMIT ?",
        tenant_number, row, before, count_max - found.size());
    while (query.step()) found.push_back(to_resource(key, query, 0));
    return found;
  });
}

std::vector<std::optional<ResourceKey>> SqliteStore::find_identities(const Tenant& tenant,
                                                                     std::span<const std::uint64_t> identities) {
  return state_.read([&](Database& database) {
    const Snapshot snapshot(database);
    const std::int64_t tenant_number = state_.name_number(database, tenant);
    std::vector<std::optional<ResourceKey>> found(identities.size());
    for (std::size_t i = 0; i < identities.size(); ++i) {
      Query query = database.query(
          "SELECT r.type, r.id FROM identity i CROSS JOIN resource r ON r.pk = i.resource "
          "WHERE i.tenant = ? AND i.hash = ?",
          tenant_number, identities[i]);
      if (query.step()) {
        found[i] = ResourceKey{.type = state_.name_text(database, query.number(0)), .id = query.text(1)};
      }
    }
    return found;
  });
}

SearchPage SqliteStore::search(const Tenant& tenant, const SearchQuery& query) {
  return state_.read([&](Database& database) {
    const Snapshot snapshot(database);
    SqliteSource source(state_, database, state_.name_number(database, tenant), query.type);
    return run_search(source, tenant, query, keyed_digest_);
  });
}

std::uint64_t SqliteStore::count(const Tenant& tenant, const SearchQuery& query, std::uint64_t count_max) {
  return state_.read([&](Database& database) {
    const Snapshot snapshot(database);
    SqliteSource source(state_, database, state_.name_number(database, tenant), query.type);
    return run_count(source, query, count_max);
  });
}

}  // namespace careway::store
