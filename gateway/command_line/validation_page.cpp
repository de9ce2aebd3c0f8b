// The report as one page: no script, nothing from elsewhere, readable by a screen reader and in black and white.

#include <fmt/format.h>

#include <ostream>

#include "gateway/command_line/validation_report.h"

namespace careway::command_line {
namespace {

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; }
body { font: 1.05rem/1.55 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem; }
body { color: #1a1a1a; background: #fff; }
a { color: #0b4f9c; }
a:focus, .wide:focus { outline: 3px solid #b35900; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
caption { text-align: left; font-weight: 600; padding: 0.3rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.7rem 0.4rem 0; border-bottom: 1px solid #767676; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.error { color: #a30000; font-weight: 700; }
.warning { color: #7a4a00; font-weight: 700; }
.wide { overflow-x: auto; }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #161616; }
  a { color: #8ec2ff; }
  .error { color: #ff9a9a; }
  .warning { color: #ffc56b; }
}
)css";

std::string_view style_of(fhir::Severity severity) {
  if (severity == fhir::Severity::warning) return "warning";
  return severity == fhir::Severity::information ? "note" : "error";
}

class HtmlReport : public ValidationReport {
 public:
  explicit HtmlReport(std::ostream& out) : out_(out) {}

  void add(const Verdict& verdict) override {
    const std::string name = escaped(verdict.name());
    const std::size_t number = ++count_;
    const std::string word = verdict.is_valid() ? "valid" : R"(<span class="error">not valid</span>)";
    const std::string link = verdict.findings.empty() ? name : fmt::format(R"(<a href="#r{}">{}</a>)", number, name);
    rows_ += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n", link, word,
                         counted_findings(verdict));
    if (!verdict.findings.empty()) add_findings(verdict, name, number);
  }

  void finish(const Totals& totals) override {
    const std::string verdict = totals.invalid == 0 ? "All valid" : counted(totals.invalid, "resource") + " not valid";
    out_ << "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
         << verdict << ": Careway validation</title>\n<style>" << kStyle << "</style>\n</head>\n<body>\n<main>\n"
         << "<h1>Validation: " << verdict << "</h1>\n<p>" << counted(count_, "resource") << ": " << totals.valid
         << " valid, " << totals.invalid << " not valid; " << counted(totals.errors, "error") << ", "
         << counted(totals.warnings, "warning") << ".</p>\n"
         << "<div class=\"wide\" role=\"region\" aria-label=\"Resources\" "
            "tabindex=\"0\"><table>\n<caption>Resources</caption>\n<thead><tr><th scope=\"col\">Resource</th>"
            "<th scope=\"col\">Verdict</th><th scope=\"col\">Findings</th></tr></thead>\n<tbody>\n"
         << rows_ << "</tbody>\n</table></div>\n"
         << findings_;
    if (totals.passed_over > 0) {
      out_ << "<p>" << counted(totals.passed_over, "file") << " without a FHIR resource passed over.</p>\n";
    }
    if (!totals.unchecked.empty()) {
      out_ << "<h2>Not checked</h2>\n<p>What is needed for this is not loaded here, so nothing is said about "
              "it.</p>\n<ul>\n";
      for (const auto& [what, count] : totals.unchecked) {
        out_ << "<li>" << escaped(what) << " (" << counted(count, "resource") << ")</li>\n";
      }
      out_ << "</ul>\n";
    }
    out_ << "</main>\n</body>\n</html>\n";
  }

 private:
  void add_findings(const Verdict& verdict, const std::string& name, std::size_t number) {
    findings_ += fmt::format(
        "<h2 id=\"r{}\">{}</h2>\n<div class=\"wide\" role=\"region\" aria-labelledby=\"r{}\" "
        "tabindex=\"0\"><table>\n<caption>{}</caption>\n<thead><tr>",
        number, name, number, counted_findings(verdict));
    for (const std::string_view title : {"Severity", "Line", "Place", "What happened and what to do"}) {
      findings_ += fmt::format("<th scope=\"col\">{}</th>", title);
    }
    findings_ += "</tr></thead>\n<tbody>\n";
    for (const fhir::Issue& issue : verdict.findings.items()) {
      const std::string line =
          issue.position.line == 0 ? "" : fmt::format("{}:{}", issue.position.line, issue.position.column);
      findings_ += fmt::format(
          "<tr><td class=\"{}\">{}</td><td>{}</td><td><code>{}</code></td><td>{} <code>({})</code></td></tr>\n",
          style_of(issue.severity), fhir::to_text(issue.severity), line, escaped(issue.path), escaped(issue.text),
          escaped(issue.code));
    }
    findings_ += "</tbody>\n</table></div>\n";
    if (verdict.findings.dropped_count() > 0) {
      findings_ += "<p>And " + counted(verdict.findings.dropped_count(), "further finding") + ".</p>\n";
    }
  }

  std::ostream& out_;
  std::size_t count_ = 0;
  std::string rows_;
  std::string findings_;
};

}  // namespace

std::unique_ptr<ValidationReport> make_html_report(std::ostream& out) {
  return std::make_unique<HtmlReport>(out);
}

}  // namespace careway::command_line
