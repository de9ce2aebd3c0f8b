#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "profiles/validation/validator.h"
#include "tests/profiles/packages/library_fixture.h"

// The compiled form of a few profiles, for the eye: golden/<name>.txt. A difference is a change of what is checked.
// With CAREWAY_UPDATE_GOLDEN set the files are written anew.
namespace careway::validation {
namespace {

const std::string kFolder = CAREWAY_SOURCE_DIR "/tests/profiles/validation/golden/";

void compare(const std::string& profile, const std::string& name) {
  fhir::Issues issues;
  packages::PackageSet set;
  ASSERT_TRUE(set.add_pack(packages::conformance_pack(), issues));
  set.add_files("golden", packages::files_of(kFolder + "profiles"), issues);
  Validator validator(packages::r4(), set);
  const std::string text = validator.describe(profile, issues);
  EXPECT_EQ(packages::told(issues), "");
  const std::string path = kFolder + name + ".txt";
  if (std::getenv("CAREWAY_UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << text;
  EXPECT_EQ(text, packages::read_file(path));
}

TEST(CompiledForm, OfBloodPressure) {
  compare("http://hl7.org/fhir/StructureDefinition/bp", "blood-pressure");
}
TEST(CompiledForm, OfBaseTypeIsEmpty) {
  compare("http://hl7.org/fhir/StructureDefinition/Patient", "patient");
}
TEST(CompiledForm, OfComplexExtension) {
  compare("http://hl7.org/fhir/StructureDefinition/patient-nationality", "nationality");
}
TEST(CompiledForm, OfEverySlicing) {
  compare("https://example.org/fhir/StructureDefinition/every-slicing", "every-slicing");
}

}  // namespace
}  // namespace careway::validation
