#include "gateway/api/handlers.h"

namespace careway::api {

http::Response get_metrics(const Api& api, const http::Request&) {
  http::Response response;
  response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.body = api.metrics.text();
  return response;
}

}  // namespace careway::api
