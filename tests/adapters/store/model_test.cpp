#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/adapters/store/store_fixture.h"

namespace careway::store {
namespace {

/// Runs the same random batches on both engines and compares every answer: each is the other's oracle.
class Model {
 public:
  Model(std::uint32_t seed, const std::string& path)
      : random_(seed), memory_(make_memory_store(test_digest)), sqlite_(open_test_store(path)) {}

  void step() {
    const Batch batch = random_batch();
    const CommitResult a = memory_->commit(kTenant, batch);
    const CommitResult b = sqlite_->commit(kTenant, batch);
    ASSERT_EQ(a.committed, b.committed);
    ASSERT_EQ(a.resource_versions, b.resource_versions);
    ASSERT_EQ(a.residue_versions, b.residue_versions);
    ASSERT_EQ(a.conflict.kind, b.conflict.kind);
    ASSERT_EQ(a.conflict.index, b.conflict.index);
    ASSERT_EQ(a.conflict.actual, b.conflict.actual);
    ASSERT_EQ(a.conflict.holder, b.conflict.holder);
    committed_ += a.committed ? 1 : 0;
    compare_search();
    compare_records();
  }

  [[nodiscard]] int committed() const { return committed_; }
  Store& sqlite() { return *sqlite_; }

 private:
  static constexpr const char* kTenant = "place";

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::string random_type() { return below(2) == 0 ? "Patient" : "Task"; }

  std::vector<std::uint64_t> random_numbers(std::size_t count, std::uint64_t bound) {
    std::vector<std::uint64_t> numbers(below(count + 1));
    // Spread over all 64 bits, so that keys above the signed range occur.
    for (std::uint64_t& number : numbers) number = below(bound) * 0x9E3779B97F4A7C15ULL;
    return numbers;
  }

  ResourceWrite random_write() {
    const ResourceKey key{random_type(), std::to_string(below(40))};
    const auto now = memory_->read(kTenant, key);
    std::uint64_t expected = now ? now->version : 0;
    if (below(20) == 0) expected += 1;
    ResourceWrite write = below(8) == 0
                              ? deletion(key.type, key.id, expected)
                              : resource_write(key.type, key.id, expected, "body " + std::to_string(random_()),
                                               random_numbers(6, 12), random_numbers(1, 30));
    write.updated = "2026-04-0" + std::to_string(1 + below(9)) + "T00:00:00.000000Z";
    return write;
  }

  Batch random_batch() {
    Batch batch;
    for (std::uint64_t i = below(4); i > 0; --i) batch.resources.push_back(random_write());
    if (below(4) == 0)
      batch.expectations.push_back({.key = {random_type(), std::to_string(below(60))}, .version = below(2)});
    for (std::uint64_t i = below(3); i > 0; --i) {
      const ResidueKey key{"partner", "face", std::to_string(below(20))};
      const auto now = memory_->read_residues(kTenant, std::vector<ResidueKey>{key})[0];
      batch.residues.push_back({.key = key,
                                .expected_version = now ? now->version : below(20) == 0,
                                .remove = below(4) == 0,
                                .bytes = std::to_string(random_())});
    }
    if (below(3) == 0) batch.audit.push_back({"stream", std::string(kNoon), std::to_string(random_())});
    return batch;
  }

  static void expect_same(const Resource& a, const Resource& b) {
    ASSERT_EQ(a.key, b.key);
    ASSERT_EQ(a.version, b.version);
    ASSERT_EQ(a.updated, b.updated);
    ASSERT_EQ(a.deleted, b.deleted);
    ASSERT_EQ(a.body, b.body);
  }

  void compare_search() {
    SearchQuery query;
    query.type = random_type();
    query.page_size = 1 + below(7);
    query.order = below(2) == 0 ? SearchOrder::newest_first : SearchOrder::oldest_first;
    for (std::uint64_t i = below(3); i > 0; --i) query.terms.push_back({random_numbers(3, 12)});
    if (below(3) == 0) query.updated_from = "2026-04-04T00:00:00.000000Z";
    if (below(3) == 0) query.updated_before = "2026-04-07T00:00:00.000000Z";
    ASSERT_EQ(memory_->count(kTenant, query, 1000), sqlite_->count(kTenant, query, 1000));
    do {
      const SearchPage a = memory_->search(kTenant, query);
      const SearchPage b = sqlite_->search(kTenant, query);
      ASSERT_EQ(a.next_cursor, b.next_cursor);
      ASSERT_EQ(a.resources.size(), b.resources.size());
      for (std::size_t i = 0; i < a.resources.size(); ++i) expect_same(a.resources[i], b.resources[i]);
      query.cursor = a.next_cursor;
    } while (!query.cursor.empty());
  }

  void compare_records() {
    const ResourceKey key{random_type(), std::to_string(below(40))};
    const std::uint64_t before = below(5);
    const auto first = memory_->history(kTenant, key, before, 3);
    const auto second = sqlite_->history(kTenant, key, before, 3);
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) expect_same(first[i], second[i]);
    std::vector<std::uint64_t> identities;
    for (std::uint64_t i = 0; i < 30; ++i) identities.push_back(i * 0x9E3779B97F4A7C15ULL);
    ASSERT_EQ(memory_->find_identities(kTenant, identities), sqlite_->find_identities(kTenant, identities));
    const auto rows = memory_->audit(kTenant, "stream", 0, 1000);
    const auto stored = sqlite_->audit(kTenant, "stream", rows.size(), 1000);
    if (!rows.empty()) {
      ASSERT_EQ(rows.back().digest, stored.back().digest);
    }
  }

  std::mt19937_64 random_;
  std::unique_ptr<Store> memory_;
  std::unique_ptr<Store> sqlite_;
  int committed_ = 0;
};

TEST(StoreModel, BothEnginesAnswerTheSame) {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    const TemporaryFolder folder;
    Model model(seed, folder.file("model.sqlite"));
    for (int i = 0; i < 300 && !testing::Test::HasFatalFailure(); ++i) {
      SCOPED_TRACE(testing::Message() << "seed " << seed << " step " << i);
      model.step();
    }
    EXPECT_GT(model.committed(), 150);
    EXPECT_EQ(model.sqlite().check_integrity(), std::vector<std::string>());
    EXPECT_EQ(model.sqlite().first_broken_audit_row("place", "stream"), std::nullopt);
  }
}

}  // namespace
}  // namespace careway::store
