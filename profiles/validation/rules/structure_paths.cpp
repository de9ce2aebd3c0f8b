#include "profiles/validation/rules/structure_paths.h"

#include <string>

#include "profiles/fhir/issue.h"

namespace careway::validation {
namespace {

constexpr int kTypeStepsMax = 8;  // content references and types on the way to one child

/// "valueQuantity" against "value[x]" and the type "Quantity"; primitive types begin with a small letter.
bool names_choice(std::string_view name, std::string_view choice, std::string_view type) {
  const std::string_view stem = choice.substr(0, choice.size() - 3);
  if (name.size() != stem.size() + type.size() || !name.starts_with(stem)) return false;
  const std::string_view suffix = name.substr(stem.size());
  const char first = suffix.front();
  const char as_type =
      type.front() >= 'a' && type.front() <= 'z' ? static_cast<char>(type.front() - 'a' + 'A') : type.front();
  return first == as_type && suffix.substr(1) == type.substr(1);
}

std::string_view last_step(std::string_view path) {
  return path.substr(path.rfind('.') + 1);
}

}  // namespace

const StructurePaths::Index& StructurePaths::index(const packages::StructureDefinition& structure) {
  const auto [place, is_new] = indexes_.try_emplace(&structure);
  if (is_new) {
    for (std::size_t number = 0; number < structure.elements.size(); ++number) {
      place->second.emplace(structure.elements[number].path, number);
    }
  }
  return place->second;
}

bool StructurePaths::step_inside(Cursor& cursor, std::string_view name) {
  const auto& elements = cursor.structure->elements;
  const std::string_view path = elements[cursor.element].path;
  const Index& paths = index(*cursor.structure);
  std::string child(path);
  child.append(".").append(name);
  if (const auto found = paths.find(child); found != paths.end()) {
    cursor.element = found->second;
    cursor.type = {};
    return true;
  }
  for (std::size_t number = cursor.element + 1; number < elements.size(); ++number) {
    const auto& element = elements[number];
    if (!element.path.starts_with(path)) break;
    if (!element.path.ends_with("[x]") || element.path.size() <= path.size() + 1 ||
        element.path.find('.', path.size() + 1) != std::string_view::npos) {
      continue;
    }
    for (const auto& type : element.types) {
      if (!names_choice(name, last_step(element.path), type.code)) continue;
      cursor.element = number;
      cursor.type = type.code;
      return true;
    }
  }
  return false;
}

bool StructurePaths::step(Cursor& cursor, std::string_view name, bool& is_certain) {
  if (step_inside(cursor, name)) return true;
  for (int steps = 0; steps < kTypeStepsMax; ++steps) {
    const auto& element = cursor.structure->elements[cursor.element];
    if (!element.content_reference.empty()) {
      const auto& reference = element.content_reference;
      const auto& paths = index(*cursor.structure);
      const auto found = paths.find(reference.substr(reference.rfind('#') + 1));
      if (found == paths.end()) return false;
      cursor.element = found->second;
      if (step_inside(cursor, name)) return true;
      continue;
    }
    break;
  }
  const auto& element = cursor.structure->elements[cursor.element];
  for (const auto& type : element.types) {
    if (!cursor.type.empty() && type.code != cursor.type) continue;
    fhir::Issues issues;
    const std::string_view profile = type.profiles.size() == 1 ? type.profiles.front() : std::string_view{};
    const packages::StructureDefinition* structure = profile.empty() ? nullptr : library_.find(profile, issues);
    if (structure == nullptr) structure = library_.find_type(type.code, issues);
    if (structure == nullptr && type.code.find(':') != std::string_view::npos)
      structure = library_.find(type.code, issues);
    if (structure == nullptr || structure->elements.empty()) {
      is_certain = false;
      continue;
    }
    Cursor inside{structure, 0, {}};
    if (step_inside(inside, name)) {
      cursor = inside;
      return true;
    }
    // Any resource may stand there, and it has elements of its own.
    if (structure->is_abstract && structure->kind == packages::StructureDefinition::Kind::resource) is_certain = false;
  }
  return false;
}

StructurePaths::Place StructurePaths::find_below(const Place& from, std::string_view steps) {
  Cursor cursor{from.structure, from.number, from.type};
  Place place = from;
  while (!steps.empty()) {
    const auto dot = steps.find('.');
    const std::string_view name = steps.substr(0, dot);
    steps = dot == std::string_view::npos ? std::string_view{} : steps.substr(dot + 1);
    bool is_certain = true;
    if (name.empty() || !step(cursor, name, is_certain)) {
      place.element = nullptr;
      place.is_certain = name.empty() || is_certain;
      return place;
    }
    if (cursor.structure == from.structure) place.order = cursor.element;
    place.element = &cursor.structure->elements[cursor.element];
    place.structure = cursor.structure;
    place.number = cursor.element;
    place.type = cursor.type;
  }
  return place;
}

StructurePaths::Place StructurePaths::find(const packages::StructureDefinition& structure, std::string_view path) {
  Place root;
  root.structure = &structure;
  root.is_certain = !structure.elements.empty();
  const auto dot = path.find('.');
  if (!root.is_certain || (dot != std::string_view::npos && dot + 1 == path.size())) return root;
  root.element = structure.elements.data();
  return dot == std::string_view::npos ? root : find_below(root, path.substr(dot + 1));
}

}  // namespace careway::validation
