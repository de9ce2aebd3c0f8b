#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

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
  [[nodiscard]] TypeKind type_kind(TypeIndex index) const;
  [[nodiscard]] JsonKind type_json_kind(TypeIndex index) const;

  /// Codes of a value set of R4 core, as (system, code) pairs, when it could be expanded from code systems in the package
  /// (include of whole systems or listed concepts, valueset includes); nothing otherwise. Version suffix "|4.0.1" ignored.
  struct Code {
    std::string_view system;
    std::string_view code;
  };
  [[nodiscard]] std::optional<std::vector<Code>> value_set_codes(std::string_view canonical) const;
  [[nodiscard]] bool value_set_has(std::string_view canonical, std::string_view system, std::string_view code) const;

 private:
  explicit Definitions(std::span<const std::byte> pack) : pack_(pack) {}
  std::span<const std::byte> pack_;
};

}  // namespace careway::definitions
