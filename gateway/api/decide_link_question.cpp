#include "gateway/api/handlers.h"
#include "gateway/api/link_decision.h"

namespace careway::api {

http::Response decide_link_question(const Call& call) {
  const auto body = read_decision(call);
  const bool is_known = body && (body->decision == "link" || body->decision == "keep-apart");
  if (!is_known) return call.refused("decision-unreadable");
  pipeline::PersonDecisions decisions(call.api.services, call.caller, call.api.callers.partners(call.caller.tenant));
  return link_response(
      call, decisions.decide(call.request.capture("question"), body->decision == "link", body->patient, body->by));
}

}  // namespace careway::api
