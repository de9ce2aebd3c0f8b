#include <gtest/gtest.h>

#include "tests/profiles/validation/findings.h"

namespace careway::validation {
namespace {

std::string bundle(std::string_view type, std::string_view entries, std::string_view more = "") {
  return R"({"resourceType": "Bundle", "type": ")" + std::string(type) + "\"" + std::string(more) + R"(, "entry": [)" +
         std::string(entries) + "]}";
}

constexpr std::string_view kPatient =
    R"({"fullUrl": "http://a.test/fhir/Patient/1", "resource": {"resourceType": "Patient", "id": "1"}})";

std::string composition(std::string_view subject) {
  return R"({"fullUrl": "http://a.test/fhir/Composition/c", "resource": {"resourceType": "Composition", "id": "c",
    "status": "final", "type": {"text": "t"}, "date": "2026-01-01", "author": [{"display": "d"}], "title": "t",
    "subject": {"reference": ")" +
         std::string(subject) + R"("}}})";
}

std::string document(std::string_view entries) {
  return bundle(
      "document", entries,
      R"(, "identifier": {"system": "http://a.test/ids", "value": "1"}, "timestamp": "2026-01-01T00:00:00Z")");
}

TEST(BundleRules, CompareFullUrlsWithResources) {
  EXPECT_EQ(findings(bundle("collection", kPatient)), "");
  EXPECT_EQ(findings(bundle("collection", R"({"resource": {"resourceType": "Patient", "id": "1"}})")),
            "error bundle-full-url-missing Bundle.entry[0]\n");
  EXPECT_EQ(
      findings(bundle("collection", R"({"fullUrl": "Patient/1", "resource": {"resourceType": "Patient", "id": "1"}})")),
      "error bundle-full-url-relative Bundle.entry[0]\n");
  EXPECT_EQ(findings(bundle("collection", R"({"fullUrl": "http://a.test/fhir/Patient/2",
                                             "resource": {"resourceType": "Patient", "id": "1"}})")),
            "error bundle-full-url-id Bundle.entry[0]\n");
  EXPECT_EQ(findings(bundle("collection",
                            R"({"fullUrl": "http://a.test/fhir/Patient/2", "resource": {"resourceType": "Patient"}})")),
            "error bundle-full-url-id Bundle.entry[0]\n");
}

TEST(BundleRules, WantTheSubjectInsideADocument) {
  EXPECT_EQ(findings(document(composition("Patient/1") + "," + std::string(kPatient))), "");
  EXPECT_EQ(findings(document(composition("Patient/2") + "," + std::string(kPatient))),
            "error bundle-reference-missing Bundle.entry[0].resource.subject\n"
            "error bundle-entry-unreached Bundle.entry[1]\n");
}

TEST(BundleRules, TellEntriesReachedBackwards) {
  const std::string observation =
      R"({"fullUrl": "http://a.test/fhir/Observation/o", "resource": {"resourceType": "Observation",
    "id": "o", "status": "final", "code": {"text": "t"}, "subject": {"reference": "Patient/1"}}})";
  EXPECT_EQ(findings(document(composition("Patient/1") + "," + std::string(kPatient) + "," + observation)),
            "warning bundle-entry-backward Bundle.entry[2]\n");
}

TEST(BundleRules, TellAmbiguousAndStrayReferences) {
  const std::string other =
      R"({"fullUrl": "http://b.test/fhir/Patient/1", "resource": {"resourceType": "Patient", "id": "1"}})";
  const std::string observation = R"({"fullUrl": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "resource":
    {"resourceType": "Observation", "status": "final", "code": {"text": "t"}, "subject": {"reference": "Patient/1"}}})";
  EXPECT_EQ(findings(bundle("collection", observation + "," + other)),
            "warning bundle-reference-unresolved Bundle.entry[0].resource.subject\n");
  const std::string urn = R"({"fullUrl": "urn:uuid:c757873d-ec9a-4326-a141-556f43239521", "resource":
    {"resourceType": "Observation", "status": "final", "code": {"text": "t"},
     "subject": {"reference": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}}})";
  EXPECT_EQ(findings(bundle("collection", urn)),
            "warning bundle-reference-unresolved Bundle.entry[0].resource.subject\n");
}

TEST(BundleRules, AskSearchsetsForSelfAndModes) {
  EXPECT_EQ(findings(bundle("searchset", kPatient)),
            "warning bundle-search-self Bundle\nwarning bundle-search-mode Bundle\n");
  EXPECT_EQ(findings(bundle("searchset", R"({"fullUrl": "http://a.test/fhir/Patient/1", "search": {"mode": "match"},
                             "resource": {"resourceType": "Patient", "id": "1"}})",
                            R"(, "link": [{"relation": "self", "url": "http://a.test/fhir/Observation?x=1"}])")),
            "error bundle-search-type Bundle.entry[0].resource\n");
}

TEST(BundleRules, ApplyProfilesThatTheOptionsAskFor) {
  Options options = plain_options();
  options.entry_profiles.push_back({"Patient", 0, "http://example.org/unknown"});
  EXPECT_EQ(findings(bundle("collection", kPatient), options), "error profile-unknown Bundle.entry[0].resource\n");
}

}  // namespace
}  // namespace careway::validation
