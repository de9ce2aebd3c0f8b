#include "gateway/command_line/console.h"

#include <fmt/format.h>

#include <charconv>
#include <ostream>

#include "gateway/pipeline/json_text.h"

namespace careway::command_line {

void tell(Console& console, const Problem& problem) {
  if (console.format == OutputFormat::json) {
    std::string out = "{";
    pipeline::append_member(out, "file", problem.file);
    pipeline::append_member(out, "line", problem.line);
    pipeline::append_member(out, "severity", problem.severity);
    pipeline::append_member(out, "code", problem.code);
    pipeline::append_member(out, "place", problem.place);
    pipeline::append_member(out, "text", problem.text);
    console.err << out << "}\n";
    return;
  }
  console.err << problem.file;
  if (problem.line > 0) console.err << ':' << problem.line;
  console.err << ": " << problem.severity << ' ' << problem.code;
  if (!problem.place.empty()) console.err << ' ' << problem.place;
  console.err << ": " << problem.text << '\n';
}

void tell_all(Console& console, std::string_view file, const fhir::Issues& issues) {
  for (const fhir::Issue& issue : issues.items()) {
    tell(console, {std::string(file), issue.position.line, std::string(fhir::to_text(issue.severity)), issue.code,
                   issue.path, issue.text});
  }
  if (issues.dropped_count() > 0) {
    tell(console, {std::string(file), 0, "information", "more-problems", "",
                   fmt::format("{} further problems are not shown.", issues.dropped_count())});
  }
}

Problem map_problem(const fhir::Issue& issue) {
  Problem problem{issue.path, issue.position.line, std::string(fhir::to_text(issue.severity)), issue.code,
                  "",         issue.text};
  const std::size_t colon = issue.path.rfind(':');
  if (colon == std::string::npos) return problem;
  std::uint64_t line = 0;
  const char* end = issue.path.data() + issue.path.size();
  const auto [stop, error] = std::from_chars(issue.path.data() + colon + 1, end, line);
  if (error != std::errc() || stop != end) return problem;
  problem.file = issue.path.substr(0, colon);
  problem.line = line;
  return problem;
}

void complain(Console& console, std::string_view code, std::string_view text) {
  tell(console, {"careway", 0, "error", std::string(code), "", std::string(text)});
}

}  // namespace careway::command_line
