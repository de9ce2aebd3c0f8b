#include "adapters/store/bytes.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace careway::store {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

void add_number(std::string& bytes, std::uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>((number >> shift) & 0xFF));
}

void add_part(std::string& bytes, std::string_view part) {
  add_number(bytes, part.size());
  bytes.append(part);
}

std::uint64_t number_in(std::string_view bytes, std::size_t offset) {
  std::uint64_t number = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&number, bytes.data() + offset, 8);
  } else {
    for (std::size_t i = 0; i < 8; ++i) {
      number |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[offset + i])) << (8 * i);
    }
  }
  return number;
}

std::string pack_numbers(std::span<const std::uint64_t> numbers) {
  std::string bytes;
  bytes.reserve(numbers.size() * 8);
  for (const std::uint64_t number : numbers) add_number(bytes, number);
  return bytes;
}

std::vector<std::uint64_t> unpack_numbers(std::string_view bytes) {
  std::vector<std::uint64_t> numbers(bytes.size() / 8);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = number_in(bytes, i * 8);
  return numbers;
}

std::vector<std::uint64_t> sorted_once(std::span<const std::uint64_t> numbers) {
  std::vector<std::uint64_t> sorted(numbers.begin(), numbers.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

std::string to_hexadecimal(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    text.push_back(kDigits[static_cast<unsigned char>(byte) >> 4]);
    text.push_back(kDigits[static_cast<unsigned char>(byte) & 15]);
  }
  return text;
}

std::optional<std::string> from_hexadecimal(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::size_t high = kDigits.find(text[i]);
    const std::size_t low = kDigits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes.push_back(static_cast<char>(high << 4 | low));
  }
  return bytes;
}

}  // namespace careway::store
