#pragma once

#include <string>
#include <string_view>

#include "adapters/store/bytes.h"
#include "adapters/store/records.h"
#include "adapters/store/search_hash.h"

namespace careway::store {

/// What the killed program writes and the test looks for.
inline constexpr const char* kCrashTenant = "place";
inline constexpr std::uint64_t kCrashKey = 77;

inline std::string crash_digest(std::string_view bytes) {
  std::string digest;
  for (std::uint64_t i = 0; i < 4; ++i) add_number(digest, sip_hash({99, i}, bytes));
  return digest;
}

inline Exchange crash_exchange() {
  Exchange exchange;
  exchange.id = "import";
  exchange.partner = "northshire";
  exchange.face = "cld-r2";
  exchange.idempotency_key = "import";
  exchange.received = "2026-04-01T12:00:00.000000Z";
  return exchange;
}

inline Batch crash_batch(std::uint64_t number) {
  const std::string name = std::to_string(number);
  Batch batch;
  for (const char* type : {"Patient", "ServiceRequest"}) {
    ResourceWrite write;
    write.key = {.type = type, .id = name};
    write.updated = "2026-04-01T12:00:00.000000Z";
    write.body = std::string(1500, 'x') + name;
    write.search_hashes = {kCrashKey, number + 1000};
    write.identities = {sip_hash({1, 2}, type + name)};
    batch.resources.push_back(write);
  }
  batch.residues.push_back({.key = {"northshire", "cld-r2", "ServiceRequest/" + name},
                            .expected_version = 0,
                            .remove = false,
                            .bytes = name});
  batch.outcomes.push_back({"import", number, "created", number % 5 == 0, "ServiceRequest/" + name, ""});
  batch.ledger.push_back({"import", "carried", 1});
  batch.exchanges.push_back({.id = "import",
                             .expected_state = std::nullopt,
                             .state = ExchangeState::working,
                             .documents_done = number,
                             .documents_total = 0,
                             .receipt = std::nullopt,
                             .closure_hash = std::nullopt});
  batch.audit.push_back({"import", "2026-04-01T12:00:00.000000Z", name});
  batch.outbox.push_back({"marketplace", "2026-04-01T12:00:00.000000Z", name});
  return batch;
}

}  // namespace careway::store
