#include "mappers/budget/calculate.h"

#include <algorithm>
#include <span>

#include "mappers/budget/fhir_values.h"
#include "mappers/budget/funding.h"
#include "mappers/budget/history.h"
#include "mappers/budget/limits.h"
#include "mappers/budget/notes.h"
#include "mappers/budget/prices.h"
#include "mappers/budget/rate_stretches.h"
#include "mappers/budget/rules.h"
#include "mappers/budget/splits.h"
#include "mappers/money/blend.h"
#include "mappers/money/dated_blend.h"

namespace careway::budget {
namespace {

constexpr std::string_view kReablement = "reablement";
constexpr std::int64_t kDaysPerWeek = 7;

std::int64_t days_between(fhir::CivilDate from, fhir::CivilDate to) {
  return fhir::days_from_civil(to) - fhir::days_from_civil(from) + 1;
}

/// A key that does not look like a stretch of another line.
std::string plain_key(const std::string& key) {
  std::string plain = key;
  if (line_of_key(plain) != plain) plain[plain.rfind('/')] = '-';
  return plain;
}

class Calculation {
 public:
  Calculation(const Inputs& inputs, const RateBook& rates, const Question& question, fhir::Issues& issues)
      : inputs_(inputs),
        rates_(rates),
        question_(question),
        issues_(issues),
        errors_before_(issues.error_count()),
        funding_(inputs, question, issues),
        prices_(inputs, rates, question, funding_.usual_stream(), issues) {}

  std::optional<Budget> run() {
    if (question_.to < question_.from || question_.year_factor <= Rational()) {
      issues_.error("budget-period", "", "The period ends before it begins, or its year has no weeks.");
      return std::nullopt;
    }
    weeks_ = period_weeks(question_.from, question_.to, question_.year_factor);
    last_day_ = std::min(question_.to, inputs_.died_on.value_or(question_.to));
    head();
    check_keys();
    budget_.lines.reserve(inputs_.lines.size());
    exact_.reserve(inputs_.lines.size());
    for (const LineInput& line : inputs_.lines) {
      if (!line.shares.empty()) {
        said_shares_ = true;
        add(line);
        continue;
      }
      said_shares_ = false;
      LineInput with_shares = line;
      with_shares.shares = funding_.usual_shares();
      add(with_shares);
    }
    if (failed()) return std::nullopt;
    if (budget_.lines.size() > kLinesMax) {
      issues_.error("budget-size", "", "The plan has more lines than any budget. Divide it into plans of their own.");
      return std::nullopt;
    }
    if (budget_.lines.empty()) {
      issues_.error("budget-empty", "", "No line of the plan runs in this period, so there is nothing to work out.");
      return std::nullopt;
    }
    if (!fill()) return std::nullopt;
    warn_of_full_chc();
    add_notes(budget_, funding_.assessments());
    add_note_of_death();
    return std::move(budget_);
  }

 private:
  void add_note_of_death() {
    if (last_day_ == question_.to) return;
    budget_.notes.push_back("All lines and what the person pays end on the day of death, " + day_text(last_day_) + ".");
  }

  [[nodiscard]] bool failed() const { return issues_.error_count() > errors_before_; }

  void check_keys() {
    std::vector<std::string_view> keys;
    keys.reserve(inputs_.lines.size());
    for (const LineInput& line : inputs_.lines) keys.push_back(line.key);
    std::ranges::sort(keys);
    for (auto twice = std::ranges::adjacent_find(keys); twice != keys.end();
         twice = std::adjacent_find(twice + 1, keys.end())) {
      issues_.error("budget-line-twice", *twice, "Two lines of the plan have this key. Give each its own.");
    }
  }

  void head() {
    budget_.issuer = question_.issuer;
    budget_.reference = question_.reference;
    budget_.version = question_.version;
    budget_.status = question_.status;
    budget_.patient = inputs_.patient;
    budget_.drawn_from = inputs_.drawn_from;
    budget_.plan = inputs_.plan;
    budget_.created = question_.created;
    budget_.from = question_.from;
    budget_.to = question_.to;
    budget_.prices_as_of = question_.prices_as_of;
    budget_.year_factor = question_.year_factor;
    budget_.rounding = question_.rounding;
    budget_.change_reason = question_.change_reason;
    budget_.prepared_by = question_.prepared_by;
    const auto created = fhir::DateTime::parse(question_.created);
    if (created && inputs_.plan_start && *inputs_.plan_start < created->date().first_day()) {
      issues_.warning(
          "budget-plan-early", inputs_.plan,
          "The plan starts before its budget is issued. The person must know the indicative budget before the "
          "plan starts.");
    }
  }

  void add(const LineInput& input) {
    if (input.from && input.to && *input.to < *input.from) {
      issues_.error("budget-period", input.key, "This line ends before it begins. Correct its days.");
      return;
    }
    const fhir::CivilDate from = std::max(input.from.value_or(question_.from), question_.from);
    const fhir::CivilDate to = std::min(input.to.value_or(last_day_), last_day_);
    if (to < from) return;
    if (input.currency != "GBP") {
      issues_.error("budget-currency", input.key,
                    "This line is not priced in pounds sterling (GBP). Convert its price.");
      return;
    }
    if (input.price && !input.unit) {
      issues_.error("budget-units", input.key, "The line has a price and does not say how often it falls due.");
      return;
    }
    auto price = prices_.find(input, input.price ? std::vector<std::string>() : funding_.funders_for(input));
    if (!price) {
      issues_.error("budget-no-price", input.key,
                    "There is no price on this line, no cost of this service in the year before, and no rate. Give the "
                    "line a price or load a rate.");
      return;
    }
    // What is bought once counts when its first day lies in the period.
    const bool is_one_off = price->unit == money::Frequency::one_off;
    if (is_one_off && input.from && *input.from < question_.from) return;
    bool is_past_rates = false;
    auto dated =
        prices_over(rates_, std::move(*price), input.service_type, from, is_one_off ? from : to, is_past_rates);
    std::vector<PricedDays> priced;
    priced.reserve(dated.size());
    for (DatedPrice& one : dated) {
      priced.push_back({line_of(input, one.price, one.from, to), {}});
      if (!count_times(input, is_one_off, priced.back())) return;
    }
    if (is_past_rates) {
      issues_.warning("budget-rate-ends", input.key,
                      "The rate table says nothing for some days of this line, so the price of other days was kept for "
                      "them. Load the rates of those days and work the budget out again.");
    }
    if (priced.front().line.is_latest_cost_only) {
      issues_.warning(
          "budget-latest-cost", input.key,
          "This price comes from client-level data, which keeps the latest cost only. Earlier prices are not "
          "in it.");
    }
    split(input, std::move(priced), is_one_off);
  }

  /// A line from the first day of a price on, and how often that price falls due a week.
  struct PricedDays {
    Line line;
    Rational times;  // not of what is bought once
  };

  bool count_times(const LineInput& input, bool is_one_off, PricedDays& priced) {
    const money::Frequency unit = priced.line.unit;
    const bool counts_units =
        unit == money::Frequency::hourly || unit == money::Frequency::daily || unit == money::Frequency::per_session;
    if ((unit == money::Frequency::one_off) == is_one_off) {
      if (is_one_off) return true;
      const auto times = money::times_per_week(unit, input.units_per_week, question_.year_factor);
      if (times && !times->is_negative() && (!counts_units || !input.unit || *input.unit == unit)) {
        priced.times = *times;
        if (counts_units) priced.line.units_per_week = input.units_per_week;
        return true;
      }
    }
    issues_.error("budget-units", input.key,
                  "The price is for an hour, a day or a session, and the line does not say how many of them a week.");
    return false;
  }

  Line line_of(const LineInput& input, Price& price, fhir::CivilDate from, fhir::CivilDate to) const {
    Line line;
    line.key = plain_key(input.key);
    line.service = input.service;
    line.service_type = input.service_type;
    line.service_type_alias = input.service_type_alias;
    line.text = input.text;
    line.line_type = input.line_type;
    line.from = from;
    line.to = to;
    line.basis = std::move(price.basis);
    line.unit_price = std::move(price.unit_price);
    line.unit = price.unit;
    line.sources = std::move(price.sources);
    line.people = price.people;
    line.median = std::move(price.median);
    line.price_base = std::move(price.price_base);
    line.uplift_percent = std::move(price.uplift_percent);
    line.is_latest_cost_only = price.is_latest_cost_only;
    return line;
  }

  /// Cuts the line where its split, its price or what its streams rest on changes.
  void split(const LineInput& input, std::vector<PricedDays> priced, bool is_one_off) {
    const fhir::CivilDate from = priced.front().line.from;
    const fhir::CivilDate to = priced.front().line.to;
    std::vector<fhir::CivilDate> cuts = funding_.basis_days(input.shares);
    for (const PricedDays& one : priced) cuts.push_back(one.line.from);
    const auto stretches = stretches_of(input.key, input.shares, from, to, is_one_off, cuts, issues_);
    if (!stretches) return;
    const std::int64_t line_days = days_between(from, to);
    Rational line_weeks(line_days, kDaysPerWeek);
    const bool is_whole = from == question_.from && to == question_.to;
    if (is_whole || line_weeks > weeks_) line_weeks = weeks_;
    std::size_t price = 0;
    for (std::size_t i = 0; i < stretches->size(); ++i) {
      const SplitStretch& stretch = (*stretches)[i];
      while (price + 1 < priced.size() && priced[price + 1].line.from <= stretch.from) ++price;
      const bool is_last = i + 1 == stretches->size();
      Line line = is_last ? std::move(priced[price].line) : priced[price].line;
      if (i > 0) line.key += "/" + std::to_string(i + 1);
      line.from = stretch.from;
      line.to = stretch.to;
      money::Stretch exact;
      exact.name = line.key;
      exact.from = stretch.from;
      exact.to = stretch.to;
      if (is_one_off) {
        exact.one_off = line.unit_price;
      } else {
        line.weeks = stretches->size() == 1 ? line_weeks
                                            : line_weeks * Rational(days_between(stretch.from, stretch.to), line_days);
        exact.weekly = line.unit_price * priced[price].times;
        exact.weeks = line.weeks;
      }
      line.parts.reserve(stretch.shares.size());
      exact.shares.reserve(stretch.shares.size());
      for (const ShareInput* share : stretch.shares) put_share(input, *share, is_one_off, line, exact);
      finish_line(line);
      budget_.lines.push_back(std::move(line));
      exact_.push_back(std::move(exact));
    }
    if (said_shares_) warn_of_stream_days(input.key, *stretches, is_one_off);
  }

  void warn_of_stream_days(const std::string& key, const std::vector<SplitStretch>& stretches, bool is_one_off) {
    for (const SplitStretch& stretch : stretches) {
      for (const ShareInput* share : stretch.shares) {
        if (funding_.holds_throughout(share->stream, stretch.from, is_one_off ? stretch.from : stretch.to)) continue;
        issues_.warning("budget-stream-days", key,
                        "A share of this line is on a stream that does not hold on all days of the share. End the "
                        "share with the stream, or ask the funder to commit the days.");
        return;
      }
    }
  }

  void put_share(const LineInput& input, const ShareInput& share, bool is_one_off, Line& line, money::Stretch& exact) {
    const bool is_free_service = input.service_type == kReablement;
    const bool is_free = is_free_service || !may_be_charged(share.stream) || is_free_basis(share.legal_basis) ||
                         is_free_basis(stream_basis(share.stream, line.from));
    if (share.is_chargeable.value_or(false) && is_free) {
      issues_.error(
          "budget-chargeable", input.key,
          "This part of the line may not be charged to the person: NHS care, aftercare, education, reablement "
          "and grants are free. Take the charge out.");
    }
    Part part;
    part.stream = share.stream;
    part.is_top_up = is_top_up(share.stream);
    part.is_chargeable = !is_one_off && !is_free && share.is_chargeable.value_or(is_charged_by_rule(share.stream));
    part.decision = share.decision;
    part.legal_basis = legal_basis(share, line.from, part.is_chargeable, is_free_service && !part.is_top_up);
    money::Share exact_share;
    exact_share.stream = share.stream;
    exact_share.kind = static_cast<money::Share::Kind>(share.kind);
    exact_share.value = share.value;
    exact_share.is_chargeable = part.is_chargeable;
    exact_share.is_top_up = part.is_top_up;
    line.parts.push_back(std::move(part));
    exact.shares.push_back(std::move(exact_share));
  }

  /// Why a part may or may not be charged: what the split says, else free reablement, else the charging section of the
  /// Care Act, else what the stream rests on.
  [[nodiscard]] std::string legal_basis(const ShareInput& share, fhir::CivilDate day, bool is_chargeable,
                                        bool is_free_service) const {
    if (!share.legal_basis.empty()) return share.legal_basis;
    if (is_free_service && may_be_charged(share.stream)) return "care-act-2014-reablement";
    if (is_chargeable && share.stream != "childrens-social-care") return "care-act-2014-s14";
    return stream_basis(share.stream, day);
  }

  [[nodiscard]] std::string stream_basis(std::string_view stream, fhir::CivilDate day) const {
    const StreamInput* input = funding_.find_on(stream, day);
    if (input != nullptr && !input->stream.legal_basis.empty()) return input->stream.legal_basis;
    return std::string(usual_legal_basis(stream));
  }

  static void finish_line(Line& line) {
    line.is_chargeable = std::ranges::any_of(line.parts, &Part::is_chargeable);
    const std::string& first = line.parts.front().legal_basis;
    if (std::ranges::all_of(line.parts, [&](const Part& part) { return part.legal_basis == first; })) {
      line.legal_basis = first;
    }
  }

  std::vector<std::string> stream_codes() const {
    std::vector<std::string> codes;
    for (const Line& line : budget_.lines) {
      for (const Part& part : line.parts) {
        if (std::ranges::find(codes, part.stream) == codes.end()) codes.push_back(part.stream);
      }
    }
    return funding_.in_order(std::move(codes));
  }

  /// Works out the amounts and puts them in.
  bool fill() {
    funding_.assess(inputs_, budget_.lines, question_.from, last_day_, issues_);
    money::DatedRules rules;
    rules.from = question_.from;
    rules.to = question_.to;
    rules.weeks = weeks_;
    rules.rounding = question_.rounding;
    rules.assessments = funding_.assessments();
    rules.order = stream_codes();
    fhir::Issues found;
    const auto blend = money::blend_dated(exact_, rules, found);
    for (fhir::Issue issue : found.items()) {
      if (issue.code == "money-shares") issue.code = "budget-shares";
      issues_.add(std::move(issue));
    }
    if (!blend || failed()) return false;
    for (std::size_t i = 0; i < budget_.lines.size(); ++i) {
      Line& line = budget_.lines[i];
      line.gross = {blend->week.stretches[i], blend->period.stretches[i]};
      for (std::size_t p = 0; p < line.parts.size(); ++p) {
        line.parts[p].amounts = {blend->week.parts[i][p], blend->period.parts[i][p]};
      }
    }
    fill_streams(rules.order, *blend);
    budget_.gross = {blend->week.gross, blend->period.gross};
    budget_.contribution = {blend->week.contribution, blend->period.contribution};
    budget_.top_up = {blend->week.top_up, blend->period.top_up};
    for (const money::DatedContribution& one : blend->contribution_phases) {
      budget_.contribution_phases.push_back({one.from, one.to, one.stream, one.week});
    }
    money::Rules level;
    level.weeks = weeks_;
    level.rounding = question_.rounding;
    budget_.level_difference = money::level_difference(budget_.gross.week, budget_.gross.period, level);
    return true;
  }

  void fill_streams(const std::vector<std::string>& codes, const money::DatedBlend& blend) {
    for (const std::string& code : codes) {
      Stream stream;
      if (const StreamInput* input = funding_.find(code)) stream = input->stream;
      stream.code = code;
      stream.is_top_up = is_top_up(code);
      stream.gross = {};
      stream.contribution = {};
      if (stream.legal_basis.empty()) stream.legal_basis = usual_legal_basis(code);
      const auto found = std::ranges::find(blend.streams, code);
      if (found != blend.streams.end()) {
        const auto place = static_cast<std::size_t>(found - blend.streams.begin());
        stream.gross = {blend.week.streams[place], blend.period.streams[place]};
        stream.contribution = {blend.week.contributions[place], blend.period.contributions[place]};
        if (stream.contribution != Amounts{} && is_free_basis(stream.legal_basis)) {
          stream.legal_basis = funding_.charged_basis(code);
        }
      } else {
        stream.gross = top_up_of(code, blend.week_day);
      }
      budget_.streams.push_back(std::move(stream));
    }
  }

  [[nodiscard]] Amounts top_up_of(const std::string& code, const std::optional<fhir::CivilDate>& day) const {
    Amounts amounts;
    for (const Line& line : budget_.lines) {
      for (const Part& part : line.parts) {
        if (part.stream != code) continue;
        if (day && runs_on(line, *day)) amounts.week += part.amounts.week;
        amounts.period += part.amounts.period;
      }
    }
    return amounts;
  }

  /// Continuing healthcare pays for everything that meets the person's needs; the council's money beside it is a
  /// question.
  void warn_of_full_chc() {
    const auto has = [](const Line& line, std::string_view stream) {
      return std::ranges::any_of(line.parts,
                                 [&](const Part& part) { return part.stream == stream && part.amounts.period > 0; });
    };
    for (const Line& council : budget_.lines) {
      if (!has(council, "adult-social-care") && !has(council, "adult-social-care-power")) continue;
      const bool is_beside = std::ranges::any_of(budget_.lines, [&](const Line& line) {
        return has(line, "chc") && line.from <= council.to && council.from <= line.to;
      });
      const bool is_eligible = std::ranges::any_of(inputs_.determinations, [&](const DeterminationInput& one) {
        return one.regime == "chc" && one.finality == "final" && one.outcome.starts_with("eligible") &&
               one.outcome != "eligible-fnc" && (!one.from || *one.from <= council.to) &&
               (!one.to || council.from <= *one.to);
      });
      if (!is_beside && !is_eligible) continue;
      issues_.warning(
          "budget-full-chc", council.key,
          "Continuing healthcare pays for the whole package, and the council's money stands beside it on the "
          "same days. Ask both which of them it is.");
      return;
    }
  }

  const Inputs& inputs_;
  const RateBook& rates_;
  const Question& question_;
  fhir::Issues& issues_;
  std::size_t errors_before_;
  Funding funding_;
  Prices prices_;
  bool said_shares_ = false;  // of the line being added
  fhir::CivilDate last_day_;  // of the period, or of the person's life
  Rational weeks_;
  Budget budget_;
  std::vector<money::Stretch> exact_;  // as budget_.lines
};

}  // namespace

std::optional<Budget> calculate(const Inputs& inputs, const RateBook& rates, const Question& question,
                                fhir::Issues& issues) {
  if (!inputs.lines.empty() || inputs.actuals.empty()) return Calculation(inputs, rates, question, issues).run();
  Inputs of_history = inputs;  // before there is a plan: what the person had
  of_history.lines = lines_from_history(inputs, question.prices_as_of, issues);
  return Calculation(of_history, rates, question, issues).run();
}

}  // namespace careway::budget
