#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace careway::store {

/// A place in page order: the row number of a resource, negated when the newest come first. Always walked upwards.
using Rank = std::int64_t;

/// The resources that carry one key, in page order. Thread rule: one thread.
class KeyStream {
 public:
  virtual ~KeyStream() = default;
  /// The first rank that is at least `from`; nothing at the end. `from` never goes back between two calls.
  virtual std::optional<Rank> seek(Rank from) = 0;
};

/// Ranks that are at hand. They must be sorted.
[[nodiscard]] std::unique_ptr<KeyStream> make_list_stream(std::vector<Rank> ranks);

/// The union of several streams.
[[nodiscard]] std::unique_ptr<KeyStream> make_union_stream(std::vector<std::unique_ptr<KeyStream>> streams);

/// What a walk did.
struct WalkEnd {
  bool exhausted = false;  ///< no rank after `last` can match
  Rank last = 0;           ///< everything up to here has been looked at
};

/// Meets all streams from `from` upwards and calls `visit` for each rank they share, until `visit` returns false, the
/// streams end, or `steps_max` seeks were made. Work is bounded by the rarest key, never by the planner's guess.
[[nodiscard]] WalkEnd walk_intersection(std::vector<std::unique_ptr<KeyStream>>& streams, Rank from,
                                        std::size_t steps_max, const std::function<bool(Rank)>& visit);

}  // namespace careway::store
