#include "gateway/api/budget_call.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response withdraw_budget(const Call& call) {
  fhir::Issues issues;
  pipeline::BudgetDesk desk(call.api.services, call.caller);
  const auto current = load_for_change(call, desk, issues);
  if (!current) return call.refused(issues);
  budget::Budget next = current->budget;
  next.status = "withdrawn";
  return advance_budget(call, desk, *current, std::move(next), issues);
}

}  // namespace careway::api
