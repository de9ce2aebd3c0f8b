#include "profiles/validation/read_for_validation.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/profiles/validation/suite_files.h"

namespace careway::validation {
namespace {

struct Read {
  bool stands = false;
  std::string root;
  std::string told;
};

Read read(std::string_view bytes, const ReadChoices& choices = {}, const fhir::ReadLimits& limits = {}) {
  const auto& definitions = suite_definitions();
  fhir::Document document;
  fhir::Issues issues;
  Read result;
  result.stands = read_for_validation(bytes, definitions, document, issues, choices, limits);
  if (result.stands) result.root = document.root().value();
  for (const fhir::Issue& issue : issues.items()) {
    result.told.append(fhir::to_text(issue.severity)).append(" ").append(issue.code).append(" ").append(issue.path);
    result.told += "\n";
  }
  return result;
}

TEST(ReadForValidation, TellsJsonFromXml) {
  for (const auto* bytes : {R"({"resourceType": "Patient", "active": true})",
                            "\xEF\xBB\xBF {\"resourceType\": \"Patient\", \"active\": true}",
                            R"(<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>)",
                            "\xEF\xBB\xBF<?xml version=\"1.0\"?><!-- c --><Patient "
                            "xmlns=\"http://hl7.org/fhir\"><active value=\"true\"/></Patient>"}) {
    const Read result = read(bytes);
    EXPECT_TRUE(result.stands) << bytes;
    EXPECT_EQ(result.root, "Patient");
    EXPECT_EQ(result.told, "");
  }
}

TEST(ReadForValidation, AllowsCommentsWhenAskedTo) {
  constexpr std::string_view kBytes = "// c\n{\"resourceType\": \"Patient\", \"active\": true}";
  EXPECT_EQ(read(kBytes).told, "error json-comment Patient\n");
  EXPECT_EQ(read(kBytes, {.json_comments_allowed = true}).told, "");
}

TEST(ReadForValidation, MakesTheOrderOfXmlAnError) {
  EXPECT_EQ(read(R"(<Patient xmlns="http://hl7.org/fhir"><gender value="male"/><active value="true"/></Patient>)").told,
            "error xml-order Patient\n");
}

TEST(ReadForValidation, EndsFatallyWithoutAPlaceInTheTree) {
  EXPECT_EQ(read("").told, "fatal json-syntax \n");
  EXPECT_EQ(read("[]").told, "fatal json-syntax \n");
  EXPECT_EQ(read("<").told, "fatal xml-syntax \n");
  EXPECT_EQ(read(R"({"active": true})").told, "fatal json-no-resource-type \n");
  EXPECT_EQ(read(R"({"resourceType": "Nothing"})").told, "fatal json-unknown-resource \n");
  EXPECT_EQ(read(R"({"resourceType": "Patient", "foo": 1, "name": [{]})").told,
            "error json-unknown-property Patient\nfatal json-syntax \n");
  EXPECT_EQ(read(std::string("\xFF\xFE{\0", 4)).told, "fatal json-encoding \n");
  const Read large = read(R"({"resourceType": "Patient", "active": true})", {}, {.bytes_max = 10});
  EXPECT_FALSE(large.stands);
  EXPECT_EQ(large.told, "fatal limit-bytes \n");
}

TEST(ReadForValidation, TellsWhatIsEmptyOnce) {
  EXPECT_EQ(read(R"({"resourceType": "Patient", "name": [{"given": []}]})").told,
            "error json-empty Patient.name[0].given\n");
  EXPECT_EQ(read(R"({"resourceType": "Patient", "name": [{}]})").told, "error json-empty Patient.name[0]\n");
}

}  // namespace
}  // namespace careway::validation
