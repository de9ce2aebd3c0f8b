#include <fmt/format.h>

#include "gateway/api/budget_call.h"
#include "gateway/api/handlers.h"
#include "gateway/pipeline/json_text.h"

namespace careway::api {
namespace {

/// The codes of an account; one that is not known is left out.
void append_codes(std::string& item, const std::string& side, const std::string& cost_centre,
                  const std::string& subjective_code) {
  if (!cost_centre.empty()) pipeline::append_member(item, side + "cost-centre", cost_centre);
  if (!subjective_code.empty()) pipeline::append_member(item, side + "subjective-code", subjective_code);
}

std::string settlement_json(const money::Settlement& settlement, const budget::Budget& paid, const budget::Budget& due,
                            fhir::CivilDate until) {
  std::string out = "{";
  pipeline::append_member(out, "issuer", due.issuer.code);
  pipeline::append_member(out, "reference", due.reference);
  pipeline::append_member(out, "paid-version", std::uint64_t{paid.version});
  pipeline::append_member(out, "due-version", std::uint64_t{due.version});
  pipeline::append_member(out, "until", fmt::format("{:04}-{:02}-{:02}", until.year, until.month, until.day));
  pipeline::append_member(out, "currency", due.currency);
  out += ",\"accounts\":[";
  for (const money::PayerAccount& account : settlement.accounts) {
    std::string item = "{";
    pipeline::append_member(item, "payer", account.payer);
    append_codes(item, "", account.cost_centre, account.subjective_code);
    pipeline::append_member(item, "paid", pounds(account.paid));
    pipeline::append_member(item, "due", pounds(account.due));
    out += (out.back() == '[' ? "" : ",") + item + "}";
  }
  out += "],\"transfers\":[";
  for (const money::Transfer& transfer : settlement.transfers) {
    std::string item = "{";
    pipeline::append_member(item, "from", transfer.from);
    append_codes(item, "from-", transfer.from_cost_centre, transfer.from_subjective_code);
    pipeline::append_member(item, "to", transfer.to);
    append_codes(item, "to-", transfer.to_cost_centre, transfer.to_subjective_code);
    pipeline::append_member(item, "amount", pounds(transfer.amount));
    out += (out.back() == '[' ? "" : ",") + item + "}";
  }
  out += "]";
  pipeline::append_member(out, "open", pounds(settlement.open));
  return out + "}";
}

}  // namespace

http::Response settle_budgets(const Call& call) {
  fhir::Issues issues;
  const auto body = read_parameters(call, issues);
  if (!body) return call.refused(issues);
  const Parameters parameters(body->root(), issues);
  const std::string code = parameters.member("issuer", "valueIdentifier", "value");
  const std::string issuer = code.empty() ? parameters.needed_text("issuer") : code;
  const std::string reference = parameters.needed_text("reference");
  const auto paid_version = parameters.number("paid-version");
  const auto due_version = parameters.number("due-version");
  const auto until = parameters.day("until");
  if (!paid_version) parameters.refuse_missing("paid-version");
  if (!due_version) parameters.refuse_missing("due-version");
  if (issues.has_errors()) return call.refused(issues);
  pipeline::BudgetDesk desk(call.api.services, call.caller);
  const auto paid = desk.find(issuer, reference, *paid_version, issues);
  const auto due = desk.find(issuer, reference, *due_version, issues);
  if (!paid || !due) return call.refused(issues);
  const fhir::CivilDate last = until.value_or(due->budget.to);
  const auto settlement = desk.settle(paid->budget, due->budget, last, issues);
  if (!settlement) return call.refused(issues);
  http::Response response;
  response.headers.set("Content-Type", "application/json");
  response.body = settlement_json(*settlement, paid->budget, due->budget, last);
  return response;
}

}  // namespace careway::api
