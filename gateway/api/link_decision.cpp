#include "gateway/api/link_decision.h"

#include "gateway/pipeline/json_text.h"

namespace careway::api {
namespace {

constexpr std::size_t kTextBytesMax = 2000;

}  // namespace

std::optional<DecisionBody> read_decision(const http::Request& request) {
  fhir::Document document;
  if (!pipeline::read_own_json(request.body, document)) return std::nullopt;
  const fhir::Element root = document.root();
  DecisionBody body;
  body.decision = std::string(root.child_value("decision"));
  body.patient = std::string(root.child_value("patient"));
  body.by.who = std::string(root.child_value("who"));
  body.by.reason = std::string(root.child_value("reason"));
  const bool is_complete = !body.by.who.empty() && !body.by.reason.empty();
  const bool is_short = body.by.who.size() <= kTextBytesMax && body.by.reason.size() <= kTextBytesMax;
  if (!is_complete || !is_short) return std::nullopt;
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
