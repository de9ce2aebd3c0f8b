#include <algorithm>
#include <map>

#include "mappers/language/problem.h"
#include "mappers/language/profile_checks.h"

namespace careway::language {

namespace {

using packages::ElementDefinition;

/// Slots that share their first steps.
using Group = std::vector<const UsedSlot*>;

/// Goes down the slots of a role together with what the profile says of each place.
class RequiredWalk {
 public:
  explicit RequiredWalk(const ProfileCheck& check) : check_(check) {}

  void run() {
    Group all;
    for (const UsedSlot* used : slots_of(check_.facts, check_.role.role->name, check_.role.chain)) {
      if (writes(*used)) all.push_back(used);
    }
    visit({{&check_.profile, 0}}, all, 0, check_.role.role->name, check_.role.role->place);
  }

 private:
  void visit(const ProfileViews& views, const Group& group, std::size_t depth, const std::string& path,
             const Place& place) {
    const auto type = depth == 0 ? check_.role.type : group.front()->slot.steps[depth - 1].type;
    for (const auto& needed : check_.places.needed_below(views, check_.definitions.type(type).name)) {
      if (is_required_by_r4(type, needed) || is_filled(needed, group, depth)) continue;
      const ElementDefinition& element = needed.view.element();
      std::string name(last_name(element));
      if (!element.slice_name.empty()) name += " (" + std::string(element.slice_name) + ")";
      check_.error("map-profile-required", place,
                   "In " + path + " " + check_.name() + " requires " + quoted(name) +
                       ", and nothing fills it. Add a row, a constant, a derived slot or a link, or say under "
                       "\"filled-elsewhere\" who fills it.");
    }
    visit_steps(views, group, depth, path);
  }

  void visit_steps(const ProfileViews& views, const Group& group, std::size_t depth, const std::string& path) {
    std::map<std::string, Group> by_step;
    for (const UsedSlot* used : group) {
      if (used->slot.steps.size() > depth) by_step[key_of(used->slot.steps[depth])].push_back(used);
    }
    std::map<std::string, const UsedSlot*> singles;
    for (const auto& [key, slots] : by_step) {
      const UsedSlot& first = *slots.front();
      const ProfileStep step = check_.places.below(views, first.slot, depth);
      if (step.is_prohibited || step.is_other_type) continue;  // told with the slot
      check_repeats(step, first, depth, singles);
      Group longer;
      std::ranges::copy_if(slots, std::back_inserter(longer),
                           [&](const UsedSlot* used) { return used->slot.steps.size() > depth + 1; });
      // A converter or a link writes all that a value needs; only the parts that the map names are looked into.
      if (!longer.empty()) visit(step.views, longer, depth + 1, path + "." + key, first.place);
    }
  }

  /// Several items where the profile allows one.
  void check_repeats(const ProfileStep& step, const UsedSlot& used, std::size_t depth,
                     std::map<std::string, const UsedSlot*>& singles) {
    const std::string& name = used.slot.steps[depth].name;
    const bool is_single = std::ranges::any_of(step.views, [&](const ProfileView& view) {
      const ElementDefinition& element = view.element();
      return element.slice_name.empty() && element.max == 1 && last_name(element) == name &&
             check_.definitions.entry_is_list(used.slot.steps[depth].entry);
    });
    if (!is_single) return;
    const auto [place, is_new] = singles.try_emplace(name, &used);
    const bool is_each = used.slot.item_steps == depth + 1;
    const bool is_second = !is_new && exclude(place->second->slot.steps[depth], used.slot.steps[depth]);
    if (!is_each && !is_second) return;
    check_.error("map-profile-repeats", used.place,
                 slot_text(used.slot) + ": " + check_.name() + " allows " + quoted(name) + " once only.");
  }

  static bool exclude(const SlotStep& a, const SlotStep& b) {
    for (const Predicate& one : a.predicates) {
      for (const Predicate& other : b.predicates) {
        if (one.child == other.child && one.value != other.value) return true;
      }
    }
    return false;
  }

  static std::string key_of(const SlotStep& step) {
    std::string key = step.name;
    for (const Predicate& predicate : step.predicates) key += "[" + predicate.child + "=" + predicate.value + "]";
    return key;
  }

  /// That is told without profiles ("map-required-element").
  bool is_required_by_r4(definitions::TypeIndex type, const ProfilePlaces::Needed& needed) const {
    if (needed.slicing != nullptr) return false;
    const std::string_view name = last_name(needed.view.element());
    const definitions::TypeInfo info = check_.definitions.type(type);
    for (std::uint32_t i = 0; i < info.entry_count; ++i) {
      const definitions::Entry entry = check_.definitions.entry(info.first_entry + i);
      if (entry.min > 0 && (entry.element == name || entry.name == name)) return true;
    }
    return false;
  }

  bool is_filled(const ProfilePlaces::Needed& needed, const Group& group, std::size_t depth) const {
    const std::string_view name = last_name(needed.view.element());
    const bool by_slot = std::ranges::any_of(group, [&](const UsedSlot* used) {
      if (check_.places.is_same(needed, used->slot, depth)) return true;
      if (depth == 0 || needed.slicing != nullptr) return false;
      const auto& predicates = used->slot.steps[depth - 1].predicates;
      return std::ranges::any_of(predicates, [&](const Predicate& predicate) {
        return std::string_view(predicate.child).substr(0, predicate.child.find('.')) == name;
      });
    });
    return by_slot || std::ranges::any_of(check_.facts.filled_elsewhere, [&](const ResolvedSlot& slot) {
             return slot.role == check_.role.role->name && has_same_start(slot, group, depth) &&
                    check_.places.is_same(needed, slot, depth);
           });
  }

  static bool has_same_start(const ResolvedSlot& slot, const Group& group, std::size_t depth) {
    if (slot.steps.size() <= depth) return false;
    for (std::size_t i = 0; i < depth; ++i) {
      if (slot.steps[i].name != group.front()->slot.steps[i].name) return false;
    }
    return true;
  }

  const ProfileCheck& check_;
};

}  // namespace

void check_profile_required(const ProfileCheck& check) {
  RequiredWalk(check).run();
}

}  // namespace careway::language
