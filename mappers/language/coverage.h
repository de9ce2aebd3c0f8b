#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "mappers/language/checker.h"
#include "mappers/language/map.h"
#include "profiles/definitions/definitions.h"

namespace careway::language {

/// How much of both sides a map speaks of.
struct Coverage {
  std::size_t rows = 0;
  std::size_t get_only_rows = 0;
  std::size_t fields = 0;  ///< partner places that can hold a value, each once over all faces
  std::size_t fields_touched = 0;
  std::vector<std::string> untouched_fields;  ///< "Service/@line", in the schema's order
  std::size_t elements = 0;  ///< top-level elements of the resource types that the map uses (a choice counts once)
  std::size_t elements_touched = 0;
  std::vector<std::string> untouched_elements;  ///< "Patient.photo", by type, in definition order
  /// Modifiers within used elements ("person.identifier.use") that nothing handles: a get reports them when they occur.
  std::vector<std::string> untouched_inner_modifiers;
};

/// Measures a map that passes the checker.
Coverage measure_coverage(const Map& map, const definitions::Definitions& definitions,
                          std::span<const FaceShape> faces);

}  // namespace careway::language
