#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace careway::terminology {

/// Keeps texts at one place for as long as it lives. One thread.
class TextArena {
 public:
  /// A view of a copy.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    if (blocks_.empty() || text.size() > left_) {
      // Blocks grow with what is kept: most code systems are small, and there are a thousand of them.
      const std::size_t bytes = std::max(text.size(), std::clamp(bytes_, kBlockBytesMin, kBlockBytesMax));
      blocks_.push_back(std::make_unique<char[]>(bytes));
      bytes_ += bytes;
      next_ = blocks_.back().get();
      left_ = bytes;
    }
    char* place = next_;
    std::memcpy(place, text.data(), text.size());
    next_ += text.size();
    left_ -= text.size();
    return {place, text.size()};
  }
  [[nodiscard]] std::size_t memory_bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kBlockBytesMin = 512;
  static constexpr std::size_t kBlockBytesMax = 32 * 1024;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace careway::terminology
