// $validate, and validation of what crosses: told or refused, as the policy says.
#include <gtest/gtest.h>

#include "tests/gateway/api/api_fixture.h"

namespace careway::api {
namespace {

using pipeline::Strictness;

constexpr std::string_view kGood =
    R"({"resourceType":"Goal","lifecycleStatus":"active","description":{"text":"To walk"},"subject":{"display":"x"}})";
// No such status, and no description, which a goal must have.
constexpr std::string_view kBad = R"({"resourceType":"Goal","lifecycleStatus":"running","subject":{"display":"x"}})";

class Validate : public testing::Test {
 protected:
  Validate() { gateway.validate({}); }

  void refuse_all() { gateway.validate({Strictness::refuse, Strictness::refuse, Strictness::refuse}); }
  /// Codes of the errors alone, "code@expression".
  static std::string errors(const http::Response& response) {
    const fhir::Document document = parsed(response.body);
    std::string out;
    for (const fhir::Element issue : document.root()) {
      if (issue.name() != "issue" || issue.child_value("severity") != "error") continue;
      if (!out.empty()) out += ' ';
      out += std::string(issue.child("details").child("coding").child_value("code")) + "@" +
             std::string(issue.child_value("expression"));
    }
    return out;
  }

  Gateway gateway;
};

TEST_F(Validate, AnswersOnAType) {
  const auto good = gateway.send("POST", "/fhir/Goal/$validate", std::string(kGood));
  EXPECT_EQ(good.status, 200);
  EXPECT_EQ(errors(good), "");
  const auto bad = gateway.send("POST", "/fhir/Goal/$validate", std::string(kBad));
  EXPECT_EQ(bad.status, 200);
  EXPECT_EQ(errors(bad), "code-not-in-value-set@Goal.lifecycleStatus cardinality-min@Goal");
}

TEST_F(Validate, ReadsParametersWithProfiles) {
  const std::string parameters = R"({"resourceType":"Parameters","parameter":[{"name":"resource","resource":)" +
                                 std::string(kGood) +
                                 R"(},{"name":"profile","valueUri":"https://example.org/no-such-profile"}]})";
  const auto answer = gateway.send("POST", "/fhir/Goal/$validate", parameters);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(errors(answer), "profile-unknown@Parameters.parameter[0].resource");
  EXPECT_EQ(errors(gateway.send("POST", "/fhir/Goal/$validate?profile=https%3A%2F%2Fexample.org%2Fno-such-profile",
                                std::string(kGood))),
            "profile-unknown@Goal");
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Goal/$validate", R"({"resourceType":"Parameters"})")), "validate-nothing");
}

TEST_F(Validate, AnswersOnAnInstanceWithoutChangingIt) {
  const std::string id = gateway.create("Goal", std::string(kGood));
  EXPECT_EQ(errors(gateway.send("GET", "/fhir/Goal/" + id + "/$validate")), "");
  EXPECT_NE(errors(gateway.send("POST", "/fhir/Goal/" + id + "/$validate", std::string(kBad))), "");
  EXPECT_EQ(gateway.send("GET", "/fhir/Goal/" + id).headers.find("ETag"), "W/\"1\"");
  EXPECT_EQ(gateway.send("GET", "/fhir/Goal/nothing-here/$validate").status, 404);
}

TEST_F(Validate, SaysWhatCannotBeRead) {
  const auto broken = gateway.send("POST", "/fhir/Goal/$validate", R"({"resourceType":"Goal",)");
  EXPECT_EQ(broken.status, 200);
  EXPECT_NE(told(broken).find("json-syntax"), std::string::npos);
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Patient/$validate", std::string(kGood))), "type-mismatch");
  EXPECT_EQ(gateway.send("POST", "/fhir/Cat/$validate", std::string(kGood)).status, 404);
}

TEST_F(Validate, MayBeAskedByWhoMayOnlyRead) {
  gateway.use_key(kReaderKey);
  EXPECT_EQ(gateway.send("POST", "/fhir/Goal/$validate", std::string(kGood)).status, 200);
  gateway.use_key("");
  EXPECT_EQ(gateway.send("POST", "/fhir/Goal/$validate", std::string(kGood)).status, 401);
}

TEST_F(Validate, ReportedWritesPassAndAreTold) {
  const auto made = gateway.send("POST", "/fhir/Goal", std::string(kBad), {{"Prefer", "return=OperationOutcome"}});
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.headers.find("Careway-Findings"), "2");
  EXPECT_EQ(errors(made), "");
  EXPECT_EQ(told(made), "code-not-in-value-set@Goal.lifecycleStatus\ncardinality-min@Goal");
  EXPECT_FALSE(gateway.send("POST", "/fhir/Goal", std::string(kGood)).headers.find("Careway-Findings"));
}

TEST_F(Validate, RefusedWritesChangeNothing) {
  refuse_all();
  const auto refused = gateway.send("POST", "/fhir/Goal", std::string(kBad));
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(told(refused), "resource-invalid@Goal\ncode-not-in-value-set@Goal.lifecycleStatus\ncardinality-min@Goal");
  EXPECT_EQ(gateway.send("POST", "/fhir/Goal", std::string(kGood)).status, 201);
  const std::string bundle = R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":)" +
                             std::string(kGood) + R"(,"request":{"method":"POST","url":"Goal"}},{"resource":)" +
                             std::string(kBad) + R"(,"request":{"method":"POST","url":"Goal"}}]})";
  const auto whole = gateway.send("POST", "/fhir", bundle);
  EXPECT_EQ(whole.status, 422);
  EXPECT_EQ(
      told(whole),
      "resource-invalid@Bundle.entry[1].resource\ncode-not-in-value-set@Bundle.entry[1].resource.lifecycleStatus\n"
      "cardinality-min@Bundle.entry[1].resource");
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/Goal?_summary=count").body, "total"), "1");
}

TEST_F(Validate, SampleFilesCrossUnderTheStrictestPolicy) {
  refuse_all();
  gateway.use_key(kCouncilKey);
  const auto pushed = gateway.send("POST", "/faces/cld-r2", sample("cld-2025.csv"), {{"Content-Type", "text/csv"}});
  ASSERT_EQ(pushed.status, 200) << pushed.body;
  EXPECT_EQ(pushed.body.find("code-not-in-value-set"), std::string::npos) << pushed.body;
  EXPECT_EQ(pushed.body.find("invariant"), std::string::npos) << pushed.body;
}

TEST_F(Validate, WhatLeavesIsToldOrRefused) {
  ASSERT_EQ(gateway.send("POST", "/fhir", sample("phb-plan.json")).status, 200);
  const std::string plan = value_at(gateway.send("GET", "/fhir/CarePlan").body, "entry.0.resource.id");
  const std::string address = "/faces/marketplace/CarePlan/" + plan;
  gateway.use_key(kMarketKey);
  const auto clean = gateway.send("GET", address);
  ASSERT_EQ(clean.status, 200) << clean.body;
  EXPECT_FALSE(clean.headers.find("Careway-Findings"));
  gateway.use_key(kPhbKey);
  const auto found = gateway.send("GET", "/fhir/Patient");
  std::string patient = gateway.send("GET", "/fhir/Patient/" + value_at(found.body, "entry.0.resource.id")).body;
  // A language must be said where there is a communication.
  patient.insert(patient.size() - 1, R"(,"communication":[{"preferred":true}])");
  ASSERT_EQ(gateway.send("PUT", "/fhir/Patient/" + value_at(found.body, "entry.0.resource.id"), patient).status, 200);
  gateway.use_key(kMarketKey);
  const auto told_of = gateway.send("GET", address);
  EXPECT_EQ(told_of.status, 200);
  EXPECT_EQ(told_of.headers.find("Careway-Findings"), "1");
  refuse_all();
  const auto refused = gateway.send("GET", address);
  EXPECT_GE(refused.status, 400);
  EXPECT_EQ(told(refused), "cardinality-min@Patient.communication[0]");
}

TEST_F(Validate, IsOffWithoutAValidator) {
  Gateway plain;
  EXPECT_EQ(told(plain.send("POST", "/fhir/Goal/$validate", std::string(kGood))), "validation-off");
}

}  // namespace
}  // namespace careway::api
