#include "profiles/validation/compiler.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "profiles/validation/checks/binding.h"
#include "profiles/validation/checks/bounds.h"
#include "profiles/validation/checks/contained.h"
#include "profiles/validation/checks/extension.h"
#include "profiles/validation/checks/fixed.h"
#include "profiles/validation/checks/invariant.h"
#include "profiles/validation/checks/reference.h"
#include "profiles/validation/checks/type.h"
#include "profiles/validation/checks/value_presence.h"
#include "profiles/validation/slice_compiler.h"

namespace careway::validation {
namespace {

using packages::ElementDefinition;
using packages::TypeReference;

constexpr std::string_view kCoreStructure = "http://hl7.org/fhir/StructureDefinition/";

bool same_types(const ElementDefinition& a, const ElementDefinition& b) {
  return std::equal(a.types.begin(), a.types.end(), b.types.begin(), b.types.end(),
                    [](const TypeReference& x, const TypeReference& y) { return x.code == y.code; });
}

bool same_references(const TypeReference& a, const TypeReference& b) {
  return a.target_profiles == b.target_profiles && a.may_be_contained == b.may_be_contained &&
         a.may_be_referenced == b.may_be_referenced && a.may_be_bundled == b.may_be_bundled &&
         a.versioning == b.versioning;
}

const TypeReference* type_named(const ElementDefinition& definition, std::string_view code) {
  for (const auto& type : definition.types) {
    if (type.code == code) return &type;
  }
  return nullptr;
}

bool has_constraint(const ElementDefinition& definition, const packages::Constraint& constraint) {
  return std::any_of(definition.constraints.begin(), definition.constraints.end(), [&](const auto& other) {
    return other.key == constraint.key && other.expression == constraint.expression;
  });
}

/// A backbone element: its own elements stand in the same structure.
bool is_backbone(const ElementDefinition& definition) {
  return definition.types.size() == 1 &&
         (definition.types.front().code == "BackboneElement" || definition.types.front().code == "Element");
}

class StructureCompiler {
 public:
  StructureCompiler(const packages::StructureDefinition& structure, Engine& engine, bool is_base)
      : structure_(structure), engine_(engine), definitions_(engine.definitions()), is_base_(is_base) {}

  std::unique_ptr<const Profile> compile(fhir::Issues& issues) {
    root_ = engine_.tree(structure_);
    if (root_ == nullptr) {
      issues.error("profile-unusable", "", "The elements of " + std::string(structure_.url) + " make no tree.");
      return nullptr;
    }
    profile_->structure = &structure_;
    profile_->type = definitions_.find_type(structure_.type);
    const DefinitionNode* base = is_base_ ? nullptr : engine_.tree_of_type(structure_.type);
    Node* root = compile_node(*root_, base, profile_->type);
    if (is_base_) add_base_checks(*root);
    if (!is_base_) prune();
    profile_->root = root != nullptr ? root : new_node(*root_);
    return std::move(profile_);
  }

 private:
  Node* new_node(const DefinitionNode& tree) {
    auto node = std::make_unique<Node>();
    node->id = tree.definition->id.empty() ? tree.definition->path : tree.definition->id;
    Node* made = node.get();
    profile_->nodes.push_back(std::move(node));
    nodes_[&tree] = made;
    return made;
  }

  /// What the base type says about a child; nullptr when it cannot be told.
  const DefinitionNode* base_child(const DefinitionNode* base, const DefinitionNode& tree,
                                   const DefinitionNode& child) {
    if (base == nullptr) return nullptr;
    if (const auto* own = base->child(child.name)) return own;
    if (!base->definition->content_reference.empty()) {
      const auto* target = content_target(base->definition->content_reference);
      return target == nullptr ? nullptr : target->child(child.name);
    }
    const auto& types = tree.definition->types.empty() ? base->definition->types : tree.definition->types;
    if (types.size() != 1) return nullptr;
    const auto* type = engine_.tree_of_type(types.front().code);
    return type == nullptr ? nullptr : type->child(child.name);
  }

  const DefinitionNode* content_target(std::string_view reference) {
    const auto hash = reference.find('#');
    if (hash != std::string_view::npos) reference = reference.substr(hash + 1);
    const auto* type = engine_.tree_of_type(reference.substr(0, reference.find('.')));
    return type == nullptr ? nullptr : find_path(*type, reference);
  }

  /// nullptr when the profile asks nothing here.
  Node* compile_node(const DefinitionNode& tree, const DefinitionNode* base, definitions::TypeIndex type) {
    Node* node = new_node(tree);
    node->type = type;
    add_checks(*node, *tree.definition, base == nullptr ? nullptr : base->definition);
    for (const auto& child : tree.children) add_field(*node, *child, base_child(base, tree, *child));
    if (tree.children.empty() && !tree.definition->content_reference.empty()) refer(*node, tree);
    if (type != definitions::kNone) index_fields(*node);
    const bool is_empty = node->checks.empty() && node->fields.empty() && node->structure == node;
    if (!is_empty || is_base_) return node;
    // What lies below was empty too and is gone, so the node stands last.
    nodes_.erase(&tree);
    profile_->nodes.pop_back();
    return nullptr;
  }

  using Nodes = std::unordered_set<const Node*>;

  static bool asks(const Field& field, const Nodes& asking) {
    return field.min > 0 || field.max != packages::kUnbounded || field.slicing || asking.contains(field.node);
  }

  /// Takes out the places that only refer to each other (contentReference) and ask nothing in the end.
  void prune() {
    Nodes asking;
    for (bool has_grown = true; has_grown;) {
      has_grown = false;
      for (const auto& node : profile_->nodes) {
        const bool does_ask = !node->checks.empty() ||
                              (node->structure != node.get() && asking.contains(node->structure)) ||
                              std::any_of(node->fields.begin(), node->fields.end(),
                                          [&](const auto& field) { return asks(field, asking); });
        if (does_ask) has_grown = asking.insert(node.get()).second || has_grown;
      }
    }
    for (const auto& node : profile_->nodes) {
      const auto before = node->fields.size();
      std::erase_if(node->fields, [&](const Field& field) { return !asks(field, asking); });
      for (Field& field : node->fields) {
        if (!asking.contains(field.node)) field.node = nullptr;
      }
      if (before != node->fields.size() && node->type != definitions::kNone) index_fields(*node);
    }
  }

  void refer(Node& node, const DefinitionNode& tree) {
    auto path = tree.definition->content_reference;
    const auto hash = path.find('#');
    if (hash != std::string_view::npos) path = path.substr(hash + 1);
    const auto target = nodes_.find(find_path(*root_, path));
    if (target != nodes_.end()) node.structure = target->second;
  }

  /// The type whose entries stand below an element.
  definitions::TypeIndex type_below(definitions::TypeIndex parent, const DefinitionNode& child) {
    if (parent != definitions::kNone) {
      const auto entry = definitions_.find_entry(parent, child.name);
      if (entry != definitions::kNone) return definitions_.entry_type(entry);
    }
    if (child.definition->types.size() != 1) return definitions::kNone;
    return definitions_.find_type(child.definition->types.front().code);
  }

  void add_field(Node& node, const DefinitionNode& child, const DefinitionNode* base) {
    Field field;
    field.name = child.name;
    const auto& definition = *child.definition;
    const auto* base_definition = base == nullptr ? nullptr : base->definition;
    if (base_definition == nullptr || definition.min > base_definition->min) field.min = definition.min;
    if (base_definition == nullptr || definition.max < base_definition->max) field.max = definition.max;
    const auto type = type_below(node.type, child);
    field.node = compile_node(child, base, type);
    if (!child.slices.empty()) field.slicing = compile_slices(child, base, type);
    if (is_base_ || field.node != nullptr || field.slicing || field.min > 0 || field.max != packages::kUnbounded)
      node.fields.push_back(std::move(field));
  }

  std::unique_ptr<const SliceGroup> compile_slices(const DefinitionNode& sliced, const DefinitionNode* base,
                                                   definitions::TypeIndex type) {
    auto group = std::make_unique<SliceGroup>();
    const packages::Slicing slicing = slicing_of(sliced);
    group->path = sliced.definition->id.empty() ? sliced.definition->path : sliced.definition->id;
    group->is_ordered = slicing.ordered;
    group->rules = slicing.rules;
    group->has_discriminators = !slicing.discriminators.empty();
    group->tells_unmatched = !structure_.url.starts_with(kCoreStructure);
    for (const auto& tree : sliced.slices) {
      Slice slice;
      slice.name = tree->definition->slice_name;
      slice.min = tree->definition->min;
      slice.max = tree->definition->max;
      slice.is_default = slice.name == "@default";
      compile_conditions(*tree, slicing, engine_, slice);
      const auto slice_type = tree->definition->types.size() == 1
                                  ? definitions_.find_type(tree->definition->types.front().code)
                                  : definitions::kNone;
      slice.node = compile_node(*tree, base, is_backbone(*tree->definition) ? type : slice_type);
      if (!tree->slices.empty()) slice.reslicing = compile_slices(*tree, base, type);
      group->slices.push_back(std::move(slice));
    }
    return group;
  }

  /// What the element says, or what R4 means when it says nothing: extensions by url, choices by type.
  static packages::Slicing slicing_of(const DefinitionNode& sliced) {
    if (sliced.definition->slicing) return *sliced.definition->slicing;
    packages::Slicing slicing;
    using Kind = packages::Discriminator::Kind;
    if (sliced.name == "extension" || sliced.name == "modifierExtension") {
      slicing.discriminators.push_back({Kind::value, "url"});
    } else if (sliced.name.ends_with("[x]")) {
      slicing.discriminators.push_back({Kind::type, "$this"});
    }
    return slicing;
  }

  void index_fields(Node& node) {
    const auto info = definitions_.type(node.type);
    node.first_entry = info.first_entry;
    node.field_of_entry.assign(info.entry_count, kNoField);
    for (std::uint32_t i = 0; i < info.entry_count; ++i) {
      const auto entry = definitions_.entry(info.first_entry + i);
      for (std::size_t field = 0; field < node.fields.size(); ++field) {
        if (node.fields[field].name == entry.element || node.fields[field].name == entry.name)
          node.field_of_entry[i] = static_cast<std::uint16_t>(field);
      }
    }
    // What no document can have as a child (the value of a primitive) is no field.
    for (std::size_t field = 0; field < node.fields.size(); ++field) {
      const auto place = static_cast<std::uint16_t>(field);
      if (std::find(node.field_of_entry.begin(), node.field_of_entry.end(), place) == node.field_of_entry.end()) {
        node.fields[field].min = 0;
        node.fields[field].max = packages::kUnbounded;
      }
    }
  }

  void add_checks(Node& node, const ElementDefinition& definition, const ElementDefinition* base) {
    add_type_checks(node, definition, base);
    if (definition.fixed.exists()) node.checks.push_back(make_fixed_check(definition.fixed));
    if (definition.pattern.exists()) node.checks.push_back(make_pattern_check(definition.pattern));
    if (definition.min_value.exists()) node.checks.push_back(make_minimum_check(definition.min_value));
    if (definition.max_value.exists()) node.checks.push_back(make_maximum_check(definition.max_value));
    if (definition.max_length && (base == nullptr || base->max_length != definition.max_length))
      node.checks.push_back(make_length_check(*definition.max_length));
    if (definition.min_length && (base == nullptr || base->min_length != definition.min_length))
      node.checks.push_back(make_minimum_length_check(*definition.min_length));
    if (definition.must_have_value || !definition.value_alternatives.empty())
      node.checks.push_back(make_value_presence_check(definition.must_have_value, definition.value_alternatives));
    add_binding(node, definition, base);
    for (const auto& constraint : definition.constraints) {
      if (is_checked_elsewhere(constraint) || (base != nullptr && has_constraint(*base, constraint)) ||
          is_of_type(definition, constraint))
        continue;
      node.checks.push_back(make_invariant_check(constraint));
    }
  }

  /// True when the element's type states the constraint too: then it is checked there.
  bool is_of_type(const ElementDefinition& definition, const packages::Constraint& constraint) {
    if (definition.types.size() != 1 || is_backbone(definition) || definition.path.find('.') == std::string_view::npos)
      return false;
    const auto* type = engine_.tree_of_type(definition.types.front().code);
    return type != nullptr && has_constraint(*type->definition, constraint);
  }

  /// The types that a profile leaves, for checks that only concern them.
  [[nodiscard]] std::vector<std::string_view> allowed_types(const ElementDefinition& definition) const {
    std::vector<std::string_view> types;
    if (is_base_) return types;
    for (const auto& type : definition.types) types.push_back(type.code);
    return types;
  }

  void add_binding(Node& node, const ElementDefinition& definition, const ElementDefinition* base) {
    using definitions::BindingStrength;
    if (!definition.binding) return;
    packages::Binding binding = *definition.binding;
    if (binding.strength == BindingStrength::none || binding.strength == BindingStrength::example)
      binding.value_set = {};
    if (base != nullptr && base->binding) {
      if (base->binding->value_set == binding.value_set && base->binding->strength == binding.strength)
        binding.value_set = {};
      if (base->binding->max_value_set == binding.max_value_set) binding.max_value_set = {};
    }
    if (!binding.value_set.empty() || !binding.max_value_set.empty())
      node.checks.push_back(make_binding_check(binding, allowed_types(definition)));
  }

  void add_type_checks(Node& node, const ElementDefinition& definition, const ElementDefinition* base) {
    const bool is_root = definition.path.find('.') == std::string_view::npos;
    if (is_root || is_backbone(definition)) return;
    if (!is_base_ && !definition.types.empty() && (base == nullptr || !same_types(definition, *base))) {
      std::vector<std::string_view> types;
      for (const auto& type : definition.types) types.push_back(type.code);
      node.checks.push_back(make_type_check(std::move(types)));
    }
    std::vector<TypeProfiles> of_types;
    for (const auto& type : definition.types) {
      TypeProfiles of_type;
      of_type.type = definitions_.find_type(type.code);
      const auto* of_base = base == nullptr ? nullptr : type_named(*base, type.code);
      if (of_base != nullptr && of_base->profiles == type.profiles) continue;
      for (const auto canonical : type.profiles) {
        if (canonical.starts_with(kCoreStructure) && canonical.substr(kCoreStructure.size()) == type.code) continue;
        of_type.profiles.push_back(&engine_.slot(canonical));
      }
      if (!of_type.profiles.empty() && of_type.type != definitions::kNone) of_types.push_back(std::move(of_type));
    }
    if (!of_types.empty()) node.checks.push_back(make_type_profile_check(std::move(of_types)));
    if (const auto* reference = type_named(definition, "Reference")) {
      const auto* other = base == nullptr ? nullptr : type_named(*base, "Reference");
      if (other == nullptr || !same_references(*reference, *other)) add_reference_check(node, *reference);
    }
  }

  void add_reference_check(Node& node, const TypeReference& reference) {
    ReferenceRules rules;
    rules.may_be_contained = reference.may_be_contained;
    rules.may_be_referenced = reference.may_be_referenced;
    rules.may_be_bundled = reference.may_be_bundled;
    rules.versioning = reference.versioning;
    for (const auto canonical : reference.target_profiles) {
      ReferenceTarget target;
      target.canonical = canonical;
      if (canonical.starts_with(kCoreStructure))
        target.type = definitions_.find_type(canonical.substr(kCoreStructure.size()));
      if (target.type == definitions::kNone) target.profile = &engine_.slot(canonical);
      rules.targets.push_back(target);
    }
    node.checks.push_back(make_reference_check(std::move(rules)));
  }

  /// What holds for a type beyond what its definition states.
  void add_base_checks(Node& root) {
    const auto name = structure_.type;
    if (name == "Extension") root.checks.push_back(make_extension_check());
    if (name == "Reference") root.checks.push_back(make_plain_reference_check());
    if (name == "Coding") root.checks.push_back(make_coding_check());
    if (structure_.kind == packages::StructureDefinition::Kind::resource) root.checks.push_back(make_contained_check());
  }

  const packages::StructureDefinition& structure_;
  Engine& engine_;
  const definitions::Definitions& definitions_;
  bool is_base_;
  const DefinitionNode* root_ = nullptr;
  std::unique_ptr<Profile> profile_ = std::make_unique<Profile>();
  std::unordered_map<const DefinitionNode*, Node*> nodes_;
};

}  // namespace

std::unique_ptr<const Profile> compile_base(const packages::StructureDefinition& structure, Engine& engine,
                                            fhir::Issues& issues) {
  return StructureCompiler(structure, engine, true).compile(issues);
}

std::unique_ptr<const Profile> compile_profile(const packages::StructureDefinition& structure, Engine& engine,
                                               fhir::Issues& issues) {
  return StructureCompiler(structure, engine, false).compile(issues);
}

}  // namespace careway::validation
