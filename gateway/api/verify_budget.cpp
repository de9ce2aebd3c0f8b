#include "gateway/api/budget_call.h"
#include "gateway/api/errors.h"
#include "gateway/api/handlers.h"
#include "mappers/budget/verify.h"

namespace careway::api {

http::Response verify_budget(const Call& call) {
  if (call.request.body.empty()) return call.refused("body-empty");
  if (call.request.body.size() > budget::kStatementBytesMax) return call.refused("limit-statement");
  fhir::Issues issues;
  pipeline::BudgetDesk desk(call.api.services, call.caller);
  desk.verify(call.request.body, issues);
  // As $validate: the question was answered, whatever the answer is.
  http::Response response;
  set_fhir_body(response, operation_outcome_json(issues), call.wire, call.definitions());
  return response;
}

}  // namespace careway::api
