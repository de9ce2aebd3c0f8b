#include "mappers/budget/notes.h"

#include <fmt/format.h>

#include "mappers/budget/fhir_values.h"

namespace careway::budget {
namespace {

/// "A, B, C" of the lines that are meant; empty when none is.
template <typename Meant>
std::string keys_of(const std::vector<Line>& lines, Meant meant) {
  std::string keys;
  for (const Line& line : lines) {
    if (meant(line)) keys.append(keys.empty() ? "" : ", ").append(line.key);
  }
  return keys;
}

void note(Budget& budget, std::string_view before, const std::string& keys, std::string_view after) {
  if (!keys.empty()) budget.notes.push_back(std::string(before).append(keys).append(after));
}

bool is_one_off(const Line& line) {
  return line.unit == money::Frequency::one_off;
}

}  // namespace

void add_notes(Budget& budget, const std::vector<money::Assessment>& assessments) {
  if (budget.status == "indicative" || budget.status == "draft") {
    budget.disclaimer =
        "This is an indicative budget: an estimate made before the plan, so that the person can plan with it. It is no "
        "entitlement. The final budget follows the agreed plan and may be more or less.";
  }
  const auto day = week_day(budget.lines);
  if (day) {
    budget.notes.push_back("The week is the one from " + day_text(*day) +
                           ", the first in which the most lines run. Each level adds up by itself.");
    note(budget, "Not in that week: ",
         keys_of(budget.lines, [&](const Line& line) { return !is_one_off(line) && !runs_on(line, *day); }), ".");
  }
  note(budget, "Bought once, so in the period and in no week, and not charged: ", keys_of(budget.lines, is_one_off),
       ".");
  note(budget, "Contingency, counted in the gross and given back when it is not used: ",
       keys_of(budget.lines, [](const Line& line) { return line.line_type == "contingency"; }), ".");
  note(budget, "Priced from what the service cost in the year before, by the week, whatever the units planned: ",
       keys_of(budget.lines, [](const Line& line) { return line.basis == "historic"; }), ".");
  note(budget, "Only the latest cost is known: ",
       keys_of(budget.lines, [](const Line& line) { return line.is_latest_cost_only; }), ".");
  std::string order;
  for (const Stream& stream : budget.streams) {
    if (stream.contribution.period != 0) order.append(order.empty() ? "" : ", ").append(stream.code);
  }
  note(budget,
       "The person's contribution is the lower of the assessed charge and the chargeable cost, once a week, taken "
       "from: ",
       order, ".");
  if (assessments.size() < 2) return;
  for (const money::Assessment& assessment : assessments) {
    const auto pence = money::round_to_whole(assessment.weekly, budget.rounding);
    if (!pence) continue;
    budget.notes.push_back(fmt::format("Assessed to pay from {} to {}: {}.{:02} a week.", day_text(assessment.from),
                                       day_text(assessment.to), *pence / 100, *pence % 100));
  }
}

}  // namespace careway::budget
