#include "gateway/api/budget_call.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response get_budget(const Call& call) {
  fhir::Issues issues;
  pipeline::BudgetDesk desk(call.api.services, call.caller);
  const auto budget = load_by_reference(call, desk, issues);
  if (!budget) return call.refused(issues);
  return budget_response(call, *budget, 200, {});
}

}  // namespace careway::api
