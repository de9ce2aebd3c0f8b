#include "gateway/api/budget_call.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response issue_budget(const Call& call) {
  fhir::Issues issues;
  const auto body = read_parameters(call, issues);
  if (!body) return call.refused(issues);
  pipeline::BudgetDesk desk(call.api.services, call.caller);
  const auto current = load_for_change(call, desk, issues);
  if (!current) return call.refused(issues);
  const Parameters parameters(body->root(), issues);
  budget::Budget next = current->budget;
  if (!next.issued_on || parameters.has("on")) next.issued_on = parameters.day("on").value_or(today(call));
  if (parameters.has("notice-sent")) next.notice_sent_on = parameters.day("notice-sent");
  if (parameters.has("challenge-by")) next.challenge_by = parameters.day("challenge-by");
  if (parameters.has("challenge-outcome")) next.challenge_outcome = parameters.text("challenge-outcome");
  if (issues.has_errors()) return call.refused(issues);
  return advance_budget(call, desk, *current, std::move(next), issues);
}

}  // namespace careway::api
