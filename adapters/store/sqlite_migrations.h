#pragma once

#include <string_view>
#include <vector>

#include "adapters/store/sqlite_database.h"

namespace careway::store {

/// One step of the schema. Written once; a released one never changes.
struct Migration {
  int number;  ///< 1..n without gaps
  std::string_view name;
  std::string_view sql;
};

/// All steps in order, embedded from migrations/sqlite when the program is built.
[[nodiscard]] std::vector<Migration> sqlite_migrations();

/// Brings the schema up to the last migration, each step in a transaction of its own.
/// Throws StorageError: newer_schema when the file knows steps that this program does not, corrupt when the file is
/// somebody else's or a step was made with another text.
void migrate(Database& database, const std::vector<Migration>& migrations);

}  // namespace careway::store
