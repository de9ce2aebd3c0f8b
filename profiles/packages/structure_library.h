#pragma once

#include <memory>
#include <string_view>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"
#include "profiles/packages/package_set.h"
#include "profiles/packages/structure.h"

namespace careway::packages {

/// Structures and other conformance resources, parsed when they are first asked for and kept: a cache over a
/// PackageSet. Generates snapshots where a package has only differentials. One thread at a time; give each thread its
/// own (they share the PackageSet).
class StructureLibrary {
 public:
  /// Both must outlive the library.
  StructureLibrary(const PackageSet& packages, const definitions::Definitions& definitions);
  ~StructureLibrary();

  /// The structure with its snapshot. nullptr when it is unknown (no issue), or cannot be used: then the first call
  /// that met it added an error ("structure-unreadable", "structure-base-missing", "structure-cyclic",
  /// "structure-limit"). A statement of a differential that does not fit ("structure-differential",
  /// "structure-path-unknown") is a warning of the first call and left out; the rest holds. So is a resource that
  /// breaks the format but can be understood ("structure-flawed"). "structure-parent-missing" is an information: a
  /// stand-in took the parent's place. The path of an issue is the structure's URL, "#", and the id of the element.
  const StructureDefinition* find(std::string_view canonical, fhir::Issues& issues);
  /// The base structure of an R4 type by name ("HumanName", "Patient").
  const StructureDefinition* find_type(std::string_view type, fhir::Issues& issues);
  /// Any conformance resource (Questionnaire, ValueSet, SearchParameter, ...) as a tree; a handle that does not exist
  /// when it is unknown or unreadable.
  fhir::Element find_resource(std::string_view resource_type, std::string_view canonical, fhir::Issues& issues);

  /// What the library holds by now, in bytes.
  [[nodiscard]] std::size_t memory_bytes() const;
  [[nodiscard]] const PackageSet& packages() const;
  [[nodiscard]] const definitions::Definitions& definitions() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace careway::packages
