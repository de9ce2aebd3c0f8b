#include "adapters/store/sqlite_state.h"

#include <utility>

#include "adapters/store/sqlite_migrations.h"

namespace careway::store {

SqliteState::SqliteState(const SqliteOptions& options) : options_(options) {
  writer_ = std::make_unique<Database>(options.path, DatabaseRole::writer, options.busy_timeout_milliseconds,
                                       options.writer_cache_kibibytes);
  migrate(*writer_, sqlite_migrations());
  {
    Query query = writer_->query("SELECT count(*) FROM search_key_new");
    if (query.step()) new_keys_ = query.number(0);
  }
  Query query = writer_->query("SELECT id, text FROM name");
  while (query.step()) remember(query.number(0), query.bytes(1));
}

SqliteState::~SqliteState() {
  idle_readers_.clear();
  try {
    // Leaves one plain file behind. Not needed for safety: the log is replayed when the file is opened.
    Query query = writer_->query("PRAGMA wal_checkpoint(TRUNCATE)");
    while (query.step()) {
    }
  } catch (const StorageError&) {
    // What was acknowledged is in the log; the next start copies it.
  }
}

void SqliteState::refuse_when_broken() const {
  if (!broken_) return;
  throw StorageError(
      StorageError::Kind::io, false,
      "An earlier write did not reach the disk, so the store takes no more. Check the disk and restart.");
}

SqliteState::ReaderLease::ReaderLease(SqliteState& lending_state) : state(lending_state) {
  {
    std::unique_lock lock(state.readers_mutex_);
    state.reader_returned_.wait(
        lock, [this] { return !state.idle_readers_.empty() || state.readers_made_ < state.options_.readers_max; });
    if (!state.idle_readers_.empty()) {
      database = std::move(state.idle_readers_.back());
      state.idle_readers_.pop_back();
      return;
    }
    ++state.readers_made_;
  }
  try {
    database =
        std::make_unique<Database>(state.options_.path, DatabaseRole::reader, state.options_.busy_timeout_milliseconds,
                                   state.options_.reader_cache_kibibytes);
  } catch (...) {
    const std::lock_guard lock(state.readers_mutex_);
    --state.readers_made_;
    state.reader_returned_.notify_one();
    throw;
  }
}

SqliteState::ReaderLease::~ReaderLease() {
  const std::lock_guard lock(state.readers_mutex_);
  state.idle_readers_.push_back(std::move(database));
  state.reader_returned_.notify_one();
}

void SqliteState::remember(std::int64_t number, std::string_view text) {
  const std::unique_lock lock(names_mutex_);
  name_numbers_.try_emplace(std::string(text), number);
  name_texts_.try_emplace(number, text);
}

std::int64_t SqliteState::name_number(Database& database, std::string_view text) {
  {
    const std::shared_lock lock(names_mutex_);
    const auto known = name_numbers_.find(text);
    if (known != name_numbers_.end()) return known->second;
  }
  // Not in memory: another process on the same file may have added it.
  std::int64_t number = 0;
  {
    Query query = database.query("SELECT id FROM name WHERE text = ?", text);
    if (query.step()) number = query.number(0);
  }
  if (number != 0) remember(number, text);
  return number;
}

std::int64_t SqliteState::intern(Database& writer, std::string_view text) {
  if (const std::int64_t known = name_number(writer, text)) return known;
  writer.run("INSERT INTO name (text) VALUES (?) ON CONFLICT DO NOTHING", text);
  return name_number(writer, text);
}

std::string SqliteState::name_text(Database& database, std::int64_t number) {
  {
    const std::shared_lock lock(names_mutex_);
    const auto known = name_texts_.find(number);
    if (known != name_texts_.end()) return known->second;
  }
  std::string text;
  {
    Query query = database.query("SELECT text FROM name WHERE id = ?", number);
    if (query.step()) text = query.text(0);
  }
  remember(number, text);
  return text;
}

}  // namespace careway::store
