#include "gateway/api/budget_call.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response approve_budget(const Call& call) {
  fhir::Issues issues;
  const auto body = read_parameters(call, issues);
  if (!body) return call.refused(issues);
  pipeline::BudgetDesk desk(call.api.services, call.caller);
  const auto current = load_for_change(call, desk, issues);
  if (!current) return call.refused(issues);
  const Parameters parameters(body->root(), issues);
  const fhir::CivilDate day = today(call);
  budget::Budget next = current->budget;
  next.approvals.push_back(read_approval(parameters, day));
  if (parameters.has("exception")) {
    const Parameters exception = parameters.parts("exception");
    next.exception_reason = exception.needed_text("reason");
    next.exception_by = read_person(exception, day);
  }
  if (parameters.has("status")) {
    static const std::vector<std::string_view> kStatuses{"final", "proposed"};
    next.status = kStatuses[parameters.word("status", kStatuses)];
  }
  if (issues.has_errors()) return call.refused(issues);
  return advance_budget(call, desk, *current, std::move(next), issues);
}

}  // namespace careway::api
