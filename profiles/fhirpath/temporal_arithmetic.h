#pragma once

#include <cstdint>
#include <optional>

#include "profiles/fhirpath/quantity.h"
#include "profiles/fhirpath/temporal.h"

namespace careway::fhirpath {

/// Date or time plus quantity.
struct Shifted {
  /// Nothing when the result lies beyond year 1 to 9999.
  std::optional<Temporal> value;
  /// The unit is no time at all (cm), a definite month or year ('mo', 'a'), or longer than an hour for a time: the
  /// evaluation fails.
  bool is_wrong_unit = false;
};

/// FHIRPath "Date/Time Arithmetic". Calendar words count, quoted or not, and the definite units 'wk', 'd', 'h', 'min',
/// 's' and 'ms'. Decimals of the number are cut off for every unit, as the published R4 suite wants it (N1 would keep
/// them for seconds).
Shifted shift(const Temporal& moment, const Quantity& duration, bool subtract);

}  // namespace careway::fhirpath
