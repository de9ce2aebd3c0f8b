#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "mappers/budget/inputs.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// Days of a line over which its split stays the same.
struct SplitStretch {
  fhir::CivilDate from;
  fhir::CivilDate to;
  std::vector<const ShareInput*> shares;
};

/// The stretches of the split of the line `key` between two days; one when nothing changes, or when `is_one_off`: then
/// the split of the first day counts. Each of `cuts` inside begins another. Nothing with issues ("budget-overlap",
/// "budget-shares"; path: the key).
std::optional<std::vector<SplitStretch>> stretches_of(std::string_view key, std::span<const ShareInput> shares,
                                                      fhir::CivilDate from, fhir::CivilDate to, bool is_one_off,
                                                      std::span<const fhir::CivilDate> cuts, fhir::Issues& issues);

}  // namespace careway::budget
