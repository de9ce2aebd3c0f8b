#include "gateway/api/face_call.h"
#include "gateway/api/handlers.h"

namespace careway::api {

http::Response cancel_exchange(const Call& call) {
  constexpr int kTries = 5;
  for (int i = 0; i < kTries; ++i) {
    const auto exchange = exchange_of(call);
    if (!exchange) return call.refused("exchange-unknown");
    const bool is_open =
        exchange->state == store::ExchangeState::journalled || exchange->state == store::ExchangeState::working;
    if (!is_open) return call.refused("exchange-over");
    // Whoever works on it sees the new state with the next transaction, and ends.
    const std::string instant = pipeline::now(call.api.services);
    store::Batch batch;
    store::ExchangeUpdate update;
    update.id = exchange->id;
    update.expected_state = exchange->state;
    update.state = store::ExchangeState::cancelled;
    update.documents_done = exchange->documents_done;
    update.documents_total = exchange->documents_total;
    batch.exchanges.push_back(std::move(update));
    batch.audit.push_back(audit_entry(call, "cancel", "exchange/" + exchange->id, instant));
    if (!call.store().commit(call.caller.tenant, batch).committed) continue;
    return exchange_response(*call.store().find_exchange(call.caller.tenant, exchange->id), 200);
  }
  return call.refused("version-conflict");
}

}  // namespace careway::api
