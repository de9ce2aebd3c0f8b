#include "gateway/api/handlers.h"
#include "gateway/http/target.h"

namespace careway::api {

http::Response search_by_post(const Call& call) {
  const std::string type = media_type_of(call.request);
  if (type != "application/x-www-form-urlencoded" && !(type.empty() && call.request.body.empty())) {
    return call.refused("media-type-unknown");
  }
  // A form is spelled as a query is, so that an NHS number need not stand in an address.
  http::Target form;
  if (http::parse_target("/?" + call.request.body, http::Limits{}, form)) return call.refused("form-unreadable");
  http::Request request;
  request.method = "GET";
  request.headers = call.request.headers;
  request.captures = call.request.captures;
  request.request_id = call.request.request_id;
  request.query = call.request.query;
  request.query.insert(request.query.end(), form.query.begin(), form.query.end());
  const Call search{call.api, request, call.caller, call.roles, call.library, call.wire, call.hasher};
  return search_resources(search);
}

}  // namespace careway::api
