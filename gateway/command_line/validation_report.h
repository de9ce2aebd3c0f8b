#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "gateway/command_line/console.h"
#include "profiles/fhir/issue.h"
#include "profiles/validation/validator.h"

namespace careway::command_line {

/// What came of one resource. Positions of findings are those in the file.
struct Verdict {
  std::string file;
  std::uint64_t line = 0;  ///< of NDJSON; 0: the file is the resource
  fhir::Issues findings;
  validation::Report report;

  [[nodiscard]] bool is_valid() const { return !findings.has_errors(); }
  /// "feed.ndjson:12"
  [[nodiscard]] std::string name() const;
};

/// What came of all of them.
struct Totals {
  std::size_t valid = 0;
  std::size_t invalid = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t passed_over = 0;  ///< files in folders that hold no resource
  std::size_t unchecked_codes = 0;
  std::map<std::string, std::size_t> unchecked;  ///< what could not be checked, and in how many resources

  void add(const Verdict& verdict);
};

enum class ReportFormat : std::uint8_t { text, json, junit, html };

/// Writes verdicts in one format. What is written never holds a value of the data. One thread.
class ValidationReport {
 public:
  virtual ~ValidationReport() = default;
  /// Once for each resource, in order.
  virtual void add(const Verdict& verdict) = 0;
  /// Once, at the end.
  virtual void finish(const Totals& totals) = 0;
};

/// text: findings under each file, then a summary. json: an array of {file, line, valid, profiles, unchecked, outcome},
/// the outcome an OperationOutcome. junit: one testcase for each resource. html: one page that needs nothing else.
std::unique_ptr<ValidationReport> make_report(ReportFormat format, std::ostream& out);

/// FHIR R4 OperationOutcome: severity, issue type, our code, text, place in the text and FHIRPath.
std::string outcome_json(const fhir::Issues& issues);

std::unique_ptr<ValidationReport> make_html_report(std::ostream& out);
/// Text for HTML and XML, in elements and in attributes.
std::string escaped(std::string_view text);
/// "1 error", "2 errors".
std::string counted(std::size_t count, std::string_view one);
/// "2 errors, 1 warning", "no findings".
std::string counted_findings(const Verdict& verdict);

}  // namespace careway::command_line
