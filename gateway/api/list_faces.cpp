#include "gateway/api/handlers.h"
#include "gateway/pipeline/json_text.h"

namespace careway::api {

http::Response list_faces(const Call& call) {
  std::string out = R"({"faces":[)";
  for (const pipeline::Face& face : call.library->faces()) {
    if (out.back() != '[') out += ',';
    out += '{';
    pipeline::append_member(out, "name", face.name);
    pipeline::append_member(out, "title", face.title);
    pipeline::append_member(out, "mediaType", face.media_type);
    pipeline::append_member(out, "partnerKind", face.partner_kind);
    pipeline::append_member(out, "map", face.map_file);
    pipeline::append_member(out, "closureHash", face.closure_hash);
    out += '}';
  }
  out += "]}";
  http::Response response;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.body = std::move(out);
  return response;
}

}  // namespace careway::api
