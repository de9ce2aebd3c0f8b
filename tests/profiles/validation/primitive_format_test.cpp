#include "profiles/validation/checks/primitive_format.h"

#include <gtest/gtest.h>

#include "tests/profiles/validation/findings.h"

namespace careway::validation {
namespace {

std::string patient(std::string_view properties) {
  return R"({"resourceType": "Patient", )" + std::string(properties) + "}";
}

TEST(PrimitiveFormat, TakesWhatFhirAllows) {
  EXPECT_EQ(findings(patient(R"("id": "a-1", "birthDate": "1970-02-28", "active": true, "name": [{"family": "Example"}],
                                "identifier": [{"system": "urn:oid:1.2.3", "value": "5"},
                                {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}])")),
            "");
}

TEST(PrimitiveFormat, TellsWrongForms) {
  EXPECT_EQ(findings(patient(R"("birthDate": "1970-02-30")")), "error primitive-format Patient.birthDate\n");
  EXPECT_EQ(findings(patient(R"("deceasedDateTime": "2020-01-01T10:00:00")")),
            "error date-without-zone Patient.deceased.ofType(dateTime)\n");
  EXPECT_EQ(findings(patient(R"("birthDate": "3017-01-01")")), "warning date-unlikely Patient.birthDate\n");
  EXPECT_EQ(findings(patient(R"("identifier": [{"system": "urn:oid:1", "value": "x"}])")),
            "error primitive-format Patient.identifier[0].system\n");
  EXPECT_EQ(findings(patient(R"("identifier": [{"system": "urn:ietf:rfc:3986", "value": "x"}])")),
            "error identifier-not-uri Patient.identifier[0]\n");
  EXPECT_EQ(findings(patient(R"("name": [{"family": " Example"}])")), "warning string-padded Patient.name[0].family\n");
  EXPECT_EQ(findings(patient(R"("name": [{"family": "  "}])")), "warning primitive-blank Patient.name[0].family\n");
  EXPECT_EQ(findings(patient(R"("meta": {"profile": ["relative"]})")),
            "error canonical-relative Patient.meta.profile[0]\n"
            "warning profile-unknown Patient.meta.profile[0]\n");
}

TEST(PrimitiveFormat, ChecksResourceIds) {
  EXPECT_EQ(findings(patient(R"("id": "a_1")")), "error resource-id Patient.id\n");
  EXPECT_EQ(findings(patient(
                R"("id": "a", "_id": {"extension": [{"url": "http://example.org/x", "valueCode": "unknown"}]})")),
            "error resource-id-extension Patient.id\n");
}

TEST(PrimitiveFormat, LooksForTagsWhenAskedTo) {
  const std::string tagged = patient(R"("name": [{"text": "a <script>b</script>"}])");
  EXPECT_EQ(findings(tagged), "information html-in-string Patient.name[0].text\n");
  Options options = plain_options();
  options.check_security = true;
  EXPECT_EQ(findings(tagged, options), "error html-in-string Patient.name[0].text\n");
}

TEST(DatatypeRules, CountAttachmentsAndReadReferences) {
  EXPECT_EQ(findings(patient(R"("photo": [{"contentType": "image/png", "data": "YWJj", "size": 4}])")),
            "error attachment-size Patient.photo[0]\n");
  EXPECT_EQ(findings(patient(R"("photo": [{"title": "x"}])")), "warning attachment-bare Patient.photo[0]\n");
  EXPECT_EQ(findings(patient(R"("managingOrganization": {"reference": "Organisation/1"})")),
            "warning reference-form Patient.managingOrganization\n");
  EXPECT_EQ(findings(patient(R"("managingOrganization": {"reference": "Organization/1/_history/2"})")), "");
  EXPECT_EQ(findings(patient(R"("managingOrganization": {"reference": "http://a b/Organization/1"})")),
            "error reference-invalid Patient.managingOrganization\n");
}

}  // namespace
}  // namespace careway::validation
