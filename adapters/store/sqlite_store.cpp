#include "adapters/store/sqlite_store.h"

#include <utility>

#include "adapters/store/sqlite_engine.h"

namespace careway::store {
namespace {

// What was being received when the last program stopped belongs to nobody: its sender got no answer.
void remove_unsealed(Database& database) {
  Transaction transaction(database);
  database.run(
      "DELETE FROM journal_chunk WHERE (tenant, exchange) IN (SELECT tenant, pk FROM exchange WHERE sealed = 0)");
  database.run("DELETE FROM exchange WHERE sealed = 0");
  transaction.commit();
}

void add_problems(Database& database, const char* sql, std::vector<std::string>& problems) {
  try {
    Query query = database.query(sql);
    while (query.step()) problems.push_back(query.text(0));
  } catch (const StorageError& error) {
    if (error.kind != StorageError::Kind::corrupt) throw;
    problems.emplace_back(error.what());  // too damaged even to be checked
  }
}

}  // namespace

SqliteStore::SqliteStore(const SqliteOptions& options, DigestFunction keyed_digest)
    : state_(options), keyed_digest_(std::move(keyed_digest)) {
  state_.write([](Database& database) { remove_unsealed(database); });
}

std::vector<std::string> SqliteStore::check_integrity() {
  return state_.read([](Database& database) {
    std::vector<std::string> problems;
    add_problems(database, "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
                 problems);
    add_problems(database, "SELECT 'a row of ' || \"table\" || ' points nowhere' FROM pragma_foreign_key_check",
                 problems);
    add_problems(database,
                 "SELECT 'search key of resource ' || resource || ' belongs to nothing' FROM (SELECT * FROM search_key "
                 "UNION ALL "
                 "SELECT * FROM search_key_new) k "
                 "WHERE NOT EXISTS (SELECT 1 FROM resource r WHERE r.pk = k.resource AND r.tenant = k.tenant)",
                 problems);
    add_problems(database,
                 "SELECT 'identity of resource ' || resource || ' belongs to nothing' FROM identity i "
                 "WHERE NOT EXISTS (SELECT 1 FROM resource r WHERE r.pk = i.resource AND r.tenant = i.tenant)",
                 problems);
    // Two passes in opposite directions: no key without its resource (above), no resource without its keys.
    add_problems(database,
                 "SELECT 'the search index has ' || keys || ' keys where the resources have ' || held FROM "
                 "(SELECT (SELECT count(*) FROM search_key) + (SELECT count(*) FROM search_key_new) AS keys, "
                 "(SELECT coalesce(sum(length(search_keys) / 8), 0) FROM resource) AS held) WHERE keys <> held",
                 problems);
    add_problems(database,
                 "SELECT 'resource ' || r.pk || ' has a gap in its history' FROM resource r WHERE r.version - 1 <> "
                 "(SELECT count(*) FROM resource_history h WHERE h.tenant = r.tenant AND h.resource = r.pk)",
                 problems);
    return problems;
  });
}

std::unique_ptr<Store> open_sqlite_store(const SqliteOptions& options, DigestFunction keyed_digest) {
  return std::make_unique<SqliteStore>(options, std::move(keyed_digest));
}

}  // namespace careway::store
