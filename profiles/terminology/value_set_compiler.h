#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>

#include "profiles/fhir/document.h"
#include "profiles/packages/structure_library.h"
#include "profiles/terminology/systems.h"
#include "profiles/terminology/value_set.h"

namespace careway::terminology {

/// The value sets that were asked for so far, compiled from their definitions (FHIR R4, 4.9.7 composition rules). One
/// thread.
class ValueSets {
 public:
  ValueSets(packages::StructureLibrary& library, Systems& systems, const TerminologyLimits& limits);
  ~ValueSets();

  /// The value set that a canonical means; one where everything is open when it is unknown.
  const ValueSet& find(std::string_view canonical);
  [[nodiscard]] bool knows(std::string_view canonical) const;
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Clause;
  const ValueSet* compile(std::string_view canonical, bool& is_final);
  std::unique_ptr<ValueSet> read(fhir::Element resource);
  void read_compose(fhir::Element compose, ValueSet& value_set);
  void read_expansion(fhir::Element expansion, bool is_all, ValueSet& value_set);
  std::size_t add_contained_codes(fhir::Element parent, ValueSet& value_set);
  Clause read_clause(fhir::Element include, bool inactive_too);
  void read_system_part(fhir::Element include, bool inactive_too, Clause& clause);
  void read_listed(fhir::Element include, const Systems::Lookup& lookup, bool inactive_too, Clause& clause);
  void read_whole_system(fhir::Element include, const Systems::Lookup& lookup, bool inactive_too, Clause& clause);
  void restrict_to_imports(Clause& clause);
  std::unique_ptr<ValueSet> implicit(std::string_view canonical);
  std::unique_ptr<ValueSet> unknown(std::string_view canonical, std::string_view reason);
  Filter kept(const Filter& filter);

  packages::StructureLibrary& library_;
  Systems& systems_;
  TerminologyLimits limits_;
  TextArena texts_;
  std::size_t depth_ = 0;
  std::unordered_map<const packages::Source*, std::unique_ptr<const ValueSet>> compiled_;  // null: on its way
  TextMap<const ValueSet*> by_canonical_;
  std::vector<std::unique_ptr<const ValueSet>> others_;  // unknown and implicit ones
};

}  // namespace careway::terminology
