// What keeps a budget from being made of the wrong people, or held to another question than it answered.
#include "gateway/pipeline/person_decisions.h"
#include "tests/gateway/pipeline/budget_desk_place.h"

namespace careway::pipeline {
namespace {

using namespace budget_people;

class BudgetGuards : public BudgetDeskTest {
 protected:
  /// What home support cost, paid by the council.
  static std::string cost(const std::string& id, const std::string& from, const std::string& to,
                          const std::string& amount) {
    return R"({"resourceType":"ChargeItem","id":")" + id + R"(","extension":[)" +
           extension("cost-sector", "valueCodeableConcept", coding("cost-sector", "social-care")) +
           R"(],"identifier":[{"system":")" + url("Id/service-cost") + R"(","value":"S:)" + id +
           R"("}],"status":"billable","code":)" + coding("cld-service-component", "home-support") +
           R"(,"subject":{"reference":"Patient/p1"},"occurrencePeriod":{"start":")" + from + R"(","end":")" + to +
           R"("},"quantity":{"value":1},"priceOverride":{"value":)" + amount + R"(,"currency":"GBP"}})";
  }

  /// Two records are one person, by a decision.
  void link(const std::string& one, const std::string& other) {
    PersonBook book(place_.services(), caller_);
    const LinkDecision decision{"Pat Clerk", "I asked both"};
    book.link(pair_of(one, other), "decided", &decision);
    store::Batch batch;
    book.collect(batch, now(place_.services()));
    ASSERT_TRUE(place_.store().commit("east", batch).committed);
  }

  const Caller caller_ = council();
};

TEST_P(BudgetGuards, ALinkThatIsUndoneMeanwhileWins) {
  put(patient("p2", "9990000018"));
  put(line({.id = "SR5", .patient_id = "p2", .service = "meals", .price = "7.00"}));
  link("Patient/p1", "Patient/p2");
  // 264.00 of p1 and 7.00 of p2 a week.
  fhir::Issues issues;
  const auto both = desk().work_out({"Patient", "p1"}, question(), issues);
  ASSERT_TRUE(both) << testing::PrintToString(places(issues));
  EXPECT_EQ(both->gross.week, 27'100);
  // Somebody undoes the link when the first commit of the budget begins (its statement of resources).
  bool is_inside = false;
  place_.store().before_commit = [&](const store::Batch&) {
    if (is_inside) return;
    is_inside = true;
    PersonBook book(place_.services(), caller_);
    PersonDecisions decisions(place_.services(), caller_, {});
    EXPECT_EQ(decisions.undo(book.person_of("Patient/p1"), {}, {"Pat Clerk", "two people"}).code, "");
  };
  const auto stored = desk().record({"Patient", "p1"}, question(), 0, issues);
  ASSERT_TRUE(stored) << testing::PrintToString(places(issues));
  EXPECT_TRUE(is_inside);
  EXPECT_EQ(stored->budget.drawn_from, std::vector<std::string>());
  EXPECT_EQ(stored->budget.gross.week, 26'400);
}

TEST_P(BudgetGuards, OfMoreRecordsThanOnePersonHasNoneIsMade) {
  for (int i = 2; i <= 21; ++i) {
    const std::string id = "p" + std::to_string(i);
    put(patient(id, "9990000018"));
    link("Patient/p1", "Patient/" + id);
  }
  fhir::Issues issues;
  EXPECT_FALSE(desk().record({"Patient", "p1"}, question(), 0, issues));
  EXPECT_EQ(codes(issues), std::vector<std::string>{"budget-people"});
}

TEST_P(BudgetGuards, WhatSpokeFirstSpeaksFirstAgainWhenItBecomesFinal) {
  // Home support was 16.40 an hour by the council's average (12 people), and cost 200.00 a week the year before: 364
  // days from 6 April 2025 for 10,400.00. With 100.00 of day support that is 300.00 a week.
  put(rate("HC-1", "16.40", "average", 12));
  put(cost("C1", "2025-04-06", "2026-04-04", "10400.00"));
  budget::Question asked = question();
  fhir::Issues issues;
  const auto historic = desk().work_out({"Patient", "p1"}, asked, issues);
  ASSERT_TRUE(historic) << testing::PrintToString(places(issues));
  ASSERT_EQ(historic->gross.week, 30'000);
  // 10 h x 16.40 + 100.00 = 264.00 a week.
  asked.prefer = budget::Question::Prefer::average;
  const auto first = desk().record({"Patient", "p1"}, asked, 0, issues);
  ASSERT_TRUE(first) << testing::PrintToString(places(issues));
  ASSERT_EQ(first->budget.gross.week, 26'400);
  budget::Budget next = first->budget;
  next.status = "final";
  next.approvals = {approval("Alex Approver", 2'000'000)};
  const auto final = desk().advance(*first, next, issues);
  ASSERT_TRUE(final) << testing::PrintToString(places(issues));
  EXPECT_EQ(final->budget.status, "final");
}

INSTANTIATE_TEST_SUITE_P(Engines, BudgetGuards, testing::Values(Place::Engine::memory, Place::Engine::sqlite),
                         engine_name);

}  // namespace
}  // namespace careway::pipeline
