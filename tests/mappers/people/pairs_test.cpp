#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "mappers/people/compare.h"

namespace careway::people {
namespace {

std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = std::min(text.find(mark, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    if (end == text.size()) return parts;
    begin = end + 1;
  }
}

std::vector<std::string> items(const std::string& text) {
  return text.empty() ? std::vector<std::string>() : split(text, ';');
}

std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  std::ifstream file(std::string(CAREWAY_SOURCE_DIR) + "/tests/mappers/people/" + name);
  EXPECT_TRUE(file.good()) << name;
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) rows.push_back(split(line, ','));
  return rows;
}

Demographics person_in(const std::vector<std::string>& row, std::size_t first) {
  Demographics person;
  if (!row[first].empty()) {
    const std::string& status = row[first + 1];
    person.numbers.push_back({row[first], !status.empty() && status != "01"});
  }
  person.birth_date = row[first + 2];
  person.surnames = items(row[first + 3]);
  person.given_names = items(row[first + 4]);
  if (!row[first + 5].empty()) person.postcodes.push_back(row[first + 5]);
  if (row[first + 6] == "male") person.gender = Gender::male;
  if (row[first + 6] == "female") person.gender = Gender::female;
  return person;
}

struct Tally {
  int pairs = 0;
  int linked = 0;
  int asked = 0;
};

std::string percent(int part, int whole) {
  std::ostringstream text;
  text << part << " of " << whole << " (" << part * 1000 / whole / 10 << "." << part * 1000 / whole % 10 << " %)";
  return text.str();
}

TEST(Pairs, NobodyIsLinkedWithAnotherPersonWithoutAsking) {
  Superseded superseded;
  for (const auto& row : rows_of("superseded.csv")) {
    EXPECT_EQ(superseded.add(row.at(0), row.at(1)), Superseded::Added::added);
  }
  const auto rows = rows_of("pairs.csv");
  ASSERT_EQ(rows.size(), 5000U);
  std::map<std::string, Tally> kinds;
  Tally same;
  Tally different;
  for (const auto& row : rows) {
    ASSERT_EQ(row.size(), 16U) << row[0];
    const bool is_same = row[1] == "same";
    const Demographics one = person_in(row, 2);
    const Demographics other = person_in(row, 9);
    const Finding finding = compare(one, other, superseded);
    const Finding turned = compare(other, one, superseded);
    EXPECT_EQ(finding.verdict, turned.verdict) << row[0];
    EXPECT_EQ(finding.reason, turned.reason) << row[0];
    for (Tally* tally : {is_same ? &same : &different, &kinds[row[1] + ": " + row[0]]}) {
      ++tally->pairs;
      tally->linked += finding.verdict == Verdict::link ? 1 : 0;
      tally->asked += finding.verdict == Verdict::ask ? 1 : 0;
    }
    const bool is_false_link = !is_same && finding.verdict == Verdict::link;
    EXPECT_FALSE(is_false_link) << row[0] << " " << finding.reason;
    for (const std::size_t number : {std::size_t{2}, std::size_t{9}}) {
      EXPECT_TRUE(row[number].empty() || row[number].starts_with("999")) << row[0];
    }
  }
  for (const auto& [kind, tally] : kinds) {
    std::cout << std::left << std::setw(52) << kind << " pairs " << std::setw(5) << tally.pairs << " linked "
              << std::setw(5) << tally.linked << " asked " << tally.asked << "\n";
  }
  std::cout << "linked without asking, one person: " << percent(same.linked, same.pairs) << "\n"
            << "linked or asked, one person: " << percent(same.linked + same.asked, same.pairs) << "\n"
            << "linked without asking, two people: " << percent(different.linked, different.pairs) << "\n"
            << "asked, two people: " << percent(different.asked, different.pairs) << "\n";
  EXPECT_EQ(different.linked, 0);
  // What the rules promise must not fade away unseen.
  EXPECT_GE(same.linked * 100, same.pairs * 45);
  EXPECT_GE((same.linked + same.asked) * 100, same.pairs * 90);
}

TEST(Pairs, KindsThatRulesSpeakOfGoByTheRules) {
  Superseded superseded;
  for (const auto& row : rows_of("superseded.csv")) superseded.add(row.at(0), row.at(1));
  const std::map<std::string, Verdict> wanted = {
      {"exact", Verdict::link},
      {"spelt otherwise", Verdict::link},
      {"number superseded", Verdict::link},
      {"number superseded twice", Verdict::link},
      {"row without names", Verdict::link},
      {"married name", Verdict::ask},
      {"day and month swapped", Verdict::ask},
      {"surname typo", Verdict::ask},
      {"digits transposed", Verdict::ask},
      {"number missing once", Verdict::ask},
      {"number not verified", Verdict::ask},
      {"twins", Verdict::none},
      {"newborn twins", Verdict::none},
      {"twins: one's number on the other", Verdict::ask},
      {"number made of nines", Verdict::none},
      {"father and son", Verdict::none},
  };
  std::map<std::string, int> seen;
  for (const auto& row : rows_of("pairs.csv")) {
    const auto rule = wanted.find(row[0]);
    if (rule == wanted.end()) continue;
    ++seen[row[0]];
    EXPECT_EQ(compare(person_in(row, 2), person_in(row, 9), superseded).verdict, rule->second) << row[0];
  }
  EXPECT_EQ(seen.size(), wanted.size());
}

}  // namespace
}  // namespace careway::people
