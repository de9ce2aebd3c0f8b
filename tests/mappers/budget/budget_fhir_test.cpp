// A budget as a ClaimResponse and back: nothing is lost, nothing is added.
#include "mappers/budget/budget_fhir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "mappers/budget/limits.h"
#include "mappers/budget/rules.h"
#include "profiles/fhir/json.h"
#include "tests/mappers/budget/budget_support.h"
#include "tests/mappers/budget/statement_support.h"

namespace careway::budget {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Through the tree and through JSON bytes.
Budget there_and_back(const Budget& budget) {
  const fhir::Document written = write_budget(budget, names(), r4());
  std::string json;
  fhir::write_json(written.root(), r4(), json);
  const fhir::Document again = resource(json);
  fhir::Issues issues;
  auto read = read_budget(again.root(), names(), issues);
  EXPECT_THAT(found(issues), IsEmpty());
  return read ? std::move(*read) : Budget{};
}

Budget rich_budget() {
  Inputs inputs;
  inputs.patient = "Patient/ada";
  inputs.drawn_from = {"Patient/ada-at-the-icb", "Patient/ada-at-school"};
  inputs.plan = "CarePlan/plan";
  LineInput changing = home_care("HC-1");
  changing.shares = {percent("joint-nhs", 60), percent("adult-social-care", 40), percent("joint-nhs", 50),
                     percent("adult-social-care", 50)};
  changing.shares[0].to = changing.shares[1].to = fhir::CivilDate{2026, 9, 30};
  changing.shares[2].from = changing.shares[3].from = fhir::CivilDate{2026, 10, 1};
  changing.shares[2].decision = "panel-12";
  LineInput historic = home_care("HC-2");
  historic.price.reset();
  historic.service_type = "therapy";
  historic.service_type_alias = "chc-care-product";
  historic.shares = {percent("chc", 90), percent("third-party-top-up", 10)};
  LineInput once = home_care("HC-3");
  once.unit = money::Frequency::one_off;
  once.line_type = "start-up";
  inputs.lines = {changing, historic, once};
  inputs.streams = {council_stream(1'234)};
  ActualInput actual;
  actual.source = {"QWE:INV-1", "ChargeItem/x/_history/3"};
  actual.sector = "health";
  actual.service_type = "therapy";
  actual.from = {2026, 1, 1};
  actual.to = {2026, 1, 17};
  actual.price = Rational(1'001);
  actual.quantity = Rational(10);
  inputs.actuals = {actual};
  fhir::Issues issues;
  auto budget = calculate(inputs, no_rates(), question(), issues);
  EXPECT_TRUE(budget) << found(issues).front();
  return budget ? std::move(*budget) : Budget{};
}

TEST(BudgetFhir, KeepsABudgetThatWasWorkedOut) {
  for (const auto rounding : {money::Rounding::half_up, money::Rounding::half_even}) {
    Budget budget = rich_budget();
    budget.rounding = rounding;
    EXPECT_EQ(there_and_back(budget), budget);
  }
}

TEST(BudgetFhir, KeepsWhatIsPaidOnWhichDays) {
  Budget budget = rich_budget();
  // Assessed at 12.34 a week, all year, below what is chargeable.
  ASSERT_EQ(budget.contribution_phases.size(), 1U);
  EXPECT_EQ(budget.contribution_phases[0],
            (ContributionPhase{{2026, 4, 1}, {2027, 3, 31}, "adult-social-care", 1'234}));
  budget.contribution_phases[0].to = {2026, 9, 30};
  budget.contribution_phases.push_back({{2026, 10, 1}, {2027, 3, 31}, "carer", 5'001});
  EXPECT_EQ(there_and_back(budget), budget);
  budget.contribution_phases[1].week = -1;
  const fhir::Document written = write_budget(budget, names(), r4());
  fhir::Issues issues;
  EXPECT_FALSE(read_budget(written.root(), names(), issues));
  EXPECT_THAT(found(issues), ElementsAre("budget-unreadable ClaimResponse.extension[10].week"));
}

TEST(BudgetFhir, KeepsPricesAndQuantitiesThatNoDecimalSays) {
  Budget budget = rich_budget();
  // 10,010 pence over 17 days, a week.
  EXPECT_EQ(budget.lines[2].unit_price, Rational(70'070, 17));
  budget.lines[0].units_per_week = Rational(10, 3);
  EXPECT_EQ(there_and_back(budget), budget);
}

TEST(BudgetFhir, KeepsWhatPeopleDecided) {
  Budget budget = rich_budget();
  budget.version = 3;
  budget.status = "final";
  budget.supersedes = "ClaimResponse/two";
  budget.resources = "List/statement/_history/1";
  budget.change_reason = "needs-changed";
  budget.approvals = {{"financial",
                       {"head-1", "head of service", "Council", fhir::CivilDate{2026, 3, 5}},
                       5'000'000,
                       "approved",
                       "within scheme"},
                      {"person-agreement", {"", "", "", {}}, {}, "approved", ""}};
  budget.issued_on = {2026, 3, 6};
  budget.notice_sent_on = {2026, 3, 7};
  budget.challenge_by = {2026, 4, 7};
  budget.challenge_outcome = "upheld in part";
  budget.variance = -12'345;
  budget.exception_reason = "interim";
  budget.exception_by = {"head-2", "director", "Council", fhir::CivilDate{2026, 3, 8}};
  budget.lines[0].people = 12;
  budget.lines[0].median = Rational(16'405, 10);
  budget.lines[0].price_base = "2025/26";
  budget.lines[0].uplift_percent = Rational(-5, 2);
  budget.lines[0].is_latest_cost_only = true;
  EXPECT_EQ(there_and_back(budget), budget);
}

TEST(BudgetFhir, KeepsABudgetWrittenByHand) {
  const Budget budget = blended_budget();
  EXPECT_EQ(there_and_back(budget), budget);
}

TEST(BudgetFhir, ReadsTheExamplesOfTheProfileAndTheyHold) {
  for (const char* name : {"budget-blended", "budget-first"}) {
    std::ifstream file(std::string(CAREWAY_SOURCE_DIR "/profiles/careway/examples/valid/") + name + ".json");
    const std::string json{std::istreambuf_iterator<char>(file), {}};
    const fhir::Document example = resource(json);
    fhir::Issues issues;
    const auto budget = read_budget(example.root(), names(), issues);
    EXPECT_THAT(found(issues), IsEmpty()) << name;
    ASSERT_TRUE(budget) << name;
    EXPECT_TRUE(holds(*budget, issues)) << name << ": " << testing::PrintToString(found(issues));
    EXPECT_EQ(there_and_back(*budget), *budget) << name;
  }
}

TEST(BudgetFhir, IsAPredeterminationOfOneKindAndStatus) {
  Budget budget = rich_budget();
  const auto status_of = [&](const char* status) {
    budget.status = status;
    const fhir::Document written = write_budget(budget, names(), r4());
    return std::string(written.root().child_value("status"));
  };
  EXPECT_EQ(status_of("draft"), "draft");
  EXPECT_EQ(status_of("indicative"), "active");
  EXPECT_EQ(status_of("superseded"), "active");
  EXPECT_EQ(status_of("withdrawn"), "cancelled");
  const fhir::Document written = write_budget(budget, names(), r4());
  EXPECT_EQ(written.root().child_value("use"), "predetermination");
  EXPECT_EQ(written.root().child("identifier").child_value("value"), "E09000033:B-1:1");
  EXPECT_EQ(written.root().child("type").child("coding").child_value("code"), "blended");
}

/// Reads the budget after one replacement in its JSON.
std::vector<std::string> found_after(const std::string& from, const std::string& to) {
  const fhir::Document written = write_budget(rich_budget(), names(), r4());
  std::string json;
  fhir::write_json(written.root(), r4(), json);
  const std::size_t place = json.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  if (place != std::string::npos) json.replace(place, from.size(), to);
  const fhir::Document changed = resource(json);
  fhir::Issues issues;
  EXPECT_FALSE(read_budget(changed.root(), names(), issues));
  return found(issues);
}

TEST(BudgetFhir, SaysWhatCannotBeRead) {
  EXPECT_THAT(found_after("E09000033:B-1:1", "B-1"), ElementsAre("budget-unreadable ClaimResponse.identifier"));
  EXPECT_THAT(found_after("StructureDefinition/rounding-rule", "StructureDefinition/other"),
              ElementsAre("budget-unreadable ClaimResponse.rounding-rule"));
  EXPECT_THAT(found_after("StructureDefinition/budget-period", "StructureDefinition/other"),
              ElementsAre("budget-unreadable ClaimResponse.budget-period"));
  const fhir::Document patient = resource(R"({"resourceType":"Patient"})");
  fhir::Issues issues;
  EXPECT_FALSE(read_budget(patient.root(), names(), issues));
  EXPECT_TRUE(issues.has_code("budget-unreadable"));
}

TEST(BudgetFhir, RefusesMoreLinesAndLargerAmountsThanAnyBudgetHas) {
  Budget budget = rich_budget();
  budget.gross.period = kPenceMax + 1;
  const fhir::Document large = write_budget(budget, names(), r4());
  fhir::Issues issues;
  EXPECT_FALSE(read_budget(large.root(), names(), issues));
  EXPECT_THAT(found(issues), ElementsAre("budget-unreadable ClaimResponse.total[1].amount"));
  budget = rich_budget();
  budget.lines.resize(kLinesMax + 1, budget.lines[0]);
  const fhir::Document many = write_budget(budget, names(), r4());
  fhir::Issues too_many;
  EXPECT_FALSE(read_budget(many.root(), names(), too_many));
  EXPECT_THAT(found(too_many), ElementsAre("budget-unreadable ClaimResponse.addItem[2000]"));
}

TEST(BudgetFhir, RefusesAnotherCurrency) {
  const fhir::Document written = write_budget(rich_budget(), names(), r4());
  std::string json;
  fhir::write_json(written.root(), r4(), json);
  const std::size_t place = json.rfind("\"currency\":\"GBP\"");
  json.replace(place, 16, "\"currency\":\"EUR\"");
  const fhir::Document changed = resource(json);
  fhir::Issues issues;
  EXPECT_FALSE(read_budget(changed.root(), names(), issues));
  ASSERT_EQ(issues.items().size(), 1U);
  EXPECT_EQ(issues.items()[0].code, "budget-unreadable");
}

}  // namespace
}  // namespace careway::budget
