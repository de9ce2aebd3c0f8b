#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/language/map.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/issue.h"

namespace careway::language {

/// One step of a path with what the definitions say about it.
struct SlotStep {
  std::string name;
  definitions::EntryIndex entry = definitions::kNone;
  definitions::TypeIndex type = definitions::kNone;  ///< of the step's value
  std::vector<Predicate> predicates;
};

/// A FHIR path found in the definitions: always from a role, because an each-variable is replaced by its element.
struct ResolvedSlot {
  std::string role;
  definitions::TypeIndex role_type = definitions::kNone;
  std::vector<SlotStep> steps;
  std::size_t item_steps = 0;  ///< how many of the steps an enclosing each stands for
  bool is_context = false;     ///< "context.period-start": no steps

  [[nodiscard]] definitions::TypeIndex type() const { return steps.empty() ? role_type : steps.back().type; }
};

/// Finds the paths of a map in the FHIR definitions. Roles and variables come and go with the block that is looked at.
class SlotResolver {
 public:
  SlotResolver(const definitions::Definitions& definitions, fhir::Issues& issues)
      : definitions_(definitions), issues_(issues) {}

  /// Makes a role known; reports "map-type-unknown" and "map-role-twice". False when the role cannot be used.
  bool add_role(const Role& role);
  /// Makes an each-variable known.
  void add_variable(const std::string& name, const ResolvedSlot& element, const Place& place);
  /// Makes a name known whose role or element could not be used: what stands below it is passed over without an issue.
  void add_broken(const std::string& name);
  /// How many are known, and back to that number at the end of a block.
  [[nodiscard]] std::size_t mark() const { return known_.size(); }
  void release(std::size_t mark) { known_.resize(mark); }
  [[nodiscard]] bool has_role(std::string_view name) const;
  [[nodiscard]] bool is_broken(std::string_view name) const;
  [[nodiscard]] definitions::TypeIndex role_type(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> role_names() const;

  /// The slot below another, without predicates and issues; nothing when the type has no such child.
  [[nodiscard]] std::optional<ResolvedSlot> below(const ResolvedSlot& slot, std::string_view child) const;

  /// Reports "map-role-unknown", "map-fhir-path-unknown", "map-context-unknown", "map-alias-unknown" and "map-binding"
  /// (a predicate with a code that its list lacks).
  std::optional<ResolvedSlot> resolve(const FhirPath& path);

  /// True when the code is in the value set of the entry's required binding, or there is none that can be looked up.
  [[nodiscard]] bool is_in_binding(const definitions::Entry& entry, std::string_view code) const;
  [[nodiscard]] const definitions::Definitions& definitions() const { return definitions_; }

 private:
  struct Known {
    std::string name;
    bool is_role = false;
    bool is_broken = false;
    ResolvedSlot slot;
  };
  const Known* find(std::string_view name) const;
  std::optional<ResolvedSlot> resolve_context(const FhirPath& path);
  bool add_step(ResolvedSlot& slot, const FhirStep& step, const FhirPath& path);
  bool check_predicate(definitions::TypeIndex type, const Predicate& predicate, const FhirPath& path);
  /// The entry of that name, or kNone after an issue that names the nearest.
  definitions::EntryIndex find_entry(definitions::TypeIndex type, std::string_view name, const FhirPath& path);

  const definitions::Definitions& definitions_;
  fhir::Issues& issues_;
  std::vector<Known> known_;
};

/// The path as text, "Patient.identifier[system=…].value", for messages and coverage.
std::string slot_text(const ResolvedSlot& slot);

/// True when two paths can name the same place: the same names, and no step whose predicates exclude each other.
bool may_meet(const ResolvedSlot& a, const ResolvedSlot& b);

}  // namespace careway::language
