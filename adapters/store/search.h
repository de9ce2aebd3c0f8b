#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "adapters/store/key_walk.h"
#include "adapters/store/records.h"

namespace careway::store {

/// The half-open range of update times that a query asks for, in microseconds.
struct UpdatedRange {
  std::int64_t from = INT64_MIN;
  std::int64_t before = INT64_MAX;
  [[nodiscard]] bool is_everything() const { return from == INT64_MIN && before == INT64_MAX; }
  [[nodiscard]] bool contains(std::int64_t instant) const { return instant >= from && instant < before; }
};

/// What an engine offers to a search: one unchanging view of one tenant. Thread rule: one thread.
class SearchSource {
 public:
  virtual ~SearchSource() = default;
  [[nodiscard]] virtual std::unique_ptr<KeyStream> key_stream(std::uint64_t hash, SearchOrder order) = 0;
  /// The rows of a type updated within the range, unsorted; nothing when there are more than `count_max`.
  [[nodiscard]] virtual std::optional<std::vector<std::int64_t>> rows_updated(std::string_view type,
                                                                              const UpdatedRange& range,
                                                                              std::size_t count_max) = 0;
  /// The current version of a row; nothing when it is of another type, deleted or outside the range.
  [[nodiscard]] virtual std::optional<Resource> load(std::int64_t row, std::string_view type,
                                                     const UpdatedRange& range) = 0;
};

/// The key that every live resource of a type carries, so that a search without a term has something to walk.
[[nodiscard]] std::uint64_t type_hash(std::string_view type);

[[nodiscard]] SearchPage run_search(SearchSource& source, const Tenant& tenant, const SearchQuery& query,
                                    const DigestFunction& keyed_digest);

[[nodiscard]] std::uint64_t run_count(SearchSource& source, const SearchQuery& query, std::uint64_t count_max);

}  // namespace careway::store
