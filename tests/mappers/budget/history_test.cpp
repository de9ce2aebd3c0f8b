// What a service cost before: which days and whose costs count, and what is left out.
#include "mappers/budget/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mappers/budget/rules.h"
#include "tests/mappers/budget/budget_support.h"

namespace careway::budget {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The day of prices of question() is 1 March 2026, so the year before is 1 March 2025 to 28 February 2026.
ActualInput cost(const char* label, fhir::CivilDate from, fhir::CivilDate to, std::int64_t price,
                 std::int64_t units = 1) {
  ActualInput actual;
  actual.source = {label, std::string("ChargeItem/") + label + "/_history/1"};
  actual.sector = "social-care";
  actual.service_type = "home-support";
  actual.from = from;
  actual.to = to;
  actual.price = Rational(price);
  actual.quantity = Rational(units);
  return actual;
}

ActualInput of(const char* sector, ActualInput actual, const char* service_type = "home-support") {
  actual.sector = sector;
  actual.service_type = service_type;
  return actual;
}

LineInput unpriced(std::vector<ShareInput> shares = {}) {
  LineInput line = home_care();
  line.price.reset();
  line.shares = std::move(shares);
  return line;
}

Inputs with(std::vector<LineInput> lines, std::vector<ActualInput> actuals) {
  Inputs inputs;
  inputs.patient = "Patient/ada";
  inputs.lines = std::move(lines);
  inputs.actuals = std::move(actuals);
  return inputs;
}

Budget expect_budget(const Inputs& inputs, const std::vector<std::string>& warnings = {}) {
  fhir::Issues issues;
  auto budget = calculate(inputs, no_rates(), question(), issues);
  EXPECT_EQ(found(issues), warnings);
  if (!budget) {
    ADD_FAILURE() << "no budget";
    return {};
  }
  fhir::Issues broken;
  EXPECT_TRUE(holds(*budget, broken)) << found(broken).front();
  return std::move(*budget);
}

/// The exact weekly price of a line of the council with these costs.
Rational weekly(const std::vector<ActualInput>& actuals) {
  const Budget budget = expect_budget(with({unpriced()}, actuals));
  if (budget.lines.empty()) return {};
  EXPECT_EQ(budget.lines[0].basis, "historic");
  EXPECT_EQ(budget.lines[0].unit, money::Frequency::weekly);
  EXPECT_FALSE(budget.lines[0].units_per_week);
  return budget.lines[0].unit_price;
}

std::vector<std::string> labels(const Line& line) {
  std::vector<std::string> list;
  for (const Source& source : line.sources) list.push_back(source.label);
  return list;
}

TEST(History, CountsTheDaysBetweenInvoicesOfSingleDays) {
  std::vector<ActualInput> mondays;
  const std::int64_t first = fhir::days_from_civil({2025, 3, 3});
  for (std::int64_t week = 0; week < 51; ++week) {
    const fhir::CivilDate day = fhir::civil_from_days(first + 7 * week);
    mondays.push_back(cost("monday", day, day, 6'000));
  }
  // 51 x 60.00 = 3,060.00 over 50 x 7 + 1 = 351 days: 61.0256 a week.
  EXPECT_EQ(weekly(mondays), Rational(306'000 * 7, 351));
  EXPECT_EQ(expect_budget(with({unpriced()}, mondays)).gross.week, 6'103);
}

TEST(History, CountsFromTheFirstDayOfAServiceThatBeganLateAndTheHolidaysInside) {
  // Autumn term 8 September to 19 December, spring term 5 January to 13 February: 103 + 16 + 40 = 159 days.
  EXPECT_EQ(weekly({cost("autumn", {2025, 9, 8}, {2025, 12, 19}, 300'000),
                    cost("spring", {2026, 1, 5}, {2026, 2, 13}, 100'000)}),
            Rational(400'000 * 7, 159));
}

TEST(History, CountsDaysThatTwoCostsCoverOnce) {
  // 1 to 14 February, whichever comes first in the record.
  EXPECT_EQ(weekly({cost("b", {2026, 2, 8}, {2026, 2, 14}, 700), cost("a", {2026, 2, 1}, {2026, 2, 12}, 7'000)}),
            Rational(3'850));
}

TEST(History, NeverMakesAWeekOfFewerThanSevenDays) {
  EXPECT_EQ(weekly({cost("day", {2026, 2, 4}, {2026, 2, 4}, 6'000)}), Rational(6'000));
  EXPECT_EQ(weekly({cost("day", {2026, 2, 4}, {2026, 2, 9}, 6'000)}), Rational(6'000));
  EXPECT_EQ(weekly({cost("day", {2026, 2, 4}, {2026, 2, 11}, 6'000)}), Rational(6'000 * 7, 8));
}

TEST(History, CountsACostThatReachesBeyondTheYearByItsDaysInside) {
  const Budget budget = expect_budget(
      with({unpriced()},
           {cost("early", {2025, 2, 22}, {2025, 3, 7}, 1'000, 14), cost("whole", {2025, 7, 1}, {2025, 7, 31}, 5'000),
            cost("late", {2026, 2, 23}, {2026, 3, 3}, 900), cost("before", {2025, 2, 1}, {2025, 2, 28}, 9'999),
            cost("after", {2026, 3, 1}, {2026, 3, 7}, 9'999)}));
  ASSERT_EQ(budget.lines.size(), 1U);
  // 7 of 14 days of 14,000 and 6 of 9 days of 900: 7,000 + 5,000 + 600 over the whole 365 days.
  EXPECT_EQ(budget.lines[0].unit_price, Rational(12'600 * 7, 365));
  EXPECT_THAT(labels(budget.lines[0]), ElementsAre("early", "whole", "late"));
  EXPECT_EQ(budget.lines[0].sources[2].reference, "ChargeItem/late/_history/1");
}

TEST(History, TakesCreditNotesOff) {
  // 4 weeks of 100.00 less 50.00. The note of a later day makes them no five weeks.
  EXPECT_EQ(
      weekly({cost("four", {2026, 1, 5}, {2026, 2, 1}, 10'000, 4), cost("credit", {2026, 2, 2}, {2026, 2, 8}, -5'000)}),
      Rational(35'000, 4));
}

TEST(History, HasNoPriceOfWhatWasAllGivenBack) {
  const std::vector<ActualInput> nothing = {cost("invoice", {2026, 1, 5}, {2026, 1, 11}, 10'000),
                                            cost("credit", {2026, 1, 5}, {2026, 1, 11}, -10'000)};
  fhir::Issues issues;
  EXPECT_FALSE(calculate(with({unpriced()}, nothing), no_rates(), question(), issues));
  EXPECT_THAT(found(issues), ElementsAre("budget-history-credit home-support", "budget-no-price HC-1"));
  // Without a plan the other services stand.
  std::vector<ActualInput> two = nothing;
  two.push_back(of("education", cost("E", {2026, 2, 2}, {2026, 2, 8}, 5'000), "short-break"));
  const Budget budget = expect_budget(with({}, two), {"budget-history-credit home-support"});
  ASSERT_EQ(budget.lines.size(), 1U);
  EXPECT_EQ(budget.lines[0].key, "history-education-short-break");
}

TEST(History, SaysOnceWhatIsTooOldAndOnlyWhereNothingElseIsKnown) {
  const Budget budget = expect_budget(
      with({}, {cost("now", {2026, 2, 2}, {2026, 2, 8}, 5'000), cost("past", {2024, 2, 2}, {2024, 2, 8}, 9'999),
                of("social-care", cost("m1", {2023, 1, 2}, {2023, 1, 8}, 9'999), "meals"),
                of("social-care", cost("m2", {2023, 1, 9}, {2023, 1, 15}, 9'999), "meals")}),
      {"budget-history-old meals"});
  ASSERT_EQ(budget.lines.size(), 1U);
  EXPECT_EQ(budget.lines[0].key, "history-social-care-home-support");
  // Two lines of a plan that ask for the same: once too. What no line asks for is not spoken of.
  LineInput other = unpriced();
  other.key = "HC-2";
  const ActualInput old = cost("old", {2024, 2, 2}, {2024, 2, 8}, 9'999);
  fhir::Issues issues;
  EXPECT_FALSE(calculate(with({unpriced(), other}, {old}), no_rates(), question(), issues));
  EXPECT_THAT(found(issues),
              ElementsAre("budget-history-old home-support", "budget-no-price HC-1", "budget-no-price HC-2"));
  expect_budget(with({home_care()}, {old}));
}

TEST(History, MakesLinesOfASectorAndAServiceBeforeThereIsAPlan) {
  const Budget budget = expect_budget(
      with({}, {of("social-care", cost("A", {2026, 1, 5}, {2026, 2, 1}, 1'640, 58)),
                of("education", cost("E", {2026, 1, 5}, {2026, 2, 1}, 5'000, 4), "short-break"),
                of("health", cost("H", {2026, 1, 5}, {2026, 2, 1}, 2'500, 8), "therapy"),
                of("health", cost("HH", {2026, 1, 5}, {2026, 2, 1}, 2'000, 8))}),
      {"budget-health-stream history-health-home-support", "budget-health-stream history-health-therapy"});
  ASSERT_EQ(budget.lines.size(), 4U);
  // Four weeks each: 8 x 20.00 = 160.00, so 40.00 a week; 58 x 16.40 = 951.20, so 237.80; 4 x 50.00 = 200.00, so 50.00;
  // 8 x 25.00 = 200.00, so 50.00.
  const auto expect_line = [&](std::size_t place, const char* key, const char* stream, Pence week) {
    SCOPED_TRACE(key);
    const Line& line = budget.lines[place];
    EXPECT_EQ(line.key, key);
    EXPECT_EQ(line.basis, "historic");
    EXPECT_EQ(line.parts.at(0).stream, stream);
    EXPECT_EQ(line.gross.week, week);
    EXPECT_EQ(line.sources.size(), 1U);
  };
  expect_line(0, "history-health-home-support", "joint-nhs", 4'000);
  expect_line(1, "history-social-care-home-support", "adult-social-care", 23'780);
  expect_line(2, "history-education-short-break", "education", 5'000);
  expect_line(3, "history-health-therapy", "joint-nhs", 5'000);
}

TEST(History, GivesALineTheCostsOfTheSectorsOfItsStreams) {
  const std::vector<ActualInput> actuals = {of("health", cost("H", {2026, 2, 2}, {2026, 2, 8}, 4'000)),
                                            of("social-care", cost("S", {2026, 2, 2}, {2026, 2, 8}, 300)),
                                            of("education", cost("E", {2026, 2, 2}, {2026, 2, 8}, 20))};
  const auto week_of = [&](std::vector<ShareInput> shares) {
    const Budget budget = expect_budget(with({unpriced(std::move(shares))}, actuals));
    return budget.lines.empty() ? -1 : budget.lines[0].gross.week;
  };
  for (const char* stream : {"chc", "fnc", "s117-nhs", "joint-nhs", "childrens-continuing-care", "wheelchair"}) {
    EXPECT_EQ(week_of({percent(stream, 100)}), 4'000) << stream;
  }
  for (const char* stream : {"adult-social-care", "s117-council", "childrens-social-care", "carer", "grant-other"}) {
    EXPECT_EQ(week_of({percent(stream, 100)}), 300) << stream;
  }
  EXPECT_EQ(week_of({percent("education", 100)}), 20);
  EXPECT_EQ(week_of({percent("joint-nhs", 50), percent("adult-social-care", 50)}), 4'300);
  EXPECT_EQ(week_of({percent("joint-nhs", 60), percent("adult-social-care", 20), percent("education", 20)}), 4'320);
  EXPECT_EQ(week_of({percent("chc", 90), percent("third-party-top-up", 10)}), 4'000);  // a top-up is of no sector
}

TEST(History, GivesALineWithoutSharesTheCostsOfTheUsualStream) {
  Inputs inputs = with({unpriced()}, {of("health", cost("H", {2026, 2, 2}, {2026, 2, 8}, 4'000)),
                                      of("social-care", cost("S", {2026, 2, 2}, {2026, 2, 8}, 300))});
  EXPECT_EQ(expect_budget(inputs).gross.week, 300);
  StreamInput chc;
  chc.stream.code = "chc";
  chc.stream.funder = {"ods-organization-code", "QWE", "Example ICB"};
  inputs.streams = {chc};
  EXPECT_EQ(expect_budget(inputs).gross.week, 4'000);
}

TEST(History, KeepsTwoPricesOfOneServiceApartInOnePlan) {
  LineInput council = unpriced({percent("adult-social-care", 100)});
  council.key = "HC-2";
  const Budget budget = expect_budget(with({unpriced({percent("s117-nhs", 100)}), council},
                                           {of("health", cost("H", {2026, 2, 2}, {2026, 2, 8}, 4'000)),
                                            of("social-care", cost("S", {2026, 1, 26}, {2026, 2, 8}, 600))}));
  ASSERT_EQ(budget.lines.size(), 2U);
  EXPECT_EQ(budget.lines[0].gross.week, 4'000);
  EXPECT_THAT(labels(budget.lines[0]), ElementsAre("H"));
  EXPECT_EQ(budget.lines[1].gross.week, 300);
  EXPECT_THAT(labels(budget.lines[1]), ElementsAre("S"));
}

TEST(History, MarksTheSectorOfWhichOnlyTheLatestCostIsKnown) {
  std::vector<ActualInput> actuals = {of("health", cost("H", {2026, 2, 2}, {2026, 2, 8}, 4'000)),
                                      of("social-care", cost("S", {2026, 2, 2}, {2026, 2, 8}, 300))};
  actuals[1].is_latest_cost_only = true;
  EXPECT_THAT(expect_budget(with({unpriced({percent("chc", 100)})}, actuals)).lines.size(), 1U);
  const Budget budget =
      expect_budget(with({unpriced({percent("adult-social-care", 100)})}, actuals), {"budget-latest-cost HC-1"});
  ASSERT_EQ(budget.lines.size(), 1U);
  EXPECT_TRUE(budget.lines[0].is_latest_cost_only);
}

}  // namespace
}  // namespace careway::budget
