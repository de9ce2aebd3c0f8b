#include "mappers/budget/history.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace careway::budget {
namespace {

constexpr std::int64_t kHistoryDays = 365;

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

}  // namespace

bool is_history(const ActualInput& actual, fhir::CivilDate prices_as_of) {
  const std::int64_t last = fhir::days_from_civil(prices_as_of) - 1;
  return last - kHistoryDays + 1 <= fhir::days_from_civil(actual.from) && fhir::days_from_civil(actual.to) <= last;
}

std::vector<LineInput> lines_from_history(const Inputs& inputs, fhir::CivilDate prices_as_of, fhir::Issues& issues) {
  std::map<std::string_view, const ActualInput*> services;
  for (const ActualInput& actual : inputs.actuals) {
    if (is_history(actual, prices_as_of)) services.emplace(actual.service_type, &actual);
  }
  std::vector<LineInput> lines;
  lines.reserve(services.size());
  for (const auto& [service_type, actual] : services) {
    LineInput line;
    line.key = "history-" + std::string(service_type);
    line.service_type = service_type;
    line.service_type_alias = actual->service_type_alias;
    line.text = actual->text.empty() ? std::string(service_type) : actual->text;
    ShareInput share;
    share.kind = ShareInput::Kind::percent;
    share.value = Rational(100);
    if (actual->sector == "education") {
      share.stream = "education";
    } else if (actual->sector == "health") {
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
    line.shares.push_back(std::move(share));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace careway::budget
