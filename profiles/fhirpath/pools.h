#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace careway::fhirpath {

/// Values that stay where they are until all are given up at once; their memory is used again.
template <typename Value>
class Pool {
 public:
  const Value& add(Value value) {
    if (used_ == blocks_.size() * kBlock) blocks_.push_back(std::make_unique<Value[]>(kBlock));
    Value& place = blocks_[used_ / kBlock][used_ % kBlock];
    ++used_;
    place = std::move(value);
    return place;
  }
  void clear() {
    used_ = 0;
    if (blocks_.size() > kBlocksKept) blocks_.resize(kBlocksKept);
  }

 private:
  static constexpr std::size_t kBlock = 32;
  static constexpr std::size_t kBlocksKept = 32;
  std::vector<std::unique_ptr<Value[]>> blocks_;
  std::size_t used_ = 0;
};

/// The same for texts.
class TextPool {
 public:
  std::string_view add(std::string_view text) {
    if (text.empty()) return {};
    if (blocks_.empty() || blocks_.back().size - used_ < text.size()) {
      const std::size_t size = text.size() > kBlock ? text.size() : kBlock;
      blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
      used_ = 0;
    }
    char* place = blocks_.back().bytes.get() + used_;
    std::memcpy(place, text.data(), text.size());
    used_ += text.size();
    total_ += text.size();
    return {place, text.size()};
  }
  [[nodiscard]] std::size_t total() const { return total_; }
  void clear() {
    total_ = 0;
    used_ = 0;
    if (blocks_.size() > 1) blocks_.resize(1);
    if (!blocks_.empty() && blocks_[0].size > kBlock) blocks_.clear();
  }

 private:
  static constexpr std::size_t kBlock = 16 * 1024;
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  std::vector<Block> blocks_;
  std::size_t used_ = 0;  // of the last block
  std::size_t total_ = 0;
};

}  // namespace careway::fhirpath
