#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/store/memory_state.h"
#include "adapters/store/records.h"
#include "adapters/store/sqlite_database.h"
#include "adapters/store/sqlite_store.h"

namespace careway::store {

/// The connections of one database file and the names it knows.
/// Thread rule: safe for concurrent use; write() runs one caller at a time.
class SqliteState {
 public:
  explicit SqliteState(const SqliteOptions& options);
  ~SqliteState();

  /// Gives the writing connection to `work`. After a failed write or flush nobody can know what reached the disk, so
  /// the store takes no more writes until it is opened again.
  template <typename Work>
  auto write(const Work& work) {
    const std::lock_guard lock(writer_mutex_);
    refuse_when_broken();
    try {
      return work(*writer_);
    } catch (const StorageError& error) {
      if (error.kind == StorageError::Kind::io) broken_ = true;
      throw;
    }
  }

  /// Gives a reading connection to `work`; waits when all are lent.
  template <typename Work>
  auto read(const Work& work) {
    const ReaderLease lease(*this);
    return work(*lease.database);
  }

  /// The number of a name; 0 when nobody has used it.
  [[nodiscard]] std::int64_t name_number(Database& database, std::string_view text);
  /// The number of a name, given to it now if need be. Only inside write() and outside a transaction: a name stays
  /// even when the batch that brought it does not.
  [[nodiscard]] std::int64_t intern(Database& writer, std::string_view text);
  /// Rows of search_key_new. Only inside write().
  [[nodiscard]] std::int64_t new_keys() const { return new_keys_; }
  void set_new_keys(std::int64_t count) { new_keys_ = count; }
  [[nodiscard]] std::string name_text(Database& database, std::int64_t number);

 private:
  struct ReaderLease {
    explicit ReaderLease(SqliteState& lending_state);
    ~ReaderLease();
    ReaderLease(const ReaderLease&) = delete;
    ReaderLease& operator=(const ReaderLease&) = delete;
    SqliteState& state;
    std::unique_ptr<Database> database;
  };

  void refuse_when_broken() const;
  void remember(std::int64_t number, std::string_view text);

  SqliteOptions options_;
  std::mutex writer_mutex_;
  std::unique_ptr<Database> writer_;
  bool broken_ = false;
  std::int64_t new_keys_ = 0;

  std::mutex readers_mutex_;
  std::condition_variable reader_returned_;
  std::vector<std::unique_ptr<Database>> idle_readers_;
  std::size_t readers_made_ = 0;

  std::shared_mutex names_mutex_;
  StringMap<std::int64_t> name_numbers_;
  std::unordered_map<std::int64_t, std::string> name_texts_;
};

}  // namespace careway::store
