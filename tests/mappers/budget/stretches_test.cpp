// Days inside a budget on which something ends or changes: a life, a stream, a charge, a rate; and what is never
// charged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mappers/budget/calculate.h"
#include "mappers/budget/rules.h"
#include "tests/mappers/budget/budget_support.h"

namespace careway::budget {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Money a week, all year.
LineInput weekly(std::int64_t pence, std::string key = "L") {
  LineInput line = home_care(std::move(key));
  line.price = Rational(pence);
  line.unit = money::Frequency::weekly;
  line.units_per_week.reset();
  return line;
}

StreamInput stream(const char* code, std::optional<fhir::CivilDate> from = {}, std::optional<fhir::CivilDate> to = {}) {
  StreamInput input;
  input.stream.code = code;
  input.stream.coverage = std::string("Coverage/") + code;
  input.stream.funder = {"ods-organization-code", std::string("F-") + code, code};
  input.from = from;
  input.to = to;
  return input;
}

Inputs with(std::vector<LineInput> lines, std::vector<StreamInput> streams = {}) {
  Inputs inputs;
  inputs.patient = "Patient/ada";
  inputs.lines = std::move(lines);
  inputs.streams = std::move(streams);
  return inputs;
}

struct Outcome {
  std::optional<Budget> budget;
  std::vector<std::string> issues;
};

Outcome work_out(const Inputs& inputs, const RateBook& rates = no_rates()) {
  fhir::Issues issues;
  Outcome outcome;
  outcome.budget = calculate(inputs, rates, question(), issues);
  outcome.issues = found(issues);
  fhir::Issues broken;
  if (outcome.budget) {
    EXPECT_TRUE(holds(*outcome.budget, broken)) << found(broken).front();
  }
  return outcome;
}

TEST(Death, EndsLinesAndTheChargeOnItsDay) {
  Inputs inputs = with({weekly(10'000)}, {council_stream(2'000)});
  inputs.died_on = {2026, 6, 30};
  const auto [budget, issues] = work_out(inputs);
  EXPECT_THAT(issues, IsEmpty());
  ASSERT_TRUE(budget);
  // 1 April to 30 June are 91 days, 13 weeks: 13 x 100.00 and 13 x 20.00.
  EXPECT_EQ(budget->lines[0].to, (fhir::CivilDate{2026, 6, 30}));
  EXPECT_EQ(budget->gross.period, 130'000);
  EXPECT_EQ(budget->contribution.period, 26'000);
  EXPECT_THAT(budget->notes, Contains(HasSubstr("day of death, 2026-06-30")));
}

TEST(Death, AfterThePeriodChangesNothing) {
  Inputs inputs = with({weekly(10'000)}, {council_stream(2'000)});
  inputs.died_on = {2027, 3, 31};
  const auto [budget, issues] = work_out(inputs);
  ASSERT_TRUE(budget);
  EXPECT_EQ(budget->gross.period, 520'000);
  EXPECT_THAT(budget->notes, testing::Not(Contains(HasSubstr("death"))));
}

TEST(Death, LeavesOutLinesThatWouldBeginAfterIt) {
  LineInput late = weekly(5'000, "late");
  late.from = {2026, 7, 1};
  Inputs inputs = with({weekly(10'000), late});
  inputs.died_on = {2026, 6, 30};
  const auto [budget, issues] = work_out(inputs);
  ASSERT_TRUE(budget);
  EXPECT_EQ(budget->lines.size(), 1U);
  inputs.died_on = {2026, 3, 31};
  EXPECT_THAT(work_out(inputs).issues, ElementsAre("budget-empty "));
}

TEST(Death, IsReadFromAnyRecordOfThePerson) {
  const auto died = [](const std::vector<std::string>& days) {
    std::vector<fhir::Document> documents;
    std::vector<fhir::Element> elements;
    for (std::size_t i = 0; i < days.size(); ++i) {
      documents.push_back(resource(R"({"resourceType":"Patient","id":"p)" + std::to_string(i) +
                                   R"(","deceasedDateTime":")" + days[i] + "\"}"));
    }
    for (const fhir::Document& document : documents) elements.push_back(document.root());
    fhir::Issues issues;
    const auto inputs = read_inputs(elements, names(), issues);
    EXPECT_THAT(found(issues), IsEmpty());
    return inputs ? inputs->died_on : std::nullopt;
  };
  EXPECT_EQ(died({"2026-06-30"}), (fhir::CivilDate{2026, 6, 30}));
  EXPECT_EQ(died({"2026-06-30T23:15:00+01:00"}), (fhir::CivilDate{2026, 6, 30}));
  EXPECT_EQ(died({"2026-06"}), (fhir::CivilDate{2026, 6, 1}));
  EXPECT_EQ(died({"2026"}), (fhir::CivilDate{2026, 1, 1}));
  EXPECT_EQ(died({"2026-07-02", "2026-06-30"}), (fhir::CivilDate{2026, 6, 30}));
}

TEST(Charge, IsThatOfAStreamOfWhichALineIsCharged) {
  StreamInput carer = stream("carer");
  carer.order = 1;
  carer.assessed_weekly = Rational(0);
  StreamInput council = council_stream(10'000);
  council.order = 2;
  LineInput line = weekly(30'000);
  line.shares = {percent("adult-social-care", 100)};
  const auto [budget, issues] = work_out(with({line}, {carer, council}));
  EXPECT_THAT(issues, IsEmpty());
  ASSERT_TRUE(budget);
  // 100.00 a week, 52 weeks.
  EXPECT_EQ(budget->contribution, (Amounts{10'000, 520'000}));
}

TEST(Charge, OfAStreamWithoutChargedLinesIsNotAsked) {
  StreamInput carer = stream("carer");
  carer.assessed_weekly = Rational(9'000);
  LineInput line = weekly(30'000);
  line.shares = {percent("adult-social-care", 100)};
  const auto [budget, issues] = work_out(with({line}, {carer, council_stream(10'000)}));
  EXPECT_THAT(issues, IsEmpty());
  ASSERT_TRUE(budget);
  EXPECT_EQ(budget->contribution.week, 10'000);
}

TEST(Charge, OfZeroGivesWayAndTwoChargesAreRefused) {
  StreamInput carer = stream("carer");
  carer.assessed_weekly = Rational(0);
  LineInput line = weekly(30'000);
  line.shares = {percent("adult-social-care", 50), percent("carer", 50)};
  line.shares[1].is_chargeable = true;
  const auto [budget, issues] = work_out(with({line}, {carer, council_stream(10'000)}));
  EXPECT_THAT(issues, IsEmpty());
  ASSERT_TRUE(budget);
  EXPECT_EQ(budget->contribution.week, 10'000);
  carer.assessed_weekly = Rational(9'000);
  EXPECT_THAT(work_out(with({line}, {carer, council_stream(10'000)})).issues,
              ElementsAre("budget-charge-twice adult-social-care"));
  carer.assessed_weekly = Rational(10'000);
  EXPECT_THAT(work_out(with({line}, {carer, council_stream(10'000)})).issues, IsEmpty());
  // On different days they do not meet: the carer's part is charged until 30 September, the council's from 1 October.
  line.shares = {percent("carer", 100), percent("adult-social-care", 100)};
  line.shares[0].is_chargeable = true;
  line.shares[0].to = {2026, 9, 30};
  line.shares[1].from = {2026, 10, 1};
  carer.assessed_weekly = Rational(9'000);
  const auto dated = work_out(with({line}, {carer, council_stream(10'000)}));
  EXPECT_THAT(dated.issues, IsEmpty());
  ASSERT_TRUE(dated.budget);
  // 183 and 182 of 365 days of 52 weeks: 90 x 52 x 183/365 + 100 x 52 x 182/365 = 856,440/365 + 946,400/365 = 4,939.29.
  EXPECT_EQ(dated.budget->contribution, (Amounts{9'000, 493'929}));
}

TEST(StreamDays, ChooseWhoPaysForALineWithoutShares) {
  StreamInput council = council_stream(2'000);
  council.from = {2026, 7, 1};
  const StreamInput chc = stream("chc", {}, fhir::CivilDate{2026, 6, 30});
  const auto [budget, issues] = work_out(with({weekly(10'000)}, {chc, council}));
  EXPECT_THAT(issues, IsEmpty());
  ASSERT_TRUE(budget);
  ASSERT_EQ(budget->lines.size(), 2U);
  EXPECT_EQ(budget->lines[0].parts[0].stream, "chc");
  EXPECT_EQ(budget->lines[0].to, (fhir::CivilDate{2026, 6, 30}));
  EXPECT_EQ(budget->lines[1].key, "L/2");
  EXPECT_EQ(budget->lines[1].parts[0].stream, "adult-social-care");
  // 91 and 274 of 365 days of 52 weeks: 5,200.00 x 91/365 = 1,296.44 and 5,200.00 x 274/365 = 3,903.56; the charge is
  // 20.00 x 52 x 274/365 = 780.71.
  EXPECT_EQ(budget->lines[0].gross.period, 129'644);
  EXPECT_EQ(budget->lines[1].gross.period, 390'356);
  EXPECT_EQ(budget->contribution.period, 78'071);
}

TEST(StreamDays, LeaveDaysOfNobodyAndOfSeveralToTheCouncil) {
  const StreamInput chc = stream("chc", {}, fhir::CivilDate{2026, 6, 30});
  const StreamInput carer = stream("carer", fhir::CivilDate{2026, 6, 1}, fhir::CivilDate{2026, 7, 31});
  const auto [budget, issues] = work_out(with({weekly(10'000)}, {chc, carer}));
  ASSERT_TRUE(budget);
  std::vector<std::string> payers;
  for (const Line& line : budget->lines) payers.push_back(line.parts[0].stream);
  // CHC alone in April and May, both in June, the carer's alone in July, nobody from August.
  EXPECT_THAT(payers, ElementsAre("chc", "adult-social-care", "carer", "adult-social-care"));
}

TEST(StreamDays, WarnOnceOfAShareOutsideThem) {
  LineInput line = weekly(10'000);
  line.shares = {percent("chc", 50), percent("adult-social-care", 50)};
  const auto before = stream("chc", fhir::CivilDate{2026, 1, 1}, fhir::CivilDate{2026, 6, 30});
  const auto after = stream("chc", fhir::CivilDate{2026, 7, 1}, {});
  EXPECT_THAT(work_out(with({line}, {before, after})).issues, testing::Not(Contains("budget-stream-days L")));
  const auto later = stream("chc", fhir::CivilDate{2026, 7, 2}, {});
  EXPECT_THAT(work_out(with({line}, {before, later})).issues, Contains("budget-stream-days L").Times(1));
  // What ended before the period does not hold in it; what nobody has committed yet is no question.
  const auto ended = stream("chc", {}, fhir::CivilDate{2026, 3, 31});
  EXPECT_THAT(work_out(with({line}, {ended})).issues, Contains("budget-stream-days L").Times(1));
  EXPECT_THAT(work_out(with({line})).issues, testing::Not(Contains("budget-stream-days L")));
}

RateBook::Row rate(const char* id, std::int64_t pence, fhir::CivilDate from, fhir::CivilDate to,
                   const char* funder = "E09000033") {
  RateBook::Row row;
  row.rate.id = id;
  row.rate.service_type = "home-support";
  row.rate.from = from;
  row.rate.to = to;
  row.rate.price = Rational(pence);
  row.rate.unit = money::Frequency::hourly;
  row.source = {id, std::string("ChargeItemDefinition/") + id + "/_history/1"};
  row.funder = funder;
  row.version = "2026-27";
  return row;
}

RateBook book(std::vector<RateBook::Row> rows) {
  fhir::Issues issues;
  auto made = RateBook::make(std::move(rows), issues);
  EXPECT_THAT(found(issues), IsEmpty());
  return std::move(*made);
}

/// Ten hours a week, all year, at what the rates say.
LineInput ten_hours() {
  LineInput line = home_care("HC");
  line.price.reset();
  line.units_per_week = Rational(10);
  return line;
}

TEST(RateDays, CutALineWhereTheNextRowBegins) {
  const RateBook rates =
      book({rate("a", 1'640, {2026, 1, 1}, {2026, 9, 30}), rate("b", 1'700, {2026, 10, 1}, {2027, 3, 31}),
            rate("other", 9'999, {2026, 6, 1}, {2027, 3, 31}, "X")});
  const auto [budget, issues] = work_out(with({ten_hours()}, {council_stream(0)}), rates);
  EXPECT_THAT(issues, IsEmpty());
  ASSERT_TRUE(budget);
  ASSERT_EQ(budget->lines.size(), 2U);
  const Line& first = budget->lines[0];
  const Line& second = budget->lines[1];
  EXPECT_EQ(first.to, (fhir::CivilDate{2026, 9, 30}));
  EXPECT_EQ(second.from, (fhir::CivilDate{2026, 10, 1}));
  EXPECT_EQ(second.key, "HC/2");
  EXPECT_THAT(second.sources, ElementsAre(Source{"b", "ChargeItemDefinition/b/_history/1"}));
  EXPECT_EQ(second.unit_price, Rational(1'700));
  EXPECT_EQ(second.units_per_week, Rational(10));
  // 164.00 x 52 x 183/365 = 1,560,624/365 = 4,275.68; 170.00 x 52 x 182/365 = 1,608,880/365 = 4,407.89.
  EXPECT_EQ(first.gross, (Amounts{16'400, 427'568}));
  EXPECT_EQ(second.gross, (Amounts{17'000, 440'789}));
  EXPECT_EQ(budget->gross, (Amounts{16'400, 868'357}));
}

TEST(RateDays, KeepTheLastPriceWithAWarningWhereThereIsNoRow) {
  const RateBook rates =
      book({rate("a", 1'640, {2026, 1, 1}, {2026, 9, 30}), rate("other", 9'999, {2026, 6, 1}, {2027, 3, 31}, "X")});
  const auto [budget, issues] = work_out(with({ten_hours()}, {council_stream(0)}), rates);
  EXPECT_THAT(issues, ElementsAre("budget-rate-ends HC"));
  ASSERT_TRUE(budget);
  ASSERT_EQ(budget->lines.size(), 1U);
  EXPECT_EQ(budget->gross.period, 52 * 16'400);
}

TEST(RateDays, PriceALineFromTheRowOfItsDaysNotOfTheDayOfPrices) {
  const RateBook rates =
      book({rate("old", 1'640, {2025, 4, 1}, {2026, 3, 31}), rate("new", 1'700, {2026, 4, 1}, {2027, 3, 31})});
  const auto [budget, issues] = work_out(with({ten_hours()}, {council_stream(0)}), rates);
  EXPECT_THAT(issues, IsEmpty());
  ASSERT_TRUE(budget);
  ASSERT_EQ(budget->lines.size(), 1U);
  EXPECT_EQ(budget->lines[0].unit_price, Rational(1'700));
}

TEST(RateDays, DoNotCutWhereTheNextRowSaysTheSame) {
  const RateBook rates =
      book({rate("a", 1'640, {2026, 1, 1}, {2026, 9, 30}), rate("b", 1'640, {2026, 10, 1}, {2027, 3, 31})});
  const auto [budget, issues] = work_out(with({ten_hours()}, {council_stream(0)}), rates);
  EXPECT_THAT(issues, IsEmpty());
  ASSERT_TRUE(budget);
  ASSERT_EQ(budget->lines.size(), 1U);
  EXPECT_EQ(budget->lines[0].sources.size(), 2U);
}

TEST(RateDays, RefuseARowOfAnotherUnit) {
  RateBook::Row daily = rate("b", 9'000, {2026, 10, 1}, {2027, 3, 31});
  daily.rate.unit = money::Frequency::daily;
  const RateBook rates = book({rate("a", 1'640, {2026, 1, 1}, {2026, 9, 30}), daily});
  EXPECT_THAT(work_out(with({ten_hours()}, {council_stream(0)}), rates).issues, ElementsAre("budget-units HC"));
}

TEST(FreeBasis, IsNeverChargedWhateverTheStream) {
  for (const char* basis : {"mha-1983-s117", "nhs-chc", "nhs-fnc", "nhs-wheelchair", "nhs-childrens-continuing-care",
                            "cafa-2014-s49", "care-act-2014-reablement"}) {
    LineInput line = weekly(10'000);
    line.shares = {percent("adult-social-care", 100)};
    line.shares[0].legal_basis = basis;
    const auto by_share = work_out(with({line}, {council_stream(2'000)}));
    EXPECT_THAT(by_share.issues, IsEmpty()) << basis;
    ASSERT_TRUE(by_share.budget) << basis;
    EXPECT_EQ(by_share.budget->contribution, Amounts{}) << basis;
    EXPECT_EQ(by_share.budget->lines[0].legal_basis, basis);
    line.shares[0].is_chargeable = true;
    EXPECT_THAT(work_out(with({line}, {council_stream(2'000)})).issues, ElementsAre("budget-chargeable L")) << basis;

    StreamInput council = council_stream(0);
    council.stream.legal_basis = basis;
    line.shares[0].legal_basis.clear();
    EXPECT_THAT(work_out(with({line}, {council})).issues, ElementsAre("budget-chargeable L")) << basis;
    line.shares[0].is_chargeable.reset();
    Inputs assessed = with({line}, {council});
    assessed.determinations.push_back({"Task/t", "care-act-2014-s13", "", "final", {}, {}, Rational(2'000)});
    const auto by_stream = work_out(assessed);
    ASSERT_TRUE(by_stream.budget) << basis;
    EXPECT_EQ(by_stream.budget->contribution, Amounts{}) << basis;
    council.assessed_weekly = Rational(2'000);
    EXPECT_THAT(work_out(with({line}, {council})).issues, ElementsAre("budget-chargeable adult-social-care")) << basis;
  }
  EXPECT_FALSE(is_free_basis("care-act-2014-s18"));
  EXPECT_FALSE(is_free_basis(""));
}

TEST(FreeBasis, EndsWithItsStream) {
  StreamInput aftercare = council_stream(0);
  aftercare.stream.legal_basis = "mha-1983-s117";
  aftercare.to = {2026, 6, 30};
  StreamInput council = council_stream(2'000);
  council.from = {2026, 7, 1};
  LineInput line = weekly(10'000);
  line.shares = {percent("adult-social-care", 100)};
  const auto [budget, issues] = work_out(with({line}, {aftercare, council}));
  EXPECT_THAT(issues, IsEmpty());
  ASSERT_TRUE(budget);
  ASSERT_EQ(budget->lines.size(), 2U);
  EXPECT_FALSE(budget->lines[0].is_chargeable);
  EXPECT_EQ(budget->lines[0].legal_basis, "mha-1983-s117");
  EXPECT_TRUE(budget->lines[1].is_chargeable);
  // 20.00 x 52 x 274/365.
  EXPECT_EQ(budget->contribution.period, 78'071);
}

TEST(FreeBasis, HoldsInABudgetFromElsewhere) {
  auto budget = work_out(with({weekly(10'000)}, {council_stream(2'000)})).budget;
  ASSERT_TRUE(budget);
  Budget of_part = *budget;
  of_part.lines[0].parts[0].legal_basis = "mha-1983-s117";
  fhir::Issues issues;
  EXPECT_FALSE(holds(of_part, issues));
  EXPECT_THAT(found(issues), ElementsAre("budget-chargeable L"));
  Budget of_stream = *budget;
  of_stream.streams[0].legal_basis = "mha-1983-s117";
  fhir::Issues others;
  EXPECT_FALSE(holds(of_stream, others));
  EXPECT_THAT(found(others), ElementsAre("budget-chargeable adult-social-care"));
}

}  // namespace
}  // namespace careway::budget
