#include <algorithm>

#include "gateway/api/exchange_worker.h"
#include "gateway/api/face_call.h"
#include "gateway/api/handlers.h"
#include "gateway/pipeline/importer.h"

namespace careway::api {
namespace {

constexpr std::size_t kIdempotencyKeyBytesMax = 255;

bool is_idempotency_key(std::string_view key) {
  return !key.empty() && key.size() <= kIdempotencyKeyBytesMax &&
         std::ranges::all_of(key, [](char letter) { return letter > ' ' && letter < 0x7F; });
}

http::Response accepted(const Call& call, const std::string& exchange) {
  const auto stored = call.store().find_exchange(call.caller.tenant, exchange);
  if (!stored) return call.refused("exchange-unknown");
  http::Response response = exchange_response(*stored, 202);
  response.headers.add("Location", call.address() + "/exchanges/" + exchange);
  return response;
}

/// Hands the work on and tells where to ask.
http::Response in_background(const Call& call, const pipeline::Face& face, const std::string& exchange) {
  if (!call.api.worker.give({call.caller, face.name, exchange})) {
    // The bytes are safe: a restart or the same push under the same key takes them up.
    return call.refused("busy");
  }
  return accepted(call, exchange);
}

/// The same push again: what came of the first.
http::Response again(const Call& call, const pipeline::Face& face, const pipeline::Importer::Journalled& journalled) {
  if (!journalled.same_bytes) return call.refused("idempotency-key-reused");
  const auto stored = call.store().find_exchange(call.caller.tenant, journalled.exchange);
  if (!stored) return call.refused("exchange-unknown");
  const bool is_open =
      stored->state == store::ExchangeState::journalled || stored->state == store::ExchangeState::working;
  if (is_open) return in_background(call, face, journalled.exchange);
  return receipt_response(pipeline::receipt_from_json(stored->receipt));
}

/// Keeps an exchange from the worker while this request works on it.
class Hold {
 public:
  Hold(ExchangeWorker& worker, std::string exchange) : worker_(worker), exchange_(std::move(exchange)) {
    worker_.take(exchange_);
  }
  ~Hold() { worker_.release(exchange_); }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

 private:
  ExchangeWorker& worker_;
  std::string exchange_;
};

}  // namespace

http::Response post_face(const Call& call) {
  const pipeline::Face* face = face_of(call);
  if (face == nullptr) return call.refused("face-unknown");
  if (!is_body_of(call.request, *face)) return call.refused("media-type-unknown");
  if (call.request.body.empty()) return call.refused("body-empty");
  pipeline::ImportOptions options;
  options.media_type = face->media_type;
  options.all_or_nothing = call.request.query_value("all-or-nothing") == "true";
  if (const auto key = call.request.headers.find("Idempotency-Key")) {
    if (!is_idempotency_key(*key)) return call.refused("idempotency-key-invalid");
    options.idempotency_key = std::string(*key);
  }
  pipeline::Importer importer(call.api.services, call.caller, *face);
  const auto journalled = importer.journal(call.request.body, options);
  if (!journalled.created) return again(call, *face, journalled);
  const bool is_small = call.request.body.size() <= call.api.options.background_bytes;
  if (!is_small && !options.all_or_nothing) return in_background(call, *face, journalled.exchange);
  const Hold hold(call.api.worker, journalled.exchange);
  return receipt_response(importer.run(journalled.exchange, call.request.body, options));
}

}  // namespace careway::api
