#include <gtest/gtest.h>

#include "tests/gateway/api/api_fixture.h"

namespace careway::api {
namespace {

constexpr std::string_view kPatientUuid = "urn:uuid:00000000-0000-4000-8000-0000000000aa";

std::string entry(const std::string& method, const std::string& url, const std::string& resource,
                  const std::string& full_url = {}, const std::string& more = {}) {
  std::string out = "{";
  if (!full_url.empty()) out += "\"fullUrl\":\"" + full_url + "\",";
  if (!resource.empty()) out += "\"resource\":" + resource + ",";
  return out + R"("request":{"method":")" + method + R"(","url":")" + url + "\"" + more + "}}";
}

std::string bundle(const std::vector<std::string>& entries, const std::string& type = "transaction") {
  std::string out = R"({"resourceType":"Bundle","type":")" + type + R"(","entry":[)";
  for (std::size_t i = 0; i < entries.size(); ++i) out += (i == 0 ? "" : ",") + entries[i];
  return out + "]}";
}

std::string patient(const std::string& family, const std::string& identifier = {}, const std::string& id = {}) {
  std::string out = R"({"resourceType":"Patient",)";
  if (!id.empty()) out += "\"id\":\"" + id + "\",";
  if (!identifier.empty()) {
    const std::size_t bar = identifier.find('|');
    out += R"("identifier":[{"system":")" + identifier.substr(0, bar) + R"(","value":")" + identifier.substr(bar + 1) +
           "\"}],";
  }
  return out + R"("name":[{"family":")" + family + "\"}]}";
}

std::string plan_of(const std::string& reference) {
  return R"({"resourceType":"CarePlan","status":"active","intent":"plan","subject":{"reference":")" + reference +
         "\"}}";
}

class TransactionTest : public testing::TestWithParam<Gateway::Engine> {
 protected:
  Gateway gateway{GetParam()};
  std::string total(const std::string& type) { return value_at(gateway.send("GET", "/fhir/" + type).body, "total"); }
};

TEST_P(TransactionTest, CreatesAndRewritesReferences) {
  const auto done = gateway.send("POST", "/fhir",
                                 bundle({entry("POST", "CarePlan", plan_of(std::string(kPatientUuid))),
                                         entry("POST", "Patient", patient("A"), std::string(kPatientUuid))}));
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(value_at(done.body, "type"), "transaction-response");
  EXPECT_EQ(value_at(done.body, "entry.0.response.status"), "201 Created");
  const std::string location = value_at(done.body, "entry.1.response.location");
  const std::string address = location.substr(0, location.find("/_history"));
  const auto plans = gateway.send("GET", "/fhir/CarePlan?subject=" + address);
  EXPECT_EQ(value_at(plans.body, "entry.0.resource.subject.reference"), address);
}

TEST_P(TransactionTest, PushesTheSamplePlan) {
  const auto done = gateway.send("POST", "/fhir", sample("phb-plan.json"), {{"Prefer", "return=representation"}});
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(total("Goal"), "2");
  EXPECT_EQ(total("ServiceRequest"), "2");
  EXPECT_EQ(done.body.find("urn:uuid"), std::string::npos);
  const auto again = gateway.send("POST", "/fhir", sample("phb-plan.json"));
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(told(again), "identifier-taken@Bundle.entry[0]");
  EXPECT_EQ(total("Goal"), "2");
}

TEST_P(TransactionTest, PushesTheSamplePlanAsACollectionAsOftenAsOneLikes) {
  std::string pushed = sample("phb-plan.json");
  const std::size_t at = pushed.find("\"transaction\"");
  pushed.replace(at, 13, "\"collection\"");
  ASSERT_EQ(gateway.send("POST", "/fhir", pushed).status, 200);
  const std::size_t written = gateway.store().audit("east", "record", 1, 100).size();
  const auto again = gateway.send("POST", "/fhir", pushed);
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(gateway.store().audit("east", "record", 1, 100).size(), written);
  EXPECT_EQ(total("Goal"), "2");
}

TEST_P(TransactionTest, DeletesThenCreatesThenUpdatesThenReads) {
  const std::string old =
      gateway.create("Patient", patient("Old", "https://careway.example/fhir/Id/la-person|E09000033:P1"));
  gateway.use_key(kCouncilKey);
  gateway.send("PUT", "/fhir/Patient/kept", patient("Kept", {}, "kept"));
  const auto done = gateway.send(
      "POST", "/fhir",
      bundle({entry("GET", "Patient/kept", {}), entry("PUT", "Patient/kept", patient("Changed", {}, "kept")),
              entry("POST", "Patient", patient("New", "https://careway.example/fhir/Id/la-person|E09000033:P1")),
              entry("DELETE", "Patient/" + old, {}), entry("GET", "Patient?_id=kept", {})}));
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(value_at(done.body, "entry.0.resource.name.family"), "Changed");
  EXPECT_EQ(value_at(done.body, "entry.1.response.status"), "200 OK");
  EXPECT_EQ(value_at(done.body, "entry.2.response.status"), "201 Created");
  EXPECT_EQ(value_at(done.body, "entry.3.response.status"), "204 No Content");
  EXPECT_EQ(value_at(done.body, "entry.4.resource.total"), "1");
  EXPECT_EQ(gateway.send("GET", "/fhir/Patient/" + old).status, 410);
}

TEST_P(TransactionTest, AllOrNothing) {
  gateway.send("PUT", "/fhir/Patient/a", patient("A", {}, "a"));
  const auto stale =
      gateway.send("POST", "/fhir",
                   bundle({entry("POST", "Patient", patient("New")),
                           entry("PUT", "Patient/a", patient("B", {}, "a"), {}, R"(,"ifMatch":"W/\"9\"")")}));
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(told(stale), "version-stale@Bundle.entry[1]");
  EXPECT_EQ(total("Patient"), "1");
  const auto dangling = gateway.send("POST", "/fhir",
                                     bundle({entry("POST", "Patient", patient("New")),
                                             entry("POST", "CarePlan", plan_of(std::string(kPatientUuid)))}));
  EXPECT_EQ(told(dangling), "entry-reference@Bundle.entry[1].resource");
  EXPECT_EQ(total("Patient"), "1");
  EXPECT_EQ(gateway.store().audit("east", "record", 1, 10).size(), 1U);
}

TEST_P(TransactionTest, ConditionalCreateMeetsWhatIsThere) {
  const std::string id = gateway.create("Patient", patient("A", "urn:p|1"));
  const std::string condition = R"(,"ifNoneExist":"identifier=urn:p|1")";
  const auto done =
      gateway.send("POST", "/fhir",
                   bundle({entry("POST", "Patient", patient("B", "urn:p|1"), std::string(kPatientUuid), condition),
                           entry("POST", "CarePlan", plan_of(std::string(kPatientUuid))),
                           entry("POST", "CarePlan", plan_of("Patient?identifier=urn:p|1"))}));
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(value_at(done.body, "entry.0.response.status"), "200 OK");
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/CarePlan?patient=" + id).body, "total"), "2");
  EXPECT_EQ(total("Patient"), "1");
}

TEST_P(TransactionTest, FaultyEntriesAreNamed) {
  EXPECT_EQ(told(gateway.send("POST", "/fhir", bundle({entry("PATCH", "Patient/a", patient("A"))}))),
            "entry-request@Bundle.entry[0].request");
  EXPECT_EQ(told(gateway.send("POST", "/fhir", bundle({entry("POST", "Goal", patient("A"))}))),
            "entry-resource@Bundle.entry[0].resource");
  EXPECT_EQ(told(gateway.send("POST", "/fhir",
                              bundle({entry("PUT", "Patient/a", patient("A", {}, "a")),
                                      entry("PUT", "Patient/a", patient("B", {}, "a"))}))),
            "entry-twice@Bundle.entry[1]");
  EXPECT_EQ(told(gateway.send("POST", "/fhir",
                              bundle({entry("POST", "Patient", patient("A"), std::string(kPatientUuid)),
                                      entry("POST", "Patient", patient("B"), std::string(kPatientUuid))}))),
            "entry-full-url@Bundle.entry[1].fullUrl");
  EXPECT_EQ(told(gateway.send("POST", "/fhir", bundle({entry("GET", "Patient/a", {})}, "searchset"))), "bundle-type");
  EXPECT_EQ(told(gateway.send("POST", "/fhir", patient("A"))), "bundle-expected");
  EXPECT_EQ(total("Patient"), "0");
}

TEST_P(TransactionTest, ACollectionMeetsTheRecordByItsIdentifiers) {
  gateway.use_key(kCouncilKey);
  const std::string la_person = "https://careway.example/fhir/Id/la-person|E09000033:P1";
  const std::string id = gateway.create(
      "Patient",
      R"({"resourceType":"Patient","identifier":[{"system":"https://careway.example/fhir/Id/la-person","value":"E09000033:P1"}],"name":[{"family":"Said"}],"gender":"female"})");
  gateway.use_key(kPhbKey);
  const std::string pushed = bundle({"{\"resource\":" + patient("Heard", la_person, "their-1") + "}",
                                     "{\"resource\":" + plan_of("Patient/their-1") + "}"},
                                    "collection");
  const auto done = gateway.send("POST", "/fhir", pushed);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(value_at(done.body, "entry.0.response.status"), "200 OK");
  const auto read = gateway.send("GET", "/fhir/Patient/" + id);
  EXPECT_EQ(value_at(read.body, "name.family"), "Heard");
  EXPECT_EQ(value_at(read.body, "gender"), "female");
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/CarePlan?patient=" + id).body, "total"), "1");
  const auto again = gateway.send("POST", "/fhir", pushed);
  EXPECT_EQ(value_at(again.body, "entry.0.response.etag"), "W/\"2\"");
}

INSTANTIATE_TEST_SUITE_P(Stores, TransactionTest, testing::Values(Gateway::Engine::memory, Gateway::Engine::sqlite),
                         [](const auto& one) { return one.param == Gateway::Engine::memory ? "memory" : "sqlite"; });

}  // namespace
}  // namespace careway::api
