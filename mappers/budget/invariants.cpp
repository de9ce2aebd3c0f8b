#include <algorithm>
#include <set>
#include <string>

#include "mappers/budget/rules.h"
#include "mappers/money/blend.h"
#include "mappers/money/rates.h"

namespace careway::budget {
namespace {

Amounts& operator+=(Amounts& sum, const Amounts& more) {
  sum.week += more.week;
  sum.period += more.period;
  return sum;
}

bool covers(const Amounts& whole, const Amounts& part) {
  return part.week >= 0 && part.period >= 0 && part.week <= whole.week && part.period <= whole.period;
}

/// A name without what makes no other person of it.
std::string folded_name(std::string_view name) {
  std::string folded;
  bool is_after_blank = false;
  for (const char letter : name) {
    if (letter == ' ' || (letter >= '\t' && letter <= '\r')) {
      is_after_blank = !folded.empty();
      continue;
    }
    if (is_after_blank) folded += ' ';
    is_after_blank = false;
    folded += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  return folded;
}

class Check {
 public:
  Check(const Budget& budget, fhir::Issues& issues) : budget_(budget), issues_(issues), day_(week_day(budget.lines)) {}

  bool run() {
    const std::size_t errors_before = issues_.error_count();
    if (budget_.currency != "GBP") {
      issues_.error("budget-currency", "", "The budget is not in pounds sterling (GBP). Convert it and make it again.");
    }
    lines();
    keys();
    streams();
    totals();
    approvals();
    return issues_.error_count() == errors_before;
  }

 private:
  void wrong_sum(std::string_view path) {
    issues_.error("budget-sum", path,
                  "The parts of this figure do not add up to it. Work the budget out again from its inputs.");
  }
  void wrong_charge(std::string_view path) {
    issues_.error(
        "budget-chargeable", path,
        "The person is charged for what may not be charged, or more than is chargeable. Take the charge out.");
  }

  /// The amounts that count in the sums: the week only of what runs in the stated week.
  [[nodiscard]] Amounts counted(const Line& line, const Amounts& amounts) const {
    return {day_ && runs_on(line, *day_) ? amounts.week : 0, amounts.period};
  }

  void lines() {
    Amounts gross;
    for (const Line& line : budget_.lines) {
      Amounts parts;
      for (const Part& part : line.parts) {
        parts += part.amounts;
        if (part.amounts.week < 0 || part.amounts.period < 0) wrong_sum(line.key);
        const bool is_free = !may_be_charged(part.stream) || is_free_basis(part.legal_basis);
        if (part.is_chargeable && is_free) wrong_charge(line.key);
        if (part.is_top_up != is_top_up(part.stream)) wrong_sum(line.key);
        const bool is_listed =
            std::ranges::any_of(budget_.streams, [&](const Stream& stream) { return stream.code == part.stream; });
        if (!is_listed) wrong_sum(line.key);
      }
      if (parts != line.gross) wrong_sum(line.key);
      if (line.basis == "average" && line.people < money::kPeopleMin) {
        issues_.error(
            "rate-disclosure", line.key,
            "This price is an average over fewer than ten people, or does not say over how many, and could show what "
            "one of them gets. Use an agreed price.");
      }
      gross += counted(line, line.gross);
    }
    if (gross != budget_.gross) wrong_sum("gross");
  }

  void keys() {
    for (std::size_t i = 0; i < budget_.lines.size(); ++i) {
      const Line& one = budget_.lines[i];
      for (std::size_t j = i + 1; j < budget_.lines.size(); ++j) {
        const Line& other = budget_.lines[j];
        if (line_of_key(one.key) != line_of_key(other.key)) continue;
        if (one.key != other.key && (one.to < other.from || other.to < one.from)) continue;
        issues_.error("budget-overlap", other.key,
                      "Two stretches of this line hold on the same day or have one key. End the earlier one the day "
                      "before.");
      }
    }
  }

  void streams() {
    std::set<std::string_view> seen;
    Amounts contribution;
    for (const Stream& stream : budget_.streams) {
      if (!seen.insert(stream.code).second) {
        issues_.error("budget-funder", stream.code, "This stream stands here twice. One stream has one funder.");
        continue;
      }
      Amounts gross;
      Amounts chargeable;
      for (const Line& line : budget_.lines) {
        for (const Part& part : line.parts) {
          if (part.stream != stream.code) continue;
          gross += counted(line, part.amounts);
          if (part.is_chargeable) chargeable += counted(line, part.amounts);
        }
      }
      if (gross != stream.gross || stream.is_top_up != is_top_up(stream.code)) wrong_sum(stream.code);
      const bool pays = stream.contribution != Amounts{};
      const bool is_free = !may_be_charged(stream.code) || is_free_basis(stream.legal_basis);
      if ((pays && is_free) || !covers(chargeable, stream.contribution)) wrong_charge(stream.code);
      contribution += stream.contribution;
    }
    if (contribution != budget_.contribution) wrong_sum("contribution");
  }

  void totals() {
    Amounts top_up;
    Amounts funders;
    for (const Stream& stream : budget_.streams) (stream.is_top_up ? top_up : funders) += stream.gross;
    if (top_up != budget_.top_up) wrong_sum("top-up");
    funders += top_up;
    if (funders != budget_.gross) wrong_sum("streams");
    if (budget_.to < budget_.from || budget_.year_factor <= Rational()) return wrong_sum("level-difference");
    money::Rules rules;
    rules.weeks = period_weeks(budget_.from, budget_.to, budget_.year_factor);
    rules.rounding = budget_.rounding;
    if (money::level_difference(budget_.gross.week, budget_.gross.period, rules) != budget_.level_difference) {
      wrong_sum("level-difference");
    }
  }

  void approvals() {
    for (const Approval& approval : budget_.approvals) {
      if (approval.outcome != "approved" || approval.kind == "person-agreement") continue;
      if (folded_name(budget_.prepared_by.who).empty()) {
        issues_.error("approval-preparer", approval.kind,
                      "The budget does not say who prepared it, so nobody can tell whether somebody else approved it. "
                      "Make it again and say who prepares it.");
      } else if (!is_by_another(approval, budget_)) {
        issues_.error("approval-own", approval.kind,
                      "Who prepared a budget may not approve it, and an approval says who gave it. Ask somebody else.");
      }
      if (approval.kind == "financial" && !approval.limit) {
        issues_.error("approval-limit", approval.kind,
                      "A financial approval says up to what amount its giver may approve. Say the limit.");
      }
      if (approval.limit && *approval.limit < budget_.gross.period) {
        issues_.error("approval-limit", approval.kind,
                      "The budget is above what this approver may approve. Ask somebody with a higher limit.");
      }
    }
  }

  const Budget& budget_;
  fhir::Issues& issues_;
  std::optional<fhir::CivilDate> day_;
};

}  // namespace

bool is_by_another(const Approval& approval, const Budget& budget) {
  const std::string approver = folded_name(approval.by.who);
  const std::string preparer = folded_name(budget.prepared_by.who);
  return !approver.empty() && !preparer.empty() && approver != preparer;
}

bool holds(const Budget& budget, fhir::Issues& issues) {
  return Check(budget, issues).run();
}

}  // namespace careway::budget
