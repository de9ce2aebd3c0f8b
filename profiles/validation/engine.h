#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/issue.h"
#include "profiles/fhirpath/fhirpath.h"
#include "profiles/packages/structure_library.h"
#include "profiles/terminology/terminology.h"
#include "profiles/validation/definition_tree.h"
#include "profiles/validation/profile.h"

namespace careway::validation {

/// Lets string-keyed tables be asked with views.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <typename Value>
using TextTable = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

/// What a validator keeps from one validation to the next: compiled profiles and expressions. One thread at a time.
class Engine {
 public:
  /// Both must outlive the engine.
  Engine(const definitions::Definitions& definitions, const packages::PackageSet& packages);
  ~Engine();

  [[nodiscard]] const definitions::Definitions& definitions() const { return definitions_; }
  [[nodiscard]] packages::StructureLibrary& structures() { return structures_; }
  [[nodiscard]] terminology::Terminology& terminology() { return terminology_; }
  /// An evaluator for expressions inside `level` others: one that is at work cannot be used again.
  fhirpath::Evaluator& evaluator(std::size_t level);

  /// The full structure of a datatype or resource; nullptr when the packages do not have it.
  const Profile* base(definitions::TypeIndex type);
  /// The place of a profile; the same for the same canonical. Lives as long as the engine.
  ProfileSlot& slot(std::string_view canonical);
  /// The profile of a slot, compiled if need be. nullptr when it is unknown or cannot be compiled (issues say why, at
  /// the first call).
  const Profile* ready(ProfileSlot& slot, fhir::Issues& issues);
  /// The type that a profile is for; kNone when it is unknown. Reads the profile, but does not compile it.
  definitions::TypeIndex type_of(ProfileSlot& slot);
  /// The element tree of a structure; nullptr when its elements make none.
  const DefinitionNode* tree(const packages::StructureDefinition& structure);
  /// The tree of a base type by name, or of a profile; nullptr when unknown.
  const DefinitionNode* tree_of_type(std::string_view type);
  const DefinitionNode* tree_of_profile(std::string_view canonical);
  /// The expression compiled and kept; nullptr when it is none.
  const fhirpath::Expression* compiled(std::string_view expression);
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct BaseType {
    bool tried = false;
    std::unique_ptr<const Profile> profile;
  };

  const definitions::Definitions& definitions_;
  packages::StructureLibrary structures_;
  terminology::Terminology terminology_;
  std::vector<std::unique_ptr<fhirpath::Evaluator>> evaluators_;
  std::vector<BaseType> base_types_;  // by TypeIndex
  TextTable<std::unique_ptr<ProfileSlot>> slots_;
  TextTable<std::unique_ptr<const fhirpath::Expression>> expressions_;
  std::unordered_map<const packages::StructureDefinition*, std::unique_ptr<const DefinitionNode>> trees_;
};

}  // namespace careway::validation
