#include <gtest/gtest.h>

#include "profiles/fhir/xml.h"
#include "tests/gateway/api/api_fixture.h"

namespace careway::api {
namespace {

constexpr std::string_view kGoal =
    R"({"resourceType":"Goal","lifecycleStatus":"active","description":{"text":"To walk"},"subject":{"display":"x"}})";

class Resources : public testing::TestWithParam<Gateway::Engine> {
 protected:
  Gateway gateway{GetParam()};
  std::string goal(const std::string& id, std::string_view text = "To walk") {
    return R"({"resourceType":"Goal","id":")" + id + R"(","lifecycleStatus":"active","description":{"text":")" +
           std::string(text) + R"("},"subject":{"display":"x"}})";
  }
};

TEST_P(Resources, CreateGivesIdVersionAndPlace) {
  const auto made = gateway.send("POST", "/fhir/Goal", std::string(kGoal), {{"Host", "care.example"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string id = value_at(made.body, "id");
  EXPECT_FALSE(id.empty());
  EXPECT_EQ(made.headers.find("Location"), "http://care.example/fhir/Goal/" + id + "/_history/1");
  EXPECT_EQ(made.headers.find("ETag"), "W/\"1\"");
  EXPECT_EQ(made.headers.find("Last-Modified"), "Sat, 31 Jan 2026 12:00:00 GMT");
  EXPECT_EQ(value_at(made.body, "meta.versionId"), "1");
  const auto read = gateway.send("GET", "/fhir/Goal/" + id);
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.body, made.body);
  EXPECT_EQ(read.headers.find("ETag"), "W/\"1\"");
  EXPECT_EQ(gateway.send("GET", "/fhir/Goal/" + id, {}, {{"If-None-Match", "W/\"1\""}}).status, 304);
}

TEST_P(Resources, PreferDecidesWhatComesBack) {
  EXPECT_EQ(gateway.send("POST", "/fhir/Goal", std::string(kGoal), {{"Prefer", "return=minimal"}}).body, "");
  const auto outcome = gateway.send("POST", "/fhir/Goal", std::string(kGoal), {{"Prefer", "return=OperationOutcome"}});
  EXPECT_EQ(outcome.status, 201);
  EXPECT_EQ(parsed(outcome.body).root().value(), "OperationOutcome");
}

TEST_P(Resources, UpdateMakesAVersionOnlyForAChange) {
  const std::string id = gateway.create("Goal", std::string(kGoal));
  const auto same = gateway.send("PUT", "/fhir/Goal/" + id, goal(id));
  EXPECT_EQ(same.status, 200);
  EXPECT_EQ(same.headers.find("ETag"), "W/\"1\"");
  const auto changed = gateway.send("PUT", "/fhir/Goal/" + id, goal(id, "To run"), {{"If-Match", "W/\"1\""}});
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.headers.find("ETag"), "W/\"2\"");
  const auto stale = gateway.send("PUT", "/fhir/Goal/" + id, goal(id, "To fly"), {{"If-Match", "W/\"1\""}});
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(told(stale), "version-stale");
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/Goal/" + id).body, "description.text"), "To run");
}

TEST_P(Resources, UpdateOfNothingCreates) {
  const auto made = gateway.send("PUT", "/fhir/Goal/mine", goal("mine"));
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.headers.find("ETag"), "W/\"1\"");
  EXPECT_EQ(gateway.send("PUT", "/fhir/Goal/else", goal("else"), {{"If-Match", "W/\"1\""}}).status, 412);
}

TEST_P(Resources, UpdateNeedsTheIdOfItsAddress) {
  EXPECT_EQ(told(gateway.send("PUT", "/fhir/Goal/a", goal("b"))), "id-mismatch@Goal.id");
  EXPECT_EQ(told(gateway.send("PUT", "/fhir/Goal/a", std::string(kGoal))), "id-missing@Goal.id");
  EXPECT_EQ(told(gateway.send("PUT", "/fhir/Goal/a%20b", goal("b"))), "id-invalid");
  EXPECT_EQ(told(gateway.send("PUT", "/fhir/Goal/9995000008", goal("9995000008"))), "id-looks-personal");
  EXPECT_EQ(told(gateway.send("PUT", "/fhir/Patient/a", goal("a"))), "type-mismatch");
  const auto bad = gateway.send("PUT", "/fhir/Goal/a", goal("a"), {{"If-Match", "one"}});
  EXPECT_EQ(bad.status, 400);
  EXPECT_EQ(told(bad), "if-match-invalid");
}

TEST_P(Resources, DeletedIsGoneAndItsHistoryStays) {
  const std::string id = gateway.create("Goal", std::string(kGoal));
  EXPECT_EQ(gateway.send("DELETE", "/fhir/Goal/" + id, {}, {{"If-Match", "W/\"7\""}}).status, 412);
  const auto gone = gateway.send("DELETE", "/fhir/Goal/" + id);
  EXPECT_EQ(gone.status, 204);
  EXPECT_EQ(gateway.send("DELETE", "/fhir/Goal/" + id).status, 204);
  const auto read = gateway.send("GET", "/fhir/Goal/" + id);
  EXPECT_EQ(read.status, 410);
  EXPECT_EQ(told(read), "deleted");
  EXPECT_EQ(gateway.send("GET", "/fhir/Goal/" + id + "/_history/1").status, 200);
  EXPECT_EQ(gateway.send("GET", "/fhir/Goal/" + id + "/_history/2").status, 410);
  const auto history = gateway.send("GET", "/fhir/Goal/" + id + "/_history");
  EXPECT_EQ(value_at(history.body, "type"), "history");
  EXPECT_EQ(value_at(history.body, "total"), "2");
  EXPECT_EQ(value_at(history.body, "entry.0.request.method"), "DELETE");
  EXPECT_EQ(value_at(history.body, "entry.1.request.method"), "POST");
  EXPECT_EQ(value_at(history.body, "entry.1.resource.id"), id);
  const auto again = gateway.send("PUT", "/fhir/Goal/" + id, goal(id));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.headers.find("ETag"), "W/\"3\"");
}

TEST_P(Resources, HistoryComesInPages) {
  const std::string id = gateway.create("Goal", std::string(kGoal));
  for (const char* text : {"a", "b", "c", "d"}) gateway.send("PUT", "/fhir/Goal/" + id, goal(id, text));
  const auto first = gateway.send("GET", "/fhir/Goal/" + id + "/_history?_count=2");
  EXPECT_EQ(value_at(first.body, "entry.1.resource.meta.versionId"), "4");
  EXPECT_EQ(value_at(first.body, "link.1.relation"), "next");
  const auto second = gateway.send("GET", "/fhir/Goal/" + id + "/_history?_count=2&_before=4");
  EXPECT_EQ(value_at(second.body, "entry.0.resource.meta.versionId"), "3");
  EXPECT_EQ(gateway.send("GET", "/fhir/Goal/" + id + "/_history?_count=0").status, 400);
}

TEST_P(Resources, WhatIsNotThereIs404) {
  EXPECT_EQ(told(gateway.send("GET", "/fhir/Goal/none")), "not-found");
  EXPECT_EQ(told(gateway.send("GET", "/fhir/Bundle/none")), "type-unknown");
  EXPECT_EQ(told(gateway.send("GET", "/fhir/Visit/none")), "type-unknown");
  EXPECT_EQ(gateway.send("GET", "/fhir/Goal/none/_history").status, 404);
  const std::string id = gateway.create("Goal", std::string(kGoal));
  EXPECT_EQ(told(gateway.send("GET", "/fhir/Goal/" + id + "/_history/2")), "version-unknown");
  EXPECT_EQ(told(gateway.send("GET", "/fhir/Goal/" + id + "/_history/x")), "version-unknown");
  EXPECT_EQ(gateway.send("DELETE", "/fhir/Goal/none").status, 204);
}

TEST_P(Resources, NothingIsSeenAcrossTenants) {
  const std::string id = gateway.create("Goal", std::string(kGoal));
  gateway.use_key(kOtherTenantKey);
  EXPECT_EQ(gateway.send("GET", "/fhir/Goal/" + id).status, 404);
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/Goal?_id=" + id).body, "total"), "0");
}

TEST_P(Resources, BadBodiesNameThePlaceAndChangeNothing) {
  const auto unknown = gateway.send("POST", "/fhir/Goal", R"({"resourceType":"Goal",
 "colour":"green"})");
  EXPECT_EQ(unknown.status, 400);
  const fhir::Document outcome = parsed(unknown.body);
  EXPECT_EQ(outcome.root().child("issue").child_value("expression"), "Goal.colour");
  EXPECT_TRUE(outcome.root().child("issue").child_value("location").starts_with("line 2"));
  EXPECT_EQ(gateway.send("POST", "/fhir/Goal", "{").status, 400);
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Goal", {}, {{"Content-Type", "application/fhir+json"}})), "body-empty");
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Goal", "a,b", {{"Content-Type", "text/csv"}})), "media-type-unknown");
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/Goal").body, "total"), "0");
}

TEST_P(Resources, SpeaksXml) {
  const std::string xml =
      R"(<Goal xmlns="http://hl7.org/fhir"><lifecycleStatus value="active"/><description><text value="To walk"/></description><subject><display value="x"/></subject></Goal>)";
  const auto made = gateway.send("POST", "/fhir/Goal", xml, {{"Content-Type", "application/fhir+xml"}});
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(made.headers.find("Content-Type"), "application/fhir+xml; charset=utf-8");
  EXPECT_TRUE(made.body.starts_with("<"));
  const auto goals = gateway.send("GET", "/fhir/Goal?_format=xml");
  fhir::Issues issues;
  const auto bundle = fhir::read_xml(goals.body, released_library()->definitions(), issues);
  ASSERT_TRUE(bundle);
  EXPECT_EQ(bundle->root().child("entry").child("resource").child("description").child_value("text"), "To walk");
  const auto json =
      gateway.send("GET", "/fhir/Goal", {}, {{"Accept", "application/fhir+xml;q=0.5, application/fhir+json"}});
  EXPECT_TRUE(json.body.starts_with("{"));
  const auto error = gateway.send("GET", "/fhir/Goal/none", {}, {{"Accept", "application/fhir+xml"}});
  EXPECT_EQ(error.status, 404);
  EXPECT_TRUE(error.body.starts_with("<"));
}

TEST_P(Resources, ConditionalCreateFindsTheFirst) {
  const std::string body =
      R"({"resourceType":"Goal","identifier":[{"system":"urn:g","value":"1"}],"lifecycleStatus":"active","description":{"text":"x"},"subject":{"display":"x"}})";
  const Gateway::Headers condition{{"If-None-Exist", "identifier=urn:g|1"}};
  const auto first = gateway.send("POST", "/fhir/Goal", body, condition);
  const auto second = gateway.send("POST", "/fhir/Goal", body, condition);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(value_at(first.body, "id"), value_at(second.body, "id"));
  gateway.create("Goal", body);
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Goal", body, condition)), "several-match");
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Goal", body, {{"If-None-Exist", "name=x"}})), "condition-unknown");
}

TEST_P(Resources, EveryWriteIsInTheAudit) {
  const std::string id = gateway.create("Goal", std::string(kGoal));
  gateway.send("PUT", "/fhir/Goal/" + id, goal(id, "To run"));
  gateway.send("DELETE", "/fhir/Goal/" + id);
  const auto rows = gateway.store().audit("east", "record", 1, 10);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_NE(rows[0].content.find("\"create\""), std::string::npos);
  EXPECT_NE(rows[1].content.find("Goal/" + id + "/2"), std::string::npos);
  EXPECT_NE(rows[2].content.find("\"delete\""), std::string::npos);
  EXPECT_EQ(rows[2].content.find("walk"), std::string::npos);
}

TEST(ResourceIds, OfClientsCanBeForbidden) {
  ApiOptions options;
  options.client_ids_allowed = false;
  Gateway gateway(Gateway::Engine::memory, options);
  const auto refused = gateway.send(
      "PUT", "/fhir/Goal/mine",
      R"({"resourceType":"Goal","id":"mine","lifecycleStatus":"active","description":{"text":"x"},"subject":{"display":"x"}})");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(told(refused), "id-not-allowed");
}

TEST(Metadata, IsTrueToTheRoutesAndPublic) {
  Gateway gateway;
  gateway.use_key("");
  const auto answer = gateway.send("GET", "/fhir/metadata");
  ASSERT_EQ(answer.status, 200);
  const fhir::Document statement = parsed(answer.body);
  std::string parameters;
  for (fhir::Element resource : statement.root().child("rest")) {
    if (resource.child_value("type") != "ServiceRequest") continue;
    for (fhir::Element parameter : resource) {
      if (parameter.name() == "searchParam") parameters += std::string(parameter.child_value("name")) + " ";
    }
  }
  EXPECT_EQ(parameters, "_id _lastUpdated identifier subject patient based-on performer ");
  EXPECT_EQ(statement.root().child_value("fhirVersion"), "4.0.1");
  EXPECT_EQ(gateway.send("GET", "/fhir/metadata", {}, {{"Accept", "application/fhir+xml"}}).status, 200);
}

INSTANTIATE_TEST_SUITE_P(Stores, Resources, testing::Values(Gateway::Engine::memory, Gateway::Engine::sqlite),
                         [](const auto& one) { return one.param == Gateway::Engine::memory ? "memory" : "sqlite"; });

}  // namespace
}  // namespace careway::api
