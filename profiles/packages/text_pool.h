#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace careway::packages {

/// Texts kept once each; views of them live as long as the pool. One thread at a time.
class TextPool {
 public:
  std::string_view keep(std::string_view text);
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_bytes_ = 0;
  std::size_t block_used_ = 0;
  std::size_t bytes_ = 0;
  std::unordered_set<std::string_view> texts_;
};

}  // namespace careway::packages
