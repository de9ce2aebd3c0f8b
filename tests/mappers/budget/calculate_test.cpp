// How prices are found, what splits do, what is refused and what is warned of.
#include "mappers/budget/calculate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mappers/budget/limits.h"
#include "mappers/budget/rules.h"
#include "tests/mappers/budget/budget_support.h"

namespace careway::budget {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Inputs with(std::vector<LineInput> lines, std::vector<StreamInput> streams = {}) {
  Inputs inputs;
  inputs.patient = "Patient/ada";
  inputs.plan = "CarePlan/plan";
  inputs.lines = std::move(lines);
  inputs.streams = std::move(streams);
  return inputs;
}

Budget expect_budget(const Inputs& inputs, const RateBook& rates = no_rates(), const Question& asked = question()) {
  fhir::Issues issues;
  auto budget = calculate(inputs, rates, asked, issues);
  EXPECT_THAT(found(issues), IsEmpty());
  if (!budget) {
    ADD_FAILURE() << "no budget";
    return {};
  }
  EXPECT_TRUE(holds(*budget, issues)) << found(issues).front();
  return std::move(*budget);
}

void expect_refused(const Inputs& inputs, const std::vector<std::string>& expected,
                    const Question& asked = question()) {
  fhir::Issues issues;
  EXPECT_FALSE(calculate(inputs, no_rates(), asked, issues));
  EXPECT_EQ(found(issues), expected);
}

void expect_warned(const Inputs& inputs, const std::vector<std::string>& expected) {
  fhir::Issues issues;
  EXPECT_TRUE(calculate(inputs, no_rates(), question(), issues));
  EXPECT_EQ(found(issues), expected);
  EXPECT_FALSE(issues.has_errors());
}

LineInput unpriced(std::string key = "HC-1") {
  LineInput line = home_care(std::move(key));
  line.price.reset();
  return line;
}

ActualInput actual(const char* label, fhir::CivilDate from, fhir::CivilDate to, std::int64_t price,
                   std::int64_t units) {
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

RateBook::Row rate(const char* id, const char* funder, const char* version, std::int64_t price) {
  RateBook::Row row;
  row.rate.id = id;
  row.rate.service_type = "home-support";
  row.rate.from = {2025, 4, 1};
  row.rate.to = {2027, 3, 31};
  row.rate.price = Rational(price);
  row.source = {id, std::string("ChargeItemDefinition/") + id + "/_history/1"};
  row.funder = funder;
  row.version = version;
  return row;
}

RateBook book(std::vector<RateBook::Row> rows) {
  fhir::Issues issues;
  auto made = RateBook::make(std::move(rows), issues);
  EXPECT_THAT(found(issues), IsEmpty());
  return std::move(*made);
}

TEST(Calculate, SaysOfALineEverythingThatItWasWorkedOutFrom) {
  const Budget budget = expect_budget(with({home_care()}, {council_stream(5'830)}));
  ASSERT_EQ(budget.lines.size(), 1U);
  const Line& line = budget.lines[0];
  EXPECT_EQ(line.basis, "agreed");
  EXPECT_EQ(line.unit_price, Rational(1'640));
  EXPECT_EQ(line.unit, money::Frequency::hourly);
  EXPECT_EQ(line.units_per_week, Rational(29, 2));
  EXPECT_EQ(line.weeks, Rational(52));
  EXPECT_THAT(line.sources, ElementsAre(Source{"HC-1", "ServiceRequest/abc/_history/1"}));
  EXPECT_TRUE(line.is_chargeable);
  EXPECT_EQ(line.legal_basis, "care-act-2014-s14");
  EXPECT_EQ(line.gross, (Amounts{23'780, 1'236'560}));
  EXPECT_EQ(budget.contribution, (Amounts{5'830, 303'160}));
  ASSERT_EQ(budget.streams.size(), 1U);
  EXPECT_EQ(budget.streams[0].funder.code, "E09000033");
  EXPECT_EQ(budget.streams[0].contribution, budget.contribution);
  EXPECT_EQ(budget.patient, "Patient/ada");
  EXPECT_EQ(budget.plan, "CarePlan/plan");
}

TEST(Calculate, KeepsTheMethodOfALine) {
  LineInput line = home_care();
  line.method = "panel";
  EXPECT_EQ(expect_budget(with({line})).lines[0].basis, "panel");
  // Nobody knows over how many people the line's own price is an average.
  line.method = "average";
  const Budget own = expect_budget(with({line}));
  EXPECT_EQ(own.lines[0].basis, "agreed");
  EXPECT_EQ(own.lines[0].unit_price, Rational(1'640));
}

TEST(Calculate, CountsDaysOfALineInsideThePeriodOnly) {
  LineInput line = home_care();
  line.from = {2025, 1, 1};
  line.to = {2026, 4, 14};
  const Budget budget = expect_budget(with({line}));
  EXPECT_EQ(budget.lines[0].weeks, Rational(2));
  EXPECT_EQ(budget.gross.period, 47'560);
  EXPECT_EQ(budget.lines[0].from, (fhir::CivilDate{2026, 4, 1}));
  // What is left of 52 weeks at the week's cost is stated.
  EXPECT_EQ(budget.level_difference, 47'560 - 52 * 23'780);
}

TEST(Calculate, CountsDaysOfAPeriodThatIsNoYear) {
  Question asked = question();
  asked.to = {2026, 6, 30};
  const Budget budget = expect_budget(with({home_care()}), no_rates(), asked);
  EXPECT_EQ(budget.lines[0].weeks, Rational(13));
  EXPECT_EQ(budget.gross.period, 13 * 23'780);
  EXPECT_EQ(budget.level_difference, 0);
}

TEST(Calculate, TakesTheFirstWeekInWhichMostLinesRun) {
  LineInput early = home_care("A");
  early.to = {2026, 4, 30};
  LineInput late = home_care("B");
  late.from = {2026, 4, 20};
  const Budget budget = expect_budget(with({early, late}));
  EXPECT_EQ(week_day(budget.lines), (fhir::CivilDate{2026, 4, 20}));
  EXPECT_EQ(budget.gross.week, 2 * 23'780);
}

TEST(Calculate, MarksCostsOfWhichOnlyTheLatestIsKnown) {
  Inputs inputs = with({unpriced()});
  inputs.actuals = {actual("a", {2026, 2, 1}, {2026, 2, 7}, 1'100, 11)};
  inputs.actuals[0].is_latest_cost_only = true;
  expect_warned(inputs, {"budget-latest-cost HC-1"});
  LineInput own = home_care("CLD-1");
  own.is_latest_cost_only = true;
  expect_warned(with({own}), {"budget-latest-cost CLD-1"});
}

TEST(Calculate, PricesFromRatesOfTheFundersOfTheLineFirst) {
  RateBook::Row average = rate("icb-1", "QWE", "2025", 1'800);
  average.rate.unit = money::Frequency::hourly;
  average.rate.basis = money::RateBasis::average;
  average.rate.people = 12;
  average.rate.median = Rational(1'750);
  average.rate.price_base = "2024/25";
  average.rate.uplift_percent = Rational(5);
  const RateBook rates = book({rate("council-1", "E09000033", "2025", 1'700), average});
  Inputs inputs = with({unpriced()}, {council_stream(0)});
  EXPECT_THAT(expect_budget(inputs, rates).lines[0].sources,
              ElementsAre(Source{"council-1", "ChargeItemDefinition/council-1/_history/1"}));
  StreamInput chc;
  chc.stream.code = "chc";
  chc.stream.funder = {"ods-organization-code", "QWE", "Example ICB"};
  inputs.streams = {chc};
  const Line line = expect_budget(inputs, rates).lines[0];
  EXPECT_EQ(line.basis, "average");
  EXPECT_EQ(line.unit_price, Rational(1'890));
  EXPECT_EQ(line.people, 12U);
  EXPECT_EQ(line.median, Rational(1'750));
  EXPECT_EQ(line.price_base, "2024/25");
  EXPECT_EQ(line.uplift_percent, Rational(5));
  EXPECT_EQ(line.parts[0].stream, "chc");
  EXPECT_FALSE(line.is_chargeable);
}

TEST(Calculate, LetsTheLastVersionOfATableSpeak) {
  const RateBook rates = book({rate("old", "X", "2025-1", 1'700), rate("new", "X", "2025-2", 1'710)});
  EXPECT_EQ(expect_budget(with({unpriced()}), rates).lines[0].unit_price, Rational(1'710));
}

TEST(Calculate, PrefersWhatTheQuestionPrefers) {
  Inputs inputs = with({unpriced()});
  inputs.actuals = {actual("a", {2026, 2, 1}, {2026, 2, 7}, 1'100, 11)};
  const RateBook rates = book({rate("r", "X", "1", 1'700)});
  Question asked = question();
  EXPECT_EQ(expect_budget(inputs, rates, asked).lines[0].basis, "historic");
  asked.prefer = Question::Prefer::average;
  EXPECT_EQ(expect_budget(inputs, rates, asked).lines[0].sources[0].label, "r");
}

TEST(Rates, RefuseAnAverageOverFewerThanTenPeople) {
  RateBook::Row row = rate("r9", "X", "1", 1'700);
  row.rate.basis = money::RateBasis::average;
  row.rate.people = 9;
  fhir::Issues issues;
  EXPECT_FALSE(RateBook::make({row}, issues));
  EXPECT_THAT(found(issues), ElementsAre("rate-disclosure r9"));
}

TEST(Calculate, SplitsByPercentFractionFixedAmountAndRest) {
  LineInput line = home_care();
  line.price = Rational(10'000);
  line.unit = money::Frequency::weekly;
  ShareInput third{"joint-nhs", ShareInput::Kind::part, Rational(1, 3), {}, {}, "panel-7", {}, {}};
  ShareInput fixed{"education", ShareInput::Kind::fixed, Rational(2'000), {}, {}, {}, {}, {}};
  ShareInput rest{"adult-social-care", ShareInput::Kind::rest, {}, {}, {}, {}, {}, {}};
  line.shares = {third, fixed, percent("self-top-up", 10), rest};
  const Budget budget = expect_budget(with({line}, {council_stream(1'000'000)}));
  std::vector<Pence> weeks;
  for (const Part& part : budget.lines[0].parts) weeks.push_back(part.amounts.week);
  EXPECT_THAT(weeks, ElementsAre(3'333, 2'000, 1'000, 3'667));
  EXPECT_EQ(budget.top_up.week, 1'000);
  EXPECT_EQ(budget.contribution.week, 3'667);
  EXPECT_EQ(budget.lines[0].parts[0].decision, "panel-7");
  EXPECT_EQ(budget.lines[0].parts[0].legal_basis, "nhs-act-2006-s3");
  EXPECT_EQ(budget.lines[0].legal_basis, "");
}

TEST(Calculate, TakesTheContributionFromStreamsInOrder) {
  StreamInput power = council_stream(0);
  power.stream.code = "adult-social-care-power";
  power.order = 0;
  power.assessed_weekly.reset();
  LineInput line = home_care();
  line.price = Rational(10'000);
  line.unit = money::Frequency::weekly;
  line.shares = {percent("adult-social-care", 60), percent("adult-social-care-power", 40)};
  const Budget budget = expect_budget(with({line}, {council_stream(7'000), power}));
  ASSERT_EQ(budget.streams.size(), 2U);
  EXPECT_EQ(budget.streams[0].code, "adult-social-care-power");
  EXPECT_EQ(budget.streams[0].contribution.week, 4'000);
  EXPECT_EQ(budget.streams[1].contribution.week, 3'000);
}

TEST(Calculate, ChargesOncePerPersonAndWeekOverAllLines) {
  LineInput short_line = home_care("B");
  short_line.price = Rational(3'000);
  short_line.unit = money::Frequency::weekly;
  short_line.from = {2026, 4, 1};
  short_line.to = {2026, 9, 29};  // 26 weeks
  LineInput long_line = short_line;
  long_line.key = "A";
  long_line.to = {2027, 3, 30};  // 52 weeks
  const Budget budget = expect_budget(with({long_line, short_line}, {council_stream(4'000)}));
  EXPECT_EQ(budget.contribution.week, 4'000);
  // 26 weeks at the 40.00 of the assessment, and 26 weeks of 30.00, all of what is chargeable then.
  EXPECT_EQ(budget.contribution.period, 4'000 * 26 + 3'000 * 26);
}

TEST(Calculate, TakesTheChargeOfTheLatestFinalDeterminationWhereNoStreamSaysOne) {
  Inputs inputs = with({home_care()});
  const auto determination = [](std::int64_t charge, const char* finality, fhir::CivilDate from) {
    DeterminationInput one;
    one.regime = "care-act-2014-s13";
    one.finality = finality;
    one.from = from;
    one.assessed_weekly = Rational(charge);
    return one;
  };
  inputs.determinations = {determination(1'000, "final", {2025, 4, 1}), determination(2'000, "final", {2026, 1, 1}),
                           determination(9'000, "provisional", {2026, 2, 1})};
  EXPECT_EQ(expect_budget(inputs).contribution.week, 2'000);
  inputs.streams = {council_stream(500)};
  EXPECT_EQ(expect_budget(inputs).contribution.week, 500);
}

TEST(Calculate, NeverChargesWhatIsFree) {
  for (const char* stream : {"chc", "fnc", "s117-nhs", "s117-council", "education", "childrens-continuing-care",
                             "joint-nhs", "wheelchair", "grant-dfg", "self-top-up", "third-party-top-up"}) {
    Inputs inputs = with({home_care()});
    inputs.lines[0].shares = {percent(stream, 100)};
    DeterminationInput assessment;
    assessment.finality = "final";
    assessment.assessed_weekly = Rational(100'000);
    inputs.determinations.push_back(assessment);
    const Budget budget = expect_budget(inputs);
    EXPECT_EQ(budget.contribution, Amounts{}) << stream;
    EXPECT_FALSE(budget.lines[0].is_chargeable) << stream;
    inputs.lines[0].shares[0].is_chargeable = true;
    expect_refused(inputs, {"budget-chargeable HC-1"});
  }
}

TEST(Calculate, NeverChargesReablement) {
  LineInput line = home_care();
  line.service_type = "reablement";
  Inputs inputs = with({line}, {council_stream(5'000)});
  const Budget budget = expect_budget(inputs);
  EXPECT_EQ(budget.contribution, Amounts{});
  EXPECT_EQ(budget.lines[0].legal_basis, "care-act-2014-reablement");
  inputs.lines[0].shares = {percent("adult-social-care", 100)};
  inputs.lines[0].shares[0].is_chargeable = true;
  expect_refused(inputs, {"budget-chargeable HC-1"});
}

TEST(Calculate, RefusesAChargeOnAStreamOfTheNhs) {
  StreamInput chc = council_stream(1'000);
  chc.stream.code = "chc";
  expect_refused(with({home_care()}, {chc}), {"budget-chargeable chc"});
}

TEST(Calculate, RefusesSharesThatDoNotMakeTheLine) {
  LineInput line = home_care();
  line.shares = {percent("chc", 60), percent("adult-social-care", 30)};
  expect_refused(with({line}), {"budget-shares HC-1"});
  line.shares[1].value = Rational(50);
  expect_refused(with({line}), {"budget-shares HC-1"});
  line.shares = {percent("chc", 100)};
  line.shares[0].to = {2026, 12, 31};
  expect_refused(with({line}), {"budget-shares HC-1"});
}

TEST(Calculate, RefusesSharesAndStreamsThatHoldTwice) {
  LineInput line = home_care();
  line.shares = {percent("chc", 50), percent("chc", 50)};
  line.shares[0].to = {2026, 10, 1};
  line.shares[1].from = {2026, 10, 1};
  expect_refused(with({line}), {"budget-overlap HC-1"});
  StreamInput second = council_stream(0);
  second.stream.key = "E09000033:S-2";
  expect_refused(with({home_care()}, {council_stream(0), second}), {"budget-overlap adult-social-care"});
}

TEST(Calculate, RefusesAFunderThatChangesInsideThePeriod) {
  StreamInput first = council_stream(0);
  first.to = {2026, 9, 30};
  StreamInput second = council_stream(0);
  second.from = {2026, 10, 1};
  EXPECT_EQ(expect_budget(with({home_care()}, {first, second})).streams.size(), 1U);
  second.stream.funder.code = "E09000030";
  expect_refused(with({home_care()}, {first, second}), {"budget-funder adult-social-care"});
}

TEST(Calculate, RefusesWhatHasNoPriceOrNoUnits) {
  expect_refused(with({unpriced()}), {"budget-no-price HC-1"});
  LineInput without_units = home_care();
  without_units.units_per_week.reset();
  expect_refused(with({without_units}), {"budget-units HC-1"});
  LineInput without_unit = home_care();
  without_unit.unit.reset();
  expect_refused(with({without_unit}), {"budget-units HC-1"});
}

TEST(Calculate, RefusesARateOfAnotherUnitThanTheLineCounts) {
  RateBook::Row daily = rate("day", "X", "1", 1'700);
  daily.rate.unit = money::Frequency::daily;
  fhir::Issues issues;
  EXPECT_FALSE(calculate(with({unpriced()}), book({daily}), question(), issues));
  EXPECT_THAT(found(issues), ElementsAre("budget-units HC-1"));
}

TEST(Calculate, RefusesAnotherCurrencyTwoLinesOfOneKeyBackwardDaysAndNothing) {
  LineInput line = home_care();
  line.currency = "EUR";
  expect_refused(with({line}), {"budget-currency HC-1"});
  expect_refused(with({home_care(), home_care()}), {"budget-line-twice HC-1"});
  line = home_care();
  line.from = {2026, 6, 2};
  line.to = {2026, 6, 1};
  expect_refused(with({line}), {"budget-period HC-1"});
  line.to = line.from = fhir::CivilDate{2028, 6, 2};
  expect_refused(with({line}), {"budget-empty "});
  Question asked = question();
  std::swap(asked.from, asked.to);
  expect_refused(with({home_care()}), {"budget-period "}, asked);
}

TEST(Calculate, RefusesMoreLinesThanAnyBudgetHas) {
  std::vector<LineInput> lines;
  for (std::size_t i = 0; i <= kLinesMax; ++i) lines.push_back(home_care("L" + std::to_string(i)));
  expect_refused(with(lines), {"budget-size "});
}

TEST(Calculate, WarnsOfAPlanThatStartsBeforeItsBudget) {
  Inputs inputs = with({home_care()});
  inputs.plan_start = {2026, 3, 1};
  expect_warned(inputs, {"budget-plan-early CarePlan/plan"});
  inputs.plan_start = {2026, 3, 2};
  expect_warned(inputs, {});
}

TEST(Calculate, WarnsOfCouncilMoneyBesideFullContinuingHealthcare) {
  LineInput chc = home_care("A");
  chc.shares = {percent("chc", 100)};
  LineInput council = home_care("B");
  council.shares = {percent("adult-social-care", 100)};
  expect_warned(with({chc, council}), {"budget-full-chc B"});
  council.to = {2026, 5, 17};
  chc.from = {2026, 5, 18};
  expect_warned(with({chc, council}), {});
  Inputs found_eligible = with({home_care()});
  DeterminationInput determination;
  determination.regime = "chc";
  determination.outcome = "eligible-fast-track";
  determination.finality = "final";
  found_eligible.determinations.push_back(determination);
  expect_warned(found_eligible, {"budget-full-chc HC-1"});
}

}  // namespace
}  // namespace careway::budget
