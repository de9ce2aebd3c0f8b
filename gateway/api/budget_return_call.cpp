#include "gateway/api/budget_return_call.h"

#include "gateway/api/budget_call.h"
#include "gateway/api/errors.h"
#include "gateway/api/face_call.h"
#include "profiles/fhir/date.h"

namespace careway::api {
namespace {

/// A funder sees the return that it sends itself.
bool may_see(const Call& call, budget::ReturnKind kind) {
  if (call.roles.operate) return true;
  return call.caller.partner_kind == (kind == budget::ReturnKind::council ? "council" : "nhs");
}

fhir::CivilDate day_or(const std::string& text, fhir::CivilDate other) {
  return text.empty() ? other : fhir::PartialDate::parse(text)->first_day();
}

}  // namespace

std::optional<ReturnAnswer> return_of_call(const Call& call, fhir::Issues& issues) {
  const auto kind = budget::return_kind_of(call.request.capture("return"));
  const pipeline::Face* face = kind ? pipeline::face_of_return(*call.library, *kind) : nullptr;
  if (face == nullptr) {
    refuse(issues, "not-found");
    return std::nullopt;
  }
  if (!may_see(call, *kind)) {
    refuse(issues, "forbidden");
    return std::nullopt;
  }
  const auto options = export_options(call, issues);
  if (!options) return std::nullopt;
  pipeline::BudgetDesk desk(call.api.services, call.caller);
  const auto stored = load_by_reference(call, desk, issues);
  if (!stored) return std::nullopt;
  budget::ReturnQuestion question;
  question.kind = *kind;
  question.from = day_or(options->period_start, stored->budget.from);
  question.to = day_or(options->period_end, stored->budget.to);
  pipeline::BudgetReturns returns(call.api.services, call.caller);
  auto file = returns.write(stored->budget, question, *face, issues);
  if (!file) return std::nullopt;
  return ReturnAnswer{*kind, face, std::move(*file)};
}

http::Response remainder_response(const Call& call, fhir::Issues& issues) {
  if (!may_see(call, budget::ReturnKind::council) && !may_see(call, budget::ReturnKind::continuing_care)) {
    return call.refused("forbidden");
  }
  pipeline::BudgetDesk desk(call.api.services, call.caller);
  const auto stored = load_by_reference(call, desk, issues);
  if (!stored) return call.refused(issues);
  http::Response response;
  response.headers.add("Content-Type", "text/csv; charset=utf-8");
  response.body = budget::ledger_csv(std::nullopt, budget::remainder_of(stored->budget));
  return response;
}

}  // namespace careway::api
