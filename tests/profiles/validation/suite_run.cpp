#include "tests/profiles/validation/suite_run.h"

#include <gtest/gtest.h>

#include <span>

#include "profiles/validation/finding_codes.h"
#include "profiles/validation/read_for_validation.h"
#include "profiles/validation/validator.h"
#include "tests/profiles/validation/suite_files.h"

namespace careway::validation {
namespace {

packages::PackageFile package_file(const std::string& folder, const std::string& name) {
  return {name, read_suite_file(folder + "/" + name)};
}

std::string canonical_of(const packages::PackageFile& file) {
  fhir::Document document;
  fhir::Issues ignored;
  read_for_validation(file.bytes, suite_definitions(), document, ignored);
  const auto url = document.root().child_value("url");
  const auto version = document.root().child_value("version");
  return std::string(url) + (version.empty() ? "" : "|" + std::string(version));
}

Options options_of(const SuiteCase& suite_case, const SuiteRun& run) {
  Options options;
  options.unknown_extension = Options::UnknownExtension::error;
  options.allowed_extension_domains = suite_case.allowed_extension_domains;
  options.best_practice.reset();
  if (suite_case.best_practice == "Warning") options.best_practice = fhir::Severity::warning;
  if (suite_case.best_practice == "Error") options.best_practice = fhir::Severity::error;
  options.examples_allowed = suite_case.examples_allowed;
  options.check_security = suite_case.security_checks;
  options.check_contained = !suite_case.contained_ignored;
  options.tell_unknown_canonicals = suite_case.canonicals_are_looked_up;
  options.wrong_display = fhir::Severity::error;
  // HL7's own run had its extension pack loaded; of what the cases use, these stand there and not in R4 core.
  for (const char* url : {"http://hl7.org/fhir/tools/StructureDefinition/",
                          "http://hl7.org/fhir/StructureDefinition/endpoint-fhir-version",
                          "http://hl7.org/fhir/StructureDefinition/inherit-obligations",
                          "http://hl7.org/fhir/StructureDefinition/narrative-language-control",
                          "http://hl7.org/fhir/StructureDefinition/organization-brand",
                          "http://hl7.org/fhir/StructureDefinition/organization-portal"}) {
    options.allowed_extension_domains.emplace_back(url);
  }
  const auto& [rule, profile] = suite_case.bundle_rule;
  if (!rule.empty()) {
    const std::size_t colon = rule.find(':');
    options.entry_profiles.push_back({rule.substr(0, colon), std::stoul(rule.substr(colon + 1)), profile});
  }
  options.assume_valid_rest_references = run.assume_valid_rest_references;
  return options;
}

}  // namespace

Outcome run_case(const std::string& folder, const SuiteCase& suite_case, const SuiteRun& run) {
  const auto& definitions = suite_definitions();
  fhir::Issues issues;
  packages::PackageSet set;
  EXPECT_TRUE(set.add_pack(std::as_bytes(std::span(core_conformance_pack())), issues));
  std::vector<packages::PackageFile> files;
  for (const auto& name : suite_case.supporting) files.push_back(package_file(folder, name));
  for (const auto& name : run.supporting) files.push_back(package_file(folder, name));
  std::vector<std::string> profiles;
  if (!run.profile_file.empty()) {
    files.push_back(package_file(folder, run.profile_file));
    profiles.push_back(canonical_of(files.back()));
  }
  fhir::Issues package_issues;
  set.add_files("suite", std::move(files), package_issues);

  Options options = options_of(suite_case, run);
  FolderReferences references(folder);
  if (suite_case.reference_policy && *suite_case.reference_policy != "IGNORE") options.references = &references;

  issues.clear();
  fhir::Document document;
  const std::string bytes = read_suite_file(folder + "/" + suite_case.file);
  const ReadChoices choices{.json_comments_allowed = suite_case.comments_allowed};
  if (read_for_validation(bytes, definitions, document, issues, choices)) {
    Validator(definitions, set).validate(document.root(), profiles, options, issues);
  }
  Outcome outcome;
  for (const fhir::Issue& issue : issues.items()) {
    outcome.add(std::string(fhir::to_text(issue.severity)), std::string(issue_type(issue.code)), issue.path,
                "(" + issue.code + ") " + issue.text);
  }
  return outcome;
}

}  // namespace careway::validation
