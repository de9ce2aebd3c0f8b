// Reading for those who want to know all that is wrong: what is reported, and what is kept.

#include <gtest/gtest.h>

#include "tests/profiles/fhir/pack_fixture.h"

namespace careway::fhir {
namespace {

struct Tolerant {
  Document document;
  Issues issues;
  bool stands = false;
};

Tolerant json(std::string_view bytes) {
  Tolerant reading;
  reading.stands = read_json_tolerant(reading.document, bytes, r4(), reading.issues);
  return reading;
}

Tolerant xml(std::string_view bytes) {
  Tolerant reading;
  const auto& definitions = r4();
  reading.stands = read_xml_tolerant(reading.document, bytes, definitions, reading.issues);
  return reading;
}

TEST(TolerantJson, SpeaksNoEvilOfPlainJson) {
  const auto reading = json(R"({"resourceType": "Patient", "active": true, "name": [{"given": ["A", "B"]}]})");
  EXPECT_TRUE(reading.stands);
  EXPECT_EQ(codes(reading.issues), "");
  EXPECT_EQ(to_json(reading.document.root()),
            R"({"resourceType":"Patient","active":true,"name":[{"given":["A","B"]}]})");
}

TEST(TolerantJson, ReadsCommentsAndTellsThem) {
  const auto reading =
      json("// one\n{ /* two\n lines */ \"resourceType\": \"Patient\", // three\n \"active\": true }\n// end");
  EXPECT_TRUE(reading.stands);
  EXPECT_EQ(
      told(reading.issues),
      "json-comment Patient@1:1\njson-comment Patient@2:3\njson-comment Patient@3:38\njson-comment Patient@5:1\n");
  EXPECT_EQ(reading.document.root().child_value("active"), "true");
}

TEST(TolerantJson, ReadsTrailingCommas) {
  const auto reading = json(R"({"resourceType": "Patient", "name": [{"given": ["A",],},], "foo": [1,{"a":2,},],})");
  EXPECT_TRUE(reading.stands);
  EXPECT_EQ(codes(reading.issues),
            "json-trailing-comma Patient.name[0]\njson-trailing-comma Patient.name[0]\n"
            "json-trailing-comma Patient\njson-unknown-property Patient\njson-trailing-comma Patient\n"
            "json-trailing-comma Patient\njson-trailing-comma Patient\n");
  EXPECT_EQ(to_json(reading.document.root()), R"({"resourceType":"Patient","name":[{"given":["A"]}]})");
}

TEST(TolerantJson, ReadsWordsWithoutQuotes) {
  const auto reading =
      json(R"({"resourceType": "Patient", name: [{"family": Simmons, "given": [Sarah]}], "active": true})");
  EXPECT_TRUE(reading.stands);
  EXPECT_EQ(codes(reading.issues),
            "json-no-quotes Patient\njson-no-quotes Patient.name[0]\njson-no-quotes Patient.name[0].given[0]\n");
  EXPECT_EQ(to_json(reading.document.root()),
            R"({"resourceType":"Patient","active":true,"name":[{"family":"Simmons","given":["Sarah"]}]})");
}

TEST(TolerantJson, ReadsASingleValueAsAListAndAListAsItsFirstItem) {
  const auto reading = json(R"({"resourceType": "Patient", "name": {"given": "A"}, "gender": ["male", "female"]})");
  EXPECT_TRUE(reading.stands);
  EXPECT_EQ(codes(reading.issues),
            "json-list-expected Patient.name\njson-list-expected Patient.name[0].given\n"
            "json-list-unexpected Patient.gender\n");
  EXPECT_EQ(to_json(reading.document.root()), R"({"resourceType":"Patient","name":[{"given":["A"]}],"gender":"male"})");
}

TEST(TolerantJson, KeepsPrimitivesOfAnotherKindAndDropsWhatCannotBeOne) {
  const auto reading =
      json(R"({"resourceType": "Patient", "active": "true", "birthDate": 1977, "gender": {"a": 1}, "name": ["A"]})");
  EXPECT_TRUE(reading.stands);
  EXPECT_EQ(codes(reading.issues),
            "json-wrong-kind Patient.active\njson-wrong-kind Patient.birthDate\njson-wrong-kind Patient.gender\n"
            "json-wrong-kind Patient.name[0]\n");
  EXPECT_EQ(reading.document.root().child_value("active"), "true");
  EXPECT_EQ(reading.document.root().child_value("birthDate"), "1977");
  EXPECT_FALSE(reading.document.root().child("gender"));
  EXPECT_FALSE(reading.document.root().child("name"));
}

TEST(TolerantJson, TellsAPropertyInsideAPrimitiveByItsChoice) {
  const auto reading = json(R"({"resourceType": "Observation", "status": "final", "_valueInteger": {"value": 0}})");
  EXPECT_TRUE(reading.stands);
  EXPECT_EQ(codes(reading.issues), "json-primitive-property Observation.value.ofType(integer)\n");
  EXPECT_FALSE(reading.document.root().child("valueInteger"));
}

TEST(TolerantJson, DoesNotStandWhenTheTextEndsOrBracketsCross) {
  EXPECT_FALSE(json(R"({"resourceType": "Patient", "name": [{"given": ["A"]]})").stands);
  EXPECT_FALSE(json(R"({"resourceType": "Patient", "name": [)").stands);
  EXPECT_FALSE(json(R"({"active": true})").stands);
  EXPECT_FALSE(json("/* never closed").stands);
  EXPECT_FALSE(json("").stands);
}

TEST(TolerantXml, KeepsWhatTheDefinitionsWillJudge) {
  const auto reading = xml(
      R"(<Patient xmlns="http://hl7.org/fhir" odd="1"><active value="yes"/><gender value="male"/><gender value="x"/>)"
      R"(<foo/><active value="true"/></Patient>)");
  EXPECT_TRUE(reading.stands);
  EXPECT_EQ(codes(reading.issues), "xml-unknown-attribute Patient\nxml-unknown-element Patient\nxml-order Patient\n");
  std::vector<std::string> children;
  for (const Element child : reading.document.root()) children.push_back(std::string(child.value()));
  EXPECT_EQ(children, (std::vector<std::string>{"yes", "male", "x", "true"}));
}

TEST(TolerantXml, TellsEmptyElementsAndValuesWithTheirPlace) {
  const auto reading = xml(R"(<Observation xmlns="http://hl7.org/fhir"><extension url=""/><status value=""/><code/>)"
                           R"(<valueInteger><value value="0"/></valueInteger></Observation>)");
  EXPECT_TRUE(reading.stands);
  EXPECT_EQ(codes(reading.issues),
            "xml-empty Observation.extension[0].url\nxml-empty Observation.status\nxml-empty Observation.code\n"
            "xml-unknown-element Observation.value.ofType(integer)\nxml-empty Observation.value.ofType(integer)\n");
}

TEST(TolerantXml, DoesNotStandWhenItIsNotWellFormed) {
  EXPECT_FALSE(xml(R"(<Patient xmlns="http://hl7.org/fhir"><active value="true"></Patient>)").stands);
  EXPECT_FALSE(xml(R"(<Nothing xmlns="http://hl7.org/fhir"/>)").stands);
}

}  // namespace
}  // namespace careway::fhir
