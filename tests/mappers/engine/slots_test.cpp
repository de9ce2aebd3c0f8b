#include "mappers/engine/slots.h"

#include <gtest/gtest.h>

#include "profiles/fhir/json.h"
#include "tests/mappers/engine/support.h"

namespace careway::engine {
namespace {

constexpr std::string_view kMap = R"(roles:
  person: { type: Patient, anchor: true, keys: ["person.identifier[system=person-id].value"] }
rows:
  - [ id, "person.identifier[system=person-id].value" ]
  - [ postcode, "person.address[use=home].postalCode" ]
  - [ given, "person.name[use=official].given", words ]
  - [ name, "person.name[use=official].family" ]
  - [ cost, "person.extension[cost].valueMoney", money ]
  - [ born, person.birthDate, date ]
)";

class Slots : public testing::Test {
 protected:
  const Slot& slot(std::size_t row) { return bench_.plan().root->rows[row].slots[0]; }
  void load(std::string_view json) { bench_.load("person", json, "p1"); }
  fhir::Document& tree() { return bench_.record.tree; }
  fhir::NodeIndex start() { return bench_.record.resources[0].node; }
  std::string json() { return bench_.record_json(); }
  Bench bench_{kMap};
};

TEST_F(Slots, FindByEveryPredicate) {
  load(R"({"resourceType":"Patient","address":[{"use":"work","postalCode":"A"},{"use":"home","postalCode":"B"}]})");
  EXPECT_EQ(read_slot(tree(), start(), slot(1)), "B");
  EXPECT_FALSE(read_slot(tree(), start(), slot(0)).has_value());
}

TEST_F(Slots, SayWhenTwoMatch) {
  load(R"({"resourceType":"Patient","address":[{"use":"home","postalCode":"A"},{"use":"home","postalCode":"B"}]})");
  bool ambiguous = false;
  read_slot(tree(), start(), slot(1), &ambiguous);
  EXPECT_TRUE(ambiguous);
  Answer answer;
  EXPECT_EQ(bench_.get(&answer), "");
  EXPECT_EQ(answer.issues, std::vector<std::string>{"slot-ambiguous person.address[use=home].postalCode"});
}

TEST_F(Slots, AreMadeInTheOrderOfTheDefinitionsWithTheirPredicates) {
  load(R"({"resourceType":"Patient"})");
  write_slot(tree(), start(), slot(5), "1941-02-14");
  write_slot(tree(), start(), slot(1), "ZZ99 3CZ");
  write_slot(tree(), start(), slot(0), "P1");
  EXPECT_EQ(
      json(),
      R"({"resourceType":"Patient","identifier":[{"system":"https://careway.example/fhir/Id/person","value":"P1"}],)"
      R"("birthDate":"1941-02-14","address":[{"use":"home","postalCode":"ZZ99 3CZ"}]})"
      "\n");
}

TEST_F(Slots, AreErasedWithWhatWasMadeForThemAndNothingElse) {
  load(R"({"resourceType":"Patient","address":[{"use":"home","city":"Leeds","postalCode":"A"}]})");
  erase_slot(tree(), start(), slot(1));
  EXPECT_EQ(json(), "{\"resourceType\":\"Patient\",\"address\":[{\"use\":\"home\",\"city\":\"Leeds\"}]}\n");
  write_slot(tree(), start(), slot(0), "P1");
  erase_slot(tree(), start(), slot(0));
  EXPECT_EQ(json(), "{\"resourceType\":\"Patient\",\"address\":[{\"use\":\"home\",\"city\":\"Leeds\"}]}\n");
}

TEST_F(Slots, RepetitionsSayExactlyTheTexts) {
  load(R"({"resourceType":"Patient","name":[{"use":"official","given":["Ada","Mary"]}]})");
  const std::vector<std::string_view> more{"Ada", "Jane", "Bo"};
  write_repeating(tree(), start(), slot(2), more);
  std::vector<fhir::NodeIndex> leaves;
  find_repeating(tree(), start(), slot(2), leaves);
  ASSERT_EQ(leaves.size(), 3U);
  EXPECT_EQ(tree().at(leaves[1]).value(), "Jane");
  write_repeating(tree(), start(), slot(2), {});
  EXPECT_EQ(json(), "{\"resourceType\":\"Patient\"}\n");
}

TEST_F(Slots, OtherRepetitionsStayWhereTheyAre) {
  load(R"({"resourceType":"Patient","name":[{"use":"nickname","given":["A"]},{"use":"official","given":["Ada"]}]})");
  bench_.put(R"({"id":"P1","given":"Bo"})");
  EXPECT_NE(json().find(R"("name":[{"use":"nickname","given":["A"]},{"use":"official","given":["Bo"]}])"),
            std::string::npos);
}

}  // namespace
}  // namespace careway::engine
