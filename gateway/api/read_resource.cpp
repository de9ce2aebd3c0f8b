#include "gateway/api/change.h"
#include "gateway/api/handlers.h"
#include "gateway/pipeline/person_links.h"

namespace careway::api {

http::Response read_resource(const Call& call) {
  const std::string& type = call.request.capture("type");
  if (!is_served_type(call.definitions(), type)) return call.refused("type-unknown");
  const auto resource = call.store().read(call.caller.tenant, {type, call.request.capture("id")});
  if (!resource) return call.refused("not-found");
  if (resource->deleted) return call.refused("deleted");
  if (pipeline::is_across_undone_link(call.api.services, call.caller, resource->body)) return call.refused("parted");
  http::Response response;
  add_version_headers(response, resource->version, resource->updated);
  const auto known = call.request.headers.find("If-None-Match");
  if (known && version_of_etag(*known) == resource->version) {
    response.status = 304;
    return response;
  }
  set_fhir_body(response, resource->body, call.wire, call.definitions());
  return response;
}

}  // namespace careway::api
