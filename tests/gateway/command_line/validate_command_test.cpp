// `careway validate` as a script sees it: status, output in each format, what is told about what was not checked.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "gateway/command_line/validated_input.h"
#include "gateway/command_line/validation_report.h"
#include "gateway/pipeline/json_text.h"
#include "tests/gateway/command_line/support.h"

namespace careway::command_line {
namespace {

constexpr const char* kGood = R"({"resourceType":"Patient","text":{"status":"generated",
"div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">A person</div>"},"gender":"female","birthDate":"1990-07-21"})";
// A gender that is none, and a date that is none.
constexpr const char* kBad = R"({"resourceType":"Patient",
 "gender":"robot",
 "birthDate":"1990-02-31"})";

/// A folder of the test's own with the files in it.
std::string folder_with(const std::vector<std::pair<std::string, std::string>>& files) {
  const std::string folder = temporary_path("folder");
  std::filesystem::remove_all(folder);
  for (const auto& [name, bytes] : files) {
    std::filesystem::create_directories(std::filesystem::path(folder + "/" + name).parent_path());
    write_file(folder + "/" + name, bytes);
  }
  return folder;
}

/// "valid file:line codes…" for each element of the JSON report.
std::string verdicts(const std::string& json) {
  fhir::Document document;
  const std::string whole = "{\"all\":" + json + "}";  // the tree points into it
  if (!pipeline::read_own_json(whole, document)) return "no JSON: " + json;
  std::string told;
  for (const fhir::Element one : document.root()) {
    const std::string file(one.child_value("file"));
    told += (one.child_value("valid") == "true" ? "valid " : "invalid ") + file.substr(file.rfind('/') + 1);
    if (one.child("line")) told += ":" + std::string(one.child_value("line"));
    for (const fhir::Element issue : one.child("outcome")) {
      if (issue.name() != "issue" || issue.child_value("severity") != "error") continue;
      told += " " + std::string(issue.child("details").child("coding").child_value("code"));
      if (issue.child("expression")) told += "@" + std::string(issue.child("expression").value());
    }
    told += '\n';
  }
  return told;
}

TEST(Validate, SaysOfEachFileWhetherItIsRight) {
  const std::string folder = folder_with({{"good.json", kGood}, {"bad.json", kBad}});
  EXPECT_EQ(run_careway({"validate", folder + "/good.json"}).status, 0);
  const Ran ran = run_careway({"validate", folder + "/bad.json", folder + "/good.json", "--format", "json"});
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(verdicts(ran.out),
            "invalid bad.json code-not-in-value-set@Patient.gender primitive-format@Patient.birthDate\n"
            "valid good.json\n");
}

TEST(Validate, TakesFoldersAndPassesOverWhatIsNoResource) {
  const std::string folder =
      folder_with({{"b/good.json", kGood},
                   {"a.json", kGood},
                   {"b/package.json", R"({"name":"something"})"},
                   {"b/notes.txt", "nothing"},
                   {"c.xml", R"(<Patient xmlns="http://hl7.org/fhir"><gender value="male"/></Patient>)"}});
  const Ran ran = run_careway({"validate", folder, "--format", "json"});
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_EQ(verdicts(ran.out), "valid a.json\nvalid good.json\nvalid c.xml\n");
  // The same file when it is named: then it should have been one.
  EXPECT_EQ(run_careway({"validate", folder + "/b/package.json"}).status, 1);
}

TEST(Validate, ReadsNdjsonLineByLine) {
  const std::string lines =
      "{\"resourceType\":\"Patient\",\"gender\":\"male\"}\n\n"
      "{\"resourceType\":\"Patient\",\"gender\":\"robot\"}\n{\"resourceType\":\n";
  const Ran ran = run_careway({"--format", "json", "validate", "-"}, lines);
  EXPECT_EQ(ran.status, 1);
  const std::string told = verdicts(ran.out);
  EXPECT_NE(told.find("valid standard input:1\ninvalid standard input:3 code-not-in-value-set@Patient.gender\n"),
            std::string::npos)
      << told;
  EXPECT_NE(told.find("invalid standard input:4"), std::string::npos) << told;
  EXPECT_NE(ran.out.find("line 3, column"), std::string::npos);
}

TEST(Validate, WrongUseIsNoVerdict) {
  const std::string folder = folder_with({{"good.json", kGood}, {"broken.tgz", "no archive"}});
  EXPECT_EQ(run_careway({"validate"}).status, 2);
  EXPECT_EQ(run_careway({"validate", folder + "/good.json", "--format", "pdf"}).status, 2);
  EXPECT_EQ(run_careway({"validate", folder + "/absent.json"}).status, 3);
  const Ran unknown =
      run_careway({"validate", folder + "/good.json", "--profile", "http://nobody.example/StructureDefinition/x"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_EQ(unknown.out, "");
  EXPECT_NE(unknown.err.find("profile-unknown"), std::string::npos);
  const Ran broken = run_careway({"validate", folder + "/good.json", "--package", folder + "/broken.tgz"});
  EXPECT_EQ(broken.status, 2);
  EXPECT_EQ(broken.out, "");
  EXPECT_NE(broken.err.find("package-unusable"), std::string::npos);
}

constexpr const char* kNamedPerson = R"({"resourceType":"StructureDefinition","url":"http://test.example/named",
"name":"Named","status":"active","kind":"resource","abstract":false,"type":"Patient","derivation":"constraint",
"baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
"differential":{"element":[{"id":"Patient.name","path":"Patient.name","min":1}]}})";

TEST(Validate, ChecksAgainstAProfileOfAPackage) {
  const std::string folder = folder_with({{"good.json", kGood}, {"profiles/named.json", kNamedPerson}});
  // An option takes the one value behind it, and no file after that.
  EXPECT_EQ(
      run_careway({"validate", "--package", folder + "/profiles", folder + "/good.json", "--format", "json"}).status,
      0);
  const std::vector<std::string> arguments{
      "validate", folder + "/good.json", "--package", folder + "/profiles", "--format", "json"};
  EXPECT_EQ(run_careway(arguments).status, 0);
  std::vector<std::string> with_profile = arguments;
  with_profile.insert(with_profile.end(), {"--profile", "http://test.example/named"});
  const Ran ran = run_careway(with_profile);
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(verdicts(ran.out), "invalid good.json cardinality-min@Patient\n");
}

TEST(Validate, KnowsOurOwnProfiles) {
  const std::string examples = std::string(CAREWAY_SOURCE_DIR) + "/profiles/careway/examples/";
  const Ran ran = run_careway({"validate", examples + "valid"});
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_EQ(run_careway({"validate", examples + "invalid"}).status, 1);
}

TEST(Validate, ShowsItsProgressOnATerminalOnly) {
  const std::string folder = folder_with({{"a.json", kGood}, {"b.json", kGood}});
  EXPECT_EQ(run_careway({"validate", folder}).err, "");
  const Ran ran = run_careway({"validate", folder}, {}, nullptr, true);
  EXPECT_NE(ran.err.find(" of "), std::string::npos);
  EXPECT_EQ(ran.out.find('\r'), std::string::npos);
}

/// The same verdicts in each format, word for word: what a script may rely on is the form.
class GoldenReport : public testing::TestWithParam<std::pair<ReportFormat, const char*>> {};

TEST_P(GoldenReport, IsAsItWas) {
  Verdict good;
  good.file = "a & b.json";
  good.report.profiles = {"http://hl7.org/fhir/StructureDefinition/Patient"};
  Verdict bad;
  bad.file = "feed.ndjson";
  bad.line = 12;
  bad.findings.error("code-not-in-value-set", "Patient.gender", "The code is none of <these>. Use one of them.",
                     {12, 30});
  bad.findings.warning("invariant", "Patient", "A narrative is missing.", {12, 1});
  bad.report.unchecked = {"code system http://snomed.info/sct is not loaded"};
  bad.report.unchecked_codes = 2;
  Totals totals;
  totals.add(good);
  totals.add(bad);
  totals.passed_over = 1;
  std::ostringstream out;
  const auto report = make_report(GetParam().first, out);
  report->add(good);
  report->add(bad);
  report->finish(totals);
  const std::string path = std::string(CAREWAY_SOURCE_DIR) + "/tests/gateway/command_line/data/" + GetParam().second;
  EXPECT_EQ(out.str(), read_file(path)) << "The file is " << path;
}

INSTANTIATE_TEST_SUITE_P(Formats, GoldenReport,
                         testing::Values(std::pair(ReportFormat::text, "report.txt"),
                                         std::pair(ReportFormat::json, "report.json"),
                                         std::pair(ReportFormat::junit, "report-junit.xml"),
                                         std::pair(ReportFormat::html, "report.html")));

TEST(ValidatedInput, SplitsOnlyWhatIsNdjson) {
  EXPECT_EQ(split_resources("{\"a\":1}").size(), 1U);
  EXPECT_EQ(split_resources("{\n\"a\":1}\n{\"b\":1}").size(), 1U);
  EXPECT_EQ(split_resources("<a>\n<b/></a>").size(), 1U);
  const auto lines = split_resources("{\"a\":1}\r\n\n {\"b\":1}\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].line, 1U);
  EXPECT_EQ(lines[1].line, 3U);
  EXPECT_EQ(lines[1].bytes, " {\"b\":1}");
  EXPECT_EQ(split_resources("").size(), 1U);
}

}  // namespace
}  // namespace careway::command_line
