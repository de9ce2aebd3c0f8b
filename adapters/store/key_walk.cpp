#include "adapters/store/key_walk.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace careway::store {
namespace {

class ListStream final : public KeyStream {
 public:
  explicit ListStream(std::vector<Rank> ranks) : ranks_(std::move(ranks)), next_(ranks_.begin()) {}

  std::optional<Rank> seek(Rank from) override {
    next_ = std::lower_bound(next_, ranks_.end(), from);
    if (next_ == ranks_.end()) return std::nullopt;
    return *next_;
  }

 private:
  std::vector<Rank> ranks_;
  std::vector<Rank>::iterator next_;
};

class UnionStream final : public KeyStream {
 public:
  explicit UnionStream(std::vector<std::unique_ptr<KeyStream>> streams)
      : streams_(std::move(streams)), heads_(streams_.size()), started_(streams_.size(), false) {}

  std::optional<Rank> seek(Rank from) override {
    std::optional<Rank> least;
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      if (!started_[i] || (heads_[i] && *heads_[i] < from)) {
        heads_[i] = streams_[i]->seek(from);
        started_[i] = true;
      }
      if (heads_[i] && (!least || *heads_[i] < *least)) least = heads_[i];
    }
    return least;
  }

 private:
  std::vector<std::unique_ptr<KeyStream>> streams_;
  std::vector<std::optional<Rank>> heads_;
  std::vector<bool> started_;
};

}  // namespace

std::unique_ptr<KeyStream> make_list_stream(std::vector<Rank> ranks) {
  return std::make_unique<ListStream>(std::move(ranks));
}

std::unique_ptr<KeyStream> make_union_stream(std::vector<std::unique_ptr<KeyStream>> streams) {
  return std::make_unique<UnionStream>(std::move(streams));
}

WalkEnd walk_intersection(std::vector<std::unique_ptr<KeyStream>>& streams, Rank from, std::size_t steps_max,
                          const std::function<bool(Rank)>& visit) {
  assert(!streams.empty());
  Rank candidate = from;
  std::size_t agreeing = 0;
  std::size_t at = 0;
  for (std::size_t steps = 0; steps < steps_max; ++steps) {
    const std::optional<Rank> found = streams[at]->seek(candidate);
    if (!found) return {.exhausted = true, .last = candidate};
    if (*found != candidate) agreeing = 0;
    candidate = *found;
    ++agreeing;
    at = (at + 1) % streams.size();
    if (agreeing < streams.size()) continue;
    if (!visit(candidate)) return {.exhausted = false, .last = candidate};
    ++candidate;
    agreeing = 0;
  }
  // Everything below the candidate is settled; the candidate itself is not.
  return {.exhausted = false, .last = candidate - 1};
}

}  // namespace careway::store
