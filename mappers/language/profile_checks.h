#pragma once

#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "mappers/language/checker.h"
#include "mappers/language/map_facts.h"
#include "mappers/language/profile_places.h"
#include "profiles/terminology/terminology.h"

namespace careway::language {

/// Checks every role that names a profile: each place that the map uses exists in the profile and is allowed
/// ("map-profile-prohibited", "-type", "-context", "-repeats"), references lead to what it allows ("-target"),
/// constants and code maps agree with fixed values, patterns and required value sets ("-constant", "-code"), and what
/// it requires is filled ("-required"). A profile that is not there or speaks of another resource: "-unknown",
/// "-other-resource".
void check_profiles(const MapFacts& facts, const definitions::Definitions& definitions, const CodeMaps& code_maps,
                    const ProfileSource& profiles, fhir::Issues& issues);

/// What the checks of one role share. One thread.
struct ProfileCheck {
  const MapFacts& facts;
  const definitions::Definitions& definitions;
  const CodeMaps& code_maps;
  terminology::Terminology& terminology;
  ProfilePlaces& places;
  const UsedRole& role;
  const packages::StructureDefinition& profile;
  fhir::Issues& issues;
  /// A block that several cases use would be told of in each.
  std::set<std::tuple<std::string, std::string, std::uint32_t, std::string>>& told;

  void error(std::string_view code, const Place& place, const std::string& text) const;
  /// The profile as a person names it.
  [[nodiscard]] std::string name() const;
};

/// Fixed values, patterns and required value sets against what the map writes (profile_values.cpp).
void check_profile_values(const ProfileCheck& check, const UsedSlot& used, const std::vector<ProfileStep>& steps);
/// What the profile requires (profile_required.cpp).
void check_profile_required(const ProfileCheck& check);

}  // namespace careway::language
