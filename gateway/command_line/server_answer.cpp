#include "gateway/command_line/server_answer.h"

#include <fmt/format.h>

#include <charconv>

#include "gateway/pipeline/json_text.h"

namespace careway::command_line {
namespace {

/// The line in "line 12, column 30", as our servers say it; 0 when it is said in another way or not.
std::uint64_t line_of(fhir::Element location) {
  constexpr std::string_view kLine = "line ";
  const std::string_view text = location ? location.value() : std::string_view();
  std::uint64_t line = 0;
  if (text.starts_with(kLine)) std::from_chars(text.data() + kLine.size(), text.data() + text.size(), line);
  return line;
}

}  // namespace

int tell_refusal(Console& console, const std::string& file, const channels::HttpAnswer& answer) {
  fhir::Document outcome;
  bool any = false;
  if (pipeline::read_own_json(answer.body, outcome)) {
    for (fhir::Element issue : outcome.root()) {
      if (issue.name() != "issue" || !issue.first_child()) continue;
      const fhir::Element details = issue.child("details");
      const fhir::Element coding = details ? details.child("coding") : fhir::Element();
      const std::string_view code = coding ? coding.child_value("code") : issue.child_value("code");
      const fhir::Element place = issue.child("expression");
      std::string_view text = issue.child_value("diagnostics");
      if (text.empty() && details) text = details.child_value("text");
      tell(console, {file, line_of(issue.child("location")), std::string(issue.child_value("severity")),
                     std::string(code), place ? std::string(place.value()) : std::string(), std::string(text)});
      any = true;
    }
  }
  if (!any) complain(console, "server-refused", fmt::format("The server answered with status {}.", answer.status));
  const bool is_data = answer.status >= 400 && answer.status < 500 && answer.status != 401 && answer.status != 403;
  return is_data ? kDataRefused : kEnvironment;
}

}  // namespace careway::command_line
