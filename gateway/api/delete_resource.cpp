#include "gateway/api/change.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response delete_resource(const Call& call) {
  const std::string& type = call.request.capture("type");
  const std::string& id = call.request.capture("id");
  fhir::Issues issues;
  if (!check_type(call, type, issues)) return call.refused(issues);
  const UpdateTerms terms{type, id, call.request.headers.find("If-Match")};
  const std::string instant = pipeline::now(call.api.services);
  auto planned = plan_delete(call, terms, instant, {}, issues);
  if (!planned) return call.refused(issues);
  if (!commit_change(call, *planned, "delete", terms.if_match.has_value(), instant, issues)) {
    return call.refused(issues);
  }
  return change_response(call, *planned);
}

}  // namespace careway::api
