// Reads each page of worked_examples and checks that the code finds what was worked out by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "mappers/money/blend.h"
#include "mappers/money/dated_blend.h"
#include "mappers/money/movements.h"
#include "mappers/money/settlement.h"

namespace careway::money {
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

Share share_of(const json& given, bool is_chargeable) {
  Share share;
  share.stream = given.at("stream");
  share.is_chargeable = is_chargeable && !given.contains("free");
  if (given.contains("percent")) {
    share.value = *Rational::parse(given.at("percent").get<std::string>());
  } else if (given.contains("fixed")) {
    share.kind = Share::Kind::fixed;
    share.value = pence(given.at("fixed"));
  } else if (given.contains("parts")) {
    share.kind = Share::Kind::part;
    share.value = Rational(given.at("part").get<int>(), given.at("parts").get<int>());
  } else {
    share.kind = Share::Kind::rest;
  }
  return share;
}

std::vector<Line> lines_of(const json& given) {
  std::vector<Line> lines;
  for (const json& item : given.at("lines")) {
    Line line;
    line.name = item.at("name");
    if (item.contains("one_off")) {
      line.one_off = pence(item.at("one_off"));
    } else {
      line.weekly = pence(item.at("unit_price")) * *Rational::parse(item.at("units_per_week").get<std::string>());
    }
    if (item.contains("weeks")) line.weeks = *Rational::parse(item.at("weeks").get<std::string>());
    for (const json& part : item.at("shares")) line.shares.push_back(share_of(part, item.at("chargeable")));
    lines.push_back(std::move(line));
  }
  return lines;
}

Pence expected_pence(const json& pounds) {
  return *round_to_whole(pence(pounds), Rounding::half_up);
}

void expect_level(const json& expected, const Blend& found, const Level& level) {
  EXPECT_EQ(level.gross, expected_pence(expected.at("gross")));
  EXPECT_EQ(level.contribution, expected_pence(expected.at("contribution")));
  EXPECT_EQ(level.top_up, expected_pence(expected.at("top_up")));
  ASSERT_EQ(expected.at("streams").size(), found.streams.size());
  for (std::size_t i = 0; i < found.streams.size(); ++i) {
    EXPECT_EQ(level.streams[i], expected_pence(expected.at("streams").at(found.streams[i]))) << found.streams[i];
  }
}

void expect_blend(const json& given, const json& expected) {
  Rules rules;
  rules.weeks = *Rational::parse(given.at("year_factor").get<std::string>());
  rules.rounding = given.at("rounding") == "half-even" ? Rounding::half_even : Rounding::half_up;
  rules.assessed_weekly = pence(given.at("assessed_charge"));
  fhir::Issues issues;
  const auto found = blend(lines_of(given), rules, issues);
  ASSERT_TRUE(found) << (issues.empty() ? "" : issues.items().front().code);
  expect_level(expected.at("week"), *found, found->week);
  expect_level(expected.at("year"), *found, found->year);
  const json& difference = expected.at("difference");
  EXPECT_EQ(level_difference(found->week.gross, found->year.gross, rules), expected_pence(difference.at("gross")));
  EXPECT_EQ(level_difference(found->week.contribution, found->year.contribution, rules),
            expected_pence(difference.at("contribution")));
  for (std::size_t i = 0; i < found->streams.size(); ++i) {
    EXPECT_EQ(level_difference(found->week.streams[i], found->year.streams[i], rules),
              expected_pence(difference.at("streams").at(found->streams[i])))
        << found->streams[i];
  }
}

fhir::CivilDate day_of(const json& text) {
  return fhir::PartialDate::parse(text.get<std::string>())->first_day();
}

/// The stretches of a page whose shares hold from or to a day.
std::vector<Stretch> stretches_of(const json& given, const json& expected) {
  std::vector<Stretch> stretches;
  for (const json& item : given.at("lines")) {
    for (const json& days : expected.at("stretches")) {
      Stretch stretch;
      stretch.name = item.at("name");
      stretch.from = day_of(days.at("from"));
      stretch.to = day_of(days.at("to"));
      stretch.weekly = pence(item.at("unit_price")) * *Rational::parse(item.at("units_per_week").get<std::string>());
      stretch.weeks = Rational(fhir::days_from_civil(stretch.to) - fhir::days_from_civil(stretch.from) + 1, 7);
      for (const json& part : item.at("shares")) {
        if (part.contains("from") && stretch.from < day_of(part.at("from"))) continue;
        if (part.contains("to") && day_of(part.at("to")) < stretch.to) continue;
        stretch.shares.push_back(share_of(part, item.at("chargeable")));
      }
      stretches.push_back(std::move(stretch));
    }
  }
  return stretches;
}

void expect_dated_level(const json& expected, const DatedBlend& found, const DatedLevel& level) {
  EXPECT_EQ(level.gross, expected_pence(expected.at("gross")));
  EXPECT_EQ(level.contribution, expected_pence(expected.at("contribution")));
  EXPECT_EQ(level.top_up, expected_pence(expected.at("top_up")));
  ASSERT_EQ(expected.at("streams").size(), found.streams.size());
  for (std::size_t i = 0; i < found.streams.size(); ++i) {
    EXPECT_EQ(level.streams[i], expected_pence(expected.at("streams").at(found.streams[i]))) << found.streams[i];
  }
}

void expect_dated(const json& given, const json& expected) {
  DatedRules rules;
  rules.from = day_of(given.at("from"));
  rules.to = day_of(given.at("to"));
  rules.weeks = *Rational::parse(given.at("year_factor").get<std::string>());
  rules.assessments.push_back({rules.from, rules.to, pence(given.at("assessed_charge"))});
  fhir::Issues issues;
  const auto found = blend_dated(stretches_of(given, expected), rules, issues);
  ASSERT_TRUE(found) << (issues.empty() ? "" : issues.items().front().code);
  expect_dated_level(expected.at("week"), *found, found->week);
  expect_dated_level(expected.at("year"), *found, found->period);
  for (std::size_t i = 0; i < expected.at("stretches").size(); ++i) {
    EXPECT_EQ(found->week.stretches[i], expected_pence(expected.at("stretches")[i].at("week")));
    EXPECT_EQ(found->period.stretches[i], expected_pence(expected.at("stretches")[i].at("year")));
  }
}

std::vector<Phase> phases_of(const json& list) {
  std::vector<Phase> phases;
  for (const json& item : list) {
    Phase phase{day_of(item.at("from")), day_of(item.at("to")), {}};
    for (const json& payment : item.at("payments")) {
      phase.payments.push_back({payment.at("payer"), {}, {}, pence(payment.at("weekly"))});
    }
    phases.push_back(std::move(phase));
  }
  return phases;
}

void expect_settlement(const json& given, const json& expected) {
  fhir::Issues issues;
  const auto found = settle(phases_of(given.at("paid")), phases_of(given.at("due")), day_of(given.at("from")),
                            day_of(given.at("to")), Rounding::half_up, issues);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->open, expected_pence(expected.at("open")));
  ASSERT_EQ(found->accounts.size(), expected.at("accounts").size());
  for (std::size_t i = 0; i < found->accounts.size(); ++i) {
    const json& account = expected.at("accounts")[i];
    EXPECT_EQ(found->accounts[i].payer, account.at("payer").get<std::string>());
    EXPECT_EQ(found->accounts[i].paid, expected_pence(account.at("paid"))) << found->accounts[i].payer;
    EXPECT_EQ(found->accounts[i].due, expected_pence(account.at("due"))) << found->accounts[i].payer;
  }
  ASSERT_EQ(found->transfers.size(), expected.at("transfers").size());
  for (std::size_t i = 0; i < found->transfers.size(); ++i) {
    const json& transfer = expected.at("transfers")[i];
    EXPECT_EQ(found->transfers[i].from, transfer.at("from").get<std::string>());
    EXPECT_EQ(found->transfers[i].to, transfer.at("to").get<std::string>());
    EXPECT_EQ(found->transfers[i].amount, expected_pence(transfer.at("amount")));
  }
}

void expect_balance(const json& given, const json& expected) {
  std::vector<Movement> movements;
  for (const json& item : given.at("movements")) {
    Movement movement;
    movement.id = item.at("id");
    movement.day = day_of(item.at("day"));
    movement.kind = item.at("kind") == "credit" ? Movement::Kind::credit : Movement::Kind::debit;
    movement.amount = expected_pence(item.at("amount"));
    movement.reverses = item.value("reverses", "");
    movements.push_back(std::move(movement));
  }
  fhir::Issues issues;
  const auto found = balance_at(movements, expected_pence(given.at("opening")), day_of(given.at("day")), issues);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->credits, expected_pence(expected.at("credits")));
  EXPECT_EQ(found->debits, expected_pence(expected.at("debits")));
  EXPECT_EQ(found->closing, expected_pence(expected.at("closing")));
}

TEST(WorkedExamples, AreFoundToThePenny) {
  int pages = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(CAREWAY_SOURCE_DIR "/tests/mappers/money/worked_examples")) {
    if (entry.path().filename() == "README.md") continue;
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream file(entry.path());
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    const json expected = block(page, "expected");
    ASSERT_FALSE(expected.is_null());
    const json given = block(page, "given");
    const json settling = block(page, "settle");
    const json movements = block(page, "movements");
    const json dated = block(page, "dated");
    ASSERT_EQ(1, !given.is_null() + !settling.is_null() + !movements.is_null() + !dated.is_null());
    if (!given.is_null()) expect_blend(given, expected);
    if (!settling.is_null()) expect_settlement(settling, expected);
    if (!movements.is_null()) expect_balance(movements, expected);
    if (!dated.is_null()) expect_dated(dated, expected);
    ++pages;
  }
  EXPECT_GE(pages, 12);
}

}  // namespace
}  // namespace careway::money
