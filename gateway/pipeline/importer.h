#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/pipeline/receipt.h"
#include "gateway/pipeline/services.h"

namespace careway::pipeline {

/// Where the residue of a document that is a file of its own (XML, JSON) keeps how that file is spelled.
inline constexpr std::string_view kDialectPath = "dialect";

struct ImportOptions {
  std::string idempotency_key;  ///< empty: none
  std::string media_type;
  bool all_or_nothing = false;  ///< one refused document refuses the file
  /// Called between batches with documents done and total; false stops the work (the exchange is then cancelled).
  std::function<bool(std::uint64_t done, std::uint64_t total)> progress;
};

/// Puts the bytes of a face into the record. In order: journal the bytes (durable), read (file faults end it here with
/// nothing changed), match what each document means to what the record has, put, one transaction a batch, receipt.
/// Documents of one person are put together, the latest event first, and make one version.
/// Not safe for concurrent use; make one per call.
class Importer {
 public:
  Importer(const Services& services, const Caller& caller, const Face& face);

  /// Journals the bytes under a new exchange. With an idempotency key that was used before the first exchange is
  /// returned with `created` false, and nothing is stored; `same_bytes` is false when other bytes came under that key.
  struct Journalled {
    std::string exchange;
    bool created = true;
    bool same_bytes = true;
    std::uint64_t documents = 0;
  };
  Journalled journal(std::string_view bytes, const ImportOptions& options);

  /// Works on a journalled exchange from its beginning or from where it stopped: documents that already have an outcome
  /// are passed over. Returns its receipt, which is also stored.
  Receipt run(const std::string& exchange, std::string_view bytes, const ImportOptions& options);

 private:
  const Services& services_;
  const Caller caller_;
  const Face& face_;
};

/// "journalled", "working", "done", "failed", "cancelled".
std::string_view state_word(store::ExchangeState state);

/// The receipt as it stands now, made from what the store has of the exchange: totals, ledger, documents that need a
/// look.
Receipt make_receipt(const Services& services, const Caller& caller, const store::Exchange& exchange);

}  // namespace careway::pipeline
