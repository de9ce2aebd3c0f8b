#include <gtest/gtest.h>

#include <string>

#include "tests/gateway/command_line/support.h"

namespace careway::command_line {
namespace {

constexpr const char* kPatient =
    R"({"resourceType":"Patient","active":true,"name":[{"family":"Budget","given":["Petra"]}],
"multipleBirthInteger":2,"gender":"female"})";

Ran evaluated(const std::string& expression, bool as_json = true) {
  std::vector<std::string> arguments{"fhirpath", expression, "-"};
  if (as_json) arguments.insert(arguments.end(), {"--format", "json"});
  return run_careway(arguments, kPatient);
}

TEST(Fhirpath, PrintsTypeValueAndPath) {
  const Ran ran = evaluated("name.given | active | multipleBirth | gender");
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out, R"json([
{"type":"string","value":"Petra","path":"Patient.name[0].given[0]"},
{"type":"boolean","value":true,"path":"Patient.active"},
{"type":"integer","value":2,"path":"Patient.multipleBirth.ofType(integer)"},
{"type":"code","value":"female","path":"Patient.gender"}]
)json");
}

TEST(Fhirpath, ValuesWithoutAPlaceHaveAnEmptyPath) {
  EXPECT_EQ(evaluated("1.10 + 2").out, "[\n{\"type\":\"decimal\",\"value\":3.10,\"path\":\"\"}]\n");
  EXPECT_EQ(evaluated("name.exists()").out, "[\n{\"type\":\"boolean\",\"value\":true,\"path\":\"\"}]\n");
  EXPECT_EQ(evaluated("now()").out,
            "[\n{\"type\":\"dateTime\",\"value\":\"2026-01-31T12:00:00.000Z\",\"path\":\"\"}]\n");
  EXPECT_EQ(evaluated("name.suffix").out, "[]\n");
}

TEST(Fhirpath, WholeElementsAreJson) {
  EXPECT_EQ(evaluated("name").out,
            "[\n{\"type\":\"HumanName\",\"value\":{\"family\":\"Budget\",\"given\":[\"Petra\"]},\"path\":\"Patient."
            "name[0]\"}]\n");
}

TEST(Fhirpath, AsText) {
  EXPECT_EQ(evaluated("name.given", false).out, "Patient.name[0].given[0]  string  Petra\n");
  EXPECT_EQ(evaluated("name.suffix", false).out, "{ }\n");
}

TEST(Fhirpath, PointsAtTheMistake) {
  const Ran ran = evaluated("name.given.", false);
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_NE(ran.err.find("fhirpath-syntax"), std::string::npos);
  EXPECT_NE(ran.err.find("\n  name.given.\n             ^\n"), std::string::npos) << ran.err;
  EXPECT_NE(evaluated("'é' + (", false).err.find("\n         ^\n"), std::string::npos)
      << evaluated("'é' + (", false).err;
}

TEST(Fhirpath, EndsAsTheMistakeWants) {
  EXPECT_EQ(evaluated("name.givenn").status, 2);
  EXPECT_EQ(evaluated("(1 | 2).single()").status, 1);
  EXPECT_EQ(run_careway({"fhirpath", "name", "-"}, "nonsense").status, 1);
  EXPECT_EQ(run_careway({"fhirpath", "name", "/no/such/file"}).status, 3);
  EXPECT_EQ(run_careway({"fhirpath"}).status, 2);
}

TEST(Fhirpath, AsksValueSetsAndProfiles) {
  const std::string yes = "[\n{\"type\":\"boolean\",\"value\":true,\"path\":\"\"}]\n";
  EXPECT_EQ(evaluated("gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')").out, yes);
  EXPECT_EQ(evaluated("gender.memberOf('http://nobody.example/ValueSet/x')").out, "[]\n");
  EXPECT_EQ(evaluated("conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')").out, yes);
}

TEST(Fhirpath, GoesThroughNdjson) {
  const Ran ran =
      run_careway({"fhirpath", "id", "-", "--format", "json"},
                  "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{\"resourceType\":\"Goal\",\"id\":\"b\"}\n");
  EXPECT_EQ(ran.out,
            "[\n{\"type\":\"id\",\"value\":\"a\",\"path\":\"Patient.id\",\"line\":1},\n"
            "{\"type\":\"id\",\"value\":\"b\",\"path\":\"Goal.id\",\"line\":2}]\n");
}

}  // namespace
}  // namespace careway::command_line
