#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace careway::validation {

/// One outcome as a suite compares it: what was found, not in which words.
struct Outcome {
  std::set<std::string> error_places;                   ///< FHIRPath in the suite's own spelling
  std::set<std::pair<std::string, std::string>> kinds;  ///< severity, FHIR issue type
  std::vector<std::string> told;                        ///< one line each, for people
  [[nodiscard]] bool is_valid() const { return error_places.empty(); }
  void add(const std::string& severity, const std::string& issue_type, const std::string& place,
           const std::string& text);
};

/// One validation of a case: the base run, the run against a profile, or the one as a logical model.
struct SuiteRun {
  std::string name;  ///< "base", "profile", "logical"
  std::string profile_file;
  std::vector<std::string> supporting;  ///< beside those of the case
  std::string logical_type;
  bool assume_valid_rest_references = false;
  Outcome expected;
};

/// What the manifest says of one case: R4 cases of HL7's validator suite.
struct SuiteCase {
  std::string name;
  std::string file;
  std::vector<std::string> supporting;  ///< with the `profiles` of the manifest
  std::optional<std::string> best_practice;
  bool examples_allowed = true;
  bool security_checks = false;
  bool comments_allowed = false;
  bool canonicals_are_looked_up = false;  ///< the manifest's fetcher
  bool contained_ignored = false;
  bool relative_references_need_base = false;
  bool aggregation_outside_bundles = true;
  std::optional<std::string> reference_policy;
  std::vector<std::string> allowed_extension_domains;
  std::pair<std::string, std::string> bundle_rule;  ///< "Patient:0", profile
  std::vector<SuiteRun> runs;
};

/// All cases of the folder; fails the test when the manifest cannot be read.
std::vector<SuiteCase> suite_cases(const std::string& folder);

/// A place as both sides spell it: comments out, choices as names ("valueQuantity"), XPath as FHIRPath.
std::string plain_place(std::string place);

}  // namespace careway::validation
