#include <gmock/gmock.h>

#include "tests/gateway/pipeline/place.h"

namespace careway::pipeline {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Export : public PipelineTest {};
INSTANTIATE_TEST_SUITE_P(Stores, Export, testing::Values(Place::Engine::memory, Place::Engine::sqlite), engine_name);

TEST_P(Export, AFileComesHomeByteForByte) {
  const std::string file = sample("cld-2025.csv");
  place_.push(council(), "cld", file);
  EXPECT_EQ(place_.file(council(), "cld", year()), file);
}

TEST_P(Export, RowOrderAndDialectAreTheFilesOwn) {
  std::string file = "\xEF\xBB\xBF" +
                     cld_file({cld_service("P2", "S-9", {{"Event Start Date", "01/09/2025"}}), cld_service("P1", "S-1"),
                               cld_service("P2", "S-2", {{"Event Description", "Zo\xC3\xAB, twice"}})});
  for (std::size_t at = file.find('\n'); at != std::string::npos; at = file.find('\n', at + 2)) file.insert(at, "\r");
  place_.push(council(), "cld", file);
  EXPECT_EQ(place_.file(council(), "cld", year()), file);
}

TEST_P(Export, ASubmissionHasWhatBelongsToItsPeriod) {
  const auto task = [](std::string_view reference, std::string_view end) {
    return cld_row("P1", {{"Event Type", "Assessment"},
                          {"Event Reference", std::string(reference)},
                          {"Event Start Date", "01/04/2025"},
                          {"Event End Date", std::string(end)},
                          {"Assessment Type", "Long term assessment"}});
  };
  place_.push(
      council(), "cld",
      cld_file({cld_service("P1", "S-before", {{"Event Start Date", "01/01/2024"}, {"Event End Date", "31/03/2025"}}),
                cld_service("P1", "S-open", {{"Event Start Date", "01/01/2024"}}),
                cld_service("P1", "S-in", {{"Event Start Date", "01/05/2025"}, {"Event End Date", "01/06/2025"}}),
                cld_service("P1", "S-after", {{"Event Start Date", "01/08/2025"}}), task("A-in", "30/06/2025"),
                task("A-after", "01/07/2025")}));
  ExportOptions quarter;
  quarter.period_start = "2025-04-01";
  quarter.period_end = "2025-06-30";
  const std::string file = place_.file(council(), "cld", quarter);
  for (const char* in : {"S-open", "S-in", "A-in"}) EXPECT_THAT(file, HasSubstr(std::string(",") + in + ","));
  for (const char* out : {"S-before", "S-after", "A-after"}) EXPECT_THAT(file, Not(HasSubstr(out)));
  EXPECT_THAT(file, HasSubstr("E09000033,01/04/2025,30/06/2025,"));
}

TEST_P(Export, ASubmissionIsOneCouncilsOnly) {
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-ours")}));
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-theirs", {{"LA Code", "E09000001"}})}));
  ExportOptions ours = year();
  ours.issuer = "E09000033";
  EXPECT_THAT(place_.file(council(), "cld", ours), HasSubstr("S-ours"));
  EXPECT_THAT(place_.file(council(), "cld", ours), Not(HasSubstr("S-theirs")));
  EXPECT_THAT(place_.file(council(), "cld", year()), HasSubstr("S-theirs"));
}

TEST_P(Export, ACancelledServiceIsLeftOut) {
  const std::string package = sample("council-package.xml");
  std::string cancelled = package;
  const std::size_t at = cancelled.find("<Status>Active</Status>", cancelled.find("<Service line=\"1\">"));
  cancelled.replace(at, 23, "<Status>Cancelled</Status>");
  place_.push(council(), "council-package", cancelled);
  const std::string file = place_.file(council(), "cld", year());
  EXPECT_THAT(file, Not(HasSubstr("Home support")));
  EXPECT_THAT(file, HasSubstr("Meals"));
}

TEST_P(Export, WhatIsMissingIsListed) {
  place_.store_bundle(R"({"resourceType": "Bundle", "type": "transaction", "entry": [
    {"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001", "resource": {"resourceType": "Patient", "active": true}},
    {"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000002", "resource": {"resourceType": "ServiceRequest",
      "category": [{"coding": [{"system": "https://careway.example/fhir/CodeSystem/cld-event-type", "code": "service"}]}],
      "status": "active", "intent": "order",
      "subject": {"reference": "urn:uuid:00000000-0000-4000-8000-000000000001"}}}]})");
  Exporter exporter(place_.services(), council(), face_named("cld"));
  engine::Ledger ledger;
  fhir::Issues issues;
  const auto anchors = exporter.all_anchors(year());
  ASSERT_EQ(anchors.size(), 1U);
  EXPECT_FALSE(exporter.write_one(anchors[0], year(), ledger, issues));
  std::vector<std::string> all;
  for (const fhir::Issue& issue : issues.items()) all.push_back(issue.code + "@" + issue.path);
  EXPECT_THAT(all, testing::UnorderedElementsAre("required-missing@LA Code", "required-missing@Client Type",
                                                 "required-missing@Event Start Date"));
}

TEST_P(Export, TheTagOfADocumentFollowsWhatItDependsOn) {
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1"), cld_service("P2", "S-2")}));
  const auto tag = [&](std::string_view reference) {
    Exporter exporter(place_.services(), council(), face_named("cld"));
    engine::Ledger ledger;
    fhir::Issues issues;
    const auto key = place_.holder("ServiceRequest", "cld-event", "E09000033:" + std::string(reference));
    const auto written = exporter.write_one(key, year(), ledger, issues);
    for (const fhir::Issue& issue : issues.items()) ADD_FAILURE() << issue.code << " at " << issue.path;
    return written ? written->etag : std::string();
  };
  const std::string first = tag("S-1");
  const std::string other = tag("S-2");
  EXPECT_EQ(tag("S-1"), first);
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1", {{"Unit Cost", "17"}}), cld_service("P2", "S-2")}));
  EXPECT_NE(tag("S-1"), first);
  EXPECT_EQ(tag("S-2"), other);
}

}  // namespace
}  // namespace careway::pipeline
