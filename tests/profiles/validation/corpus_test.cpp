#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "profiles/validation/read_for_validation.h"
#include "profiles/validation/validator.h"
#include "tests/profiles/packages/library_fixture.h"

// All examples of HL7 and of UK Core: every error that we find is explained in corpus_errors.tsv, and nothing else
// stands there.
namespace careway::validation {
namespace {

const std::string kData = CAREWAY_SHARED_DATA;

/// "Questionnaire.item.item" for "Questionnaire.item[3].item[0]": one line explains a mistake that repeats.
std::string without_numbers(const std::string& path) {
  std::string text;
  bool is_inside = false;
  for (const char c : path) {
    if (c == '[') is_inside = true;
    if (!is_inside) text += c;
    if (c == ']') is_inside = false;
  }
  return text;
}

/// File, code and place of the errors that are explained, with the words of the explanation.
std::map<std::string, std::string> explained() {
  std::map<std::string, std::string> table;
  std::istringstream stream(packages::read_file(CAREWAY_SOURCE_DIR "/tests/profiles/validation/corpus_errors.tsv"));
  for (std::string line; std::getline(stream, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::size_t end = 0;
    for (int column = 0; column < 3; ++column) end = line.find('\t', end) + 1;
    table[line.substr(0, end - 1)] = line.substr(end);
  }
  return table;
}

/// Validates every file of a folder and adds its errors ("folder/file TAB code TAB path").
void collect(const std::string& folder, const packages::PackageSet& set, std::set<std::string>& errors) {
  Validator validator(packages::r4(), set);
  for (const auto& file : packages::files_of(kData + "/" + folder)) {
    if (!file.name.ends_with(".json") && !file.name.ends_with(".xml")) continue;
    fhir::Document document;
    fhir::Issues issues;
    if (read_for_validation(file.bytes, packages::r4(), document, issues))
      validator.validate(document.root(), {}, Options(), issues);
    for (const auto& issue : issues.items()) {
      if (issue.severity >= fhir::Severity::error)
        errors.insert(folder + "/" + file.name + "\t" + issue.code + "\t" + without_numbers(issue.path));
    }
  }
}

TEST(Corpus, EveryErrorInPublishedExamplesIsExplained) {
  if (!std::filesystem::exists(kData + "/uk-core")) GTEST_SKIP() << "The published examples are not at hand.";
  fhir::Issues issues;
  packages::PackageSet core;
  ASSERT_TRUE(core.add_pack(packages::conformance_pack(), issues));
  packages::PackageSet with_uk_core;
  ASSERT_TRUE(with_uk_core.add_pack(packages::conformance_pack(), issues));
  for (const char* folder : {"structuredefinitions", "valuesets", "codesystems"})
    with_uk_core.add_files("uk-core", packages::files_of(kData + "/uk-core/" + folder), issues);

  std::set<std::string> errors;
  collect("hl7-r4-examples", core, errors);
  collect("examples-r4", core, errors);
  collect("uk-core/examples", with_uk_core, errors);
  const auto table = explained();
  for (const auto& error : errors) EXPECT_TRUE(table.contains(error)) << "Not explained:\n" << error;
  for (const auto& [error, why] : table) {
    EXPECT_TRUE(errors.contains(error)) << "Explained, but not found any more:\n" << error;
    EXPECT_NE(why.find('\t'), std::string::npos) << "Who is right, and the words of the specification, are missing.";
  }
}

}  // namespace
}  // namespace careway::validation
