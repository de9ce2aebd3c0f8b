#include "mappers/budget/returns.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <set>

#include "mappers/budget/return_row.h"

namespace careway::budget {
namespace {

using Kind = LedgerLine::Kind;

/// A part of one segment that belongs to the return.
struct Own {
  const Line* line = nullptr;
  Amounts amounts;
  std::set<std::string> streams;
};

/// Segments of one line that follow one another without a gap: one row.
using Run = std::vector<Own>;

struct Holdings {
  std::map<std::string, std::string, std::less<>> by_stream;

  /// How the money of these streams is held; "mixed" when in several ways, empty when nobody says.
  [[nodiscard]] std::string of(const std::set<std::string>& streams) const {
    std::set<std::string> found;
    for (const std::string& stream : streams) {
      if (const auto at = by_stream.find(stream); at != by_stream.end() && !at->second.empty())
        found.insert(at->second);
    }
    if (found.empty()) return {};
    return found.size() == 1 ? *found.begin() : "mixed";
  }
};

std::string day_text(fhir::CivilDate day) {
  return fhir::PartialDate::from_day(day)->text();
}

std::string_view without_version(std::string_view reference) {
  return reference.substr(0, reference.find("/_history/"));
}

bool is_next_day(fhir::CivilDate before, fhir::CivilDate after) {
  return fhir::days_from_civil(after) == fhir::days_from_civil(before) + 1;
}

Own own_part(const Line& line, ReturnKind kind) {
  Own own;
  own.line = &line;
  for (const Part& part : line.parts) {
    if (return_of_stream(part.stream) != kind) continue;
    own.amounts.week += part.amounts.week;
    own.amounts.period += part.amounts.period;
    own.streams.insert(part.stream);
  }
  return own;
}

bool is_same_line(const Line& a, const Line& b) {
  return line_of_key(a.key) == line_of_key(b.key) && without_version(a.service) == without_version(b.service);
}

bool continues(const Own& before, const Own& after) {
  return is_same_line(*before.line, *after.line) && is_next_day(before.line->to, after.line->from) &&
         before.line->unit != money::Frequency::one_off && after.line->unit != money::Frequency::one_off;
}

/// Runs in the order in which their lines stand in the budget.
std::vector<Run> runs_of(const Budget& budget, ReturnKind kind) {
  std::vector<Run> runs;
  for (const Line& line : budget.lines) {
    Own own = own_part(line, kind);
    if (own.amounts.week == 0 && own.amounts.period == 0) continue;
    const auto before = std::ranges::find_if(runs, [&](const Run& run) { return continues(run.back(), own); });
    if (before == runs.end()) {
      runs.push_back({std::move(own)});
    } else {
      before->push_back(std::move(own));
    }
  }
  return runs;
}

/// What the parts of all lines come to by stream. The week is that of the budget: lines that run on its day.
std::map<std::string, Amounts, std::less<>> amounts_by_stream(const Budget& budget) {
  std::map<std::string, Amounts, std::less<>> amounts;
  for (const Stream& stream : budget.streams) amounts.try_emplace(stream.code);
  const auto day = week_day(budget.lines);
  for (const Line& line : budget.lines) {
    for (const Part& part : line.parts) {
      Amounts& sum = amounts[part.stream];
      sum.period += part.amounts.period;
      if (day && runs_on(line, *day)) sum.week += part.amounts.week;
    }
  }
  return amounts;
}

bool has_its_sums(const Budget& budget, fhir::Issues& issues) {
  const auto amounts = amounts_by_stream(budget);
  std::map<std::string, Amounts, std::less<>> said;
  for (const Stream& stream : budget.streams) {
    said[stream.code].week += stream.gross.week;
    said[stream.code].period += stream.gross.period;
  }
  Amounts gross;
  for (const auto& [stream, sum] : amounts) {
    gross.week += sum.week;
    gross.period += sum.period;
    const auto stated = said.find(stream);
    if (stated == said.end() || (stated->second.week == sum.week && stated->second.period == sum.period)) continue;
    issues.error("return-sum", stream, "The stream is not what its lines come to. Work the budget out again.");
  }
  if (gross.week != budget.gross.week || gross.period != budget.gross.period) {
    issues.error("return-sum", budget.reference, "The gross is not what the lines come to. Work the budget out again.");
  }
  return !issues.has_errors();
}

bool may_go_out(const Budget& budget, fhir::Issues& issues) {
  if (budget.status == "draft" || budget.status == "withdrawn") {
    issues.error("return-status", budget.reference, "A draft or withdrawn budget is not sent to anybody.");
  }
  if (budget.currency != "GBP") {
    issues.error("return-currency", budget.reference, "Returns are in pounds; the budget is not.");
  }
  return !issues.has_errors() && has_its_sums(budget, issues);
}

LedgerLine of_stream(Kind kind, const std::string& stream, const Amounts& amounts) {
  LedgerLine line;
  line.kind = kind;
  line.stream = stream;
  line.amounts = amounts;
  return line;
}

LedgerLine lost(std::string_view reason, std::string kept) {
  LedgerLine line;
  line.kind = Kind::in_record;
  line.reason = reason;
  line.kept = std::move(kept);
  return line;
}

/// Makes the rows of one return.
class RowMaker {
 public:
  RowMaker(const Budget& budget, const std::vector<fhir::Element>& services, const ReturnQuestion& question,
           const language::Names& names, fhir::Issues& issues)
      : budget_(budget),
        services_(services),
        question_(question),
        names_(names),
        issues_(issues),
        day_(week_day(budget.lines)) {
    for (const Stream& stream : budget.streams) holdings_.by_stream.try_emplace(stream.code, stream.holding);
  }

  void make(Return& made) {
    const std::vector<Run> runs = runs_of(budget_, question_.kind);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      std::size_t later = 0;  // stretches of the same line that follow
      for (std::size_t j = i + 1; j < runs.size(); ++j) later += is_same_line(*runs[i][0].line, *runs[j][0].line);
      add(runs[i], later, made);
    }
  }

 private:
  [[nodiscard]] Amounts claim_of(const Own& own) const {
    Amounts claim = own.amounts;
    if (!day_ || !runs_on(*own.line, *day_)) claim.week = 0;
    return claim;
  }

  [[nodiscard]] fhir::Element service_of(const Line& line) const {
    const std::string_view wanted = without_version(line.service);
    for (const fhir::Element service : services_) {
      const std::string id(service.child_value("id"));
      if (!id.empty() && wanted == std::string(service.value()) + "/" + id) return service;
    }
    return {};
  }

  /// The days as the service has them where the line runs to the budget's edge: a return tells of the service.
  [[nodiscard]] RowDays days_of(const Run& run, fhir::Element service) const {
    RowDays days{run.front().line->from, run.back().line->to};
    const fhir::Element period = service ? service.child("occurrencePeriod") : fhir::Element();
    if (!period) return days;
    const auto start = fhir::PartialDate::parse(period.child_value("start").substr(0, 10));
    if (days.from == budget_.from && start && start->is_day() && start->first_day() < days.from) {
      days.from = start->first_day();
    }
    if (days.to != budget_.to) return days;
    const auto end = fhir::PartialDate::parse(period.child_value("end").substr(0, 10));
    if (period.child_value("end").empty()) {
      days.to.reset();
    } else if (end && end->is_day() && end->first_day() > *days.to) {
      days.to = end->first_day();
    }
    return days;
  }

  void refuse(const Run& run, std::string_view reason, Return& made) const {
    LedgerLine line = lost(reason, {});
    for (const Own& own : run) {
      const Amounts claim = claim_of(own);
      line.line = own.line->key;
      line.amounts.week += claim.week;
      line.amounts.period += claim.period;
    }
    made.account.push_back(std::move(line));
    if (reason == "amount-n7") {
      issues_.error("return-amount", run.back().line->key, "The format holds no amount of that size.");
    }
  }

  void add(const Run& run, std::size_t later, Return& made) {
    const Own& latest = run.back();
    std::string reason;
    const auto form = row_form(question_.kind, *latest.line, latest.amounts, budget_.rounding, reason);
    if (!form) return refuse(run, reason, made);
    RowFacts facts;
    facts.line = latest.line;
    const fhir::Element service = service_of(*latest.line);
    facts.days = days_of(run, service);
    if (days_within(facts.days, question_.from, question_.to) == 0) return refuse(run, "outside-reporting", made);
    facts.holding = holdings_.of(latest.streams);
    facts.run = later;
    facts.subject = budget_.patient;
    if (latest.streams.size() == 1) facts.only_stream = *latest.streams.begin();
    for (const Stream& stream : budget_.streams) {
      if (!latest.streams.contains(stream.code)) continue;
      if (facts.cost_centre.empty()) facts.cost_centre = stream.cost_centre;
      if (facts.subjective_code.empty()) facts.subjective_code = stream.subjective_code;
    }
    ReturnRow row;
    row.line = latest.line->key;
    row.service = row_service(question_.kind, service, *form, facts, names_, row.ledger);
    value(run, *form, facts.days, row);
    if (latest.line->parts.size() > 1) {
      LedgerLine split = lost("split", std::to_string(latest.line->parts.size()) + " parts");
      split.line = row.line;
      row.ledger.push_back(std::move(split));
    }
    made.rows.push_back(std::move(row));
  }

  [[nodiscard]] Pence rounded(const Rational& exact) const {
    return money::round_to_whole(exact, budget_.rounding).value_or(0);
  }

  static void differ(ReturnRow& row, std::string_view reason, const Amounts& amounts, std::string kept) {
    if (amounts.week == 0 && amounts.period == 0) return;
    LedgerLine line;
    line.kind = Kind::difference;
    line.line = row.line;
    line.reason = reason;
    line.amounts = amounts;
    line.kept = std::move(kept);
    row.ledger.push_back(std::move(line));
  }

  /// What the row is worth, and by which steps that differs from what the budget says.
  void value(const Run& run, const RowForm& form, const RowDays& days, ReturnRow& row) const {
    for (const Own& own : run) {
      const Amounts claim = claim_of(own);
      row.claim.week += claim.week;
      row.claim.period += claim.period;
    }
    const Own& latest = run.back();
    const auto weekly = weekly_of(form);
    if (!weekly) {
      row.value.period = form.price;
      return;
    }
    const auto by_days = [&](const RowDays& part) {
      return rounded(*weekly * Rational(days_within(part, question_.from, question_.to), 7));
    };
    const bool runs_in_week =
        day_ && row_runs(days, *day_) && run.front().line->from <= *day_ && *day_ <= latest.line->to;
    row.value = {runs_in_week ? rounded(*weekly) : 0, by_days(days)};
    RowDays own_days = days;
    if (run.size() > 1) own_days.from = latest.line->from;
    const Pence of_budget = rounded(*weekly * latest.line->weeks);
    const Pence of_days = by_days(own_days);
    differ(row, "level-rounding", {0, latest.amounts.period - of_budget},
           "the period is not the rounded week times its weeks");
    differ(row, "weeks-counted", {0, of_budget - of_days},
           latest.line->weeks.text() + " weeks in the budget, " +
               Rational(days_within(own_days, question_.from, question_.to), 7).text() + " by the row's dates");
    const Amounts earlier{row.claim.week - row.value.week,
                          row.claim.period - latest.amounts.period - (row.value.period - of_days)};
    // A single stretch is written with its own week; only stretches before it can leave anything here.
    assert(run.size() > 1 || (earlier.week == 0 && earlier.period == 0));
    differ(row, "latest-cost", earlier, "the row has the cost since " + day_text(latest.line->from));
  }

  static bool row_runs(const RowDays& days, fhir::CivilDate day) {
    return days.from <= day && (!days.to || day <= *days.to);
  }

  const Budget& budget_;
  const std::vector<fhir::Element>& services_;
  const ReturnQuestion& question_;
  const language::Names& names_;
  fhir::Issues& issues_;
  const std::optional<fhir::CivilDate> day_;
  Holdings holdings_;
};

void add_account(const Budget& budget, ReturnKind kind, Return& made) {
  LedgerLine gross;
  gross.amounts = budget.gross;
  const auto day = week_day(budget.lines);
  gross.kept = day ? "week of " + day_text(*day) : std::string();
  made.account.push_back(std::move(gross));
  for (const auto& [stream, amounts] : amounts_by_stream(budget)) {
    const auto carrier = return_of_stream(stream);
    if (!carrier) continue;
    made.account.push_back(of_stream(*carrier == kind ? Kind::claim : Kind::other_return, stream, amounts));
  }
  for (LedgerLine& line : remainder_of(budget)) made.account.push_back(std::move(line));
  if (kind == ReturnKind::council) {
    Amounts contribution;
    for (const Stream& stream : budget.streams) {
      if (return_of_stream(stream.code) != kind) continue;
      contribution.week += stream.contribution.week;
      contribution.period += stream.contribution.period;
    }
    made.account.push_back(lost("contribution", pounds(contribution.week) + " a week and " +
                                                    pounds(contribution.period) + " a period inside the claim"));
  }
  if (budget.status == "indicative") made.account.push_back(lost("indicative-amount", "status of the budget"));
  made.account.push_back(lost("currency", budget.currency));
  made.account.push_back(lost("balance", "of the person's account"));
}

}  // namespace

std::string_view to_text(ReturnKind kind) {
  return kind == ReturnKind::council ? "cld" : "chc";
}

std::optional<ReturnKind> return_kind_of(std::string_view text) {
  if (text == "cld") return ReturnKind::council;
  if (text == "chc") return ReturnKind::continuing_care;
  return std::nullopt;
}

std::optional<ReturnKind> return_of_stream(std::string_view stream) {
  for (const std::string_view own : {"adult-social-care", "adult-social-care-power", "carer", "s117-council"}) {
    if (stream == own) return ReturnKind::council;
  }
  if (stream == "chc" || stream == "fnc") return ReturnKind::continuing_care;
  return std::nullopt;
}

std::optional<Return> make_return(const Budget& budget, const std::vector<fhir::Element>& services,
                                  const ReturnQuestion& question, const language::Names& names, fhir::Issues& issues) {
  fhir::Issues own;
  const bool goes_out = may_go_out(budget, own);
  issues.append(own);
  if (!goes_out) return std::nullopt;
  Return made;
  made.kind = question.kind;
  add_account(budget, question.kind, made);
  RowMaker(budget, services, question, names, issues).make(made);
  return made;
}

std::vector<LedgerLine> remainder_of(const Budget& budget) {
  std::vector<LedgerLine> lines;
  for (const auto& [stream, amounts] : amounts_by_stream(budget)) {
    if (!return_of_stream(stream)) lines.push_back(of_stream(Kind::remainder, stream, amounts));
  }
  if (lines.empty()) lines.push_back(of_stream(Kind::remainder, "none", {}));
  return lines;
}

}  // namespace careway::budget
