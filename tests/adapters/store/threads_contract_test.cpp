#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/adapters/store/store_fixture.h"

namespace careway::store {
namespace {

class ThreadsContract : public StoreContract {};
CAREWAY_ON_EVERY_ENGINE(ThreadsContract);

TEST_P(ThreadsContract, LosesNoUpdateOfManyWriters) {
  // Each thread counts one resource up; a conflict means another was faster, so it reads again.
  constexpr int kThreads = 4;
  constexpr int kRounds = 25;
  ASSERT_TRUE(commit_resources({resource_write("Task", "counter", 0, "0")}).committed);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this] {
      for (int done = 0; done < kRounds;) {
        const Resource now = store_->read(tenant_, {.type = "Task", .id = "counter"}).value();
        const std::string next = std::to_string(std::stoi(now.body) + 1);
        if (commit_resources({resource_write("Task", "counter", now.version, next)}).committed) ++done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Resource last = store_->read(tenant_, {.type = "Task", .id = "counter"}).value();
  EXPECT_EQ(last.body, std::to_string(kThreads * kRounds));
  EXPECT_EQ(last.version, kThreads * kRounds + 1U);
  EXPECT_EQ(store_->history(tenant_, last.key, 0, 1000).size(), last.version);
}

TEST_P(ThreadsContract, LetsOneOfManyClaimAnIdentity) {
  constexpr int kThreads = 4;
  for (std::uint64_t round = 1; round <= 20; ++round) {
    std::atomic<int> winners = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([this, t, round, &winners] {
        const std::string id = std::to_string(round) + "-" + std::to_string(t);
        if (commit_resources({resource_write("Patient", id, 0, "p", {}, {round})}).committed) ++winners;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(winners, 1);
  }
}

TEST_P(ThreadsContract, ShowsReadersWholeBatchesOnly) {
  std::atomic<bool> finished = false;
  std::thread writer([&] {
    for (int i = 0; i < 100; ++i) {
      const std::string id = std::to_string(i);
      commit_resources({resource_write("Task", "a" + id, 0, "x", {1}), resource_write("Task", "b" + id, 0, "x", {1})});
    }
    finished = true;
  });
  int odd = 0;
  SearchQuery query;
  query.type = "Task";
  query.terms = {{{1}}};
  while (!finished) {
    if (store_->count(tenant_, query, 1000) % 2 != 0) ++odd;
  }
  writer.join();
  EXPECT_EQ(odd, 0);
  EXPECT_EQ(store_->count(tenant_, query, 1000), 200U);
}

}  // namespace
}  // namespace careway::store
