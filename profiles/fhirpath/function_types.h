#pragma once

#include <cstdint>

#include "profiles/fhirpath/functions.h"

namespace careway::fhirpath {

/// What a function takes and gives, as bits of TypeSet; 0 where that is open.
struct FunctionTypes {
  std::uint16_t input = 0;     ///< what it works on
  std::uint16_t argument = 0;  ///< what its first argument must be
  std::uint16_t result = 0;    ///< its System type, when the function alone decides it
};

/// FHIRPath N1, sections 5 and 6, and R4 2.9. A date may stand for a text, as it turns into one.
FunctionTypes function_types(Function function);

}  // namespace careway::fhirpath
