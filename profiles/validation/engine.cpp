#include "profiles/validation/engine.h"

#include "profiles/validation/compiler.h"

namespace careway::validation {

Engine::Engine(const definitions::Definitions& definitions, const packages::PackageSet& packages)
    : definitions_(definitions),
      structures_(packages, definitions),
      terminology_(structures_),
      base_types_(definitions.type_count()) {}

Engine::~Engine() = default;

const Profile* Engine::base(definitions::TypeIndex type) {
  BaseType& base = base_types_[type];
  if (!base.tried) {
    base.tried = true;
    fhir::Issues issues;
    const auto* structure = structures_.find_type(definitions_.type(type).name, issues);
    if (structure != nullptr) base.profile = compile_base(*structure, *this, issues);
  }
  return base.profile.get();
}

ProfileSlot& Engine::slot(std::string_view canonical) {
  const auto found = slots_.find(canonical);
  if (found != slots_.end()) return *found->second;
  auto slot = std::make_unique<ProfileSlot>();
  slot->canonical = canonical;
  return *slots_.emplace(std::string(canonical), std::move(slot)).first->second;
}

const Profile* Engine::ready(ProfileSlot& slot, fhir::Issues& issues) {
  using State = ProfileSlot::State;
  if (slot.state != State::unread) return slot.profile.get();
  slot.state = State::compiling;
  fhir::Issues found_issues;
  const auto* structure = structures_.find(slot.canonical, found_issues);
  if (structure == nullptr) {
    slot.state = found_issues.has_errors() ? State::broken : State::unknown;
  } else {
    slot.profile = compile_profile(*structure, *this, found_issues);
    slot.state = slot.profile ? State::ready : State::broken;
  }
  issues.append(found_issues);
  return slot.profile.get();
}

fhirpath::Evaluator& Engine::evaluator(std::size_t level) {
  while (evaluators_.size() <= level) evaluators_.push_back(std::make_unique<fhirpath::Evaluator>(definitions_));
  return *evaluators_[level];
}

definitions::TypeIndex Engine::type_of(ProfileSlot& slot) {
  if (!slot.is_type_known) {
    slot.is_type_known = true;
    fhir::Issues issues;
    const auto* structure = structures_.find(slot.canonical, issues);
    if (structure != nullptr) slot.type = definitions_.find_type(structure->type);
  }
  return slot.type;
}

const DefinitionNode* Engine::tree(const packages::StructureDefinition& structure) {
  const auto found = trees_.find(&structure);
  if (found != trees_.end()) return found->second.get();
  return trees_.emplace(&structure, make_definition_tree(structure)).first->second.get();
}

const DefinitionNode* Engine::tree_of_type(std::string_view type) {
  fhir::Issues issues;
  const auto* structure = structures_.find_type(type, issues);
  return structure == nullptr ? nullptr : tree(*structure);
}

const DefinitionNode* Engine::tree_of_profile(std::string_view canonical) {
  fhir::Issues issues;
  const auto* structure = structures_.find(canonical, issues);
  return structure == nullptr ? nullptr : tree(*structure);
}

const fhirpath::Expression* Engine::compiled(std::string_view expression) {
  const auto found = expressions_.find(expression);
  if (found != expressions_.end()) return found->second.get();
  fhir::Issues issues;
  // R4's own constraints use as() on several items, and so may those of others.
  fhirpath::CompileOptions choices;
  choices.as_filters_collections = true;
  auto compiled = fhirpath::compile(expression, definitions_, issues, choices);
  return expressions_.emplace(std::string(expression), std::move(compiled)).first->second.get();
}

namespace {

std::size_t bytes_of(const Profile* profile) {
  if (profile == nullptr) return 0;
  std::size_t bytes = sizeof(Profile);
  for (const auto& node : profile->nodes) {
    constexpr std::size_t kBytesOfCheck = 96;
    bytes += sizeof(Node) + node->checks.size() * kBytesOfCheck + node->fields.size() * sizeof(Field) +
             node->field_of_entry.size() * sizeof(std::uint16_t);
  }
  return bytes;
}

}  // namespace

std::size_t Engine::memory_bytes() const {
  std::size_t bytes = base_types_.size() * sizeof(BaseType);
  for (const auto& base : base_types_) bytes += bytes_of(base.profile.get());
  for (const auto& [canonical, slot] : slots_)
    bytes += canonical.size() + sizeof(ProfileSlot) + bytes_of(slot->profile.get());
  return bytes;
}

}  // namespace careway::validation
