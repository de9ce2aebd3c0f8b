#include "profiles/definitions/pack_check.h"

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "profiles/definitions/definitions.h"
#include "profiles/definitions/pack_layout.h"

namespace careway::definitions {
namespace {

using namespace pack_layout;

/// Checks that everything in a pack points inside it.
class BoundsCheck {
 public:
  explicit BoundsCheck(std::span<const std::byte> pack) : pack_(pack) {}

  [[nodiscard]] bool passes() const {
    return sections_are_inside() && text_is_inside(pack_.data() + kFhirVersionAt) && types_are_sound() &&
           entries_are_sound() && value_sets_are_sound() && search_parameters_are_sound() &&
           slots_are_sound(Section::type_slots, Section::types) &&
           slots_are_sound(Section::code_slots, Section::codes) &&
           slots_are_sound(Section::value_set_slots, Section::value_sets);
  }

 private:
  [[nodiscard]] std::uint64_t offset(Section which) const {
    return load<std::uint32_t>(pack_.data() + kSectionsAt + static_cast<std::size_t>(which) * 8);
  }
  [[nodiscard]] std::uint64_t count(Section which) const {
    return load<std::uint32_t>(pack_.data() + kSectionsAt + static_cast<std::size_t>(which) * 8 + 4);
  }
  [[nodiscard]] const std::byte* item(Section which, std::uint64_t index) const {
    return pack_.data() + offset(which) + index * kItemBytes[static_cast<std::size_t>(which)];
  }

  [[nodiscard]] bool sections_are_inside() const {
    for (std::size_t i = 0; i < kSectionCount; ++i) {
      const auto which = static_cast<Section>(i);
      if (offset(which) < kHeaderBytes || offset(which) + count(which) * kItemBytes[i] > pack_.size()) return false;
    }
    return true;
  }

  [[nodiscard]] bool text_is_inside(const std::byte* at) const {
    return std::uint64_t{load<std::uint32_t>(at)} + load<std::uint32_t>(at + 4) <= count(Section::strings);
  }
  [[nodiscard]] bool name_is_inside(const std::byte* at) const {
    return std::uint64_t{load<std::uint32_t>(at)} + load<std::uint16_t>(at + 4) <= count(Section::strings);
  }
  [[nodiscard]] bool texts_are_inside(const std::byte* at, std::initializer_list<std::size_t> places) const {
    for (const auto place : places) {
      if (!text_is_inside(at + place)) return false;
    }
    return true;
  }

  [[nodiscard]] bool types_are_sound() const {
    for (std::uint64_t i = 0; i < count(Section::types); ++i) {
      const std::byte* at = item(Section::types, i);
      const std::uint64_t first_entry = load<std::uint32_t>(at + kTypeFirstEntryAt);
      const std::uint64_t entry_count = load<std::uint32_t>(at + kTypeEntryCountAt);
      if (!name_is_inside(at + kTypeNameAt) || first_entry + entry_count > count(Section::entries)) return false;
      if (!bases_are_sound(at)) return false;
      if (static_cast<std::uint8_t>(at[kTypeKindAt]) > static_cast<std::uint8_t>(TypeKind::resource)) return false;
      if (static_cast<std::uint8_t>(at[kTypeJsonKindAt]) > static_cast<std::uint8_t>(JsonKind::xhtml)) return false;
      if (!entry_slots_are_sound(at, entry_count)) return false;
    }
    return true;
  }

  /// The chain of bases ends: a search for inherited facts must not run in a circle.
  [[nodiscard]] bool bases_are_sound(const std::byte* type) const {
    constexpr int kBasesMax = 16;
    for (int i = 0; i < kBasesMax; ++i) {
      const auto base = load<std::uint32_t>(type + kTypeBaseAt);
      if (base == kNone) return true;
      if (base >= count(Section::types)) return false;
      type = item(Section::types, base);
    }
    return false;
  }

  [[nodiscard]] bool entry_slots_are_sound(const std::byte* type, std::uint64_t entry_count) const {
    const std::uint64_t first = load<std::uint32_t>(type + kTypeFirstSlotAt);
    const std::uint64_t places = std::uint64_t{load<std::uint32_t>(type + kTypeSlotMaskAt)} + 1;
    if (!std::has_single_bit(places) || first + places > count(Section::entry_slots)) return false;
    bool has_free_place = false;
    for (std::uint64_t i = 0; i < places; ++i) {
      const auto slot = load<std::uint32_t>(item(Section::entry_slots, first + i));
      const auto number = slot & kEntrySlotNumberMask;
      if (slot == 0) has_free_place = true;
      if (slot != 0 && (number == 0 || number > entry_count)) return false;
    }
    return has_free_place;
  }

  [[nodiscard]] bool entries_are_sound() const {
    if (count(Section::entry_details) != count(Section::entries)) return false;
    for (std::uint64_t i = 0; i < count(Section::entries); ++i) {
      const std::byte* entry = item(Section::entries, i);
      const std::byte* detail = item(Section::entry_details, i);
      if (!name_is_inside(entry + kEntryNameAt)) return false;
      if (load<std::uint32_t>(entry + kEntryTypeAt) >= count(Section::types)) return false;
      if (load<std::uint32_t>(detail + kDetailParentAt) >= count(Section::types)) return false;
      if (!texts_are_inside(detail, {kDetailElementAt, kDetailValueSetAt, kDetailTargetsAt})) return false;
      const auto binding = static_cast<std::uint8_t>(detail[kDetailBindingAt]);
      if (binding > static_cast<std::uint8_t>(BindingStrength::example)) return false;
    }
    return true;
  }

  [[nodiscard]] bool value_sets_are_sound() const {
    for (std::uint64_t i = 0; i < count(Section::codes); ++i) {
      if (!texts_are_inside(item(Section::codes, i), {kCodeSystemAt, kCodeCodeAt})) return false;
    }
    for (std::uint64_t i = 0; i < count(Section::value_sets); ++i) {
      const std::byte* at = item(Section::value_sets, i);
      const std::uint64_t first = load<std::uint32_t>(at + kValueSetFirstMemberAt);
      const std::uint64_t members = load<std::uint32_t>(at + kValueSetMemberCountAt);
      if (!text_is_inside(at + kValueSetUrlAt) || first + members > count(Section::value_set_members)) return false;
    }
    for (std::uint64_t i = 0; i < count(Section::value_set_members); ++i) {
      if (load<std::uint32_t>(item(Section::value_set_members, i)) >= count(Section::codes)) return false;
    }
    return true;
  }

  [[nodiscard]] bool search_parameters_are_sound() const {
    for (std::uint64_t i = 0; i < count(Section::search_parameters); ++i) {
      const std::byte* at = item(Section::search_parameters, i);
      if (load<std::uint32_t>(at + kSearchTypeAt) >= count(Section::types)) return false;
      if (!texts_are_inside(at, {kSearchCodeAt, kSearchKindAt, kSearchExpressionAt, kSearchTargetsAt, kSearchUrlAt})) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool slots_are_sound(Section slots, Section items) const {
    if (!std::has_single_bit(count(slots))) return false;
    bool has_free_place = false;
    for (std::uint64_t i = 0; i < count(slots); ++i) {
      const auto slot = load<std::uint32_t>(item(slots, i));
      if (slot == kEmptySlot) has_free_place = true;
      if (slot != kEmptySlot && slot >= count(items)) return false;
    }
    return has_free_place;
  }

  std::span<const std::byte> pack_;
};

bool refuse(fhir::Issues& issues, std::string_view code, std::string_view text) {
  issues.add(fhir::Severity::fatal, code, "", text);
  return false;
}

}  // namespace

bool check_pack(std::span<const std::byte> pack, fhir::Issues& issues) {
  if (pack.size() < kHeaderBytes) {
    return refuse(issues, "pack-size", "The file of FHIR definitions is too short. Build it again.");
  }
  const std::byte* bytes = pack.data();
  if (std::string_view(reinterpret_cast<const char*>(bytes), kMagic.size()) != kMagic) {
    return refuse(issues, "pack-magic", "The file is not a pack of FHIR definitions. Check which file is configured.");
  }
  if (load<std::uint32_t>(bytes + kVersionAt) != kFormatVersion ||
      load<std::uint32_t>(bytes + kSectionCountAt) != kSectionCount) {
    return refuse(
        issues, "pack-version",
        "The pack of FHIR definitions belongs to another version of this program. Use the one built with it.");
  }
  if (load<std::uint64_t>(bytes + kPackBytesAt) != pack.size()) {
    return refuse(issues, "pack-size", "The pack of FHIR definitions is cut short or has grown. Build it again.");
  }
  if (load<std::uint64_t>(bytes + kChecksumAt) !=
      hash_bytes(bytes + kChecksummedFrom, pack.size() - kChecksummedFrom)) {
    return refuse(issues, "pack-checksum", "The pack of FHIR definitions is damaged. Build it again.");
  }
  if (!BoundsCheck(pack).passes()) {
    return refuse(issues, "pack-bounds", "The pack of FHIR definitions points outside itself. Build it again.");
  }
  return true;
}

}  // namespace careway::definitions
