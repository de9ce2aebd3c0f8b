#include <gtest/gtest.h>

#include "tests/gateway/api/api_fixture.h"
#include "tests/gateway/pipeline/budget_people.h"

namespace careway::api {
namespace {

using namespace budget_people;

std::string approval(std::string_view who, std::string_view limit, std::string_view more = {}) {
  return R"({"resourceType":"Parameters","parameter":[{"name":"kind","valueCode":"financial"},)"
         R"({"name":"who","valueString":")" +
         std::string(who) + R"("},{"name":"limit","valueMoney":{"value":)" + std::string(limit) +
         R"(,"currency":"GBP"}})" + std::string(more) + "]}";
}

std::string nothing() {
  return R"({"resourceType":"Parameters","parameter":[{"name":"challenge-by","valueDate":"2026-03-01"}]})";
}

class Budgets : public testing::TestWithParam<Gateway::Engine> {
 protected:
  Gateway gateway{GetParam()};

  void SetUp() override {
    put(patient("p1", "9990000018"));
    put(plan("plan1", "p1", "2026-04-06", "2027-04-04"));
    put(rate("HC-1", "16.40"));
    put(line({.id = "SR1", .patient_id = "p1", .plan_id = "plan1", .service = "home-support", .units = "10"}));
    put(line({.id = "SR2",
              .patient_id = "p1",
              .plan_id = "plan1",
              .service = "day-support",
              .price = "100.00",
              .shares = share("joint-nhs", "percent", "60") + "," + share("adult-social-care", "rest", "true")}));
    put(stream("council", "p1", "adult-social-care", "la-code", "E09000033", "50.00"));
    put(stream("icb", "p1", "joint-nhs", "ods-organization-code", "QWE"));
  }

  http::Response put(const std::string& json) {
    gateway.clock().advance_microseconds(2'000'000);
    const std::string type = std::string(parsed(json).root().value());
    auto response = gateway.send("PUT", "/fhir/" + type + "/" + value_at(json, "id"), json);
    EXPECT_LT(response.status, 300) << response.body;
    return response;
  }

  /// The budget that a question makes; fails the test when it is refused.
  http::Response make(const Ask& question = {}, std::string_view subject = "Patient/p1",
                      std::string_view operation = "$indicative-budget") {
    auto response = gateway.send("POST", "/fhir/" + std::string(subject) + "/" + std::string(operation), ask(question));
    EXPECT_EQ(response.status, 201) << response.body;
    return response;
  }

  http::Response change(const http::Response& current, std::string_view operation, std::string body) {
    return gateway.send("POST", "/fhir/ClaimResponse/" + value_at(current.body, "id") + "/" + std::string(operation),
                        std::move(body), {{"If-Match", std::string(current.headers.find("ETag").value())}});
  }

  static std::string total(const http::Response& response, std::string_view amount) {
    const fhir::Document document = parsed(response.body);
    for (fhir::Element child : document.root()) {
      if (child.name() != "total") continue;
      if (child.child("category").child("coding").child_value("code") == amount) {
        return std::string(child.child("amount").child_value("value"));
      }
    }
    return {};
  }
};

TEST_P(Budgets, AreMadeForAPersonAndFoundByTheirReference) {
  const auto made = make();
  EXPECT_EQ(made.headers.find("ETag"), "W/\"1\"");
  EXPECT_NE(made.headers.find("Location").value_or("").find("/fhir/ClaimResponse/"), std::string_view::npos);
  EXPECT_FALSE(made.headers.find("Careway-Findings"));
  EXPECT_EQ(total(made, "gross-week"), "264.00");
  EXPECT_EQ(total(made, "gross-period"), "13728.00");
  EXPECT_EQ(total(made, "contribution-period"), "2600.00");
  const auto latest = gateway.send("GET", "/budgets/E09000033/B-1");
  EXPECT_EQ(latest.status, 200);
  EXPECT_EQ(latest.body, made.body);
  EXPECT_EQ(gateway.send("GET", "/budgets/E09000033/B-1/1").body, made.body);
  EXPECT_EQ(told(gateway.send("GET", "/budgets/E09000033/B-1/2")), "not-found@B-1");
  EXPECT_EQ(gateway.send("GET", "/budgets/E09000033/none").status, 404);
  gateway.use_key(kOtherTenantKey);
  EXPECT_EQ(gateway.send("GET", "/budgets/E09000033/B-1").status, 404);
}

TEST_P(Budgets, ADryRunStoresNothing) {
  Ask question;
  question.more = "," + parameter("dry-run", "valueBoolean", "true");
  const auto answer = gateway.send("POST", "/fhir/CarePlan/plan1/$indicative-budget", ask(question));
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(total(answer, "gross-period"), "13728.00");
  EXPECT_EQ(gateway.send("GET", "/budgets/E09000033/B-1").status, 404);
}

TEST_P(Budgets, WhatIsAskedWronglyIsNamed) {
  const auto answer =
      gateway.send("POST", "/fhir/Patient/p1/$indicative-budget",
                   R"({"resourceType":"Parameters","parameter":[{"name":"rounding","valueCode":"down"}]})");
  EXPECT_EQ(answer.status, 400);
  const std::string codes = told(answer);
  for (const char* code : {"parameter-missing@issuer", "parameter-missing@reference", "parameter-missing@period",
                           "parameter-missing@prepared-by", "parameter-value@rounding"}) {
    EXPECT_NE(codes.find(code), std::string::npos) << code << "\n" << codes;
  }
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Patient/p1/$indicative-budget", patient("p1", "9990000018"))),
            "parameters-expected");
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Patient/none/$indicative-budget", ask({}))), "not-found@Patient/none");
  Ask personal;
  personal.reference = "9990000018";
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Patient/p1/$indicative-budget", ask(personal))),
            "budget-reference@reference");
  gateway.use_key(kReaderKey);
  EXPECT_EQ(gateway.send("POST", "/fhir/Patient/p1/$indicative-budget", ask({})).status, 403);
}

TEST_P(Budgets, TheNextVersionNeedsTheLatestAndAReason) {
  const auto first = make();
  const auto stale = gateway.send("POST", "/fhir/Patient/p1/$indicative-budget", ask({}));
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(told(stale), "budget-stale@B-1");
  Ask next;
  next.expected_version = 1;
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Patient/p1/$indicative-budget", ask(next))),
            "parameter-missing@change-reason");
  next.reason = "first-budget";
  const auto no_reason = gateway.send("POST", "/fhir/Patient/p1/$indicative-budget", ask(next));
  EXPECT_EQ(no_reason.status, 422);
  EXPECT_NE(told(no_reason).find("budget-reason"), std::string::npos) << told(no_reason);
  next.reason = "correction";
  make(next);
  const auto before = gateway.send("GET", "/budgets/E09000033/B-1/1");
  EXPECT_EQ(before.headers.find("ETag"), "W/\"2\"");
  EXPECT_NE(before.body.find("superseded"), std::string::npos);
  EXPECT_EQ(total(before, "gross-period"), total(first, "gross-period"));
}

TEST_P(Budgets, AreIssuedApprovedAndMadeFinal) {
  auto current = make();
  EXPECT_EQ(told(gateway.send("POST", "/fhir/ClaimResponse/" + value_at(current.body, "id") + "/$issue", nothing())),
            "precondition-required");
  const auto issued = change(current, "$issue", nothing());
  ASSERT_EQ(issued.status, 200) << issued.body;
  EXPECT_EQ(issued.headers.find("ETag"), "W/\"2\"");
  const auto stale = change(current, "$issue", nothing());
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(told(stale), "version-stale");
  const auto own = change(issued, "$approve", approval("Pat Preparer", "20000.00"));
  EXPECT_EQ(own.status, 422);
  EXPECT_NE(told(own).find("approval-own"), std::string::npos) << told(own);
  const auto over = change(issued, "$approve", approval("Alex Approver", "13727.99"));
  EXPECT_EQ(over.status, 422);
  EXPECT_NE(told(over).find("approval-limit"), std::string::npos) << told(over);
  EXPECT_EQ(told(change(issued, "$approve",
                        R"({"resourceType":"Parameters","parameter":[{"name":"kind","valueCode":"x"}]})")),
            "parameter-value@kind\nparameter-missing@who");
  const auto final =
      change(issued, "$approve", approval("Alex Approver", "13728.00", R"(,{"name":"status","valueCode":"final"})"));
  ASSERT_EQ(final.status, 200) << final.body;
  EXPECT_NE(final.body.find("\"final\""), std::string::npos);
  const auto withdrawn = change(final, "$withdraw", {});
  EXPECT_EQ(withdrawn.status, 200) << withdrawn.body;
  EXPECT_EQ(value_at(withdrawn.body, "status"), "cancelled");
}

TEST_P(Budgets, AFinalBudgetIsMadeInOneStepWithItsApproval) {
  Ask question;
  const auto proposed = make(question, "CarePlan/plan1", "$final-budget");
  EXPECT_NE(proposed.body.find("\"proposed\""), std::string::npos);
  question.expected_version = 1;
  question.reason = "correction";
  question.more = R"(,{"name":"approval","part":[{"name":"kind","valueCode":"financial"},)"
                  R"({"name":"who","valueString":"Alex Approver"},)"
                  R"({"name":"limit","valueMoney":{"value":13728.00,"currency":"GBP"}}]})";
  const auto final = make(question, "CarePlan/plan1", "$final-budget");
  EXPECT_NE(final.body.find("\"final\""), std::string::npos);
  question.expected_version = 2;
  question.preparer = "Alex Approver";
  const auto own = gateway.send("POST", "/fhir/CarePlan/plan1/$final-budget", ask(question));
  EXPECT_EQ(own.status, 422);
  EXPECT_NE(told(own).find("approval-own"), std::string::npos) << told(own);
}

TEST_P(Budgets, AreNeverOverwrittenByAnyDoor) {
  const auto made = make();
  const std::string path = "/fhir/ClaimResponse/" + value_at(made.body, "id");
  const auto deleted = gateway.send("DELETE", path);
  EXPECT_EQ(deleted.status, 422);
  EXPECT_EQ(told(deleted), "budget-frozen@ClaimResponse.identifier");
  std::string other = made.body;
  other.replace(other.find("264.00"), 6, "265.00");
  const auto put_other = gateway.send("PUT", path, other);
  EXPECT_EQ(put_other.status, 422) << put_other.body;
  std::string renamed = made.body;
  renamed.replace(renamed.find("E09000033:B-1:1"), 15, "E09000033:B-9:1");
  EXPECT_NE(told(gateway.send("PUT", path, renamed)).find("budget-frozen"), std::string::npos);
  const std::string bundle =
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":")" +
      path.substr(6) + R"("}}]})";
  const auto in_bundle = gateway.send("POST", "/fhir", bundle);
  EXPECT_EQ(in_bundle.status, 422);
  EXPECT_NE(told(in_bundle).find("budget-frozen"), std::string::npos) << told(in_bundle);
  // The same bytes change nothing and are no overwriting; a copy would be a second first version.
  EXPECT_EQ(gateway.send("PUT", path, made.body).status, 200);
  const auto twice = gateway.send("POST", "/fhir/ClaimResponse", made.body);
  EXPECT_EQ(twice.status, 409) << twice.body;
  EXPECT_EQ(gateway.send("GET", "/budgets/E09000033/B-1").body, made.body);
}

TEST_P(Budgets, APlanThatStartsBeforeItsBudgetIsToldOf) {
  const auto made = make({}, "CarePlan/plan1");
  const std::string early = plan("plan1", "p1", "2026-01-05", "2027-04-04");
  const auto written = gateway.send("PUT", "/fhir/CarePlan/plan1", early, {{"Prefer", "return=OperationOutcome"}});
  EXPECT_EQ(written.status, 200);
  EXPECT_EQ(told(written), "budget-plan-early@CarePlan.period.start");
  EXPECT_EQ(written.headers.find("Careway-Findings"), "1");
  const auto issued = change(made, "$issue", nothing());
  EXPECT_EQ(issued.status, 200) << issued.body;
  EXPECT_EQ(issued.headers.find("Careway-Findings"), "1");
  // A plan of somebody without a budget is not looked at.
  put(patient("p2", "9990000026"));
  EXPECT_FALSE(put(plan("plan2", "p2", "2026-01-05", "2027-04-04")).headers.find("Careway-Findings"));
}

TEST_P(Budgets, AStatementIsPrintedAndVerified) {
  make();
  const auto text = gateway.send("GET", "/budgets/E09000033/B-1/statement");
  EXPECT_EQ(text.status, 200);
  EXPECT_EQ(text.headers.find("Content-Type"), "text/plain; charset=utf-8");
  const auto html = gateway.send("GET", "/budgets/E09000033/B-1/1/statement", {}, {{"Accept", "text/html"}});
  EXPECT_EQ(html.headers.find("Content-Type"), "text/html; charset=utf-8");
  const Gateway::Headers plain{{"Content-Type", "text/plain"}};
  EXPECT_EQ(told(gateway.send("POST", "/budgets/verify", text.body, plain)), "done");
  EXPECT_EQ(told(gateway.send("POST", "/budgets/verify", html.body, plain)), "done");
  EXPECT_EQ(told(gateway.send("POST", "/budgets/verify", "no statement", plain)), "statement-unreadable");
  put(rate("HC-1", "16.41"));
  const std::string changed = told(gateway.send("POST", "/budgets/verify", text.body, plain));
  EXPECT_TRUE(changed.starts_with("verify-rate@E09000033:2026-27:HC-1")) << changed;
}

TEST_P(Budgets, AFunderSeesItsOwnPartOnly) {
  make();
  const auto view = gateway.send("GET", "/budgets/E09000033/B-1/1/funders/joint-nhs");
  ASSERT_EQ(view.status, 200) << view.body;
  EXPECT_NE(view.body.find(R"("week":"60.00","period":"3120.00")"), std::string::npos) << view.body;
  EXPECT_NE(view.body.find(R"("funder":"QWE")"), std::string::npos);
  for (const char* others : {"adult-social-care", "40.00", "100.00", "164.00", "264.00", "home-support"}) {
    EXPECT_EQ(view.body.find(others), std::string::npos) << others << "\n" << view.body;
  }
  EXPECT_EQ(told(gateway.send("GET", "/budgets/E09000033/B-1/1/funders/chc")), "budget-stream");
}

TEST_P(Budgets, TwoVersionsAreSettled) {
  make();
  put(line({.id = "SR2",
            .patient_id = "p1",
            .plan_id = "plan1",
            .service = "day-support",
            .price = "100.00",
            .shares = share("joint-nhs", "percent", "100")}));
  Ask next;
  next.expected_version = 1;
  next.reason = "backdated-decision";
  make(next);
  const std::string question =
      R"({"resourceType":"Parameters","parameter":[{"name":"issuer","valueString":"E09000033"},)"
      R"({"name":"reference","valueString":"B-1"},{"name":"paid-version","valueInteger":1},)"
      R"({"name":"due-version","valueInteger":2},{"name":"until","valueDate":"2026-05-03"}]})";
  const auto settled = gateway.send("POST", "/budgets/settle", question);
  ASSERT_EQ(settled.status, 200) << settled.body;
  // Four weeks of £40.
  EXPECT_NE(settled.body.find(R"({"from":"joint-nhs","to":"adult-social-care","amount":"160.00"})"), std::string::npos)
      << settled.body;
  EXPECT_NE(settled.body.find(R"("open":"0.00")"), std::string::npos);
}

TEST_P(Budgets, WhatMayNotBeIsRefusedWithItsCode) {
  const auto refused = [&](const std::string& json) {
    put(json);
    const auto answer = gateway.send("POST", "/fhir/Patient/p1/$indicative-budget", ask({}));
    EXPECT_EQ(answer.status, 422) << answer.body;
    return told(answer);
  };
  const auto day_support = [](const std::string& shares, const std::string& currency = "GBP") {
    return line({.id = "SR2",
                 .patient_id = "p1",
                 .plan_id = "plan1",
                 .service = "day-support",
                 .price = "100.00",
                 .currency = currency,
                 .shares = shares});
  };
  EXPECT_NE(refused(day_support(share("joint-nhs", "percent", "60"))).find("budget-shares"), std::string::npos);
  EXPECT_NE(refused(day_support(share("joint-nhs", "rest", "true"), "EUR")).find("budget-currency"), std::string::npos);
  EXPECT_NE(refused(day_support(share("chc", "rest", "true", R"(,{"url":"chargeable","valueBoolean":true})")))
                .find("budget-chargeable"),
            std::string::npos);
  const std::string both_halves = R"(,{"url":"period","valuePeriod":{"start":"2026-04-06","end":"2026-10-05"}})";
  EXPECT_NE(refused(day_support(share("joint-nhs", "percent", "100", both_halves) + "," +
                                share("joint-nhs", "percent", "100")))
                .find("budget-overlap"),
            std::string::npos);
}

TEST_P(Budgets, TheNextVersionMayComeAsFhirAndSupersedes) {
  const auto made = make();
  std::string next = made.body;
  const auto replace = [&](const std::string& from, const std::string& to) {
    const std::size_t at = next.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    next.replace(at, from.size(), to);
  };
  replace("E09000033:B-1:1", "E09000033:B-1:3");
  replace(R"("valuePositiveInt":1)", R"("valuePositiveInt":3)");
  replace("first-budget", "correction");
  const auto too_far = gateway.send("POST", "/fhir/ClaimResponse", next);
  EXPECT_EQ(too_far.status, 412) << too_far.body;
  EXPECT_NE(told(too_far).find("budget-stale"), std::string::npos) << told(too_far);
  replace("E09000033:B-1:3", "E09000033:B-1:2");
  replace(R"("valuePositiveInt":3)", R"("valuePositiveInt":2)");
  const std::string variance = R"({"url":"https://careway.example/fhir/StructureDefinition/budget-variance",)"
                               R"("valueMoney":{"value":0.00,"currency":"GBP"}},)";
  replace(R"("extension":[)", R"("extension":[)" + variance);
  const auto second = gateway.send("POST", "/fhir/ClaimResponse", next);
  ASSERT_EQ(second.status, 201) << second.body;
  EXPECT_EQ(value_at(gateway.send("GET", "/budgets/E09000033/B-1").body, "id"), value_at(second.body, "id"));
  EXPECT_NE(gateway.send("GET", "/budgets/E09000033/B-1/1").body.find("superseded"), std::string::npos);
}

TEST_P(Budgets, OfPeopleWhoWerePartedEachHasItsOwnAgain) {
  const auto person_of = [](std::string_view system, std::string_view id) {
    return R"({"resourceType":"Patient","id":")" + std::string(id) +
           R"(","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"},{"system":")" +
           url("Id/" + std::string(system)) + R"(","value":")" + (system == "la-person" ? "E09000033" : "QMJ") + ":" +
           std::string(id) +
           R"("}],"name":[{"family":"Example","given":["Ada"]}],"gender":"female","birthDate":"1950-02-03"})";
  };
  put(person_of("la-person", "p1"));
  put(person_of("icb-person", "p3"));
  put(line({.id = "SR5", .patient_id = "p3", .service = "meals", .price = "7.00"}));
  const std::string person = value_at(gateway.send("GET", "/fhir/Person?patient=Patient/p1").body, "entry.resource.id");
  ASSERT_FALSE(person.empty());
  const auto both = make();
  EXPECT_EQ(total(both, "gross-week"), "271.00");
  const Gateway::Headers json{{"Content-Type", "application/json"}};
  const auto undone =
      gateway.send("POST", "/people/links/" + person + "/undo", R"({"who":"Pat Example","reason":"two people"})", json);
  ASSERT_EQ(undone.status, 200) << undone.body;
  EXPECT_EQ(gateway.send("GET", "/budgets/E09000033/B-1").status, 404);
  // The same reference begins again, with one person's lines and under another id.
  const auto own = make();
  EXPECT_EQ(total(own, "gross-week"), "264.00");
  EXPECT_NE(value_at(own.body, "id"), value_at(both.body, "id"));
}

TEST_P(Budgets, StandBeforeTheirProfile) {
  gateway.validate({.fhir_writes = pipeline::Strictness::refuse,
                    .imports = pipeline::Strictness::off,
                    .exports = pipeline::Strictness::off});
  const auto made = make();
  const auto issued = change(made, "$issue", nothing());
  EXPECT_EQ(issued.status, 200) << issued.body;
  const auto final =
      change(issued, "$approve", approval("Alex Approver", "13728.00", R"(,{"name":"status","valueCode":"final"})"));
  EXPECT_EQ(final.status, 200) << final.body;
  Ask next;
  next.expected_version = 1;
  next.reason = "correction";
  make(next);
  const auto list = gateway.send("GET", "/fhir/List?identifier=E09000033:2026-27");
  const auto judged = gateway.send("GET", "/fhir/List/" + value_at(list.body, "entry.resource.id") + "/$validate");
  EXPECT_EQ(judged.status, 200);
  EXPECT_EQ(judged.body.find(R"("severity":"error")"), std::string::npos) << judged.body;
}

TEST_P(Budgets, AnAverageOverFewPeopleComesInByNoDoor) {
  gateway.validate({.fhir_writes = pipeline::Strictness::off,
                    .imports = pipeline::Strictness::off,
                    .exports = pipeline::Strictness::off});
  for (const int people : {0, 9}) {
    const std::string few = rate("HC-2", "16.40", "average", people);
    for (const char* method : {"POST", "PUT"}) {
      const bool is_post = method == std::string("POST");
      const auto answer =
          gateway.send(method, is_post ? "/fhir/ChargeItemDefinition" : "/fhir/ChargeItemDefinition/HC-2", few);
      EXPECT_EQ(answer.status, 422) << answer.body;
      EXPECT_EQ(told(answer), "rate-disclosure@ChargeItemDefinition.extension");
    }
    // What is stored does not become one.
    EXPECT_EQ(gateway.send("PUT", "/fhir/ChargeItemDefinition/HC-1", rate("HC-1", "16.40", "average", people)).status,
              422);
    const auto whole = gateway.send("POST", "/fhir",
                                    R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":)" + few +
                                        R"(,"request":{"method":"POST","url":"ChargeItemDefinition"}}]})");
    EXPECT_EQ(whole.status, 422) << whole.body;
    EXPECT_EQ(told(whole), "rate-disclosure@Bundle.entry[0].resource.extension");
  }
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/ChargeItemDefinition").body, "total"), "1");
  put(rate("HC-2", "16.40", "average", 10));
}

TEST_P(Budgets, ALineOverFewPeopleComesInByNoDoor) {
  gateway.use_key(kCouncilKey);
  std::string document = sample("council-budget.xml");
  document.replace(document.find("<People>42"), 10, "<People>9");
  const auto face = gateway.send("POST", "/faces/council-budget", document, {{"Content-Type", "application/xml"}});
  EXPECT_NE(face.body.find(R"("refused":1)"), std::string::npos) << face.body;
  EXPECT_NE(face.body.find("rate-disclosure"), std::string::npos) << face.body;
}

TEST_P(Budgets, AFaceOverwritesNoneEither) {
  const Gateway::Headers xml{{"Content-Type", "application/xml"}};
  gateway.use_key(kCouncilKey);
  const std::string document = sample("council-budget.xml");
  const auto first = gateway.send("POST", "/faces/council-budget", document, xml);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_NE(first.body.find(R"("refused":0)"), std::string::npos) << first.body;
  const auto again = gateway.send("POST", "/faces/council-budget", document, xml);
  EXPECT_NE(again.body.find(R"("unchanged":1)"), std::string::npos) << again.body;
  // Another amount under the same version.
  std::string other = document;
  for (std::size_t at = other.find("5476.64"); at != std::string::npos; at = other.find("5476.64", at)) {
    other.replace(at, 7, "5476.65");
  }
  const auto changed = gateway.send("POST", "/faces/council-budget", other, xml);
  EXPECT_NE(changed.body.find(R"("refused":1)"), std::string::npos) << changed.body;
  EXPECT_NE(changed.body.find("budget-"), std::string::npos) << changed.body;
}

INSTANTIATE_TEST_SUITE_P(Engines, Budgets, testing::Values(Gateway::Engine::memory, Gateway::Engine::sqlite),
                         [](const auto& engine) {
                           return engine.param == Gateway::Engine::memory ? "memory" : "sqlite";
                         });

}  // namespace
}  // namespace careway::api
