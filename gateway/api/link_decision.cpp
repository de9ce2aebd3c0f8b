#include "gateway/api/link_decision.h"

#include <algorithm>

#include "gateway/pipeline/json_text.h"
#include "profiles/fhir/json.h"

namespace careway::api {
namespace {

constexpr std::size_t kTextBytesMax = 2000;

/// True when FHIR can hold the text as it is: it is kept in a Task.
bool is_fhir_text(const std::string& text, const definitions::Definitions& definitions) {
  std::string task = R"({"resourceType":"Task")";
  pipeline::append_member(task, "description", text);
  fhir::Issues issues;
  const bool is_said = std::ranges::any_of(text, [](char letter) { return letter != ' '; });
  return is_said && text.size() <= kTextBytesMax && fhir::read_json(task + "}", definitions, issues).has_value();
}

/// "Patient/7", or nothing said.
bool is_patient_or_empty(std::string_view text) {
  constexpr std::string_view kType = "Patient/";
  return text.empty() || (text.starts_with(kType) && is_fhir_id(text.substr(kType.size())));
}

}  // namespace

std::optional<DecisionBody> read_decision(const Call& call) {
  fhir::Document document;
  if (!pipeline::read_own_json(call.request.body, document)) return std::nullopt;
  const fhir::Element root = document.root();
  DecisionBody body;
  body.decision = std::string(root.child_value("decision"));
  body.patient = std::string(root.child_value("patient"));
  if (!is_patient_or_empty(body.patient)) return std::nullopt;
  body.by.who = std::string(root.child_value("who"));
  body.by.reason = std::string(root.child_value("reason"));
  if (!is_fhir_text(body.by.who, call.definitions())) return std::nullopt;
  if (!is_fhir_text(body.by.reason, call.definitions())) return std::nullopt;
  return body;
}

http::Response link_response(const Call& call, const pipeline::LinkResult& result) {
  if (!result.code.empty()) return call.refused(result.code);
  std::string out = "{";
  if (!result.person.empty()) pipeline::append_member(out, "person", result.person);
  if (!result.apart.empty()) {
    out += R"("apart":[)";
    for (const std::string& patient : result.apart) {
      if (out.back() != '[') out += ',';
      pipeline::append_json_string(out, patient);
    }
    out += ']';
    pipeline::append_member(out, "budgetsDeleted", result.budgets_deleted);
  }
  http::Response response;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.body = out + "}";
  return response;
}

}  // namespace careway::api
