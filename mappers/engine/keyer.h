#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace careway::engine {

// Turns a message into a digest that nobody without the deployment key can make or check by guessing.
// Ids and digests of personal values are made with it, never with a bare hash (design rule 5). The pure layers know
// only this interface; the real one (HMAC-SHA256) is platform::HmacKeyer.
// Implementations must be safe to call from several threads at once, and give the same digest for the same message.
class Keyer {
 public:
  virtual ~Keyer() = default;

  // The 32-byte digest of the message. Callers put a purpose and separators into the message so that
  // two uses never share a digest.
  virtual std::array<std::uint8_t, 32> digest(std::string_view message) const = 0;
};

}  // namespace careway::engine
