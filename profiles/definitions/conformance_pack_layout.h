#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "profiles/definitions/pack_layout.h"

/// The bytes of the conformance pack: what FHIR R4 publishes as resources (StructureDefinition, ValueSet, CodeSystem),
/// each as compact JSON without what no check reads, and an index by canonical URL. README.md draws the picture. All
/// numbers are little-endian and may stand at any address.
///
/// The checksum covers header, index and strings only. The bodies are many megabytes and are read one by one when they
/// are asked for; summing them up would cost more than all else at start and touch every page of the file. A damaged
/// body is found by the JSON reader, which trusts nothing.
namespace careway::definitions::conformance_layout {

inline constexpr std::string_view kMagic = "CWCONFPK";
/// Raised with every change of the layout; a pack of another version is refused.
inline constexpr std::uint32_t kFormatVersion = 1;

// The header. Behind it: resources, slots, strings, bodies.
inline constexpr std::size_t kVersionAt = 8;         // u32
inline constexpr std::size_t kCountAt = 12;          // u32, number of resources
inline constexpr std::size_t kPackBytesAt = 16;      // u64
inline constexpr std::size_t kChecksumAt = 24;       // u64, of everything from kChecksummedFrom to the bodies
inline constexpr std::size_t kChecksummedFrom = 32;  // where the checksum begins
inline constexpr std::size_t kBodiesAt = 32;         // u64, offset of the first body
inline constexpr std::size_t kSlotCountAt = 40;      // u32, a power of two
inline constexpr std::size_t kStringBytesAt = 44;    // u32
inline constexpr std::size_t kHeaderBytes = 48;

// A resource. Sorted by URL, type and version, so that those of one URL stand together. A text is an offset into the
// strings and a length, four bytes each.
inline constexpr std::size_t kResourceBytes = 48;
inline constexpr std::size_t kUrlAt = 0;               // text
inline constexpr std::size_t kTypeAt = 8;              // text
inline constexpr std::size_t kResourceVersionAt = 16;  // text
inline constexpr std::size_t kIdAt = 24;               // text
inline constexpr std::size_t kBodyAt = 32;             // u64, offset in the pack
inline constexpr std::size_t kBodyBytesAt = 40;        // u64

/// Slots: hash table of URLs (pack_layout::hash_text), probing one place on; the first resource of the URL or
/// pack_layout::kEmptySlot. At most half are taken.
inline constexpr std::size_t kSlotBytes = 4;

}  // namespace careway::definitions::conformance_layout
