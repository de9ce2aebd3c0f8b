#include "gateway/api/handlers.h"
#include "gateway/api/link_decision.h"

namespace careway::api {

http::Response undo_link(const Call& call) {
  const auto body = read_decision(call);
  if (!body) return call.refused("decision-unreadable");
  pipeline::PersonDecisions decisions(call.api.services, call.caller, call.api.callers.partners(call.caller.tenant));
  return link_response(call, decisions.undo(call.request.capture("person"), body->patient, body->by));
}

}  // namespace careway::api
