#include "profiles/packages/text_pool.h"

#include <algorithm>
#include <cstring>

namespace careway::packages {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;

}  // namespace

std::string_view TextPool::keep(std::string_view text) {
  if (text.empty()) return {};
  if (const auto found = texts_.find(text); found != texts_.end()) return *found;
  if (block_bytes_ - block_used_ < text.size()) {
    block_bytes_ = std::max(kBlockBytes, text.size());
    block_used_ = 0;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_bytes_));
    bytes_ += block_bytes_;
  }
  char* place = blocks_.back().get() + block_used_;
  std::memcpy(place, text.data(), text.size());
  block_used_ += text.size();
  return *texts_.emplace(place, text.size()).first;
}

std::size_t TextPool::memory_bytes() const {
  return bytes_ + texts_.size() * 4 * sizeof(void*) + texts_.bucket_count() * sizeof(void*);
}

}  // namespace careway::packages
