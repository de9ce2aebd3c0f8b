#include "gateway/api/errors.h"
#include "gateway/api/face_call.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response get_face_document(const Call& call) {
  const pipeline::Face* face = face_of(call);
  if (face == nullptr) return call.refused("face-unknown");
  fhir::Issues issues;
  const auto options = export_options(call, issues);
  if (!options) return call.refused(issues);
  pipeline::Exporter exporter(call.api.services, call.caller, *face);
  engine::Ledger ledger;
  auto written =
      exporter.write_one({call.request.capture("type"), call.request.capture("id")}, *options, ledger, issues);
  if (!written) return call.refused(issues);
  http::Response response;
  response.headers.add("ETag", quoted_etag(written->etag));
  if (call.request.headers.find("If-None-Match") == quoted_etag(written->etag)) {
    response.status = 304;
    return response;
  }
  response.headers.add("Content-Type", face->media_type);
  add_findings_header(response, issues);
  response.body = std::move(written->bytes);
  return response;
}

}  // namespace careway::api
