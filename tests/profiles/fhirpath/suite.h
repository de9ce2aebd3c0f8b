#pragma once

#include <optional>
#include <string>
#include <vector>

namespace careway::fhirpath {

/// One case of HL7's published suite (tests-fhir-r4.xml).
struct SuiteCase {
  struct Output {
    std::string type;  ///< empty: not checked
    std::string text;  ///< empty: not checked
  };
  std::string group;
  std::string name;
  std::string input;  ///< file name; empty for none
  std::string expression;
  std::string invalid;  ///< "syntax", "semantic", "execution"; empty when it must work
  bool is_predicate = false;
  bool is_ordered = true;
  std::vector<Output> outputs;
};

/// Reads the suite; nothing when the file is not there or is no XML.
std::optional<std::vector<SuiteCase>> read_suite(const std::string& path);

/// A case that cannot pass, and why.
struct SuiteException {
  std::string name;
  std::string reason;
};
/// Reads suite_exceptions.tsv: name, tab, reason; lines with # are comments.
std::vector<SuiteException> read_exceptions(const std::string& path);

}  // namespace careway::fhirpath
