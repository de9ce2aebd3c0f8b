// What settlements, movements and rate tables refuse, and what averages never tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mappers/money/movements.h"
#include "mappers/money/rates.h"
#include "mappers/money/settlement.h"

namespace careway::money {
namespace {

constexpr fhir::CivilDate kStart{2026, 4, 1};
constexpr fhir::CivilDate kEnd{2027, 3, 31};

std::vector<std::string> codes(const fhir::Issues& issues) {
  std::vector<std::string> list;
  for (const fhir::Issue& issue : issues.items()) list.push_back(issue.code);
  return list;
}

Phase phase(fhir::CivilDate from, fhir::CivilDate to, std::int64_t weekly) {
  return {from, to, {{"council", "C100", "5210", Rational(weekly)}}};
}

void expect_settle_refused(const std::vector<Phase>& phases, const char* code) {
  for (const bool is_paid : {true, false}) {
    fhir::Issues issues;
    EXPECT_FALSE(settle(is_paid ? phases : std::vector<Phase>{}, is_paid ? std::vector<Phase>{} : phases, kStart, kEnd,
                        Rounding::half_up, issues));
    EXPECT_THAT(codes(issues), testing::ElementsAre(code));
  }
}

TEST(Settlement, RefusesOverlapsBackwardPhasesAndNegativeAmounts) {
  expect_settle_refused({phase({2026, 4, 1}, {2026, 4, 30}, 1), phase({2026, 4, 30}, {2026, 5, 30}, 1)},
                        "money-overlap");
  expect_settle_refused({phase({2026, 4, 2}, {2026, 4, 1}, 1)}, "money-period");
  expect_settle_refused({phase({2026, 4, 1}, {2026, 4, 2}, -1)}, "money-negative");
}

TEST(Settlement, CountsOnlyTheDaysAskedFor) {
  fhir::Issues issues;
  const auto found =
      settle({}, {phase({2020, 1, 1}, {2030, 1, 1}, 7'00)}, {2026, 4, 1}, {2026, 4, 3}, Rounding::half_up, issues);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->accounts.size(), 1U);
  EXPECT_EQ(found->accounts[0].due, 3'00);
  EXPECT_EQ(found->accounts[0].cost_centre, "C100");
  EXPECT_EQ(found->open, 3'00);
  EXPECT_TRUE(found->transfers.empty());
}

Movement movement(const char* id, Pence amount, const char* reverses = "") {
  return {id, kStart, *reverses == '\0' ? Movement::Kind::debit : Movement::Kind::credit, amount, reverses};
}

void expect_movements_refused(const std::vector<Movement>& movements, const char* code) {
  fhir::Issues issues;
  EXPECT_FALSE(balance_at(movements, 0, kEnd, issues));
  EXPECT_THAT(codes(issues), testing::ElementsAre(code));
}

TEST(Movements, AreOnlyEverReversedOnceAndWhole) {
  expect_movements_refused({movement("a", 0)}, "movement-amount");
  expect_movements_refused({movement("a", 1), movement("a", 1)}, "movement-twice");
  expect_movements_refused({movement("b", 1, "a")}, "movement-reversal");
  expect_movements_refused({movement("a", 2), movement("b", 1, "a")}, "movement-reversal");
  expect_movements_refused({movement("a", 1), movement("b", 1, "a"), movement("c", 1, "a")}, "movement-reversal");
  expect_movements_refused({movement("a", 1), movement("b", 1, "a"), movement("c", 1, "b")}, "movement-reversal");
  expect_movements_refused({movement("a", INT64_MAX), movement("b", 1)}, "money-too-large");
}

Rate rate(const char* id, fhir::CivilDate from, fhir::CivilDate to) {
  Rate row;
  row.id = id;
  row.service_type = "home-care";
  row.from = from;
  row.to = to;
  row.price = Rational(1'640);
  return row;
}

void expect_rates_refused(std::vector<Rate> rates, const char* code) {
  fhir::Issues issues;
  EXPECT_FALSE(RateTable::make(std::move(rates), issues));
  EXPECT_THAT(codes(issues), testing::ElementsAre(code));
}

TEST(Rates, RefuseWhatCouldShowOnePersonsPackage) {
  Rate average = rate("r1", kStart, kEnd);
  average.basis = RateBasis::average;
  average.people = 9;
  expect_rates_refused({average}, "rate-disclosure");
  average.people = 10;
  fhir::Issues issues;
  EXPECT_TRUE(RateTable::make({average}, issues));
}

TEST(Rates, RefuseTwoPricesOfOneDay) {
  expect_rates_refused({rate("r1", kStart, kEnd), rate("r2", kEnd, {2028, 1, 1})}, "rate-overlap");
  expect_rates_refused({rate("r1", kStart, {2026, 4, 2}), rate("r1", {2026, 4, 3}, kEnd)}, "rate-twice");
  expect_rates_refused({rate("r1", kEnd, kStart)}, "rate-period");
}

TEST(Rates, HoldFromTheirFirstToTheirLastDay) {
  fhir::Issues issues;
  Rate old = rate("old", {2025, 4, 1}, {2026, 3, 31});
  Rate now = rate("now", kStart, kEnd);
  now.uplift_percent = Rational(5);
  const auto table = RateTable::make({now, old}, issues);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->find("home-care", {2026, 3, 31})->id, "old");
  EXPECT_EQ(table->find("home-care", kStart)->id, "now");
  EXPECT_EQ(table->find("home-care", {2025, 3, 31}), nullptr);
  EXPECT_EQ(table->find("home-care", {2027, 4, 1}), nullptr);
  EXPECT_EQ(table->find("day-care", kStart), nullptr);
  EXPECT_EQ(RateTable::price_of(*table->find("home-care", kStart)), Rational(1'722));
}

TEST(Rates, AverageCountsEachPersonOnce) {
  std::vector<Actual> actuals;
  for (int i = 0; i < 10; ++i) actuals.push_back({"p" + std::to_string(i), "home-care", Rational(1'000 + i * 100)});
  actuals.push_back({"p9", "home-care", Rational(2'100)});  // the tenth person twice: 1,900 and 2,100 make 2,000
  for (int i = 0; i < 9; ++i) actuals.push_back({"p" + std::to_string(i), "day-care", Rational(5'000)});
  fhir::Issues issues;
  const auto rates = average_rates(actuals, issues);
  ASSERT_EQ(rates.size(), 1U);
  const Rate& found = rates.at("home-care");
  EXPECT_EQ(found.people, 10U);
  EXPECT_EQ(found.price, Rational(14'600, 10));
  EXPECT_EQ(found.median, Rational(1'450));
  ASSERT_EQ(issues.items().size(), 1U);
  EXPECT_EQ(issues.items()[0].code, "rate-disclosure");
  EXPECT_EQ(issues.items()[0].path, "day-care");
}

}  // namespace
}  // namespace careway::money
