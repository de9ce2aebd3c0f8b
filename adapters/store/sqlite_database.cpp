#include "adapters/store/sqlite_database.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include "adapters/store/records.h"

namespace careway::store {
namespace {

using Kind = StorageError::Kind;

[[noreturn]] void fail(sqlite3* database, int code, std::string_view doing) {
  const int primary = code & 0xFF;
  const int extended = database == nullptr ? code : sqlite3_extended_errcode(database);
  const char* reason = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
  const std::string text = fmt::format("The database failed while {}: {} (SQLite {}).", doing, reason, extended);
  switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw StorageError(Kind::busy, true, text + " Another program holds it; try again.");
    case SQLITE_FULL:
      throw StorageError(Kind::full, true, text + " Make room on the disk and try again.");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw StorageError(Kind::corrupt, false, text + " The file is damaged or is no database; restore a copy.");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      throw StorageError(Kind::cannot_open, false, text + " Check the path and its permissions.");
    case SQLITE_READONLY:
      throw StorageError(Kind::read_only, false, text + " The file or its folder cannot be written.");
    case SQLITE_NOMEM:
      throw StorageError(Kind::out_of_memory, true, text);
    default:
      throw StorageError(Kind::io, false, text);
  }
}

void check(sqlite3* database, int code, std::string_view doing) {
  if (code != SQLITE_OK) fail(database, code, doing);
}

}  // namespace

Query::~Query() {
  sqlite3_reset(statement_);
}

void Query::bind(int place, std::int64_t number) {
  check(database_, sqlite3_bind_int64(statement_, place, number), "binding a number");
}

void Query::bind(int place, std::string_view text) {
  // A null pointer would bind NULL, which is not the same as an empty text.
  const char* data = text.data() == nullptr ? "" : text.data();
  check(database_, sqlite3_bind_text64(statement_, place, data, text.size(), SQLITE_STATIC, SQLITE_UTF8),
        "binding a text");
}

void Query::bind(int place, Blob blob) {
  const char* data = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
  check(database_, sqlite3_bind_blob64(statement_, place, data, blob.bytes.size(), SQLITE_STATIC), "binding bytes");
}

bool Query::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(database_, code, "running a statement");
}

std::int64_t Query::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Query::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

Database::Database(const std::string& path, DatabaseRole role, int busy_timeout_milliseconds, int cache_kibibytes) {
  // Each connection is used by one thread at a time, so SQLite's own mutexes would only cost.
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (role == DatabaseRole::writer ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &database_, flags, nullptr);
  try {
    check(database_, code, "opening the file");
    sqlite3_extended_result_codes(database_, 1);
    sqlite3_busy_timeout(database_, busy_timeout_milliseconds);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // page_size counts only while the file is empty.
    execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA page_size = 8192;");
    execute(fmt::format("PRAGMA cache_size = -{}; PRAGMA temp_store = MEMORY;", cache_kibibytes));
    if (role == DatabaseRole::writer) {
      // A checkpoint copies each page that changed since the last one; the hot pages of the indexes change in every
      // batch, so it is made after 64 MiB of log instead of the usual 8.
      execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8192;");
      execute("PRAGMA foreign_keys = ON;");
    } else {
      execute("PRAGMA query_only = ON;");
    }
  } catch (...) {
    sqlite3_close_v2(database_);
    throw;
  }
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(database_);
}

sqlite3_stmt* Database::prepared(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr) {
    const int code = sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    check(database_, code, "preparing a statement");
  }
  return statement;
}

void Database::execute(const std::string& sql) {
  check(database_, sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr), "running a statement");
}

std::int64_t Database::last_row() const {
  return sqlite3_last_insert_rowid(database_);
}

int Database::changes() const {
  return sqlite3_changes(database_);
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(database_) == 0;
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (done_ || !database_.in_transaction()) return;
  try {
    database_.run("ROLLBACK");
  } catch (const StorageError&) {
    // The connection rolls back by itself when it is closed; the error that brought us here is the one that counts.
  }
}

void Transaction::commit() {
  database_.run("COMMIT");
  done_ = true;
}

Snapshot::Snapshot(Database& database) : database_(database) {
  database_.run("BEGIN");
}

Snapshot::~Snapshot() {
  try {
    database_.run("COMMIT");
  } catch (const StorageError&) {
    // A read that ends badly has changed nothing.
  }
}

}  // namespace careway::store
