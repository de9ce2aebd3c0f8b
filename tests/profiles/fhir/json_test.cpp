#include "profiles/fhir/json.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/profiles/fhir/pack_fixture.h"

namespace careway::fhir {
namespace {

std::string written(std::string_view json) {
  const Reading reading = from_json(json);
  if (!reading) return told(reading.issues);
  EXPECT_EQ(told(reading.issues), "");
  return to_json(reading.root());
}

std::string problems(std::string_view json, const ReadLimits& limits = {}) {
  const Reading reading = from_json(json, limits);
  EXPECT_EQ(reading.document.has_value(), reading.issues.empty());
  return told(reading.issues);
}

TEST(JsonRead, KeepsAPatientAsATree) {
  const Reading patient =
      from_json(R"({"resourceType":"Patient","id":"p1","name":[{"family":"Ojo","given":["Ada","Bea"]}],)"
                R"("active":true})");
  ASSERT_TRUE(patient) << told(patient.issues);
  const Element root = patient.root();
  EXPECT_EQ(root.kind(), ValueKind::resource);
  EXPECT_EQ(root.value(), "Patient");
  EXPECT_EQ(root.child_value("id"), "p1");
  const Element name = root.child("name");
  EXPECT_EQ(name.kind(), ValueKind::none);
  EXPECT_EQ(name.child_value("family"), "Ojo");
  const Element given = name.child("given");
  EXPECT_EQ(given.value(), "Ada");
  EXPECT_EQ(given.next().value(), "Bea");
  EXPECT_EQ(fhir_path(given.next()), "Patient.name.given[1]");
  EXPECT_EQ(root.child("active").kind(), ValueKind::boolean);
  EXPECT_NE(root.child("active").entry(), kNoEntry);
  EXPECT_EQ(name.position(), (Position{1, 45}));
}

TEST(JsonWrite, UsesDefinitionOrderWhateverTheInputOrder) {
  EXPECT_EQ(
      written(R"({"birthDate":"1970","active":true,"id":"a",)"
              R"("resourceType":"Patient","name":[{"given":["A"],"family":"B"}]})"),
      R"({"resourceType":"Patient","id":"a","active":true,"name":[{"family":"B","given":["A"]}],"birthDate":"1970"})");
}

TEST(JsonWrite, PrettyStyleIndentsByTwo) {
  const Reading reading = from_json(R"({"resourceType":"Patient","name":[{"given":["A","B"]}]})");
  ASSERT_TRUE(reading);
  EXPECT_EQ(to_json(reading.root(), JsonStyle::pretty), R"({
  "resourceType": "Patient",
  "name": [
    {
      "given": [
        "A",
        "B"
      ]
    }
  ]
})");
}

TEST(JsonRead, FindsResourceTypeAnywhereInNestedResources) {
  const std::string json =
      R"({"type":"collection","entry":[{"resource":{"contained":[{"id":"c","resourceType":"Organization"}],)"
      R"("note":[{"text":"\"resourceType\": \\"}],"id":"x","status":"draft",)"
      R"("intent":"order","subject":{"reference":"Patient/1"},)"
      R"("resourceType":"ServiceRequest"}}],"resourceType":"Bundle"})";
  const Reading bundle = from_json(json);
  ASSERT_TRUE(bundle) << told(bundle.issues);
  const Element request = bundle.root().child("entry").child("resource");
  EXPECT_EQ(request.value(), "ServiceRequest");
  EXPECT_EQ(request.kind(), ValueKind::resource);
  EXPECT_EQ(request.child("contained").value(), "Organization");
  EXPECT_EQ(request.child("note").child_value("text"), R"("resourceType": \)");
}

TEST(JsonRead, KeepsNumberLexemes) {
  for (const std::string lexeme :
       {"1.10", "1e3", "-0", "123456789012345678901234567890", "0.000000001", "1E-22", "16.40"}) {
    const std::string json = R"({"resourceType":"Observation","valueQuantity":{"value":)" + lexeme + "}}";
    EXPECT_EQ(written(json), json);
  }
}

TEST(JsonRead, RefusesBadNumbers) {
  for (const std::string lexeme : {"01", "1.", "+1", "-", "1e", "0x1", "1.e2", "--1", "1.2.3"}) {
    const Reading reading = from_json(R"({"resourceType":"Observation","valueQuantity":{"value":)" + lexeme + "}}");
    EXPECT_FALSE(reading) << lexeme;
    EXPECT_FALSE(reading.issues.empty());
  }
}

TEST(JsonRead, JoinsCompanionsInAnyOrder) {
  const std::string json =
      R"({"resourceType":"Patient","name":[{"given":["Ada",null,"Cem"],"_given":[null,{"id":"g2"},{"extension":)"
      R"([{"url":"urn:x","valueString":"s"}]}]}],"birthDate":"1970","_birthDate":{"id":"b"}})";
  EXPECT_EQ(written(json), json);
  EXPECT_EQ(
      written(R"({"_birthDate":{"id":"b"},"resourceType":"Patient","name":[{"_given":[null,{"id":"g2"},{"extension":)"
              R"([{"url":"urn:x","valueString":"s"}]}],"given":["Ada",null,"Cem"]}],"birthDate":"1970"})"),
      json);
  const Reading reading = from_json(json);
  const Element second = reading.root().child("name").child("given").next();
  EXPECT_FALSE(second.has_value());
  EXPECT_EQ(second.child_value("id"), "g2");
}

TEST(JsonRead, AcceptsCompanionsWithoutValues) {
  EXPECT_EQ(written(R"({"resourceType":"Patient","_birthDate":{"id":"b"}})"),
            R"({"resourceType":"Patient","_birthDate":{"id":"b"}})");
  EXPECT_EQ(written(R"({"resourceType":"Patient","name":[{"_given":[{"id":"b"}]}]})"),
            R"({"resourceType":"Patient","name":[{"given":[null],"_given":[{"id":"b"}]}]})");
}

TEST(JsonRead, RefusesListsThatDoNotAlign) {
  EXPECT_EQ(problems(R"({"resourceType":"Patient","name":[{"given":["A","B"],"_given":[{"id":"b"}]}]})"),
            "json-list-length Patient.name[0].given@1:63\n");
  EXPECT_EQ(problems(R"({"resourceType":"Patient","name":[{"given":["A"],"_given":[null,{"id":"b"}]}]})"),
            "json-list-length Patient.name[0].given@1:59\n");
  EXPECT_EQ(problems(R"({"resourceType":"Patient","name":[{"given":["A",null]}]})"),
            "json-empty Patient.name[0].given[1]@1:49\n");
}

TEST(JsonRead, NamesUnknownPropertiesAndReadsOn) {
  EXPECT_EQ(problems("{\"resourceType\":\"Patient\",\n \"colour\":[1,{\"a\":\"]\"}],\n \"name\":[{\"nick\":\"x\"}],\n "
                     "\"_link\":[]}"),
            "json-unknown-property Patient.colour@2:2\n"
            "json-unknown-property Patient.name[0].nick@3:11\n"
            "json-unknown-property Patient._link@4:2\n");
  EXPECT_EQ(problems(R"({"resourceType":"Patient","_id":{"value":"x"}})"),
            "json-unknown-property Patient.id.value@1:34\n");
  EXPECT_EQ(problems(R"({"resourceType":"Patient","extension":[{"url":"u","_url":{"id":"x"}}]})"),
            "json-unknown-property Patient.extension[0]._url@1:51\n");
}

TEST(JsonRead, RefusesWrongKinds) {
  EXPECT_EQ(
      problems(R"({"resourceType":"Patient","active":"true","multipleBirthInteger":"2","birthDate":1970,"name":["x"],)"
               R"("maritalStatus":true,"gender":null,"contained":[3]})"),
      "json-wrong-kind Patient.active@1:36\n"
      "json-wrong-kind Patient.multipleBirthInteger@1:66\n"
      "json-wrong-kind Patient.birthDate@1:82\n"
      "json-wrong-kind Patient.name[0]@1:95\n"
      "json-wrong-kind Patient.maritalStatus@1:116\n"
      "json-wrong-kind Patient.gender@1:130\n"
      "json-wrong-kind Patient.contained[0]@1:148\n");
}

TEST(JsonRead, RefusesListMismatches) {
  EXPECT_EQ(problems(R"({"resourceType":"Patient","name":{"family":"x"},"gender":["male"]})"),
            "json-list-expected Patient.name@1:34\njson-list-unexpected Patient.gender@1:58\n");
}

TEST(JsonRead, RefusesEmptyThings) {
  EXPECT_EQ(
      problems(R"({"resourceType":"Patient","name":[],"maritalStatus":{},"gender":"","contact":[{}],"_birthDate":{}})"),
      "json-empty Patient.name@1:34\njson-empty Patient.maritalStatus@1:53\njson-empty Patient.gender@1:65\n"
      "json-empty Patient.contact[0]@1:79\njson-empty Patient.birthDate@1:96\n");
  EXPECT_EQ(problems("{}"), "json-no-resource-type @1:1\n");
  EXPECT_EQ(problems(""), "json-syntax @1:1\n");
  EXPECT_EQ(problems("[]"), "json-syntax @1:1\n");
}

TEST(JsonRead, RefusesDuplicateKeys) {
  EXPECT_EQ(problems(R"({"resourceType":"Patient","id":"a","id":"b"})"), "json-duplicate-key Patient.id@1:36\n");
  EXPECT_EQ(problems(R"({"resourceType":"Patient","\u0069d":"a","id":"b"})"), "json-duplicate-key Patient.id@1:41\n");
  EXPECT_EQ(problems(R"({"resourceType":"Patient","resourceType":"Patient"})"),
            "json-duplicate-key Patient.resourceType@1:27\n");
  EXPECT_EQ(problems(R"({"resourceType":"Patient","_id":{"id":"x"},"_id":{"id":"y"}})"),
            "json-duplicate-key Patient._id@1:44\n");
}

TEST(JsonRead, RefusesUnknownResources) {
  EXPECT_EQ(problems(R"({"resourceType":"Person2"})"), "json-unknown-resource @1:1\n");
  EXPECT_EQ(problems(R"({"resourceType":"DomainResource"})"), "json-unknown-resource @1:1\n");
  EXPECT_EQ(problems(R"({"resourceType":"HumanName"})"), "json-unknown-resource @1:1\n");
  EXPECT_EQ(problems(R"({"resourceType":7})"), "json-no-resource-type @1:1\n");
}

TEST(JsonRead, RefusesBadText) {
  const auto with_id = [](const std::string& text) { return R"({"resourceType":"Patient","id":")" + text + "\"}"; };
  using namespace std::string_literals;
  EXPECT_EQ(problems(with_id("\\u0000")), "json-control-character Patient.id@1:33\n");
  EXPECT_EQ(problems(with_id("\0"s)), "json-control-character Patient.id@1:33\n");
  EXPECT_EQ(problems(with_id("\\b")), "json-control-character Patient.id@1:33\n");
  EXPECT_EQ(problems(with_id("a\nb")), "json-control-character Patient.id@1:34\n");
  EXPECT_EQ(problems(with_id("\\uD800")), "json-lone-surrogate Patient.id@1:33\n");
  EXPECT_EQ(problems(with_id("\\uDC00")), "json-lone-surrogate Patient.id@1:33\n");
  EXPECT_EQ(problems(with_id("\\uD83D\\u0041")), "json-lone-surrogate Patient.id@1:33\n");
  EXPECT_EQ(problems(with_id("\xC0\x80")), "json-encoding Patient.id@1:33\n");
  EXPECT_EQ(problems(with_id("\xED\xA0\x80")), "json-encoding Patient.id@1:33\n");
  EXPECT_EQ(problems(with_id("\xFF")), "json-encoding Patient.id@1:33\n");
  EXPECT_EQ(problems(with_id("caf\xE9")), "json-encoding Patient.id@1:36\n");
  EXPECT_EQ(problems(with_id("\\q")), "json-syntax Patient.id@1:33\n");
  EXPECT_EQ(written(with_id("\\uD83D\\uDE00\\u00e9\\/\\t\\\"")), with_id("\xF0\x9F\x98\x80\xC3\xA9/\\t\\\""));
}

TEST(JsonRead, SkipsAByteOrderMarkAndRefusesOtherEncodings) {
  EXPECT_EQ(problems("\xEF\xBB\xBF{\"resourceType\":\"Patient\"}"), "");
  EXPECT_EQ(problems("\xFF\xFE{"), "json-encoding @1:1\n");
}

TEST(JsonRead, RefusesWhatFollowsTheEnd) {
  EXPECT_EQ(problems("{\"resourceType\":\"Patient\"}\n {}"), "json-trailing-content Patient@2:2\n");
  EXPECT_EQ(problems(std::string_view("{\"resourceType\":\"Patient\"}\0", 27)), "json-trailing-content Patient@1:27\n");
}

TEST(JsonRead, RefusesSyntaxBeyondJson) {
  for (const std::string_view json :
       {R"({"resourceType":"Patient",})", R"({"resourceType":"Patient" "id":"a"})",
        R"({"resourceType":"Patient","id" "a"})", R"({"resourceType":"Patient",/* */"id":"a"})",
        R"({'resourceType':'Patient'})", R"({"resourceType":"Patient","name":[{},]})",
        R"({"resourceType":"Patient","active":tru})", R"({"resourceType":"Patient","x":[1,]})",
        R"({"resourceType":"Patient","x":{"a":1,}})", R"({"resourceType":"Patient","x":[1 2]})"}) {
    EXPECT_FALSE(from_json(json)) << json;
  }
}

TEST(JsonRead, EveryTruncationIsRefused) {
  const std::string json =
      R"({"resourceType":"Patient","name":[{"given":["A",null],"_given":[null,{"id":"x\u00e9"}]}],"active":true,)"
      R"("multipleBirthInteger":12})";
  ASSERT_TRUE(from_json(json));
  for (std::size_t length = 0; length < json.size(); ++length) {
    const Reading reading = from_json(json.substr(0, length));
    EXPECT_FALSE(reading) << length;
    EXPECT_TRUE(reading.issues.has_errors()) << length;
  }
}

std::string nested_extensions(std::size_t levels) {
  std::string json = R"({"resourceType":"Patient")";
  for (std::size_t i = 0; i < levels; ++i) json += R"(,"extension":[{"url":"u")";
  json += R"(,"valueString":"x")";
  for (std::size_t i = 0; i < levels; ++i) json += "}]";
  return json + "}";
}

TEST(JsonRead, KeepsItsLimits) {
  EXPECT_TRUE(from_json(nested_extensions(99)));
  EXPECT_TRUE(from_json(nested_extensions(100)).issues.has_code("limit-depth"));
  EXPECT_TRUE(from_json(nested_extensions(100'000)).issues.has_code("limit-depth"));
  EXPECT_EQ(codes(from_json(R"({"resourceType":"Patient","x":)" + std::string(100'000, '[')).issues),
            "json-unknown-property Patient.x\nlimit-depth Patient\n");
  const std::string patient = R"({"resourceType":"Patient","name":[{"given":["Ada","Bea"]}]})";
  EXPECT_EQ(codes(from_json(patient, {.bytes_max = patient.size() - 1}).issues), "limit-bytes \n");
  EXPECT_TRUE(from_json(patient, {.bytes_max = patient.size()}));
  EXPECT_EQ(codes(from_json(patient, {.nodes_max = 3}).issues), "limit-nodes Patient.name[0].given[1]\n");
  EXPECT_TRUE(from_json(patient, {.nodes_max = 4}));
  EXPECT_EQ(codes(from_json(patient, {.text_bytes_max = 11}).issues), "limit-text Patient\n");
}

TEST(JsonRead, ReadsATextOfTenMegabytes) {
  const std::string json = R"({"resourceType":"Patient","id":")" + std::string(10'000'000, 'x') + "\"}";
  EXPECT_EQ(written(json), json);
  EXPECT_EQ(codes(from_json(json, {.text_bytes_max = 9'999'999}).issues), "limit-text Patient.id\n");
}

TEST(JsonRead, GivesUpAfterAHundredProblems) {
  std::string json = R"({"resourceType":"Patient")";
  for (int i = 0; i < 5000; ++i) json += ",\"x" + std::to_string(i) + "\":1";
  const Reading reading = from_json(json + "}");
  EXPECT_EQ(reading.issues.items().size(), 101U);
  EXPECT_TRUE(reading.issues.has_code("limit-issues"));
}

TEST(JsonRead, UsesTheMemoryOfADocumentAgain) {
  Document document;
  Issues issues;
  ASSERT_TRUE(read_json_into(document, R"({"resourceType":"Patient","id":"first"})", r4(), issues));
  const std::size_t held = document.memory_bytes();
  ASSERT_TRUE(read_json_into(document, R"({"resourceType":"Goal","id":"second"})", r4(), issues));
  EXPECT_EQ(document.root().value(), "Goal");
  EXPECT_EQ(document.root().child_value("id"), "second");
  EXPECT_EQ(document.memory_bytes(), held);
  EXPECT_FALSE(read_json_into(document, "{", r4(), issues));
}

TEST(JsonWrite, WritesTreesThatNoReaderMade) {
  Document document;
  document.set_value(0, ValueKind::resource, "Patient");
  const NodeIndex name = document.append(0, "name");
  document.set_value(document.append(name, "given"), ValueKind::text, "Ada");
  document.set_value(document.append(0, "active"), ValueKind::text, "true");
  document.set_value(document.append(0, "multipleBirthInteger"), ValueKind::text, "x\"2");
  document.set_value(document.append(0, "shoe \"size\""), ValueKind::number, "7");
  EXPECT_EQ(to_json(document.root()),
            R"({"resourceType":"Patient","active":true,"name":[{"given":["Ada"]}],"multipleBirthInteger":"x\"2",)"
            R"("shoe \"size\"":7})");
}

}  // namespace
}  // namespace careway::fhir
