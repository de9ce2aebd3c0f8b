#include "gateway/command_line/validation_report.h"

#include <fmt/format.h>

#include <ostream>

#include "gateway/pipeline/json_text.h"
#include "profiles/validation/finding_codes.h"

namespace careway::command_line {
namespace {

bool is_error(const fhir::Issue& issue) {
  return issue.severity == fhir::Severity::error || issue.severity == fhir::Severity::fatal;
}

std::size_t count_of(const fhir::Issues& issues, fhir::Severity severity) {
  std::size_t count = 0;
  for (const fhir::Issue& issue : issues.items()) count += issue.severity == severity ? 1 : 0;
  return count;
}

class TextReport : public ValidationReport {
 public:
  explicit TextReport(std::ostream& out) : out_(out) {}

  void add(const Verdict& verdict) override {
    out_ << verdict.name() << ": " << (verdict.is_valid() ? "valid" : "NOT VALID");
    if (!verdict.findings.empty()) out_ << ", " << counted_findings(verdict);
    out_ << '\n';
    for (const fhir::Issue& issue : verdict.findings.items()) {
      std::string line = "  ";
      if (issue.position.line > 0) line += fmt::format("{}:{} ", issue.position.line, issue.position.column);
      line += fmt::format("{} {}", fhir::to_text(issue.severity), issue.code);
      if (!issue.path.empty()) line += " in " + issue.path;
      out_ << line << "\n      " << issue.text << '\n';
    }
    if (verdict.findings.dropped_count() > 0) {
      out_ << "  and " << counted(verdict.findings.dropped_count(), "further finding") << '\n';
    }
  }

  void finish(const Totals& totals) override {
    out_ << '\n'
         << counted(totals.valid + totals.invalid, "resource") << ": " << totals.valid << " valid, " << totals.invalid
         << " not valid; " << counted(totals.errors, "error") << ", " << counted(totals.warnings, "warning") << '\n';
    if (totals.passed_over > 0) {
      out_ << counted(totals.passed_over, "file") << " without a FHIR resource passed over\n";
    }
    if (totals.unchecked.empty()) return;
    out_ << "Not checked, because what is needed is not loaded here";
    if (totals.unchecked_codes > 0) out_ << " (" << counted(totals.unchecked_codes, "code") << ")";
    out_ << ":\n";
    for (const auto& [what, count] : totals.unchecked) {
      out_ << "  " << what << " (" << counted(count, "resource") << ")\n";
    }
  }

 private:
  std::ostream& out_;
};

class JsonReport : public ValidationReport {
 public:
  explicit JsonReport(std::ostream& out) : out_(out) {}

  void add(const Verdict& verdict) override {
    std::string text = is_first_ ? "[\n{" : ",\n{";
    is_first_ = false;
    pipeline::append_member(text, "file", verdict.file);
    if (verdict.line > 0) pipeline::append_member(text, "line", verdict.line);
    text += verdict.is_valid() ? R"(,"valid":true)" : R"(,"valid":false)";
    append_list(text, "profiles", verdict.report.profiles);
    append_list(text, "unchecked", verdict.report.unchecked);
    text += ",\"outcome\":" + outcome_json(verdict.findings) + "}";
    out_ << text;
  }

  void finish(const Totals& /*totals*/) override { out_ << (is_first_ ? "[]\n" : "\n]\n"); }

 private:
  static void append_list(std::string& out, std::string_view name, const std::vector<std::string>& items) {
    out += fmt::format(",\"{}\":[", name);
    for (const std::string& item : items) {
      if (out.back() != '[') out += ',';
      pipeline::append_json_string(out, item);
    }
    out += ']';
  }

  std::ostream& out_;
  bool is_first_ = true;
};

// The elements that all readers of JUnit's report understand.
class JunitReport : public ValidationReport {
 public:
  explicit JunitReport(std::ostream& out) : out_(out) {}

  void add(const Verdict& verdict) override {
    cases_ += fmt::format("  <testcase classname=\"careway.validate\" name=\"{}\">\n", escaped(verdict.name()));
    std::string failures;
    std::string others;
    for (const fhir::Issue& issue : verdict.findings.items()) {
      (is_error(issue) ? failures : others) +=
          fmt::format("{}:{} {} {} {}: {}\n", issue.position.line, issue.position.column, fhir::to_text(issue.severity),
                      issue.code, issue.path, issue.text);
    }
    if (!verdict.is_valid()) {
      cases_ += fmt::format("    <failure type=\"not-valid\" message=\"{}\">{}</failure>\n",
                            escaped(counted_findings(verdict)), escaped(failures));
    }
    for (const std::string& what : verdict.report.unchecked) others += "not checked: " + what + "\n";
    if (!others.empty()) cases_ += "    <system-out>" + escaped(others) + "</system-out>\n";
    cases_ += "  </testcase>\n";
  }

  void finish(const Totals& totals) override {
    const std::string counts =
        fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\"", totals.valid + totals.invalid, totals.invalid);
    out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " << counts
         << ">\n<testsuite name=\"careway validate\" " << counts << ">\n"
         << cases_ << "</testsuite>\n</testsuites>\n";
  }

 private:
  std::ostream& out_;
  std::string cases_;
};

}  // namespace

std::string Verdict::name() const {
  return line == 0 ? file : fmt::format("{}:{}", file, line);
}

void Totals::add(const Verdict& verdict) {
  ++(verdict.is_valid() ? valid : invalid);
  errors += verdict.findings.error_count();
  warnings += count_of(verdict.findings, fhir::Severity::warning);
  unchecked_codes += verdict.report.unchecked_codes;
  for (const std::string& what : verdict.report.unchecked) ++unchecked[what];
}

std::string counted(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string counted_findings(const Verdict& verdict) {
  std::string text;
  const auto add = [&text](std::size_t count, std::string_view one) {
    if (count > 0) text += (text.empty() ? "" : ", ") + counted(count, one);
  };
  add(verdict.findings.error_count(), "error");
  add(count_of(verdict.findings, fhir::Severity::warning), "warning");
  add(count_of(verdict.findings, fhir::Severity::information), "note");
  return text.empty() ? "no findings" : text;
}

// Control characters have no place in XML 1.0, not even as references.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    switch (letter) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(letter) >= ' ' || letter == '\t' || letter == '\n') {
          out += letter;
        } else {
          out += "\xEF\xBF\xBD";
        }
    }
  }
  return out;
}

std::string outcome_json(const fhir::Issues& issues) {
  std::string out = R"({"resourceType":"OperationOutcome","issue":[)";
  for (const fhir::Issue& issue : issues.items()) {
    if (out.back() != '[') out += ',';
    out += fmt::format(R"({{"severity":"{}","code":"{}","details":{{"coding":[{{"code":)",
                       fhir::to_text(issue.severity), validation::issue_type(issue.code));
    pipeline::append_json_string(out, issue.code);
    out += "}],\"text\":";
    pipeline::append_json_string(out, issue.text);
    out += '}';
    if (issue.position.line > 0) {
      out += fmt::format(R"(,"location":["line {}, column {}"])", issue.position.line, issue.position.column);
    }
    if (!issue.path.empty()) {
      out += ",\"expression\":[";
      pipeline::append_json_string(out, issue.path);
      out += ']';
    }
    out += '}';
  }
  // An OperationOutcome needs an issue.
  if (out.back() == '[') {
    out += R"({"severity":"information","code":"informational","details":{"coding":[{"code":"no-findings"}],)"
           R"("text":"Nothing was found to be wrong."}})";
  }
  return out + "]}";
}

std::unique_ptr<ValidationReport> make_report(ReportFormat format, std::ostream& out) {
  switch (format) {
    case ReportFormat::json:
      return std::make_unique<JsonReport>(out);
    case ReportFormat::junit:
      return std::make_unique<JunitReport>(out);
    case ReportFormat::html:
      return make_html_report(out);
    case ReportFormat::text:
      break;
  }
  return std::make_unique<TextReport>(out);
}

}  // namespace careway::command_line
