#include "mappers/budget/funding.h"

#include <algorithm>
#include <climits>
#include <tuple>

#include "mappers/budget/rules.h"

namespace careway::budget {
namespace {

constexpr std::string_view kCouncil = "adult-social-care";

template <typename Dated>
bool holds_on(const Dated& dated, fhir::CivilDate day) {
  return (!dated.from || *dated.from <= day) && (!dated.to || day <= *dated.to);
}

fhir::CivilDate day_after(fhir::CivilDate day) {
  return fhir::civil_from_days(fhir::days_from_civil(day) + 1);
}

bool overlap(const StreamInput& a, const StreamInput& b) {
  return (!a.to || !b.from || *b.from <= *a.to) && (!b.to || !a.from || *a.from <= *b.to);
}

}  // namespace

Funding::Funding(const Inputs& inputs, const Question& question, fhir::Issues& issues)
    : all_streams_(inputs.streams), issuer_(question.issuer.code) {
  for (const StreamInput& input : inputs.streams) {
    const bool is_before = input.to && *input.to < question.from;
    const bool is_after = input.from && question.to < *input.from;
    if (!is_before && !is_after) streams_.push_back(&input);
  }
  std::ranges::stable_sort(streams_, [](const StreamInput* a, const StreamInput* b) {
    constexpr fhir::CivilDate kAlways{};
    return std::tuple(a->order, std::string_view(a->stream.code), a->from.value_or(kAlways)) <
           std::tuple(b->order, std::string_view(b->stream.code), b->from.value_or(kAlways));
  });
  choose_usual(question);
  check(issues);
}

void Funding::choose_usual(const Question& question) {
  std::vector<const StreamInput*> funders;
  std::vector<fhir::CivilDate> starts{question.from};
  bool are_several = false;
  for (const StreamInput* input : streams_) {
    if (input->stream.is_top_up || is_top_up(input->stream.code)) continue;
    funders.push_back(input);
    are_several |= input->stream.code != funders.front()->stream.code;
    if (input->from && question.from < *input->from) starts.push_back(*input->from);
    if (input->to && *input->to < question.to) starts.push_back(day_after(*input->to));
  }
  usual_shares_.emplace_back();
  if (!are_several) {
    usual_shares_.front().stream = funders.empty() ? std::string(kCouncil) : funders.front()->stream.code;
    return;
  }
  std::ranges::sort(starts);
  for (const fhir::CivilDate start : starts) {
    std::string_view pays;
    for (const StreamInput* input : funders) {
      if (holds_on(*input, start)) pays = pays.empty() ? std::string_view(input->stream.code) : kCouncil;
    }
    if (pays.empty()) pays = kCouncil;
    if (start == question.from) {
      usual_shares_.front().stream = pays;
    } else if (usual_shares_.back().stream != pays) {
      usual_shares_.back().to = fhir::civil_from_days(fhir::days_from_civil(start) - 1);
      ShareInput next;
      next.stream = pays;
      next.from = start;
      usual_shares_.push_back(std::move(next));
    }
  }
}

void Funding::check(fhir::Issues& issues) const {
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    const StreamInput& one = *streams_[i];
    if (one.assessed_weekly && !one.assessed_weekly->is_zero() &&
        (!may_be_charged(one.stream.code) || is_free_basis(one.stream.legal_basis))) {
      issues.error(
          "budget-chargeable", one.stream.code,
          "A charge to the person stands on a stream that may not be charged. Take it out; ask the council for "
          "the financial assessment.");
    }
    for (std::size_t j = i + 1; j < streams_.size(); ++j) {
      const StreamInput& other = *streams_[j];
      if (other.stream.code != one.stream.code) continue;
      if (overlap(one, other)) {
        issues.error("budget-overlap", one.stream.code,
                     "Two streams of this kind hold on the same day, so nobody can say whose money it is. End the "
                     "earlier one the day before.");
      } else if (other.stream.funder.code != one.stream.funder.code) {
        issues.error("budget-funder", one.stream.code,
                     "The funder of this stream changes inside the period. Make one budget up to the day of the change "
                     "and one from it.");
      }
    }
  }
}

const StreamInput* Funding::find(std::string_view code) const {
  const auto found = std::ranges::find_if(streams_, [&](const StreamInput* one) { return one->stream.code == code; });
  return found == streams_.end() ? nullptr : *found;
}

const StreamInput* Funding::find_on(std::string_view code, fhir::CivilDate day) const {
  const auto found = std::ranges::find_if(
      streams_, [&](const StreamInput* one) { return one->stream.code == code && holds_on(*one, day); });
  return found == streams_.end() ? find(code) : *found;
}

bool Funding::holds_throughout(std::string_view code, fhir::CivilDate from, fhir::CivilDate to) const {
  const std::int64_t first = fhir::days_from_civil(from);
  const std::int64_t last = fhir::days_from_civil(to);
  bool is_known = false;
  std::int64_t held = 0;  // streams of one kind that hold twice are refused, so each day counts once
  for (const StreamInput& input : all_streams_) {
    if (input.stream.code != code) continue;
    is_known = true;
    const std::int64_t begin = input.from ? std::max(first, fhir::days_from_civil(*input.from)) : first;
    const std::int64_t end = input.to ? std::min(last, fhir::days_from_civil(*input.to)) : last;
    held += std::max<std::int64_t>(end - begin + 1, 0);
  }
  return !is_known || held > last - first;
}

std::vector<fhir::CivilDate> Funding::basis_days(const std::vector<ShareInput>& shares) const {
  std::vector<fhir::CivilDate> days;
  for (const ShareInput& share : shares) {
    const StreamInput* first = find(share.stream);
    if (first == nullptr) continue;
    const bool is_free = is_free_basis(first->stream.legal_basis);
    const bool changes = std::ranges::any_of(streams_, [&](const StreamInput* one) {
      return one->stream.code == share.stream && is_free_basis(one->stream.legal_basis) != is_free;
    });
    if (!changes) continue;
    for (const StreamInput* one : streams_) {
      if (one->stream.code != share.stream) continue;
      if (one->from) days.push_back(*one->from);
      if (one->to) days.push_back(day_after(*one->to));
    }
  }
  return days;
}

std::string Funding::charged_basis(std::string_view code) const {
  for (const StreamInput* one : streams_) {
    const std::string& basis = one->stream.legal_basis;
    if (one->stream.code == code && !basis.empty() && !is_free_basis(basis)) return basis;
  }
  return std::string(usual_legal_basis(code));
}

std::vector<std::string> Funding::in_order(std::vector<std::string> codes) const {
  const auto place = [&](const std::string& code) {
    const StreamInput* input = find(code);
    return std::tuple(is_top_up(code), input == nullptr, input == nullptr ? INT_MAX : input->order);
  };
  std::ranges::sort(codes, [&](const std::string& a, const std::string& b) {
    const auto place_a = place(a);
    const auto place_b = place(b);
    return place_a != place_b ? place_a < place_b : a < b;
  });
  return codes;
}

std::vector<std::string> Funding::funders_for(const LineInput& line) const {
  std::vector<std::string> funders;
  const auto add = [&](const std::string& code) {
    if (!code.empty() && std::ranges::find(funders, code) == funders.end()) funders.push_back(code);
  };
  const auto add_stream = [&](std::string_view code) {
    if (const StreamInput* input = find(code)) add(input->stream.funder.code);
  };
  for (const ShareInput& share : line.shares) add_stream(share.stream);
  for (const StreamInput* input : streams_) add(input->stream.funder.code);
  add(issuer_);
  return funders;
}

std::vector<Funding::ChargedDays> Funding::charged_days(const std::vector<Line>& lines) {
  std::vector<ChargedDays> charged;
  for (const Line& line : lines) {
    for (const Part& part : line.parts) {
      if (part.is_chargeable) charged.push_back({part.stream, line.from, line.to});
    }
  }
  std::ranges::sort(charged);
  charged.erase(std::ranges::unique(charged).begin(), charged.end());
  return charged;
}

Rational Funding::assessed_on(const Inputs& inputs, const std::vector<ChargedDays>& charged, fhir::CivilDate day,
                              fhir::Issues& issues) const {
  const auto runs = [&](const ChargedDays& one) { return one.from <= day && day <= one.to; };
  // Where nothing is charged the charge takes nothing from anybody; it is told as if something were.
  const bool is_idle = std::ranges::none_of(charged, runs);
  const StreamInput* says = nullptr;
  for (const StreamInput* input : streams_) {
    if (!input->assessed_weekly || !may_be_charged(input->stream.code) || !holds_on(*input, day)) continue;
    const bool is_charged = std::ranges::any_of(
        charged, [&](const ChargedDays& one) { return one.stream == input->stream.code && runs(one); });
    if (!is_charged && !is_idle) continue;
    if (says == nullptr || says->assessed_weekly->is_zero()) {
      says = input;
    } else if (is_charged && !input->assessed_weekly->is_zero() && *input->assessed_weekly != *says->assessed_weekly) {
      issues.error("budget-charge-twice", input->stream.code,
                   "Two streams say on one day what the person was assessed to pay, and not the same. Leave the charge "
                   "on one of them.");
    }
  }
  if (says != nullptr) return *says->assessed_weekly;
  const DeterminationInput* latest = nullptr;
  for (const DeterminationInput& one : inputs.determinations) {
    if (!one.assessed_weekly || one.finality != "final" || !holds_on(one, day)) continue;
    if (latest == nullptr || (one.from && (!latest->from || *latest->from <= *one.from))) latest = &one;
  }
  return latest == nullptr ? Rational() : *latest->assessed_weekly;
}

void Funding::assess(const Inputs& inputs, const std::vector<Line>& lines, fhir::CivilDate from, fhir::CivilDate to,
                     fhir::Issues& issues) {
  std::vector<fhir::CivilDate> starts{from};
  const auto add_days = [&](const std::optional<fhir::CivilDate>& first, const std::optional<fhir::CivilDate>& last) {
    if (first && from < *first && *first <= to) starts.push_back(*first);
    if (last && from <= *last && *last < to) starts.push_back(day_after(*last));
  };
  const std::vector<ChargedDays> charged = charged_days(lines);
  for (const ChargedDays& one : charged) add_days(one.from, one.to);
  for (const StreamInput* input : streams_) {
    if (input->assessed_weekly) add_days(input->from, input->to);
  }
  for (const DeterminationInput& one : inputs.determinations) {
    if (one.assessed_weekly) add_days(one.from, one.to);
  }
  std::ranges::sort(starts);
  starts.erase(std::ranges::unique(starts).begin(), starts.end());
  const std::size_t errors_before = issues.error_count();
  for (const fhir::CivilDate start : starts) {
    Rational weekly = assessed_on(inputs, charged, start, issues);
    if (issues.error_count() > errors_before) return;
    if (!assessments_.empty()) {
      if (assessments_.back().weekly == weekly) continue;
      assessments_.back().to = fhir::civil_from_days(fhir::days_from_civil(start) - 1);
    }
    assessments_.push_back({start, to, std::move(weekly)});
  }
}

}  // namespace careway::budget
