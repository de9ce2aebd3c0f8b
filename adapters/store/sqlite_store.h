#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "adapters/store/store.h"

namespace careway::store {

struct SqliteOptions {
  std::string path;  ///< made when it does not exist; its folder must exist
  std::size_t readers_max = 4;
  int busy_timeout_milliseconds = 5000;
  int writer_cache_kibibytes = 64 * 1024;
  int reader_cache_kibibytes = 16 * 1024;
};

/// Opens the file, applies the migrations that it lacks and prepares the writer. One process per file.
/// Throws StorageError: cannot_open, corrupt, newer_schema, busy, full, io.
[[nodiscard]] std::unique_ptr<Store> open_sqlite_store(const SqliteOptions& options, DigestFunction keyed_digest);

}  // namespace careway::store
