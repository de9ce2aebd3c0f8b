#include "mappers/budget/statement_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace careway::budget {
namespace {

struct Word {
  std::string_view code;
  std::string_view word;
};

std::string_view word_of(std::span<const Word> words, std::string_view code) {
  const auto found = std::ranges::find(words, code, &Word::code);
  return found == words.end() ? code : found->word;
}

constexpr std::array<Word, 19> kStreams = {{
    {"chc", "NHS continuing healthcare"},
    {"fnc", "NHS-funded nursing care"},
    {"s117-nhs", "Aftercare after hospital, NHS part"},
    {"s117-council", "Aftercare after hospital, council part"},
    {"joint-nhs", "NHS part of a joint package"},
    {"childrens-continuing-care", "Children's continuing care"},
    {"wheelchair", "NHS wheelchair budget"},
    {"adult-social-care", "Adult social care (the council's duty)"},
    {"adult-social-care-power", "Adult social care (the council's choice)"},
    {"carer", "Support for the carer"},
    {"childrens-social-care", "Children's social care"},
    {"education", "Education (section J of the education, health and care plan)"},
    {"grant-dfg", "Disabled facilities grant"},
    {"grant-short-break", "Short-break grant"},
    {"grant-carer", "Carer's grant"},
    {"grant-other", "Grant"},
    {"self-top-up", "Your own top-up"},
    {"third-party-top-up", "Somebody else's top-up"},
    {"employer", "Employer"},
}};

constexpr std::array<Word, 17> kLegalBases = {{
    {"care-act-2014-s18", "Care Act 2014 section 18: the council must meet these needs"},
    {"care-act-2014-s19", "Care Act 2014 section 19: the council may meet these needs"},
    {"care-act-2014-s20", "Care Act 2014 section 20: support for a carer"},
    {"care-act-2014-s14", "Care Act 2014 section 14: the council may charge for this"},
    {"care-act-2014-reablement", "regulations under the Care Act 2014: reablement is free for its first weeks"},
    {"nhs-chc", "NHS continuing healthcare (SI 2012/2996): NHS care is free"},
    {"nhs-fnc", "NHS-funded nursing care (SI 2012/2996): NHS care is free"},
    {"mha-1983-s117", "Mental Health Act 1983 section 117: aftercare is free"},
    {"nhs-act-2006-s3", "National Health Service Act 2006 section 3: NHS care is free"},
    {"nhs-childrens-continuing-care", "National Health Service Act 2006: continuing care of a child is free"},
    {"cafa-2014-s49", "Children and Families Act 2014 section 49: a budget for what the plan says"},
    {"children-act-1989-s17", "Children Act 1989 section 17: services for a child in need"},
    {"children-act-1989-s29", "Children Act 1989 section 29: the council may charge for this"},
    {"hgcra-1996-dfg", "Housing Grants, Construction and Regeneration Act 1996: a grant to adapt a home"},
    {"top-up-agreement", "an agreement to pay more than the budget, on top of it"},
    {"grant-terms", "the terms of the grant"},
    {"nhs-wheelchair", "National Health Service Act 2006: a personal wheelchair budget is free"},
}};

constexpr std::array<Word, 8> kHoldings = {{
    {"direct-payment", "paid to you (direct payment)"},
    {"notional", "held by the NHS or the council for you (notional or managed budget)"},
    {"managed-account", "held in a managed account"},
    {"third-party", "held by somebody else for you (third party)"},
    {"individual-service-fund", "held by your provider (individual service fund)"},
    {"card", "on a payment card"},
    {"commissioned", "arranged and paid by the funder (commissioned)"},
    {"mixed", "held in more than one way (mixed)"},
}};

constexpr std::array<Word, 7> kBases = {{
    {"historic", "what it really cost before (historic)"},
    {"average", "an average of what it costs (average)"},
    {"agreed", "an agreed price (agreed)"},
    {"ras", "the funder's points system (resource allocation system)"},
    {"panel", "a panel's decision (panel)"},
    {"ready-reckoner", "the funder's ready reckoner"},
    {"dst-hours", "hours of the decision support tool"},
}};

constexpr std::array<Word, 11> kReasons = {{
    {"first-budget", "this is the first budget"},
    {"plan-costs-differ", "the plan costs more or less than was thought"},
    {"needs-changed", "your needs have changed"},
    {"price-uplift", "prices have changed"},
    {"backdated-decision", "a decision counts from an earlier day"},
    {"correction", "a mistake was put right"},
    {"late-end", "a service ended on another day than was planned"},
    {"death", "the person has died"},
    {"funding-changed", "who pays has changed"},
    {"challenge-upheld", "a challenge was right"},
    {"period-ended", "the period has ended"},
}};

constexpr std::array<Word, 5> kApprovals = {{
    {"clinical", "Clinical approval"},
    {"financial", "Financial approval"},
    {"panel", "Panel"},
    {"person-agreement", "Agreement of the person"},
    {"exception", "Exception"},
}};

constexpr std::array<Word, 7> kLineTypes = {{
    {"core-cost", "core cost"},
    {"additional-need", "additional need"},
    {"employer-costs", "costs of being an employer"},
    {"insurance", "insurance"},
    {"start-up", "start-up cost"},
    {"contingency", "contingency"},
    {"care", "care"},
}};

constexpr std::array<Word, 6> kStatuses = {{
    {"draft", "This is a draft. It is an estimate, not an entitlement, and it can change."},
    {"indicative", "This is an estimate, not an entitlement. It helps you plan, and it can go up or down."},
    {"proposed", "This budget is proposed. It counts when it has been approved."},
    {"final", "This is the budget that was approved."},
    {"superseded", "A newer version has taken the place of this budget."},
    {"withdrawn", "This budget was withdrawn. It no longer counts."},
}};

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

constexpr std::array<std::string_view, 10> kPriceUnits = {
    "an hour",          "a day",   "a session", "a week", "a fortnight",
    "every four weeks", "a month", "a quarter", "a year", "once"};

std::string grouped(std::string digits) {
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

/// The value with as few digits behind the point as are needed, at least `least`; nothing when it needs more than
/// eight.
std::optional<std::string> decimal_text(const Rational& value, int least) {
  constexpr int kMost = 8;
  const bool is_negative = value.is_negative();
  const Rational size = is_negative ? Rational(0) - value : value;
  std::int64_t scale = 1;
  for (int digits = 0; digits <= kMost; ++digits, scale *= 10) {
    if (digits < least) continue;
    const Rational scaled = size * Rational(scale);
    const auto whole = scaled.floor();
    if (!whole) return std::nullopt;
    if (Rational(*whole) != scaled) continue;
    std::string text = (is_negative ? "-" : "") + grouped(std::to_string(*whole / scale));
    if (digits > 0) text += fmt::format(".{:0{}}", *whole % scale, digits);
    return text;
  }
  return std::nullopt;
}

std::string with_currency(std::string amount, std::string_view currency) {
  const bool is_negative = amount.starts_with('-');
  if (is_negative) amount.erase(0, 1);
  const std::string unit = currency == "GBP" ? "£" : std::string(currency) + " ";
  return (is_negative ? "-" : "") + unit + amount;
}

}  // namespace

std::string_view stream_word(std::string_view stream) {
  return word_of(kStreams, stream);
}
std::string_view legal_basis_word(std::string_view legal_basis) {
  return word_of(kLegalBases, legal_basis);
}
std::string_view holding_word(std::string_view holding) {
  return word_of(kHoldings, holding);
}
std::string_view basis_word(std::string_view basis) {
  return word_of(kBases, basis);
}
std::string_view reason_word(std::string_view change_reason) {
  return word_of(kReasons, change_reason);
}
std::string_view approval_word(std::string_view kind) {
  return word_of(kApprovals, kind);
}
std::string_view line_type_word(std::string_view line_type) {
  return word_of(kLineTypes, line_type);
}
std::string_view status_sentence(std::string_view status) {
  return word_of(kStatuses, status);
}

std::string_view price_unit_word(money::Frequency unit) {
  return kPriceUnits[static_cast<std::size_t>(unit)];
}

std::string quantity_text(const Line& line) {
  std::string_view unit;
  if (line.unit == money::Frequency::hourly) unit = "hour";
  if (line.unit == money::Frequency::daily) unit = "day";
  if (line.unit == money::Frequency::per_session) unit = "session";
  if (unit.empty() || !line.units_per_week) return {};
  const bool is_one = *line.units_per_week == Rational(1);
  return fmt::format("{} {}{} a week", number_text(*line.units_per_week), unit, is_one ? "" : "s");
}

std::string times_text(const Line& line, const Rational& year_factor) {
  const auto times = money::times_per_week(line.unit, line.units_per_week, year_factor);
  if (!times) return {};
  int a_year = 0;
  if (line.unit == money::Frequency::monthly) a_year = 12;
  if (line.unit == money::Frequency::quarterly) a_year = 4;
  if (line.unit == money::Frequency::annual) a_year = 1;
  if (a_year == 0) return number_text(*times);
  const std::string weeks = number_text(year_factor);
  if (weeks.find('/') == std::string::npos) return fmt::format("{}/{}", a_year, weeks);
  return fmt::format("{} / ({}) = {}", a_year, weeks, number_text(*times));
}

std::string money_text(Pence pence, std::string_view currency) {
  return exact_money_text(Rational(pence), currency);
}

std::string exact_money_text(const Rational& pence, std::string_view currency) {
  const Rational pounds = pence / Rational(100);
  if (auto exact = decimal_text(pounds, 2)) return with_currency(std::move(*exact), currency);
  constexpr std::int64_t kMillion = 1'000'000;
  const auto millionths = money::round_to_whole(pounds * Rational(kMillion), money::Rounding::half_up);
  if (!millionths) return pounds.text();
  const auto near = decimal_text(Rational(*millionths, kMillion), 2);
  return fmt::format("about {} (exactly {})", with_currency(near.value_or(pounds.text()), currency), pounds.text());
}

std::string number_text(const Rational& value) {
  return decimal_text(value, 0).value_or(value.text());
}

std::string day_words(fhir::CivilDate day) {
  return fmt::format("{} {} {}", day.day, kMonths[static_cast<std::size_t>(std::clamp(day.month, 1, 12) - 1)],
                     day.year);
}

std::string_view rounding_word(money::Rounding rounding) {
  return rounding == money::Rounding::half_up ? "half a penny goes up" : "half a penny goes to the even penny";
}

std::optional<Rational> weekly_of(const Line& line, const Rational& year_factor) {
  const auto times = money::times_per_week(line.unit, line.units_per_week, year_factor);
  if (!times) return std::nullopt;
  return line.unit_price * *times;
}

std::optional<Rational> weekly_of_department(const Line& line, const Rational& year_factor) {
  const auto theirs = money::times_per_week_of_department(line.unit, line.units_per_week);
  const auto ours = money::times_per_week(line.unit, line.units_per_week, year_factor);
  if (!theirs || !ours || *theirs == *ours) return std::nullopt;
  return line.unit_price * *theirs;
}

}  // namespace careway::budget
