#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "profiles/validation/read_for_validation.h"
#include "profiles/validation/validator.h"
#include "tests/profiles/packages/library_fixture.h"

// Each folder of cases/ is one case; README.md there says what the files are.
namespace careway::validation {
namespace {

const std::string kFolder = CAREWAY_SOURCE_DIR "/tests/profiles/validation/cases";

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// "severity code path" with tabs, one a line, sorted; lines that begin with # are remarks.
std::vector<std::string> expected_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.front() != '#') lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> found_in(const fhir::Issues& issues) {
  std::vector<std::string> lines;
  for (const auto& issue : issues.items())
    lines.push_back(std::string(fhir::to_text(issue.severity)) + "\t" + issue.code + "\t" + issue.path);
  std::sort(lines.begin(), lines.end());
  return lines;
}

class ValidationCase : public testing::TestWithParam<std::string> {};

TEST_P(ValidationCase, HasTheExpectedFindingsAndNoOthers) {
  std::string input;
  std::string expected;
  std::vector<packages::PackageFile> definitions;
  for (auto& file : packages::files_of(kFolder + "/" + GetParam())) {
    if (file.name.starts_with("input.")) {
      input = std::move(file.bytes);
    } else if (file.name == "expected.tsv") {
      expected = std::move(file.bytes);
    } else {
      definitions.push_back(std::move(file));
    }
  }
  ASSERT_FALSE(input.empty()) << "There is no input.json or input.xml.";
  fhir::Issues package_issues;
  packages::PackageSet set;
  ASSERT_TRUE(set.add_pack(packages::conformance_pack(), package_issues));
  set.add_files("case", std::move(definitions), package_issues);
  EXPECT_EQ(packages::told(package_issues), "");

  const auto& r4 = packages::r4();
  fhir::Document document;
  fhir::Issues issues;
  ASSERT_TRUE(read_for_validation(input, r4, document, issues)) << packages::told(issues);
  Options options;
  options.best_practice.reset();
  Validator validator(r4, set);
  validator.validate(document.root(), {}, options, issues);
  EXPECT_THAT(found_in(issues), testing::ElementsAreArray(expected_of(expected)));
}

INSTANTIATE_TEST_SUITE_P(Cases, ValidationCase, testing::ValuesIn(case_names()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace careway::validation
