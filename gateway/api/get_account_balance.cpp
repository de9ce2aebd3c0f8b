#include "gateway/api/budget_call.h"
#include "gateway/api/errors.h"
#include "gateway/api/handlers.h"
#include "gateway/pipeline/account_balance.h"
#include "profiles/fhir/json.h"

namespace careway::api {

http::Response get_account_balance(const Call& call) {
  if (call.caller.partner_kind == "provider" && !call.roles.operate) return call.refused("forbidden");
  fhir::Issues issues;
  fhir::CivilDate day = today(call);
  if (const auto text = call.request.query_value("day")) {
    const auto date = fhir::PartialDate::parse(*text);
    if (!date || !date->is_day()) {
      refuse(issues, "parameter-value", "day");
      return call.refused(issues);
    }
    day = date->first_day();
  }
  const std::string identifier = call.request.capture("issuer") + ':' + call.request.capture("account");
  const auto found = pipeline::account_balance(call.api.services, call.caller, identifier, day, issues);
  if (!found) return call.refused(issues);
  std::string body;
  fhir::write_json(found->account.root(), call.definitions(), body);
  http::Response response;
  add_findings_header(response, issues);
  set_fhir_body(response, std::move(body), call.wire, call.definitions());
  return response;
}

}  // namespace careway::api
