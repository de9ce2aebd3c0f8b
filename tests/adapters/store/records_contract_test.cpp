#include <string>
#include <vector>

#include "tests/adapters/store/store_fixture.h"

namespace careway::store {
namespace {

using Kind = Conflict::Kind;

class RecordsContract : public StoreContract {
 protected:
  CommitResult write_residue(ResidueKey key, std::uint64_t expected, std::string bytes, bool remove = false) {
    Batch batch;
    batch.residues.push_back(
        {.key = std::move(key), .expected_version = expected, .remove = remove, .bytes = std::move(bytes)});
    return store_->commit(tenant_, batch);
  }
  std::optional<Residue> read_residue(const ResidueKey& key) {
    return store_->read_residues(tenant_, std::vector<ResidueKey>{key})[0];
  }
};
CAREWAY_ON_EVERY_ENGINE(RecordsContract);

const ResidueKey kResidue{"northshire", "cld-r2", "ServiceRequest/s1"};

TEST_P(RecordsContract, KeepsResiduePerPartnerFaceAndItem) {
  ASSERT_TRUE(write_residue(kResidue, 0, "n").committed);
  ASSERT_TRUE(write_residue({"marketplace", "cld-r2", "ServiceRequest/s1"}, 0, "m").committed);
  ASSERT_TRUE(write_residue({"northshire", "council-package", "ServiceRequest/s1"}, 0, "x").committed);
  const std::vector<ResidueKey> keys = {{"northshire", "council-package", "ServiceRequest/s1"},
                                        kResidue,
                                        {"nobody", "cld-r2", "ServiceRequest/s1"},
                                        {"northshire", "cld-r2", "ServiceRequest/s2"}};
  const auto found = store_->read_residues(tenant_, keys);
  EXPECT_EQ(found[0]->bytes, "x");
  EXPECT_EQ(found[1]->bytes, "n");
  EXPECT_EQ(found[1]->version, 1U);
  EXPECT_FALSE(found[2]);
  EXPECT_FALSE(found[3]);
  EXPECT_FALSE(store_->read_residues("other-place", keys)[1]);
}

TEST_P(RecordsContract, CountsResidueVersionsAcrossRemoval) {
  EXPECT_EQ(write_residue(kResidue, 0, "one").residue_versions, std::vector<std::uint64_t>{1});
  const CommitResult stale = write_residue(kResidue, 0, "two");
  EXPECT_EQ(stale.conflict.kind, Kind::residue_version);
  EXPECT_EQ(stale.conflict.actual, 1U);
  EXPECT_TRUE(write_residue(kResidue, 1, "", true).committed);
  EXPECT_TRUE(read_residue(kResidue)->removed);
  EXPECT_EQ(read_residue(kResidue)->version, 2U);
  EXPECT_EQ(write_residue(kResidue, 0, "three").conflict.kind, Kind::residue_version);
  EXPECT_EQ(write_residue(kResidue, 2, "three").residue_versions, std::vector<std::uint64_t>{3});
  EXPECT_EQ(read_residue(kResidue)->bytes, "three");
  EXPECT_EQ(store_->read_residue_version(tenant_, kResidue, 1)->bytes, "one");
  EXPECT_TRUE(store_->read_residue_version(tenant_, kResidue, 2)->removed);
  EXPECT_EQ(store_->read_residue_version(tenant_, kResidue, 3)->bytes, "three");
  EXPECT_FALSE(store_->read_residue_version(tenant_, kResidue, 4));
  EXPECT_FALSE(store_->read_residue_version(tenant_, kResidue, 0));
}

TEST_P(RecordsContract, ChangesNothingWhenTheLastPartOfABatchFails) {
  store_->journal(tenant_, test_exchange("e1"), "bytes");
  write_residue(kResidue, 0, "one");
  Batch batch;
  batch.resources = {resource_write("Task", "t1", 0, "t", {1}, {2})};
  batch.residues = {{.key = {"northshire", "cld-r2", "other"}, .expected_version = 0, .remove = false, .bytes = "b"},
                    {.key = kResidue, .expected_version = 5, .remove = false, .bytes = "b"}};
  batch.outcomes = {{"e1", 1, "created", true, "", ""}};
  batch.ledger = {{"e1", "carried", 1}};
  batch.audit = {{"access", std::string(kNoon), "a"}};
  batch.outbox = {{"partner", std::string(kNoon), "o"}};
  const CommitResult result = store_->commit(tenant_, batch);
  EXPECT_EQ(result.conflict.kind, Kind::residue_version);
  EXPECT_EQ(result.conflict.index, 1U);
  EXPECT_TRUE(result.resource_versions.empty());
  EXPECT_TRUE(result.residue_versions.empty());
  EXPECT_FALSE(store_->read(tenant_, {.type = "Task", .id = "t1"}));
  EXPECT_FALSE(read_residue({"northshire", "cld-r2", "other"}));
  SearchQuery query;
  query.type = "Task";
  query.terms = {{{1}}};
  EXPECT_TRUE(store_->search(tenant_, query).resources.empty());
  EXPECT_FALSE(store_->find_identities(tenant_, std::vector<std::uint64_t>{2})[0]);
  EXPECT_TRUE(store_->outcomes(tenant_, "e1", 0, 10).empty());
  EXPECT_TRUE(store_->ledger_totals(tenant_, "e1").empty());
  EXPECT_TRUE(store_->audit(tenant_, "access", 0, 10).empty());
  EXPECT_TRUE(store_->outbox(tenant_, 10).empty());
  batch.residues[1].expected_version = 1;
  EXPECT_TRUE(store_->commit(tenant_, batch).committed);
  EXPECT_EQ(store_->audit(tenant_, "access", 0, 10).size(), 1U);
}

TEST_P(RecordsContract, RefusesAResidueTwiceInOneBatch) {
  Batch batch;
  batch.residues = {{.key = kResidue, .expected_version = 0, .remove = false, .bytes = "a"},
                    {.key = kResidue, .expected_version = 1, .remove = false, .bytes = "b"}};
  EXPECT_EQ(store_->commit(tenant_, batch).conflict.kind, Kind::written_twice);
  EXPECT_FALSE(read_residue(kResidue));
}

TEST_P(RecordsContract, ChainsTheAuditOfEachStream) {
  for (int i = 0; i < 4; ++i) {
    Batch batch;
    batch.audit = {{"access", std::string(kNoon), "seen " + std::to_string(i)},
                   {"change", std::string(kNoon), "changed"}};
    ASSERT_TRUE(store_->commit(tenant_, batch).committed);
  }
  const auto rows = store_->audit(tenant_, "access", 2, 2);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].number, 2U);
  EXPECT_EQ(rows[0].content, "seen 1");
  EXPECT_EQ(rows[0].instant, kNoon);
  EXPECT_NE(rows[0].digest, rows[1].digest);
  // The same content has another digest in another place of the chain.
  const auto changes = store_->audit(tenant_, "change", 0, 10);
  ASSERT_EQ(changes.size(), 4U);
  EXPECT_NE(changes[0].digest, changes[1].digest);
  EXPECT_EQ(store_->first_broken_audit_row(tenant_, "access"), std::nullopt);
  EXPECT_EQ(store_->first_broken_audit_row(tenant_, "unused"), std::nullopt);
  EXPECT_TRUE(store_->audit("other-place", "access", 0, 10).empty());
}

TEST_P(RecordsContract, KeepsTheOutboxUntilEachRowIsDelivered) {
  Batch batch;
  batch.outbox = {{"marketplace", std::string(kNoon), "one"},
                  {"marketplace", std::string(kNoon), "two"},
                  {"council", std::string(kNoon), "three"}};
  store_->commit(tenant_, batch);
  auto waiting = store_->outbox(tenant_, 10);
  ASSERT_EQ(waiting.size(), 3U);
  EXPECT_EQ(waiting[1].content, "two");
  EXPECT_EQ(waiting[2].destination, "council");
  EXPECT_EQ(waiting[0].instant, kNoon);
  Batch done;
  done.outbox_done = {waiting[1].number};
  EXPECT_TRUE(store_->commit("other-place", done).committed);
  EXPECT_EQ(store_->outbox(tenant_, 10).size(), 3U);
  EXPECT_TRUE(store_->commit(tenant_, done).committed);
  waiting = store_->outbox(tenant_, 10);
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0].content, "one");
  EXPECT_EQ(waiting[1].content, "three");
  EXPECT_EQ(store_->outbox(tenant_, 1).size(), 1U);
}

TEST_P(RecordsContract, KeepsClosuresForEver) {
  EXPECT_FALSE(store_->get_closure(tenant_, "hash"));
  store_->put_closure(tenant_, "hash", "first");
  store_->put_closure(tenant_, "hash", "second");
  EXPECT_EQ(store_->get_closure(tenant_, "hash"), "first");
  EXPECT_FALSE(store_->get_closure("other-place", "hash"));
}

TEST_P(RecordsContract, ReplacesSettingsAndSharings) {
  EXPECT_FALSE(store_->get_setting(tenant_, "face.cld"));
  store_->put_setting(tenant_, "face.cld", "one");
  store_->put_setting(tenant_, "face.cld", "");
  EXPECT_EQ(store_->get_setting(tenant_, "face.cld"), "");
  EXPECT_FALSE(store_->get_setting("other-place", "face.cld"));
  Sharing sharing{"s1", "Patient/p1", "northshire", "marketplace", "2026-04-01", "", "{}"};
  store_->put_sharing(tenant_, sharing);
  sharing.ends = "2026-05-01";
  store_->put_sharing(tenant_, sharing);
  const auto found = store_->sharings(tenant_, "Patient/p1", "marketplace");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].ends, "2026-05-01");
  EXPECT_EQ(found[0].giver, "northshire");
  EXPECT_EQ(found[0].begins, "2026-04-01");
  EXPECT_EQ(found[0].body, "{}");
  EXPECT_TRUE(store_->sharings(tenant_, "Patient/p1", "northshire").empty());
  EXPECT_TRUE(store_->sharings("other-place", "Patient/p1", "marketplace").empty());
}

}  // namespace
}  // namespace careway::store
