#include <string>
#include <vector>

#include "tests/adapters/store/store_fixture.h"

namespace careway::store {
namespace {

using Kind = Conflict::Kind;

class ExchangesContract : public StoreContract {
 protected:
  std::string journalled_bytes(std::string_view id) {
    std::string bytes;
    for (std::uint64_t chunk = 0;; ++chunk) {
      const auto piece = store_->read_journal_chunk(tenant_, id, chunk);
      if (!piece) return bytes;
      bytes += *piece;
    }
  }
};
CAREWAY_ON_EVERY_ENGINE(ExchangesContract);

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + i / 997);
  return bytes;
}

TEST_P(ExchangesContract, JournalsBytesAndEntry) {
  const std::string bytes = pattern(2'500'000);
  Exchange given = test_exchange("e1", "key 1");
  given.direction = Direction::out;
  given.closure_hash = "closure";
  const JournalResult result = store_->journal(tenant_, given, bytes);
  EXPECT_TRUE(result.created);
  EXPECT_EQ(result.exchange.bytes, bytes.size());
  EXPECT_EQ(journalled_bytes("e1"), bytes);
  const auto found = store_->find_exchange(tenant_, "e1");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->direction, Direction::out);
  EXPECT_EQ(found->partner, "northshire");
  EXPECT_EQ(found->face, "cld-r2");
  EXPECT_EQ(found->media_type, "text/csv");
  EXPECT_EQ(found->digest, "digest");
  EXPECT_EQ(found->idempotency_key, "key 1");
  EXPECT_EQ(found->closure_hash, "closure");
  EXPECT_EQ(found->received, kNoon);
  EXPECT_EQ(found->state, ExchangeState::journalled);
  EXPECT_FALSE(store_->find_exchange("other-place", "e1"));
  EXPECT_FALSE(store_->read_journal_chunk("other-place", "e1", 0));
}

TEST_P(ExchangesContract, AnswersARepeatedIdempotencyKeyWithTheFirst) {
  store_->journal(tenant_, test_exchange("e1", "key"), "first");
  const JournalResult again = store_->journal(tenant_, test_exchange("e2", "key"), "second");
  EXPECT_FALSE(again.created);
  EXPECT_EQ(again.exchange.id, "e1");
  EXPECT_FALSE(store_->find_exchange(tenant_, "e2"));
  EXPECT_EQ(journalled_bytes("e1"), "first");
  EXPECT_EQ(store_->find_exchange_by_idempotency_key(tenant_, "northshire", "key")->id, "e1");
  EXPECT_FALSE(store_->find_exchange_by_idempotency_key(tenant_, "northshire", "other"));
  EXPECT_FALSE(store_->find_exchange_by_idempotency_key(tenant_, "marketplace", "key"));
  Exchange other_partner = test_exchange("e3", "key");
  other_partner.partner = "marketplace";
  EXPECT_TRUE(store_->journal(tenant_, other_partner, "x").created);
  EXPECT_TRUE(store_->journal("other-place", test_exchange("e1", "key"), "x").created);
  EXPECT_TRUE(store_->journal(tenant_, test_exchange("e4"), "x").created);
  EXPECT_TRUE(store_->journal(tenant_, test_exchange("e5"), "x").created);
  EXPECT_FALSE(store_->journal(tenant_, test_exchange("e5"), "y").created);
  EXPECT_FALSE(store_->find_exchange_by_idempotency_key(tenant_, "northshire", ""));
}

TEST_P(ExchangesContract, TakesAFileInPieces) {
  const std::string bytes = pattern(9'000'001);
  auto writer = store_->open_journal(tenant_, test_exchange("e1", "key"));
  for (std::size_t at = 0; at < bytes.size(); at += 70'000) writer->append(std::string_view(bytes).substr(at, 70'000));
  EXPECT_FALSE(store_->find_exchange(tenant_, "e1"));
  EXPECT_TRUE(store_->exchanges_in_state(tenant_, ExchangeState::journalled, "", 10).empty());
  const JournalResult result = writer->finish("digest of all");
  EXPECT_TRUE(result.created);
  EXPECT_EQ(result.exchange.digest, "digest of all");
  EXPECT_EQ(result.exchange.bytes, bytes.size());
  EXPECT_EQ(journalled_bytes("e1"), bytes);
  auto repeated = store_->open_journal(tenant_, test_exchange("e2", "key"));
  repeated->append("other");
  const JournalResult again = repeated->finish("another digest");
  EXPECT_FALSE(again.created);
  EXPECT_EQ(again.exchange.id, "e1");
  EXPECT_EQ(again.exchange.digest, "digest of all");
}

TEST_P(ExchangesContract, ForgetsAFileThatBrokeOff) {
  {
    auto writer = store_->open_journal(tenant_, test_exchange("e1", "key"));
    writer->append(pattern(5'000'000));
  }
  EXPECT_FALSE(store_->find_exchange(tenant_, "e1"));
  EXPECT_FALSE(store_->read_journal_chunk(tenant_, "e1", 0));
  EXPECT_TRUE(store_->journal(tenant_, test_exchange("e1", "key"), "whole").created);
  EXPECT_EQ(journalled_bytes("e1"), "whole");
}

TEST_P(ExchangesContract, KeepsProgressReceiptAndOutcomes) {
  store_->journal(tenant_, test_exchange("e1"), "bytes");
  Batch batch;
  batch.exchanges.push_back({.id = "e1",
                             .expected_state = ExchangeState::journalled,
                             .state = ExchangeState::working,
                             .documents_done = 2,
                             .documents_total = 3,
                             .receipt = std::nullopt,
                             .closure_hash = "hash"});
  batch.outcomes = {{"e1", 1, "created", false, "ServiceRequest/s1", ""},
                    {"e1", 2, "refused", true, "", "[{\"code\":\"x\"}]"}};
  batch.ledger = {{"e1", "carried", 10}, {"e1", "residue", 2}, {"e1", "carried", 5}};
  ASSERT_TRUE(store_->commit(tenant_, batch).committed);
  batch.exchanges[0] = {.id = "e1",
                        .expected_state = ExchangeState::working,
                        .state = ExchangeState::done,
                        .documents_done = 3,
                        .documents_total = 3,
                        .receipt = "{\"rows\":3}",
                        .closure_hash = std::nullopt};
  batch.outcomes = {{"e1", 3, "created", false, "ServiceRequest/s2", ""},
                    {"e1", 1, "updated", false, "ServiceRequest/s1", ""}};
  batch.ledger = {{"e1", "residue", 1}};
  ASSERT_TRUE(store_->commit(tenant_, batch).committed);
  const auto exchange = store_->find_exchange(tenant_, "e1");
  EXPECT_EQ(exchange->state, ExchangeState::done);
  EXPECT_EQ(exchange->documents_done, 3U);
  EXPECT_EQ(exchange->documents_total, 3U);
  EXPECT_EQ(exchange->receipt, "{\"rows\":3}");
  EXPECT_EQ(exchange->closure_hash, "hash");
  const auto outcomes = store_->outcomes(tenant_, "e1", 0, 10);
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes[0].outcome, "updated");
  EXPECT_EQ(outcomes[0].anchor, "ServiceRequest/s1");
  EXPECT_EQ(outcomes[1].issues, "[{\"code\":\"x\"}]");
  EXPECT_EQ(store_->outcomes(tenant_, "e1", 2, 1)[0].document, 2U);
  const auto attention = store_->outcomes_needing_attention(tenant_, "e1", 0, 10);
  ASSERT_EQ(attention.size(), 1U);
  EXPECT_EQ(attention[0].document, 2U);
  EXPECT_TRUE(store_->outcomes_needing_attention(tenant_, "e1", 3, 10).empty());
  const auto totals = store_->ledger_totals(tenant_, "e1");
  ASSERT_EQ(totals.size(), 2U);
  EXPECT_EQ(totals[0].name, "carried");
  EXPECT_EQ(totals[0].count, 15U);
  EXPECT_EQ(totals[1].count, 3U);
  const auto counts = store_->outcome_totals(tenant_, "e1");
  ASSERT_EQ(counts.size(), 3U);
  EXPECT_EQ(counts[0].name, "created");
  EXPECT_EQ(counts[2].name, "updated");
  EXPECT_EQ(counts[2].count, 1U);
  EXPECT_TRUE(store_->outcomes("other-place", "e1", 0, 10).empty());
  EXPECT_TRUE(store_->ledger_totals("other-place", "e1").empty());
}

TEST_P(ExchangesContract, StopsAWorkerWhoseExchangeWasCancelled) {
  store_->journal(tenant_, test_exchange("e1"), "bytes");
  Batch cancel;
  cancel.exchanges.push_back({.id = "e1",
                              .expected_state = std::nullopt,
                              .state = ExchangeState::cancelled,
                              .documents_done = 0,
                              .documents_total = 0,
                              .receipt = std::nullopt,
                              .closure_hash = std::nullopt});
  ASSERT_TRUE(store_->commit(tenant_, cancel).committed);
  Batch work;
  work.resources = {resource_write("Task", "t1", 0, "t")};
  work.exchanges.push_back({.id = "e1",
                            .expected_state = ExchangeState::working,
                            .state = ExchangeState::working,
                            .documents_done = 1,
                            .documents_total = 2,
                            .receipt = std::nullopt,
                            .closure_hash = std::nullopt});
  const CommitResult result = store_->commit(tenant_, work);
  EXPECT_EQ(result.conflict.kind, Kind::exchange_state);
  EXPECT_FALSE(store_->read(tenant_, {.type = "Task", .id = "t1"}));
}

TEST_P(ExchangesContract, RefusesAnExchangeThatIsNotJournalled) {
  Batch batch;
  batch.outcomes = {{"nowhere", 1, "created", false, "", ""}};
  EXPECT_EQ(store_->commit(tenant_, batch).conflict.kind, Kind::exchange_unknown);
  batch.outcomes.clear();
  batch.ledger = {{"nowhere", "carried", 1}};
  EXPECT_EQ(store_->commit(tenant_, batch).conflict.kind, Kind::exchange_unknown);
}

TEST_P(ExchangesContract, ListsWhatIsStillToDo) {
  for (int i = 0; i < 5; ++i) store_->journal(tenant_, test_exchange("e" + std::to_string(i)), "b");
  Batch batch;
  batch.exchanges.push_back({.id = "e2",
                             .expected_state = std::nullopt,
                             .state = ExchangeState::done,
                             .documents_done = 1,
                             .documents_total = 1,
                             .receipt = std::nullopt,
                             .closure_hash = std::nullopt});
  store_->commit(tenant_, batch);
  const auto first = store_->exchanges_in_state(tenant_, ExchangeState::journalled, "", 2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[1].id, "e1");
  const auto rest = store_->exchanges_in_state(tenant_, ExchangeState::journalled, "e1", 10);
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest[0].id, "e3");
  EXPECT_EQ(store_->exchanges_in_state(tenant_, ExchangeState::done, "", 10).size(), 1U);
  EXPECT_TRUE(store_->exchanges_in_state(tenant_, ExchangeState::journalled, "unknown", 10).empty());
}

}  // namespace
}  // namespace careway::store
