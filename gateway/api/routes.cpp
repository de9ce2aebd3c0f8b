#include "gateway/api/routes.h"

#include "gateway/api/authority.h"
#include "gateway/api/handlers.h"

namespace careway::api {
namespace {

using http::Capability;

// clang-format off
struct Row {
  const char* method;
  const char* path;
  Capability capability;
  CallHandler handler;
  bool speaks_fhir;
};

constexpr Row kRows[] = {
    {"GET",    "/fhir/metadata",                      Capability::kPublic, get_metadata,      true},
    {"POST",   "/fhir",                               Capability::kWrite,  post_bundle,       true},
    {"GET",    "/fhir/{type}",                        Capability::kRead,   search_resources,  true},
    {"POST",   "/fhir/{type}/_search",                Capability::kRead,   search_by_post,    true},
    {"POST",   "/fhir/{type}",                        Capability::kWrite,  create_resource,   true},
    {"GET",    "/fhir/{type}/{id}",                   Capability::kRead,   read_resource,     true},
    {"PUT",    "/fhir/{type}/{id}",                   Capability::kWrite,  update_resource,   true},
    {"DELETE", "/fhir/{type}/{id}",                   Capability::kWrite,  delete_resource,   true},
    {"GET",    "/fhir/{type}/{id}/_history",          Capability::kRead,   read_history,      true},
    {"GET",    "/fhir/{type}/{id}/_history/{version}", Capability::kRead,  read_version,      true},
    {"POST",   "/fhir/{type}/$validate",              Capability::kRead,   validate_resource, true},
    {"GET",    "/fhir/{type}/{id}/$validate",         Capability::kRead,   validate_resource, true},
    {"POST",   "/fhir/{type}/{id}/$validate",         Capability::kRead,   validate_resource, true},
    {"POST",   "/fhir/Patient/{id}/$indicative-budget",  Capability::kWrite, indicative_budget, true},
    {"POST",   "/fhir/CarePlan/{id}/$indicative-budget", Capability::kWrite, indicative_budget, true},
    {"POST",   "/fhir/CarePlan/{id}/$final-budget",   Capability::kWrite,  decided<final_budget>, true},
    {"POST",   "/fhir/ClaimResponse/{id}/$approve",   Capability::kWrite,  decided<approve_budget>, true},
    {"POST",   "/fhir/ClaimResponse/{id}/$issue",     Capability::kWrite,  decided<issue_budget>, true},
    {"POST",   "/fhir/ClaimResponse/{id}/$withdraw",  Capability::kWrite,  decided<withdraw_budget>, true},
    {"POST",   "/budgets/verify",                     Capability::kRead,   verify_budget,     false},
    {"POST",   "/budgets/settle",                     Capability::kRead,   settle_budgets,    false},
    {"GET",    "/budgets/{issuer}/{reference}",       Capability::kRead,   get_budget,        true},
    {"GET",    "/budgets/{issuer}/{reference}/statement", Capability::kRead, get_budget_statement, false},
    {"GET",    "/budgets/{issuer}/{reference}/{version}", Capability::kRead, get_budget,       true},
    {"GET",    "/budgets/{issuer}/{reference}/{version}/statement", Capability::kRead, get_budget_statement, false},
    {"GET",    "/budgets/{issuer}/{reference}/{version}/funders/{stream}", Capability::kRead, get_funder_view, false},
    {"GET",    "/budgets/{issuer}/{reference}/{version}/returns/{return}", Capability::kRead, get_budget_return, false},
    {"GET",    "/budgets/{issuer}/{reference}/{version}/returns/{return}/ledger",
                                                      Capability::kRead,   get_budget_return_ledger, false},
    {"GET",    "/accounts/{issuer}/{account}/balance", Capability::kRead,  get_account_balance, true},
    {"GET",    "/faces",                              Capability::kRead,   list_faces,        false},
    {"POST",   "/faces/{face}",                       Capability::kWrite,  post_face,         false},
    {"GET",    "/faces/{face}",                       Capability::kRead,   get_submission,    false},
    {"GET",    "/faces/{face}/{type}/{id}",           Capability::kRead,   get_face_document, false},
    {"PUT",    "/faces/{face}/{type}/{id}",           Capability::kWrite,  put_face_document, false},
    {"GET",    "/people/questions",                   Capability::kRead,   list_link_questions, false},
    {"POST",   "/people/questions/{question}/decide", Capability::kWrite,  decided<decide_link_question>, false},
    {"POST",   "/people/links/{person}/undo",         Capability::kWrite,  decided<undo_link>, false},
    {"POST",   "/people/superseded",                  Capability::kWrite,  decided<post_superseded>, false},
    {"GET",    "/exchanges/{exchange}",               Capability::kRead,   get_exchange,      false},
    {"GET",    "/exchanges/{exchange}/refused",       Capability::kRead,   get_refused_rows,  false},
    {"POST",   "/exchanges/{exchange}/cancel",        Capability::kWrite,  cancel_exchange,   false},
};

struct Probe {
  const char* path;
  http::Response (*handler)(const Api&, const http::Request&);
};

constexpr Probe kProbes[] = {
    {"/health/live",  get_live},
    {"/health/ready", get_ready},
    {"/metrics",      get_metrics},
};
// clang-format on

}  // namespace

void add_routes(http::Router& router, const Api& api) {
  for (const Row& row : kRows) {
    router.add(row.method, row.path, row.capability, with_call(api, row.handler, row.capability, row.speaks_fhir));
  }
  for (const Probe& probe : kProbes) {
    router.add("GET", probe.path, Capability::kProbe,
               [&api, handler = probe.handler](const http::Request& request) { return handler(api, request); });
  }
}

http::Guard make_guard(const Api& api) {
  return [&api](const http::Request& request, Capability capability) -> std::optional<http::Response> {
    if (capability == Capability::kProbe || capability == Capability::kPublic) return std::nullopt;
    const auto known = api.callers.find(request);
    if (known && Callers::allows(known->roles, capability)) return std::nullopt;
    const auto library = api.services.library();
    const Wire wire = wanted_wire(request).value_or(Wire::json);
    return refusal(known ? "forbidden" : "unauthenticated", wire, library->definitions());
  };
}

}  // namespace careway::api
