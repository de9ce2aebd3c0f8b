#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <random>
#include <string>

#include "tests/adapters/store/crash_batch.h"
#include "tests/adapters/store/store_fixture.h"

namespace careway::store {
namespace {

std::unique_ptr<Store> open_after_crash(const std::string& path) {
  SqliteOptions options;
  options.path = path;
  return open_sqlite_store(options, crash_digest);
}

// Starts the writer, kills it once it has acknowledged `acknowledgements` batches, and gives the last number it
// printed.
std::uint64_t run_and_kill(const std::string& path, std::uint64_t first, int acknowledgements) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return 0;
  const pid_t writer = fork();
  if (writer == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    const std::string number = std::to_string(first);
    execl(CAREWAY_CRASH_WRITER, CAREWAY_CRASH_WRITER, path.c_str(), number.c_str(), static_cast<char*>(nullptr));
    _exit(5);
  }
  close(pipe_ends[1]);
  FILE* output = fdopen(pipe_ends[0], "r");
  unsigned long long last = first - 1;
  unsigned long long read = 0;
  while (fscanf(output, "%llu", &read) == 1) {
    last = read;
    if (--acknowledgements == 0) kill(writer, SIGKILL);
  }
  fclose(output);
  int status = 0;
  waitpid(writer, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself with " << WEXITSTATUS(status);
  return last;
}

// How many of the traces of one batch are there: all or none.
int traces(Store& store, std::uint64_t number) {
  const std::string name = std::to_string(number);
  const Batch batch = crash_batch(number);
  int found = 0;
  for (const ResourceWrite& write : batch.resources) {
    const auto resource = store.read(kCrashTenant, write.key);
    found += resource && resource->body == write.body;
    found += store.find_identities(kCrashTenant, write.identities)[0] == write.key;
    SearchQuery query;
    query.type = write.key.type;
    query.terms = {{{kCrashKey}}, {{number + 1000}}};
    found += store.count(kCrashTenant, query, 10) == 1;
  }
  found += store.read_residues(kCrashTenant, std::vector<ResidueKey>{batch.residues[0].key})[0].has_value();
  const auto outcomes = store.outcomes(kCrashTenant, "import", number, 1);
  found += !outcomes.empty() && outcomes[0].document == number;
  const auto audit = store.audit(kCrashTenant, "import", number, 1);
  found += !audit.empty() && audit[0].content == name;
  return found;
}

constexpr int kAllTraces = 9;

TEST(SqliteCrash, KeepsEveryAcknowledgedBatchAndNoHalfOne) {
  const TemporaryFolder folder;
  const std::string path = folder.file("crash.sqlite");
  std::mt19937 random(20'260'401);
  std::uint64_t next = 1;
  for (int kills = 0; kills < 10; ++kills) {
    const int acknowledgements = 1 + static_cast<int>(random() % 60);
    const std::uint64_t last = run_and_kill(path, next, acknowledgements);
    ASSERT_GE(last, next);
    const auto store = open_after_crash(path);
    for (std::uint64_t number = next; number <= last; ++number) {
      ASSERT_EQ(traces(*store, number), kAllTraces) << "batch " << number << " was acknowledged";
    }
    // The one in flight may be there, but whole.
    const int in_flight = traces(*store, last + 1);
    ASSERT_TRUE(in_flight == 0 || in_flight == kAllTraces) << in_flight;
    ASSERT_EQ(traces(*store, last + 2), 0);
    next = last + (in_flight == 0 ? 1 : 2);
    const auto exchange = store->find_exchange(kCrashTenant, "import");
    ASSERT_EQ(exchange->documents_done, next - 1);
    ASSERT_EQ(store->ledger_totals(kCrashTenant, "import")[0].count, next - 1);
    ASSERT_EQ(store->outbox(kCrashTenant, 100'000).size(), next - 1);
    ASSERT_EQ(store->first_broken_audit_row(kCrashTenant, "import"), std::nullopt);
    ASSERT_EQ(store->check_integrity(), std::vector<std::string>());
  }
}

}  // namespace
}  // namespace careway::store
