#include <optional>
#include <utility>

#include "adapters/store/batch_check.h"
#include "adapters/store/instant.h"
#include "adapters/store/sqlite_engine.h"

namespace careway::store {
namespace {

struct ResidueRow {
  std::int64_t row = 0;
  Residue residue;
};

std::optional<ResidueRow> find_residue(SqliteState& state, Database& database, std::int64_t tenant,
                                       const ResidueKey& key) {
  Query query = database.query(
      "SELECT pk, version, removed, bytes FROM residue WHERE tenant = ? AND partner = ? AND face = ? AND item = ?",
      tenant, state.name_number(database, key.partner), state.name_number(database, key.face), key.item);
  if (!query.step()) return std::nullopt;
  return ResidueRow{.row = query.number(0),
                    .residue = {.key = key,
                                .version = static_cast<std::uint64_t>(query.number(1)),
                                .removed = query.number(2) != 0,
                                .bytes = query.text(3)}};
}

AuditRow read_audit_row(const Query& query, std::string_view stream) {
  return {.stream = std::string(stream),
          .number = static_cast<std::uint64_t>(query.number(0)),
          .instant = instant_from_microseconds(query.number(1)),
          .content = query.text(2),
          .digest = query.text(3)};
}

std::optional<std::string> single_text(Query&& query) {
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

}  // namespace

std::vector<std::optional<Residue>> SqliteStore::read_residues(const Tenant& tenant, std::span<const ResidueKey> keys) {
  return state_.read([&](Database& database) {
    const Snapshot snapshot(database);
    const std::int64_t tenant_number = state_.name_number(database, tenant);
    std::vector<std::optional<Residue>> found(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (auto row = find_residue(state_, database, tenant_number, keys[i])) found[i] = std::move(row->residue);
    }
    return found;
  });
}

std::optional<Residue> SqliteStore::read_residue_version(const Tenant& tenant, const ResidueKey& key,
                                                         std::uint64_t version) {
  return state_.read([&](Database& database) -> std::optional<Residue> {
    const Snapshot snapshot(database);
    const std::int64_t tenant_number = state_.name_number(database, tenant);
    auto current = find_residue(state_, database, tenant_number, key);
    if (!current) return std::nullopt;
    if (current->residue.version == version) return std::move(current->residue);
    Query query =
        database.query("SELECT removed, bytes FROM residue_history WHERE tenant = ? AND residue = ? AND version = ?",
                       tenant_number, current->row, version);
    if (!query.step()) return std::nullopt;
    return Residue{.key = key, .version = version, .removed = query.number(0) != 0, .bytes = query.text(1)};
  });
}

std::vector<AuditRow> SqliteStore::audit(const Tenant& tenant, std::string_view stream, std::uint64_t from_number,
                                         std::size_t count_max) {
  return state_.read([&](Database& database) {
    Query query = database.query(
        "SELECT number, instant, content, digest FROM audit WHERE tenant = ? AND stream = ? AND number >= ? "
        "ORDER BY number LIMIT ?",
        state_.name_number(database, tenant), state_.name_number(database, stream), from_number, count_max);
    std::vector<AuditRow> found;
    while (query.step()) found.push_back(read_audit_row(query, stream));
    return found;
  });
}

std::optional<std::uint64_t> SqliteStore::first_broken_audit_row(const Tenant& tenant, std::string_view stream) {
  return state_.read([&](Database& database) -> std::optional<std::uint64_t> {
    Query query = database.query(
        "SELECT number, instant, content, digest FROM audit WHERE tenant = ? AND stream = ? ORDER BY number",
        state_.name_number(database, tenant), state_.name_number(database, stream));
    std::string previous;
    std::uint64_t expected = 0;
    while (query.step()) {
      ++expected;
      const AuditRow row = read_audit_row(query, stream);
      if (row.number != expected || row.digest != audit_digest(keyed_digest_, tenant, previous, row)) return expected;
      previous = row.digest;
    }
    return std::nullopt;
  });
}

std::vector<OutboxRow> SqliteStore::outbox(const Tenant& tenant, std::size_t count_max) {
  return state_.read([&](Database& database) {
    Query query = database.query(
        "SELECT number, destination, instant, content FROM outbox WHERE tenant = ? AND done = 0 "
        "ORDER BY number LIMIT ?",
        state_.name_number(database, tenant), count_max);
    std::vector<OutboxRow> found;
    while (query.step()) {
      found.push_back({.number = static_cast<std::uint64_t>(query.number(0)),
                       .destination = query.text(1),
                       .instant = instant_from_microseconds(query.number(2)),
                       .content = query.text(3)});
    }
    return found;
  });
}

void SqliteStore::put_closure(const Tenant& tenant, std::string_view closure_hash, std::string_view bytes) {
  state_.write([&](Database& database) {
    database.run("INSERT INTO closure (tenant, hash, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                 state_.intern(database, tenant), closure_hash, Blob{bytes});
  });
}

std::optional<std::string> SqliteStore::get_closure(const Tenant& tenant, std::string_view closure_hash) {
  return state_.read([&](Database& database) {
    return single_text(database.query("SELECT bytes FROM closure WHERE tenant = ? AND hash = ?",
                                      state_.name_number(database, tenant), closure_hash));
  });
}

void SqliteStore::put_sharing(const Tenant& tenant, const Sharing& sharing) {
  state_.write([&](Database& database) {
    database.run(
        "INSERT OR REPLACE INTO sharing (tenant, id, person, giver, receiver, begins, ends, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        state_.intern(database, tenant), sharing.id, sharing.person, sharing.giver, sharing.receiver, sharing.begins,
        sharing.ends, Blob{sharing.body});
  });
}

std::vector<Sharing> SqliteStore::sharings(const Tenant& tenant, std::string_view person, std::string_view receiver) {
  return state_.read([&](Database& database) {
    Query query = database.query(
        "SELECT id, giver, begins, ends, body FROM sharing WHERE tenant = ? AND person = ? AND receiver = ? "
        "ORDER BY id",
        state_.name_number(database, tenant), person, receiver);
    std::vector<Sharing> found;
    while (query.step()) {
      found.push_back({.id = query.text(0),
                       .person = std::string(person),
                       .giver = query.text(1),
                       .receiver = std::string(receiver),
                       .begins = query.text(2),
                       .ends = query.text(3),
                       .body = query.text(4)});
    }
    return found;
  });
}

void SqliteStore::put_setting(const Tenant& tenant, std::string_view name, std::string_view value) {
  state_.write([&](Database& database) {
    database.run("INSERT OR REPLACE INTO setting (tenant, name, value) VALUES (?, ?, ?)",
                 state_.intern(database, tenant), name, Blob{value});
  });
}

std::optional<std::string> SqliteStore::get_setting(const Tenant& tenant, std::string_view name) {
  return state_.read([&](Database& database) {
    return single_text(database.query("SELECT value FROM setting WHERE tenant = ? AND name = ?",
                                      state_.name_number(database, tenant), name));
  });
}

}  // namespace careway::store
