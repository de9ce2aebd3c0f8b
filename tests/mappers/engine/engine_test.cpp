#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mappers/engine/support.h"

namespace careway::engine {
namespace {

constexpr std::string_view kMap = R"(roles:
  person: { type: Patient, anchor: true, keys: ["person.identifier[system=person-id].value"] }
must-be-absent:
  - person.modifierExtension
  - person.deceasedBoolean
rows:
  - [ id, "person.identifier[system=person-id].value", text, { required: true } ]
  - { partner: name, fhir: "person.name[use=official].family", by: text, owners: [nhs, council] }
  - { partner: postcode, fhir: "person.address[use=home].postalCode", by: text, owners: [council, nhs] }
  - [ born, person.birthDate, date, { required: true } ]
  - [ size, "person.maritalStatus.coding[system=size].code", { code: test-size } ]
  - [ cost, "person.extension[cost].valueDecimal", decimal ]
)";

constexpr std::string_view kWhole =
    R"({"id":"1","name":"Example","postcode":"ZZ99","born":"1941-02-14","size":"Big","cost":16.40,"more":{"a":null}})";

class EngineTest : public testing::Test {
 protected:
  Bench bench_{kMap, {size_code_map("refuse")}};
};

TEST_F(EngineTest, EveryLeafIsInTheLedgerOnce) {
  const Answer answer = bench_.put(kWhole);
  ASSERT_TRUE(answer.stands);
  EXPECT_EQ(answer.ledger.total(), 7U);
  EXPECT_EQ(answer.ledger.entries().size(), 7U);
  EXPECT_EQ(answer.ledger.total(LedgerClass::carried), 5U) << "id, name, postcode, born, cost";
  EXPECT_EQ(answer.ledger.total(LedgerClass::translated), 1U) << "size";
  EXPECT_EQ(answer.ledger.total(LedgerClass::residue), 1U) << "more/a";
}

TEST_F(EngineTest, TheLedgerSaysWhichRowMadeWhat) {
  const Answer answer = bench_.put(kWhole);
  std::size_t rows = 0;
  for (const LedgerEntry& entry : answer.ledger.entries()) {
    EXPECT_EQ(entry.source != "more/a", entry.row.starts_with("small.map.yaml:")) << entry.source;
    rows += entry.row.empty() ? 0 : 1;
  }
  EXPECT_EQ(rows, 6U);
  Answer home;
  bench_.get(&home);
  const auto family = std::ranges::find_if(
      home.ledger.entries(), [](const LedgerEntry& entry) { return entry.source.ends_with(".name.family"); });
  ASSERT_NE(family, home.ledger.entries().end());
  EXPECT_EQ(family->target, "name");
  EXPECT_EQ(family->ledger_class, LedgerClass::carried);
}

TEST_F(EngineTest, WhatTheFormatCannotHoldIsReportedAndStays) {
  bench_.put(kWhole);
  fhir::Document& tree = bench_.record.tree;
  const definitions::TypeIndex patient = test_definitions().find_type("Patient");
  const std::uint32_t gender = test_definitions().find_entry(patient, "gender");
  tree.set_value(tree.append(bench_.record.resources[0].node, "gender", gender), fhir::ValueKind::text, "female");
  Answer home;
  bench_.get(&home);
  EXPECT_EQ(home.ledger.total(LedgerClass::in_record), 1U);
  ASSERT_TRUE(bench_.put(kWhole).stands);
  EXPECT_NE(bench_.record_json().find("female"), std::string::npos);
}

TEST_F(EngineTest, SpellingComesHomeUntilTheValueIsEdited) {
  ASSERT_TRUE(bench_.put(kWhole).stands);
  EXPECT_NE(bench_.get().find(R"("born": "1941-02-14")"), std::string::npos) << bench_.get();
  EXPECT_NE(bench_.get().find(R"("size": "Big")"), std::string::npos);
  bench_.residue.clear();
  EXPECT_NE(bench_.get().find(R"("born": "14/02/1941")"), std::string::npos);
  EXPECT_NE(bench_.get().find(R"("size": "Large")"), std::string::npos);
  ASSERT_TRUE(bench_.put(kWhole).stands);
  const Residue first = bench_.residue;
  ASSERT_TRUE(bench_.put(R"({"id":"1","name":"Example","postcode":"ZZ99","born":"15/02/1941","size":"Small"})").stands);
  bench_.residue = first;  // the spelling of another value must not win
  EXPECT_NE(bench_.get().find(R"("born": "15/02/1941")"), std::string::npos);
  EXPECT_NE(bench_.get().find(R"("size": "Small")"), std::string::npos);
}

TEST_F(EngineTest, AnOwnersValueStandsAndTheOtherPartnerKeepsItsOwn) {
  ASSERT_TRUE(bench_.put(kWhole).stands);
  bench_.record.resources[0].contributors = {"nhs"};
  const Answer answer =
      bench_.put(R"({"id":"1","name":"Changed","postcode":"NEW","born":"1941-02-14","size":"Big","cost":16.40})");
  ASSERT_TRUE(answer.stands);
  EXPECT_EQ(answer.ledger.total(LedgerClass::contested), 1U);
  EXPECT_NE(bench_.record_json().find(R"("family":"Example")"), std::string::npos) << "the NHS owns the name";
  EXPECT_NE(bench_.record_json().find(R"("postalCode":"NEW")"), std::string::npos) << "the council owns the address";
  EXPECT_NE(bench_.get().find(R"("name": "Changed")"), std::string::npos);
  const Answer blank = bench_.put(R"({"id":"1","postcode":"NEW","born":"1941-02-14"})");
  ASSERT_TRUE(blank.stands);
  EXPECT_NE(bench_.record_json().find(R"("family":"Example")"), std::string::npos) << "a blank takes nothing away";
  EXPECT_EQ(bench_.get().find("name"), std::string::npos);
}

TEST_F(EngineTest, AModifierRefusesBothWays) {
  ASSERT_TRUE(bench_.put(kWhole).stands);
  fhir::Document& tree = bench_.record.tree;
  const std::uint32_t entry = test_definitions().find_entry(test_definitions().find_type("Patient"), "deceasedBoolean");
  tree.set_value(tree.append(bench_.record.resources[0].node, "deceasedBoolean", entry), fhir::ValueKind::boolean,
                 "true");
  EXPECT_THAT(bench_.put(kWhole).issues, testing::ElementsAre("modifier-present person.deceasedBoolean"));
  Answer home;
  EXPECT_EQ(bench_.get(&home), "");
  EXPECT_THAT(home.issues, testing::Contains("modifier-present person.deceasedBoolean"));
}

TEST_F(EngineTest, ARefusalNamesEveryPlaceAndNoValue) {
  const Answer answer = bench_.put(R"({"id":"1","born":"31/02/2025","size":"Huge","cost":16})");
  EXPECT_FALSE(answer.stands);
  EXPECT_THAT(answer.issues, testing::UnorderedElementsAre("date-invalid born", "code-unknown size"));
  EXPECT_EQ(answer.ledger.total(LedgerClass::refused), 2U);
  EXPECT_EQ(answer.ledger.total(), 4U);
}

TEST_F(EngineTest, WhatTheFormatDemandsIsDemandedOnTheWayIn) {
  EXPECT_THAT(bench_.put(R"({"id":"1"})").issues, testing::ElementsAre("required-blank born"));
  Bench other(kMap, {size_code_map("refuse")});
  EXPECT_THAT(other.put(R"({"id":"1","born":"NULL"})").issues, testing::ElementsAre("required-blank born"));
  Bench third(kMap, {size_code_map("refuse")});
  EXPECT_FALSE(third.put(R"({"born":"1941-02-14"})").stands) << "nobody could find it again";
}

TEST_F(EngineTest, AnIdDependsOnTenantTypeAndKeyOnly) {
  ASSERT_TRUE(bench_.put(kWhole).stands);
  Bench same(kMap, {size_code_map("refuse")});
  ASSERT_TRUE(same.put(R"({"id":"1","born":"1950-01-01"})").stands);
  EXPECT_EQ(same.record.resources[0].id, bench_.record.resources[0].id);
  EXPECT_EQ(same.record.resources[0].id.size(), 32U);
  Bench other(kMap, {size_code_map("refuse")});
  other.context.tenant = "another";
  ASSERT_TRUE(other.put(kWhole).stands);
  EXPECT_NE(other.record.resources[0].id, bench_.record.resources[0].id);
}

TEST(UnmappedCodes, AreRefusedHeldOrKept) {
  const auto answer = [](std::string_view policy) {
    Bench bench(kMap, {size_code_map(policy)});
    Answer put = bench.put(R"({"id":"1","born":"1941-02-14","size":"Huge"})");
    if (put.stands) {
      EXPECT_NE(bench.get().find(R"("size": "Huge")"), std::string::npos);
    }
    return put;
  };
  EXPECT_THAT(answer("refuse").issues, testing::ElementsAre("code-unknown size"));
  EXPECT_THAT(answer("hold").issues, testing::ElementsAre("code-held size"));
  EXPECT_TRUE(answer("keep").stands);
}

constexpr std::string_view kPackage = R"(roles:
  person: { type: Patient, keys: ["person.identifier[system=person-id].value"] }
  plan: { type: CarePlan, keys: ["plan.identifier[system=plan-id].value"] }
  line: { type: ServiceRequest, anchor: true, keys: ["line.identifier[system=line-id].value"] }
rows:
  - [ name, "person.identifier[system=person-id].value", text, { required: true } ]
  - [ id, "line.identifier[system=line-id].value", text, { required: true } ]
constants:
  - [ plan.status, active ]
derived:
  - { slot: "plan.identifier[system=plan-id].value", rule: composite, once: true, from: ["person.identifier[system=person-id].value"] }
links:
  line.subject: person
  plan.subject: person
links-unless-linked:
  line.basedOn: plan
)";

TEST(Links, ALineWithoutAPackageGetsOneOfItsOwn) {
  Bench bench(kPackage);
  ASSERT_TRUE(bench.put(R"({"name":"P1","id":"1"})").stands);
  ASSERT_EQ(bench.record.resources.size(), 3U);
  const RecordResource* plan = bench.record.find(bench.plan().find_role("plan"));
  ASSERT_NE(plan, nullptr);
  EXPECT_NE(bench.record_json().find(R"("basedOn":[{"reference":"CarePlan/)" + plan->id), std::string::npos);
}

TEST(Links, ALineThatHasAPackageStaysThere) {
  Bench bench(kPackage);
  bench.load("line",
             R"({"resourceType":"ServiceRequest","identifier":[{"system":"https://careway.example/fhir/Id/line-id",
      "value":"1"}],"basedOn":[{"reference":"CarePlan/other"}],"status":"active","intent":"order"})",
             "s1");
  ASSERT_TRUE(bench.put(R"({"name":"P1","id":"1"})").stands);
  EXPECT_EQ(bench.record.find(bench.plan().find_role("plan")), nullptr);
  EXPECT_EQ(bench.record_json().find("CarePlan\"}"), std::string::npos);
  EXPECT_NE(bench.record_json().find("CarePlan/other"), std::string::npos);
}

}  // namespace
}  // namespace careway::engine
