#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mappers/engine/support.h"

namespace careway::engine {
namespace {

constexpr std::string_view kMap = R"(issuer: authority
event-date: day
roles:
  person: { type: Patient, keys: ["person.identifier[system=person-id].value"] }
  line:
    type: ServiceRequest
    anchor: true
    keys: ["line.identifier[system=line-id].value", "line.identifier[system=line-key].value"]
rows:
  - [ [ authority, name ], "person.identifier[system=person-id].value", joined, { required: true } ]
  - [ id, "line.identifier[system=line-id].value", issued ]
  - [ day, line.occurrencePeriod.start, date ]
  - [ end, line.occurrencePeriod.end, date ]
  - [ size, "line.code.coding[system=size].code", { code: test-size } ]
  - { partner: postcode, fhir: "person.address[use=home].postalCode", by: text, merge: latest-event }
constants:
  - [ line.intent, order|plan ]
derived:
  - { slot: line.status, rule: status-from-period, from: [line.occurrencePeriod.end] }
  - { slot: "line.code.coding[system=size].display", rule: { display: test-size }, from: ["line.code.coding[system=size].code"] }
  - { slot: "line.identifier[system=line-key].value", rule: composite, once: true,
      from: ["person.identifier[system=person-id].value", line.occurrencePeriod.start] }
links:
  line.subject: person
)";

class Derived : public testing::Test {
 protected:
  Derived() {
    bench_.context.period_start = "2025-04-01";
    bench_.context.period_end = "2026-03-31";
  }
  std::string value(std::string_view after) {
    const std::string json = bench_.record_json();
    const std::size_t at = json.find(after);
    if (at == std::string::npos) return {};
    const std::size_t from = at + after.size();
    return json.substr(from, json.find('"', from) - from);
  }
  std::string status() { return value(R"("status":")"); }
  std::string key() { return value(R"(Id/line-key","value":")"); }
  Bench bench_{kMap, {size_code_map("refuse")}};
};

TEST_F(Derived, StatusComesFromThePeriodAndKeepsWhatThePeriodCannotKnow) {
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"01/04/2025"})").stands);
  EXPECT_EQ(status(), "active");
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"01/04/2025","end":"31/03/2026"})").stands);
  EXPECT_EQ(status(), "completed") << "it ends on the last day of the period";
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"01/04/2025","end":"01/04/2026"})").stands);
  EXPECT_EQ(status(), "active") << "it ends after the period";
}

TEST_F(Derived, WithoutAPeriodTheStatusFollowsFromAChangedEndAlone) {
  bench_.context.period_end.clear();
  bench_.context.received = "2025-06-01T00:00:00Z";
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"01/04/2025","end":"30/06/2025"})").stands);
  EXPECT_EQ(status(), "active");
  bench_.context.received = "2025-08-01T00:00:00Z";
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"01/04/2025","end":"30/06/2025"})").stands);
  EXPECT_EQ(status(), "active") << "the same document again changes nothing";
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"01/04/2025","end":"29/06/2025"})").stands);
  EXPECT_EQ(status(), "completed");
}

TEST_F(Derived, ASuspendedServiceStaysSuspended) {
  bench_.load("line",
              R"({"resourceType":"ServiceRequest","identifier":[{"system":"https://careway.example/fhir/Id/line-id",
                  "value":"E1:1"}],"status":"on-hold","intent":"order"})",
              "s1");
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"01/04/2025","end":"01/05/2025"})").stands);
  EXPECT_EQ(status(), "on-hold");
}

TEST_F(Derived, ACompositeIsWrittenOnceAndEscapesItsSeparator) {
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P|1","id":"1","day":"01/04/2025"})").stands);
  EXPECT_EQ(key(), "E1:P%7C1|2025-04-01");
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P|1","id":"1","day":"02/04/2025"})").stands);
  EXPECT_EQ(key(), "E1:P%7C1|2025-04-01");
}

TEST_F(Derived, AnEqualCompositeOfTheSameExchangeIsNumbered) {
  bench_.context.tie_ordinal = 2;
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","day":"01/04/2025"})").stands);
  EXPECT_EQ(key(), "E1:P1|2025-04-01#2");
}

TEST_F(Derived, DisplaysFollowTheirCodeAndGoWithIt) {
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"01/04/2025","size":"Big"})").stands);
  EXPECT_EQ(value(R"("display":")"), "Large one");
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"01/04/2025"})").stands);
  EXPECT_EQ(bench_.record_json().find("coding"), std::string::npos);
}

TEST_F(Derived, AConstantThatDiffersRefusesBothWays) {
  bench_.load("line",
              R"({"resourceType":"ServiceRequest","identifier":[{"system":"https://careway.example/fhir/Id/line-id",
                  "value":"E1:1"}],"status":"active","intent":"proposal"})",
              "s1");
  EXPECT_THAT(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"01/04/2025"})").issues,
              testing::ElementsAre("constant-differs line.intent"));
  Answer answer;
  bench_.get(&answer);
  EXPECT_THAT(answer.issues, testing::Contains("constant-differs line.intent"));
}

TEST_F(Derived, TheSecondOfTwoConstantsIsAcceptedAndKept) {
  bench_.load("line",
              R"({"resourceType":"ServiceRequest","identifier":[{"system":"https://careway.example/fhir/Id/line-id",
                  "value":"E1:1"}],"status":"active","intent":"plan"})",
              "s1");
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"01/04/2025"})").stands);
  EXPECT_EQ(value(R"("intent":")"), "plan");
}

TEST_F(Derived, TheLatestEventSpeaksForThePersonAndTheOthersKeepTheirOwn) {
  ASSERT_TRUE(bench_.put(R"({"authority":"E1","name":"P1","id":"1","day":"02/04/2025","postcode":"NEW"})").stands);
  const std::string as_of = *bench_.residue.find(ResidueKind::as_of, "person");
  EXPECT_TRUE(as_of.starts_with("2025-04-02 "));
  // An earlier event of the same person, put later.
  Record both;
  const RecordResource person = *bench_.record.find(bench_.plan().find_role("person"));
  both.add(person.role, bench_.record.element(person), person.id);
  bench_.record = std::move(both);
  bench_.residue.clear();
  bench_.residue.set(ResidueKind::as_of, "person", as_of);
  const Answer early = bench_.put(R"({"authority":"E1","name":"P1","id":"2","day":"01/04/2025","postcode":"OLD"})");
  ASSERT_TRUE(early.stands);
  EXPECT_EQ(early.ledger.total(LedgerClass::contested), 1U);
  EXPECT_EQ(value(R"("postalCode":")"), "NEW");
  EXPECT_EQ(*bench_.residue.find(ResidueKind::as_of, "person"), as_of);
  EXPECT_NE(bench_.get().find(R"("postcode": "OLD")"), std::string::npos) << bench_.get();
}

TEST_F(Derived, APersonOfWhomOnlySuchRowsSpeakNeedsAKey) {
  const Answer answer = bench_.put(R"({"authority":"E1","id":"1","day":"01/04/2025","postcode":"A"})");
  EXPECT_FALSE(answer.stands);
  EXPECT_THAT(answer.issues, testing::UnorderedElementsAre("required-blank name", "key-missing person"));
}

}  // namespace
}  // namespace careway::engine
