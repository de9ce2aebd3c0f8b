// The rows of what is bought: quantity x price, and where each figure comes from.

#include <fmt/format.h>

#include "mappers/budget/statement_page.h"
#include "mappers/budget/statement_words.h"

namespace careway::budget {
namespace {

class LineRow {
 public:
  LineRow(const Budget& budget, const Line& line)
      : budget_(budget), line_(line), weekly_(weekly_of(line, budget.year_factor)) {}

  StatementRow make() const {
    StatementRow row;
    row.name = line_.text.empty() ? line_.service_type : line_.text;
    row.detail = quantity_and_price();
    if (!line_.line_type.empty()) row.name += fmt::format(" ({})", line_type_word(line_.line_type));
    if (is_once() || line_.from == line_.to) {
      row.detail += fmt::format(", {}", day_words(line_.from));
    } else if (line_.from != budget_.from || line_.to != budget_.to) {
      row.detail += fmt::format(", {} to {}", day_words(line_.from), day_words(line_.to));
    }
    if (!is_once()) row.week = {money(line_.gross.week), week_sum()};
    row.period = {money(line_.gross.period), period_sum()};
    row.notes.push_back(fmt::format("Line {}, bought as {}.", line_.key, line_.service_type));
    add_basis(row.notes);
    add_weeks(row.notes);
    add_rounding(row.notes);
    for (const Part& part : line_.parts) add_part(part, row.notes);
    add_approval(row.notes);
    if (!line_.service.empty()) row.notes.push_back(fmt::format("Line of the plan: {}.", line_.service));
    return row;
  }

 private:
  std::string money(Pence pence) const { return money_text(pence, budget_.currency); }
  std::string exact(const Rational& pence) const { return exact_money_text(pence, budget_.currency); }
  bool is_once() const { return line_.unit == money::Frequency::one_off; }
  bool is_rounded(const Rational& exact_pence, Pence pence) const {
    return money::round_to_whole(exact_pence, budget_.rounding) == pence;
  }

  std::string quantity_and_price() const {
    const std::string price = fmt::format("{} {}", exact(line_.unit_price), price_unit_word(line_.unit));
    const std::string quantity = quantity_text(line_);
    return quantity.empty() ? price : fmt::format("{} x {}", quantity, price);
  }

  std::string equals(const Rational& exact_pence, Pence pence) const {
    if (exact_pence == Rational(pence)) return money(pence);
    return fmt::format("{}, to the penny {}", exact(exact_pence), money(pence));
  }

  /// An equation is printed only where it holds; another figure is shown as what the issuer states.
  std::vector<std::string> week_sum() const {
    if (!weekly_ || !is_rounded(*weekly_, line_.gross.week)) return {"As the issuer states it."};
    const std::string equal = equals(*weekly_, line_.gross.week);
    if (line_.unit == money::Frequency::weekly) return {fmt::format("{} a week.", equal)};
    return {
        fmt::format("{} x {} = {} a week.", exact(line_.unit_price), times_text(line_, budget_.year_factor), equal)};
  }

  std::vector<std::string> period_sum() const {
    if (is_once() && is_rounded(line_.unit_price, line_.gross.period)) {
      return {fmt::format("Once: {}.", equals(line_.unit_price, line_.gross.period))};
    }
    const Rational whole = weekly_ ? *weekly_ * line_.weeks : Rational(0);
    if (!weekly_ || !is_rounded(whole, line_.gross.period)) return {"As the issuer states it."};
    return {fmt::format("{} a week x {} weeks = {}.", exact(*weekly_), number_text(line_.weeks),
                        equals(whole, line_.gross.period))};
  }

  void add_basis(std::vector<std::string>& notes) const {
    std::string text = fmt::format("The price is {}.", basis_word(line_.basis));
    if (line_.people > 0) {
      text += fmt::format(" It is over {} people", line_.people);
      if (line_.median) text += fmt::format("; half of them have {} or less", exact(*line_.median));
      text += ".";
    }
    if (!line_.price_base.empty()) text += fmt::format(" Prices of {}.", line_.price_base);
    if (line_.uplift_percent) {
      text += fmt::format(" {} percent was added since, and is inside.", number_text(*line_.uplift_percent));
    }
    if (line_.is_latest_cost_only) {
      text += " It comes from client-level data, which keeps the latest cost only.";
    }
    notes.push_back(std::move(text));
    for (const Source& source : line_.sources) {
      std::string row = fmt::format("Source row: {}", source.label.empty() ? source.reference : source.label);
      if (!source.label.empty() && !source.reference.empty()) row += fmt::format(" ({})", source.reference);
      notes.push_back(std::move(row));
    }
  }

  void add_weeks(std::vector<std::string>& notes) const {
    const std::int64_t days = fhir::days_from_civil(line_.to) - fhir::days_from_civil(line_.from) + 1;
    std::string text = fmt::format("{} to {}", day_words(line_.from), day_words(line_.to));
    if (is_once()) {
      text += ": bought once.";
    } else if (line_.from == budget_.from && line_.to == budget_.to &&
               line_.weeks == period_weeks(budget_.from, budget_.to, budget_.year_factor)) {
      text += fmt::format(": the whole period, which counts as {} weeks.", number_text(line_.weeks));
    } else if (line_.weeks == Rational(days, 7)) {
      text += fmt::format(": {} days, so {} weeks.", days, number_text(line_.weeks));
    } else {
      text += fmt::format(": {} weeks.", number_text(line_.weeks));
    }
    notes.push_back(std::move(text));
  }

  void add_rounding(std::vector<std::string>& notes) const {
    notes.push_back(
        fmt::format("Rounded to the penny {}: {}. Pennies left over from sharing go to the largest cut-off parts.",
                    is_once() ? "once" : "at two points only, this line's week and this line's period",
                    rounding_word(budget_.rounding)));
  }

  void add_part(const Part& part, std::vector<std::string>& notes) const {
    std::string text = fmt::format("{}: ", stream_word(part.stream));
    if (!is_once()) text += fmt::format("{} a week, ", money(part.amounts.week));
    text += fmt::format("{} for the period. ", money(part.amounts.period));
    if (part.is_top_up) {
      text += "This is paid on top of the budget";
    } else {
      text += part.is_chargeable ? "You may be asked to pay towards it" : "You are not charged for it";
    }
    if (!part.legal_basis.empty()) text += fmt::format(" ({})", legal_basis_word(part.legal_basis));
    text += ".";
    if (!part.decision.empty()) text += fmt::format(" Decision on the split: {}.", part.decision);
    notes.push_back(std::move(text));
  }

  void add_approval(std::vector<std::string>& notes) const {
    std::string text;
    for (const Approval& approval : budget_.approvals) {
      if (approval.outcome != "approved") continue;
      text += fmt::format("{}{} ({})", text.empty() ? "Approved by " : ", ", approval.by.who, approval.kind);
    }
    notes.push_back(text.empty() ? "Not approved yet." : text + ".");
  }

  const Budget& budget_;
  const Line& line_;
  std::optional<Rational> weekly_;
};

}  // namespace

StatementTable make_lines_table(const Budget& budget) {
  StatementTable table;
  table.title = "What it buys";
  for (const Line& line : budget.lines) table.rows.push_back(LineRow(budget, line).make());
  return table;
}

StatementTable make_department_table(const Budget& budget) {
  StatementTable table;
  table.title = "A week in two ways of counting";
  table.first = "exact (ours)";
  table.second = "Department's";
  table.lead.push_back(
      "Figures here are for comparison only; the budget uses ours, and never mixes the two. The first column is exact. "
      "The second is how the Department of Health and Social Care counts: a month as 12/52, a quarter as 4/52, a year "
      "as 1/52 of a week's cost, each to six decimals.");
  for (const Line& line : budget.lines) {
    const auto ours = weekly_of(line, budget.year_factor);
    const auto theirs = weekly_of_department(line, budget.year_factor);
    if (!ours || !theirs) continue;
    StatementRow row;
    row.name = line.text.empty() ? line.service_type : line.text;
    row.detail = fmt::format("line {}", line.key);
    const auto their_times = money::times_per_week_of_department(line.unit, line.units_per_week);
    const std::string price = exact_money_text(line.unit_price, budget.currency);
    const auto cell = [&](const Rational& exact, const std::string& times) {
      const auto pence = money::round_to_whole(exact, budget.rounding).value_or(0);
      return StatementFigure{money_text(pence, budget.currency),
                             {fmt::format("{} x {} = {}.", price, times, exact_money_text(exact, budget.currency))}};
    };
    row.week = cell(*ours, times_text(line, budget.year_factor));
    row.period = cell(*theirs, number_text(*their_times));
    const auto difference = money::round_to_whole(*theirs - *ours, budget.rounding).value_or(0);
    row.notes.push_back(fmt::format("Theirs less ours: {} a week, exactly {}.", money_text(difference, budget.currency),
                                    exact_money_text(*theirs - *ours, budget.currency)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace careway::budget
