#include "adapters/platform/random.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <vector>

#include "adapters/platform/crypto.h"
#include "adapters/platform/failure.h"

namespace careway::platform {

std::uint64_t Random::number() {
  std::array<std::uint8_t, 8> bytes;
  fill(bytes);
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data(), bytes.size());
  return value;
}

std::string Random::uuid() {
  std::array<std::uint8_t, 16> bytes;
  fill(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  std::string text = to_hex(bytes);
  for (const std::size_t position : {20, 16, 12, 8}) text.insert(position, 1, '-');
  return text;
}

std::string Random::hex(std::size_t byte_count) {
  std::vector<std::uint8_t> bytes(byte_count);
  fill(bytes);
  return to_hex(bytes);
}

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  constexpr std::size_t kChunk = 1 << 20;  // RAND_bytes counts with int
  while (!bytes.empty()) {
    const std::size_t count = std::min(bytes.size(), kChunk);
    if (RAND_bytes(bytes.data(), static_cast<int>(count)) != 1) {
      throw Failure(FailureKind::kCryptography, true, "could not get random bytes");
    }
    bytes = bytes.subspan(count);
  }
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  while (!bytes.empty()) {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t value = state_;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    value ^= value >> 31;
    const std::size_t count = std::min<std::size_t>(bytes.size(), sizeof(value));
    std::memcpy(bytes.data(), &value, count);
    bytes = bytes.subspan(count);
  }
}

}  // namespace careway::platform
