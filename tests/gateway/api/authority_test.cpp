// Who may decide, and who may read a funder's view.
#include <gtest/gtest.h>

#include "tests/gateway/api/api_fixture.h"
#include "tests/gateway/pipeline/budget_people.h"

namespace careway::api {
namespace {

using namespace budget_people;

class Authority : public testing::Test {
 protected:
  Gateway gateway;

  void SetUp() override {
    put(patient("p1", "9990000018"));
    put(plan("plan1", "p1", "2026-04-06", "2027-04-04"));
    put(line({.id = "SR1",
              .patient_id = "p1",
              .plan_id = "plan1",
              .service = "day-support",
              .price = "100.00",
              .shares = share("joint-nhs", "percent", "60") + "," + share("adult-social-care", "rest", "true")}));
    put(stream("council", "p1", "adult-social-care", "la-code", "E09000033"));
    put(stream("icb", "p1", "joint-nhs", "ods-organization-code", "QWE"));
  }
  void put(const std::string& json) {
    const std::string type = std::string(parsed(json).root().value());
    const auto response = gateway.send("PUT", "/fhir/" + type + "/" + value_at(json, "id"), json);
    EXPECT_LT(response.status, 300) << response.body;
  }
  int status_of(std::string_view key, std::string_view method, const std::string& target, const std::string& body = {},
                const Gateway::Headers& headers = {}) {
    gateway.use_key(key);
    return gateway.send(method, target, body, headers).status;
  }
};

TEST_F(Authority, OnlyWhoPaysDecides) {
  struct Act {
    std::string target;
    std::string body;
  };
  const std::vector<Act> acts = {
      {"/fhir/Patient/p1/$indicative-budget", ask({})},
      {"/fhir/CarePlan/plan1/$indicative-budget", ask({})},
      {"/fhir/CarePlan/plan1/$final-budget", ask({})},
      {"/fhir/ClaimResponse/none/$approve", "{}"},
      {"/fhir/ClaimResponse/none/$issue", "{}"},
      {"/fhir/ClaimResponse/none/$withdraw", {}},
      {"/people/questions/none/decide", "{}"},
      {"/people/links/none/undo", "{}"},
      {"/people/superseded", "1,2"},
  };
  for (const Act& act : acts) {
    gateway.use_key(kMarketKey);
    const auto refused = gateway.send("POST", act.target, act.body);
    EXPECT_EQ(refused.status, 403) << act.target;
    EXPECT_EQ(told(refused), "forbidden") << act.target;
    EXPECT_NE(status_of(kCouncilKey, "POST", act.target, act.body), 403) << act.target;
    EXPECT_NE(status_of(kPhbKey, "POST", act.target, act.body), 403) << act.target;
  }
}

TEST_F(Authority, WhatABudgetWouldBeMayBeAsked) {
  Ask question;
  question.more = "," + parameter("dry-run", "valueBoolean", "true");
  EXPECT_EQ(status_of(kMarketKey, "POST", "/fhir/Patient/p1/$indicative-budget", ask(question)), 200);
  EXPECT_EQ(status_of(kMarketKey, "POST", "/fhir/CarePlan/plan1/$final-budget", ask(question)), 403);
}

TEST_F(Authority, AFundersViewIsForWhoseMoneyItIs) {
  ASSERT_EQ(status_of(kCouncilKey, "POST", "/fhir/Patient/p1/$indicative-budget", ask({})), 201);
  const auto view = [&](std::string_view key, const std::string& of) {
    return status_of(key, "GET", "/budgets/E09000033/B-1/1/funders/" + of);
  };
  EXPECT_EQ(view(kPhbKey, "joint-nhs"), 200);
  EXPECT_EQ(view(kCouncilKey, "adult-social-care"), 200);
  EXPECT_EQ(view(kPhbKey, "adult-social-care"), 403);
  EXPECT_EQ(view(kCouncilKey, "joint-nhs"), 403);
  // Streams that this budget has not: who may read them is told so.
  EXPECT_EQ(view(kCouncilKey, "education"), 404);
  EXPECT_EQ(view(kPhbKey, "education"), 403);
  EXPECT_EQ(view(kPhbKey, "chc"), 404);
  EXPECT_EQ(view(kCouncilKey, "chc"), 403);
  EXPECT_EQ(view(kCouncilKey, "grant-dfg"), 404);
  EXPECT_EQ(view(kPhbKey, "grant-dfg"), 404);
  for (const char* of : {"joint-nhs", "adult-social-care", "grant-dfg", "none"}) {
    EXPECT_EQ(view(kMarketKey, of), 403) << of;
    EXPECT_EQ(view(kReaderKey, of), 403) << of;
  }
}

}  // namespace
}  // namespace careway::api
