#include "mappers/budget/statement_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "mappers/budget/statement_words.h"

namespace careway::budget {
namespace {

constexpr std::string_view kReablement = "care-act-2014-reablement";

/// Streams of a council's own social-care money: what Care Act section 26 is about.
bool is_section_26(std::string_view stream) {
  return stream == "adult-social-care" || stream == "adult-social-care-power" || stream == "carer";
}

Amounts operator+(Amounts a, const Amounts& b) {
  return {a.week + b.week, a.period + b.period};
}
Amounts operator-(Amounts a, const Amounts& b) {
  return {a.week - b.week, a.period - b.period};
}

class Page {
 public:
  explicit Page(const Budget& budget) : budget_(budget) {}

  StatementPage make() const {
    StatementPage page;
    page.title = "Personal budget statement";
    page.facts = facts();
    page.warning = warning();
    page.tables.push_back(who_pays());
    StatementTable council = section_26();
    if (!council.rows.empty()) page.tables.push_back(std::move(council));
    page.tables.push_back(make_lines_table(budget_));
    page.tables.back().rows.push_back(total_of_lines());
    StatementTable department = make_department_table(budget_);
    if (!department.rows.empty()) page.tables.push_back(std::move(department));
    page.decisions_title = "Who decided";
    page.decisions = decisions();
    page.challenge_title = "If you think this is wrong";
    page.challenge = challenge();
    return page;
  }

 private:
  std::string money(Pence pence) const { return money_text(pence, budget_.currency); }

  /// What kind of figure this is, said once: a disclaimer that says it stands alone.
  std::vector<std::string> warning() const {
    const std::string& disclaimer = budget_.disclaimer;
    const bool is_estimate = budget_.status == "draft" || budget_.status == "indicative";
    const bool says_it =
        disclaimer.find("estimate") != std::string::npos && disclaimer.find("entitlement") != std::string::npos;
    std::vector<std::string> texts;
    if (!is_estimate || !says_it) texts.emplace_back(status_sentence(budget_.status));
    if (!disclaimer.empty()) texts.push_back(disclaimer);
    return texts;
  }

  StatementRow row(std::string name, Amounts amounts, std::string how) const {
    StatementRow one;
    one.name = std::move(name);
    one.week = {money(amounts.week), {how}};
    one.period = {money(amounts.period), {std::move(how)}};
    return one;
  }

  std::vector<StatementFact> facts() const {
    std::vector<StatementFact> facts{
        {"Budget", fmt::format("{}:{}, version {} ({})", budget_.issuer.code, budget_.reference, budget_.version,
                               budget_.status)},
        {"From", organisation_text(budget_.issuer)},
        {"Person", budget_.patient},
        {"Period", fmt::format("{} to {}", day_words(budget_.from), day_words(budget_.to))},
        {"Prices of", day_words(budget_.prices_as_of)},
        {"A year counts as",
         fmt::format("{} weeks; {}", number_text(budget_.year_factor), rounding_word(budget_.rounding))},
    };
    if (const auto day = week_day(budget_.lines)) {
      facts.push_back({"A week is that of", fmt::format("{}, when the most services run", day_words(*day))});
    }
    if (!budget_.plan.empty()) facts.push_back({"Plan", budget_.plan});
    if (!budget_.resources.empty()) facts.push_back({"Statement of resources", budget_.resources});
    for (const std::string& other : budget_.drawn_from) facts.push_back({"Also from the record", other});
    if (budget_.issued_on) facts.push_back({"Given to the person", day_words(*budget_.issued_on)});
    return facts;
  }

  /// A week adds up what runs on one day; the period everything.
  std::string sum_of_parts(std::string_view stream, Pence Amounts::*level) const {
    const auto day = week_day(budget_.lines);
    std::string sum;
    for (const Line& line : budget_.lines) {
      if (level == &Amounts::week && day && !runs_on(line, *day)) continue;
      for (const Part& part : line.parts) {
        if (part.stream != stream || part.amounts.*level == 0) continue;
        sum += fmt::format("{}{} ({})", sum.empty() ? "" : " + ", money(part.amounts.*level), line.key);
      }
    }
    return sum.empty() ? "Nothing at this level." : fmt::format("Sum of its parts of the lines: {}.", sum);
  }

  StatementRow stream_row(const Stream& stream) const {
    StatementRow one;
    one.name = stream_word(stream.code);
    one.detail = organisation_text(stream.funder);
    one.week = {money(stream.gross.week), {sum_of_parts(stream.code, &Amounts::week)}};
    one.period = {money(stream.gross.period), {sum_of_parts(stream.code, &Amounts::period)}};
    if (!stream.holding.empty()) one.notes.push_back(fmt::format("The money is {}.", holding_word(stream.holding)));
    if (!stream.legal_basis.empty()) {
      one.notes.push_back(fmt::format("Legal basis: {}.", legal_basis_word(stream.legal_basis)));
    }
    if (stream.contribution.week != 0 || stream.contribution.period != 0) {
      one.notes.push_back(fmt::format("Of this you pay {} a week, {} for the period.", money(stream.contribution.week),
                                      money(stream.contribution.period)));
    } else if (!stream.is_top_up) {
      one.notes.emplace_back("You pay nothing towards this.");
    }
    if (!stream.cost_centre.empty()) {
      one.notes.push_back(fmt::format("Cost centre {}{}{}.", stream.cost_centre,
                                      stream.subjective_code.empty() ? "" : ", subjective code ",
                                      stream.subjective_code));
    }
    if (!stream.key.empty()) one.notes.push_back(fmt::format("Reference of the stream: {}.", stream.key));
    if (!stream.coverage.empty()) one.notes.push_back(fmt::format("Record of the stream: {}.", stream.coverage));
    return one;
  }

  StatementTable who_pays() const {
    StatementTable table;
    table.title = "Who pays what";
    for (const Stream& stream : budget_.streams) table.rows.push_back(stream_row(stream));
    StatementRow total = row("Everything together", budget_.gross,
                             "All streams and top-ups together, to the penny; also the sum of all lines below.");
    total.is_sum = true;
    table.rows.push_back(std::move(total));
    table.rows.push_back(contribution_row());
    if (budget_.top_up.week != 0 || budget_.top_up.period != 0) {
      table.rows.push_back(row("of this, paid on top (top-ups)", budget_.top_up,
                               "A top-up is an agreement of its own. It is no part of your contribution."));
    }
    table.rows.push_back(row("of this, paid by the funders", budget_.gross - budget_.contribution - budget_.top_up,
                             "Everything together, less what you pay and less top-ups."));
    return table;
  }

  StatementRow contribution_row() const {
    StatementRow one = row("of this, you pay (your contribution)", budget_.contribution,
                           "The lower of what you were assessed to pay and what may be charged, once a week, whatever "
                           "the number of services.");
    if (budget_.contribution.week == 0 && budget_.contribution.period == 0) {
      one.notes.emplace_back("Nothing is charged to you.");
      return one;
    }
    one.notes.emplace_back("It is taken from the streams in their order above.");
    for (const Stream& stream : budget_.streams) {
      if (stream.contribution.week == 0 && stream.contribution.period == 0) continue;
      const bool is_of_child = stream.code == "childrens-social-care";
      one.notes.push_back(fmt::format("{}: {} a week, {} for the period. {}.", stream_word(stream.code),
                                      money(stream.contribution.week), money(stream.contribution.period),
                                      legal_basis_word(is_of_child ? "children-act-1989-s29" : "care-act-2014-s14")));
    }
    return one;
  }

  /// What of a stream is free reablement: regulations under section 26(4) leave it out of a personal budget.
  Amounts reablement_of(std::string_view stream) const {
    const auto day = week_day(budget_.lines);
    Amounts amounts;
    for (const Line& line : budget_.lines) {
      const bool is_in_week = !day || runs_on(line, *day);
      for (const Part& part : line.parts) {
        if (part.stream != stream || part.legal_basis != kReablement) continue;
        amounts = amounts + Amounts{is_in_week ? part.amounts.week : 0, part.amounts.period};
      }
    }
    return amounts;
  }

  StatementTable section_26() const {
    Amounts free;
    Amounts cost;
    Amounts pays;
    Amounts other;
    bool any = false;
    for (const Stream& stream : budget_.streams) {
      if (is_section_26(stream.code)) {
        any = true;
        const Amounts reablement = reablement_of(stream.code);
        free = free + reablement;
        cost = cost + stream.gross - reablement;
        pays = pays + stream.contribution;
      } else if (!stream.is_top_up && stream.code != "employer") {
        other = other + stream.gross;
      }
    }
    StatementTable table;
    table.title = "The council's part, as the Care Act 2014 asks (section 26)";
    if (!any) return table;
    table.rows.push_back(
        row("What it costs the council to meet your needs", cost,
            "Section 26(1)(a): the council's social-care streams together, your contribution inside."));
    table.rows.push_back(
        row("What you pay towards that", pays, "Section 26(1)(b): your contribution to these streams."));
    table.rows.push_back(row("What the council pays", cost - pays, "Section 26(1)(c): the first less the second."));
    table.rows.push_back(row("Other public money (section 26(3))", other,
                             "Health, aftercare, education, grants and other public money outside section 26(1). "
                             "Nothing of it is charged to you under the Care Act."));
    if (free != Amounts{}) {
      table.rows.push_back(row("Free reablement, outside this budget figure", free,
                               "Reablement that is free for its first weeks. Regulations leave it out of a personal "
                               "budget; it is inside everything together above."));
    }
    return table;
  }

  StatementRow total_of_lines() const {
    StatementRow total =
        row("All lines together", budget_.gross, "Sum of the lines above; a week counts those that run in it.");
    total.is_sum = true;
    const Rational weeks = period_weeks(budget_.from, budget_.to, budget_.year_factor);
    const Rational weeks_worth = Rational(budget_.gross.week) * weeks;
    total.notes.push_back(fmt::format(
        "A week times {} weeks would be {}. The period is {} {} than that: things bought once, services that do not "
        "run all the time, and rounding.",
        number_text(weeks), exact_money_text(weeks_worth, budget_.currency),
        money(std::max(budget_.level_difference, -budget_.level_difference)),
        budget_.level_difference < 0 ? "less" : "more"));
    return total;
  }

  static std::string person_text(const Person& person) {
    std::string text = person.who;
    for (const std::string& more : {person.role, person.organisation}) {
      if (!more.empty()) text += (text.empty() ? "" : ", ") + more;
    }
    if (person.on) text += fmt::format("{}on {}", text.empty() ? "" : ", ", day_words(*person.on));
    return text;
  }

  std::vector<StatementFact> decisions() const {
    std::vector<StatementFact> facts;
    if (const std::string by = person_text(budget_.prepared_by); !by.empty()) facts.push_back({"Prepared by", by});
    for (const Approval& approval : budget_.approvals) {
      std::string text = fmt::format("{}: {}", approval.outcome, person_text(approval.by));
      if (approval.limit) text += fmt::format("; may approve up to {} a period", money(*approval.limit));
      if (!approval.note.empty()) text += "; " + approval.note;
      facts.push_back({std::string(approval_word(approval.kind)), std::move(text)});
    }
    if (budget_.approvals.empty()) facts.push_back({"Approved by", "nobody yet"});
    facts.push_back({"Reason for this version", std::string(reason_word(budget_.change_reason))});
    if (budget_.variance) {
      facts.push_back({"Change since the version before",
                       fmt::format("{}{} for the period", *budget_.variance > 0 ? "+" : "", money(*budget_.variance))});
    }
    if (!budget_.exception_reason.empty()) {
      const std::string by = person_text(budget_.exception_by);
      facts.push_back({"Exception", budget_.exception_reason + (by.empty() ? "" : "; " + by)});
    }
    for (const std::string& note : budget_.notes) facts.push_back({"Note", note});
    return facts;
  }

  std::vector<std::string> challenge() const {
    std::vector<std::string> text{
        "You may ask how any figure was worked out, and you may challenge it. Ask the organisation that this statement "
        "is from. For a direct payment for health care you may ask for the decision to be looked at again (National "
        "Health Service (Direct Payments) Regulations 2013)."};
    if (budget_.notice_sent_on)
      text.push_back(fmt::format("Notice was sent on {}.", day_words(*budget_.notice_sent_on)));
    if (budget_.challenge_by) text.push_back(fmt::format("Please say so by {}.", day_words(*budget_.challenge_by)));
    if (!budget_.challenge_outcome.empty()) {
      text.push_back(fmt::format("What became of a challenge: {}.", budget_.challenge_outcome));
    }
    return text;
  }

  const Budget& budget_;
};

}  // namespace

std::string organisation_text(const Party& party) {
  if (party.name.empty()) return party.code;
  return party.code.empty() ? party.name : fmt::format("{} ({})", party.name, party.code);
}

StatementPage make_statement_page(const Budget& budget) {
  return Page(budget).make();
}

}  // namespace careway::budget
