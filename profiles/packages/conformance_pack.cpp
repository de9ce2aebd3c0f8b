#include "profiles/packages/conformance_pack.h"

#include <bit>
#include <cstdint>

#include "profiles/definitions/conformance_pack_layout.h"
#include "profiles/definitions/pack_layout.h"

namespace careway::packages {
namespace {

namespace layout = definitions::conformance_layout;
using definitions::pack_layout::hash_bytes;
using definitions::pack_layout::hash_text;
using definitions::pack_layout::kEmptySlot;
using definitions::pack_layout::load;

constexpr std::string_view kPackageName = "hl7.fhir.r4.core#4.0.1";

std::string_view as_text(const std::byte* at, std::size_t length) {
  return {reinterpret_cast<const char*>(at), length};
}

bool refuse(fhir::Issues& issues, std::string_view code) {
  issues.error(code, "",
               "This is no pack of conformance resources that this program can read. Use the one of its build.");
  return false;
}

}  // namespace

bool ConformancePack::open(std::span<const std::byte> bytes, ConformancePack& pack, fhir::Issues& issues) {
  pack = ConformancePack();
  pack.bytes_ = bytes;
  if (!pack.check(issues)) return false;
  return pack.read_sources() && pack.slots_are_inside() ? true : refuse(issues, "package-pack-bounds");
}

bool ConformancePack::check(fhir::Issues& issues) const {
  const auto* start = bytes_.data();
  if (bytes_.size() < layout::kHeaderBytes) return refuse(issues, "package-pack-size");
  if (as_text(start, layout::kMagic.size()) != layout::kMagic) return refuse(issues, "package-pack-magic");
  if (load<std::uint32_t>(start + layout::kVersionAt) != layout::kFormatVersion)
    return refuse(issues, "package-pack-version");
  if (load<std::uint64_t>(start + layout::kPackBytesAt) != bytes_.size()) return refuse(issues, "package-pack-size");
  const auto bodies_at = load<std::uint64_t>(start + layout::kBodiesAt);
  if (bodies_at < layout::kHeaderBytes || bodies_at > bytes_.size()) return refuse(issues, "package-pack-bounds");
  const auto checksum = hash_bytes(start + layout::kChecksummedFrom, bodies_at - layout::kChecksummedFrom);
  if (load<std::uint64_t>(start + layout::kChecksumAt) != checksum) return refuse(issues, "package-pack-checksum");
  return true;
}

bool ConformancePack::read_sources() {
  const auto* start = bytes_.data();
  const std::uint64_t bodies_at = load<std::uint64_t>(start + layout::kBodiesAt);
  const std::uint64_t count = load<std::uint32_t>(start + layout::kCountAt);
  const std::uint64_t string_bytes = load<std::uint32_t>(start + layout::kStringBytesAt);
  slot_count_ = load<std::uint32_t>(start + layout::kSlotCountAt);
  const std::uint64_t slots_at = layout::kHeaderBytes + count * layout::kResourceBytes;
  const std::uint64_t strings_at = slots_at + std::uint64_t{slot_count_} * layout::kSlotBytes;
  if (strings_at + string_bytes != bodies_at || !std::has_single_bit(slot_count_) || slot_count_ <= count) return false;
  slots_ = start + slots_at;

  bool inside = true;
  const auto text = [&](const std::byte* at) -> std::string_view {
    const std::uint64_t offset = load<std::uint32_t>(at);
    const std::uint64_t length = load<std::uint32_t>(at + 4);
    if (offset + length > string_bytes) {
      inside = false;
      return {};
    }
    return as_text(start + strings_at + offset, length);
  };
  sources_.reserve(count);
  for (const auto* at = start + layout::kHeaderBytes; at < slots_; at += layout::kResourceBytes) {
    const auto body_at = load<std::uint64_t>(at + layout::kBodyAt);
    const auto body_bytes = load<std::uint64_t>(at + layout::kBodyBytesAt);
    if (body_at < bodies_at || body_at > bytes_.size() || body_bytes > bytes_.size() - body_at) return false;
    Source source;
    source.url = text(at + layout::kUrlAt);
    source.resource_type = text(at + layout::kTypeAt);
    source.version = text(at + layout::kResourceVersionAt);
    source.id = text(at + layout::kIdAt);
    source.package = kPackageName;
    source.bytes = as_text(start + body_at, body_bytes);
    sources_.push_back(source);
  }
  return inside;
}

bool ConformancePack::slots_are_inside() const {
  std::size_t taken = 0;
  for (std::size_t place = 0; place < slot_count_; ++place) {
    const auto slot = load<std::uint32_t>(slots_ + place * layout::kSlotBytes);
    if (slot == kEmptySlot) continue;
    if (slot >= sources_.size()) return false;
    ++taken;
  }
  return taken < slot_count_;  // a search ends at a free place
}

std::span<const Source> ConformancePack::find(std::string_view url) const {
  if (slot_count_ == 0 || url.empty()) return {};
  for (auto place = hash_text(url) & (slot_count_ - 1);; place = (place + 1) & (slot_count_ - 1)) {
    const auto slot = load<std::uint32_t>(slots_ + place * layout::kSlotBytes);
    if (slot == kEmptySlot) return {};
    if (sources_[slot].url != url) continue;
    std::size_t end = slot;
    while (end < sources_.size() && sources_[end].url == url) ++end;
    return std::span(sources_).subspan(slot, end - slot);
  }
}

}  // namespace careway::packages
