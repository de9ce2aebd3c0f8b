#include "mappers/language/coverage.h"

#include <algorithm>
#include <map>
#include <set>

#include "mappers/language/map_facts.h"

namespace careway::language {

namespace {

using definitions::Definitions;
using definitions::Entry;
using definitions::TypeIndex;
using definitions::TypeInfo;

/// Adds the places of a shape that can hold a value, in order, each once.
void collect_fields(const formats::Field& field, const std::string& path, std::vector<std::string>& out,
                    std::set<std::string>& seen) {
  for (const formats::Field& child : field.children) {
    const std::string text = path.empty() ? child.name : path + "/" + child.name;
    if (child.type != formats::FieldType::object && seen.insert(text).second) out.push_back(text);
    collect_fields(child, text, out, seen);
  }
}

void measure_fields(const MapFacts& facts, std::span<const FaceShape> faces, Coverage& coverage) {
  std::vector<std::string> fields;
  std::set<std::string> seen;
  for (const FaceShape& face : faces) collect_fields(face.shape->root, "", fields, seen);
  std::set<std::string> touched;
  for (const UsedField& used : facts.fields) {
    if (!used.is_item) touched.insert(used.field.text);
  }
  coverage.fields = fields.size();
  for (const std::string& field : fields) {
    if (touched.contains(field)) {
      ++coverage.fields_touched;
    } else {
      coverage.untouched_fields.push_back(field);
    }
  }
}

void measure_elements(const MapFacts& facts, const Definitions& definitions, Coverage& coverage) {
  std::map<TypeIndex, std::set<std::string_view>> touched;
  for (const UsedRole& role : facts.roles) touched[role.type];
  for (const UsedSlot& used : facts.slots) {
    if (used.slot.steps.empty()) continue;
    touched[used.slot.role_type].insert(definitions.entry(used.slot.steps.front().entry).element);
  }
  for (const auto& [type, elements] : touched) {
    const TypeInfo info = definitions.type(type);
    std::string_view last;
    for (std::uint32_t i = 0; i < info.entry_count; ++i) {
      const Entry entry = definitions.entry(info.first_entry + i);
      if (entry.element == last) continue;
      last = entry.element;
      ++coverage.elements;
      if (elements.contains(entry.element)) {
        ++coverage.elements_touched;
      } else {
        coverage.untouched_elements.push_back(std::string(info.name) + "." + std::string(entry.element));
      }
    }
  }
}

/// The modifiers below every element that the map goes through.
void measure_inner_modifiers(const MapFacts& facts, const Definitions& definitions, Coverage& coverage) {
  std::map<std::string, TypeIndex> used_elements;
  std::set<std::string> handled;
  for (const UsedSlot& used : facts.slots) {
    std::string path = used.slot.role;
    for (std::size_t i = 0; i < used.slot.steps.size(); ++i) {
      path += "." + used.slot.steps[i].name;
      handled.insert(path);
      for (const Predicate& predicate : used.slot.steps[i].predicates) handled.insert(path + "." + predicate.child);
      if (i + 1 < used.slot.steps.size()) used_elements.emplace(path, used.slot.steps[i].type);
    }
  }
  for (const auto& [path, type] : used_elements) {
    const TypeInfo info = definitions.type(type);
    for (std::uint32_t i = 0; i < info.entry_count; ++i) {
      const Entry entry = definitions.entry(info.first_entry + i);
      const std::string inner = path + "." + std::string(entry.name);
      if (entry.is_modifier && !handled.contains(inner)) coverage.untouched_inner_modifiers.push_back(inner);
    }
  }
}

}  // namespace

Coverage measure_coverage(const Map& map, const Definitions& definitions, std::span<const FaceShape> faces) {
  fhir::Issues ignored;
  const CodeMaps no_code_maps;
  const MapFacts facts = walk_map(map, definitions, faces, no_code_maps, ignored);
  Coverage coverage;
  coverage.rows = facts.row_count;
  coverage.get_only_rows = facts.get_only_count;
  measure_fields(facts, faces, coverage);
  measure_elements(facts, definitions, coverage);
  measure_inner_modifiers(facts, definitions, coverage);
  return coverage;
}

}  // namespace careway::language
