#pragma once

#include <memory>

#include "profiles/fhir/issue.h"
#include "profiles/packages/structure.h"
#include "profiles/validation/engine.h"
#include "profiles/validation/profile.h"

namespace careway::validation {

/// Compiles the structure of a base type in full. nullptr with issue "profile-unusable" when its elements make no tree.
std::unique_ptr<const Profile> compile_base(const packages::StructureDefinition& structure, Engine& engine,
                                            fhir::Issues& issues);
/// Compiles what a profile asks beyond its base type; places without a demand of their own are left out. nullptr with
/// issue "profile-unusable". A base type given as a profile compiles to an empty one.
std::unique_ptr<const Profile> compile_profile(const packages::StructureDefinition& structure, Engine& engine,
                                               fhir::Issues& issues);

}  // namespace careway::validation
