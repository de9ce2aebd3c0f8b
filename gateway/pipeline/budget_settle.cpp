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
  Rational daily;  // exact pence
  bool is_charged = false;
};

/// One budget as stretches of days on which nothing changes, each with what every payer gives a week. The person's
/// contribution lies on the chargeable parts of its stream, each by its amount: no part can be charged beyond itself.
class Phases {
 public:
  explicit Phases(const budget::Budget& budget) : budget_(budget) {
    for (const budget::Line& line : budget.lines) add_line(line);
    for (const budget::Stream& stream : budget.streams) {
      const Rational& whole = charged_[stream.code];
      if (stream.contribution.period != 0 && !whole.is_zero()) {
        share_[stream.code] = Rational(stream.contribution.period) / whole;
      }
    }
  }

  /// False when more is charged on a stream than its chargeable parts come to.
  [[nodiscard]] bool is_possible() const {
    for (const budget::Stream& stream : budget_.streams) {
      const auto share = share_.find(stream.code);
      if (stream.contribution.period != 0 && share == share_.end()) return false;
      if (share != share_.end() && share->second > Rational(1)) return false;
    }
    return true;
  }

  [[nodiscard]] std::vector<money::Phase> all() const {
    std::vector<money::Phase> phases;
    for (auto day = changes_.begin(); day != changes_.end(); ++day) {
      const auto next = std::next(day);
      if (next == changes_.end()) break;
      money::Phase phase{fhir::civil_from_days(*day), fhir::civil_from_days(*next - 1), payments_on(*day)};
      if (!phase.payments.empty()) phases.push_back(std::move(phase));
    }
    return phases;
  }

 private:
  void add_line(const budget::Line& line) {
    const std::int64_t first = fhir::days_from_civil(line.from);
    const bool is_once = line.unit == money::Frequency::one_off;
    const std::int64_t last = is_once ? first : fhir::days_from_civil(line.to);
    if (last < first) return;
    changes_.insert(first);
    changes_.insert(last + 1);
    for (const budget::Part& part : line.parts) {
      const bool is_charged = part.is_chargeable && !is_once;
      pieces_.push_back({first, last, part.stream, Rational(part.amounts.period, last - first + 1), is_charged});
      if (is_charged) charged_[part.stream] += Rational(part.amounts.period);
    }
  }

  [[nodiscard]] std::vector<money::WeeklyPayment> payments_on(std::int64_t day) const {
    std::map<std::string, Rational> by_stream;
    Rational contribution;
    for (const Piece& piece : pieces_) {
      if (day < piece.first || day > piece.last) continue;
      const Rational weekly = piece.daily * Rational(7);
      const auto share = share_.find(piece.stream);
      const Rational own = piece.is_charged && share != share_.end() ? weekly * share->second : Rational();
      by_stream[piece.stream] += weekly - own;
      contribution += own;
    }
    std::vector<money::WeeklyPayment> payments;
    for (const budget::Stream& stream : budget_.streams) {
      const auto found = by_stream.find(stream.code);
      if (found == by_stream.end()) continue;
      payments.push_back({stream.code, stream.cost_centre, stream.subjective_code, found->second});
      by_stream.erase(found);
    }
    for (const auto& [code, weekly] : by_stream) payments.push_back({code, {}, {}, weekly});
    if (!contribution.is_zero()) payments.push_back({"contribution", {}, {}, contribution});
    return payments;
  }

  const budget::Budget& budget_;
  std::vector<Piece> pieces_;
  std::set<std::int64_t> changes_;
  std::map<std::string, Rational> charged_;  // chargeable pence of the period, by stream
  std::map<std::string, Rational> share_;    // of them that the person pays
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
