#include "adapters/platform/random.h"
#include "gateway/api/change.h"
#include "gateway/api/errors.h"
#include "gateway/api/handlers.h"

namespace careway::api {
namespace {

/// What If-None-Exist finds: the answer when something fits, else nothing (R4 http, conditional create).
std::optional<http::Response> answer_of_existing(const Call& call, const std::string& type) {
  const auto condition = call.request.headers.find("If-None-Exist");
  if (!condition) return std::nullopt;
  fhir::Issues issues;
  const auto found = find_by_condition(call, type, *condition, {}, issues);
  if (!found) return call.refused(issues);
  if (found->size() > 1) return call.refused("several-match");
  if (found->empty()) return std::nullopt;
  auto stored = call.store().read(call.caller.tenant, found->front());
  if (!stored || stored->deleted) return std::nullopt;
  Planned planned;
  planned.key = stored->key;
  planned.version = stored->version;
  planned.updated = stored->updated;
  planned.body = std::move(stored->body);
  http::Response response = change_response(call, planned);
  response.headers.add("Location", call.fhir_base() + "/" + planned.key.type + "/" + planned.key.id + "/_history/" +
                                       std::to_string(planned.version));
  return response;
}

}  // namespace

http::Response create_resource(const Call& call) {
  const std::string& type = call.request.capture("type");
  fhir::Issues issues;
  if (!check_type(call, type, issues)) return call.refused(issues);
  auto document = read_body(call.request, call.definitions(), issues);
  if (!document) return call.refused(issues);
  if (document->root().value() != type) return call.refused("type-mismatch");
  if (auto existing = answer_of_existing(call, type)) return std::move(*existing);
  const std::string instant = pipeline::now(call.api.services);
  auto planned = plan_create(call, *document, call.api.services.random.uuid(), instant, {}, issues);
  if (!planned || !commit_change(call, *planned, "create", false, instant, issues)) return call.refused(issues);
  return change_response(call, *planned);
}

}  // namespace careway::api
