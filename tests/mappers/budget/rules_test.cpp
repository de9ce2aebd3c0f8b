// What must hold in any budget, and what may follow what.
#include "mappers/budget/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/mappers/budget/budget_support.h"

namespace careway::budget {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Budget sound() {
  Inputs inputs;
  LineInput line = home_care("HC-1");
  line.shares = {percent("joint-nhs", 60), percent("adult-social-care", 30), percent("self-top-up", 10)};
  LineInput changing = home_care("HC-2");
  changing.shares = {percent("chc", 100), percent("adult-social-care", 100)};
  changing.shares[0].to = fhir::CivilDate{2026, 9, 30};
  changing.shares[1].from = fhir::CivilDate{2026, 10, 1};
  inputs.lines = {line, changing};
  inputs.streams = {council_stream(2'000)};
  fhir::Issues issues;
  auto budget = calculate(inputs, no_rates(), question(), issues);
  EXPECT_TRUE(budget);
  return budget ? std::move(*budget) : Budget{};
}

Stream& council(Budget& budget) {
  for (Stream& stream : budget.streams) {
    if (stream.code == "adult-social-care") return stream;
  }
  return budget.streams.front();
}

std::vector<std::string> broken(const std::function<void(Budget&)>& change) {
  Budget budget = sound();
  change(budget);
  fhir::Issues issues;
  EXPECT_FALSE(holds(budget, issues));
  return found(issues);
}

TEST(Holds, ForWhatWasWorkedOut) {
  fhir::Issues issues;
  EXPECT_TRUE(holds(sound(), issues));
  EXPECT_THAT(found(issues), IsEmpty());
}

TEST(Holds, NotWhenALevelDoesNotAddUp) {
  EXPECT_THAT(broken([](Budget& b) { ++b.lines[0].parts[0].amounts.week; }),
              ElementsAre("budget-sum HC-1", "budget-sum joint-nhs"));
  EXPECT_THAT(broken([](Budget& b) { ++b.lines[0].gross.period; }), ElementsAre("budget-sum HC-1", "budget-sum gross"));
  EXPECT_THAT(broken([](Budget& b) { ++b.gross.week; }),
              ElementsAre("budget-sum gross", "budget-sum streams", "budget-sum level-difference"));
  EXPECT_THAT(broken([](Budget& b) { ++b.top_up.period; }), ElementsAre("budget-sum top-up"));
  EXPECT_THAT(broken([](Budget& b) { ++b.contribution.week; }), ElementsAre("budget-sum contribution"));
  EXPECT_THAT(broken([](Budget& b) { ++b.level_difference; }), ElementsAre("budget-sum level-difference"));
  EXPECT_THAT(broken([](Budget& b) { ++council(b).gross.period; }),
              ElementsAre("budget-sum adult-social-care", "budget-sum streams"));
}

TEST(Holds, NotWithAChargeOnWhatIsFree) {
  EXPECT_THAT(broken([](Budget& b) { b.lines[0].parts[0].is_chargeable = true; }),
              ElementsAre("budget-chargeable HC-1"));
  EXPECT_THAT(broken([](Budget& b) {
                for (Stream& stream : b.streams) {
                  if (stream.code == "chc") stream.contribution = {0, 100};
                }
                b.contribution.period += 100;
              }),
              ElementsAre("budget-chargeable chc"));
  EXPECT_THAT(broken([](Budget& b) {
                council(b).contribution.week += 1'000'000;
                b.contribution.week += 1'000'000;
              }),
              ElementsAre("budget-chargeable adult-social-care"));
}

TEST(Holds, NotWithOneStreamTwiceAnotherCurrencyOrOverlaps) {
  EXPECT_THAT(broken([](Budget& b) {
                Stream again = b.streams[0];
                again.gross = again.contribution = {};
                again.funder.code = "other";
                b.streams.push_back(again);
              }),
              testing::Contains("budget-funder adult-social-care"));
  EXPECT_THAT(broken([](Budget& b) { b.currency = "EUR"; }), ElementsAre("budget-currency "));
  EXPECT_THAT(broken([](Budget& b) { b.lines[1].to = b.lines[2].from; }), testing::Contains("budget-overlap HC-2/2"));
}

TEST(Holds, NotWithAnAverageOverFewPeople) {
  const auto average_over = [](std::size_t people) {
    return [people](Budget& b) {
      b.lines[0].basis = "average";
      b.lines[0].people = people;
    };
  };
  EXPECT_THAT(broken(average_over(9)), ElementsAre("rate-disclosure HC-1"));
  EXPECT_THAT(broken(average_over(0)), ElementsAre("rate-disclosure HC-1"));
  Budget budget = sound();
  average_over(10)(budget);
  fhir::Issues issues;
  EXPECT_TRUE(holds(budget, issues));
}

Approval approval(const char* who, std::optional<Pence> limit = {}) {
  return {"financial", {who, "head of service", "Council", fhir::CivilDate{2026, 3, 5}}, limit, "approved", {}};
}

TEST(Holds, NotWithApprovalsThatMayNotBeGiven) {
  EXPECT_THAT(broken([](Budget& b) { b.approvals = {approval("broker-7", b.gross.period)}; }),
              ElementsAre("approval-own financial"));
  EXPECT_THAT(broken([](Budget& b) {
                b.prepared_by.who = "Pat  Preparer";
                b.approvals = {approval(" pat\tPREPARER ", b.gross.period)};
              }),
              ElementsAre("approval-own financial"));
  EXPECT_THAT(broken([](Budget& b) {
                b.prepared_by.who = " ";
                b.approvals = {approval("head-1", b.gross.period)};
              }),
              ElementsAre("approval-preparer financial"));
  EXPECT_THAT(broken([](Budget& b) { b.approvals = {approval("head-1")}; }), ElementsAre("approval-limit financial"));
  EXPECT_THAT(broken([](Budget& b) { b.approvals = {approval("head-1", b.gross.period - 1)}; }),
              ElementsAre("approval-limit financial"));
  Budget budget = sound();
  // The person may agree to a budget of nobody's, and only money has a limit.
  Approval agreement = approval("ada");
  agreement.kind = "person-agreement";
  Approval clinical = approval("nurse-1");
  clinical.kind = "clinical";
  budget.approvals = {approval("head-1", budget.gross.period), clinical, agreement};
  fhir::Issues issues;
  EXPECT_TRUE(holds(budget, issues));
  budget.approvals = {agreement};
  budget.prepared_by = {};
  EXPECT_TRUE(holds(budget, issues));
}

std::vector<std::string> refused(const Budget& current, const Budget& next, std::optional<Pence> plan_cost = {}) {
  fhir::Issues issues;
  EXPECT_FALSE(may_follow(current, next, plan_cost, issues));
  return found(issues);
}

bool followed(const Budget& current, const Budget& next, std::optional<Pence> plan_cost = {}) {
  fhir::Issues issues;
  const bool may = may_follow(current, next, plan_cost, issues);
  EXPECT_EQ(may, issues.empty());
  return may;
}

TEST(MayFollow, OnlyAdvancesInTheSameVersion) {
  const Budget current = sound();
  Budget next = current;
  EXPECT_TRUE(followed(current, next));
  next.status = "proposed";
  next.approvals.push_back(approval("head-1"));
  next.issued_on = {2026, 3, 9};
  next.notice_sent_on = {2026, 3, 9};
  next.challenge_by = {2026, 4, 9};
  next.challenge_outcome = "none";
  EXPECT_TRUE(followed(current, next));
  EXPECT_THAT(refused(next, current), ElementsAre("budget-frozen "));
  Budget another_day = next;
  another_day.issued_on = {2026, 3, 10};
  EXPECT_THAT(refused(next, another_day), ElementsAre("budget-frozen "));
  Budget other_figure = current;
  ++other_figure.lines[0].gross.week;
  EXPECT_THAT(refused(current, other_figure), ElementsAre("budget-frozen "));
  Budget other_note = current;
  other_note.notes.emplace_back("more");
  EXPECT_THAT(refused(current, other_note), ElementsAre("budget-frozen "));
  Budget other_person = current;
  other_person.reference = "B-2";
  EXPECT_THAT(refused(current, other_person), ElementsAre("budget-frozen "));
}

TEST(MayFollow, MayBeWithdrawnButNotComeBack) {
  const Budget current = sound();
  Budget withdrawn = current;
  withdrawn.status = "withdrawn";
  EXPECT_TRUE(followed(current, withdrawn));
  EXPECT_THAT(refused(withdrawn, current), ElementsAre("budget-frozen "));
  Budget superseded = current;
  superseded.status = "superseded";
  EXPECT_TRUE(followed(current, superseded));
  EXPECT_THAT(refused(superseded, withdrawn), ElementsAre("budget-frozen "));
}

TEST(MayFollow, NeedsReasonVarianceAndTheNextNumberForAnotherVersion) {
  const Budget current = sound();
  Budget next = current;
  next.version = 2;
  EXPECT_THAT(refused(current, next), ElementsAre("budget-reason change-reason", "budget-variance variance"));
  next.change_reason = "price-uplift";
  next.gross.period += 100;
  next.variance = 100;
  EXPECT_TRUE(followed(current, next));
  next.variance = 99;
  EXPECT_THAT(refused(current, next), ElementsAre("budget-variance variance"));
  next.variance = 100;
  next.version = 3;
  EXPECT_THAT(refused(current, next), ElementsAre("budget-stale version"));
}

TEST(MayFollow, BecomesFinalOnlyWithAnotherPersonsApproval) {
  Budget current = sound();
  current.status = "proposed";
  Budget next = current;
  next.status = "final";
  EXPECT_THAT(refused(current, next), ElementsAre("approval-missing approvals"));
  for (const char* preparer : {"broker-7", " Broker-7"}) {
    next.approvals = {approval(preparer)};
    EXPECT_THAT(refused(current, next), ElementsAre("approval-missing approvals"));
  }
  next.approvals = {approval("head-1")};
  EXPECT_TRUE(followed(current, next));
  Approval refusal = approval("panel-1");
  refusal.kind = "panel";
  refusal.outcome = "refused";
  next.approvals.push_back(refusal);
  EXPECT_THAT(refused(current, next), ElementsAre("approval-missing approvals"));
  refusal.outcome = "approved";
  next.approvals.push_back(refusal);
  EXPECT_TRUE(followed(current, next));
  Approval agreement = approval("ada");
  agreement.kind = "person-agreement";
  next.approvals = {agreement};
  EXPECT_THAT(refused(current, next), ElementsAre("approval-missing approvals"));
}

TEST(MayFollow, CoversThePlanOrCarriesAnApprovedException) {
  Budget current = sound();
  current.status = "proposed";
  Budget next = current;
  next.status = "final";
  next.approvals = {approval("head-1")};
  EXPECT_TRUE(followed(current, next, current.gross.period));
  EXPECT_THAT(refused(current, next, current.gross.period + 1), ElementsAre("budget-insufficient gross"));
  next.exception_reason = "the plan ends early";
  EXPECT_THAT(refused(current, next, current.gross.period + 1), ElementsAre("budget-insufficient gross"));
  Approval exception = approval("director-1");
  exception.kind = "exception";
  next.approvals.push_back(exception);
  EXPECT_TRUE(followed(current, next, current.gross.period + 1));
}

TEST(Streams, HaveALegalBasisAndSayWhetherTheyMayBeCharged) {
  EXPECT_EQ(usual_legal_basis("chc"), "nhs-chc");
  EXPECT_EQ(usual_legal_basis("s117-council"), "mha-1983-s117");
  EXPECT_EQ(usual_legal_basis("adult-social-care"), "care-act-2014-s18");
  EXPECT_EQ(usual_legal_basis("unheard-of"), "");
  EXPECT_TRUE(may_be_charged("adult-social-care"));
  EXPECT_TRUE(may_be_charged("carer"));
  EXPECT_FALSE(is_charged_by_rule("carer"));
  EXPECT_FALSE(may_be_charged("unheard-of"));
  EXPECT_TRUE(is_top_up("third-party-top-up"));
  EXPECT_FALSE(is_top_up("adult-social-care"));
}

}  // namespace
}  // namespace careway::budget
