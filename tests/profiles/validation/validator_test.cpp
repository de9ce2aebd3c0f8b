#include "profiles/validation/validator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profiles/validation/finding_codes.h"
#include "profiles/validation/read_for_validation.h"
#include "tests/profiles/packages/library_fixture.h"

namespace careway::validation {
namespace {

using packages::profile;
using testing::Contains;
using testing::IsEmpty;

/// A validator over R4 and made-up profiles, and the documents that it looked at.
class World {
 public:
  explicit World(std::vector<packages::PackageFile> files = {}) : set_(filled(std::move(files))) {
    options.best_practice.reset();
  }

  fhir::Element read(std::string_view json) {
    documents_.push_back(std::make_unique<fhir::Document>());
    fhir::Issues problems;
    EXPECT_TRUE(read_for_validation(json, packages::r4(), *documents_.back(), problems)) << json;
    return documents_.back()->root();
  }
  /// Findings as "code path", one a line.
  std::string findings(std::string_view json, const std::vector<std::string>& profiles = {}) {
    fhir::Issues issues;
    report = validator.validate(read(json), profiles, options, issues);
    return packages::told(issues);
  }

 private:
  static packages::PackageSet filled(std::vector<packages::PackageFile> files) {
    packages::PackageSet set;
    fhir::Issues issues;
    EXPECT_TRUE(set.add_pack(packages::conformance_pack(), issues));
    set.add_files("made-up", std::move(files), issues);
    return set;
  }

  packages::PackageSet set_;
  std::vector<std::unique_ptr<fhir::Document>> documents_;

 public:
  Options options;
  Report report;
  Validator validator{packages::r4(), set_};
};

std::string nested_items(int depth) {
  std::string text = R"({"resourceType":"Questionnaire","status":"active")";
  for (int i = 0; i < depth; ++i) {
    text += R"(,"item":[{"linkId":")" + std::to_string(i) + R"(","type":")" + (i + 1 == depth ? "string" : "group") +
            R"(","text":"x")";
  }
  for (int i = 0; i < depth; ++i) text += "}]";
  return text + "}";
}

std::string many_patients(int count) {
  std::string text = R"({"resourceType":"Bundle","type":"collection","entry":[)";
  for (int i = 0; i < count; ++i) {
    text += std::string(i > 0 ? "," : "") + R"({"fullUrl":"https://example.org/fhir/Patient/)" + std::to_string(i) +
            R"(","resource":{"resourceType":"Patient","id":")" + std::to_string(i) + R"(","gender":"nobody"}})";
  }
  return text + "]}";
}

TEST(Validator, NamesTheProfilesThatWereApplied) {
  World world({profile("named", "Patient", "Patient", R"({"id":"Patient.name","path":"Patient.name","min":1})")});
  EXPECT_EQ(world.findings(R"({"resourceType":"Patient"})", {"https://example.org/named"}),
            "cardinality-min Patient\n");
  EXPECT_THAT(world.report.profiles,
              testing::ElementsAre("http://hl7.org/fhir/StructureDefinition/Patient", "https://example.org/named"));
}

TEST(Validator, RemembersNothingOfEarlierDocuments) {
  World world;
  const std::string wrong = R"({"resourceType":"Patient","gender":"nobody"})";
  EXPECT_EQ(world.findings(wrong), "code-not-in-value-set Patient.gender\n");
  EXPECT_EQ(world.findings(R"({"resourceType":"Patient","gender":"male"})"), "");
  EXPECT_EQ(world.findings(wrong), "code-not-in-value-set Patient.gender\n");
}

TEST(Validator, RefusesProfilesThatAreNotToBeHad) {
  World world({profile("orphan", "Patient", "https://example.org/nowhere", "")});
  const std::string patient = R"({"resourceType":"Patient"})";
  EXPECT_EQ(world.findings(patient, {"https://example.org/unknown"}), "profile-unknown Patient\n");
  EXPECT_EQ(world.findings(patient, {"https://example.org/orphan"}), "profile-unusable Patient\n");
  fhir::Issues issues;
  EXPECT_FALSE(world.validator.prepare("https://example.org/unknown", issues));
  EXPECT_TRUE(issues.has_code("profile-unknown"));
  EXPECT_EQ(world.validator.describe("https://example.org/unknown", issues), "");
}

TEST(Validator, StopsAtTheLimitOfFindings) {
  World world;
  world.options.findings_max = 5;
  const std::string told = world.findings(many_patients(20));
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 6);
  EXPECT_THAT(told, testing::HasSubstr("limit-findings"));
}

TEST(Validator, StopsAtTheLimitOfSteps) {
  World world;
  world.options.steps_max = 100;
  EXPECT_THAT(world.findings(many_patients(50)), testing::HasSubstr("limit-steps"));
}

TEST(Validator, CountsTheStepsOfExpressions) {
  const std::string slow =
      R"js({"id":"Patient","path":"Patient","constraint":[{"key":"slow","severity":"error","human":"slow",)js"
      R"js("expression":"name.descendants().select(%resource.descendants()).count() > 0"}]})js";
  World world({profile("slow", "Patient", "Patient", slow)});
  world.options.steps_max = 20'000;
  std::string patient = R"({"resourceType":"Patient","name":[)";
  for (int i = 0; i < 200; ++i) patient += std::string(i > 0 ? "," : "") + R"({"family":"Test","given":["A","B"]})";
  EXPECT_THAT(world.findings(patient + "]}", {"https://example.org/slow"}), testing::HasSubstr("limit-steps"));
}

TEST(Validator, EndsOnDeepDocuments) {
  World world;
  EXPECT_EQ(world.findings(nested_items(45)), "");
  world.options.depth_max = 20;
  EXPECT_THAT(world.findings(nested_items(45)), testing::HasSubstr("limit-depth"));
}

TEST(Validator, SaysWhichExpressionsItCouldNotAnswer) {
  const std::string faulty =
      R"js({"id":"Patient","path":"Patient","constraint":[{"key":"one-name","severity":"error","human":"x",)js"
      R"js("expression":"name.single().exists()"},{"key":"no-text","severity":"error","human":"x",)js"
      R"js("expression":"name.("}]})js";
  World world({profile("faulty", "Patient", "Patient", faulty)});
  EXPECT_EQ(world.findings(R"({"resourceType":"Patient","name":[{"text":"a"},{"text":"b"}]})",
                           {"https://example.org/faulty"}),
            "invariant-unusable Patient\n");
  EXPECT_THAT(world.report.unchecked, Contains(testing::HasSubstr("one-name")));
}

TEST(Validator, CallsAnUnknownCodeSystemUncheckedAndNotWrong) {
  World world;
  EXPECT_EQ(world.findings(R"({"resourceType":"Observation","status":"final","code":{"coding":[)"
                           R"({"system":"https://example.org/unknown","code":"x"}]}})"),
            "");
  EXPECT_EQ(world.findings(R"({"resourceType":"Account","status":"active","type":{"text":"x"}})"), "");
  EXPECT_THAT(world.report.unchecked, IsEmpty());
}

/// Knows one practitioner, and that another does not exist.
class TwoPractitioners final : public ReferenceSource {
 public:
  explicit TwoPractitioners(fhir::Element known) : known_(known) {}
  Answer find(std::string_view reference, fhir::Element& resource) override {
    if (reference == "Practitioner/gone") return Answer::absent;
    if (reference != "Practitioner/known") return Answer::unknown;
    resource = known_;
    return Answer::found;
  }

 private:
  fhir::Element known_;
};

TEST(Validator, LooksAtResourcesOutside) {
  World world({profile("qualified", "Practitioner", "Practitioner",
                       R"({"id":"Practitioner.qualification","path":"Practitioner.qualification","min":1})"),
               profile("by-qualified", "Patient", "Patient",
                       R"({"id":"Patient.generalPractitioner","path":"Patient.generalPractitioner","type":[{"code":)"
                       R"("Reference","targetProfile":["https://example.org/qualified"]}]})")});
  TwoPractitioners source(world.read(R"({"resourceType":"Practitioner","id":"known"})"));
  world.options.references = &source;
  const std::string start = R"({"resourceType":"Patient","generalPractitioner":[{"reference":"Practitioner/)";
  const std::vector<std::string> profiles{"https://example.org/by-qualified"};
  EXPECT_THAT(world.findings(start + R"(known"}]})", profiles), testing::HasSubstr("reference-target-profile"));
  EXPECT_EQ(world.findings(start + R"(other"}]})", profiles), "");
  EXPECT_EQ(world.findings(start + R"(gone"}]})"), "");
  world.options.require_references = true;
  EXPECT_EQ(world.findings(start + R"(gone"}]})"), "reference-unresolved Patient.generalPractitioner[0]\n");
  EXPECT_EQ(world.findings(start + R"(known"}]})"), "");
}

TEST(Validator, TellsBestPracticeAsAsked) {
  World world;
  const std::string patient = R"({"resourceType":"Patient"})";
  EXPECT_EQ(world.findings(patient), "");
  world.options.best_practice = fhir::Severity::warning;
  EXPECT_EQ(world.findings(patient), "invariant Patient\n");
}

TEST(FindingCodes, HaveIssueTypes) {
  EXPECT_EQ(issue_type("cardinality-min"), "structure");
  EXPECT_EQ(issue_type("code-not-in-value-set"), "code-invalid");
  EXPECT_EQ(issue_type("no-such-code"), "invalid");
}

}  // namespace
}  // namespace careway::validation
