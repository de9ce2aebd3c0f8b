#include "adapters/store/sqlite_migrations.h"

#include <fmt/core.h>

#include <string>

#include "adapters/store/records.h"
#include "adapters/store/search_hash.h"

namespace careway::store {
namespace {

// "Crwy": marks the file as ours (PRAGMA application_id).
constexpr std::int64_t kApplicationId = 0x43727779;

std::int64_t single_number(Database& database, const char* sql) {
  Query query = database.query(sql);
  return query.step() ? query.number(0) : 0;
}

// True for an empty file. Throws when it belongs to somebody else.
bool is_new(Database& database) {
  const std::int64_t owner = single_number(database, "PRAGMA application_id");
  if (owner == kApplicationId) return false;
  if (owner != 0 || single_number(database, "SELECT count(*) FROM sqlite_schema") != 0) {
    throw StorageError(StorageError::Kind::corrupt, false,
                       "The file is an SQLite database of another program. Give Careway a file of its own.");
  }
  return true;
}

void check_known(Database& database, const std::vector<Migration>& migrations) {
  Query query = database.query("SELECT number, name, text_hash FROM schema_version ORDER BY number");
  std::size_t place = 0;
  while (query.step()) {
    if (place == migrations.size()) {
      throw StorageError(StorageError::Kind::newer_schema, false,
                         fmt::format("The database was written by a newer Careway (schema {}, this one knows {}). "
                                     "Start the newer version, or restore the copy made before the upgrade.",
                                     query.number(0), migrations.size()));
    }
    const Migration& migration = migrations[place++];
    const auto text_hash = static_cast<std::int64_t>(sip_hash({0, 0}, migration.sql));
    if (query.number(0) != migration.number || query.number(2) != text_hash) {
      throw StorageError(StorageError::Kind::corrupt, false,
                         fmt::format("Step {} ({}) of the database's schema is not the one this program has. "
                                     "The file was made by an unreleased build; make a new one.",
                                     query.number(0), query.bytes(1)));
    }
  }
}

}  // namespace

void migrate(Database& database, const std::vector<Migration>& migrations) {
  if (is_new(database)) {
    Transaction transaction(database);
    database.execute(fmt::format("PRAGMA application_id = {}", kApplicationId));
    database.execute(
        "CREATE TABLE IF NOT EXISTS schema_version "
        "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, text_hash INTEGER NOT NULL) STRICT");
    transaction.commit();
  }
  for (const Migration& migration : migrations) {
    Transaction transaction(database);
    // Looked up inside the transaction: another gateway may have made the step while this one waited.
    check_known(database, migrations);
    if (single_number(database, "SELECT max(number) FROM schema_version") >= migration.number) continue;
    database.execute(std::string(migration.sql));
    database.run("INSERT INTO schema_version (number, name, text_hash) VALUES (?, ?, ?)", migration.number,
                 migration.name, sip_hash({0, 0}, migration.sql));
    transaction.commit();
  }
}

}  // namespace careway::store
