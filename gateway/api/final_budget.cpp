#include "gateway/api/budget_call.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response final_budget(const Call& call) {
  fhir::Issues issues;
  const auto parameters = read_parameters(call, issues);
  if (!parameters) return call.refused(issues);
  auto request = read_budget_request(call, parameters->root(), issues);
  if (!request) return call.refused(issues);
  // Without the approvals it waits for them: $approve makes it final.
  request->question.status = request->signing.approvals.empty() ? "proposed" : "final";
  return make_budget(call, call.request.segments[1], std::move(*request), issues);
}

}  // namespace careway::api
