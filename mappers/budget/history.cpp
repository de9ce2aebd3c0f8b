#include "mappers/budget/history.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "mappers/budget/rules.h"

namespace careway::budget {
namespace {

constexpr std::int64_t kHistoryDays = 365;
constexpr std::int64_t kDaysPerWeek = 7;

constexpr std::string_view kHealth = "health";
constexpr std::string_view kSocialCare = "social-care";
constexpr std::string_view kEducation = "education";

constexpr std::array<std::string_view, 5> kHealthStreams = {"chc", "fnc", "s117-nhs", "joint-nhs",
                                                            "childrens-continuing-care"};
constexpr std::array<std::string_view, 4> kSocialCareStreams = {"adult-social-care", "adult-social-care-power",
                                                                "childrens-social-care", "s117-council"};

struct RegimeStream {
  std::string_view regime;
  std::string_view stream;
};
constexpr std::array<RegimeStream, 4> kHealthRegimes = {{{"chc", "chc"},
                                                         {"fnc", "fnc"},
                                                         {"mha-1983-s117", "s117-nhs"},
                                                         {"childrens-continuing-care", "childrens-continuing-care"}}};

template <std::size_t kSize>
std::string_view committed(const Inputs& inputs, const std::array<std::string_view, kSize>& codes) {
  for (const StreamInput& input : inputs.streams) {
    if (std::ranges::find(codes, input.stream.code) != codes.end()) return input.stream.code;
  }
  return {};
}

/// Empty when nobody has said which NHS money it would be.
std::string_view health_stream(const Inputs& inputs) {
  if (const std::string_view stream = committed(inputs, kHealthStreams); !stream.empty()) return stream;
  for (const DeterminationInput& one : inputs.determinations) {
    if (one.finality != "final" || !one.outcome.starts_with("eligible")) continue;
    const auto* const found = std::ranges::find(kHealthRegimes, one.regime, &RegimeStream::regime);
    if (found != kHealthRegimes.end()) return found->stream;
  }
  return {};
}

/// Who paid: a cost that does not say is the council's, as a line that does not say is.
std::string_view sector_of(const ActualInput& actual) {
  return actual.sector == kHealth ? kHealth : actual.sector == kEducation ? kEducation : kSocialCare;
}

std::string_view sector_of_stream(std::string_view stream) {
  const bool is_health = stream == "wheelchair" || std::ranges::find(kHealthStreams, stream) != kHealthStreams.end();
  return is_health ? kHealth : stream == "education" ? kEducation : kSocialCare;
}

/// First and last day, counted as fhir::days_from_civil; none when last is before first.
struct Days {
  std::int64_t first = 0;
  std::int64_t last = -1;
  [[nodiscard]] std::int64_t count() const { return std::max<std::int64_t>(last - first + 1, 0); }
};

/// The days of a cost that lie in the year before.
Days days_inside(const ActualInput& actual, fhir::CivilDate prices_as_of) {
  const std::int64_t end = fhir::days_from_civil(prices_as_of);
  return {std::max(fhir::days_from_civil(actual.from), end - kHistoryDays),
          std::min(fhir::days_from_civil(actual.to), end - 1)};
}

std::string words_of(const Sectors& sectors) {
  std::string words;
  for (const std::string_view sector : sectors) {
    words.append(words.empty() ? "" : " and ").append(sector == kSocialCare ? "social care" : sector);
  }
  return words;
}

ShareInput share_of(const LineInput& line, std::string_view sector, const Inputs& inputs, fhir::Issues& issues) {
  ShareInput share;
  share.kind = ShareInput::Kind::percent;
  share.value = Rational(100);
  if (sector == kEducation) {
    share.stream = "education";
  } else if (sector == kHealth) {
    share.stream = health_stream(inputs);
    if (share.stream.empty()) {
      share.stream = "joint-nhs";
      issues.warning("budget-health-stream", line.key,
                     "Nobody has said which NHS money pays for this. It stands as the NHS's part of a joint package "
                     "until a determination or a stream says more.");
    }
  } else {
    const std::string_view stream = committed(inputs, kSocialCareStreams);
    share.stream = stream.empty() ? "adult-social-care" : stream;
  }
  return share;
}

}  // namespace

Sectors sectors_of(const LineInput& line, std::string_view usual_stream) {
  Sectors sectors;
  for (const ShareInput& share : line.shares) {
    if (!is_top_up(share.stream)) sectors.insert(sector_of_stream(share.stream));
  }
  if (sectors.empty()) sectors.insert(line.shares.empty() ? sector_of_stream(usual_stream) : kSocialCare);
  return sectors;
}

std::optional<ServiceHistory> history_of(const Inputs& inputs, const Sectors& sectors, std::string_view service_type,
                                         fhir::CivilDate prices_as_of, fhir::Issues& issues) {
  ServiceHistory history;
  Rational cost;
  std::optional<Days> covered;
  bool is_known = false;
  for (const ActualInput& actual : inputs.actuals) {
    if (actual.service_type != service_type || !sectors.contains(sector_of(actual))) continue;
    is_known = true;
    const Days inside = days_inside(actual, prices_as_of);
    if (inside.count() == 0) continue;
    const std::int64_t days = fhir::days_from_civil(actual.to) - fhir::days_from_civil(actual.from) + 1;
    const Rational part = actual.price * actual.quantity * Rational(inside.count(), days);
    cost += part;
    history.sources.push_back(actual.source);
    history.is_latest_cost_only |= actual.is_latest_cost_only;
    if (part.is_negative()) continue;  // a credit note gives back; nobody was cared for on its days by that
    if (!covered) covered = inside;
    covered = Days{std::min(covered->first, inside.first), std::max(covered->last, inside.last)};
  }
  if (history.sources.empty()) {
    if (is_known) {
      issues.warning("budget-history-old", service_type,
                     "All costs of this service of " + words_of(sectors) +
                         " lie outside the 365 days before the day of prices, so they were left out.");
    }
    return std::nullopt;
  }
  if (cost <= Rational() || !covered) {
    issues.warning("budget-history-credit", service_type,
                   "The credit notes of this service of " + words_of(sectors) +
                       " leave nothing to pay in the year before, so it has no price from history. Look whether an "
                       "invoice is missing.");
    return std::nullopt;
  }
  history.weekly = cost * Rational(kDaysPerWeek, std::max(covered->count(), kDaysPerWeek));
  return history;
}

std::vector<LineInput> lines_from_history(const Inputs& inputs, fhir::CivilDate prices_as_of, fhir::Issues& issues) {
  // Of each service and sector the first cost in the year before, which names it.
  std::map<std::pair<std::string_view, std::string_view>, const ActualInput*> services;
  for (const ActualInput& actual : inputs.actuals) {
    const ActualInput*& first = services[{actual.service_type, sector_of(actual)}];
    if (first == nullptr || days_inside(*first, prices_as_of).count() == 0) first = &actual;
  }
  std::vector<LineInput> lines;
  lines.reserve(services.size());
  for (const auto& [key, actual] : services) {
    const auto& [service_type, sector] = key;
    if (!history_of(inputs, {sector}, service_type, prices_as_of, issues)) continue;
    LineInput line;
    line.key.append("history-").append(sector).append("-").append(service_type);
    line.service_type = service_type;
    line.service_type_alias = actual->service_type_alias;
    line.text = actual->text.empty() ? line.service_type : actual->text;
    line.shares.push_back(share_of(line, sector, inputs, issues));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace careway::budget
