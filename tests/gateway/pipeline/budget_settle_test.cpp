// Two versions of one budget, settled. Home care at £237.80 a week (14.5 hours x £16.40), the council's; the year is 52
// weeks from 6 April 2026, so that a week of the budget is seven days.

#include <gtest/gtest.h>

#include "gateway/pipeline/budget_desk.h"
#include "mappers/budget/calculate.h"
#include "tests/gateway/pipeline/place.h"

namespace careway::pipeline {
namespace {

using budget::Rational;
using fhir::CivilDate;

constexpr CivilDate kStart{2026, 4, 6};
constexpr CivilDate kHalfYear{2026, 10, 4};  // 26 weeks, included
constexpr CivilDate kOtherHalf{2026, 10, 5};
constexpr CivilDate kEnd{2027, 4, 4};

budget::LineInput home_care() {
  budget::LineInput line;
  line.key = "HC-1";
  line.service_type = "home-support";
  line.service_type_alias = "cld-service-component";
  line.price = Rational(1'640);
  line.unit = money::Frequency::hourly;
  line.units_per_week = Rational(29, 2);
  return line;
}

/// The council's money, with what the person was assessed to pay a week over some days.
budget::StreamInput council_stream(std::int64_t assessed_pence, std::optional<CivilDate> from = {},
                                   std::optional<CivilDate> to = {}) {
  budget::StreamInput input;
  input.stream.code = "adult-social-care";
  input.stream.funder = {"la-code", "E09000033", "Example Council"};
  input.stream.cost_centre = "10300";
  input.stream.subjective_code = "520060";
  input.from = from;
  input.to = to;
  input.assessed_weekly = Rational(assessed_pence);
  return input;
}

budget::Budget worked_out(std::vector<budget::StreamInput> streams, CivilDate from = kStart, CivilDate to = kEnd,
                          std::vector<budget::ShareInput> shares = {}) {
  budget::Inputs inputs;
  inputs.lines.push_back(home_care());
  inputs.lines.back().shares = std::move(shares);
  inputs.streams = std::move(streams);
  budget::Question question;
  question.issuer = {"la-code", "E09000033", "Example Council"};
  question.reference = "B-1";
  question.from = from;
  question.to = to;
  question.prices_as_of = kStart;
  question.year_factor = Rational(52);
  fhir::Issues issues;
  const auto rates = budget::RateBook::make({}, issues);
  auto budget = budget::calculate(inputs, *rates, question, issues);
  EXPECT_TRUE(budget) << (issues.items().empty() ? "" : issues.items().front().code);
  return budget ? std::move(*budget) : budget::Budget{};
}

class BudgetSettleTest : public PipelineTest {
 protected:
  money::Settlement settled(const budget::Budget& paid, const budget::Budget& due, CivilDate until) {
    fhir::Issues issues;
    BudgetDesk desk(place_.services(), council());
    auto settlement = desk.settle(paid, due, until, issues);
    EXPECT_TRUE(settlement) << (issues.items().empty() ? "" : issues.items().front().code);
    return settlement ? std::move(*settlement) : money::Settlement{};
  }
};

TEST_P(BudgetSettleTest, AContributionThatRisesIsDueOnItsOwnDays) {
  const auto before = worked_out({council_stream(2'000)});
  const auto after = worked_out({council_stream(2'000, kStart, kHalfYear), council_stream(6'000, kOtherHalf, kEnd)});
  // Nothing changed until 4 October.
  EXPECT_TRUE(settled(before, after, kHalfYear).transfers.empty());
  // A week later the person owes the council £60 - £20.
  const auto later = settled(before, after, {2026, 10, 11});
  ASSERT_EQ(later.transfers.size(), 1U);
  EXPECT_EQ(later.transfers[0].from, "contribution");
  EXPECT_EQ(later.transfers[0].to, "adult-social-care");
  EXPECT_EQ(later.transfers[0].amount, 4'000);
}

TEST_P(BudgetSettleTest, AYearOf52WeeksIn365DaysLeavesNothingOwing) {
  const CivilDate first{2026, 4, 1};
  const CivilDate last{2027, 3, 31};
  const auto before = worked_out({council_stream(2'000)}, first, last);
  const auto after =
      worked_out({council_stream(2'000, first, CivilDate{2026, 9, 30}), council_stream(6'000, CivilDate{2026, 10, 1})},
                 first, last);
  EXPECT_TRUE(settled(before, after, {2026, 9, 30}).transfers.empty());
}

TEST_P(BudgetSettleTest, AFreeHalfOfTheYearIsFree) {
  // £20 a week all year was paid; nothing is due in the first half: 26 x £20 go back to the person.
  const auto before = worked_out({council_stream(2'000)});
  const auto after = worked_out({council_stream(0, kStart, kHalfYear), council_stream(2'000, kOtherHalf, kEnd)});
  const auto settlement = settled(before, after, kEnd);
  ASSERT_EQ(settlement.transfers.size(), 1U);
  EXPECT_EQ(settlement.transfers[0].from, "adult-social-care");
  EXPECT_EQ(settlement.transfers[0].to, "contribution");
  EXPECT_EQ(settlement.transfers[0].amount, 52'000);
}

TEST_P(BudgetSettleTest, ABudgetThatSaysNoDaysSpreadsItsContributionEvenly) {
  auto before = worked_out({council_stream(2'000)});
  auto after = worked_out({council_stream(2'000, kStart, kHalfYear), council_stream(6'000, kOtherHalf, kEnd)});
  before.contribution_phases.clear();
  after.contribution_phases.clear();
  // 26 x £20 + 26 x £60 over 52 weeks: £40 a week.
  const auto settlement = settled(before, after, {2026, 4, 12});
  ASSERT_EQ(settlement.transfers.size(), 1U);
  EXPECT_EQ(settlement.transfers[0].amount, 2'000);
}

TEST_P(BudgetSettleTest, AVersionThatBeginsLaterSaysNothingOfTheDaysBefore) {
  budget::ShareInput chc;
  chc.stream = "chc";
  chc.value = Rational(100);
  const auto before = worked_out({council_stream(0)});
  const auto after = worked_out({}, kOtherHalf, kEnd, {chc});
  // 12 weeks x £237.80 from 5 October; April to September stand.
  const auto settlement = settled(before, after, {2026, 12, 27});
  ASSERT_EQ(settlement.transfers.size(), 1U);
  EXPECT_EQ(settlement.transfers[0].from, "chc");
  EXPECT_EQ(settlement.transfers[0].to, "adult-social-care");
  EXPECT_EQ(settlement.transfers[0].amount, 285'360);
  EXPECT_EQ(settlement.open, 0);
  EXPECT_TRUE(settled(before, after, kHalfYear).transfers.empty());
}

TEST_P(BudgetSettleTest, ATransferNamesBothCostCentresOfOnePayer) {
  const auto before = worked_out({council_stream(0)});
  auto moved = council_stream(0);
  moved.stream.cost_centre = "10400";
  moved.stream.subjective_code = "520070";
  // One week of £237.80, posted to the old codes.
  const auto settlement = settled(before, worked_out({moved}), {2026, 4, 12});
  ASSERT_EQ(settlement.accounts.size(), 2U);
  ASSERT_EQ(settlement.transfers.size(), 1U);
  const money::Transfer& transfer = settlement.transfers[0];
  EXPECT_EQ(transfer.from + " " + transfer.from_cost_centre + " " + transfer.from_subjective_code,
            "adult-social-care 10400 520070");
  EXPECT_EQ(transfer.to + " " + transfer.to_cost_centre + " " + transfer.to_subjective_code,
            "adult-social-care 10300 520060");
  EXPECT_EQ(transfer.amount, 23'780);
}

INSTANTIATE_TEST_SUITE_P(Engines, BudgetSettleTest, testing::Values(Place::Engine::memory), engine_name);

}  // namespace
}  // namespace careway::pipeline
