#include "profiles/validation/slice_compiler.h"

#include <algorithm>
#include <span>

#include "profiles/validation/checks/slice_matchers.h"
#include "profiles/validation/discriminator_path.h"

namespace careway::validation {
namespace {

using Kind = packages::Discriminator::Kind;
using MatcherPointer = std::unique_ptr<const Matcher>;
constexpr int kDepthMax = 12;

std::string_view without_version(std::string_view canonical) {
  return canonical.substr(0, canonical.find('|'));
}

/// A place in definitions on the way along a discriminator's path.
struct Place {
  const DefinitionNode* node = nullptr;  ///< may be absent when a fixed value alone leads on
  fhir::Element pinned;                  ///< the part of a fixed or pattern value that stands here
  bool is_pattern = false;
};

class ConditionCompiler {
 public:
  ConditionCompiler(Engine& engine, Kind kind) : engine_(engine), kind_(kind) {}

  MatcherPointer find(Place place, std::span<const PathStep> steps) {
    if (++depth_ > kDepthMax) return leave(nullptr);
    pin(place);
    if (steps.empty()) return leave(at_end(place));
    const PathStep& step = steps.front();
    const auto rest = steps.subspan(1);
    std::vector<MatcherPointer> found;
    const auto go_on = [&](Place next) {
      if (auto matcher = find(next, rest)) found.push_back(std::move(matcher));
    };
    Place pinned_only;
    if (step.kind == PathStep::Kind::child && place.pinned.exists()) {
      pinned_only.pinned = child_of_value(place.pinned, step.text);
      pinned_only.is_pattern = place.is_pattern;
    }
    if (pinned_only.pinned.exists()) {
      go_on(pinned_only);
    } else if (step.kind == PathStep::Kind::of_type) {
      go_on({of_type(place.node, step.text), {}, false});
    } else if (place.node != nullptr) {
      for (const auto* next : next_nodes(*place.node, step)) go_on({next, {}, false});
    }
    return leave(found.empty() ? nullptr : make_any_matcher(std::move(found)));
  }

 private:
  MatcherPointer leave(MatcherPointer matcher) {
    --depth_;
    return matcher;
  }

  static void pin(Place& place) {
    if (place.node == nullptr) return;
    const auto& definition = *place.node->definition;
    if (definition.fixed.exists()) {
      place.pinned = definition.fixed;
      place.is_pattern = false;
    } else if (definition.pattern.exists()) {
      place.pinned = definition.pattern;
      place.is_pattern = true;
    }
  }

  static fhir::Element child_of_value(fhir::Element value, std::string_view name) {
    for (fhir::Element child : value) {
      if (child.name() == name) return child;
      if (child.name().starts_with(name) && child.name().size() > name.size() && child.name()[name.size()] >= 'A' &&
          child.name()[name.size()] <= 'Z')
        return child;
    }
    return {};
  }

  static const DefinitionNode* of_type(const DefinitionNode* choice, std::string_view type) {
    if (choice == nullptr) return nullptr;
    for (const auto& slice : choice->slices) {
      for (const auto& allowed : slice->definition->types) {
        if (allowed.code == type) return slice.get();
      }
    }
    return choice;
  }

  std::vector<const DefinitionNode*> next_nodes(const DefinitionNode& node, const PathStep& step) {
    std::vector<const DefinitionNode*> next;
    if (step.kind == PathStep::Kind::resolve) {
      for (const auto& type : node.definition->types) {
        for (const auto target : type.target_profiles) {
          if (const auto* tree = engine_.tree_of_profile(target)) next.push_back(tree);
        }
      }
      return next;
    }
    const bool is_extension = step.kind == PathStep::Kind::extension;
    for (const auto* parent : with_types(node)) {
      const auto* child = parent->child(is_extension ? "extension" : step.text);
      if (child == nullptr) continue;
      if (!is_extension) {
        // A slice that must be there says more than the element that it slices.
        for (const auto& slice : child->slices) {
          if (slice->definition->min >= 1) next.push_back(slice.get());
        }
        if (next.empty()) next.push_back(child);
        break;
      }
      for (const auto& slice : child->slices) {
        if (is_extension_slice(*slice, step.text)) next.push_back(slice.get());
      }
      if (!next.empty()) break;
    }
    return next;
  }

  /// The node itself and the roots of the profiles and types that say what stands below it.
  std::vector<const DefinitionNode*> with_types(const DefinitionNode& node) {
    std::vector<const DefinitionNode*> all{&node};
    for (const auto& type : node.definition->types) {
      for (const auto profile : type.profiles) {
        if (const auto* tree = engine_.tree_of_profile(profile)) all.push_back(tree);
      }
    }
    for (const auto& type : node.definition->types) {
      if (type.code == "BackboneElement" || type.code == "Element") continue;
      if (const auto* tree = engine_.tree_of_type(type.code)) all.push_back(tree);
    }
    return all;
  }

  static bool is_extension_slice(const DefinitionNode& slice, std::string_view url) {
    for (const auto& type : slice.definition->types) {
      for (const auto profile : type.profiles) {
        if (without_version(profile) == url) return true;
      }
    }
    const auto* own_url = slice.child("url");
    return own_url != nullptr && own_url->definition->fixed.exists() && own_url->definition->fixed.value() == url;
  }

  MatcherPointer at_end(const Place& place) {
    switch (kind_) {
      case Kind::exists:
        return existence(place);
      case Kind::type:
        return type(place);
      case Kind::profile:
        return profile(place);
      case Kind::value:
      case Kind::pattern:
        break;
    }
    if (place.pinned.exists()) return make_value_matcher(place.pinned, place.is_pattern);
    if (place.node == nullptr) return nullptr;
    const auto& definition = *place.node->definition;
    if (definition.binding && definition.binding->strength == definitions::BindingStrength::required &&
        !definition.binding->value_set.empty())
      return make_binding_matcher(definition.binding->value_set);
    for (const auto* node : with_types(*place.node)) {
      if (auto nested = below(*node)) return nested;
    }
    return existence(place);
  }

  static MatcherPointer existence(const Place& place) {
    if (place.node == nullptr) return nullptr;
    if (place.node->definition->max == 0) return make_exists_matcher(false);
    if (place.node->definition->min >= 1) return make_exists_matcher(true);
    return nullptr;
  }

  static MatcherPointer type(const Place& place) {
    if (place.node == nullptr || place.node->definition->types.empty()) return nullptr;
    std::vector<std::string_view> types;
    const auto add = [&](const packages::ElementDefinition& definition) {
      for (const auto& type : definition.types) types.push_back(type.code);
    };
    // A choice of which single types are spoken of ("contentString") means those types.
    if (place.node->definition->types.size() > 1) {
      for (const auto& slice : place.node->slices) add(*slice->definition);
    }
    if (types.empty()) add(*place.node->definition);
    return make_type_matcher(std::move(types));
  }

  MatcherPointer profile(const Place& place) {
    if (place.node == nullptr) return nullptr;
    std::vector<ProfileSlot*> slots;
    for (const auto& type : place.node->definition->types) {
      for (const auto canonical : type.profiles) slots.push_back(&engine_.slot(canonical));
    }
    return slots.empty() ? nullptr : make_profile_matcher(std::move(slots));
  }

  /// Values fixed somewhere below a node, all of which an element of the slice must have.
  MatcherPointer below(const DefinitionNode& node) {
    if (depth_ > kDepthMax) return nullptr;
    ++depth_;
    std::vector<SliceCondition> conditions;
    const auto add = [&](const DefinitionNode& child) {
      MatcherPointer matcher;
      Place place{&child, {}, false};
      pin(place);
      matcher = place.pinned.exists() ? make_value_matcher(place.pinned, place.is_pattern) : below(child);
      if (matcher == nullptr) return;
      SliceCondition condition;
      condition.path.push_back({PathStep::Kind::child, std::string(without_choice_mark(child.name))});
      condition.matcher = std::move(matcher);
      conditions.push_back(std::move(condition));
    };
    for (const auto& child : node.children) {
      if (child->definition->max == 0) continue;
      add(*child);
      for (const auto& slice : child->slices) {
        if (slice->definition->min >= 1) add(*slice);
      }
    }
    --depth_;
    return conditions.empty() ? nullptr : make_nested_matcher(std::move(conditions));
  }

  Engine& engine_;
  Kind kind_;
  int depth_ = 0;
};

/// Types or profiles of what references point to: the path ends in resolve().
MatcherPointer target_matcher(Kind kind, const DefinitionNode& slice, std::vector<PathStep>& path, Engine& engine) {
  if (path.empty() || path.back().kind != PathStep::Kind::resolve) return nullptr;
  const DefinitionNode* node = &slice;
  for (std::size_t i = 0; i + 1 < path.size() && node != nullptr; ++i) {
    const DefinitionNode* next = path[i].kind == PathStep::Kind::child ? node->child(path[i].text) : nullptr;
    for (const auto& type : node->definition->types) {
      if (next != nullptr) break;
      if (const auto* tree = engine.tree_of_type(type.code)) next = tree->child(path[i].text);
    }
    node = next;
  }
  if (node == nullptr) return nullptr;
  std::vector<ProfileSlot*> targets;
  for (const auto& type : node->definition->types) {
    for (const auto target : type.target_profiles) targets.push_back(&engine.slot(target));
  }
  if (targets.empty()) return nullptr;
  if (kind == Kind::profile) return make_profile_matcher(std::move(targets));
  if (kind != Kind::type) return nullptr;
  path.pop_back();
  return make_target_type_matcher(std::move(targets));
}

/// The URL of an extension slice without reading its definition: an extension's url is its definition's canonical.
std::string extension_url(const DefinitionNode& slice, const packages::Discriminator& discriminator) {
  if (discriminator.path != "url" || slice.definition->types.size() != 1) return {};
  const auto& type = slice.definition->types.front();
  if (type.code != "Extension" || type.profiles.size() != 1) return {};
  return std::string(without_version(type.profiles.front()));
}

}  // namespace

void compile_conditions(const DefinitionNode& slice, const packages::Slicing& slicing, Engine& engine, Slice& out) {
  for (const auto& discriminator : slicing.discriminators) {
    SliceCondition condition;
    auto path = parse_discriminator_path(discriminator.path);
    if (path) {
      condition.path = std::move(*path);
      if (auto url = extension_url(slice, discriminator); !url.empty()) {
        condition.matcher = make_text_matcher(std::move(url));
      } else if (auto targets = target_matcher(discriminator.kind, slice, condition.path, engine)) {
        condition.matcher = std::move(targets);
      } else {
        condition.matcher = ConditionCompiler(engine, discriminator.kind).find({&slice, {}, false}, condition.path);
      }
    }
    // Of several discriminators one may say nothing about a slice: then the others decide.
    if (condition.matcher != nullptr) out.conditions.push_back(std::move(condition));
  }
  out.can_match = !out.conditions.empty();
}

}  // namespace careway::validation
