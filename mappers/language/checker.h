#pragma once

#include <span>
#include <string>

#include "mappers/formats/shape.h"
#include "mappers/language/code_map.h"
#include "mappers/language/map.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/issue.h"

namespace careway::packages {
class StructureLibrary;
}
namespace careway::terminology {
class Terminology;
}

namespace careway::language {

/// The shape of one face of a map.
struct FaceShape {
  std::string face;
  std::string release;  ///< of the face, for code maps; empty when it has none
  const formats::Shape* shape = nullptr;
};

/// Where profiles and the codes of their value sets are looked up. One thread, as the two say.
struct ProfileSource {
  packages::StructureLibrary& structures;
  terminology::Terminology& terminology;
};

/// Checks a map against the FHIR R4 definitions, the partner's schema and the code maps ("Loading" in the meaning of
/// maps): paths, types, cardinality, slots written twice, choices, code maps, modifiers, keys, links, constants,
/// required elements. Every issue has a code "map-…", path "file:line", and says how to mend it. A map with an error
/// must not be used. `faces` must not be empty. With `profiles` each role that names a profile is checked against it
/// too
/// ("map-profile-…"); without, its profile is taken on trust.
void check_map(const Map& map, const definitions::Definitions& definitions, std::span<const FaceShape> faces,
               const CodeMaps& code_maps, fhir::Issues& issues, const ProfileSource* profiles = nullptr);

}  // namespace careway::language
