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
};

/// Days on which nothing changes, with what every stream gives a week.
struct Stretch {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::map<std::string, Rational> gross;     // by stream, pence a week
  std::map<std::string, Rational> charged;   // what of it may be charged
  std::map<std::string, Rational> own_part;  // what of it the person pays
};

/// One budget as stretches of days. The person pays of each stream one weekly amount that is the same on all days, but
/// never more than what may be charged then, so that it comes to the contribution of the period.
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
      pieces_.push_back({first, last, part.stream, weekly, part.is_chargeable && !is_once});
    }
  }

  void cut() {
    std::set<std::int64_t> changes;
    for (const Piece& piece : pieces_) {
      changes.insert(piece.first);
      changes.insert(piece.last + 1);
    }
    for (auto day = changes.begin(); day != changes.end() && std::next(day) != changes.end(); ++day) {
      Stretch stretch{*day, *std::next(day) - 1, {}, {}, {}};
      for (const Piece& piece : pieces_) {
        if (*day < piece.first || piece.last < *day) continue;
        stretch.gross[piece.stream] += piece.weekly;
        if (piece.is_charged) stretch.charged[piece.stream] += piece.weekly;
      }
      if (!stretch.gross.empty()) stretches_.push_back(std::move(stretch));
    }
  }

  bool lay_contribution(const budget::Stream& stream) {
    std::vector<Stretch*> charged;
    Rational weeks;
    for (Stretch& stretch : stretches_) {
      if (!stretch.charged.contains(stream.code)) continue;
      charged.push_back(&stretch);
      weeks += weeks_of(stretch);
    }
    const auto weekly = [&](const Stretch* stretch) { return stretch->charged.at(stream.code); };
    std::ranges::stable_sort(charged, [&](const Stretch* a, const Stretch* b) { return weekly(a) < weekly(b); });
    Rational left(stream.contribution.period);
    for (Stretch* stretch : charged) {
      const Rational own = std::min(weekly(stretch), left / weeks);
      stretch->own_part[stream.code] = own;
      left -= own * weeks_of(*stretch);
      weeks -= weeks_of(*stretch);
    }
    // Each level is rounded by itself: a penny may be left.
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
  return money::settle(paid_phases.all(), due_phases.all(), std::min(paid.from, due.from), to, due.rounding, issues);
}

}  // namespace careway::pipeline
