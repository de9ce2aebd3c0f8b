#include "gateway/api/face_call.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response get_exchange(const Call& call) {
  const auto exchange = exchange_of(call);
  if (!exchange) return call.refused("exchange-unknown");
  return exchange_response(*exchange, 200);
}

}  // namespace careway::api
