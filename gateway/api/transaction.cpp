#include "gateway/api/transaction.h"

#include <fmt/format.h>

#include <array>
#include <set>

#include "adapters/platform/random.h"
#include "gateway/api/errors.h"
#include "gateway/api/handlers.h"
#include "gateway/api/overlay.h"
#include "gateway/http/target.h"
#include "gateway/pipeline/budget_guard.h"
#include "gateway/pipeline/person_linker.h"
#include "gateway/pipeline/stored_resource.h"

namespace careway::api {
namespace {

std::string status_line(int status) {
  return fmt::format("{} {}", status, http::reason_phrase(status));
}

std::string_view audit_action(const Planned& planned) {
  if (planned.status == 204) return "delete";
  return planned.version == 1 ? "create" : "update";
}

}  // namespace

bool Transaction::run(const fhir::Document& bundle, fhir::Issues& issues) {
  is_collection_ = bundle.root().child_value("type") == "collection";
  instant_ = pipeline::now(call_.api.services);
  if (!read_entries(bundle, issues) || !give_ids(issues)) return false;
  for (Entry& entry : entries_) {
    if (entry.document) rewrite_references(entry, entry.document->root(), issues);
  }
  if (issues.has_errors()) return false;
  for (const Method method : {Method::remove, Method::create, Method::collect, Method::update}) {
    for (Entry& entry : entries_) {
      if (entry.method != method) continue;
      auto planned = plan_of(entry, issues);
      if (!planned) continue;
      entry.planned = std::move(*planned);
      check_one_version(entry, issues);
    }
  }
  return !issues.has_errors() && commit(issues);
}

bool Transaction::read_entries(const fhir::Document& bundle, fhir::Issues& issues) {
  std::size_t number = 0;
  for (fhir::Element element : bundle.root()) {
    if (element.name() != "entry") continue;
    if (number >= call_.api.options.transaction_entries_max) {
      refuse(issues, "bundle-too-long", "Bundle.entry");
      return false;
    }
    Entry entry;
    entry.path = fmt::format("Bundle.entry[{}]", number++);
    entry.full_url = std::string(element.child_value("fullUrl"));
    if (read_request(element, entry, issues) && read_resource_of(element, entry, issues)) {
      entries_.push_back(std::move(entry));
    }
  }
  return !issues.has_errors();
}

bool Transaction::read_request(fhir::Element element, Entry& entry, fhir::Issues& issues) {
  const fhir::Element resource = element.child("resource");
  if (is_collection_) {
    entry.method = Method::collect;
    entry.type = resource ? std::string(resource.value()) : std::string();
    return true;
  }
  const fhir::Element request = element.child("request");
  const std::string_view method = request ? request.child_value("method") : std::string_view();
  entry.url = request ? std::string(request.child_value("url")) : std::string();
  const std::string path = entry.url.substr(0, entry.url.find('?'));
  const std::size_t slash = path.find('/');
  entry.type = path.substr(0, slash);
  if (slash != std::string::npos) entry.id = path.substr(slash + 1);
  const bool has_id = is_fhir_id(entry.id);
  bool is_well_formed = false;
  if (method == "POST") {
    entry.method = Method::create;
    is_well_formed = slash == std::string::npos && path == entry.url;
  } else if (method == "PUT" || method == "DELETE") {
    entry.method = method == "PUT" ? Method::update : Method::remove;
    is_well_formed = has_id && path == entry.url;
  } else if (method == "GET") {
    entry.method = Method::read;
    is_well_formed = has_id || slash == std::string::npos;
  }
  if (!is_well_formed || !is_served_type(call_.definitions(), entry.type)) {
    refuse(issues, "entry-request", entry.path + ".request");
    return false;
  }
  if (const auto etag = request.child_value("ifMatch"); !etag.empty()) entry.if_match = std::string(etag);
  if (const auto condition = request.child_value("ifNoneExist"); !condition.empty()) {
    entry.if_none_exist = std::string(condition);
  }
  return true;
}

bool Transaction::read_resource_of(fhir::Element element, Entry& entry, fhir::Issues& issues) {
  if (entry.method == Method::read || entry.method == Method::remove) return true;
  const fhir::Element resource = element.child("resource");
  if (!resource || resource.value() != entry.type || !is_served_type(call_.definitions(), entry.type)) {
    refuse(issues, "entry-resource", entry.path + ".resource");
    return false;
  }
  entry.document.emplace();
  entry.document->copy_content(0, resource);
  entry.own_id = std::string(resource.child_value("id"));
  return true;
}

bool Transaction::give_ids(fhir::Issues& issues) {
  for (Entry& entry : entries_) {
    if (!give_id(entry, issues)) continue;
    const bool is_read = entry.method == Method::read || entry.method == Method::remove;
    if (is_read) continue;
    if (!entry.full_url.empty()) point(entry.full_url, entry, issues);
    // Resources of a collection speak of each other by the ids of the system that sent them.
    if (is_collection_ && !entry.own_id.empty()) point(entry.type + "/" + entry.own_id, entry, issues);
  }
  return !issues.has_errors();
}

bool Transaction::point(const std::string& from, const Entry& entry, fhir::Issues& issues) {
  const auto [at, is_new] = targets_.emplace(from, entry.type + "/" + entry.id);
  if (!is_new) refuse(issues, "entry-full-url", entry.path + ".fullUrl");
  return is_new;
}

bool Transaction::give_id(Entry& entry, fhir::Issues& issues) {
  if (entry.method == Method::collect) {
    const auto meant = find_meant(call_, entry.document->root(), entry.path + ".resource", issues);
    entry.is_existing = meant.has_value();
    entry.id = meant ? meant->id : call_.api.services.random.uuid();
    return !issues.has_errors();
  }
  if (entry.method != Method::create) return true;
  if (entry.if_none_exist) {
    const auto found =
        find_by_condition(call_, entry.type, *entry.if_none_exist, entry.path + ".request.ifNoneExist", issues);
    if (!found) return false;
    if (found->size() > 1) {
      refuse(issues, "several-match", entry.path + ".request.ifNoneExist");
      return false;
    }
    if (found->size() == 1) {
      entry.id = found->front().id;
      entry.is_existing = true;
      return true;
    }
  }
  entry.id = call_.api.services.random.uuid();
  return true;
}

std::optional<std::string> Transaction::target_of(const Entry& entry, fhir::Element element, fhir::Issues& issues) {
  const std::string value(element.value());
  const bool is_reference = element.name() == "reference";
  if (!is_reference) {
    // Addresses elsewhere (uri, canonical) may name an entry, too; plain strings, as an identifier's value, may not.
    const auto& definitions = call_.definitions();
    if (!value.starts_with("urn:") || element.entry() == fhir::kNoEntry) return std::nullopt;
    const auto type = definitions.type(definitions.entry_type(element.entry())).name;
    if (type != "uri" && type != "url" && type != "canonical" && type != "uuid" && type != "oid") return std::nullopt;
  }
  if (const auto found = targets_.find(value); found != targets_.end()) return found->second;
  if (!is_reference) return std::nullopt;
  if (value.starts_with("urn:uuid:") || value.starts_with("urn:oid:")) {
    refuse(issues, "entry-reference", entry.path + ".resource");
    return std::nullopt;
  }
  const std::size_t question = value.find('?');
  if (question == std::string::npos || value.find("://") != std::string::npos) return std::nullopt;
  const std::string type = value.substr(0, question);
  const auto found = find_by_condition(call_, type, value.substr(question + 1), entry.path + ".resource", issues);
  if (!found) return std::nullopt;
  if (found->size() != 1) {
    refuse(issues, found->empty() ? "entry-reference" : "several-match", entry.path + ".resource");
    return std::nullopt;
  }
  return type + "/" + found->front().id;
}

void Transaction::rewrite_references(Entry& entry, fhir::Element element, fhir::Issues& issues) {
  for (fhir::Element child : element) {
    if (child.kind() == fhir::ValueKind::text) {
      if (const auto target = target_of(entry, child, issues)) {
        entry.document->set_value(child.index(), fhir::ValueKind::text, *target);
      }
    }
    rewrite_references(entry, child, issues);
  }
}

/// A new version of a budget was held against what is stored, which another one of this transaction would change.
void Transaction::check_one_version(const Entry& entry, fhir::Issues& issues) {
  if (!entry.document || !entry.planned.write || entry.planned.status != 201) return;
  std::string series = pipeline::budget_series(entry.document->root(), call_.library->names());
  if (series.empty() || new_budgets_.insert(std::move(series)).second) return;
  pipeline::refuse_second_version(entry.path + ".resource.identifier", issues);
}

Planned Transaction::existing(const Entry& entry) const {
  Planned planned;
  planned.key = {entry.type, entry.id};
  if (auto stored = call_.store().read(call_.caller.tenant, planned.key)) {
    planned.version = stored->version;
    planned.updated = stored->updated;
    planned.body = std::move(stored->body);
  }
  return planned;
}

std::optional<Planned> Transaction::plan_of(Entry& entry, fhir::Issues& issues) {
  const auto if_match = entry.if_match ? std::optional<std::string_view>(*entry.if_match) : std::nullopt;
  const UpdateTerms terms{entry.type, entry.id, if_match};
  switch (entry.method) {
    case Method::remove:
      return plan_delete(call_, terms, instant_, entry.path, issues);
    case Method::update:
      return plan_update(call_, *entry.document, terms, instant_, entry.path, issues);
    case Method::create:
      if (entry.is_existing) return existing(entry);
      return plan_create(call_, *entry.document, entry.id, instant_, entry.path, issues);
    case Method::collect: {
      if (!entry.is_existing) return plan_create(call_, *entry.document, entry.id, instant_, entry.path, issues);
      const Planned stored = existing(entry);
      const fhir::Document before = stored_document(call_, stored.body);
      lay_over(*entry.document, before.root());
      pipeline::stamp(*entry.document, call_.definitions(), entry.id, stored.version, stored.updated);
      return plan_update(call_, *entry.document, terms, instant_, entry.path, issues);
    }
    case Method::read:
      break;
  }
  return std::nullopt;
}

bool Transaction::commit(fhir::Issues& issues) {
  store::Batch batch;
  std::vector<const Entry*> writers;
  std::set<std::pair<std::string, std::string>> changed;
  for (const Method method : {Method::remove, Method::create, Method::collect, Method::update}) {
    for (Entry& entry : entries_) {
      if (entry.method != method || !entry.planned.write) continue;
      if (!changed.emplace(entry.type, entry.id).second) {
        refuse(issues, "entry-twice", entry.path);
        return false;
      }
      const std::string what = fmt::format("{}/{}/{}", entry.type, entry.id, entry.planned.version);
      batch.audit.push_back(audit_entry(call_, audit_action(entry.planned), what, instant_));
      batch.resources.push_back(std::move(*entry.planned.write));
      writers.push_back(&entry);
    }
  }
  if (batch.resources.empty()) return true;
  for (Entry& entry : entries_) add_superseded(call_, entry.planned, instant_, batch);
  pipeline::PersonLinker linker(call_.api.services, call_.caller, call_.api.callers.partners(call_.caller.tenant));
  linker.note(batch);
  const auto held = linker.examine(batch, instant_);
  const store::CommitResult result = call_.store().commit(call_.caller.tenant, batch);
  if (result.committed) return true;
  const Entry* writer = result.conflict.index < writers.size() ? writers[result.conflict.index] : nullptr;
  report_conflict(result.conflict, writer != nullptr && writer->if_match.has_value(),
                  writer == nullptr ? "Bundle" : std::string_view(writer->path), issues);
  return false;
}

void Transaction::append_read(const Entry& entry, BundleWriter& writer) const {
  http::Request request;
  request.method = "GET";
  request.headers = call_.request.headers;
  request.request_id = call_.request.request_id;
  http::Target target;
  if (http::parse_target("/" + entry.url, http::Limits{}, target)) {
    writer.add_response(status_line(400), {}, {}, {}, {});
    return;
  }
  request.query = target.query;
  request.captures = {{"type", entry.type}, {"id", entry.id}};
  const Call call{call_.api, request, call_.caller, call_.roles, call_.library, Wire::json, call_.hasher};
  const http::Response response = entry.id.empty() ? search_resources(call) : read_resource(call);
  writer.add_response(status_line(response.status), {}, response.headers.find("ETag").value_or(""), {}, response.body);
}

std::string Transaction::response() const {
  BundleWriter writer(call_, "transaction-response");
  const bool with_bodies = preference(call_.request, "return") == "representation";
  for (const Entry& entry : entries_) {
    if (entry.method == Method::read) {
      append_read(entry, writer);
      continue;
    }
    const Planned& planned = entry.planned;
    if (planned.status == 204) {
      writer.add_response(status_line(204), {}, {}, {}, {});
      continue;
    }
    const std::string location = fmt::format("{}/{}/_history/{}", planned.key.type, planned.key.id, planned.version);
    writer.add_response(status_line(planned.status), location, version_etag(planned.version), planned.updated,
                        with_bodies ? std::string_view(planned.body) : std::string_view());
  }
  return writer.finish(-1);
}

}  // namespace careway::api
