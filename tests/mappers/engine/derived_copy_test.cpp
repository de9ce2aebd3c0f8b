// Slots that are copied from others: as a URI, under a condition, as a fixed text; and worked-out keys joined by a
// colon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mappers/engine/support.h"

namespace careway::engine {
namespace {

constexpr std::string_view kMap = R"(roles:
  line: { type: ServiceRequest, anchor: true, keys: ["line.identifier[system=line-id].value"] }
rows:
  - [ id, "line.identifier[system=line-id].value", text, { required: true } ]
  - [ name, line.patientInstruction, { integer: { characters: 3 } } ]
  - [ size, "line.code.coding[system=size].code", { code: test-size } ]
constants:
  - [ line.intent, order ]
  - [ line.status, active ]
derived:
  - { slot: line.implicitRules, rule: copy, from: ["line.identifier[system=line-id].value"] }
  - { slot: line.quantityQuantity.value, rule: copy, from: [line.patientInstruction, "line.code.coding[system=size].code"], with: { when: large } }
  - { slot: line.asNeededBoolean, rule: copy, once: true, from: [line.quantityQuantity.value], with: { as: "true" } }
  - { slot: line.requisition.value, rule: composite, with: { separator: ":" }, from: ["line.identifier[system=line-id].value", line.patientInstruction] }
)";

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(DerivedCopy, AUriHasNoBlanks) {
  Bench bench(kMap, {size_code_map("refuse")});
  ASSERT_TRUE(bench.put(R"({"id":"Autumn term","name":"4"})").stands);
  EXPECT_THAT(bench.record_json(), HasSubstr(R"("implicitRules":"Autumn%20term")"));
}

TEST(DerivedCopy, OnlyWhenTheOtherSlotSaysSo) {
  Bench bench(kMap, {size_code_map("refuse")});
  ASSERT_TRUE(bench.put(R"({"id":"1","name":"28","size":"Small"})").stands);
  EXPECT_THAT(bench.record_json(), Not(HasSubstr("quantityQuantity")));
  EXPECT_THAT(bench.record_json(), Not(HasSubstr("asNeededBoolean")));
  ASSERT_TRUE(bench.put(R"({"id":"1","name":"28","size":"Large"})").stands);
  EXPECT_THAT(bench.record_json(), HasSubstr(R"("quantityQuantity":{"value":28})"));
  EXPECT_THAT(bench.record_json(), HasSubstr(R"("asNeededBoolean":true)"));
}

TEST(DerivedCopy, AKeyMayBeJoinedByAColon) {
  Bench bench(kMap, {size_code_map("refuse")});
  ASSERT_TRUE(bench.put(R"({"id":"a:b","name":"28"})").stands);
  EXPECT_THAT(bench.record_json(), HasSubstr(R"("requisition":{"value":"a%3Ab:28"})"));
}

TEST(DerivedCopy, WhatTheFormatCannotHoldIsRefusedNotLeftOut) {
  Bench bench(kMap, {size_code_map("refuse")});
  bench.load(
      "line",
      R"({"resourceType":"ServiceRequest","id":"l1","identifier":[{"system":"https://careway.example/fhir/Id/line-id",
    "value":"1"}],"status":"active","intent":"order","patientInstruction":"10.5","subject":{"reference":"Patient/1"}})",
      "l1");
  Answer answer;
  bench.get(&answer);
  EXPECT_FALSE(answer.stands);
  EXPECT_THAT(answer.issues, ElementsAre("number-not-whole name"));
}

}  // namespace
}  // namespace careway::engine
