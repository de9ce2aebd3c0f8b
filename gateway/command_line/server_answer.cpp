#include "gateway/command_line/server_answer.h"

#include <fmt/format.h>

#include "gateway/pipeline/json_text.h"

namespace careway::command_line {

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
      tell(console,
           {file, 0, std::string(issue.child_value("severity")), std::string(code),
            place ? std::string(place.value()) : std::string(), std::string(issue.child_value("diagnostics"))});
      any = true;
    }
  }
  if (!any) complain(console, "server-refused", fmt::format("The server answered with status {}.", answer.status));
  const bool is_data = answer.status >= 400 && answer.status < 500 && answer.status != 401 && answer.status != 403;
  return is_data ? kDataRefused : kEnvironment;
}

}  // namespace careway::command_line
