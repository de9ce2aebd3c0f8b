#include "mappers/money/dated_blend.h"

#include <algorithm>
#include <numeric>

namespace careway::money {
namespace {

std::int64_t days_between(fhir::CivilDate from, fhir::CivilDate to) {
  return fhir::days_from_civil(to) - fhir::days_from_civil(from) + 1;
}

bool runs_on(const Stretch& stretch, fhir::CivilDate day) {
  return !stretch.one_off && stretch.from <= day && day <= stretch.to;
}

bool check(const std::vector<Stretch>& stretches, const DatedRules& rules, fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  const bool asks_less_than_nothing =
      std::ranges::any_of(rules.assessments, [](const Assessment& one) { return one.weekly.is_negative(); });
  if (asks_less_than_nothing || rules.to < rules.from || rules.weeks <= Rational()) {
    issues.error("money-rules", "", "The assessed charge may not be negative, and the period must have weeks.");
  }
  for (const Stretch& stretch : stretches) {
    if (stretch.weekly.is_negative() || stretch.weeks.is_negative() ||
        (stretch.one_off && stretch.one_off->is_negative())) {
      issues.error("money-negative", stretch.name,
                   "A line costs nothing or more. Put a credit into a movement of its own.");
    }
    if (stretch.to < stretch.from || stretch.from < rules.from || rules.to < stretch.to) {
      issues.error("money-days", stretch.name, "The line runs outside the period, or ends before it begins.");
    }
  }
  return issues.error_count() == errors_before;
}

/// Puts the pennies of `whole` on exact parts, none above its most. `whole` is not more than all of them together.
std::vector<Pence> allocate_below(Pence whole, const std::vector<Rational>& exact, const std::vector<Pence>& most) {
  std::vector<Pence> parts(exact.size());
  std::vector<Rational> cut_off(exact.size());
  for (std::size_t i = 0; i < exact.size(); ++i) {
    parts[i] = std::min(exact[i].floor().value_or(0), most[i]);
    cut_off[i] = exact[i] - Rational(parts[i]);
    whole -= parts[i];
  }
  std::vector<std::size_t> order(exact.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return cut_off[a] > cut_off[b]; });
  for (bool is_moving = true; whole > 0 && is_moving;) {
    is_moving = false;
    for (const std::size_t i : order) {
      if (whole == 0 || parts[i] >= most[i]) continue;
      ++parts[i];
      --whole;
      is_moving = true;
    }
  }
  return parts;
}

class DatedMaker {
 public:
  DatedMaker(const std::vector<Stretch>& stretches, const DatedRules& rules, fhir::Issues& issues)
      : stretches_(stretches), rules_(rules), issues_(issues) {}

  std::optional<DatedBlend> make() {
    find_streams();
    find_week_day();
    for (DatedLevel* level : {&blend_.week, &blend_.period}) {
      level->stretches.reserve(stretches_.size());
      level->parts.reserve(stretches_.size());
      level->streams.assign(blend_.streams.size(), 0);
      level->contributions.assign(blend_.streams.size(), 0);
    }
    chargeable_week_.assign(blend_.streams.size(), 0);
    chargeable_period_.assign(blend_.streams.size(), 0);
    for (std::size_t i = 0; i < stretches_.size(); ++i) {
      if (!add(i)) return std::nullopt;
    }
    contribute();
    return std::move(blend_);
  }

 private:
  void mention(const std::string& stream) {
    if (std::ranges::find(blend_.streams, stream) == blend_.streams.end()) blend_.streams.push_back(stream);
  }

  void find_streams() {
    const auto is_there = [&](const std::string& stream) {
      return std::ranges::any_of(stretches_, [&](const Stretch& stretch) {
        return std::ranges::any_of(stretch.shares,
                                   [&](const Share& share) { return !share.is_top_up && share.stream == stream; });
      });
    };
    for (const std::string& stream : rules_.order) {
      if (is_there(stream)) mention(stream);
    }
    for (const Stretch& stretch : stretches_) {
      for (const Share& share : stretch.shares) {
        if (!share.is_top_up) mention(share.stream);
      }
    }
    for (const Stretch& stretch : stretches_) {
      for (const Share& share : stretch.shares) {
        places_.push_back(
            static_cast<std::size_t>(std::ranges::find(blend_.streams, share.stream) - blend_.streams.begin()));
      }
    }
  }

  void find_week_day() {
    std::ptrdiff_t most = 0;
    std::vector<fhir::CivilDate> days;
    for (const Stretch& stretch : stretches_) {
      if (!stretch.one_off) days.push_back(stretch.from);
    }
    std::ranges::sort(days);
    days.erase(std::ranges::unique(days).begin(), days.end());
    for (const fhir::CivilDate day : days) {
      const auto running =
          std::ranges::count_if(stretches_, [&](const Stretch& stretch) { return runs_on(stretch, day); });
      if (running <= most) continue;
      most = running;
      blend_.week_day = day;
    }
  }

  bool refuse(const Stretch& stretch, bool is_too_large) {
    if (is_too_large) {
      issues_.error("money-too-large", stretch.name,
                    "An amount is larger than any budget. Look for a misplaced point.");
    } else {
      issues_.error("money-shares", stretch.name,
                    "The parts of the funders do not make up this line. Percentages must add up to 100, fixed amounts "
                    "may not be more than the line, and one funder at most takes the rest.");
    }
    return false;
  }

  bool add(std::size_t index) {
    const Stretch& stretch = stretches_[index];
    const Rational& price = stretch.one_off ? *stretch.one_off : stretch.weekly;
    auto exact = exact_parts(stretch.shares, price, Rational(1));
    if (!exact) return refuse(stretch, false);
    const std::size_t first_place = next_place_;
    next_place_ += stretch.shares.size();
    const bool is_in_week = blend_.week_day && runs_on(stretch, *blend_.week_day);
    if (stretch.one_off) {
      blend_.week.stretches.push_back(0);
      blend_.week.parts.emplace_back(stretch.shares.size(), 0);
      exact_.emplace_back();
      return put(stretch, price, *exact, first_place, true, blend_.period, chargeable_period_);
    }
    if (!put(stretch, price, *exact, first_place, is_in_week, blend_.week, chargeable_week_)) return false;
    exact_.push_back(*exact);
    for (Rational& part : *exact) part *= stretch.weeks;
    return put(stretch, price * stretch.weeks, *exact, first_place, true, blend_.period, chargeable_period_);
  }

  /// Rounds one stretch at one level and shares it out; `counts`: it is in the sums of the level.
  bool put(const Stretch& stretch, const Rational& exact, const std::vector<Rational>& exact_shares,
           std::size_t first_place, bool counts, DatedLevel& level, std::vector<Pence>& chargeable) {
    const auto whole = round_to_whole(exact, rules_.rounding);
    if (!whole) return refuse(stretch, true);
    std::vector<Pence> parts;
    if (exact_shares.size() == 1) {
      parts.push_back(*whole);
    } else if (auto found = allocate(*whole, exact_shares)) {
      parts = std::move(*found);
    } else {
      return refuse(stretch, false);
    }
    if (counts) {
      if (__builtin_add_overflow(level.gross, *whole, &level.gross)) return refuse(stretch, true);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const Share& share = stretch.shares[i];
        const std::size_t place = places_[first_place + i];
        (share.is_top_up ? level.top_up : level.streams[place]) += parts[i];
        if (share.is_chargeable && !share.is_top_up && !stretch.one_off) chargeable[place] += parts[i];
      }
    }
    level.stretches.push_back(*whole);
    level.parts.push_back(std::move(parts));
    return true;
  }

  /// First days of the phases in which neither the running stretches nor the assessment change, and the day after all.
  std::vector<std::int64_t> phase_days() const {
    std::vector<std::int64_t> days{fhir::days_from_civil(rules_.from), fhir::days_from_civil(rules_.to) + 1};
    const auto first = days[0];
    const auto last = days[1];
    const auto put_days = [&](fhir::CivilDate from, fhir::CivilDate to) {
      for (const std::int64_t day : {fhir::days_from_civil(from), fhir::days_from_civil(to) + 1}) {
        if (first < day && day < last) days.push_back(day);
      }
    };
    for (const Stretch& stretch : stretches_) {
      if (!stretch.one_off) put_days(stretch.from, stretch.to);
    }
    for (const Assessment& one : rules_.assessments) put_days(one.from, one.to);
    std::ranges::sort(days);
    days.erase(std::ranges::unique(days).begin(), days.end());
    return days;
  }

  Rational assessed_on(fhir::CivilDate day) const {
    for (const Assessment& one : rules_.assessments) {
      if (one.from <= day && day <= one.to) return one.weekly;
    }
    return {};
  }

  /// What may be charged by stream while a phase lasts.
  struct Chargeable {
    std::vector<Rational> weekly;  ///< exact pence a week
    std::vector<Rational> there;   ///< exact pence of the phase
    Rational together;             ///< of weekly
    Rational weeks;  ///< that the phase counts for: the most that a chargeable stretch counts its days for
  };

  /// Of a phase of so many days.
  void find_chargeable(fhir::CivilDate day, std::int64_t days, Chargeable& found) const {
    found.weekly.assign(blend_.streams.size(), Rational());
    found.there.assign(blend_.streams.size(), Rational());
    found.together = found.weeks = Rational();
    std::size_t place = 0;
    for (std::size_t s = 0; s < stretches_.size(); ++s) {
      const Stretch& stretch = stretches_[s];
      const std::size_t first_place = place;
      place += stretch.shares.size();
      if (!runs_on(stretch, day)) continue;
      std::optional<Rational> weeks;
      for (std::size_t i = 0; i < stretch.shares.size(); ++i) {
        const Share& share = stretch.shares[i];
        if (!share.is_chargeable || share.is_top_up) continue;
        if (!weeks) weeks = stretch.weeks * Rational(days, days_between(stretch.from, stretch.to));
        found.weekly[places_[first_place + i]] += exact_[s][i];
        found.there[places_[first_place + i]] += exact_[s][i] * *weeks;
        found.together += exact_[s][i];
      }
      if (weeks && *weeks > found.weeks) found.weeks = std::move(*weeks);
    }
  }

  /// Takes `amount` from the streams in order, no more than each has.
  static void take(Rational amount, const std::vector<Rational>& there, std::vector<Rational>& taken) {
    for (std::size_t i = 0; i < there.size() && !amount.is_zero(); ++i) {
      const Rational& part = amount < there[i] ? amount : there[i];
      taken[i] += part;
      amount -= Rational(part);
    }
  }

  /// Notes what the person pays a week of each stream in a phase; a phase that changes nothing makes the last longer.
  void note_phase(std::int64_t first, std::int64_t last, const std::vector<Rational>& weekly) {
    const Rational together = std::accumulate(weekly.begin(), weekly.end(), Rational());
    const auto whole = round_to_whole(together, rules_.rounding);
    const auto weeks = whole ? allocate(*whole, weekly) : std::nullopt;
    if (!weeks) return;
    for (std::size_t s = 0; s < weeks->size(); ++s) {
      if ((*weeks)[s] == 0) continue;
      const std::string& stream = blend_.streams[s];
      const auto before = std::ranges::find_if(blend_.contribution_phases, [&](const DatedContribution& one) {
        return one.stream == stream && one.week == (*weeks)[s] && fhir::days_from_civil(one.to) + 1 == first;
      });
      if (before != blend_.contribution_phases.end()) {
        before->to = fhir::civil_from_days(last);
      } else {
        blend_.contribution_phases.push_back(
            {fhir::civil_from_days(first), fhir::civil_from_days(last), stream, (*weeks)[s]});
      }
    }
  }

  void contribute() {
    const bool is_free =
        std::ranges::all_of(rules_.assessments, [](const Assessment& one) { return one.weekly.is_zero(); });
    if (is_free) return;
    Chargeable found;
    std::vector<Rational> taken(blend_.streams.size());
    if (blend_.week_day) {
      const Rational assessed = assessed_on(*blend_.week_day);
      find_chargeable(*blend_.week_day, 1, found);
      take(assessed, found.weekly, taken);
      finish(taken, assessed >= found.together, chargeable_week_, blend_.week);
    }
    taken.assign(blend_.streams.size(), Rational());
    bool pays_all = true;
    const auto days = phase_days();
    for (std::size_t i = 0; i + 1 < days.size(); ++i) {
      const fhir::CivilDate day = fhir::civil_from_days(days[i]);
      find_chargeable(day, days[i + 1] - days[i], found);
      const Rational assessed = assessed_on(day);
      std::vector<Rational> weekly(blend_.streams.size());
      take(assessed, found.weekly, weekly);
      note_phase(days[i], days[i + 1] - 1, weekly);
      if (assessed >= found.together) {
        for (std::size_t s = 0; s < taken.size(); ++s) taken[s] += found.there[s];
        continue;
      }
      pays_all = false;
      take(assessed * found.weeks, found.there, taken);
    }
    finish(taken, pays_all, chargeable_period_, blend_.period);
  }

  void finish(const std::vector<Rational>& exact, bool pays_all, const std::vector<Pence>& most, DatedLevel& level) {
    const Pence all = std::accumulate(most.begin(), most.end(), Pence{0});
    if (pays_all) {
      level.contributions = most;
      level.contribution = all;
      return;
    }
    const Rational together = std::accumulate(exact.begin(), exact.end(), Rational());
    level.contribution = std::min(round_to_whole(together, rules_.rounding).value_or(all), all);
    level.contributions = allocate_below(level.contribution, exact, most);
  }

  const std::vector<Stretch>& stretches_;
  const DatedRules& rules_;
  fhir::Issues& issues_;
  DatedBlend blend_;
  std::vector<std::size_t> places_;           // of each share of each stretch among the streams
  std::size_t next_place_ = 0;                // the first of the stretch being added
  std::vector<std::vector<Rational>> exact_;  // weekly parts of each stretch
  std::vector<Pence> chargeable_week_;        // by stream
  std::vector<Pence> chargeable_period_;
};

}  // namespace

std::optional<DatedBlend> blend_dated(const std::vector<Stretch>& stretches, const DatedRules& rules,
                                      fhir::Issues& issues) {
  if (!check(stretches, rules, issues)) return std::nullopt;
  return DatedMaker(stretches, rules, issues).make();
}

}  // namespace careway::money
