#include "gateway/api/authority.h"
#include "gateway/api/budget_call.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response indicative_budget(const Call& call) {
  fhir::Issues issues;
  const auto parameters = read_parameters(call, issues);
  if (!parameters) return call.refused(issues);
  auto request = read_budget_request(call, parameters->root(), issues);
  if (!request) return call.refused(issues);
  // Anybody may ask what it would be; a stored version is an act of who pays.
  if (!request->is_dry_run && !may_decide(call)) return call.refused("forbidden");
  request->question.status = "indicative";
  return make_budget(call, call.request.segments[1], std::move(*request), issues);
}

}  // namespace careway::api
