#include "gateway/api/change.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response update_resource(const Call& call) {
  const std::string& type = call.request.capture("type");
  const std::string& id = call.request.capture("id");
  fhir::Issues issues;
  if (!check_type(call, type, issues)) return call.refused(issues);
  if (!is_fhir_id(id)) return call.refused("id-invalid");
  auto document = read_body(call.request, call.definitions(), issues);
  if (!document) return call.refused(issues);
  if (document->root().value() != type) return call.refused("type-mismatch");
  const UpdateTerms terms{type, id, call.request.headers.find("If-Match")};
  const std::string instant = pipeline::now(call.api.services);
  auto planned = plan_update(call, *document, terms, instant, {}, issues);
  if (!planned) return call.refused(issues);
  if (!commit_change(call, *planned, "update", terms.if_match.has_value(), instant, issues)) {
    return call.refused(issues);
  }
  return change_response(call, *planned);
}

}  // namespace careway::api
