#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mappers/engine/keyer.h"

namespace careway::platform {

// HMAC-SHA256 (RFC 2104, FIPS 198-1) with the deployment key. The key is worked in once; each message then costs two
// short hashes. Holds no copy of the key itself. Safe to share between threads.
class HmacKeyer : public engine::Keyer {
 public:
  // The fewest bytes a deployment key may have (half the digest: 128 bits).
  static constexpr std::size_t kKeyBytesMin = 16;

  // Throws Failure: kConfiguration for a key under kKeyBytesMin, kCryptography when OpenSSL refuses.
  explicit HmacKeyer(std::string_view key);
  ~HmacKeyer() override;
  HmacKeyer(const HmacKeyer&) = delete;
  HmacKeyer& operator=(const HmacKeyer&) = delete;

  // Throws Failure (kCryptography) only when OpenSSL runs out of memory.
  std::array<std::uint8_t, 32> digest(std::string_view message) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// SHA-256 over bytes that arrive in pieces, for file and journal digests. One thread at a time.
// For personal values use a Keyer, never this.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);

  // The digest of all bytes so far. The object is spent afterwards: a further call aborts.
  std::array<std::uint8_t, 32> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// SHA-256 of the bytes as 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

// Lower-case hex.
std::string to_hex(std::span<const std::uint8_t> bytes);

// Base64 with padding (RFC 4648 section 4).
std::string base64_encode(std::string_view bytes);

// Strict base64: the standard alphabet, full padding, no white space, zero spare bits. Nothing for any other text.
std::optional<std::string> base64_decode(std::string_view text);

// The same with the URL and file name alphabet and no padding (RFC 4648 section 5), for cursors and tokens.
std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

// Compares without telling by its time where two equally long secrets differ. Different lengths are told at once.
bool constant_time_equal(std::string_view left, std::string_view right);

}  // namespace careway::platform
