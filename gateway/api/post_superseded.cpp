#include "gateway/api/content.h"
#include "gateway/api/handlers.h"
#include "gateway/pipeline/json_text.h"
#include "gateway/pipeline/person_decisions.h"

namespace careway::api {

http::Response post_superseded(const Call& call) {
  const std::string said = media_type_of(call.request);
  if (!said.empty() && said != "text/csv" && said != "text/plain") return call.refused("media-type-unknown");
  if (call.request.body.empty()) return call.refused("body-empty");
  pipeline::PersonDecisions decisions(call.api.services, call.caller, {});
  const auto result = decisions.load_superseded(call.request.body);
  if (!result.code.empty()) return call.refused(result.code);
  std::string out = "{";
  pipeline::append_member(out, "rows", result.rows);
  pipeline::append_member(out, "added", result.added);
  pipeline::append_member(out, "known", result.known);
  pipeline::append_member(out, "examined", result.examined);
  pipeline::append_member(out, "linked", result.linked);
  pipeline::append_member(out, "asked", result.asked);
  pipeline::append_member(out, "refusedCount", result.refused_count);
  out += R"(,"refused":[)";
  for (const auto& refused : result.refused) {
    if (out.back() != '[') out += ',';
    out += '{';
    pipeline::append_member(out, "line", refused.line);
    pipeline::append_member(out, "code", refused.code);
    out += '}';
  }
  http::Response response;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.body = out + "]}";
  return response;
}

}  // namespace careway::api
