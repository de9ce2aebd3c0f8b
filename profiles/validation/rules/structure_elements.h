#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "profiles/fhir/document.h"
#include "profiles/packages/structure.h"
#include "profiles/validation/rules/structure_paths.h"
#include "profiles/validation/run.h"

namespace careway::validation {

/// The element definitions of one StructureDefinition's differential against its base (R4 ElementDefinition and
/// Profiling). One thread.
class StructureElements {
 public:
  /// `base` may be null: then only what needs no base is checked. All must outlive it.
  StructureElements(fhir::Element structure, const packages::StructureDefinition* base, Run& run);

  /// Checks every element of the differential.
  void check();

 private:
  struct Entry {
    fhir::Element element;
    std::string_view path;
    std::string_view slice;
    StructurePaths::Place place;
    std::size_t parent = 0;  // number of the entry around it, or `kNone`
    bool has_place = false;
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void read();
  void check_paths();
  void check_order();
  void check_types(const Entry& entry);
  void check_profile(std::string_view type, fhir::Element profile);
  void check_target(const Entry& entry, fhir::Element target);
  void check_binding(const Entry& entry);
  void check_values(const Entry& entry);
  void check_codings(fhir::Element value);
  void check_cardinality(const Entry& entry);
  void check_slicing(const Entry& entry);
  void check_discriminator(const Entry& entry, fhir::Element discriminator);
  void check_slicing_again();
  void check_constraints(const Entry& entry);
  [[nodiscard]] std::vector<std::string_view> types_of(const Entry& entry) const;

  fhir::Element structure_;
  const packages::StructureDefinition* base_;
  Run& run_;
  StructurePaths paths_;
  std::vector<Entry> entries_;
};

}  // namespace careway::validation
