#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

/// The bytes of a pack: what the pack compiler writes and the Definitions view reads. README.md draws the picture. All
/// numbers are little-endian and may stand at any address.
namespace careway::definitions::pack_layout {

inline constexpr std::string_view kMagic = "CWFHIRPK";
/// Raised with every change of the layout; a pack of another version is refused.
inline constexpr std::uint32_t kFormatVersion = 1;

/// The sections, in the order in which they stand in the file.
enum class Section : std::uint32_t {
  strings,            ///< UTF-8 bytes, every text once
  types,              ///< kTypeBytes each
  type_slots,         ///< hash table of type names: type index or kEmptySlot
  entries,            ///< kEntryBytes each: what readers ask for at every node
  entry_details,      ///< kEntryDetailBytes each: the rest
  entry_slots,        ///< one hash table per type, one behind the other
  codes,              ///< kCodeBytes each: every (system, code) of any value set, once
  code_slots,         ///< hash table of codes: code index or kEmptySlot
  value_sets,         ///< kValueSetBytes each
  value_set_slots,    ///< hash table of value set URLs: value set index or kEmptySlot
  value_set_members,  ///< code indexes, ascending within one value set
  search_parameters,  ///< kSearchParameterBytes each, sorted by type, then code
};
inline constexpr std::size_t kSectionCount = 12;

// The header: magic, format version, section count, size of the pack, checksum, FHIR version, sections.
inline constexpr std::size_t kVersionAt = 8;
inline constexpr std::size_t kSectionCountAt = 12;
inline constexpr std::size_t kPackBytesAt = 16;
inline constexpr std::size_t kChecksumAt = 24;
inline constexpr std::size_t kChecksummedFrom = 32;  ///< the checksum covers everything from here on
inline constexpr std::size_t kFhirVersionAt = 32;    ///< text: offset and length
inline constexpr std::size_t kSectionsAt = 40;       ///< per section: offset and number of items
inline constexpr std::size_t kHeaderBytes = kSectionsAt + kSectionCount * 8;

/// Value of a free place in type_slots, code_slots and value_set_slots.
inline constexpr std::uint32_t kEmptySlot = 0xFFFFFFFF;

// A type.
inline constexpr std::size_t kTypeBytes = 32;
inline constexpr std::size_t kTypeNameAt = 0;         // u32 offset
inline constexpr std::size_t kTypeNameLengthAt = 4;   // u16
inline constexpr std::size_t kTypeKindAt = 6;         // u8
inline constexpr std::size_t kTypeJsonKindAt = 7;     // u8
inline constexpr std::size_t kTypeBaseAt = 8;         // u32
inline constexpr std::size_t kTypeFirstEntryAt = 12;  // u32
inline constexpr std::size_t kTypeEntryCountAt = 16;  // u32
inline constexpr std::size_t kTypeFirstSlotAt = 20;   // u32
inline constexpr std::size_t kTypeSlotMaskAt = 24;    // u32, number of slots less one; the number is a power of two
inline constexpr std::size_t kTypeAbstractAt = 28;    // u8, then three bytes 0

// An entry.
inline constexpr std::size_t kEntryBytes = 16;
inline constexpr std::size_t kEntryNameAt = 0;        // u32 offset
inline constexpr std::size_t kEntryNameLengthAt = 4;  // u16
inline constexpr std::size_t kEntryOrdinalAt = 6;     // u16
inline constexpr std::size_t kEntryTypeAt = 8;        // u32
inline constexpr std::size_t kEntryFlagsAt = 12;      // u8, then three bytes 0
inline constexpr std::uint8_t kFlagList = 1;
inline constexpr std::uint8_t kFlagModifier = 2;
inline constexpr std::uint8_t kFlagSummary = 4;
inline constexpr std::uint8_t kFlagChoice = 8;
inline constexpr std::uint8_t kFlagXmlAttribute = 16;

inline constexpr std::size_t kEntryDetailBytes = 36;
inline constexpr std::size_t kDetailElementAt = 0;   // text
inline constexpr std::size_t kDetailValueSetAt = 8;  // text
inline constexpr std::size_t kDetailTargetsAt = 16;  // text
inline constexpr std::size_t kDetailParentAt = 24;   // u32
inline constexpr std::size_t kDetailMinAt = 28;      // u16
inline constexpr std::size_t kDetailMaxAt = 30;      // u16
inline constexpr std::size_t kDetailBindingAt = 32;  // u8, then three bytes 0

// A place in entry_slots: 0 when free, else the tag (upper 16 bits of the name's hash) and, in the lower 16 bits, the
// number of the entry within its type, counted from 1.
inline constexpr std::uint32_t kEntrySlotNumberMask = 0xFFFF;

inline constexpr std::size_t kCodeBytes = 16;
inline constexpr std::size_t kCodeSystemAt = 0;  // text
inline constexpr std::size_t kCodeCodeAt = 8;    // text

inline constexpr std::size_t kValueSetBytes = 16;
inline constexpr std::size_t kValueSetUrlAt = 0;           // text
inline constexpr std::size_t kValueSetFirstMemberAt = 8;   // u32
inline constexpr std::size_t kValueSetMemberCountAt = 12;  // u32

inline constexpr std::size_t kSearchParameterBytes = 44;
inline constexpr std::size_t kSearchTypeAt = 0;         // u32
inline constexpr std::size_t kSearchCodeAt = 4;         // text
inline constexpr std::size_t kSearchKindAt = 12;        // text
inline constexpr std::size_t kSearchExpressionAt = 20;  // text
inline constexpr std::size_t kSearchTargetsAt = 28;     // text
inline constexpr std::size_t kSearchUrlAt = 36;         // text

/// Bytes of one item of each section.
inline constexpr std::array<std::size_t, kSectionCount> kItemBytes = {
    1, kTypeBytes, 4, kEntryBytes, kEntryDetailBytes, 4, kCodeBytes, 4, kValueSetBytes, 4, 4, kSearchParameterBytes};

/// A number in little-endian bytes at any address.
template <typename Number>
inline Number load(const std::byte* at) {
  if constexpr (std::endian::native == std::endian::little) {
    Number number;
    std::memcpy(&number, at, sizeof number);
    return number;
  } else {
    Number number = 0;
    for (std::size_t i = sizeof number; i-- > 0;)
      number = static_cast<Number>(number << 8 | static_cast<Number>(at[i]));
    return number;
  }
}

/// Hash of a short name: its first and last eight bytes and its length, so that it costs a few cycles. Long names that
/// differ only in the middle share a hash; the tables compare the names in full.
inline std::uint64_t hash_name(std::string_view name) {
  const auto* bytes = reinterpret_cast<const std::byte*>(name.data());
  const std::size_t length = name.size();
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (length >= 8) {
    first = load<std::uint64_t>(bytes);
    last = load<std::uint64_t>(bytes + length - 8);
  } else if (length >= 4) {
    first = load<std::uint32_t>(bytes);
    last = load<std::uint32_t>(bytes + length - 4);
  } else if (length > 0) {
    first = static_cast<std::uint64_t>(bytes[0]) | static_cast<std::uint64_t>(bytes[length / 2]) << 8 |
            static_cast<std::uint64_t>(bytes[length - 1]) << 16;
  }
  std::uint64_t hash = (first ^ (static_cast<std::uint64_t>(length) << 56)) * 0x9E3779B97F4A7C15U;
  hash = (hash ^ (hash >> 32) ^ last) * 0xD6E8FEB86659FD93U;
  return hash ^ (hash >> 32);
}

/// Hash of every byte of a text: for URLs and codes, and as the pack's checksum.
inline std::uint64_t hash_bytes(const std::byte* bytes, std::size_t length) {
  std::uint64_t hash = 0x243F6A8885A308D3U ^ (static_cast<std::uint64_t>(length) * 0x9E3779B97F4A7C15U);
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * 0xD6E8FEB86659FD93U;
    hash ^= hash >> 32;
  };
  for (; length >= 8; bytes += 8, length -= 8) mix(load<std::uint64_t>(bytes));
  std::uint64_t rest = 0;
  for (std::size_t i = 0; i < length; ++i) rest |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
  mix(rest);
  mix(0x9E3779B97F4A7C15U);
  return hash;
}

inline std::uint64_t hash_text(std::string_view text) {
  return hash_bytes(reinterpret_cast<const std::byte*>(text.data()), text.size());
}

/// Hash of a (system, code) pair.
inline std::uint64_t hash_code(std::string_view system, std::string_view code) {
  return hash_text(system) * 31 + hash_text(code);
}

}  // namespace careway::definitions::pack_layout
