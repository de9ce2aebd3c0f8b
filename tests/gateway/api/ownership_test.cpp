#include "gateway/api/ownership.h"

#include <gtest/gtest.h>

#include "tests/gateway/api/api_fixture.h"

namespace careway::api {
namespace {

constexpr std::string_view kBase = "https://careway.example/fhir/";

std::string service(const std::string& inside) {
  return R"({"resourceType":"ServiceRequest","id":"s1",)" + inside +
         R"("status":"active","intent":"order","subject":{"display":"x"}})";
}

const std::string kCouncilLine =
    R"("identifier":[{"system":"https://careway.example/fhir/Id/council-line","value":"E09000033:K:1"}],)";
const std::string kClientType =
    R"("extension":[{"url":"https://careway.example/fhir/StructureDefinition/client-type","valueCodeableConcept":{"text":"x"}}],)";
const std::string kLabel =
    R"("meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]},)";

class LostToOthers : public testing::Test {
 protected:
  Gateway gateway;
  http::Response put(std::string_view key, const std::string& inside) {
    gateway.use_key(key);
    return gateway.send("PUT", "/fhir/ServiceRequest/s1", service(inside));
  }
};

TEST_F(LostToOthers, IdentifierOfTheCouncilStays) {
  ASSERT_EQ(put(kCouncilKey, kCouncilLine).status, 201);
  const auto refused = put(kMarketKey, "");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(told(refused), "other-partner-identifier@ServiceRequest.identifier");
  EXPECT_NE(refused.body.find("Id/council-line"), std::string::npos);
  EXPECT_EQ(refused.body.find("E09000033:K:1"), std::string::npos);
  EXPECT_EQ(put(kMarketKey, kCouncilLine + R"("note":[{"text":"n"}],)").status, 200);
}

TEST_F(LostToOthers, ExtensionOfTheCouncilStays) {
  ASSERT_EQ(put(kCouncilKey, kClientType).status, 201);
  EXPECT_EQ(told(put(kPhbKey, "")), "other-partner-extension@ServiceRequest.extension");
  const std::string changed =
      R"("extension":[{"url":"https://careway.example/fhir/StructureDefinition/client-type","valueCodeableConcept":{"text":"y"}}],)";
  EXPECT_EQ(put(kPhbKey, changed).status, 200);
}

TEST_F(LostToOthers, SecurityLabelStays) {
  ASSERT_EQ(put(kCouncilKey, kLabel).status, 201);
  EXPECT_EQ(told(put(kCouncilKey, "")), "security-label@ServiceRequest.meta.security");
}

TEST_F(LostToOthers, EachLossIsNamedAndInATransactionItsEntry) {
  ASSERT_EQ(put(kCouncilKey, kCouncilLine + kClientType).status, 201);
  gateway.use_key(kPhbKey);
  const auto refused = gateway.send("POST", "/fhir",
                                    R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":)" +
                                        service("") + R"(,"request":{"method":"PUT","url":"ServiceRequest/s1"}}]})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(told(refused),
            "other-partner-identifier@Bundle.entry[0].resource.identifier\n"
            "other-partner-extension@Bundle.entry[0].resource.extension");
}

TEST_F(LostToOthers, ADeletionNeedsTheSame) {
  ASSERT_EQ(put(kCouncilKey, kCouncilLine).status, 201);
  gateway.use_key(kMarketKey);
  EXPECT_EQ(gateway.send("DELETE", "/fhir/ServiceRequest/s1").status, 422);
  gateway.use_key(kCouncilKey);
  EXPECT_EQ(gateway.send("DELETE", "/fhir/ServiceRequest/s1").status, 204);
}

TEST(OwnershipOfMaps, FollowsWritersAndOwners) {
  const Ownership ownership(*released_library());
  const std::string nhs_number = "https://fhir.nhs.uk/Id/nhs-number";
  const std::string council_line = std::string(kBase) + "Id/council-line";
  EXPECT_FALSE(ownership.is_anothers(nhs_number, "nhs"));
  EXPECT_TRUE(ownership.is_anothers(nhs_number, "provider"));
  EXPECT_FALSE(ownership.is_anothers(council_line, "council"));
  EXPECT_TRUE(ownership.is_anothers(council_line, "marketplace"));
  EXPECT_TRUE(ownership.is_anothers("urn:of-nobody", "council"));
  EXPECT_FALSE(ownership.is_anothers("urn:of-nobody", "nhs"));
}

}  // namespace
}  // namespace careway::api
