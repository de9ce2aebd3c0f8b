#include "gateway/api/handlers.h"

namespace careway::api {
namespace {

bool store_answers(const Api& api) {
  try {
    // Any tenant will do: what is asked is whether an answer comes.
    (void)api.services.store.get_setting("health", "probe");
    return true;
  } catch (const store::StorageError&) {
    return false;
  }
}

}  // namespace

http::Response get_ready(const Api& api, const http::Request&) {
  http::Response response;
  response.headers.add("Content-Type", "application/json");
  if (api.draining()) {
    response.status = 503;
    response.body = R"({"status":"draining"})";
  } else if (!store_answers(api)) {
    response.status = 503;
    response.body = R"({"status":"store-unavailable"})";
  } else {
    response.body = R"({"status":"ready"})";
  }
  return response;
}

}  // namespace careway::api
