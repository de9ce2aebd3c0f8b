#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "profiles/fhir/xml_events.h"
#include "profiles/packages/structure_library.h"
#include "tests/profiles/careway/careway_files.h"
#include "tests/profiles/careway/example_checks.h"

// The examples with UK Core loaded: its profiles are the parents of ours.

namespace careway::profiles {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

std::filesystem::path uk_core() {
  return std::filesystem::path(CAREWAY_SHARED_DATA) / "uk-core";
}

class UkCoreExamples : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(uk_core())) GTEST_SKIP() << "the UK Core definitions are not here";
    fhir::xml_platform_start();
  }

  static Knowledge& knowledge() {
    static Knowledge instance = [] {
      std::vector<packages::PackageFile> files;
      for (const char* folder : {"structuredefinitions", "valuesets", "codesystems"}) {
        for (const auto& file : files_of(uk_core() / folder, ".xml")) {
          files.push_back({file.filename().string(), text_of(file)});
        }
      }
      return Knowledge(std::move(files));
    }();
    return instance;
  }
};

TEST_F(UkCoreExamples, UkCoreIsTheParent) {
  packages::StructureLibrary library(knowledge().set(), r4());
  fhir::Issues issues;
  const auto* person = library.find("https://careway.example/fhir/StructureDefinition/careway-person", issues);
  ASSERT_NE(person, nullptr);
  EXPECT_TRUE(std::ranges::any_of(person->elements, [](const auto& element) {
    return element.id == "Patient.extension:nhsNumberUnavailableReason";
  })) << "a slice that only UK Core has";
  EXPECT_FALSE(std::ranges::any_of(issues.items(), [](const auto& issue) {
    return issue.code == "structure-parent-missing" || issue.severity > fhir::Severity::information;
  })) << (issues.empty() ? "" : issues.items().front().code + issues.items().front().text);
}

TEST_F(UkCoreExamples, ValidOnesHaveNoError) {
  for (const auto& file : files_of(careway_folder() / "examples/valid", ".json")) {
    EXPECT_THAT(errors_of(knowledge().findings(file)), IsEmpty()) << file;
  }
}

/// UK Core may warn of more (it prefers other lists).
TEST_F(UkCoreExamples, InvalidOnesBreakTheSameRules) {
  for (const auto& file : files_of(careway_folder() / "examples/invalid", ".json")) {
    const auto found = knowledge().findings(file);
    EXPECT_THAT(errors_of(found), ElementsAreArray(errors_of(expected_findings(file)))) << file;
    EXPECT_THAT(found, IsSupersetOf(expected_findings(file))) << file;
  }
}

}  // namespace
}  // namespace careway::profiles
