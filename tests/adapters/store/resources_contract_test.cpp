#include <string>
#include <vector>

#include "tests/adapters/store/store_fixture.h"

namespace careway::store {
namespace {

using Kind = Conflict::Kind;

class ResourcesContract : public StoreContract {};
CAREWAY_ON_EVERY_ENGINE(ResourcesContract);

TEST_P(ResourcesContract, ReadsBackEveryByteOfTheBody) {
  std::string body("{\"a\":\"\0\xC3\xA9\n\"}", 13);
  const CommitResult result = commit_resources({resource_write("Patient", "p1", 0, body)});
  ASSERT_TRUE(result.committed);
  EXPECT_EQ(result.resource_versions, std::vector<std::uint64_t>{1});
  const auto found = store_->read(tenant_, {.type = "Patient", .id = "p1"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->body, body);
  EXPECT_EQ(found->version, 1U);
  EXPECT_EQ(found->updated, kNoon);
  EXPECT_FALSE(found->deleted);
}

TEST_P(ResourcesContract, ReadsNothingWhereNothingIs) {
  commit_resources({resource_write("Patient", "p1", 0, "a")});
  EXPECT_FALSE(store_->read(tenant_, {.type = "Patient", .id = "p2"}));
  EXPECT_FALSE(store_->read(tenant_, {.type = "Task", .id = "p1"}));
  EXPECT_FALSE(store_->read_version(tenant_, {.type = "Patient", .id = "p1"}, 0));
  EXPECT_FALSE(store_->read_version(tenant_, {.type = "Patient", .id = "p1"}, 2));
  EXPECT_TRUE(store_->history(tenant_, {.type = "Patient", .id = "p2"}, 0, 10).empty());
}

TEST_P(ResourcesContract, KeepsTenantsApart) {
  commit_resources({resource_write("Patient", "p1", 0, "a", {7}, {9})});
  const Tenant other = "southshire-place";
  EXPECT_FALSE(store_->read(other, {.type = "Patient", .id = "p1"}));
  const std::vector<std::uint64_t> identities = {9};
  EXPECT_FALSE(store_->find_identities(other, identities)[0]);
  SearchQuery query;
  query.type = "Patient";
  EXPECT_TRUE(store_->search(other, query).resources.empty());
  Batch batch;
  batch.resources = {resource_write("Patient", "p1", 0, "b", {7}, {9})};
  EXPECT_TRUE(store_->commit(other, batch).committed);
  EXPECT_EQ(store_->read(tenant_, {.type = "Patient", .id = "p1"})->body, "a");
  EXPECT_EQ(store_->search(other, query).resources.size(), 1U);
}

TEST_P(ResourcesContract, KeepsEveryVersion) {
  for (std::uint64_t version = 0; version < 5; ++version) {
    ASSERT_TRUE(
        commit_resources({resource_write("Task", "t", version, "body " + std::to_string(version + 1))}).committed);
  }
  const ResourceKey key{.type = "Task", .id = "t"};
  for (std::uint64_t version = 1; version <= 5; ++version) {
    EXPECT_EQ(store_->read_version(tenant_, key, version)->body, "body " + std::to_string(version));
  }
  const auto first = store_->history(tenant_, key, 0, 2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].version, 5U);
  EXPECT_EQ(first[1].version, 4U);
  const auto rest = store_->history(tenant_, key, 4, 10);
  ASSERT_EQ(rest.size(), 3U);
  EXPECT_EQ(rest[0].version, 3U);
  EXPECT_EQ(rest[2].version, 1U);
  EXPECT_TRUE(store_->history(tenant_, key, 1, 10).empty());
}

TEST_P(ResourcesContract, RefusesAWriteOnAnotherVersion) {
  commit_resources({resource_write("Patient", "p1", 0, "a")});
  const CommitResult again =
      commit_resources({resource_write("Patient", "new", 0, "n"), resource_write("Patient", "p1", 0, "b")});
  EXPECT_FALSE(again.committed);
  EXPECT_EQ(again.conflict.kind, Kind::resource_version);
  EXPECT_EQ(again.conflict.index, 1U);
  EXPECT_EQ(again.conflict.key.id, "p1");
  EXPECT_EQ(again.conflict.actual, 1U);
  EXPECT_TRUE(again.resource_versions.empty());
  EXPECT_FALSE(store_->read(tenant_, {.type = "Patient", .id = "new"}));
  const CommitResult missing = commit_resources({resource_write("Patient", "p2", 3, "b")});
  EXPECT_EQ(missing.conflict.kind, Kind::resource_version);
  EXPECT_EQ(missing.conflict.actual, 0U);
  EXPECT_EQ(store_->read(tenant_, {.type = "Patient", .id = "p1"})->body, "a");
}

TEST_P(ResourcesContract, ChecksWhatWasOnlyRead) {
  commit_resources({resource_write("Patient", "p1", 0, "a")});
  Batch batch;
  batch.expectations = {{.key = {.type = "Patient", .id = "p1"}, .version = 1},
                        {.key = {.type = "Task", .id = "none"}, .version = 0}};
  batch.resources = {resource_write("Task", "t1", 0, "t")};
  EXPECT_TRUE(store_->commit(tenant_, batch).committed);
  batch.expectations[0].version = 2;
  batch.resources = {resource_write("Task", "t2", 0, "t")};
  const CommitResult result = store_->commit(tenant_, batch);
  EXPECT_EQ(result.conflict.kind, Kind::expectation);
  EXPECT_EQ(result.conflict.index, 0U);
  EXPECT_EQ(result.conflict.actual, 1U);
  EXPECT_FALSE(store_->read(tenant_, {.type = "Task", .id = "t2"}));
}

TEST_P(ResourcesContract, RefusesAKeyTwiceInOneBatch) {
  const CommitResult result =
      commit_resources({resource_write("Patient", "p1", 0, "a"), resource_write("Patient", "p1", 1, "b")});
  EXPECT_EQ(result.conflict.kind, Kind::written_twice);
  EXPECT_EQ(result.conflict.index, 1U);
  EXPECT_FALSE(store_->read(tenant_, {.type = "Patient", .id = "p1"}));
}

TEST_P(ResourcesContract, DeletesAndBringsBack) {
  commit_resources({resource_write("Patient", "p1", 0, "a", {5}, {6})});
  ASSERT_TRUE(commit_resources({deletion("Patient", "p1", 1)}).committed);
  const ResourceKey key{.type = "Patient", .id = "p1"};
  EXPECT_TRUE(store_->read(tenant_, key)->deleted);
  EXPECT_EQ(store_->read(tenant_, key)->version, 2U);
  EXPECT_EQ(store_->read_version(tenant_, key, 1)->body, "a");
  SearchQuery query;
  query.type = "Patient";
  EXPECT_TRUE(store_->search(tenant_, query).resources.empty());
  EXPECT_EQ(commit_resources({resource_write("Patient", "p1", 0, "b")}).conflict.actual, 2U);
  EXPECT_TRUE(commit_resources({resource_write("Patient", "p2", 0, "c", {}, {6})}).committed);
  EXPECT_TRUE(commit_resources({resource_write("Patient", "p1", 2, "b", {5})}).committed);
  EXPECT_EQ(store_->search(tenant_, query).resources.size(), 2U);
  EXPECT_EQ(store_->check_integrity(), std::vector<std::string>());
}

TEST_P(ResourcesContract, ReadsManyInTheOrderAsked) {
  commit_resources({resource_write("Patient", "p1", 0, "a"), resource_write("Task", "t1", 0, "b")});
  const std::vector<ResourceKey> keys = {{"Task", "t1"}, {"Task", "none"}, {"Patient", "p1"}, {"Task", "t1"}};
  const auto found = store_->read_many(tenant_, keys);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0]->body, "b");
  EXPECT_FALSE(found[1]);
  EXPECT_EQ(found[2]->body, "a");
  EXPECT_EQ(found[3]->body, "b");
}

TEST_P(ResourcesContract, GivesAnIdentityToOneResourceOnly) {
  commit_resources({resource_write("Patient", "p1", 0, "a", {}, {100, 200})});
  const CommitResult taken = commit_resources({resource_write("Patient", "p2", 0, "b", {}, {300, 200})});
  EXPECT_FALSE(taken.committed);
  EXPECT_EQ(taken.conflict.kind, Kind::identity);
  EXPECT_EQ(taken.conflict.identity, 200U);
  EXPECT_EQ(taken.conflict.key.id, "p2");
  EXPECT_EQ(taken.conflict.holder.id, "p1");
  EXPECT_FALSE(store_->read(tenant_, {.type = "Patient", .id = "p2"}));
  const CommitResult inside = commit_resources(
      {resource_write("Patient", "p3", 0, "b", {}, {300}), resource_write("Patient", "p4", 0, "b", {}, {300})});
  EXPECT_EQ(inside.conflict.kind, Kind::identity);
  EXPECT_EQ(inside.conflict.index, 1U);
  EXPECT_EQ(inside.conflict.holder.id, "p3");
  const std::vector<std::uint64_t> identities = {200, 300, 100};
  const auto found = store_->find_identities(tenant_, identities);
  EXPECT_EQ(found[0], (ResourceKey{"Patient", "p1"}));
  EXPECT_FALSE(found[1]);
  EXPECT_EQ(found[2], (ResourceKey{"Patient", "p1"}));
}

TEST_P(ResourcesContract, PassesAnIdentityOnWithinABatch) {
  commit_resources({resource_write("Patient", "p1", 0, "a", {}, {100})});
  // The claimant comes before the one that lets go.
  const CommitResult result = commit_resources(
      {resource_write("Patient", "p2", 0, "b", {}, {100}), resource_write("Patient", "p1", 1, "a2", {}, {101})});
  ASSERT_TRUE(result.committed);
  const std::vector<std::uint64_t> identities = {100, 101};
  const auto found = store_->find_identities(tenant_, identities);
  EXPECT_EQ(found[0]->id, "p2");
  EXPECT_EQ(found[1]->id, "p1");
}

TEST_P(ResourcesContract, RefusesWhatOnlyABugMakes) {
  ResourceWrite write = resource_write("Patient", "p1", 0, "a");
  write.updated = "2026-04-01";
  EXPECT_THROW(commit_resources({write}), std::invalid_argument);
  ResourceWrite gone = deletion("Patient", "p1", 0);
  gone.body = "still here";
  EXPECT_THROW(commit_resources({gone}), std::invalid_argument);
}

}  // namespace
}  // namespace careway::store
