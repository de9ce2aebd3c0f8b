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

TEST(WorkedExamples, AreFoundToThePenny) {
  int pages = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(CAREWAY_SOURCE_DIR "/tests/mappers/money/worked_examples")) {
    if (entry.path().filename() == "README.md") continue;
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream file(entry.path());
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    const json given = block(page, "given");
    const json expected = block(page, "expected");
    ASSERT_FALSE(given.is_null() || expected.is_null());
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
    ++pages;
  }
  EXPECT_GE(pages, 8);
}

}  // namespace
}  // namespace careway::money
