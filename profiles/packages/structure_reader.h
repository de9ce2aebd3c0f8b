#pragma once

#include <string_view>
#include <vector>

#include "profiles/fhir/document.h"
#include "profiles/packages/structure.h"
#include "profiles/packages/text_pool.h"

namespace careway::packages {

/// An ElementDefinition as a StructureDefinition states it: in a differential only some of it is said.
struct ElementStatement {
  ElementDefinition element;
  bool has_id = false;  ///< else the element carries its path as id
  bool has_min = false;
  bool has_max = false;
  bool has_base = false;
};

/// A StructureDefinition as it was written, taken over from its tree.
struct WrittenStructure {
  StructureDefinition head;  ///< without elements
  std::vector<ElementStatement> snapshot;
  std::vector<ElementStatement> differential;
};

/// Takes a StructureDefinition (R4) out of its tree. Texts go to the pool, fixed and pattern values to `values`; the
/// tree is not needed afterwards. What cannot be understood (a max that is no number) reads as not stated.
WrittenStructure read_structure(fhir::Element root, TextPool& texts, fhir::Document& values);

/// What a structure may hold. Trees of elements are walked in recursion, so their depth needs an end.
inline constexpr std::size_t kPathDepthMax = 50;
inline constexpr std::size_t kSnapshotElementsMax = 20'000;
inline constexpr std::size_t kDifferentialElementsMax = 5'000;
std::size_t path_depth(std::string_view path);

/// "http://hl7.org/fhir/StructureDefinition/"
inline constexpr std::string_view kTypePrefix = "http://hl7.org/fhir/StructureDefinition/";

}  // namespace careway::packages
