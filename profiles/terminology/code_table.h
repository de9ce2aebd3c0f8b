#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace careway::terminology {

/// ASCII letters in lower case; other bytes as they are.
inline char folded(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

inline bool same_but_for_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t at = 0; at < a.size(); ++at) {
    if (folded(a[at]) != folded(b[at])) return false;
  }
  return true;
}

/// Finds numbered codes by their text. The same table serves comparisons with and without case: it hashes without, and
/// the caller looks at each candidate. Of codes that differ in nothing but case, those beyond the first few are found
/// by their exact text only, so that a list of such codes costs no more than others. One thread while it is filled.
class CodeTable {
 public:
  void reserve(std::size_t count) {
    if (count * 3 / 2 + 1 > slots_.size()) grow(count * 2);
  }
  void add(std::string_view code, std::uint32_t number) {
    if ((count_ + 1) * 3 / 2 >= slots_.size()) grow((count_ + 1) * 2);
    const std::uint32_t wanted = hash(code, true);
    std::size_t twins = 0;
    visit(wanted, [&](std::uint32_t) { return ++twins >= kTwinsMax; });
    place(twins < kTwinsMax ? wanted : hash(code, false), number);
    ++count_;
  }
  /// Calls `candidate(number)` for every number whose code may be meant, until it returns true. Its result.
  template <typename Candidate>
  bool find(std::string_view code, Candidate&& candidate) const {
    if (slots_.empty()) return false;
    std::size_t seen = 0;
    const auto counted = [&](std::uint32_t number) {
      ++seen;
      return candidate(number);
    };
    return visit(hash(code, true), counted) || (seen >= kTwinsMax && visit(hash(code, false), candidate));
  }
  [[nodiscard]] std::size_t memory_bytes() const { return slots_.capacity() * sizeof(Slot); }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  static constexpr std::size_t kTwinsMax = 16;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kFree;
  };

  static std::uint32_t hash(std::string_view code, bool without_case) {
    std::uint64_t value = without_case ? 0xcbf29ce484222325ULL : 0x9e3779b97f4a7c15ULL;
    for (const char letter : code) {
      value = (value ^ static_cast<unsigned char>(without_case ? folded(letter) : letter)) * 0x100000001b3ULL;
    }
    return static_cast<std::uint32_t>(value ^ (value >> 32));
  }
  template <typename Candidate>
  bool visit(std::uint32_t wanted, Candidate&& candidate) const {
    for (std::size_t at = wanted & mask_; slots_[at].number != kFree; at = (at + 1) & mask_) {
      if (slots_[at].hash == wanted && candidate(slots_[at].number)) return true;
    }
    return false;
  }
  void place(std::uint32_t wanted, std::uint32_t number) {
    std::size_t at = wanted & mask_;
    while (slots_[at].number != kFree) at = (at + 1) & mask_;
    slots_[at] = {wanted, number};
  }
  void grow(std::size_t wanted) {
    std::size_t size = 8;
    while (size < wanted) size *= 2;
    std::vector<Slot> old(size);
    old.swap(slots_);
    mask_ = size - 1;
    for (const Slot& slot : old) {
      if (slot.number != kFree) place(slot.hash, slot.number);
    }
  }

  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  std::size_t count_ = 0;
};

}  // namespace careway::terminology
