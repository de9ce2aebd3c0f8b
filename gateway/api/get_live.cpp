#include "gateway/api/handlers.h"

namespace careway::api {

http::Response get_live(const Api&, const http::Request&) {
  http::Response response;
  response.headers.add("Content-Type", "application/json");
  response.body = R"({"status":"live"})";
  return response;
}

}  // namespace careway::api
