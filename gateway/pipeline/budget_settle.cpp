#include <algorithm>
#include <map>
#include <set>

#include "gateway/pipeline/budget_desk.h"

namespace careway::pipeline {
namespace {

using budget::Rational;

/// What one stream gives to one line over some days; what is bought once falls on its first day.
struct Piece {
  std::int64_t first = 0;  // days since 1970
  std::int64_t last = 0;   // included
  std::string stream;
  Rational weekly;  // exact pence
  bool is_charged = false;
  Rational rate;  // weeks that a week of its days counts for: a year of 52 weeks has 365 days
};

/// Days on which nothing changes, with what every stream gives a week.
struct Stretch {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::map<std::string, Rational> gross;     // by stream, pence a week
  std::map<std::string, Rational> charged;   // what of it may be charged
  std::map<std::string, Rational> own_part;  // what of it the person pays
  std::map<std::string, Rational> rate;      // weeks that a week counts for, of what may be charged
};

/// One budget as stretches of days. The person pays of each stream what the budget says for those days, but never more
/// than what may be charged then. Where it says nothing, and for what is left of the contribution of the period, one
/// weekly amount is the same on all days.
class Phases {
 public:
  explicit Phases(const budget::Budget& budget) : budget_(budget) {
    for (const budget::Line& line : budget.lines) add_line(line);
    cut();
    for (const budget::Stream& stream : budget.streams) {
      is_possible_ &= stream.contribution.period == 0 || lay_contribution(stream);
    }
  }

  /// False when more is charged on a stream than its chargeable parts come to.
  [[nodiscard]] bool is_possible() const { return is_possible_; }

  [[nodiscard]] std::vector<money::Phase> all() const {
    std::vector<money::Phase> phases;
    for (const Stretch& stretch : stretches_) {
      phases.push_back(
          {fhir::civil_from_days(stretch.first), fhir::civil_from_days(stretch.last), payments_of(stretch)});
    }
    return phases;
  }

 private:
  static Rational weeks_of(const Stretch& stretch) { return {stretch.last - stretch.first + 1, 7}; }

  void add_line(const budget::Line& line) {
    const std::int64_t first = fhir::days_from_civil(line.from);
    const bool is_once = line.unit == money::Frequency::one_off;
    const std::int64_t last = is_once ? first : fhir::days_from_civil(line.to);
    if (last < first) return;
    for (const budget::Part& part : line.parts) {
      const Rational weekly = Rational(part.amounts.period) * Rational(7, last - first + 1);
      const Rational rate = line.weeks * Rational(7, last - first + 1);
      pieces_.push_back({first, last, part.stream, weekly, part.is_chargeable && !is_once, rate});
    }
  }

  void cut() {
    std::set<std::int64_t> changes;
    for (const Piece& piece : pieces_) {
      changes.insert(piece.first);
      changes.insert(piece.last + 1);
    }
    for (const budget::ContributionPhase& phase : budget_.contribution_phases) {
      changes.insert(fhir::days_from_civil(phase.from));
      changes.insert(fhir::days_from_civil(phase.to) + 1);
    }
    for (auto day = changes.begin(); day != changes.end() && std::next(day) != changes.end(); ++day) {
      Stretch stretch{*day, *std::next(day) - 1, {}, {}, {}, {}};
      for (const Piece& piece : pieces_) {
        if (*day < piece.first || piece.last < *day) continue;
        stretch.gross[piece.stream] += piece.weekly;
        if (!piece.is_charged) continue;
        stretch.charged[piece.stream] += piece.weekly;
        Rational& rate = stretch.rate[piece.stream];
        rate = std::max(rate, piece.rate);
      }
      if (!stretch.gross.empty()) stretches_.push_back(std::move(stretch));
    }
  }

  /// What the person pays of a stream a week then, as the budget says; nothing when it does not.
  [[nodiscard]] std::optional<Rational> said_week(const std::string& stream, const Stretch& stretch) const {
    for (const budget::ContributionPhase& phase : budget_.contribution_phases) {
      const bool holds = phase.stream == stream && fhir::days_from_civil(phase.from) <= stretch.first &&
                         stretch.last <= fhir::days_from_civil(phase.to);
      if (holds) return Rational(phase.week);
    }
    return std::nullopt;
  }

  /// Lays what the budget says on its own days. A said week is rounded: one that is all that may be charged, to the
  /// penny, is all of it.
  static Rational own_part(const Rational& said, const Rational& charged, const Rational& rate) {
    const Rational own = said * rate;
    return own + rate > charged ? charged : own;
  }

  bool lay_contribution(const budget::Stream& stream) {
    std::vector<Stretch*> charged;
    Rational left(stream.contribution.period);
    Rational laid;
    for (Stretch& stretch : stretches_) {
      const auto there = stretch.charged.find(stream.code);
      if (there == stretch.charged.end()) continue;
      charged.push_back(&stretch);
      Rational& own = stretch.own_part[stream.code];
      const auto said = said_week(stream.code, stretch);
      if (said) own = own_part(*said, there->second, stretch.rate.at(stream.code));
      laid += own * weeks_of(stretch);
    }
    left -= laid;
    // Each level is rounded by itself, each part of a line too: a penny of each may be left.
    const Rational pennies(static_cast<std::int64_t>(budget_.lines.size()) + 1);
    if (!laid.is_zero() && left < pennies && Rational() - left < pennies) return true;
    if (left.is_negative()) {
      const Rational share = Rational(stream.contribution.period) / laid;
      for (Stretch* stretch : charged) stretch->own_part[stream.code] *= share;
      return true;
    }
    return spread(stream.code, std::move(charged), std::move(left));
  }

  /// Puts an amount on stretches, evenly by days as far as more may be charged. False when not all of it finds room.
  static bool spread(const std::string& stream, std::vector<Stretch*> charged, Rational left) {
    const auto room = [&](const Stretch* stretch) {
      return stretch->charged.at(stream) - stretch->own_part.at(stream);
    };
    std::ranges::stable_sort(charged, [&](const Stretch* a, const Stretch* b) { return room(a) < room(b); });
    Rational weeks;
    for (const Stretch* stretch : charged) weeks += weeks_of(*stretch);
    for (Stretch* stretch : charged) {
      const Rational more = std::min(room(stretch), left / weeks);
      stretch->own_part[stream] += more;
      left -= more * weeks_of(*stretch);
      weeks -= weeks_of(*stretch);
    }
    return left < Rational(1);
  }

  [[nodiscard]] std::vector<money::WeeklyPayment> payments_of(const Stretch& stretch) const {
    std::vector<money::WeeklyPayment> payments;
    Rational contribution;
    for (const budget::Stream& stream : budget_.streams) {
      const auto gross = stretch.gross.find(stream.code);
      if (gross == stretch.gross.end()) continue;
      const auto own = stretch.own_part.find(stream.code);
      const Rational paid_by_person = own == stretch.own_part.end() ? Rational() : own->second;
      contribution += paid_by_person;
      payments.push_back({stream.code, stream.cost_centre, stream.subjective_code, gross->second - paid_by_person});
    }
    if (!contribution.is_zero()) payments.push_back({"contribution", {}, {}, contribution});
    return payments;
  }

  const budget::Budget& budget_;
  std::vector<Piece> pieces_;
  std::vector<Stretch> stretches_;
  bool is_possible_ = true;
};

}  // namespace

std::optional<money::Settlement> BudgetDesk::settle(const budget::Budget& paid, const budget::Budget& due,
                                                    fhir::CivilDate to, fhir::Issues& issues) {
  const Phases paid_phases(paid);
  const Phases due_phases(due);
  if (!paid_phases.is_possible() || !due_phases.is_possible()) {
    issues.error("budget-sum", "contribution", "The contribution of a stream is more than its chargeable parts.");
    return std::nullopt;
  }
  // A version that begins later than the paid one says nothing of the days before it: they stand as they were.
  return money::settle(paid_phases.all(), due_phases.all(), due.from, to, due.rounding, issues);
}

}  // namespace careway::pipeline
