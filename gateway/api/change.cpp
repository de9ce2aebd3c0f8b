#include "gateway/api/change.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "adapters/store/instant.h"
#include "gateway/api/errors.h"
#include "gateway/http/answer.h"
#include "gateway/http/target.h"
#include "gateway/pipeline/budget_document.h"
#include "gateway/pipeline/budget_rule.h"
#include "gateway/pipeline/person_linker.h"
#include "gateway/pipeline/person_links.h"
#include "gateway/pipeline/stored_resource.h"
#include "mappers/engine/convert.h"
#include "profiles/fhir/json.h"

namespace careway::api {
namespace {

// Containers and answers, which are never kept as records.
constexpr std::array<std::string_view, 4> kTypesNotServed = {"Bundle", "Parameters", "OperationOutcome",
                                                             "CapabilityStatement"};

/// A place in a resource as a place in the Bundle that holds it: "Bundle.entry[2]" and "Patient.identifier[0]" are
/// "Bundle.entry[2].resource.identifier[0]".
std::string in_bundle(std::string_view entry, std::string_view place) {
  if (entry.empty()) return std::string(place);
  const std::size_t dot = place.find('.');
  return std::string(entry) + ".resource" + std::string(dot == std::string_view::npos ? "" : place.substr(dot));
}

void append_in_bundle(const fhir::Issues& found, std::string_view entry, fhir::Issues& issues) {
  for (fhir::Issue issue : found.items()) {
    issue.path = in_bundle(entry, issue.path);
    issues.add(std::move(issue));
  }
}

/// Checks If-Match against what is stored (0: nothing).
bool check_if_match(const UpdateTerms& terms, std::uint64_t stored_version, std::string_view path,
                    fhir::Issues& issues) {
  if (!terms.if_match) return true;
  const auto version = version_of_etag(*terms.if_match);
  if (!version) {
    refuse(issues, "if-match-invalid", path);
    return false;
  }
  if (*version == stored_version) return true;
  refuse(issues, "version-stale", path);
  return false;
}

bool check_new_id(const Call& call, std::string_view id, std::string_view path, fhir::Issues& issues) {
  if (!call.api.options.client_ids_allowed) {
    refuse(issues, "id-not-allowed", path);
    return false;
  }
  if (engine::nhs_number_check_digit_holds(id)) {
    refuse(issues, "id-looks-personal", path);
    return false;
  }
  return true;
}

Planned as_stored(store::Resource stored) {
  Planned planned;
  planned.key = std::move(stored.key);
  planned.version = stored.version;
  planned.updated = std::move(stored.updated);
  planned.body = std::move(stored.body);
  return planned;
}

Planned as_written(const Call& call, fhir::Document& document, std::string_view id, std::uint64_t expected_version,
                   const std::string& instant) {
  Planned planned;
  planned.write = pipeline::resource_write(document, call.definitions(), call.library->identities(), call.hasher, id,
                                           expected_version, instant);
  planned.key = planned.write->key;
  planned.version = expected_version + 1;
  planned.updated = instant;
  planned.body = planned.write->body;
  return planned;
}

/// Validates what comes as FHIR, as the policy says. False when it is refused; the reason and every finding are then in
/// `issues`, otherwise what was found is in `findings`.
bool check_valid(const Call& call, fhir::Element resource, std::string_view path, fhir::Issues& findings,
                 fhir::Issues& issues) {
  const pipeline::Services& services = call.api.services;
  if (services.validators == nullptr) return true;
  if (validate_crossing(*services.validators, services.validation.fhir_writes, resource, {}, findings)) return true;
  refuse(issues, "resource-invalid", in_bundle(path, resource.value()));
  append_in_bundle(findings, path, issues);
  return false;
}

/// Budgets are never overwritten or deleted, by whatever door. False when the rules of budgets refuse the change; what
/// they only warn of is in `findings`.
bool check_budget(const Call& call, fhir::Element before, fhir::Element after, std::string_view path,
                  fhir::Issues& findings, fhir::Issues& issues) {
  fhir::Issues found;
  const bool may = pipeline::check_budget_write(call.api.services, call.caller, before, after, found);
  if (may) {
    findings.append(found);
  } else {
    append_in_bundle(found, path, issues);
  }
  return may;
}

/// The version before a budget that comes as FHIR is over from now on.
void supersede_before(const Call& call, fhir::Element budget, const std::string& instant, Planned& planned) {
  const auto before = pipeline::version_before(call.api.services, call.caller, budget);
  const auto stored = before ? call.store().read(call.caller.tenant, *before) : std::nullopt;
  if (!stored || stored->deleted) return;
  fhir::Document document = stored_document(call, stored->body);
  if (!pipeline::set_budget_status(document, "superseded", call.library->names())) return;
  planned.superseded = pipeline::resource_write(document, call.definitions(), call.library->identities(), call.hasher,
                                                before->id, stored->version, instant);
}

/// Who is one person with whom is said at /people alone, where somebody answers for it.
bool check_no_link_record(fhir::Element resource, std::string_view path, fhir::Issues& issues) {
  if (!pipeline::is_link_record(resource)) return true;
  refuse(issues, "people-only", in_bundle(path, resource.value()));
  return false;
}

/// The same, and nobody may bring together again what was parted.
bool check_people(const Call& call, fhir::Element resource, std::string_view path, fhir::Issues& issues) {
  if (!check_no_link_record(resource, path, issues)) return false;
  if (pipeline::is_drawn_from_too_many(call.api.services, resource)) {
    refuse(issues, "limit-drawn-from", in_bundle(path, resource.value()));
    return false;
  }
  if (!pipeline::is_across_undone_link(call.api.services, call.caller, resource)) return true;
  refuse(issues, "people-kept-apart", in_bundle(path, resource.value()));
  return false;
}

/// True when the new document, stamped like the stored one, is the stored one.
bool is_unchanged(const Call& call, fhir::Document& document, const store::Resource& stored) {
  pipeline::stamp(document, call.definitions(), stored.key.id, stored.version, stored.updated);
  std::string body;
  fhir::write_json(document.root(), call.definitions(), body);
  return body == stored.body;
}

}  // namespace

std::optional<Planned> plan_create(const Call& call, fhir::Document& document, const std::string& id,
                                   const std::string& instant, std::string_view path, fhir::Issues& issues) {
  fhir::Issues findings;
  if (!check_people(call, document.root(), path, issues)) return std::nullopt;
  if (!check_budget(call, {}, document.root(), path, findings, issues)) return std::nullopt;
  if (!check_valid(call, document.root(), path, findings, issues)) return std::nullopt;
  Planned planned = as_written(call, document, id, 0, instant);
  supersede_before(call, document.root(), instant, planned);
  planned.status = 201;
  planned.findings = std::move(findings);
  return planned;
}

std::optional<Planned> plan_update(const Call& call, fhir::Document& document, const UpdateTerms& terms,
                                   const std::string& instant, std::string_view path, fhir::Issues& issues) {
  const fhir::Element root = document.root();
  const std::string_view body_id = root.child_value("id");
  if (body_id.empty()) {
    refuse(issues, "id-missing", in_bundle(path, std::string(terms.type) + ".id"));
    return std::nullopt;
  }
  if (body_id != terms.id) {
    refuse(issues, "id-mismatch", in_bundle(path, std::string(terms.type) + ".id"));
    return std::nullopt;
  }
  auto stored = call.store().read(call.caller.tenant, {std::string(terms.type), std::string(terms.id)});
  const bool is_there = stored && !stored->deleted;
  if (!check_if_match(terms, is_there ? stored->version : 0, path, issues)) return std::nullopt;
  if (!stored && !check_new_id(call, terms.id, path, issues)) return std::nullopt;
  if (!check_people(call, root, path, issues)) return std::nullopt;
  fhir::Issues findings;
  if (is_there) {
    const fhir::Document before = stored_document(call, stored->body);
    if (!check_no_link_record(before.root(), path, issues)) return std::nullopt;
    if (is_unchanged(call, document, *stored)) return as_stored(std::move(*stored));
    if (!check_budget(call, before.root(), root, path, findings, issues)) return std::nullopt;
    fhir::Issues lost;
    const auto ownership = call.api.ownerships.of(call.library);
    if (!check_nothing_lost(before.root(), root, *ownership, call.caller.partner_kind, lost)) {
      append_in_bundle(lost, path, issues);
      return std::nullopt;
    }
  } else if (!check_budget(call, {}, root, path, findings, issues)) {
    return std::nullopt;
  }
  if (!check_valid(call, root, path, findings, issues)) return std::nullopt;
  Planned planned = as_written(call, document, terms.id, stored ? stored->version : 0, instant);
  if (!is_there) supersede_before(call, root, instant, planned);
  planned.status = is_there ? 200 : 201;
  planned.findings = std::move(findings);
  return planned;
}

std::optional<Planned> plan_delete(const Call& call, const UpdateTerms& terms, const std::string& instant,
                                   std::string_view path, fhir::Issues& issues) {
  Planned planned;
  planned.key = {std::string(terms.type), std::string(terms.id)};
  planned.status = 204;
  const auto stored = call.store().read(call.caller.tenant, planned.key);
  const bool is_there = stored && !stored->deleted;
  if (!check_if_match(terms, is_there ? stored->version : 0, path, issues)) return std::nullopt;
  if (!is_there) {
    if (stored) planned.version = stored->version;
    return planned;
  }
  const auto ownership = call.api.ownerships.of(call.library);
  const fhir::Document before = stored_document(call, stored->body);
  if (!check_no_link_record(before.root(), path, issues)) return std::nullopt;
  fhir::Issues findings;
  if (!check_budget(call, before.root(), {}, path, findings, issues)) return std::nullopt;
  fhir::Issues lost;
  if (!check_may_delete(before.root(), *ownership, call.caller.partner_kind, lost)) {
    append_in_bundle(lost, path, issues);
    return std::nullopt;
  }
  store::ResourceWrite write;
  write.key = planned.key;
  write.expected_version = stored->version;
  write.updated = instant;
  write.deleted = true;
  planned.write = std::move(write);
  planned.version = stored->version + 1;
  planned.updated = instant;
  return planned;
}

void report_conflict(const store::Conflict& conflict, bool has_if_match, std::string_view path, fhir::Issues& issues) {
  if (conflict.kind != store::Conflict::Kind::identity) {
    refuse(issues, has_if_match ? "version-stale" : "version-conflict", path);
    return;
  }
  issues.error(
      "identifier-taken", path,
      fmt::format("{} It is {}/{}.", error_row("identifier-taken").text, conflict.holder.type, conflict.holder.id));
}

void add_superseded(const Call& call, Planned& planned, const std::string& instant, store::Batch& batch) {
  if (!planned.superseded) return;
  const store::ResourceKey& key = planned.superseded->key;
  // A transaction may say it itself.
  if (std::ranges::any_of(batch.resources, [&](const store::ResourceWrite& write) { return write.key == key; })) return;
  const std::string what = fmt::format("{}/{}/{}", key.type, key.id, planned.superseded->expected_version + 1);
  batch.audit.push_back(audit_entry(call, "budget-supersede", what, instant));
  batch.resources.push_back(std::move(*planned.superseded));
}

bool commit_change(const Call& call, Planned& planned, std::string_view action, bool has_if_match,
                   const std::string& instant, fhir::Issues& issues) {
  if (!planned.write) return true;
  store::Batch batch;
  const std::string what = fmt::format("{}/{}/{}", planned.key.type, planned.key.id, planned.version);
  batch.resources.push_back(std::move(*planned.write));
  batch.audit.push_back(audit_entry(call, action, what, instant));
  add_superseded(call, planned, instant, batch);
  pipeline::PersonLinker linker(call.api.services, call.caller, call.api.callers.partners(call.caller.tenant));
  linker.note(batch);
  const auto held = linker.examine(batch, instant);
  const store::CommitResult result = call.store().commit(call.caller.tenant, batch);
  if (result.committed) return true;
  report_conflict(result.conflict, has_if_match, planned.key.type, issues);
  return false;
}

void add_version_headers(http::Response& response, std::uint64_t version, std::string_view updated) {
  response.headers.set("ETag", version_etag(version));
  response.headers.set("Last-Modified", http::http_date(store::instant_to_microseconds(updated)));
}

http::Response change_response(const Call& call, const Planned& planned) {
  http::Response response;
  response.status = planned.status;
  if (planned.status == 204) {
    if (planned.version > 0) response.headers.add("ETag", version_etag(planned.version));
    return response;
  }
  add_version_headers(response, planned.version, planned.updated);
  if (planned.status == 201) {
    response.headers.add("Location", fmt::format("{}/{}/{}/_history/{}", call.fhir_base(), planned.key.type,
                                                 planned.key.id, planned.version));
  }
  add_findings_header(response, planned.findings);
  const std::string preferred = preference(call.request, "return");
  if (preferred == "minimal") return response;
  if (preferred == "OperationOutcome") {
    set_fhir_body(response, operation_outcome_json(planned.findings), call.wire, call.definitions());
  } else {
    set_fhir_body(response, planned.body, call.wire, call.definitions());
  }
  return response;
}

fhir::Document stored_document(const Call& call, const std::string& body) {
  fhir::Issues issues;
  auto document = fhir::read_json(body, call.definitions(), issues);
  if (!document) {
    throw store::StorageError(store::StorageError::Kind::corrupt, false, "a stored resource cannot be read");
  }
  return std::move(*document);
}

bool is_served_type(const definitions::Definitions& definitions, std::string_view type) {
  return definitions.is_resource(type) && std::ranges::find(kTypesNotServed, type) == kTypesNotServed.end();
}

bool check_type(const Call& call, std::string_view type, fhir::Issues& issues) {
  if (is_served_type(call.definitions(), type)) return true;
  refuse(issues, "type-unknown");
  return false;
}

std::optional<std::vector<store::ResourceKey>> find_by_condition(const Call& call, std::string_view type,
                                                                 std::string_view condition, std::string_view path,
                                                                 fhir::Issues& issues) {
  constexpr std::string_view kIdentifier = "identifier=";
  if (condition.starts_with('?')) condition.remove_prefix(1);
  const auto value = condition.starts_with(kIdentifier) && condition.find('&') == std::string_view::npos
                         ? http::percent_decode(condition.substr(kIdentifier.size()))
                         : std::nullopt;
  const std::size_t bar = value ? value->find('|') : std::string::npos;
  if (bar == std::string::npos || bar == 0 || bar + 1 == value->size()) {
    refuse(issues, "condition-unknown", path);
    return std::nullopt;
  }
  store::SearchQuery query;
  query.type = std::string(type);
  query.page_size = 2;
  query.terms.push_back(
      {{call.hasher.hash(type, "identifier", store::SearchForm::system_and_code,
                         std::string_view(*value).substr(0, bar), std::string_view(*value).substr(bar + 1))}});
  std::vector<store::ResourceKey> keys;
  while (true) {
    const store::SearchPage page = call.store().search(call.caller.tenant, query);
    for (const store::Resource& resource : page.resources) keys.push_back(resource.key);
    if (keys.size() >= 2 || page.next_cursor.empty()) return keys;
    query.cursor = page.next_cursor;
  }
}

}  // namespace careway::api
