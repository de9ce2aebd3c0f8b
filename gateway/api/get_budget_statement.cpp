#include "gateway/api/budget_call.h"
#include "gateway/api/change.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response get_budget_statement(const Call& call) {
  fhir::Issues issues;
  pipeline::BudgetDesk desk(call.api.services, call.caller);
  const auto budget = load_by_reference(call, desk, issues);
  if (!budget) return call.refused(issues);
  // A browser says text/html first; whoever says nothing of either gets text.
  const std::string_view accept = call.request.headers.find("Accept").value_or("");
  const std::size_t html = accept.find("text/html");
  const bool is_html = html != std::string_view::npos && html < accept.find("text/plain");
  http::Response response;
  add_version_headers(response, budget->resource_version, budget->updated);
  response.headers.set("Content-Type", is_html ? "text/html; charset=utf-8" : "text/plain; charset=utf-8");
  response.body = desk.statement(*budget, is_html ? budget::StatementFormat::html : budget::StatementFormat::text);
  return response;
}

}  // namespace careway::api
