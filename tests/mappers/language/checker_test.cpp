#include "mappers/language/checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "mappers/language/coverage.h"
#include "mappers/language/map_reader.h"
#include "profiles/fhir/json.h"
#include "tests/mappers/language/case_shape.h"
#include "tests/mappers/language/test_support.h"

namespace careway::language {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAreArray;

const std::filesystem::path kCases = std::filesystem::path(CAREWAY_SOURCE_DIR) / "tests/mappers/language/cases";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Lines "code file:line"; "#" starts a remark.
std::vector<std::string> expected_findings(const std::filesystem::path& path) {
  std::vector<std::string> out;
  std::istringstream lines(text_of(path));
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.front() != '#') out.push_back(line);
  }
  return out;
}

class CheckerCases : public testing::Test {
 protected:
  CheckerCases() {
    fhir::Issues issues;
    for (const auto& file : std::filesystem::directory_iterator(kCases / "code-maps")) {
      const auto tree = fhir::read_json(text_of(file.path()), *pack_.definitions(), issues);
      if (tree) code_maps_.add(tree->root(), file.path().filename().string(), issues);
    }
    EXPECT_FALSE(issues.has_errors()) << testing::PrintToString(findings(issues));
    names_ = test_names();
    names_.set("category", "https://careway.example/fhir/CodeSystem/category");
    names_.set("kind", "https://careway.example/fhir/CodeSystem/kind");
    faces_.push_back({"council", "", &shape_});
  }

  std::optional<Map> read(const std::filesystem::path& file, fhir::Issues& issues) {
    const TableSource tables = [](std::string_view name) -> std::optional<std::string> {
      if (!std::filesystem::exists(kCases / name)) return std::nullopt;
      return text_of(kCases / name);
    };
    return read_map(text_of(file), file.filename().string(), names_, tables, issues);
  }

  fhir::Issues check(const std::filesystem::path& file) {
    fhir::Issues issues;
    const auto map = read(file, issues);
    const ProfileSource profiles = profiles_.source();
    if (map) check_map(*map, *pack_.definitions(), faces_, code_maps_, issues, &profiles);
    return issues;
  }

  static std::vector<packages::PackageFile> profile_files() {
    std::vector<packages::PackageFile> files;
    for (const auto& file : std::filesystem::directory_iterator(kCases / "profiles")) {
      files.push_back({file.path().filename().string(), text_of(file.path())});
    }
    return files;
  }

  TestPack pack_;
  TestProfiles profiles_{*pack_.definitions(), profile_files(), false};
  CodeMaps code_maps_;
  Names names_;
  formats::Shape shape_ = read_case_shape(text_of(kCases / "council.shape"));
  std::vector<FaceShape> faces_;
};

TEST_F(CheckerCases, EveryMistakeIsFoundAtItsLineAndNothingElse) {
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(kCases)) {
    const std::string name = file.path().filename().string();
    if (!name.ends_with(".map.yaml")) continue;
    ++count;
    const fhir::Issues issues = check(file.path());
    const auto sidecar = kCases / (name.substr(0, name.size() - 9) + ".expected");
    ASSERT_TRUE(std::filesystem::exists(sidecar)) << sidecar;
    EXPECT_THAT(findings(issues), UnorderedElementsAreArray(expected_findings(sidecar))) << name;
    for (const auto& issue : issues.items()) {
      EXPECT_GT(issue.position.line, 0U) << name;
      EXPECT_GT(issue.text.size(), 20U) << name;
      if (std::getenv("CAREWAY_PRINT_FINDINGS") != nullptr) {
        std::cout << name << ": " << issue.code << " " << issue.path << " " << issue.text << '\n';
      }
    }
  }
  EXPECT_GE(count, 75U);
}

TEST_F(CheckerCases, CoverageCountsBothSides) {
  fhir::Issues issues;
  const auto map = read(kCases / "good.map.yaml", issues);
  ASSERT_TRUE(map.has_value());
  const Coverage coverage = measure_coverage(*map, *pack_.definitions(), faces_);
  EXPECT_EQ(coverage.rows, 15U);
  EXPECT_EQ(coverage.get_only_rows, 0U);
  EXPECT_EQ(coverage.fields, 18U);
  EXPECT_EQ(coverage.fields_touched, 16U);
  EXPECT_THAT(coverage.untouched_fields, ElementsAre("Service/Seen", "Service/Note"));
  EXPECT_THAT(coverage.untouched_elements, testing::Contains("Patient.photo"));
  EXPECT_THAT(coverage.untouched_elements, testing::Not(testing::Contains("Patient.birthDate")));
  EXPECT_THAT(coverage.untouched_elements, testing::Contains("Patient.multipleBirth[x]"));
  EXPECT_EQ(coverage.elements, coverage.elements_touched + coverage.untouched_elements.size());
  EXPECT_THAT(coverage.untouched_inner_modifiers, testing::Contains("person.identifier.use"));
  EXPECT_THAT(coverage.untouched_inner_modifiers, testing::Not(testing::Contains("person.address.use")));
}

}  // namespace
}  // namespace careway::language
