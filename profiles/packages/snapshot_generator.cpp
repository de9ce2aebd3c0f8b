#include "profiles/packages/snapshot_generator.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "profiles/packages/differential.h"
#include "profiles/packages/element_merge.h"
#include "profiles/packages/snapshot_tree.h"

namespace careway::packages {
namespace {

constexpr std::string_view kChoiceEnding = "[x]";

bool is_extension_name(std::string_view name) {
  return name == "extension" || name == "modifierExtension";
}

/// "valueQuantity" for the choice "value[x]" and the type "Quantity".
bool is_variant(std::string_view name, std::string_view choice, std::string_view type) {
  const auto stem = choice.substr(0, choice.size() - kChoiceEnding.size());
  if (!name.starts_with(stem) || name.size() != stem.size() + type.size() || type.empty()) return false;
  const char first =
      type.front() >= 'a' && type.front() <= 'z' ? static_cast<char>(type.front() - 'a' + 'A') : type.front();
  return name[stem.size()] == first && name.substr(stem.size() + 1) == type.substr(1);
}

/// One snapshot on its way.
class Generator {
 public:
  Generator(StructureDefinition& head, StructureSource& source, const definitions::Definitions& definitions,
            TextPool& texts, fhir::Issues& issues)
      : head_(head), source_(source), definitions_(definitions), texts_(texts), report_(head.url, issues) {}

  bool run(const StructureDefinition& base, const std::vector<ElementStatement>& statements) {
    const auto differential = differential_of(statements);
    if (differential.has_deep_paths)
      report_.differential("", "A path has more parts than are accepted here, so it is left out.");
    for (const auto* stray : differential.strays) report_unknown(stray->element.id);
    auto root = tree_of(base.elements);
    node_count_ = base.elements.size();
    const auto& stated = differential.root;
    if (!head_.is_constraint) rebase_root(root, stated);
    if (!stated.name.empty() && stated.name != root.name) {
      report_unknown(stated.name);
    } else {
      merge_node(root, stated, false);
    }
    if (is_too_large_) return false;
    head_.elements = elements_of(std::move(root));
    // Unfolding puts trees below trees; their depth needs an end too.
    const bool is_too_deep =
        std::any_of(head_.elements.begin(), head_.elements.end(),
                    [](const ElementDefinition& element) { return path_depth(element.path) > kPathDepthMax; });
    if (is_too_deep)
      report_.add("structure-limit", "", "The snapshot is nested deeper than is accepted here.", fhir::Severity::error);
    return !is_too_deep;
  }

 private:
  /// A type of its own stands under its own name.
  void rebase_root(SnapshotNode& root, const DifferentialNode& differential) {
    const auto name = !differential.name.empty() ? differential.name : last_slash(head_.type);
    if (!name.empty()) rebase(root, name, name, texts_);
  }
  static std::string_view last_slash(std::string_view type) {
    const auto slash = type.rfind('/');
    return slash == std::string_view::npos ? type : type.substr(slash + 1);
  }

  void merge_node(SnapshotNode& node, const DifferentialNode& stated, bool is_new_slice) {
    bool is_new = is_new_slice;
    for (const auto* statement : stated.statements) {
      merge_statement(node.definition, *statement, is_new, definitions_, report_);
      is_new = false;
    }
    if (is_new) node.definition.min = 0;
    if (!stated.children.empty()) merge_children(node, stated);
  }

  void merge_children(SnapshotNode& node, const DifferentialNode& stated) {
    if (node.children.empty()) unfold(node, stated);
    std::vector<std::string_view> sliced_before;
    for (const auto& child : node.children) {
      if (child.definition.slicing) sliced_before.push_back(child.name);
    }
    std::vector<const DifferentialNode*> order;
    for (const auto& child : stated.children) order.push_back(&child);
    // What holds for all comes before its slices, and a slice before what slices it again.
    const auto rank = [&](const DifferentialNode* child) {
      return child->slice.empty() && !is_shortcut(node, child->name)
                 ? std::ptrdiff_t{0}
                 : 1 + std::count(child->slice.begin(), child->slice.end(), '/');
    };
    std::stable_sort(order.begin(), order.end(), [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    Shortcuts shortcuts;
    for (const auto* child : order) {
      if (is_too_large_) return;
      merge_child(node, *child, shortcuts);
    }
    std::erase_if(shortcuts, [&](const Shortcut& shortcut) {
      return std::find(sliced_before.begin(), sliced_before.end(), shortcut.choice) != sliced_before.end();
    });
    close_choices(node, stated, shortcuts);
  }

  /// A variant stated by its own path ("valueQuantity" for value[x]).
  struct Shortcut {
    std::string_view choice;
    std::string_view type;
  };
  using Shortcuts = std::vector<Shortcut>;

  void merge_child(SnapshotNode& node, const DifferentialNode& stated, Shortcuts& shortcuts) {
    if (const auto place = find(node, stated.name, {})) {
      const auto type = variant_type(node.children[*place], stated.slice);
      if (stated.slice.empty() || is_name_only(node.children[*place], stated)) {
        merge_node(node.children[*place], stated, false);
      } else {
        merge_slice(node, *place, stated.slice, type, stated);
        const auto* first = first_statement(stated);
        if (!type.empty() && first != nullptr && first->element.path.find(stated.name) == std::string_view::npos)
          note_shortcut(node, stated.name, stated.slice, type, shortcuts);
      }
      return;
    }
    for (std::size_t place = 0; place < node.children.size(); ++place) {
      const auto type = variant_type(node.children[place], stated.name);
      if (type.empty() || !node.children[place].definition.slice_name.empty()) continue;
      const auto slice = stated.slice.empty() ? stated.name : stated.slice;
      const auto choice = node.children[place].name;
      merge_slice(node, place, slice, type, stated);
      note_shortcut(node, choice, slice, type, shortcuts);
      return;
    }
    if (!head_.is_constraint && stated.slice.empty() && !stated.statements.empty()) {
      add_element(node, stated);
      return;
    }
    const auto* first = first_statement(stated);
    report_unknown(first != nullptr ? first->element.id : stated.name);
  }

  void report_unknown(std::string_view id) {
    report_.add("structure-path-unknown", id, "The parent has no such element, so what is said about it is left out.");
  }

  /// A slice name on an element that is there once and that nobody has sliced is no more than a name (as in R4's own
  /// "catalog").
  static bool is_name_only(const SnapshotNode& node, const DifferentialNode& stated) {
    const auto& definition = node.definition;
    if (definition.slicing || definition.max != 1 || is_extension_name(node.name)) return false;
    if (!node.name.ends_with(kChoiceEnding)) return true;
    if (!variant_type(node, stated.slice).empty()) return false;
    return stated.statements.empty() || stated.statements.front()->element.types.size() != 1;
  }

  static void note_shortcut(const SnapshotNode& node, std::string_view choice, std::string_view slice,
                            std::string_view type, Shortcuts& shortcuts) {
    const auto place = find(node, choice, slice);
    if (place && node.children[*place].definition.max > 0) shortcuts.push_back({choice, type});
  }

  /// Variants stated by their own paths are all that the choice may be, unless the profile speaks of the choice itself:
  /// so HL7 made the snapshots of R4's own profiles ("bodyweight").
  static void close_choices(SnapshotNode& node, const DifferentialNode& stated, const Shortcuts& shortcuts) {
    for (auto& child : node.children) {
      const bool speaks_of_choice = std::any_of(stated.children.begin(), stated.children.end(), [&](const auto& other) {
        return other.name == child.name && other.slice.empty() && !other.statements.empty();
      });
      if (!child.definition.slice_name.empty() || speaks_of_choice) continue;
      const auto is_stated = [&](std::string_view type) {
        return std::any_of(shortcuts.begin(), shortcuts.end(), [&](const Shortcut& shortcut) {
          return shortcut.choice == child.name && shortcut.type == type;
        });
      };
      auto& types = child.definition.types;
      if (std::none_of(types.begin(), types.end(), [&](const auto& type) { return is_stated(type.code); })) continue;
      std::erase_if(types, [&](const TypeReference& type) { return !is_stated(type.code); });
      if (child.definition.slicing) child.definition.slicing->rules = Slicing::Rules::closed;
    }
  }

  static const ElementStatement* first_statement(const DifferentialNode& stated) {
    if (!stated.statements.empty()) return stated.statements.front();
    for (const auto& child : stated.children) {
      if (const auto* found = first_statement(child)) return found;
    }
    return nullptr;
  }

  /// A new element of a type of its own.
  void add_element(SnapshotNode& node, const DifferentialNode& stated) {
    if (!count(1)) return;
    SnapshotNode added{stated.statements.front()->element, stated.name, {}};
    added.definition.base_max = added.definition.max;
    std::string path(node.definition.path);
    std::string id(node.definition.id);
    path.append(".").append(stated.name);
    id.append(".").append(stated.name);
    rebase(added, texts_.keep(path), texts_.keep(id), texts_);
    node.children.push_back(std::move(added));
    if (!stated.children.empty()) {
      auto& kept = node.children.back();
      if (kept.definition.types.size() == 1) unfold(kept, stated);
      merge_children(kept, stated);
    }
  }

  /// Place of the child with that name and slice.
  static std::optional<std::size_t> find(const SnapshotNode& node, std::string_view name, std::string_view slice) {
    for (std::size_t place = 0; place < node.children.size(); ++place) {
      if (node.children[place].name == name && node.children[place].definition.slice_name == slice) return place;
    }
    return std::nullopt;
  }

  /// The type that makes `name` a variant of the choice; empty when it is none.
  static std::string_view variant_type(const SnapshotNode& choice, std::string_view name) {
    if (!choice.name.ends_with(kChoiceEnding)) return {};
    for (const auto& type : choice.definition.types) {
      if (is_variant(name, choice.name, type.code)) return type.code;
    }
    return {};
  }

  static bool is_shortcut(const SnapshotNode& node, std::string_view name) {
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](const SnapshotNode& child) { return !variant_type(child, name).empty(); });
  }

  void merge_slice(SnapshotNode& node, std::size_t sliced, std::string_view slice, std::string_view type,
                   const DifferentialNode& stated) {
    const auto name = node.children[sliced].name;
    auto place = find(node, name, slice);
    const bool is_new = !place.has_value();
    if (is_new) place = add_slice(node, sliced, slice, type, stated);
    if (!place) return;
    merge_node(node.children[*place], stated, is_new);
    const auto& kept = node.children[*place].definition;
    if (name.ends_with(kChoiceEnding) && kept.min > 0 && kept.types.size() == 1) {
      // A variant that must be there leaves no room for another one.
      auto& choice = node.children[sliced].definition;
      if (choice.max == 1) {
        choice.types = kept.types;
        choice.min = std::max(choice.min, kept.min);
      }
    }
  }

  std::optional<std::size_t> add_slice(SnapshotNode& node, std::size_t sliced, std::string_view slice,
                                       std::string_view type, const DifferentialNode& stated) {
    const auto name = node.children[sliced].name;
    auto origin = sliced;
    if (const auto slash = slice.rfind('/'); slash != std::string_view::npos) {
      if (const auto outer = find(node, name, slice.substr(0, slash))) origin = *outer;
    }
    if (!count(count_nodes(node.children[origin]))) return std::nullopt;
    if (origin == sliced) expect_slicing(node.children[origin], stated);
    SnapshotNode added = node.children[origin];
    added.definition.slicing.reset();
    added.definition.slice_name = slice;
    if (!type.empty())
      std::erase_if(added.definition.types, [&](const TypeReference& known) { return known.code != type; });
    std::string id(node.definition.id);
    id.append(".").append(name).append(":").append(slice);
    rebase(added, added.definition.path, texts_.keep(id), texts_);
    const auto place = end_of_slices(node, origin, origin == sliced);
    node.children.insert(node.children.begin() + static_cast<std::ptrdiff_t>(place), std::move(added));
    return place;
  }

  /// Behind the slices of an element, or behind those of a slice.
  static std::size_t end_of_slices(const SnapshotNode& node, std::size_t origin, bool is_element) {
    const auto name = node.children[origin].name;
    const std::string inner = std::string(node.children[origin].definition.slice_name) + "/";
    auto place = origin + 1;
    while (place < node.children.size() && node.children[place].name == name &&
           (is_element || node.children[place].definition.slice_name.starts_with(inner)))
      ++place;
    return place;
  }

  /// Extensions are told apart by URL and choices by type, whether a profile says so or not.
  void expect_slicing(SnapshotNode& node, const DifferentialNode& stated) {
    if (node.definition.slicing) return;
    Slicing slicing;
    if (is_extension_name(node.name)) {
      slicing.discriminators.push_back({Discriminator::Kind::value, "url"});
    } else if (node.name.ends_with(kChoiceEnding)) {
      slicing.discriminators.push_back({Discriminator::Kind::type, "$this"});
    } else {
      const auto* first = first_statement(stated);
      report_.differential(first != nullptr ? first->element.id : node.definition.id,
                           "The slice stands in a list that nobody has sliced, so nothing tells what belongs to it.");
    }
    node.definition.slicing = std::move(slicing);
  }

  /// Gives a node the children of its type, of the one profile on it, or of the element that it refers to.
  void unfold(SnapshotNode& node, const DifferentialNode& stated) {
    auto& definition = node.definition;
    if (!definition.content_reference.empty()) {
      unfold_reference(node);
      return;
    }
    if (definition.types.size() == 1) {
      const auto& type = definition.types.front();
      const StructureDefinition* structure = nullptr;
      if (type.profiles.size() == 1) structure = source_.structure(type.profiles.front());
      if (structure == nullptr || structure->elements.empty()) structure = type_structure(type.code);
      if (structure != nullptr) take_children(node, *structure);
      return;
    }
    const auto type = type_with(definition.types, stated);
    const auto* structure = type.empty() ? nullptr : type_structure(type);
    if (structure != nullptr) take_children(node, *structure);
  }

  /// Of a choice only that can be spoken of which every type has, or exactly one.
  std::string_view type_with(const std::vector<TypeReference>& types, const DifferentialNode& stated) const {
    const auto has_all = [&](std::string_view type) {
      const auto index = definitions_.find_type(type);
      return index != definitions::kNone &&
             std::all_of(stated.children.begin(), stated.children.end(), [&](const DifferentialNode& child) {
               return definitions_.find_entry(index, child.name) != definitions::kNone;
             });
    };
    if (types.empty()) return {};
    if (has_all("Element")) return "Element";
    std::string_view only;
    for (const auto& type : types) {
      if (!has_all(type.code)) continue;
      if (!only.empty()) return {};
      only = type.code;
    }
    return only;
  }

  const StructureDefinition* type_structure(std::string_view type) {
    return source_.structure(std::string(kTypePrefix).append(type));
  }

  void take_children(SnapshotNode& node, const StructureDefinition& structure) {
    if (!count(structure.elements.size())) return;
    node.children = tree_of(structure.elements).children;
    rebase(node, node.definition.path, node.definition.id, texts_);
  }

  /// Content stands as the type defines it; what a profile says about the element that is referred to holds for that
  /// one only.
  void unfold_reference(SnapshotNode& node) {
    const auto reference = node.definition.content_reference;
    const auto hash = reference.find('#');
    const auto path = hash == std::string_view::npos ? reference : reference.substr(hash + 1);
    const auto* structure = hash == std::string_view::npos || hash == 0 ? type_structure(path.substr(0, path.find('.')))
                                                                        : source_.structure(reference.substr(0, hash));
    if (structure == nullptr) return;
    const auto tree = tree_of(structure->elements);
    const auto* target = find_path(tree, path);
    if (target == nullptr || !count(count_nodes(*target))) return;
    node.children = target->children;
    node.definition.types = target->definition.types;
    node.definition.content_reference = {};
    rebase(node, node.definition.path, node.definition.id, texts_);
  }

  /// False when the snapshot grows beyond what is accepted.
  bool count(std::size_t added) {
    node_count_ += added;
    if (node_count_ <= kSnapshotElementsMax) return true;
    if (!is_too_large_)
      report_.add("structure-limit", "", "The snapshot has more elements than are accepted here.",
                  fhir::Severity::error);
    is_too_large_ = true;
    return false;
  }

  StructureDefinition& head_;
  StructureSource& source_;
  const definitions::Definitions& definitions_;
  TextPool& texts_;
  MergeReport report_;
  std::size_t node_count_ = 0;
  bool is_too_large_ = false;
};

}  // namespace

bool generate_snapshot(StructureDefinition& head, const StructureDefinition& base,
                       const std::vector<ElementStatement>& differential, StructureSource& source,
                       const definitions::Definitions& definitions, TextPool& texts, fhir::Issues& issues) {
  head.was_generated = true;
  return Generator(head, source, definitions, texts, issues).run(base, differential);
}

}  // namespace careway::packages
