#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/store/store.h"
#include "gateway/pipeline/services.h"
#include "mappers/budget/inputs.h"
#include "profiles/fhir/issue.h"

namespace careway::pipeline {

/// The rates of one tenant as they were read at one moment. Immutable but for what is noted about statements.
struct StoredRates {
  explicit StoredRates(budget::RateBook read) : book(std::move(read)) {}

  budget::RateBook book;
  /// The rows of each version of a funder's table ("E09000033:2026-27"), as versioned references in order of text.
  std::map<std::string, std::vector<std::string>> tables;
  /// The table that a row stands in, by its versioned reference.
  std::map<std::string, std::string> table_of_row;
  /// Rows that are left out because they are not allowed or not readable: warnings, path the row.
  fhir::Issues left_out;
  std::size_t rows = 0;               ///< resources of the type, also those that are no rates
  std::optional<std::string> newest;  ///< the latest time at which one of them was written

  mutable std::mutex lists_mutex;
  /// Statements of resources over these rows: versioned reference by id of the List. Guarded by lists_mutex.
  mutable std::map<std::string, std::string> lists;
};

/// Reads every rate of the tenant (ChargeItemDefinition).
std::shared_ptr<const StoredRates> read_stored_rates(const Services& services, const std::string& tenant);

/// Keeps the rates of each tenant in memory, so that a budget does not read ten thousand rows. They are read again
///  - when a rate was written after the newest one known (looked for at every use);
///  - when their number has changed (looked for once a second: this notices deletions);
///  - once more a minute after they were read, when they were read within a minute of their newest row: a transaction
///    that took its time before theirs and was committed after is then seen.
/// Safe for concurrent use; several calls for one tenant wait for one reading.
class RateShelf {
 public:
  std::shared_ptr<const StoredRates> rates(const Services& services, const std::string& tenant);

 private:
  struct Shelf {
    std::mutex mutex;
    std::shared_ptr<const StoredRates> rates;  // guarded by mutex, as the rest
    std::int64_t counted_at = 0;               // monotonic microseconds
    std::int64_t read_at = 0;                  // monotonic microseconds
    bool is_fresh = false;                     // read within a minute of its newest row
  };
  static bool is_current(Shelf& shelf, const Services& services, const std::string& tenant);

  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Shelf>> shelves_;  // guarded by mutex_; the shelves stay
};

}  // namespace careway::pipeline
