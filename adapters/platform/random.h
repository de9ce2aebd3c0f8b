#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>

namespace careway::platform {

// The only source of randomness in the program. Implementations are safe to call from several threads at once.
class Random {
 public:
  virtual ~Random() = default;

  // Fills the bytes. Throws Failure (kCryptography) when the generator cannot give any.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;

  // Any 64-bit number, each as likely as the others.
  std::uint64_t number();

  // A random version 4 UUID in lower case, with hyphens (RFC 9562 section 5.4).
  std::string uuid();

  // byte_count random bytes as lower-case hex, twice as many characters.
  std::string hex(std::size_t byte_count);
};

// OpenSSL's generator, seeded by the operating system.
class SystemRandom : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

// The same bytes for the same seed, for tests. Not secret.
class SeededRandom : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override;

 private:
  std::mutex mutex_;     // guards state_
  std::uint64_t state_;  // SplitMix64 (Steele, Lea, Flood 2014)
};

}  // namespace careway::platform
