#include "gateway/pipeline/budget_desk.h"

#include <gtest/gtest.h>

#include "tests/gateway/pipeline/budget_desk_place.h"

namespace careway::pipeline {
namespace {

using namespace budget_people;

TEST_P(BudgetDeskTest, WorksOutAPersonsBudgetAndStoresNothing) {
  place_.store().forget();
  fhir::Issues issues;
  const auto budget = desk().work_out({"Patient", "p1"}, question(), issues);
  ASSERT_TRUE(budget) << testing::PrintToString(places(issues));
  EXPECT_EQ(codes(issues), std::vector<std::string>());
  EXPECT_EQ(place_.store().commits, 0U);
  // 10 h x £16.40 + £100 a week; £60 of it the NHS's; the person pays £50 towards the council's £204.
  EXPECT_EQ(budget->gross.week, 26'400);
  EXPECT_EQ(budget->gross.period, 1'372'800);
  EXPECT_EQ(budget->contribution.week, 5'000);
  EXPECT_EQ(budget->contribution.period, 260'000);
  ASSERT_EQ(budget->streams.size(), 2U);
  EXPECT_EQ(budget->streams[0].code, "adult-social-care");
  EXPECT_EQ(budget->streams[0].gross.week, 20'400);
  EXPECT_EQ(budget->streams[1].gross.week, 6'000);
  EXPECT_EQ(budget->version, 1U);
  EXPECT_EQ(budget->patient, "Patient/p1");
  EXPECT_EQ(budget->plan, "CarePlan/plan1");
}

TEST_P(BudgetDeskTest, APlansBudgetHasItsOwnLinesOnly) {
  put(line({.id = "SR9", .patient_id = "p1", .plan_id = "", .service = "meals", .price = "7.00"}));
  fhir::Issues issues;
  const auto of_plan = desk().work_out({"CarePlan", "plan1"}, question(), issues);
  ASSERT_TRUE(of_plan) << testing::PrintToString(places(issues));
  EXPECT_EQ(of_plan->gross.week, 26'400);
  const auto of_person = desk().work_out({"Patient", "p1"}, question(), issues);
  ASSERT_TRUE(of_person);
  EXPECT_EQ(of_person->gross.week, 27'100);
  EXPECT_FALSE(desk().work_out({"CarePlan", "none"}, question(), issues));
  EXPECT_FALSE(desk().work_out({"Coverage", "council"}, question(), issues));
  EXPECT_EQ(codes(issues), (std::vector<std::string>{"not-found", "budget-subject"}));
}

TEST_P(BudgetDeskTest, KeepsTheVersionWithWhatItCameFrom) {
  const StoredBudget first = record_first();
  EXPECT_EQ(first.budget.version, 1U);
  EXPECT_EQ(first.resource_version, 1U);
  EXPECT_TRUE(first.budget.resources.starts_with("List/")) << first.budget.resources;
  EXPECT_TRUE(first.budget.resources.ends_with("/_history/1")) << first.budget.resources;
  EXPECT_EQ(desk().inputs_digest(first.key).size(), 64U);
  fhir::Issues issues;
  const auto latest = desk().latest("E09000033", "B-1", issues);
  ASSERT_TRUE(latest);
  EXPECT_EQ(latest->key, first.key);
  EXPECT_EQ(latest->budget.gross.period, 1'372'800);
  EXPECT_EQ(latest->budget.lines.size(), 2U);
  EXPECT_FALSE(desk().latest("E09000033", "B-2", issues));
  EXPECT_EQ(codes(issues), std::vector<std::string>{"not-found"});
  bool is_noted = false;
  for (const auto& row : place_.store().audit("east", "record", 1, 100)) {
    is_noted |= row.content.find("budget-record") != std::string::npos &&
                row.content.find(desk().inputs_digest(first.key)) != std::string::npos;
  }
  EXPECT_TRUE(is_noted);
}

TEST_P(BudgetDeskTest, ANewVersionSupersedesTheOneBefore) {
  const StoredBudget first = record_first();
  put(line({.id = "SR1", .patient_id = "p1", .plan_id = "plan1", .service = "home-support", .units = "12"}));
  fhir::Issues issues;
  const auto second = desk().record({"Patient", "p1"}, next_question("needs-changed"), 1, issues);
  ASSERT_TRUE(second) << testing::PrintToString(places(issues));
  EXPECT_EQ(second->budget.version, 2U);
  EXPECT_EQ(second->budget.supersedes, to_text(first.key));
  EXPECT_EQ(second->budget.variance, 2 * 1'640 * 52);
  const auto before = desk().load(first.key, issues);
  ASSERT_TRUE(before);
  EXPECT_EQ(before->budget.status, "superseded");
  EXPECT_EQ(before->resource_version, 2U);
  EXPECT_EQ(before->budget.gross.period, first.budget.gross.period);
  const auto latest = desk().latest("E09000033", "B-1", issues);
  ASSERT_TRUE(latest);
  EXPECT_EQ(latest->budget.version, 2U);
  const auto found = desk().find("E09000033", "B-1", 1, issues);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, first.key);
}

TEST_P(BudgetDeskTest, AStaleVersionIsRefusedAndNothingIsStored) {
  record_first();
  place_.store().forget();
  fhir::Issues issues;
  EXPECT_FALSE(desk().record({"Patient", "p1"}, next_question("correction"), 0, issues));
  EXPECT_FALSE(desk().record({"Patient", "p1"}, next_question("correction"), 2, issues));
  EXPECT_EQ(codes(issues), (std::vector<std::string>{"budget-stale", "budget-stale"}));
  EXPECT_EQ(place_.store().resources_written, std::vector<std::string>());
}

TEST_P(BudgetDeskTest, OfTwoWhoMakeTheSameVersionOneIsTold) {
  record_first();
  // The other one commits between our look and our commit.
  bool is_inside = false;
  place_.store().before_commit = [&](const store::Batch& batch) {
    if (is_inside || batch.residues.empty()) return;
    is_inside = true;
    fhir::Issues other;
    EXPECT_TRUE(desk().record({"Patient", "p1"}, next_question("correction"), 1, other));
  };
  fhir::Issues issues;
  EXPECT_FALSE(desk().record({"Patient", "p1"}, next_question("correction"), 1, issues));
  EXPECT_EQ(codes(issues), std::vector<std::string>{"budget-stale"});
  const auto latest = desk().latest("E09000033", "B-1", issues);
  ASSERT_TRUE(latest);
  EXPECT_EQ(latest->budget.version, 2U);
}

TEST_P(BudgetDeskTest, AnInputThatMovesMeanwhileIsReadAgain) {
  bool is_inside = false;
  place_.store().before_commit = [&](const store::Batch& batch) {
    if (is_inside || batch.residues.empty()) return;
    is_inside = true;
    put(line({.id = "SR1", .patient_id = "p1", .plan_id = "plan1", .service = "home-support", .units = "12"}));
  };
  fhir::Issues issues;
  const auto stored = desk().record({"Patient", "p1"}, question(), 0, issues);
  ASSERT_TRUE(stored) << testing::PrintToString(places(issues));
  EXPECT_EQ(stored->budget.gross.week, 29'680);
}

TEST_P(BudgetDeskTest, AReferenceIsOfOnePersonOnly) {
  record_first();
  put(patient("p2", "9990000026"));
  put(line({.id = "SR7", .patient_id = "p2", .plan_id = "", .service = "meals", .price = "7.00"}));
  fhir::Issues issues;
  EXPECT_FALSE(desk().record({"Patient", "p2"}, next_question("correction"), 1, issues));
  EXPECT_EQ(codes(issues), std::vector<std::string>{"budget-other-person"});
}

TEST_P(BudgetDeskTest, AdvancesByTheRules) {
  const StoredBudget first = record_first();
  budget::Budget next = first.budget;
  next.issued_on = fhir::CivilDate{2026, 2, 3};
  fhir::Issues issues;
  const auto issued = desk().advance(first, next, issues);
  ASSERT_TRUE(issued) << testing::PrintToString(places(issues));
  EXPECT_EQ(codes(issues), std::vector<std::string>());
  EXPECT_EQ(issued->resource_version, 2U);
  EXPECT_FALSE(desk().advance(first, next, issues));
  EXPECT_EQ(codes(issues), std::vector<std::string>{"budget-stale"});
  issues.clear();
  next = issued->budget;
  next.approvals = {approval("Pat Preparer")};
  EXPECT_FALSE(desk().advance(*issued, next, issues));
  EXPECT_TRUE(issues.has_code("approval-own"));
  issues.clear();
  next.approvals = {approval("Alex Approver", 100'000)};
  EXPECT_FALSE(desk().advance(*issued, next, issues));
  EXPECT_TRUE(issues.has_code("approval-limit"));
  issues.clear();
  next = issued->budget;
  next.gross.period += 1;
  EXPECT_FALSE(desk().advance(*issued, next, issues));
  EXPECT_TRUE(issues.has_errors());
  issues.clear();
  next = issued->budget;
  next.status = "final";
  next.approvals = {approval("Alex Approver", 2'000'000)};
  const auto final = desk().advance(*issued, next, issues);
  ASSERT_TRUE(final) << testing::PrintToString(places(issues));
  EXPECT_EQ(final->budget.status, "final");
  EXPECT_EQ(final->budget.issued_on, (fhir::CivilDate{2026, 2, 3}));
}

TEST_P(BudgetDeskTest, AFinalBudgetCoversThePlanAsItIsNow) {
  const StoredBudget first = record_first();
  put(line({.id = "SR1", .patient_id = "p1", .plan_id = "plan1", .service = "home-support", .units = "12"}));
  budget::Budget next = first.budget;
  next.status = "final";
  next.approvals = {approval("Alex Approver", 2'000'000)};
  fhir::Issues issues;
  EXPECT_FALSE(desk().advance(first, next, issues));
  EXPECT_TRUE(issues.has_code("budget-insufficient")) << testing::PrintToString(places(issues));
  next.exception_reason = "The family gives two hours until June.";
  next.exception_by = {"Alex Approver", "head of service", "Example Council", fhir::CivilDate{2026, 2, 1}};
  next.approvals.push_back(approval("Alex Approver", 2'000'000));
  next.approvals.back().kind = "exception";
  issues.clear();
  EXPECT_TRUE(desk().advance(first, next, issues)) << testing::PrintToString(places(issues));
}

TEST_P(BudgetDeskTest, AWithdrawnOneIsOver) {
  const StoredBudget first = record_first();
  budget::Budget next = first.budget;
  next.status = "withdrawn";
  fhir::Issues issues;
  const auto withdrawn = desk().advance(first, next, issues);
  ASSERT_TRUE(withdrawn) << testing::PrintToString(places(issues));
  next.status = "indicative";
  EXPECT_FALSE(desk().advance(*withdrawn, next, issues));
  EXPECT_TRUE(issues.has_code("budget-frozen"));
}

TEST_P(BudgetDeskTest, ComesOutTheSameFromTheVersionsThatItNames) {
  const StoredBudget first = record_first();
  // The line has another version by now; the budget names the old one.
  put(line({.id = "SR1", .patient_id = "p1", .plan_id = "plan1", .service = "home-support", .units = "12"}));
  fhir::Issues issues;
  const auto again = desk().recompute(first.budget, issues);
  ASSERT_TRUE(again);
  EXPECT_EQ(places(issues), std::vector<std::string>());
  EXPECT_EQ(again->gross.period, first.budget.gross.period);
  const std::string page = desk().statement(first, budget::StatementFormat::text);
  EXPECT_TRUE(desk().verify(page, issues)) << testing::PrintToString(places(issues));
  const std::string html = desk().statement(first, budget::StatementFormat::html);
  EXPECT_TRUE(desk().verify(html, issues)) << testing::PrintToString(places(issues));
}

TEST_P(BudgetDeskTest, AStatementPrintedBeforeAnApprovalStaysTrue) {
  const StoredBudget first = record_first();
  const std::string page = desk().statement(first, budget::StatementFormat::text);
  budget::Budget next = first.budget;
  next.approvals = {approval("Alex Approver", 2'000'000)};
  fhir::Issues issues;
  const auto approved = desk().advance(first, next, issues);
  ASSERT_TRUE(approved);
  EXPECT_TRUE(desk().verify(page, issues)) << testing::PrintToString(places(issues));
  EXPECT_TRUE(desk().verify(desk().statement(*approved, budget::StatementFormat::text), issues));
  EXPECT_EQ(places(issues), std::vector<std::string>());
}

TEST_P(BudgetDeskTest, OneChangedRateIsNamed) {
  const StoredBudget first = record_first();
  const std::string page = desk().statement(first, budget::StatementFormat::text);
  put(rate("HC-1", "16.41"));
  fhir::Issues issues;
  desk().recompute(first.budget, issues);
  ASSERT_FALSE(issues.empty());
  EXPECT_EQ(issues.items().front().code + "@" + issues.items().front().path, "verify-rate@E09000033:2026-27:HC-1");
  issues.clear();
  EXPECT_FALSE(desk().verify(page, issues));
  EXPECT_EQ(issues.items().front().code + "@" + issues.items().front().path, "verify-rate@E09000033:2026-27:HC-1");
}

TEST_P(BudgetDeskTest, ARateThatIsGoneIsNamed) {
  const StoredBudget first = record_first();
  put(rate("HC-1", "16.40"), true);
  fhir::Issues issues;
  EXPECT_FALSE(desk().recompute(first.budget, issues));
  EXPECT_EQ(issues.items().front().code + "@" + issues.items().front().path, "verify-rate@E09000033:2026-27:HC-1");
}

TEST_P(BudgetDeskTest, AnAlteredStatementIsTold) {
  const StoredBudget first = record_first();
  std::string page = desk().statement(first, budget::StatementFormat::text);
  const std::size_t at = page.find("264.00");
  ASSERT_NE(at, std::string::npos);
  page[at] = '9';
  fhir::Issues issues;
  EXPECT_FALSE(desk().verify(page, issues));
  EXPECT_TRUE(issues.has_errors());
}

TEST_P(BudgetDeskTest, RefusesWhatMayNotBeWorkedOut) {
  struct Wrong {
    std::string json;
    std::string code;
  };
  const std::vector<Wrong> wrongs = {
      {line({.id = "SR2",
             .patient_id = "p1",
             .plan_id = "plan1",
             .service = "day-support",
             .price = "100.00",
             .shares = share("joint-nhs", "percent", "60") + "," + share("adult-social-care", "percent", "30")}),
       "budget-shares"},
      {line({.id = "SR2",
             .patient_id = "p1",
             .plan_id = "plan1",
             .service = "day-support",
             .price = "100.00",
             .currency = "EUR"}),
       "budget-currency"},
      {line({.id = "SR2",
             .patient_id = "p1",
             .plan_id = "plan1",
             .service = "day-support",
             .price = "100.00",
             .shares = share("chc", "rest", "true", R"(,{"url":"chargeable","valueBoolean":true})")}),
       "budget-chargeable"},
      {line({.id = "SR2", .patient_id = "p1", .plan_id = "plan1", .service = "meals"}), "budget-no-price"},
      {stream("icb", "p1", "joint-nhs", "ods-organization-code", "QWE", "20.00"), "budget-chargeable"},
      {stream("other", "p1", "adult-social-care", "la-code", "E09000033", "", "2026-10-01"), "budget-overlap"},
  };
  for (const Wrong& wrong : wrongs) {
    put(wrong.json);
    fhir::Issues issues;
    EXPECT_FALSE(desk().record({"Patient", "p1"}, question(), 0, issues)) << wrong.code;
    EXPECT_TRUE(issues.has_code(wrong.code)) << wrong.code << testing::PrintToString(places(issues));
    // As it was before, for the next one.
    put(line({.id = "SR2",
              .patient_id = "p1",
              .plan_id = "plan1",
              .service = "day-support",
              .price = "100.00",
              .shares = share("joint-nhs", "percent", "60") + "," + share("adult-social-care", "rest", "true")}));
    put(stream("icb", "p1", "joint-nhs", "ods-organization-code", "QWE"));
  }
}

TEST_P(BudgetDeskTest, AnAverageOverTooFewPeopleIsNoRate) {
  put(rate("HC-1", "16.40", "average", 9));
  fhir::Issues issues;
  EXPECT_FALSE(desk().record({"Patient", "p1"}, question(), 0, issues));
  EXPECT_TRUE(issues.has_code("rate-disclosure"));
  EXPECT_TRUE(issues.has_code("budget-no-price"));
  put(rate("HC-1", "16.40", "average", 10));
  issues.clear();
  const auto stored = desk().record({"Patient", "p1"}, question(), 0, issues);
  ASSERT_TRUE(stored) << testing::PrintToString(places(issues));
  EXPECT_EQ(stored->budget.gross.week, 26'400);
}

TEST_P(BudgetDeskTest, WarnsOfAPlanThatStartsBeforeItsBudget) {
  put(plan("plan1", "p1", "2026-01-05", "2027-04-04"));
  fhir::Issues issues;
  ASSERT_TRUE(desk().record({"CarePlan", "plan1"}, question(), 0, issues)) << testing::PrintToString(places(issues));
  EXPECT_EQ(codes(issues), std::vector<std::string>{"budget-plan-early"});
}

TEST_P(BudgetDeskTest, TheShelfOfRatesKnowsWhatIsNew) {
  RateShelf shelf;
  const Services& plain = place_.services();
  const Services services{plain.store,         plain.clock,      plain.random,     plain.keyer, plain.library,
                          plain.search_secret, plain.validators, plain.validation, &shelf};
  const auto week = [&] {
    fhir::Issues issues;
    BudgetDesk with_shelf(services, council());
    const auto budget = with_shelf.work_out({"Patient", "p1"}, question(), issues);
    return budget ? budget->gross.week : 0;
  };
  EXPECT_EQ(week(), 26'400);
  const auto first = shelf.rates(services, "east");
  EXPECT_EQ(shelf.rates(services, "east"), first);
  put(rate("HC-1", "17.40"));
  EXPECT_EQ(week(), 27'400);
  put(rate("HC-1", "17.40"), true);
  EXPECT_EQ(week(), 0);
  EXPECT_EQ(shelf.rates(services, "west")->rows, 0U);
}

TEST_P(BudgetDeskTest, AChangedRowMakesTheNextStatementOfResources) {
  const StoredBudget first = record_first();
  put(rate("HC-1", "17.40"));
  fhir::Issues issues;
  const auto second = desk().record({"Patient", "p1"}, next_question("price-uplift"), 1, issues);
  ASSERT_TRUE(second) << testing::PrintToString(places(issues));
  const auto list = [](const StoredBudget& budget) {
    return budget.budget.resources.substr(0, budget.budget.resources.find("/_history/"));
  };
  EXPECT_EQ(list(first), list(*second));
  EXPECT_TRUE(second->budget.resources.ends_with("/_history/2")) << second->budget.resources;
}

TEST_P(BudgetDeskTest, SaysWhoOwesWhom) {
  const StoredBudget first = record_first();
  // From 6 July the NHS pays all of the day support (91 days under the first split).
  put(line({.id = "SR2",
            .patient_id = "p1",
            .plan_id = "plan1",
            .service = "day-support",
            .price = "100.00",
            .shares = share("joint-nhs", "percent", "60",
                            R"(,{"url":"period","valuePeriod":{"start":"2026-04-06","end":"2026-07-05"}})") +
                      "," +
                      share("adult-social-care", "rest", "true",
                            R"(,{"url":"period","valuePeriod":{"start":"2026-04-06","end":"2026-07-05"}})") +
                      "," +
                      share("joint-nhs", "percent", "100",
                            R"(,{"url":"period","valuePeriod":{"start":"2026-07-06","end":"2027-04-04"}})")}));
  fhir::Issues issues;
  const auto second = desk().record({"Patient", "p1"}, next_question("backdated-decision"), 1, issues);
  ASSERT_TRUE(second) << testing::PrintToString(places(issues));
  const auto settlement = desk().settle(first.budget, second->budget, {2027, 4, 4}, issues);
  ASSERT_TRUE(settlement) << testing::PrintToString(places(issues));
  // 39 weeks of £40 that the council paid and the NHS owes.
  ASSERT_EQ(settlement->transfers.size(), 1U);
  EXPECT_EQ(settlement->transfers[0].from, "joint-nhs");
  EXPECT_EQ(settlement->transfers[0].to, "adult-social-care");
  EXPECT_EQ(settlement->transfers[0].amount, 39 * 4'000);
  EXPECT_EQ(settlement->open, 0);
  const auto earlier = desk().settle(first.budget, second->budget, {2026, 7, 12}, issues);
  ASSERT_TRUE(earlier);
  ASSERT_EQ(earlier->transfers.size(), 1U);
  EXPECT_EQ(earlier->transfers[0].amount, 4'000);
}

INSTANTIATE_TEST_SUITE_P(Engines, BudgetDeskTest, testing::Values(Place::Engine::memory, Place::Engine::sqlite),
                         engine_name);

}  // namespace
}  // namespace careway::pipeline
