// Commits numbered batches to the database named by its first argument, beginning with the number in its second, and
// prints each number once its commit has returned. Runs until it is killed.

#include <unistd.h>

#include <string>

#include "adapters/store/bytes.h"
#include "adapters/store/search_hash.h"
#include "adapters/store/sqlite_store.h"
#include "tests/adapters/store/crash_batch.h"

int main(int argument_count, char** arguments) {
  using namespace careway::store;
  if (argument_count != 3) return 2;
  SqliteOptions options;
  options.path = arguments[1];
  const auto store = open_sqlite_store(options, crash_digest);
  store->journal(kCrashTenant, crash_exchange(), "bytes");
  for (std::uint64_t number = std::stoull(arguments[2]);; ++number) {
    if (!store->commit(kCrashTenant, crash_batch(number)).committed) return 3;
    const std::string line = std::to_string(number) + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) return 4;
  }
}
