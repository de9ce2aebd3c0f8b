#include "profiles/definitions/pack_compiler/conformance_writer.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>

#include "profiles/definitions/conformance_pack_layout.h"
#include "profiles/definitions/pack_layout.h"

namespace careway::pack_compiler {
namespace {

namespace layout = definitions::conformance_layout;
using definitions::pack_layout::hash_bytes;
using definitions::pack_layout::hash_text;
using definitions::pack_layout::kEmptySlot;

/// Bytes that grow at the end, with numbers in little-endian.
class Bytes {
 public:
  template <typename Number>
  void number(Number value) {
    for (std::size_t i = 0; i < sizeof value; ++i) {
      bytes_.push_back(static_cast<std::byte>(value & 0xFF));
      if constexpr (sizeof value > 1) value = static_cast<Number>(value >> 8);
    }
  }
  void text(std::string_view text) {
    for (const char letter : text) bytes_.push_back(static_cast<std::byte>(letter));
  }
  void put_u64(std::size_t at, std::uint64_t value) {
    for (std::size_t i = 0; i < 8; ++i) bytes_[at + i] = static_cast<std::byte>(value >> (8 * i) & 0xFF);
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] const std::byte* data() const { return bytes_.data(); }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

/// Every text once.
class Strings {
 public:
  void write(const std::string& text, Bytes& out) {
    const auto [place, is_new] = places_.emplace(text, static_cast<std::uint32_t>(all_.size()));
    if (is_new) all_ += text;
    out.number(place->second);
    out.number(static_cast<std::uint32_t>(text.size()));
  }
  [[nodiscard]] const std::string& all() const { return all_; }

 private:
  std::string all_;
  std::map<std::string, std::uint32_t> places_;
};

std::vector<std::uint32_t> slots_of(const std::vector<ConformanceResource>& resources) {
  std::vector<std::uint32_t> slots(std::bit_ceil(resources.size() * 2 + 1), kEmptySlot);
  for (std::size_t index = 0; index < resources.size(); ++index) {
    const auto& url = resources[index].url;
    if (url.empty() || (index > 0 && resources[index - 1].url == url)) continue;
    auto place = hash_text(url) & (slots.size() - 1);
    while (slots[place] != kEmptySlot) place = (place + 1) & (slots.size() - 1);
    slots[place] = static_cast<std::uint32_t>(index);
  }
  return slots;
}

}  // namespace

std::vector<std::byte> write_conformance_pack(const std::vector<ConformanceResource>& resources) {
  const auto slots = slots_of(resources);
  Strings strings;
  Bytes texts;  // of the resources, in order
  for (const auto& resource : resources) {
    for (const auto* text : {&resource.url, &resource.type, &resource.version, &resource.id})
      strings.write(*text, texts);
  }
  const std::size_t bodies_at = layout::kHeaderBytes + resources.size() * layout::kResourceBytes +
                                slots.size() * layout::kSlotBytes + strings.all().size();
  Bytes pack;
  pack.text(layout::kMagic);
  pack.number(layout::kFormatVersion);
  pack.number(static_cast<std::uint32_t>(resources.size()));
  pack.number(std::uint64_t{0});  // size and checksum are put in last
  pack.number(std::uint64_t{0});
  pack.number(static_cast<std::uint64_t>(bodies_at));
  pack.number(static_cast<std::uint32_t>(slots.size()));
  pack.number(static_cast<std::uint32_t>(strings.all().size()));
  std::uint64_t body_at = bodies_at;
  for (std::size_t index = 0; index < resources.size(); ++index) {
    const auto* text = reinterpret_cast<const char*>(texts.data()) + index * layout::kBodyAt;
    pack.text({text, layout::kBodyAt});
    pack.number(body_at);
    pack.number(static_cast<std::uint64_t>(resources[index].body.size()));
    body_at += resources[index].body.size();
  }
  for (const auto slot : slots) pack.number(slot);
  pack.text(strings.all());
  const auto checksum = hash_bytes(pack.data() + layout::kChecksummedFrom, pack.size() - layout::kChecksummedFrom);
  for (const auto& resource : resources) pack.text(resource.body);
  pack.put_u64(layout::kPackBytesAt, pack.size());
  pack.put_u64(layout::kChecksumAt, checksum);
  return pack.take();
}

std::vector<std::byte> compile_conformance_pack(const std::filesystem::path& folder,
                                                const std::filesystem::path& errata_file) {
  return write_conformance_pack(read_conformance(folder, errata_file));
}

}  // namespace careway::pack_compiler
