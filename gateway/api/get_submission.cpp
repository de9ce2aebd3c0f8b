#include "gateway/api/errors.h"
#include "gateway/api/face_call.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response get_submission(const Call& call) {
  const pipeline::Face* face = face_of(call);
  if (face == nullptr) return call.refused("face-unknown");
  fhir::Issues issues;
  const auto options = export_options(call, issues);
  if (!options) return call.refused(issues);
  pipeline::Exporter exporter(call.api.services, call.caller, *face);
  engine::Ledger ledger;
  const auto anchors = exporter.all_anchors(*options);
  http::Response response;
  response.body = exporter.write_file(anchors, *options, ledger, issues);
  response.headers.add("Content-Type", face->media_type);
  add_findings_header(response, issues);
  // Documents that cannot be written are left out; who reads the file must be able to see that there are some.
  response.headers.add("X-Careway-Problems", std::to_string(issues.error_count()));
  return response;
}

}  // namespace careway::api
