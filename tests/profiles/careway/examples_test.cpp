#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profiles/packages/structure_library.h"
#include "tests/profiles/careway/careway_files.h"
#include "tests/profiles/careway/example_checks.h"

// Our package held to our own validator, on R4 alone: nobody loaded UK Core.

namespace careway::profiles {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

Knowledge& knowledge() {
  static Knowledge instance;
  return instance;
}

TEST(CarewayExamples, EveryResourceOfThePackageIsGoodFhir) {
  for (const char* folder :
       {"code-systems", "value-sets", "extensions", "profiles", "naming-systems", "search-parameters"}) {
    for (const auto& file : files_of(careway_folder() / folder, ".json")) {
      EXPECT_THAT(errors_of(knowledge().findings(file)), IsEmpty()) << file;
    }
  }
}

TEST(CarewayExamples, EveryStructureIsUsedInFull) {
  packages::StructureLibrary library(knowledge().set(), r4());
  for (const Resource& resource : careway_resources()) {
    if (resource.root().value() != "StructureDefinition") continue;
    fhir::Issues issues;
    const std::string url = resource.text("url");
    EXPECT_NE(library.find(url, issues), nullptr) << resource.file;
    for (const fhir::Issue& issue : issues.items()) {
      EXPECT_EQ(issue.severity, fhir::Severity::information) << issue.path << ": " << issue.code << issue.text;
    }
    fhir::Issues compiled;
    EXPECT_TRUE(knowledge().validator().prepare(url, compiled)) << resource.file;
  }
}

TEST(CarewayExamples, ValidOnesHaveNoFinding) {
  for (const auto& file : files_of(careway_folder() / "examples/valid", ".json")) {
    EXPECT_THAT(knowledge().findings(file), IsEmpty()) << file;
  }
}

TEST(CarewayExamples, InvalidOnesBreakOneRuleAndNoOther) {
  for (const auto& file : files_of(careway_folder() / "examples/invalid", ".json")) {
    const auto expected = expected_findings(file);
    EXPECT_FALSE(expected.empty()) << file << " has no .tsv";
    EXPECT_THAT(knowledge().findings(file), ElementsAreArray(expected)) << file;
  }
}

}  // namespace
}  // namespace careway::profiles
