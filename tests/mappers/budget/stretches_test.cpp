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

}  // namespace
}  // namespace careway::budget
