#include "profiles/definitions/definitions.h"

#include <algorithm>

#include "profiles/definitions/pack_check.h"

namespace careway::definitions {

using pack_layout::load;
using pack_layout::Section;

std::optional<Definitions> Definitions::open(std::span<const std::byte> pack, fhir::Issues& issues) {
  if (!check_pack(pack, issues)) return std::nullopt;
  Definitions view;
  view.pack_ = pack;
  view.strings_ = reinterpret_cast<const char*>(view.section(Section::strings).bytes);
  view.types_ = view.section(Section::types).bytes;
  view.type_count_ = view.section(Section::types).count;
  view.entries_ = view.section(Section::entries).bytes;
  view.entry_count_ = view.section(Section::entries).count;
  view.entry_slots_ = view.section(Section::entry_slots).bytes;
  return view;
}

Definitions::SectionView Definitions::section(Section which) const {
  const std::byte* at = pack_.data() + pack_layout::kSectionsAt + static_cast<std::size_t>(which) * 8;
  return {pack_.data() + load<std::uint32_t>(at), load<std::uint32_t>(at + 4)};
}

std::string_view Definitions::text_at(const std::byte* at) const {
  return {strings_ + load<std::uint32_t>(at), load<std::uint32_t>(at + 4)};
}

std::string_view Definitions::fhir_version() const {
  return text_at(pack_.data() + pack_layout::kFhirVersionAt);
}

TypeIndex Definitions::find_type(std::string_view name) const {
  const auto slots = section(Section::type_slots);
  const auto mask = slots.count - 1;
  for (auto place = static_cast<std::uint32_t>(pack_layout::hash_text(name)) & mask;; place = (place + 1) & mask) {
    const auto index = load<std::uint32_t>(slots.bytes + std::size_t{place} * 4);
    if (index == pack_layout::kEmptySlot) return kNone;
    const std::byte* at = type_at(index);
    const std::string_view found(strings_ + load<std::uint32_t>(at + pack_layout::kTypeNameAt),
                                 load<std::uint16_t>(at + pack_layout::kTypeNameLengthAt));
    if (found == name) return index;
  }
}

TypeInfo Definitions::type(TypeIndex index) const {
  const std::byte* at = type_at(index);
  return {.name = {strings_ + load<std::uint32_t>(at + pack_layout::kTypeNameAt),
                   load<std::uint16_t>(at + pack_layout::kTypeNameLengthAt)},
          .kind = type_kind(index),
          .json_kind = type_json_kind(index),
          .is_abstract = at[pack_layout::kTypeAbstractAt] != std::byte{0},
          .base = load<std::uint32_t>(at + pack_layout::kTypeBaseAt),
          .first_entry = load<std::uint32_t>(at + pack_layout::kTypeFirstEntryAt),
          .entry_count = load<std::uint32_t>(at + pack_layout::kTypeEntryCountAt)};
}

bool Definitions::is_resource(std::string_view name) const {
  const auto index = find_type(name);
  return index != kNone && type_kind(index) == TypeKind::resource &&
         type_at(index)[pack_layout::kTypeAbstractAt] == std::byte{0};
}

Entry Definitions::entry(EntryIndex index) const {
  const std::byte* at = entry_at(index);
  const std::byte* detail = section(Section::entry_details).bytes + std::size_t{index} * pack_layout::kEntryDetailBytes;
  const auto flags = static_cast<std::uint8_t>(at[pack_layout::kEntryFlagsAt]);
  return {.name = entry_name(index),
          .element = text_at(detail + pack_layout::kDetailElementAt),
          .parent = load<std::uint32_t>(detail + pack_layout::kDetailParentAt),
          .type = entry_type(index),
          .ordinal = entry_ordinal(index),
          .min = load<std::uint16_t>(detail + pack_layout::kDetailMinAt),
          .max = load<std::uint16_t>(detail + pack_layout::kDetailMaxAt),
          .is_list = (flags & pack_layout::kFlagList) != 0,
          .is_modifier = (flags & pack_layout::kFlagModifier) != 0,
          .is_summary = (flags & pack_layout::kFlagSummary) != 0,
          .is_choice = (flags & pack_layout::kFlagChoice) != 0,
          .is_xml_attribute = (flags & pack_layout::kFlagXmlAttribute) != 0,
          .binding = static_cast<BindingStrength>(detail[pack_layout::kDetailBindingAt]),
          .value_set = text_at(detail + pack_layout::kDetailValueSetAt),
          .targets = text_at(detail + pack_layout::kDetailTargetsAt)};
}

std::uint32_t Definitions::find_value_set(std::string_view canonical) const {
  const auto url = canonical.substr(0, canonical.find('|'));
  const auto slots = section(Section::value_set_slots);
  const auto sets = section(Section::value_sets);
  const auto mask = slots.count - 1;
  for (auto place = static_cast<std::uint32_t>(pack_layout::hash_text(url)) & mask;; place = (place + 1) & mask) {
    const auto index = load<std::uint32_t>(slots.bytes + std::size_t{place} * 4);
    if (index == pack_layout::kEmptySlot) return kNone;
    const std::byte* at = sets.bytes + std::size_t{index} * pack_layout::kValueSetBytes;
    if (text_at(at + pack_layout::kValueSetUrlAt) == url) return index;
  }
}

std::uint32_t Definitions::find_code(std::string_view system, std::string_view code) const {
  const auto slots = section(Section::code_slots);
  const auto codes = section(Section::codes);
  const auto mask = slots.count - 1;
  for (auto place = static_cast<std::uint32_t>(pack_layout::hash_code(system, code)) & mask;;
       place = (place + 1) & mask) {
    const auto index = load<std::uint32_t>(slots.bytes + std::size_t{place} * 4);
    if (index == pack_layout::kEmptySlot) return kNone;
    const std::byte* at = codes.bytes + std::size_t{index} * pack_layout::kCodeBytes;
    if (text_at(at + pack_layout::kCodeCodeAt) == code && text_at(at + pack_layout::kCodeSystemAt) == system)
      return index;
  }
}

std::optional<std::vector<Definitions::Code>> Definitions::value_set_codes(std::string_view canonical) const {
  const auto index = find_value_set(canonical);
  if (index == kNone) return std::nullopt;
  const std::byte* set = section(Section::value_sets).bytes + std::size_t{index} * pack_layout::kValueSetBytes;
  const auto first = load<std::uint32_t>(set + pack_layout::kValueSetFirstMemberAt);
  const auto count = load<std::uint32_t>(set + pack_layout::kValueSetMemberCountAt);
  const std::byte* members = section(Section::value_set_members).bytes + std::size_t{first} * 4;
  const std::byte* codes = section(Section::codes).bytes;
  std::vector<Code> result;
  result.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::byte* at = codes + load<std::uint32_t>(members + std::size_t{i} * 4) * pack_layout::kCodeBytes;
    result.push_back({text_at(at + pack_layout::kCodeSystemAt), text_at(at + pack_layout::kCodeCodeAt)});
  }
  return result;
}

bool Definitions::value_set_has(std::string_view canonical, std::string_view system, std::string_view code) const {
  const auto index = find_value_set(canonical);
  const auto wanted = find_code(system, code);
  if (index == kNone || wanted == kNone) return false;
  const std::byte* set = section(Section::value_sets).bytes + std::size_t{index} * pack_layout::kValueSetBytes;
  std::uint32_t low = load<std::uint32_t>(set + pack_layout::kValueSetFirstMemberAt);
  std::uint32_t high = low + load<std::uint32_t>(set + pack_layout::kValueSetMemberCountAt);
  const std::byte* members = section(Section::value_set_members).bytes;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    const auto member = load<std::uint32_t>(members + std::size_t{middle} * 4);
    if (member == wanted) return true;
    (member < wanted ? low : high) = member < wanted ? middle + 1 : middle;
  }
  return false;
}

std::size_t Definitions::search_parameter_count() const {
  return section(Section::search_parameters).count;
}

SearchParameter Definitions::search_parameter(std::size_t index) const {
  assert(index < search_parameter_count());
  const std::byte* at = section(Section::search_parameters).bytes + index * pack_layout::kSearchParameterBytes;
  return {.type = load<std::uint32_t>(at + pack_layout::kSearchTypeAt),
          .code = text_at(at + pack_layout::kSearchCodeAt),
          .kind = text_at(at + pack_layout::kSearchKindAt),
          .expression = text_at(at + pack_layout::kSearchExpressionAt),
          .targets = text_at(at + pack_layout::kSearchTargetsAt),
          .url = text_at(at + pack_layout::kSearchUrlAt)};
}

std::optional<SearchParameter> Definitions::find_search_parameter(TypeIndex type, std::string_view code) const {
  for (; type != kNone; type = load<std::uint32_t>(type_at(type) + pack_layout::kTypeBaseAt)) {
    std::size_t low = 0;
    std::size_t high = search_parameter_count();
    while (low < high) {
      const auto middle = low + (high - low) / 2;
      const auto found = search_parameter(middle);
      if (found.type == type && found.code == code) return found;
      const bool is_before = found.type != type ? found.type < type : found.code < code;
      (is_before ? low : high) = is_before ? middle + 1 : middle;
    }
  }
  return std::nullopt;
}

}  // namespace careway::definitions
