#include "gateway/api/change.h"
#include "gateway/api/handlers.h"
#include "gateway/pipeline/person_links.h"

namespace careway::api {

http::Response read_version(const Call& call) {
  const std::string& type = call.request.capture("type");
  if (!is_served_type(call.definitions(), type)) return call.refused("type-unknown");
  const auto version = version_of_etag('"' + call.request.capture("version") + '"');
  if (!version) return call.refused("version-unknown");
  const auto resource = call.store().read_version(call.caller.tenant, {type, call.request.capture("id")}, *version);
  if (!resource) return call.refused("version-unknown");
  if (resource->deleted) return call.refused("deleted");
  if (pipeline::is_across_undone_link(call.api.services, call.caller, resource->body)) return call.refused("parted");
  http::Response response;
  add_version_headers(response, resource->version, resource->updated);
  set_fhir_body(response, resource->body, call.wire, call.definitions());
  return response;
}

}  // namespace careway::api
