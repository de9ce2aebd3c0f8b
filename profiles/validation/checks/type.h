#pragma once

#include <memory>
#include <vector>

#include "profiles/validation/profile.h"

namespace careway::validation {

/// The element must have one of the types (or one based on them): "type-not-allowed".
std::unique_ptr<const Check> make_type_check(std::vector<std::string_view> types);

/// The profiles that elements of one type must conform to: all of them are choices.
struct TypeProfiles {
  definitions::TypeIndex type = definitions::kNone;
  std::vector<ProfileSlot*> profiles;
};
/// An element of a type with profiles must conform to one of them: the findings of the profile itself when there is
/// only one, else "type-profile-none"; a warning "type-profile-several" when more than one fits.
std::unique_ptr<const Check> make_type_profile_check(std::vector<TypeProfiles> types);

}  // namespace careway::validation
