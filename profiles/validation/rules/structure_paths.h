#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "profiles/packages/structure.h"
#include "profiles/packages/structure_library.h"

namespace careway::validation {

/// Finds what the paths of element definitions mean: in a structure, and on through the types of its elements
/// ("Patient.contact.name.given" goes from Patient to HumanName). One thread.
class StructurePaths {
 public:
  /// The library must outlive it.
  explicit StructurePaths(packages::StructureLibrary& library) : library_(library) {}

  struct Place {
    const packages::ElementDefinition* element = nullptr;      ///< nullptr when the path leads nowhere
    const packages::StructureDefinition* structure = nullptr;  ///< that has the element
    std::size_t number = 0;                                    ///< of the element in that structure
    /// Where a choice was named by type ("valueQuantity"), that type; else empty.
    std::string_view type;
    /// Place of the last element of the path that stands in the starting structure itself.
    std::size_t order = 0;
    /// False when a type on the way is not known here, so that nothing can be said.
    bool is_certain = true;
  };
  /// `path` begins with the root's name, whatever it is.
  Place find(const packages::StructureDefinition& structure, std::string_view path);
  /// `steps` relative to an element that was found, "" for the element itself.
  Place find_below(const Place& from, std::string_view steps);

 private:
  using Index = std::unordered_map<std::string_view, std::size_t>;
  struct Cursor {
    const packages::StructureDefinition* structure;
    std::size_t element;
    std::string_view type;
  };
  const Index& index(const packages::StructureDefinition& structure);
  /// The child of that name in the structure of the cursor itself.
  bool step_inside(Cursor& cursor, std::string_view name);
  /// The child of that name, through content reference and types where need be. `is_certain` becomes false when a type
  /// is unknown.
  bool step(Cursor& cursor, std::string_view name, bool& is_certain);

  packages::StructureLibrary& library_;
  std::unordered_map<const packages::StructureDefinition*, Index> indexes_;
};

}  // namespace careway::validation
