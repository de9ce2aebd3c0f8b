// Returns of a budget, their ledgers, the remainder, and balances, over the routes.
#include <gmock/gmock.h>

#include "tests/gateway/api/api_fixture.h"
#include "tests/gateway/pipeline/budget_people.h"
#include "tests/returns/independent_reader.h"

namespace careway::api {
namespace {

using namespace budget_people;
using testing::IsEmpty;

class Returns : public testing::TestWithParam<Gateway::Engine> {
 protected:
  Gateway gateway{GetParam()};

  void put(const std::string& json) {
    gateway.clock().advance_microseconds(2'000'000);
    const std::string type = std::string(parsed(json).root().value());
    const auto response = gateway.send("PUT", "/fhir/" + type + "/" + value_at(json, "id"), json);
    EXPECT_LT(response.status, 300) << response.body;
  }

  /// Home care that the council pays alone; a day centre that an ICB pays for partly, once as joint money, once as CHC.
  void make_budget() {
    put(patient("p1", "9990000018"));
    put(plan("plan1", "p1", "2026-04-06", "2027-04-04"));
    put(line({.id = "SR1",
              .patient_id = "p1",
              .plan_id = "plan1",
              .service = "home-support",
              .price = "16.40",
              .frequency = "hourly",
              .units = "10"}));
    put(line({.id = "SR2",
              .patient_id = "p1",
              .plan_id = "plan1",
              .service = "day-support",
              .price = "100.00",
              .shares = share("joint-nhs", "percent", "60") + "," + share("adult-social-care", "rest", "true")}));
    put(line({.id = "SR3",
              .patient_id = "p1",
              .plan_id = "plan1",
              .service = "home-support",
              .price = "20.00",
              .frequency = "hourly",
              .units = "5",
              .shares = share("chc", "percent", "100")}));
    put(stream("council", "p1", "adult-social-care", "la-code", "E09000033", "50.00"));
    put(stream("icb", "p1", "joint-nhs", "ods-organization-code", "QWE"));
    put(stream("chc", "p1", "chc", "ods-organization-code", "QWE"));
    const auto made = gateway.send("POST", "/fhir/Patient/p1/$indicative-budget", ask({}));
    ASSERT_EQ(made.status, 201) << made.body;
    gateway.use_key(kCouncilKey);
  }

  http::Response get(const std::string& path) {
    return gateway.send("GET", "/budgets/E09000033/B-1/1/returns/" + path);
  }
};

TEST_P(Returns, EachFunderGetsItsOwnAndTheRemainderHasAName) {
  make_budget();
  const auto file = get("cld");
  ASSERT_EQ(file.status, 200) << file.body;
  EXPECT_EQ(file.headers.find("Content-Type"), "text/csv");
  EXPECT_EQ(file.headers.find("X-Careway-Problems"), "0");
  const auto account = independent::read_account(get("cld/ledger").body);
  EXPECT_EQ(account.sum("claim"), (independent::Amount{20'400, 1'060'800}));
  EXPECT_EQ(account.remainder.at("joint-nhs"), (independent::Amount{6'000, 312'000}));
  const independent::Terms terms{false, "2026-04-06", "2027-04-04", account.week_day};
  EXPECT_THAT(
      independent::faults(independent::value_of_file(file.body, independent::client_level_data(), terms), account),
      IsEmpty());
  EXPECT_EQ(independent::read_account(get("remainder").body).remainder.at("joint-nhs").period, 312'000);
  gateway.use_key(kPhbKey);
  const auto care = get("chc");
  ASSERT_EQ(care.status, 200) << care.body;
  const auto care_account = independent::read_account(get("chc/ledger").body);
  EXPECT_EQ(care_account.sum("claim"), (independent::Amount{10'000, 520'000}));
  EXPECT_THAT(
      independent::faults(independent::value_of_file(care.body, independent::continuing_care(), terms), care_account),
      IsEmpty());
}

TEST_P(Returns, AreSeenByThoseWhoSendThem) {
  make_budget();
  EXPECT_EQ(get("chc").status, 403);
  gateway.use_key(kPhbKey);
  EXPECT_EQ(get("cld").status, 403);
  EXPECT_EQ(get("cld/ledger").status, 403);
  gateway.use_key(kMarketKey);
  EXPECT_EQ(get("cld").status, 403);
  EXPECT_EQ(get("remainder").status, 403);
  gateway.use_key(kOtherTenantKey);
  EXPECT_NE(get("cld").status, 200);
}

TEST_P(Returns, WhatIsNotThereIsSaid) {
  make_budget();
  EXPECT_EQ(get("abacus").status, 404);
  EXPECT_EQ(gateway.send("GET", "/budgets/E09000033/B-1/2/returns/cld").status, 404);
  EXPECT_EQ(told(get("cld?period-start=April")), "parameter-value@period-start");
}

TEST_P(Returns, AnAccountHasTheBalanceOfItsDay) {
  put(patient("p1", "9990000018"));
  put(R"({"resourceType":"Account","id":"a1","identifier":[{"system":")" + url("Id/account") +
      R"(","value":"QMF:A-1"}],"status":"active","subject":[{"reference":"Patient/p1"}]})");
  const auto moved = [&](const std::string& id, const std::string& day, const std::string& kind,
                         const std::string& amount, const std::string& account) {
    put(R"({"resourceType":"PaymentNotice","id":")" + id + R"(","extension":[{"url":")" +
        url("StructureDefinition/movement-detail") + R"(","extension":[{"url":"kind","valueCodeableConcept":)" +
        coding("movement-kind", kind) + R"(},{"url":"day","valueDate":")" + day + R"("}]}],"identifier":[{"system":")" +
        url("Id/movement") + R"(","value":"QMF:)" + id + R"("}],"status":"active","request":)" + account +
        R"(,"created":")" + day + R"(","payment":{"display":"m"},"recipient":{"display":"r"},"amount":{"value":)" +
        amount + R"(,"currency":"GBP"}})");
  };
  moved("m1", "2026-04-06", "credit", "725.00", R"({"reference":"Account/a1"})");
  moved("m2", "2026-04-08", "debit", "25.50",
        R"({"identifier":{"system":")" + url("Id/account") + R"(","value":"QMF:A-1"}})");
  moved("m3", "2026-04-08", "credit", "9.00", R"({"reference":"Account/a2"})");
  const auto balance = [&](const std::string& day) {
    const auto response = gateway.send("GET", "/accounts/QMF/A-1/balance?day=" + day);
    EXPECT_EQ(response.status, 200) << response.body;
    return value_at(response.body, "extension.0.extension.1.valueMoney.value");
  };
  EXPECT_EQ(balance("2026-04-05"), "0.00");
  EXPECT_EQ(balance("2026-04-07"), "725.00");
  EXPECT_EQ(balance("2026-04-08"), "699.50");
  EXPECT_EQ(gateway.send("GET", "/accounts/QMF/A-9/balance").status, 404);
  EXPECT_EQ(gateway.send("GET", "/accounts/QMF/A-1/balance?day=never").status, 400);
}

INSTANTIATE_TEST_SUITE_P(Stores, Returns, testing::Values(Gateway::Engine::memory, Gateway::Engine::sqlite),
                         [](const auto& engine) {
                           return engine.param == Gateway::Engine::memory ? std::string("memory")
                                                                          : std::string("sqlite");
                         });

}  // namespace
}  // namespace careway::api
