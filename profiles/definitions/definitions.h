#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "profiles/definitions/pack_layout.h"
#include "profiles/fhir/issue.h"

namespace careway::definitions {

using TypeIndex = std::uint32_t;
using EntryIndex = std::uint32_t;
inline constexpr std::uint32_t kNone = 0xFFFFFFFF;
inline constexpr std::uint16_t kUnbounded = 0xFFFF;

enum class TypeKind : std::uint8_t { primitive, complex, backbone, resource };
/// How a primitive stands in JSON.
enum class JsonKind : std::uint8_t { none, text, number, boolean, xhtml };
enum class BindingStrength : std::uint8_t { none, required, extensible, preferred, example };

/// A type: a primitive ("date"), a datatype ("Period"), a resource ("Patient"), or the anonymous type of a backbone
/// element, named by its path ("Patient.contact"). A contentReference points to the type of the element it names.
struct TypeInfo {
  std::string_view name;
  TypeKind kind;
  JsonKind json_kind;  ///< none unless primitive
  bool is_abstract;
  TypeIndex base;          ///< kNone at the top
  EntryIndex first_entry;  ///< entries of the type stand together, in definition order, inherited ones included
  std::uint32_t entry_count;
};

/// One name that may stand under a type. A choice element has one entry per type ("valueQuantity", "valueString", ...),
/// all with the same ordinal and `element` "value[x]".
struct Entry {
  std::string_view name;
  std::string_view element;
  TypeIndex parent;
  TypeIndex type;  ///< "Resource" for contained and the like
  std::uint16_t ordinal;
  std::uint16_t min;
  std::uint16_t max;  ///< kUnbounded for *
  bool is_list;       ///< max of the base definition is not 1: a JSON array
  bool is_modifier;
  bool is_summary;
  bool is_choice;
  bool is_xml_attribute;  ///< Element.id, Extension.url
  BindingStrength binding;
  std::string_view value_set;  ///< canonical URL with version, or empty
  /// Target types of a Reference, separated by a blank ("Patient Group"), or empty.
  std::string_view targets;
};

/// How a search parameter of FHIR R4 finds its values in a resource.
struct SearchParameter {
  TypeIndex type;               ///< the type it applies to; "Resource" and "DomainResource" stand for all of theirs
  std::string_view code;        ///< "birthdate"
  std::string_view kind;        ///< "token", "date", "reference", ...
  std::string_view expression;  ///< FHIRPath, often one for several types: "A.x | B.y"
  std::string_view targets;     ///< types that a reference may point to, separated by a blank, or empty
  std::string_view url;
};

/// FHIR definitions compiled into one block of bytes (see pack_compiler): a view, nothing is copied, ready at once. The
/// bytes must outlive it. Immutable: safe for concurrent use.
class Definitions {
 public:
  /// Checks magic, version, bounds and checksum. Nothing with an issue ("pack-…") when the bytes are no pack of ours.
  static std::optional<Definitions> open(std::span<const std::byte> pack, fhir::Issues& issues);

  /// "4.0.1"
  [[nodiscard]] std::string_view fhir_version() const;
  [[nodiscard]] std::size_t type_count() const;
  [[nodiscard]] TypeIndex find_type(std::string_view name) const;  ///< kNone when unknown
  [[nodiscard]] TypeInfo type(TypeIndex index) const;
  /// True for the types that a resource may have: "Patient", but not the abstract "DomainResource".
  [[nodiscard]] bool is_resource(std::string_view name) const;
  /// The entry with that JSON/XML name under the type; kNone when the type has none. O(1).
  [[nodiscard]] EntryIndex find_entry(TypeIndex type, std::string_view name) const;
  [[nodiscard]] Entry entry(EntryIndex index) const;
  [[nodiscard]] std::size_t entry_count() const;

  // The few facts that readers and writers need for every node, without building an Entry.
  [[nodiscard]] std::string_view entry_name(EntryIndex index) const;
  [[nodiscard]] TypeIndex entry_type(EntryIndex index) const;
  [[nodiscard]] std::uint16_t entry_ordinal(EntryIndex index) const;
  [[nodiscard]] bool entry_is_list(EntryIndex index) const;
  [[nodiscard]] bool entry_is_xml_attribute(EntryIndex index) const;
  [[nodiscard]] bool entry_is_choice(EntryIndex index) const;
  [[nodiscard]] TypeKind type_kind(TypeIndex index) const;
  [[nodiscard]] JsonKind type_json_kind(TypeIndex index) const;

  /// Codes of a value set of R4 core, as (system, code) pairs, when it could be expanded from code systems in the
  /// package (include of whole systems or listed concepts, valueset includes); nothing otherwise. Version suffix
  /// "|4.0.1" ignored.
  struct Code {
    std::string_view system;
    std::string_view code;
  };
  [[nodiscard]] std::optional<std::vector<Code>> value_set_codes(std::string_view canonical) const;
  [[nodiscard]] bool value_set_has(std::string_view canonical, std::string_view system, std::string_view code) const;

  /// Search parameters, those of one type together and sorted by code. Inherited ones stand under their own base type.
  [[nodiscard]] std::size_t search_parameter_count() const;
  [[nodiscard]] SearchParameter search_parameter(std::size_t index) const;
  /// The parameter of the type, or of a type that it is based on; nothing when there is none.
  [[nodiscard]] std::optional<SearchParameter> find_search_parameter(TypeIndex type, std::string_view code) const;

 private:
  struct SectionView {
    const std::byte* bytes = nullptr;
    std::uint32_t count = 0;
  };

  Definitions() = default;
  [[nodiscard]] SectionView section(pack_layout::Section which) const;
  [[nodiscard]] std::string_view text_at(const std::byte* at) const;
  [[nodiscard]] std::uint32_t find_value_set(std::string_view canonical) const;
  [[nodiscard]] std::uint32_t find_code(std::string_view system, std::string_view code) const;
  [[nodiscard]] const std::byte* type_at(TypeIndex index) const {
    assert(index < type_count_);
    return types_ + std::size_t{index} * pack_layout::kTypeBytes;
  }
  [[nodiscard]] const std::byte* entry_at(EntryIndex index) const {
    assert(index < entry_count_);
    return entries_ + std::size_t{index} * pack_layout::kEntryBytes;
  }

  std::span<const std::byte> pack_;
  // Where the sections stand that readers ask at every node.
  const char* strings_ = nullptr;
  const std::byte* types_ = nullptr;
  const std::byte* entries_ = nullptr;
  const std::byte* entry_slots_ = nullptr;
  std::uint32_t type_count_ = 0;
  std::uint32_t entry_count_ = 0;
};

inline std::size_t Definitions::type_count() const {
  return type_count_;
}
inline std::size_t Definitions::entry_count() const {
  return entry_count_;
}

inline std::string_view Definitions::entry_name(EntryIndex index) const {
  const std::byte* at = entry_at(index);
  return {strings_ + pack_layout::load<std::uint32_t>(at + pack_layout::kEntryNameAt),
          pack_layout::load<std::uint16_t>(at + pack_layout::kEntryNameLengthAt)};
}
inline TypeIndex Definitions::entry_type(EntryIndex index) const {
  return pack_layout::load<std::uint32_t>(entry_at(index) + pack_layout::kEntryTypeAt);
}
inline std::uint16_t Definitions::entry_ordinal(EntryIndex index) const {
  return pack_layout::load<std::uint16_t>(entry_at(index) + pack_layout::kEntryOrdinalAt);
}
inline bool Definitions::entry_is_list(EntryIndex index) const {
  return (static_cast<std::uint8_t>(entry_at(index)[pack_layout::kEntryFlagsAt]) & pack_layout::kFlagList) != 0;
}
inline bool Definitions::entry_is_xml_attribute(EntryIndex index) const {
  return (static_cast<std::uint8_t>(entry_at(index)[pack_layout::kEntryFlagsAt]) & pack_layout::kFlagXmlAttribute) != 0;
}
inline bool Definitions::entry_is_choice(EntryIndex index) const {
  return (static_cast<std::uint8_t>(entry_at(index)[pack_layout::kEntryFlagsAt]) & pack_layout::kFlagChoice) != 0;
}
inline TypeKind Definitions::type_kind(TypeIndex index) const {
  return static_cast<TypeKind>(type_at(index)[pack_layout::kTypeKindAt]);
}
inline JsonKind Definitions::type_json_kind(TypeIndex index) const {
  return static_cast<JsonKind>(type_at(index)[pack_layout::kTypeJsonKindAt]);
}

inline EntryIndex Definitions::find_entry(TypeIndex type, std::string_view name) const {
  using pack_layout::load;
  const std::byte* at = type_at(type);
  const auto first_entry = load<std::uint32_t>(at + pack_layout::kTypeFirstEntryAt);
  const auto mask = load<std::uint32_t>(at + pack_layout::kTypeSlotMaskAt);
  const std::byte* slots = entry_slots_ + std::size_t{load<std::uint32_t>(at + pack_layout::kTypeFirstSlotAt)} * 4;
  const auto hash = pack_layout::hash_name(name);
  for (auto place = static_cast<std::uint32_t>(hash) & mask;; place = (place + 1) & mask) {
    const auto slot = load<std::uint32_t>(slots + std::size_t{place} * 4);
    if (slot == 0) return kNone;
    if (slot >> 16 != hash >> 48) continue;
    const EntryIndex entry = first_entry + (slot & pack_layout::kEntrySlotNumberMask) - 1;
    if (entry_name(entry) == name) return entry;
  }
}

}  // namespace careway::definitions
