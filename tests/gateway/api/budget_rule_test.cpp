#include <gtest/gtest.h>

#include "tests/gateway/api/api_fixture.h"
#include "tests/gateway/pipeline/budget_people.h"

namespace careway::api {
namespace {

using namespace budget_people;

/// Replaces every occurrence; fails the test when there is none.
std::string with(std::string text, const std::string& from, const std::string& to) {
  EXPECT_NE(text.find(from), std::string::npos) << from;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string with_first(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// What budgets may not become when they come as FHIR. One line of £100 a week: £5,200 in 52 weeks.
class BudgetRule : public testing::Test {
 protected:
  Gateway gateway;
  std::string made;  ///< version 1 of B-1, of Patient p1

  void SetUp() override {
    for (const std::string& resource :
         {patient("p1", "9990000018"), patient("p2", "9990000026"),
          line({.id = "SR1", .patient_id = "p1", .service = "day-support", .price = "100.00"}),
          stream("council", "p1", "adult-social-care", "la-code", "E09000033")}) {
      const std::string type(parsed(resource).root().value());
      EXPECT_LT(gateway.send("PUT", "/fhir/" + type + "/" + value_at(resource, "id"), resource).status, 300);
    }
    const auto answer = gateway.send("POST", "/fhir/Patient/p1/$indicative-budget", ask({}));
    ASSERT_EQ(answer.status, 201) << answer.body;
    made = answer.body;
  }

  std::string path() { return "/fhir/ClaimResponse/" + value_at(made, "id"); }
  http::Response post(const std::string& budget) { return gateway.send("POST", "/fhir/ClaimResponse", budget); }
  /// With an extension more; its URL is one of ours.
  static std::string extended(const std::string& budget, const std::string& one) {
    return with_first(budget, R"("extension":[)", R"("extension":[)" + one + ",");
  }
  /// The second version: nothing differs from the first but the reason, so the variance is nought.
  static std::string second(const std::string& first) {
    std::string next =
        with(with(first, R"("valuePositiveInt":1)", R"("valuePositiveInt":2)"), "first-budget", "correction");
    const std::size_t at = next.find(":1\"", next.find("E09000033:B-"));
    next.replace(at, 3, ":2\"");
    return extended(next, extension("budget-variance", "valueMoney", R"({"value":0.00,"currency":"GBP"})"));
  }
  static std::string of_unknown_lines(const std::string& budget) {
    return with(with(budget, "ServiceRequest/SR1", "ServiceRequest/elsewhere"), "Coverage/council",
                "Coverage/elsewhere");
  }
  std::string issued() { return extended(made, extension("issued-to-person", "valueDate", "\"2026-03-02\"")); }
};

TEST_F(BudgetRule, TheNextVersionIsForTheSamePerson) {
  const std::string next = of_unknown_lines(second(made));
  const auto other = post(with(next, "Patient/p1", "Patient/p2"));
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(told(other), "budget-other-person@ClaimResponse.patient");
  EXPECT_EQ(post(next).status, 201);
}

TEST_F(BudgetRule, NothingFollowsAVersionThatCannotBeRead) {
  // It names a record that is not known to be the same person's, so nobody sees it.
  const std::string first = extended(with(made, "E09000033:B-1:1", "E09000033:B-2:1"),
                                     extension("budget-drawn-from", "valueReference", R"({"reference":"Patient/p2"})"));
  ASSERT_EQ(post(first).status, 201);
  EXPECT_EQ(told(post(second(with(made, "E09000033:B-1:1", "E09000033:B-2:1")))), "budget-unlinked@B-2");
}

TEST_F(BudgetRule, LinesAndStreamsAreThePersons) {
  const std::string other = with(with(made, "E09000033:B-1:1", "E09000033:B-2:1"), "Patient/p1", "Patient/p2");
  EXPECT_EQ(told(post(other)),
            "budget-other-person@ClaimResponse.addItem\nbudget-other-person@ClaimResponse.insurance");
  EXPECT_EQ(told(post(with(other, "Coverage/council", "Coverage/elsewhere"))),
            "budget-other-person@ClaimResponse.addItem");
  // Named as one that it was drawn from, whoever undoes the link finds it.
  EXPECT_EQ(
      post(extended(other, extension("budget-drawn-from", "valueReference", R"({"reference":"Patient/p1"})"))).status,
      201);
}

TEST_F(BudgetRule, TwoVersionsDoNotComeTogether) {
  const std::string first = with(made, "E09000033:B-1:1", "E09000033:B-2:1");
  const auto entry = [](const std::string& resource) {
    return R"({"resource":)" + resource + R"(,"request":{"method":"POST","url":"ClaimResponse"}})";
  };
  const std::string begin = R"({"resourceType":"Bundle","type":"transaction","entry":[)";
  const auto both = gateway.send("POST", "/fhir", begin + entry(first) + "," + entry(second(first)) + "]}");
  EXPECT_EQ(both.status, 412) << both.body;
  EXPECT_EQ(told(both), "budget-stale@Bundle.entry[1].resource.identifier");
  EXPECT_EQ(gateway.send("GET", "/budgets/E09000033/B-2").status, 404);
  EXPECT_EQ(gateway.send("POST", "/fhir", begin + entry(first) + "]}").status, 200);
  EXPECT_EQ(gateway.send("POST", "/fhir", begin + entry(second(first)) + "]}").status, 200);
}

TEST_F(BudgetRule, TwoVersionsDoNotComeInOneFile) {
  gateway.use_key(kMarketKey);
  const std::string first = sample("marketplace-budget.json");
  const std::string next = with_first(first, "\"version\": \"1\"", "\"version\": \"2\"");
  const auto answer = gateway.send("POST", "/faces/marketplace-budget", "[" + first + "," + next + "]",
                                   {{"Content-Type", "application/json"}});
  EXPECT_NE(answer.body.find("\"refused\":1"), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find("budget-stale"), std::string::npos) << answer.body;
}

TEST_F(BudgetRule, AVersionThatIsOverStaysAsItIs) {
  ASSERT_EQ(gateway.send("POST", path() + "/$withdraw", {}, {{"If-Match", "W/\"1\""}}).status, 200);
  made = gateway.send("GET", path()).body;
  const auto late = gateway.send("PUT", path(), issued());
  EXPECT_EQ(late.status, 422);
  EXPECT_EQ(told(late), "budget-frozen@ClaimResponse");
}

TEST_F(BudgetRule, FiguresThatNobodyWorkedOutComeNotBesideTheOthers) {
  const std::string total = R"({"category":)" + coding("budget-amount", "gross-period") +
                            R"(,"amount":{"value":999999.00,"currency":"GBP"}})";
  const std::string twice = with(made, R"("total":[)", R"("total":[)" + total + ",");
  const std::string paid =
      with(made, R"("total":[)",
           R"("payment":{"type":{"text":"all"},"amount":{"value":999999.00,"currency":"GBP"}},"total":[)");
  const std::string worded = with_first(
      made, R"("extension":[)",
      R"("text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">£9</div>"},"extension":[)");
  EXPECT_EQ(told(gateway.send("PUT", path(), twice)), "budget-frozen@ClaimResponse.total");
  EXPECT_EQ(told(gateway.send("PUT", path(), paid)), "budget-frozen@ClaimResponse.payment");
  EXPECT_EQ(told(gateway.send("PUT", path(), worded)), "budget-frozen@ClaimResponse.text");
  const auto as_new = [&](const std::string& budget) {
    return told(post(with(budget, "E09000033:B-1:1", "E09000033:B-2:1")));
  };
  EXPECT_EQ(as_new(twice), "budget-unreadable@ClaimResponse.total[2]");
  EXPECT_EQ(as_new(paid), "budget-unreadable@ClaimResponse.payment");
  // A second identifier would make it a version that follows itself.
  const std::string two =
      with_first(made, R"("identifier":[)",
                 R"("identifier":[{"system":")" + url("Id/budget") + R"(","value":"E09000033:B-1:1"},)");
  EXPECT_EQ(told(gateway.send("PUT", path(), two)), "budget-unreadable@ClaimResponse.identifier");
}

TEST_F(BudgetRule, AStateAdvancesHoweverItsNumbersAreWritten) {
  const auto answer = gateway.send("PUT", path(), with(issued(), "5200.00", "5200"));
  EXPECT_EQ(answer.status, 200) << answer.body;
}

}  // namespace
}  // namespace careway::api
