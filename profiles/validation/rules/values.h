#pragma once

#include <cstdint>

#include "profiles/fhir/document.h"

/// How two values of choice elements (answer and limit, answer and condition) stand to each other.
namespace careway::validation {

enum class Relation : std::uint8_t {
  less,
  equal,
  greater,
  different,     ///< not equal, and the type has no order
  incomparable,  ///< of different types, or in units that do not convert
};

/// Compares two nodes such as valueInteger and answerDecimal; their types are read from the names behind the stems.
/// A date or dateTime that is not exact stands for its first moment, so 2022-06-30 is greater than 2022-06. Codings
/// compare by system and code, references by their text. Quantities compare in the same unit, or by UCUM.
Relation compare_values(fhir::Element a, std::string_view a_stem, fhir::Element b, std::string_view b_stem);

/// Two quantities with formal units (system and code); incomparable when one has none.
Relation compare_formal_quantities(fhir::Element a, fhir::Element b);

}  // namespace careway::validation
