#include "mappers/language/profile_checks.h"

#include <algorithm>

#include "mappers/language/code_checks.h"
#include "mappers/language/problem.h"

namespace careway::language {

namespace {

using packages::StructureDefinition;
using packages::TypeReference;

constexpr std::size_t kParentsMax = 32;

/// True when a resource of the role may stand where the profile wants `target`.
bool fits(const ProfileCheck& check, std::string_view target, std::string_view type, std::string_view profile) {
  const StructureDefinition* wanted = check.places.find(target);
  if (wanted == nullptr) return true;  // nobody knows what it is
  if (wanted->type == "Resource" || wanted->type == "DomainResource") return true;
  if (!wanted->is_constraint) return wanted->type == type;
  std::string url(profile);
  for (std::size_t i = 0; i < kParentsMax && !url.empty(); ++i) {
    if (without_version(url) == wanted->url) return true;
    const StructureDefinition* at = check.places.find(url);
    if (at == nullptr || !at->is_constraint) return false;
    url = at->base_definition;
  }
  return false;
}

/// True when one of the reference types of every view takes it; views without targets take all.
template <typename Takes>
bool is_taken(const ProfileViews& views, const Takes& takes) {
  return std::ranges::all_of(views, [&](const ProfileView& view) {
    const auto& types = view.element().types;
    return types.empty() || std::ranges::any_of(types, [&](const TypeReference& type) {
             if (type.code != "Reference") return type.code == "Resource";
             return type.target_profiles.empty() || std::ranges::any_of(type.target_profiles, takes);
           });
  });
}

void check_link(const ProfileCheck& check, const UsedSlot& used, const std::vector<ProfileStep>& steps) {
  const auto target = std::ranges::find_if(check.facts.roles, [&](const UsedRole& role) {
    return role.role->name == used.link->to_role && can_meet(role.chain, used.chain);
  });
  if (target == check.facts.roles.end() || steps.size() < 2) return;
  const std::string_view type = check.definitions.type(target->type).name;
  const bool is_good = is_taken(steps[steps.size() - 2].views, [&](std::string_view wanted) {
    return fits(check, wanted, type, target->role->profile);
  });
  if (is_good) return;
  check.error("map-profile-target", used.place,
              quoted(used.link->from.text) + " may not refer to the role " + quoted(used.link->to_role) + " under " +
                  check.name() + ". Link to another role, or give that role the profile that is wanted there.");
}

/// performer[type=Organization]: the predicate says what the reference leads to.
void check_reference_types(const ProfileCheck& check, const UsedSlot& used, const std::vector<ProfileStep>& steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const SlotStep& step = used.slot.steps[i];
    if (check.definitions.type(step.type).name != "Reference") continue;
    const auto type = predicate_value(used.slot, i, "type");
    if (!type) continue;
    const bool is_good = is_taken(steps[i].views, [&](std::string_view wanted) {
      const StructureDefinition* target = check.places.find(wanted);
      return target == nullptr || target->type == *type || target->type == "Resource";
    });
    if (is_good) continue;
    check.error("map-profile-target", used.place,
                slot_text(used.slot) + ": " + check.name() + " does not let " + quoted(step.name) + " refer to " +
                    quoted(*type) + ". Use another place, or another profile.");
  }
}

/// The slot up to a step, so that a mistake on the way is told once for all that stands below.
std::string text_up_to(const ResolvedSlot& slot, std::size_t step) {
  ResolvedSlot start = slot;
  start.steps.resize(step + 1);
  return slot_text(start);
}

void check_slot(const ProfileCheck& check, const UsedSlot& used) {
  const std::vector<ProfileStep> steps = check.places.along(check.profile, used.slot);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string& name = used.slot.steps[i].name;
    const std::string place = text_up_to(used.slot, i);
    if (steps[i].is_prohibited) {
      return check.error("map-profile-prohibited", used.place,
                         place + ": " + check.name() + " does not allow " + quoted(name) +
                             " there. Remove the row, or choose another profile.");
    }
    if (steps[i].is_other_type) {
      return check.error("map-profile-type", used.place,
                         place + ": " + check.name() + " allows other types only than " + quoted(name) +
                             ". Write the type that it wants.");
    }
    if (steps[i].is_out_of_place) {
      check.error("map-profile-context", used.place,
                  place + ": the extension may not stand there. Its definition names the places.");
    }
  }
  if (used.link != nullptr) check_link(check, used, steps);
  check_reference_types(check, used, steps);
  check_profile_values(check, used, steps);
}

}  // namespace

void ProfileCheck::error(std::string_view code, const Place& place, const std::string& text) const {
  if (told.emplace(code, place.file, place.line, text).second) report_error(issues, code, place, text);
}

std::string ProfileCheck::name() const {
  return "the profile " + quoted(profile.name.empty() ? profile.url : profile.name);
}

void check_profiles(const MapFacts& facts, const definitions::Definitions& definitions, const CodeMaps& code_maps,
                    const ProfileSource& profiles, fhir::Issues& issues) {
  ProfilePlaces places(profiles.structures, definitions);
  std::set<std::tuple<std::string, std::string, std::uint32_t, std::string>> told;
  for (const UsedRole& role : facts.roles) {
    if (role.role->profile.empty() || role.type == definitions::kNone) continue;
    std::string why;
    const StructureDefinition* profile = places.find(role.role->profile, &why);
    if (profile == nullptr) {
      report_error(issues, "map-profile-unknown", role.role->place,
                   "The profile " + quoted(role.role->profile) +
                       (why.empty() ? " is in no package that is loaded. Correct its name, or load its package."
                                    : " cannot be used: " + why));
      continue;
    }
    const std::string_view type = definitions.type(role.type).name;
    if (profile->type != type) {
      report_error(issues, "map-profile-other-resource", role.role->place,
                   "The profile " + quoted(role.role->profile) + " is about " + std::string(profile->type) +
                       ", but the role is a " + std::string(type) + ". Name a profile of that.");
      continue;
    }
    const ProfileCheck check{facts, definitions, code_maps, profiles.terminology, places, role, *profile, issues, told};
    for (const UsedSlot* used : slots_of(facts, role.role->name, role.chain)) {
      if (used->use != SlotUse::must_be_absent) check_slot(check, *used);
    }
    check_profile_required(check);
  }
}

}  // namespace careway::language
