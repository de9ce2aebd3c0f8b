#include "gateway/api/errors.h"

#include <fmt/format.h>

#include <array>

#include "gateway/pipeline/json_text.h"
#include "profiles/validation/finding_codes.h"

namespace careway::api {
namespace {

constexpr std::array kErrors = {
    // Who calls, and how
    ErrorRow{"unauthenticated", 401, "login", "Send your key as 'Authorization: Bearer KEY'."},
    ErrorRow{"forbidden", 403, "forbidden", "Your key does not allow this. Ask the operator for the role it needs."},
    ErrorRow{"media-type-unknown", 415, "not-supported",
             "The Content-Type is not one that this address reads. FHIR is application/fhir+json or "
             "application/fhir+xml."},
    ErrorRow{"not-acceptable", 406, "not-supported",
             "Accept or _format asks for a form that is not spoken here. Ask for application/fhir+json or "
             "application/fhir+xml."},
    ErrorRow{"xml-impossible", 406, "not-supported",
             "This resource holds text that XML cannot carry. Ask for application/fhir+json."},
    ErrorRow{"body-empty", 400, "required", "The request has no body."},
    // Resources
    ErrorRow{"type-unknown", 404, "not-supported", "There is no such resource type here. See /fhir/metadata."},
    ErrorRow{"not-found", 404, "not-found", "There is no such resource."},
    ErrorRow{"version-unknown", 404, "not-found", "The resource has no such version."},
    ErrorRow{"deleted", 410, "deleted", "The resource was deleted. Its history is still there."},
    ErrorRow{"type-mismatch", 400, "invalid", "The resource in the body is of another type than the address says."},
    ErrorRow{"id-missing", 400, "required", "An update needs the id in the body, the same as in the address."},
    ErrorRow{"id-mismatch", 400, "invalid", "The id in the body is not the id in the address."},
    ErrorRow{"id-invalid", 400, "value", "An id is 1 to 64 letters, digits, '-' and '.'."},
    ErrorRow{"id-looks-personal", 400, "value",
             "This id could be a person's NHS number. Ids stand in addresses and logs: choose another one."},
    ErrorRow{"id-not-allowed", 405, "business-rule",
             "There is no such resource, and ids are given by this server. Create it with POST."},
    ErrorRow{"if-match-invalid", 400, "value",
             "If-Match must be one ETag as this server gave it, for instance W/\"3\"."},
    ErrorRow{
        "version-stale", 412, "conflict",
        "The resource is not in the version that If-Match names. Read it again, repeat the change, send it again."},
    ErrorRow{"version-conflict", 409, "conflict",
             "Somebody else changed this at the same time. Read it again, repeat the change, send it again."},
    ErrorRow{"identifier-taken", 409, "duplicate",
             "Another resource holds one of these identifiers, and only one may. Update that one instead."},
    ErrorRow{"several-match", 412, "multiple-matches",
             "More than one resource fits the condition. Say it more narrowly."},
    ErrorRow{"condition-unknown", 400, "not-supported",
             "A condition is identifier=SYSTEM|VALUE. Other parameters are not read here."},
    ErrorRow{"other-partner-identifier", 422, "business-rule",
             "This update would lose an identifier that another partner works with. Send it along unchanged."},
    ErrorRow{"other-partner-extension", 422, "business-rule",
             "This update would lose an extension that another partner works with. Send it along."},
    ErrorRow{"security-label", 422, "security", "This update would lose a security label. Send it along."},
    ErrorRow{"resource-invalid", 422, "processing",
             "The resource breaks rules of FHIR or of its profile, named below. Nothing was changed."},
    // People
    ErrorRow{"people-only", 422, "business-rule",
             "Who is one person with whom is said at /people, where somebody answers for it, and not in FHIR."},
    ErrorRow{"people-kept-apart", 422, "business-rule",
             "This was drawn from people who are kept apart. Work it out again for each of them."},
    ErrorRow{"parted", 410, "deleted",
             "This was drawn from two records that were taken for one person and are kept apart now."},
    ErrorRow{"question-unknown", 404, "not-found", "There is no such question. GET /people/questions lists them."},
    ErrorRow{"link-unknown", 404, "not-found", "There is no such Person, or it was parted already."},
    ErrorRow{"link-ambiguous", 422, "required",
             "More than two records are linked here. Say in 'patient' which one is to leave."},
    ErrorRow{"kept-apart-in-group", 409, "conflict",
             "Somebody in the one group is kept apart from somebody in the other. Decide about those two first."},
    ErrorRow{"decision-unreadable", 400, "invalid",
             "A decision is JSON: who (name), reason, and for a question decision: link or keep-apart."},
    // Validation
    ErrorRow{"validation-off", 404, "not-supported", "This gateway runs without its validator."},
    ErrorRow{"validate-nothing", 400, "required", "Parameters sent to $validate need a parameter 'resource'."},
    ErrorRow{"not-checked", 200, "informational", "Something could not be checked here."},
    // Searches
    ErrorRow{"parameter-unknown", 400, "not-supported",
             "The search has a parameter that is not read here, and 'Prefer: handling=strict' asks to be told. See "
             "/fhir/metadata."},
    ErrorRow{"parameter-value", 400, "value", "The value of this search parameter cannot be read."},
    ErrorRow{"form-unreadable", 400, "value", "The body is no form: NAME=VALUE, joined by '&', percent-encoded."},
    ErrorRow{"cursor-refused", 400, "value",
             "The page address was altered or belongs to another search. Begin the search again."},
    // Bundles
    ErrorRow{"bundle-expected", 400, "invalid", "This address takes a Bundle."},
    ErrorRow{"bundle-type", 400, "not-supported", "A Bundle sent here is of type transaction or collection."},
    ErrorRow{"bundle-too-long", 413, "too-costly", "The Bundle has too many entries. Send it in parts."},
    ErrorRow{"entry-request", 400, "required",
             "This entry needs request.method (GET, POST, PUT, DELETE) and request.url."},
    ErrorRow{"entry-resource", 400, "required", "This entry needs a resource of the type that its url names."},
    ErrorRow{"entry-twice", 400, "invalid", "Two entries of the transaction change the same resource."},
    ErrorRow{"entry-full-url", 400, "invalid", "Two entries have the same fullUrl."},
    ErrorRow{"entry-reference", 400, "not-found", "This reference names an entry that is not in the Bundle."},
    // Faces
    ErrorRow{"face-unknown", 404, "not-found", "There is no such face. GET /faces lists them."},
    ErrorRow{"exchange-unknown", 404, "not-found", "There is no such exchange."},
    ErrorRow{"exchange-over", 409, "conflict", "The work on this exchange is over; there is nothing to cancel."},
    ErrorRow{"exchange-running", 409, "conflict", "The work on this exchange goes on. Ask again when it is done."},
    ErrorRow{"refused-not-csv", 404, "not-supported",
             "Refused rows are given back for CSV faces only. The receipt of the exchange names what was refused."},
    ErrorRow{"idempotency-key-invalid", 400, "value", "An Idempotency-Key is 1 to 255 visible ASCII characters."},
    ErrorRow{"idempotency-key-reused", 422, "duplicate",
             "Other bytes came under this Idempotency-Key before. Use a new key for new content."},
    ErrorRow{"precondition-required", 428, "required",
             "Send the ETag that you read as If-Match, so that nobody's change is lost."},
    ErrorRow{"document-stale", 412, "conflict",
             "The document has changed since you read it. Read it again, repeat the edit, send it again."},
    ErrorRow{"anchor-missing", 404, "not-found", "The record has nothing at this address."},
    ErrorRow{"required-missing", 422, "processing", "The record lacks something that this format must say."},
    ErrorRow{"modifier-present", 422, "processing", "The record says something that this format cannot say safely."},
    ErrorRow{"cost-blended", 422, "business-rule",
             "Only part of this cost is money of this return. Ask for the return of the person's budget instead."},
    ErrorRow{"another-document", 400, "invalid", "The document in the body is not the one that the address names."},
    // Operations and budgets
    ErrorRow{"parameters-expected", 400, "invalid", "This operation takes a resource Parameters."},
    ErrorRow{"parameter-missing", 400, "required", "The operation needs this parameter. See the routes of budgets."},
    ErrorRow{"budget-reference", 400, "value",
             "A budget's reference is 1 to 64 letters, digits, '-', '.' and '_', and no NHS number."},
    ErrorRow{"budget-stale", 412, "conflict",
             "Another version of this budget is the latest, or it changed. Look at it before you go on."},
    ErrorRow{"budget-inputs-moving", 409, "transient",
             "What the budget is worked out from kept changing. Try again in a moment."},
    ErrorRow{"budget-stream", 404, "not-found", "This budget has no such stream of money."},
    ErrorRow{"budget-subject", 422, "business-rule", "A budget is worked out for a Patient or for one's CarePlan."},
    ErrorRow{"budget-frozen", 422, "business-rule",
             "A budget is never overwritten or deleted. Withdraw it, or make its next version."},
    ErrorRow{"return-", 422, "business-rule", "The budget cannot go out in this return."},
    ErrorRow{"account-unknown", 404, "not-found", "There is no account of that issuer and reference."},
    ErrorRow{"movement-frozen", 422, "business-rule",
             "A movement is never changed and never deleted. Send another one that takes it back."},
    ErrorRow{"movement-", 422, "business-rule", "The movements of the account cannot be added up."},
    ErrorRow{"budget-", 422, "business-rule", "The budget cannot be worked out or stored like this."},
    ErrorRow{"approval-", 422, "business-rule", "The approval is not one that may be given."},
    ErrorRow{"money-", 422, "business-rule", "The amounts cannot be worked out like this."},
    ErrorRow{"rate-", 422, "business-rule", "A row of a rate table may not be used."},
    ErrorRow{"verify-", 422, "business-rule", "The statement is not what comes out now."},
    ErrorRow{"statement-", 422, "invalid", "This is no statement of ours."},
    // The machine
    ErrorRow{"busy", 503, "throttled", "Too much is waiting already. Try again in a while."},
    ErrorRow{"store-busy", 503, "transient", "The store is busy. Try again in a moment."},
    ErrorRow{"store-full", 507, "no-store", "There is no room left. Nothing was changed."},
    // Whatever the readers find
    ErrorRow{"limit-", 413, "too-costly", "The content is over a limit."},
    ErrorRow{"json-", 400, "structure", "The content is not well-formed FHIR JSON."},
    ErrorRow{"xml-", 400, "structure", "The content is not well-formed FHIR XML."},
    ErrorRow{"", 400, "invalid", "The content cannot be used."},
};

/// FHIR's issue type: of the table above, else of the validator's own table.
std::string_view issue_type_of(const fhir::Issue& issue, const ErrorRow& row) {
  if (row.code == issue.code) return row.issue_type;
  const std::string_view of_finding = validation::issue_type(issue.code);
  return of_finding == "invalid" ? std::string_view(row.issue_type) : of_finding;
}

void append_issue(std::string& out, const fhir::Issue& issue) {
  const ErrorRow& row = error_row(issue.code);
  out += fmt::format(R"({{"severity":"{}","code":"{}","details":{{"coding":[{{"code":)", fhir::to_text(issue.severity),
                     issue_type_of(issue, row));
  pipeline::append_json_string(out, issue.code);
  out += R"(}],"text":)";
  pipeline::append_json_string(out, issue.text.empty() ? row.text : std::string_view(issue.text));
  out += '}';
  if (issue.position.line > 0) {
    out += fmt::format(R"(,"location":["line {}, column {}"])", issue.position.line, issue.position.column);
  }
  if (!issue.path.empty()) {
    out += R"(,"expression":[)";
    pipeline::append_json_string(out, issue.path);
    out += ']';
  }
  out += '}';
}

}  // namespace

const ErrorRow& error_row(std::string_view code) {
  for (const ErrorRow& row : kErrors) {
    if (row.code == code) return row;
  }
  for (const ErrorRow& row : kErrors) {
    const bool is_prefix = row.code.empty() || row.code.ends_with('-');
    if (is_prefix && code.starts_with(row.code)) return row;
  }
  return kErrors.back();
}

void refuse(fhir::Issues& issues, std::string_view code, std::string_view path) {
  issues.error(code, path, error_row(code).text);
}

int status_of(const fhir::Issues& issues) {
  for (const fhir::Issue& issue : issues.items()) {
    if (issue.severity == fhir::Severity::error || issue.severity == fhir::Severity::fatal) {
      return error_row(issue.code).status;
    }
  }
  return 400;
}

void add_findings_header(http::Response& response, const fhir::Issues& findings) {
  if (findings.empty()) return;
  response.headers.set("Careway-Findings", std::to_string(findings.items().size() + findings.dropped_count()));
}

std::string operation_outcome_json(const fhir::Issues& issues) {
  std::string out = R"({"resourceType":"OperationOutcome","issue":[)";
  bool is_first = true;
  for (const fhir::Issue& issue : issues.items()) {
    if (!is_first) out += ',';
    is_first = false;
    append_issue(out, issue);
  }
  if (is_first) {
    fhir::Issue done;
    done.severity = fhir::Severity::information;
    done.code = "done";
    done.text = "All went well.";
    append_issue(out, done);
  }
  return out + "]}";
}

}  // namespace careway::api
