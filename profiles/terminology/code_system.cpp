#include "profiles/terminology/code_system.h"

#include <algorithm>

namespace careway::terminology {
namespace {

CodeSystem::Content content_of(std::string_view text) {
  using Content = CodeSystem::Content;
  if (text == "complete") return Content::complete;
  if (text == "fragment") return Content::fragment;
  if (text == "example") return Content::example;
  if (text == "supplement") return Content::supplement;
  return Content::not_present;
}

// value[x] of a concept's property as text.
std::string_view value_of(fhir::Element property) {
  for (const fhir::Element child : property) {
    if (!child.name().starts_with("value")) continue;
    return child.name() == "valueCoding" ? child.child_value("code") : child.value();
  }
  return {};
}

}  // namespace

CodeSystem CodeSystem::read(fhir::Element resource) {
  CodeSystem system;
  system.url_ = system.texts_.keep(resource.child_value("url"));
  system.version_ = system.texts_.keep(resource.child_value("version"));
  system.content_ = content_of(resource.child_value("content"));
  system.is_case_sensitive_ = resource.child_value("caseSensitive") == "true";
  const std::string_view meaning = resource.child_value("hierarchyMeaning");
  system.has_is_a_hierarchy_ = meaning.empty() || meaning == "is-a";
  for (const fhir::Element child : resource) {
    if (child.name() != "property") continue;
    system.declared_properties_.push_back(system.texts_.keep(child.child_value("code")));
  }
  std::vector<NamedEdge> named;
  system.read_concepts(resource, {}, named);
  system.finish(named);
  return system;
}

CodeSystem CodeSystem::of_list(std::string_view url, const std::vector<std::string_view>& codes) {
  CodeSystem system;
  system.url_ = url;
  system.content_ = Content::complete;
  system.is_case_sensitive_ = true;
  for (const std::string_view code : codes) system.concepts_.push_back({code, {}});
  system.finish({});
  return system;
}

// The reader's own limit on depth bounds the recursion.
void CodeSystem::read_concepts(fhir::Element parent, std::optional<ConceptIndex> above, std::vector<NamedEdge>& named) {
  for (const fhir::Element child : parent) {
    if (child.name() != "concept") continue;
    const auto index = static_cast<ConceptIndex>(concepts_.size());
    concepts_.push_back({texts_.keep(child.child_value("code")), texts_.keep(child.child_value("display"))});
    if (above) edges_.push_back({*above, index});
    for (const fhir::Element part : child) {
      if (part.name() == "designation") {
        designations_.push_back({index, texts_.keep(part.child_value("value"))});
      } else if (part.name() == "property") {
        read_property(part, index, named);
      }
    }
    read_concepts(child, index, named);
  }
}

// The names of FHIR R4's list of concept properties ("parent", "child", "notSelectable", "inactive", "status") and
// those that HL7's code systems use beside them ("subsumedBy", "abstract").
void CodeSystem::read_property(fhir::Element property, ConceptIndex concept_index, std::vector<NamedEdge>& named) {
  const std::string_view code = property.child_value("code");
  const std::string_view value = value_of(property);
  Concept& owner = concepts_[concept_index];
  if (code == "parent" || code == "subsumedBy") {
    named.push_back({concept_index, texts_.keep(value), true});
  } else if (code == "child") {
    named.push_back({concept_index, texts_.keep(value), false});
  } else if (code == "notSelectable" || code == "abstract") {
    owner.is_abstract = owner.is_abstract || value == "true";
  } else if (code == "inactive") {
    owner.is_inactive = owner.is_inactive || value == "true";
  } else if (code == "status") {
    owner.is_inactive = owner.is_inactive || value == "retired" || value == "inactive";
  }
  properties_.push_back({concept_index, texts_.keep(code), texts_.keep(value)});
}

void CodeSystem::finish(const std::vector<NamedEdge>& named) {
  table_.reserve(concepts_.size());
  for (ConceptIndex index = 0; index < concepts_.size(); ++index) table_.add(concepts_[index].code, index);
  for (const NamedEdge& edge : named) {
    const auto other = find(edge.other);
    if (!other) continue;
    edges_.push_back(edge.other_is_parent ? Edge{*other, edge.concept_index} : Edge{edge.concept_index, *other});
  }
  std::ranges::stable_sort(properties_, {}, &Property::concept_index);
  concepts_.shrink_to_fit();
  edges_.shrink_to_fit();
  properties_.shrink_to_fit();
  designations_.shrink_to_fit();
}

std::optional<ConceptIndex> CodeSystem::find(std::string_view code) const {
  std::optional<ConceptIndex> found;
  // An exact match wins over one that differs in case only.
  table_.find(code, [&](ConceptIndex index) {
    if (concepts_[index].code == code) {
      found = index;
      return true;
    }
    if (!is_case_sensitive_ && !found && same_but_for_case(concepts_[index].code, code)) found = index;
    return false;
  });
  return found;
}

bool CodeSystem::has_property(std::string_view code) const {
  return std::ranges::find(declared_properties_, code) != declared_properties_.end() ||
         std::ranges::find(properties_, code, &Property::code) != properties_.end();
}

std::optional<std::string_view> CodeSystem::property(ConceptIndex concept_index, std::string_view code) const {
  auto at = std::ranges::lower_bound(properties_, concept_index, {}, &Property::concept_index);
  for (; at != properties_.end() && at->concept_index == concept_index; ++at) {
    if (at->code == code) return at->value;
  }
  return {};
}

// Filters are compiled once, so a walk over all edges for each level is cheaper than an index that is kept for ever.
std::vector<bool> CodeSystem::reached(ConceptIndex start, bool downwards, bool one_step) const {
  std::vector<std::vector<ConceptIndex>> next(concepts_.size());
  for (const Edge& edge : edges_) {
    next[downwards ? edge.parent : edge.child].push_back(downwards ? edge.child : edge.parent);
  }
  std::vector<bool> seen(concepts_.size());
  std::vector<ConceptIndex> waiting{start};
  while (!waiting.empty()) {
    const ConceptIndex current = waiting.back();
    waiting.pop_back();
    for (const ConceptIndex other : next[current]) {
      if (seen[other]) continue;
      seen[other] = true;
      if (!one_step) waiting.push_back(other);
    }
    if (one_step) break;
  }
  return seen;
}

std::vector<bool> CodeSystem::with_descendants(ConceptIndex concept_index) const {
  auto flags = reached(concept_index, true, false);
  flags[concept_index] = true;
  return flags;
}

std::vector<bool> CodeSystem::with_ancestors(ConceptIndex concept_index) const {
  auto flags = reached(concept_index, false, false);
  flags[concept_index] = true;
  return flags;
}

std::vector<bool> CodeSystem::children(ConceptIndex concept_index) const {
  return reached(concept_index, true, true);
}

std::vector<bool> CodeSystem::parents(ConceptIndex concept_index) const {
  return reached(concept_index, false, true);
}

std::vector<bool> CodeSystem::having_parent() const {
  std::vector<bool> flags(concepts_.size());
  for (const Edge& edge : edges_) flags[edge.child] = true;
  return flags;
}

std::vector<bool> CodeSystem::having_child() const {
  std::vector<bool> flags(concepts_.size());
  for (const Edge& edge : edges_) flags[edge.parent] = true;
  return flags;
}

std::size_t CodeSystem::memory_bytes() const {
  return sizeof(*this) + texts_.memory_bytes() + concepts_.capacity() * sizeof(Concept) + table_.memory_bytes() +
         edges_.capacity() * sizeof(Edge) + properties_.capacity() * sizeof(Property) +
         designations_.capacity() * sizeof(Designation);
}

}  // namespace careway::terminology
