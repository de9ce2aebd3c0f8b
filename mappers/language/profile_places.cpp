#include "mappers/language/profile_places.h"

#include <algorithm>

namespace careway::language {

namespace {

using packages::Discriminator;
using packages::ElementDefinition;
using packages::Slicing;
using packages::StructureDefinition;

/// True when `path` stands right below `parent`.
bool is_child_path(std::string_view path, std::string_view parent) {
  return path.size() > parent.size() + 1 && path.starts_with(parent) && path[parent.size()] == '.' &&
         path.find('.', parent.size() + 1) == std::string_view::npos;
}

bool is_below(std::string_view path, std::string_view parent) {
  return path.size() > parent.size() + 1 && path.starts_with(parent) && path[parent.size()] == '.';
}

bool has_type(const ElementDefinition& element, std::string_view type) {
  return element.types.empty() || std::ranges::any_of(element.types, [&](const packages::TypeReference& one) {
           return one.code == type || one.code == "*";
         });
}

/// The value at a path inside a fixed or pattern value.
std::optional<std::string> value_inside(fhir::Element value, std::string_view path) {
  while (value.exists() && !path.empty()) {
    const std::size_t point = std::min(path.find('.'), path.size());
    value = value.child(path.substr(0, point));
    path.remove_prefix(std::min(point + 1, path.size()));
  }
  if (!value.exists() || !value.has_value()) return std::nullopt;
  return std::string(value.value());
}

bool is_named(const ElementDefinition& element, std::string_view name) {
  const std::string_view last = last_name(element);
  return last == name || (last.ends_with("[x]") && last.substr(0, last.size() - 3) == name);
}

}  // namespace

std::string_view last_name(const ElementDefinition& element) {
  const std::size_t point = element.path.rfind('.');
  return point == std::string_view::npos ? element.path : element.path.substr(point + 1);
}

std::string_view without_version(std::string_view canonical) {
  return canonical.substr(0, canonical.find('|'));
}

std::optional<std::string> predicate_value(const ResolvedSlot& slot, std::size_t step, std::string_view path) {
  if (step >= slot.steps.size()) return std::nullopt;
  for (const Predicate& predicate : slot.steps[step].predicates) {
    if (predicate.child == path) return predicate.value;
  }
  const std::size_t point = path.find('.');
  if (point == std::string_view::npos || step + 1 >= slot.steps.size()) return std::nullopt;
  if (slot.steps[step + 1].name != path.substr(0, point)) return std::nullopt;
  return predicate_value(slot, step + 1, path.substr(point + 1));
}

const StructureDefinition* ProfilePlaces::find(std::string_view canonical, std::string* why) {
  fhir::Issues issues;
  const StructureDefinition* structure = structures_.find(canonical, issues);
  if (structure == nullptr && why != nullptr && !issues.empty()) *why = issues.items().front().text;
  return structure != nullptr && !structure->elements.empty() ? structure : nullptr;
}

void ProfilePlaces::add_range(std::vector<Range>& ranges, const StructureDefinition* structure,
                              std::size_t parent) const {
  if (structure == nullptr || parent >= structure->elements.size()) return;
  const std::string_view path = structure->elements[parent].path;
  std::size_t end = parent + 1;
  while (end < structure->elements.size() && is_below(structure->elements[end].path, path)) ++end;
  if (end > parent + 1) ranges.push_back({structure, parent + 1, end, path});
}

/// Where the children of a place are told: below it in the snapshot, in the profiles of its type, in the element that a
/// content reference names; else in the type itself.
std::vector<ProfilePlaces::Range> ProfilePlaces::ranges_below(const ProfileView& view, std::string_view type) {
  std::vector<Range> ranges;
  const ElementDefinition& element = view.element();
  add_range(ranges, view.structure, view.index);
  for (const packages::TypeReference& one : element.types) {
    const bool is_meant = element.types.size() == 1 || one.code == type;
    if (is_meant && one.profiles.size() == 1) add_range(ranges, find(one.profiles.front()), 0);
  }
  if (!ranges.empty()) return ranges;
  if (const std::size_t hash = element.content_reference.find('#'); hash != std::string_view::npos) {
    const auto& elements = view.structure->elements;
    const auto named = std::ranges::find(elements, element.content_reference.substr(hash + 1), &ElementDefinition::id);
    if (named != elements.end()) add_range(ranges, view.structure, static_cast<std::size_t>(named - elements.begin()));
    return ranges;
  }
  fhir::Issues issues;
  const std::string_view code = element.types.size() == 1 ? element.types.front().code : type;
  if (!code.empty()) add_range(ranges, structures_.find_type(code, issues), 0);
  return ranges;
}

std::optional<std::string> ProfilePlaces::fixed_at(const ProfileView& view, std::string_view path) {
  const ElementDefinition& element = view.element();
  for (const fhir::Element value : {element.fixed, element.pattern}) {
    if (!value.exists()) continue;
    if (auto text = value_inside(value, path)) return text;
  }
  if (path.empty()) return std::nullopt;
  const std::size_t point = std::min(path.find('.'), path.size());
  const std::string_view head = path.substr(0, point);
  const std::string_view rest = path.substr(std::min(point + 1, path.size()));
  for (const Range& range : ranges_below(view, {})) {
    for (std::size_t i = range.first; i < range.end; ++i) {
      const ElementDefinition& child = range.structure->elements[i];
      if (!is_child_path(child.path, range.path) || !is_named(child, head)) continue;
      if (auto text = fixed_at({range.structure, i}, rest)) return text;
    }
  }
  return std::nullopt;
}

bool ProfilePlaces::is_chosen(const ProfileView& slice, const Slicing& slicing, const ResolvedSlot& slot,
                              std::size_t step) {
  if (slicing.discriminators.empty()) return false;
  return std::ranges::all_of(slicing.discriminators, [&](const Discriminator& one) {
    if (one.kind == Discriminator::Kind::type) {
      const auto type = definitions_.type(slot.steps[step].type).name;
      return one.path == "$this" && !slice.element().types.empty() && has_type(slice.element(), type);
    }
    if (one.kind != Discriminator::Kind::value && one.kind != Discriminator::Kind::pattern) return false;
    if (const auto said = predicate_value(slot, step, one.path)) return fixed_at(slice, one.path) == said;
    return agrees_below(slice, slot.steps[step], one.path);
  });
}

/// A slice told apart by a whole concept (category): the predicates on its parts say which one is meant.
bool ProfilePlaces::agrees_below(const ProfileView& slice, const SlotStep& step, std::string_view path) {
  bool any = false;
  for (const Predicate& predicate : step.predicates) {
    if (!is_below(predicate.child, path)) continue;
    if (fixed_at(slice, predicate.child) != predicate.value) return false;
    any = true;
  }
  return any;
}

void ProfilePlaces::look_in(const Range& range, const ResolvedSlot& slot, std::size_t step, ProfileStep& out) {
  const SlotStep& wanted = slot.steps[step];
  const definitions::Entry entry = definitions_.entry(wanted.entry);
  const std::string_view type = definitions_.type(wanted.type).name;
  const Slicing* slicing = nullptr;
  bool is_in_slice = false;
  for (std::size_t i = range.first; i < range.end; ++i) {
    const ElementDefinition& child = range.structure->elements[i];
    const std::string_view name = last_name(child);
    if (!is_child_path(child.path, range.path) || (name != wanted.name && name != entry.element)) continue;
    const ProfileView view{range.structure, i};
    if (child.slice_name.empty()) {
      if (child.slicing) slicing = &*child.slicing;
    } else if (slicing == nullptr || !is_chosen(view, *slicing, slot, step)) {
      continue;
    } else {
      is_in_slice = true;
    }
    out.is_prohibited = out.is_prohibited || child.max == 0;
    out.is_other_type = out.is_other_type || (entry.is_choice && !has_type(child, type));
    out.views.push_back(view);
  }
  if (slicing == nullptr || is_in_slice || slicing->rules != Slicing::Rules::closed) return;
  const bool is_told = std::ranges::all_of(slicing->discriminators, [&](const Discriminator& one) {
    return predicate_value(slot, step, one.path).has_value();
  });
  out.is_prohibited = out.is_prohibited || (is_told && !slicing->discriminators.empty());
}

/// The extension's own definition speaks too, also where no profile lists it; and it says where it may stand.
void ProfilePlaces::add_extension(const ResolvedSlot& slot, std::size_t step, ProfileStep& out) {
  const std::string_view name = slot.steps[step].name;
  if (name != "extension" && name != "modifierExtension") return;
  const auto url = predicate_value(slot, step, "url");
  if (!url || url->find(':') == std::string::npos) return;
  const StructureDefinition* extension = find(*url);
  if (extension == nullptr || extension->type != "Extension") return;
  out.views.push_back({extension, 0});
  if (extension->contexts.empty()) return;
  std::string path(definitions_.type(slot.role_type).name);
  for (std::size_t i = 0; i < step; ++i) path += "." + std::string(definitions_.entry(slot.steps[i].entry).element);
  const std::string_view type = definitions_.type(step == 0 ? slot.role_type : slot.steps[step - 1].type).name;
  out.is_out_of_place = std::ranges::none_of(extension->contexts, [&](const packages::ExtensionContext& context) {
    if (context.kind != packages::ExtensionContext::Kind::element) return true;
    const std::string_view wanted = context.expression;
    const bool is_any = wanted == "Element" || (step == 0 && (wanted == "Resource" || wanted == "DomainResource"));
    return is_any || wanted == path || wanted == type;
  });
}

ProfileStep ProfilePlaces::below(const ProfileViews& parents, const ResolvedSlot& slot, std::size_t step) {
  ProfileStep out;
  const std::string_view type = definitions_.type(step == 0 ? slot.role_type : slot.steps[step - 1].type).name;
  for (const ProfileView& parent : parents) {
    for (const Range& range : ranges_below(parent, type)) look_in(range, slot, step, out);
  }
  add_extension(slot, step, out);
  return out;
}

std::vector<ProfileStep> ProfilePlaces::along(const StructureDefinition& profile, const ResolvedSlot& slot) {
  std::vector<ProfileStep> steps;
  ProfileViews views{{&profile, 0}};
  for (std::size_t i = 0; i < slot.steps.size(); ++i) {
    steps.push_back(below(views, slot, i));
    if (steps.back().is_prohibited || steps.back().is_other_type) break;
    views = steps.back().views;
  }
  return steps;
}

std::vector<ProfilePlaces::Needed> ProfilePlaces::needed_below(const ProfileViews& parents, std::string_view type) {
  std::vector<Needed> needed;
  for (const ProfileView& parent : parents) {
    for (const Range& range : ranges_below(parent, type)) {
      const Slicing* slicing = nullptr;
      for (std::size_t i = range.first; i < range.end; ++i) {
        const ElementDefinition& child = range.structure->elements[i];
        if (!is_child_path(child.path, range.path)) continue;
        if (child.slice_name.empty()) slicing = child.slicing ? &*child.slicing : nullptr;
        if (child.min > 0) needed.push_back({{range.structure, i}, child.slice_name.empty() ? nullptr : slicing});
      }
    }
  }
  return needed;
}

bool ProfilePlaces::is_same(const Needed& needed, const ResolvedSlot& slot, std::size_t step) {
  if (step >= slot.steps.size()) return false;
  const std::string_view name = last_name(needed.view.element());
  const bool has_name = name == slot.steps[step].name || name == definitions_.entry(slot.steps[step].entry).element;
  return has_name && (needed.slicing == nullptr || is_chosen(needed.view, *needed.slicing, slot, step));
}

}  // namespace careway::language
