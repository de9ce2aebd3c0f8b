#include "tests/returns/package_maker.h"

#include <array>
#include <map>
#include <stdexcept>

#include "mappers/budget/calculate.h"
#include "mappers/money/frequency.h"

namespace careway::pipeline {
namespace {

using fhir::CivilDate;
using money::Frequency;
using money::Rational;

// Five steps apart stand streams of different kinds; the first two that are taken so often are those with returns.
constexpr std::array<const char*, 14> kStreams = {
    "adult-social-care", "joint-nhs",   "fnc",        "s117-nhs",           "s117-council", "chc",      "education",
    "grant-short-break", "self-top-up", "wheelchair", "third-party-top-up", "carer",        "employer", "grant-dfg"};

bool is_top_up(const std::string& stream) {
  return stream.ends_with("top-up");
}

std::string iso(CivilDate day) {
  return fhir::PartialDate::from_day(day)->text();
}

CivilDate moved(CivilDate day, std::int64_t days) {
  return fhir::civil_from_days(fhir::days_from_civil(day) + days);
}

/// One stretch as a line of its own to money::blend.
struct Stretch {
  const MadeLine* line;
  const MadeStretch* stretch;
  std::string key;
};

std::string service_json(const MadeLine& line, const MadeTerms& terms) {
  const std::string id = line.key;
  const std::string base = "https://careway.example/fhir/";
  std::string coding;
  if (!line.component.empty()) {
    coding += R"({"system":")" + base + R"(CodeSystem/cld-service-component","code":")" + line.component + "\"}";
  }
  if (!line.product.empty()) {
    if (!coding.empty()) coding += ',';
    coding += R"({"system":")" + base + R"(CodeSystem/chc-care-product","code":")" + line.product + "\"}";
  }
  const std::string start = line.start.empty() ? iso(line.stretches.front().from) : line.start;
  const std::string end = line.is_open ? "" : R"(,"end":")" + iso(line.stretches.back().to) + '"';
  return R"({"resourceType":"ServiceRequest","id":")" + id + R"(","identifier":[{"system":")" + base +
         R"(Id/cld-event","value":"E09000033:)" + id + R"("},{"system":")" + base + R"(Id/chc-package","value":"QMF:)" +
         id + R"("}],"requisition":{"system":")" + base + R"(Id/chc-request","value":"QMF:R-)" + terms.reference +
         R"("},"status":"active","intent":"order",)" + R"("code":{"coding":[)" + coding +
         R"(]},"subject":{"reference":"Patient/person"},)" + R"("occurrencePeriod":{"start":")" + start + '"' + end +
         "}}";
}

std::string patient_json(const MadeTerms& terms) {
  const std::string base = "https://careway.example/fhir/";
  return R"({"resourceType":"Patient","id":"person","identifier":[{"system":")" + base +
         R"(Id/la-person","value":"E09000033:)" + terms.reference + R"("},{"system":")" + base +
         R"(Id/icb-person","value":"QMF:)" + terms.reference + R"("}],"active":true})";
}

budget::Line budget_line(const Stretch& stretch, const MadeTerms& terms) {
  budget::Line line;
  line.key = stretch.key;
  line.service = "ServiceRequest/" + stretch.line->key;
  const bool is_component = !stretch.line->component.empty();
  line.service_type = is_component ? stretch.line->component : stretch.line->product;
  line.service_type_alias = is_component ? "cld-service-component" : "chc-care-product";
  line.from = stretch.stretch->from;
  line.to = stretch.stretch->to;
  line.basis = "agreed";
  line.unit_price = stretch.stretch->price;
  line.unit = stretch.line->unit;
  line.units_per_week = stretch.line->units;
  const std::int64_t days = fhir::days_from_civil(line.to) - fhir::days_from_civil(line.from) + 1;
  const bool is_whole = line.from == terms.from && line.to == terms.to;
  line.weeks = is_whole ? budget::period_weeks(terms.from, terms.to, terms.year_factor) : Rational(days, 7);
  return line;
}

money::Line money_line(const budget::Line& line, const MadeStretch& stretch, const Rational& year_factor) {
  money::Line made;
  made.name = line.key;
  made.shares = stretch.shares;
  if (line.unit == Frequency::one_off) {
    made.one_off = line.unit_price;
    return made;
  }
  made.weekly = line.unit_price * *money::times_per_week(line.unit, line.units_per_week, year_factor);
  made.weeks = line.weeks;
  return made;
}

void add_streams(budget::Budget& budget, const MadeTerms& terms) {
  std::map<std::string, budget::Amounts> amounts;
  const auto day = budget::week_day(budget.lines);
  for (const budget::Line& line : budget.lines) {
    const bool runs = day && budget::runs_on(line, *day);
    budget.gross.period += line.gross.period;
    if (runs) budget.gross.week += line.gross.week;
    for (const budget::Part& part : line.parts) {
      amounts[part.stream].period += part.amounts.period;
      if (runs) amounts[part.stream].week += part.amounts.week;
    }
  }
  for (const auto& [code, sum] : amounts) {
    budget::Stream stream;
    stream.code = code;
    const bool is_nhs = code == "chc" || code == "fnc" || code.ends_with("-nhs");
    stream.funder = is_nhs ? budget::Party{"ods-organization-code", "QMF", "An ICB"}
                           : budget::Party{"la-code", "E09000033", "A council"};
    stream.gross = sum;
    stream.is_top_up = is_top_up(code);
    for (const auto& [of, holding] : terms.holdings) {
      if (of == code) stream.holding = holding;
    }
    budget.streams.push_back(std::move(stream));
  }
}

budget::Budget make_budget(const std::vector<Stretch>& stretches, const MadeTerms& terms, money::Rounding rounding) {
  budget::Budget budget;
  budget.issuer = {"la-code", "E09000033", "A council"};
  budget.reference = terms.reference;
  budget.status = "final";
  budget.patient = "Patient/person";
  budget.from = terms.from;
  budget.to = terms.to;
  budget.year_factor = terms.year_factor;
  budget.rounding = rounding;
  std::vector<money::Line> lines;
  for (const Stretch& stretch : stretches) {
    budget.lines.push_back(budget_line(stretch, terms));
    lines.push_back(money_line(budget.lines.back(), *stretch.stretch, terms.year_factor));
  }
  fhir::Issues issues;
  money::Rules rules;
  rules.weeks = budget::period_weeks(terms.from, terms.to, terms.year_factor);
  rules.rounding = rounding;
  const auto blend = money::blend(lines, rules, issues);
  if (!blend) throw std::runtime_error("no blend: " + issues.items().at(0).code + " " + issues.items().at(0).path);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    budget.lines[i].gross = {blend->week.lines[i], blend->year.lines[i]};
    for (std::size_t s = 0; s < lines[i].shares.size(); ++s) {
      budget::Part part;
      part.stream = lines[i].shares[s].stream;
      part.amounts = {blend->week.parts[i][s], blend->year.parts[i][s]};
      part.is_top_up = lines[i].shares[s].is_top_up;
      budget.lines[i].parts.push_back(std::move(part));
    }
  }
  add_streams(budget, terms);
  return budget;
}

std::vector<budget::ShareInput> share_inputs(const MadeLine& line, const MadeTerms& terms) {
  std::vector<budget::ShareInput> inputs;
  for (std::size_t i = 0; i < line.stretches.size(); ++i) {
    const MadeStretch& stretch = line.stretches[i];
    if (i > 0 && moved(line.stretches[i - 1].to, 1) != stretch.from) {
      budget::ShareInput& gap = inputs.emplace_back();
      gap.stream = "employer";
      gap.from = moved(line.stretches[i - 1].to, 1);
      gap.to = moved(stretch.from, -1);
    }
    for (const money::Share& share : stretch.shares) {
      budget::ShareInput& input = inputs.emplace_back();
      input.stream = share.stream;
      input.kind = static_cast<budget::ShareInput::Kind>(share.kind);
      input.value = share.value;
      if (share.kind == money::Share::Kind::fixed) {
        const auto times = money::times_per_week(line.unit, line.units, terms.year_factor);
        input.value = line.stretches.front().price * *times * Rational(1, 7);
      }
      input.from = stretch.from;
      input.to = stretch.to;
    }
  }
  return inputs;
}

}  // namespace

money::Share percent(std::string stream, std::int64_t value) {
  money::Share share;
  share.is_top_up = is_top_up(stream);
  share.stream = std::move(stream);
  share.value = Rational(value);
  return share;
}

money::Share third(std::string stream) {
  money::Share share = percent(std::move(stream), 0);
  share.kind = money::Share::Kind::part;
  share.value = Rational(1, 3);
  return share;
}

MadePackage make_package(const std::vector<MadeLine>& lines, const MadeTerms& terms) {
  std::vector<Stretch> stretches;
  MadePackage made;
  made.resources.emplace_back("Patient/person", patient_json(terms));
  for (const MadeLine& line : lines) {
    made.resources.emplace_back("ServiceRequest/" + line.key, service_json(line, terms));
    for (std::size_t i = 0; i < line.stretches.size(); ++i) {
      stretches.push_back({&line, &line.stretches[i], i == 0 ? line.key : line.key + "/" + std::to_string(i + 1)});
    }
  }
  made.half_up = make_budget(stretches, terms, money::Rounding::half_up);
  made.half_even = make_budget(stretches, terms, money::Rounding::half_even);
  return made;
}

budget::Budget worked_out(const std::vector<MadeLine>& lines, const MadeTerms& terms, money::Rounding rounding) {
  budget::Inputs inputs;
  inputs.patient = "Patient/person";
  for (const MadeLine& line : lines) {
    budget::LineInput& input = inputs.lines.emplace_back();
    input.key = line.key;
    input.service = "ServiceRequest/" + line.key;
    input.service_type = line.component.empty() ? line.product : line.component;
    input.service_type_alias = line.component.empty() ? "chc-care-product" : "cld-service-component";
    input.from = line.stretches.front().from;
    input.to = line.stretches.back().to;
    input.price = line.stretches.front().price;
    input.unit = line.unit;
    input.units_per_week = line.units;
    input.shares = share_inputs(line, terms);
  }
  budget::Question question;
  question.issuer = {"la-code", "E09000033", "A council"};
  question.reference = terms.reference;
  question.status = "final";
  question.from = question.prices_as_of = terms.from;
  question.to = terms.to;
  question.year_factor = terms.year_factor;
  question.rounding = rounding;
  fhir::Issues issues;
  const auto rates = budget::RateBook::make({}, issues);
  auto budget = budget::calculate(inputs, *rates, question, issues);
  if (!budget) {
    throw std::runtime_error("not worked out: " + issues.items().at(0).code + " " + issues.items().at(0).path);
  }
  return std::move(*budget);
}

std::vector<money::Share> PackageGenerator::shares(const Rational& weekly) {
  std::vector<money::Share> made(1 + below(4));
  const auto kind = below(3);
  std::int64_t left = 100;
  constexpr unsigned kStep = 5;  // has no divisor in common with the number of streams: no stream comes twice
  const auto count = static_cast<unsigned>(kStreams.size());
  const unsigned first = below(3) == 0 ? 0 : below(count);
  for (std::size_t i = 0; i < made.size(); ++i) {
    money::Share& share = made[i];
    const bool is_last = i + 1 == made.size();
    share.stream = kStreams[(first + static_cast<unsigned>(i) * kStep) % count];
    share.is_top_up = is_top_up(share.stream);
    if (kind == 0) {
      const auto part = is_last ? left : static_cast<std::int64_t>(below(static_cast<unsigned>(left) + 1));
      left -= part;
      share.value = Rational(part);
    } else if (kind == 1) {
      share.kind = money::Share::Kind::part;
      share.value = Rational(1, static_cast<std::int64_t>(made.size()));
    } else if (is_last) {
      share.kind = money::Share::Kind::rest;
    } else {
      share.kind = money::Share::Kind::fixed;
      share.value = weekly * Rational(1, 7);
    }
  }
  return made;
}

MadeLine PackageGenerator::line(unsigned number, const MadeTerms& terms) {
  static const std::array<std::pair<const char*, const char*>, 7> kBought = {{{"home-support", "funded-home-care"},
                                                                              {"home-support", ""},
                                                                              {"", "funded-home-care"},
                                                                              {"long-term-nursing-care", ""},
                                                                              {"day-support", "chc-day-care"},
                                                                              {"meals", ""},
                                                                              {"", "therapy"}}};
  MadeLine line;
  line.key = "L" + std::to_string(number);
  const auto& bought = kBought[below(static_cast<unsigned>(kBought.size()))];
  line.component = bought.first;
  line.product = bought.second;
  line.unit = static_cast<Frequency>(below(10));
  if (below(3) == 0) line.unit = Frequency::hourly;
  if (line.unit <= Frequency::per_session) line.units = Rational(1 + below(160), 1 + below(4));
  const std::int64_t length = fhir::days_from_civil(terms.to) - fhir::days_from_civil(terms.from) + 1;
  const auto span = static_cast<unsigned>(length);
  std::int64_t from = below(2) == 0 ? 0 : below(span);
  const std::int64_t to = below(2) == 0 ? length - 1 : from + below(static_cast<unsigned>(length - from));
  const std::size_t stretches = line.unit == Frequency::one_off ? 1 : 1 + below(3);
  for (std::size_t i = 0; i < stretches && from <= to; ++i) {
    MadeStretch stretch;
    const bool is_last = i + 1 == stretches;
    stretch.from = moved(terms.from, from);
    const std::int64_t end = is_last ? to : from + below(static_cast<unsigned>(to - from + 1));
    stretch.to = moved(terms.from, end);
    stretch.price = Rational(static_cast<std::int64_t>(below(line.units                        ? 6'000
                                                             : line.unit == Frequency::one_off ? 3'000'000
                                                                                               : 300'000)),
                             below(4) == 0 ? 3 : 1);
    if (const auto times = money::times_per_week(line.unit, line.units, terms.year_factor)) {
      stretch.shares = shares(stretch.price * *times);
    } else {
      stretch.shares = {percent(kStreams[below(static_cast<unsigned>(kStreams.size()))], 100)};
    }
    line.stretches.push_back(std::move(stretch));
    from = end + 1 + (below(4) == 0 ? below(20) : 0);
  }
  if (line.stretches.front().from == terms.from && below(2) == 0) line.start = "2024-02-29";
  line.is_open = line.stretches.back().to == terms.to && below(2) == 0;
  return line;
}

std::vector<MadeLine> PackageGenerator::lines(unsigned number, MadeTerms& terms) {
  terms.reference = "B-" + std::to_string(number);
  if (below(3) == 0) terms.to = {2026, 9, 30};
  if (below(2) == 0) terms.year_factor = Rational(365, 7);
  for (const char* stream : kStreams) {
    static const std::array<const char*, 6> kHoldings = {"",     "direct-payment", "notional", "third-party",
                                                         "card", "commissioned"};
    terms.holdings.emplace_back(stream, kHoldings[below(6)]);
  }
  std::vector<MadeLine> lines(1 + below(8));
  for (unsigned i = 0; i < lines.size(); ++i) lines[i] = line(i + 1, terms);
  return lines;
}

}  // namespace careway::pipeline
