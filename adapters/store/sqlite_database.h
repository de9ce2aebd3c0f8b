#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace careway::store {

/// Bytes bound as a blob; plain text binds as text.
struct Blob {
  std::string_view bytes;
};

/// A statement that is running. Ends, and can be run again, when the object goes.
/// Bound texts must outlive it. Thread rule: that of its database.
class Query {
 public:
  template <typename... Values>
  Query(sqlite3* database, sqlite3_stmt* statement, const Values&... values)
      : database_(database), statement_(statement) {
    int place = 0;
    (bind_value(++place, values), ...);
  }
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  void bind(int place, std::int64_t number);
  void bind(int place, std::string_view text);
  void bind(int place, Blob blob);
  /// True when there is a row to read. Throws StorageError.
  bool step();
  [[nodiscard]] std::int64_t number(int column) const;
  /// Valid until the next step.
  [[nodiscard]] std::string_view bytes(int column) const;
  [[nodiscard]] std::string text(int column) const { return std::string(bytes(column)); }

 private:
  template <typename Value>
  void bind_value(int place, const Value& value) {
    if constexpr (std::is_enum_v<Value> || std::is_integral_v<Value>) {
      bind(place, static_cast<std::int64_t>(value));
    } else if constexpr (std::is_same_v<Value, Blob>) {
      bind(place, value);
    } else {
      bind(place, std::string_view(value));
    }
  }

  sqlite3* database_;
  sqlite3_stmt* statement_;
};

enum class DatabaseRole : std::uint8_t { writer, reader };

/// One connection with its prepared statements. Throws StorageError for everything that goes wrong.
/// Thread rule: one thread at a time.
class Database {
 public:
  Database(const std::string& path, DatabaseRole role, int busy_timeout_milliseconds, int cache_kibibytes);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Starts a statement with its values bound in order. `sql` must be a constant: it is prepared once per address.
  template <typename... Values>
  Query query(const char* sql, const Values&... values) {
    return Query(database_, prepared(sql), values...);
  }

  /// Runs a statement that answers with nothing; returns the number of rows changed.
  template <typename... Values>
  int run(const char* sql, const Values&... values) {
    {
      Query running = query(sql, values...);
      while (running.step()) {
      }
    }
    return changes();
  }

  /// Runs statements that are not worth keeping.
  void execute(const std::string& sql);
  [[nodiscard]] std::int64_t last_row() const;
  [[nodiscard]] int changes() const;
  [[nodiscard]] bool in_transaction() const;

 private:
  sqlite3_stmt* prepared(const char* sql);

  sqlite3* database_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

/// BEGIN IMMEDIATE until commit() or the end of the scope, which rolls back.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool done_ = false;
};

/// One unchanging view for several reads.
class Snapshot {
 public:
  explicit Snapshot(Database& database);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
};

}  // namespace careway::store
