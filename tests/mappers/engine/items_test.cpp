#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mappers/engine/support.h"

namespace careway::engine {
namespace {

std::string map_with(std::string_view absent) {
  return R"(issuer: authority
roles:
  plan: { type: CarePlan, anchor: true, keys: ["plan.identifier[system=plan-id].value"] }
rows:
  - [ id, "plan.identifier[system=plan-id].value", text, { required: true } ]
each:
  - partner: lines
    role: { name: line, type: ServiceRequest, keys: ["line.identifier[system=line-id].value", "line.identifier[system=line-key].value"] }
    absent: )" +
         std::string(absent) + R"(
    rows:
      - [ line, "line.identifier[system=line-id].value", text, { required: true } ]
      - [ what, line.code.text ]
      - [ end, line.occurrencePeriod.end, date ]
    derived:
      - { slot: "line.identifier[system=line-key].value", rule: composite, once: true, from: [line.code.text] }
    links:
      line.basedOn: plan
)";
}

std::size_t lines_in(const Bench& bench) {
  return static_cast<std::size_t>(std::ranges::count(bench.record.resources, "ServiceRequest", &RecordResource::type));
}

TEST(ItemsTest, MatchByKeyAndNeverByPosition) {
  Bench bench(map_with("report"));
  ASSERT_TRUE(bench.put(R"({"id":"1","lines":[{"line":"a","what":"A"},{"line":"b","what":"B"}]})").stands);
  const std::string turned = R"({"id":"1","lines":[{"line":"b","what":"B"},{"line":"a","what":"A"}]})";
  ASSERT_TRUE(bench.put(turned).stands);
  for (const RecordResource& resource : bench.record.resources) EXPECT_FALSE(resource.changed);
  EXPECT_EQ(bench.get().find(R"("line": "b")") < bench.get().find(R"("line": "a")"), true) << bench.get();
  ASSERT_TRUE(
      bench.put(R"({"id":"1","lines":[{"line":"c","what":"C"},{"line":"a","what":"A"},{"line":"b","what":"B2"}]})")
          .stands);
  EXPECT_EQ(lines_in(bench), 3U);
  std::size_t changed = 0;
  for (const RecordResource& resource : bench.record.resources) changed += resource.changed ? 1 : 0;
  EXPECT_EQ(changed, 2U) << "the new one and the one that says something else";
}

TEST(ItemsTest, TwoWithOneKeyAreRefused) {
  Bench bench(map_with("report"));
  EXPECT_THAT(bench.put(R"({"id":"1","lines":[{"line":"a","what":"A"},{"line":"a","what":"B"}]})").issues,
              testing::Contains("item-key-duplicate lines"));
}

TEST(ItemsTest, AnAbsentOneIsReportedOnceKeptAndNotShown) {
  Bench bench(map_with("report"));
  ASSERT_TRUE(bench.put(R"({"id":"1","lines":[{"line":"a","what":"A"},{"line":"b","what":"B"}]})").stands);
  const Answer less = bench.put(R"({"id":"1","lines":[{"line":"a","what":"A"}]})");
  ASSERT_TRUE(less.stands);
  ASSERT_EQ(less.issues.size(), 1U);
  EXPECT_TRUE(less.issues[0].starts_with("item-absent "));
  EXPECT_EQ(lines_in(bench), 2U);
  EXPECT_EQ(bench.get().find("\"B\""), std::string::npos);
  EXPECT_THAT(bench.put(R"({"id":"1","lines":[{"line":"a","what":"A"}]})").issues, testing::IsEmpty());
  ASSERT_TRUE(bench.put(R"({"id":"1","lines":[{"line":"a","what":"A"},{"line":"b","what":"B"}]})").stands);
  EXPECT_EQ(lines_in(bench), 2U);
  EXPECT_NE(bench.get().find("\"B\""), std::string::npos);
}

TEST(ItemsTest, AMapMayKeepInSilenceOrRefuse) {
  Bench keeps(map_with("keep"));
  ASSERT_TRUE(keeps.put(R"({"id":"1","lines":[{"line":"a","what":"A"}]})").stands);
  EXPECT_THAT(keeps.put(R"({"id":"1"})").issues, testing::IsEmpty());
  EXPECT_EQ(lines_in(keeps), 1U);
  Bench refuses(map_with("refuse"));
  ASSERT_TRUE(refuses.put(R"({"id":"1","lines":[{"line":"a","what":"A"}]})").stands);
  EXPECT_FALSE(refuses.put(R"({"id":"1"})").stands);
}

TEST(ItemsTest, AWorkedOutKeyFindsWhatAnotherPartnerBrought) {
  Bench bench(map_with("report"));
  bench.load("line",
             R"({"resourceType":"ServiceRequest","identifier":[{"system":"https://careway.example/fhir/Id/line-key",
                 "value":"A"}],"status":"active","intent":"order","code":{"text":"A"}})",
             "s1");
  ASSERT_TRUE(bench.put(R"({"id":"1","lines":[{"line":"a","what":"A"}]})").stands);
  EXPECT_EQ(lines_in(bench), 1U);
  EXPECT_NE(bench.record_json().find(R"(Id/line-id","value":"a")"), std::string::npos);
}

TEST(ItemsTest, ARecordBornElsewhereGetsMintedKeysThatAreRecognised) {
  Bench bench(map_with("report"));
  bench.load("plan", R"({"resourceType":"CarePlan","identifier":[{"system":"https://careway.example/fhir/Id/plan-id",
      "value":"1"}],"status":"active","intent":"plan","subject":{"display":"x"}})",
             "0123456789abcdef");
  bench.load("line", R"({"resourceType":"ServiceRequest","status":"active","intent":"order",
      "basedOn":[{"reference":"CarePlan/0123456789abcdef"}],"subject":{"display":"x"},"code":{"text":"A"}})",
             "fedcba9876543210fedcba9876543210");
  EXPECT_EQ(minted_key("fedcba9876543210fedcba9876543210"), "CW-FEDCBA987654");
  EXPECT_NE(bench.get().find("CW-FEDCBA987654"), std::string::npos);
  ASSERT_TRUE(bench.put(R"({"id":"1","lines":[{"line":"CW-FEDCBA987654","what":"A"}]})").stands);
  EXPECT_EQ(lines_in(bench), 1U);
}

TEST(ItemsTest, IdsThatOthersChoseAndThatBeginAlikeGetDifferentKeys) {
  EXPECT_NE(minted_key("budget-plan-line-1"), minted_key("budget-plan-line-2"));
  EXPECT_NE(minted_key("fedcba98765"), minted_key("fedcba987654"));
}

TEST(ItemsTest, AnEmptyListAndNoListAreTwoThings) {
  Bench bench(map_with("report"));
  ASSERT_TRUE(bench.put(R"({"id":"1","lines":[]})").stands);
  EXPECT_NE(bench.get().find("\"lines\": []"), std::string::npos) << bench.get();
  ASSERT_TRUE(bench.put(R"({"id":"1"})").stands);
  EXPECT_EQ(bench.get().find("lines"), std::string::npos);
}

constexpr std::string_view kPhones = R"(roles:
  person: { type: Patient, anchor: true, keys: ["person.identifier[system=person-id].value"] }
rows:
  - [ id, "person.identifier[system=person-id].value", text, { required: true } ]
each:
  - partner: phones
    element: "phone person.telecom[system=phone]"
    keys: [phone.value]
    rows:
      - [ number, phone.value ]
      - [ use, phone.use ]
)";

TEST(ItemsTest, ElementsOfOtherKindsStayAndGoneOnesGo) {
  Bench bench(kPhones);
  bench.load("person", R"({"resourceType":"Patient","identifier":[{"system":"https://careway.example/fhir/Id/person",
      "value":"1"}],"telecom":[{"system":"email","value":"a@example"},{"system":"phone","value":"1","use":"home"}]})",
             "p");
  ASSERT_TRUE(bench.put(R"({"id":"1","phones":[{"number":"2"},{"number":"1","use":"work"}]})").stands);
  const std::string telecom = bench.record_json();
  EXPECT_NE(telecom.find("a@example"), std::string::npos);
  EXPECT_NE(telecom.find(R"("value":"1","use":"work")"), std::string::npos);
  EXPECT_LT(bench.get().find("\"2\""), bench.get().find("\"1\",\"use\"")) << bench.get();
  ASSERT_TRUE(bench.put(R"({"id":"1"})").stands);
  EXPECT_NE(bench.record_json().find("a@example"), std::string::npos);
  EXPECT_EQ(bench.record_json().find("phone"), std::string::npos);
}

constexpr std::string_view kKindAndNumber = R"(roles:
  person: { type: Patient, anchor: true, keys: ["person.identifier[system=person-id].value"] }
rows:
  - [ id, "person.identifier[system=person-id].value", text, { required: true } ]
each:
  - partner: lines
    element: "phone person.telecom[system=phone]"
    keys: [phone.use, phone.value]
    keys-together: true
    rows:
      - [ what, phone.use ]
      - [ line, phone.value ]
      - [ end, phone.period.end, date ]
)";

TEST(ItemsTest, PartsOfOneKeyNameAnItemTogether) {
  Bench bench(kKindAndNumber);
  ASSERT_TRUE(bench
                  .put(R"({"id":"1","lines":[{"line":"1","what":"home"},{"line":"1","what":"work"},
                           {"line":"2","what":"home"},{"line":"1"}]})")
                  .stands);
  const std::string turned = R"({"id":"1","lines":[{"line":"1"},{"line":"2","what":"home"},
                                 {"line":"1","what":"work","end":"01/02/2026"},{"line":"1","what":"home"}]})";
  const std::string before = bench.record_json();
  ASSERT_TRUE(bench.put(turned).stands);
  std::string expected = before;
  const std::string second = R"("value":"1","use":"work")";
  expected.replace(expected.find(second), second.size(), second + R"(,"period":{"end":"2026-02-01"})");
  EXPECT_EQ(bench.record_json(), expected) << "only the one that agrees in both parts has changed";
  EXPECT_LT(bench.get().find("\"2\""), bench.get().find("work")) << bench.get();
  EXPECT_THAT(bench.put(R"({"id":"1","lines":[{"line":"1","what":"home"},{"line":"1","what":"home"}]})").issues,
              testing::Contains("item-key-duplicate lines"));
}

}  // namespace
}  // namespace careway::engine
