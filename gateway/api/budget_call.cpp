#include "gateway/api/budget_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "gateway/api/change.h"
#include "gateway/api/errors.h"
#include "gateway/pipeline/budget_document.h"
#include "mappers/engine/convert.h"
#include "profiles/fhir/json.h"

namespace careway::api {
namespace {

constexpr std::size_t kReferenceLettersMax = 64;

/// A reference stands in addresses and identifiers, so it is plain and tells nothing of a person.
bool is_plain_reference(std::string_view text) {
  return !text.empty() && text.size() <= kReferenceLettersMax &&
         std::ranges::all_of(text,
                             [](char letter) {
                               return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                                      (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' ||
                                      letter == '_';
                             }) &&
         text != "." && text != "..";
}

budget::Party read_issuer(const Call& call, const Parameters& parameters) {
  budget::Party issuer;
  const std::string system = parameters.member("issuer", "valueIdentifier", "system");
  issuer.code = parameters.member("issuer", "valueIdentifier", "value");
  issuer.name = parameters.text("issuer-name");
  for (const std::string_view alias : {"la-code", "ods-organization-code"}) {
    if (call.library->names().resolve(alias) == system) issuer.system_alias = alias;
  }
  if (!parameters.has("issuer")) {
    parameters.refuse_missing("issuer");
  } else if (issuer.system_alias.empty() || !is_plain_reference(issuer.code)) {
    parameters.refuse_value("issuer");
  }
  return issuer;
}

void read_period(const Parameters& parameters, budget::Question& question) {
  if (!parameters.has("period")) return parameters.refuse_missing("period");
  const auto from = day_of(parameters.member("period", "valuePeriod", "start"));
  const auto to = day_of(parameters.member("period", "valuePeriod", "end"));
  if (!from || !to || *to < *from) return parameters.refuse_value("period");
  question.from = *from;
  question.to = *to;
}

/// A state of ClaimResponse for an answer that stores nothing.
std::string unstored_body(const Call& call, const budget::Budget& budget) {
  const fhir::Document document = pipeline::budget_document(budget, {}, call.library->names(), call.definitions());
  std::string body;
  fhir::write_json(document.root(), call.definitions(), body);
  return body;
}

void set_budget_body(const Call& call, const std::string& body, const fhir::Issues& findings,
                     http::Response& response) {
  add_findings_header(response, findings);
  const std::string preferred = preference(call.request, "return");
  if (preferred == "minimal") return;
  set_fhir_body(response, preferred == "OperationOutcome" ? operation_outcome_json(findings) : body, call.wire,
                call.definitions());
}

}  // namespace

fhir::CivilDate today(const Call& call) {
  return day_of(call.api.services.clock.instant().substr(0, 10)).value_or(fhir::CivilDate{});
}

std::string pounds(budget::Pence pence) {
  const std::uint64_t size =
      pence < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(pence) : static_cast<std::uint64_t>(pence);
  return fmt::format("{}{}.{:02}", pence < 0 ? "-" : "", size / 100, size % 100);
}

std::optional<fhir::Document> read_parameters(const Call& call, fhir::Issues& issues) {
  if (call.request.body.empty()) {
    refuse(issues, "body-empty");
    return std::nullopt;
  }
  auto document = read_body(call.request, call.definitions(), issues);
  if (!document) return std::nullopt;
  if (document->root().value() == "Parameters") return document;
  refuse(issues, "parameters-expected");
  return std::nullopt;
}

budget::Person read_person(const Parameters& parts, fhir::CivilDate today) {
  budget::Person person;
  person.who = parts.needed_text("who");
  person.role = parts.text("role");
  person.organisation = parts.text("organisation");
  person.on = parts.day("on").value_or(today);
  return person;
}

budget::Approval read_approval(const Parameters& parts, fhir::CivilDate today) {
  static const std::vector<std::string_view> kKinds{"financial", "clinical", "panel", "person-agreement", "exception"};
  static const std::vector<std::string_view> kOutcomes{"approved", "refused", "referred"};
  budget::Approval approval;
  approval.kind = kKinds[parts.word("kind", kKinds)];
  if (!parts.has("kind")) parts.refuse_missing("kind");
  approval.by = read_person(parts, today);
  approval.limit = parts.pence("limit");
  approval.outcome = kOutcomes[parts.word("outcome", kOutcomes)];
  approval.note = parts.text("note");
  return approval;
}

std::optional<BudgetRequest> read_budget_request(const Call& call, fhir::Element body, fhir::Issues& issues) {
  const Parameters parameters(body, issues);
  const fhir::CivilDate day = today(call);
  BudgetRequest request;
  budget::Question& question = request.question;
  question.issuer = read_issuer(call, parameters);
  question.reference = parameters.needed_text("reference");
  if (!question.reference.empty() &&
      (!is_plain_reference(question.reference) || engine::nhs_number_check_digit_holds(question.reference))) {
    refuse(issues, "budget-reference", "reference");
  }
  read_period(parameters, question);
  question.prices_as_of = parameters.day("as-of").value_or(day);
  question.year_factor = budget::Rational(52);
  if (parameters.word("year-factor", {"52", "365/7"}) == 1) question.year_factor = budget::Rational(365, 7);
  if (parameters.word("rounding", {"half-up", "half-even"}) == 1) question.rounding = money::Rounding::half_even;
  if (parameters.word("prefer", {"historic", "average"}) == 1) question.prefer = budget::Question::Prefer::average;
  if (!parameters.has("prepared-by")) parameters.refuse_missing("prepared-by");
  if (parameters.has("prepared-by")) question.prepared_by = read_person(parameters.parts("prepared-by"), day);
  request.expected_version = parameters.number("expected-version").value_or(0);
  if (parameters.has("change-reason")) {
    question.change_reason = parameters.text("change-reason");
  } else if (request.expected_version > 0) {
    parameters.refuse_missing("change-reason");
  }
  request.is_dry_run = parameters.flag("dry-run");
  question.created = pipeline::now(call.api.services);
  for (const Parameters& approval : parameters.all("approval")) {
    request.signing.approvals.push_back(read_approval(approval, day));
  }
  if (parameters.has("exception")) {
    const Parameters exception = parameters.parts("exception");
    request.signing.exception_reason = exception.needed_text("reason");
    request.signing.exception_by = read_person(exception, day);
  }
  if (issues.has_errors()) return std::nullopt;
  return request;
}

http::Response make_budget(const Call& call, std::string_view type, BudgetRequest request, fhir::Issues& issues) {
  const store::ResourceKey subject{std::string(type), call.request.capture("id")};
  pipeline::BudgetDesk desk(call.api.services, call.caller);
  if (request.is_dry_run) {
    const auto budget = desk.work_out(subject, request.question, issues);
    if (!budget) return call.refused(issues);
    http::Response response;
    set_budget_body(call, unstored_body(call, *budget), issues, response);
    return response;
  }
  const auto stored = desk.record(subject, request.question, request.expected_version, issues, request.signing);
  if (!stored) return call.refused(issues);
  return budget_response(call, *stored, 201, issues);
}

std::optional<pipeline::StoredBudget> load_for_change(const Call& call, pipeline::BudgetDesk& desk,
                                                      fhir::Issues& issues) {
  const auto if_match = call.request.headers.find("If-Match");
  const auto wanted = if_match ? version_of_etag(*if_match) : std::nullopt;
  if (!wanted) {
    refuse(issues, if_match ? "if-match-invalid" : "precondition-required");
    return std::nullopt;
  }
  auto stored = desk.load({"ClaimResponse", call.request.capture("id")}, issues);
  if (!stored || stored->resource_version == *wanted) return stored;
  refuse(issues, "version-stale");
  return std::nullopt;
}

std::optional<pipeline::StoredBudget> load_by_reference(const Call& call, pipeline::BudgetDesk& desk,
                                                        fhir::Issues& issues) {
  const std::string& issuer = call.request.capture("issuer");
  const std::string& reference = call.request.capture("reference");
  for (const auto& [name, value] : call.request.captures) {
    if (name != "version") continue;
    std::uint32_t version = 0;
    const bool is_number = !value.empty() && value.size() <= 9 &&
                           std::ranges::all_of(value, [](char letter) { return letter >= '0' && letter <= '9'; });
    if (is_number) version = static_cast<std::uint32_t>(std::stoul(value));
    if (version > 0) return desk.find(issuer, reference, version, issues);
    refuse(issues, "not-found");
    return std::nullopt;
  }
  return desk.latest(issuer, reference, issues);
}

http::Response budget_response(const Call& call, const pipeline::StoredBudget& budget, int status,
                               const fhir::Issues& findings) {
  http::Response response;
  response.status = status;
  add_version_headers(response, budget.resource_version, budget.updated);
  const std::string address =
      fmt::format("{}/ClaimResponse/{}/_history/{}", call.fhir_base(), budget.key.id, budget.resource_version);
  response.headers.add(status == 201 ? "Location" : "Content-Location", address);
  set_budget_body(call, budget.body, findings, response);
  return response;
}

http::Response advance_budget(const Call& call, pipeline::BudgetDesk& desk, const pipeline::StoredBudget& current,
                              budget::Budget next, fhir::Issues& issues) {
  const auto stored = desk.advance(current, std::move(next), issues);
  if (!stored) return call.refused(issues);
  return budget_response(call, *stored, 200, issues);
}

}  // namespace careway::api
