#include "mappers/budget/splits.h"

#include <algorithm>

namespace careway::budget {
namespace {

bool holds_on(const ShareInput& share, fhir::CivilDate day) {
  return (!share.from || *share.from <= day) && (!share.to || day <= *share.to);
}

fhir::CivilDate day_after(fhir::CivilDate day) {
  return fhir::civil_from_days(fhir::days_from_civil(day) + 1);
}

}  // namespace

std::optional<std::vector<SplitStretch>> stretches_of(std::string_view key, std::span<const ShareInput> shares,
                                                      fhir::CivilDate from, fhir::CivilDate to, bool is_one_off,
                                                      std::span<const fhir::CivilDate> cuts, fhir::Issues& issues) {
  std::vector<fhir::CivilDate> starts{from};
  for (const ShareInput& share : shares) {
    if (is_one_off) break;
    if (share.from && from < *share.from && *share.from <= to) starts.push_back(*share.from);
    if (share.to && from <= *share.to && *share.to < to) starts.push_back(day_after(*share.to));
  }
  for (const fhir::CivilDate cut : cuts) {
    if (!is_one_off && from < cut && cut <= to) starts.push_back(cut);
  }
  std::ranges::sort(starts);
  starts.erase(std::ranges::unique(starts).begin(), starts.end());
  std::vector<SplitStretch> stretches;
  stretches.reserve(starts.size());
  for (std::size_t i = 0; i < starts.size(); ++i) {
    SplitStretch stretch;
    stretch.from = starts[i];
    stretch.to = to;
    if (i + 1 < starts.size()) stretch.to = fhir::civil_from_days(fhir::days_from_civil(starts[i + 1]) - 1);
    for (const ShareInput& share : shares) {
      if (!holds_on(share, stretch.from)) continue;
      const bool is_twice =
          std::ranges::any_of(stretch.shares, [&](const ShareInput* other) { return other->stream == share.stream; });
      if (is_twice) {
        issues.error(
            "budget-overlap", key,
            "Two shares of one stream hold on the same day, so nobody can say which counts. End the earlier one "
            "the day before.");
        return std::nullopt;
      }
      stretch.shares.push_back(&share);
    }
    if (stretch.shares.empty()) {
      issues.error("budget-shares", key,
                   "On some days of the period nobody pays for this line. Let the shares cover all its days.");
      return std::nullopt;
    }
    stretches.push_back(std::move(stretch));
  }
  return stretches;
}

}  // namespace careway::budget
