#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mappers/language/map.h"
#include "tests/laws/world.h"

namespace careway::laws {

/// A change of a released map: one row gone, or two rows with each other's FHIR place.
struct Mutation {
  enum class Kind : std::uint8_t { deleted, swapped } kind = Kind::deleted;
  std::string row;  ///< "cld/person.rows.csv:7" with the partner's place, for people
  language::Place place;
  language::Place other;  ///< the row swapped with
};

/// All mutations of a map: every row that stands in its file or tables, once.
std::vector<Mutation> mutations_of(const language::Map& map);

/// Reads the map anew and changes it.
std::optional<language::Map> mutated(const std::string& map_file, const Mutation& mutation);

}  // namespace careway::laws
