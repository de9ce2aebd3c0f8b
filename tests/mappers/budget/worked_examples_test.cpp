// The pages of tests/mappers/money/worked_examples that tell of packages, through calculate: the same figures.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "mappers/budget/rules.h"
#include "mappers/money/blend.h"
#include "tests/mappers/budget/budget_support.h"

namespace careway::budget {
namespace {

using nlohmann::json;

json block(const std::string& page, const std::string& name) {
  const std::string open = "```json " + name + "\n";
  const std::size_t from = page.find(open);
  if (from == std::string::npos) return {};
  const std::size_t start = from + open.size();
  return json::parse(page.substr(start, page.find("```", start) - start));
}

Rational pence(const json& pounds) {
  return *Rational::parse(pounds.get<std::string>()) * Rational(100);
}

Pence whole_pence(const json& pounds) {
  return *money::round_to_whole(pence(pounds), money::Rounding::half_up);
}

std::optional<fhir::CivilDate> day_in(const json& item, const char* name) {
  if (!item.contains(name)) return std::nullopt;
  return fhir::PartialDate::parse(item.at(name).get<std::string>())->first_day();
}

ShareInput share_of(const json& given, bool is_chargeable) {
  ShareInput share;
  share.stream = given.at("stream");
  share.from = day_in(given, "from");
  share.to = day_in(given, "to");
  if (!is_chargeable || given.contains("free")) share.is_chargeable = false;
  if (given.contains("percent")) {
    share.kind = ShareInput::Kind::percent;
    share.value = *Rational::parse(given.at("percent").get<std::string>());
  } else if (given.contains("fixed")) {
    share.kind = ShareInput::Kind::fixed;
    share.value = pence(given.at("fixed"));
  } else if (given.contains("parts")) {
    share.kind = ShareInput::Kind::part;
    share.value = Rational(given.at("part").get<int>(), given.at("parts").get<int>());
  }
  return share;
}

LineInput line_of(const json& item, fhir::CivilDate start) {
  LineInput line;
  line.key = item.at("name");
  line.line_type = item.value("line_type", "");
  if (item.contains("one_off")) {
    line.price = pence(item.at("one_off"));
    line.unit = money::Frequency::one_off;
  } else {
    line.price = pence(item.at("unit_price"));
    line.unit = *money::frequency_of(item.value("unit", "hourly"));
    line.units_per_week = *Rational::parse(item.at("units_per_week").get<std::string>());
  }
  if (item.contains("weeks")) {
    // Weeks that the page counts, as days from the first of the period.
    const auto days = (*Rational::parse(item.at("weeks").get<std::string>()) * Rational(7)).floor();
    line.from = start;
    line.to = fhir::civil_from_days(fhir::days_from_civil(start) + *days - 1);
  }
  for (const json& part : item.at("shares")) line.shares.push_back(share_of(part, item.at("chargeable")));
  return line;
}

void expect_level(const json& expected, const Budget& budget, Pence Amounts::*level) {
  EXPECT_EQ(budget.gross.*level, whole_pence(expected.at("gross")));
  EXPECT_EQ(budget.contribution.*level, whole_pence(expected.at("contribution")));
  EXPECT_EQ(budget.top_up.*level, whole_pence(expected.at("top_up")));
  ASSERT_EQ(budget.streams.size(), expected.at("streams").size());
  for (const Stream& stream : budget.streams) {
    EXPECT_EQ(stream.gross.*level, whole_pence(expected.at("streams").at(stream.code))) << stream.code;
  }
}

void expect_stretches(const json& expected, const Budget& budget) {
  ASSERT_EQ(budget.lines.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Line& line = budget.lines[i];
    EXPECT_EQ(line.from, day_in(expected[i], "from"));
    EXPECT_EQ(line.to, day_in(expected[i], "to"));
    EXPECT_EQ(line.gross.week, whole_pence(expected[i].at("week")));
    EXPECT_EQ(line.gross.period, whole_pence(expected[i].at("year")));
    for (const Part& part : line.parts) {
      EXPECT_EQ(part.amounts.period, whole_pence(expected[i].at("parts").at(part.stream))) << line.key;
    }
  }
}

/// Works the page out and gives the budget back for more questions.
Budget expect_page(const json& given, const json& expected) {
  Question asked = question();
  asked.from = day_in(given, "from").value_or(asked.from);
  asked.to = day_in(given, "to").value_or(asked.to);
  asked.year_factor = *Rational::parse(given.at("year_factor").get<std::string>());
  asked.rounding = given.at("rounding") == "half-even" ? money::Rounding::half_even : money::Rounding::half_up;
  Inputs inputs;
  for (const json& item : given.at("lines")) inputs.lines.push_back(line_of(item, asked.from));
  DeterminationInput assessment;
  assessment.regime = "care-act-2014-s13";
  assessment.finality = "final";
  assessment.assessed_weekly = pence(given.at("assessed_charge"));
  inputs.determinations.push_back(std::move(assessment));
  fhir::Issues issues;
  auto budget = calculate(inputs, no_rates(), asked, issues);
  if (!budget) {
    ADD_FAILURE() << found(issues).front();
    return {};
  }
  EXPECT_TRUE(holds(*budget, issues));
  EXPECT_TRUE(issues.empty()) << found(issues).front();
  expect_level(expected.at("week"), *budget, &Amounts::week);
  expect_level(expected.at("year"), *budget, &Amounts::period);
  if (expected.contains("stretches")) expect_stretches(expected.at("stretches"), *budget);
  const json& difference = expected.at("difference");
  EXPECT_EQ(budget->level_difference, whole_pence(difference.at("gross")));
  money::Rules rules;
  rules.weeks = asked.year_factor;
  rules.rounding = asked.rounding;
  EXPECT_EQ(money::level_difference(budget->contribution.week, budget->contribution.period, rules),
            whole_pence(difference.at("contribution")));
  for (const Stream& stream : budget->streams) {
    EXPECT_EQ(money::level_difference(stream.gross.week, stream.gross.period, rules),
              whole_pence(difference.at("streams").at(stream.code)))
        << stream.code;
  }
  return std::move(*budget);
}

TEST(BudgetWorkedExamples, AreFoundToThePenny) {
  int pages = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(CAREWAY_SOURCE_DIR "/tests/mappers/money/worked_examples")) {
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream file(entry.path());
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    json given = block(page, "given");
    if (given.is_null()) given = block(page, "dated");
    if (given.is_null()) continue;
    expect_page(given, block(page, "expected"));
    ++pages;
  }
  EXPECT_GE(pages, 10);
}

TEST(BudgetWorkedExamples, KeepThePersonalAssistantsCostsInLinesOfTheirOwn) {
  std::ifstream file(CAREWAY_SOURCE_DIR
                     "/tests/mappers/money/worked_examples/12-a-personal-assistant-in-lines-of-its-own.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const Budget budget = expect_page(block(page, "given"), block(page, "expected"));
  std::vector<std::string> types;
  for (const Line& line : budget.lines) types.push_back(line.line_type);
  EXPECT_EQ(types, (std::vector<std::string>{"core-cost", "employer-costs", "insurance", "start-up", "contingency"}));
  const auto is_said = std::ranges::any_of(budget.notes, [](const std::string& note) {
    return note.starts_with("Contingency") && note.ends_with("contingency.");
  });
  EXPECT_TRUE(is_said);
}

}  // namespace
}  // namespace careway::budget
