#include "gateway/api/budget_return_call.h"
#include "gateway/api/errors.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response get_budget_return_ledger(const Call& call) {
  fhir::Issues issues;
  const auto made = return_of_call(call, issues);
  if (!made) return call.refused(issues);
  http::Response response;
  response.headers.add("Content-Type", "text/csv; charset=utf-8");
  add_findings_header(response, issues);
  response.body = budget::ledger_csv(made->kind, made->file.ledger);
  return response;
}

}  // namespace careway::api
