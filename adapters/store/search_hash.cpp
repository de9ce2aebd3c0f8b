#include "adapters/store/search_hash.h"

#include <bit>
#include <string>

#include "adapters/store/bytes.h"

namespace careway::store {
namespace {

struct SipState {
  std::uint64_t a;
  std::uint64_t b;
  std::uint64_t c;
  std::uint64_t d;

  void round() {
    a += b;
    b = std::rotl(b, 13) ^ a;
    a = std::rotl(a, 32);
    c += d;
    d = std::rotl(d, 16) ^ c;
    a += d;
    d = std::rotl(d, 21) ^ a;
    c += b;
    b = std::rotl(b, 17) ^ c;
    c = std::rotl(c, 32);
  }
  void take(std::uint64_t word) {
    d ^= word;
    round();
    round();
    a ^= word;
  }
};

std::uint64_t last_word(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return word;
}

}  // namespace

std::uint64_t sip_hash(const std::array<std::uint64_t, 2>& key, std::string_view bytes) {
  SipState state{key[0] ^ 0x736f6d6570736575ULL, key[1] ^ 0x646f72616e646f6dULL, key[0] ^ 0x6c7967656e657261ULL,
                 key[1] ^ 0x7465646279746573ULL};
  const std::size_t whole = bytes.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) state.take(number_in(bytes, i));
  const std::uint64_t length_byte = static_cast<std::uint64_t>(bytes.size() & 0xFF) << 56;
  state.take(length_byte | last_word(bytes.substr(whole)));
  state.c ^= 0xFF;
  for (int i = 0; i < 4; ++i) state.round();
  return state.a ^ state.b ^ state.c ^ state.d;
}

SearchHasher::SearchHasher(std::string_view tenant, std::string_view secret) {
  std::string bytes;
  add_part(bytes, secret);
  add_part(bytes, tenant);
  key_ = {sip_hash({0, 0}, bytes), sip_hash({0, 1}, bytes)};
}

std::uint64_t SearchHasher::hash(std::string_view type, std::string_view parameter, SearchForm form,
                                 std::string_view system, std::string_view code) const {
  std::string bytes;
  bytes.reserve(33 + type.size() + parameter.size() + system.size() + code.size());
  bytes.push_back(static_cast<char>(form));
  add_part(bytes, type);
  add_part(bytes, parameter);
  add_part(bytes, system);
  add_part(bytes, code);
  return sip_hash(key_, bytes);
}

std::uint64_t search_hash(std::string_view tenant, std::string_view type, std::string_view parameter, SearchForm form,
                          std::string_view system, std::string_view code) {
  return SearchHasher(tenant).hash(type, parameter, form, system, code);
}

}  // namespace careway::store
