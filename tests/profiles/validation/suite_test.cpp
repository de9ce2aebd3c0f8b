// HL7's validator suite, the R4 cases that need the core definitions only. Three shares of agreement with the recorded
// outcomes are printed and may not fall. Every disagreement stands in suite_disagreements.tsv with who is right and
// why. CAREWAY_SUITE_VERBOSE=1 prints both sides of every disagreement; CAREWAY_SUITE_CASE=text runs only the cases
// whose name holds the text, and compares nothing with the table.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>

#include "tests/profiles/validation/suite_case.h"
#include "tests/profiles/validation/suite_files.h"
#include "tests/profiles/validation/suite_run.h"

namespace careway::validation {
namespace {

// What was reached; a change that agrees less fails. In hundredths of a per cent, rounded down.
constexpr std::size_t kVerdictMin = 9659;
constexpr std::size_t kPlacesMin = 9234;
constexpr std::size_t kKindsMin = 8893;
constexpr std::size_t kBlamedOnSuiteMax = 500;

struct Row {
  std::string what;
  std::string who;
  std::string why;
};

struct Tally {
  std::size_t cases = 0;
  std::size_t verdict = 0;
  std::size_t places = 0;
  std::size_t kinds = 0;
  std::map<std::string, std::string> disagreements;  // case, what
  [[nodiscard]] std::size_t share(std::size_t agreed) const { return cases == 0 ? 0 : agreed * 10000 / cases; }
};

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::map<std::string, Row> read_table() {
  std::map<std::string, Row> table;
  std::istringstream lines(read_suite_file(CAREWAY_SOURCE_DIR "/tests/profiles/validation/suite_disagreements.tsv"));
  std::string line;
  std::getline(lines, line);  // the heading
  while (std::getline(lines, line)) {
    std::istringstream columns(line);
    std::string name;
    Row row;
    std::getline(columns, name, '\t');
    std::getline(columns, row.what, '\t');
    std::getline(columns, row.who, '\t');
    std::getline(columns, row.why, '\t');
    EXPECT_TRUE(row.who == "ours" || row.who == "suite" || row.who == "open") << name;
    EXPECT_FALSE(row.why.empty()) << name;
    EXPECT_TRUE(table.emplace(name, row).second) << "twice: " << name;
  }
  return table;
}

void print_sides(const SuiteCase& suite_case, const SuiteRun& run, const Outcome& found, const std::string& what) {
  std::cout << "## " << suite_case.name << " " << run.name << ": " << what << "\n";
  for (const auto& line : run.expected.told) std::cout << "   suite  " << line << "\n";
  for (const auto& line : found.told) std::cout << "   ours   " << line << "\n";
}

// Several cases share one name; their order tells them apart.
std::string key_of(const SuiteCase& suite_case, std::map<std::string, int>& seen) {
  const int count = ++seen[suite_case.name];
  return count == 1 ? suite_case.name : suite_case.name + " #" + std::to_string(count);
}

Tally run_suite(const std::string& folder, const std::string& only, bool verbose) {
  Tally tally;
  std::map<std::string, int> seen;
  for (const SuiteCase& suite_case : suite_cases(folder)) {
    const std::string key = key_of(suite_case, seen);
    if (key.find(only) == std::string::npos) continue;
    ++tally.cases;
    bool verdict = true;
    bool places = true;
    bool kinds = true;
    for (const SuiteRun& run : suite_case.runs) {
      const Outcome found = run_case(folder, suite_case, run);
      const bool same_verdict = found.is_valid() == run.expected.is_valid();
      const bool same_places = found.error_places == run.expected.error_places;
      const bool same_kinds = found.kinds == run.expected.kinds;
      verdict = verdict && same_verdict;
      places = places && same_places;
      kinds = kinds && same_kinds;
      if (verbose && !(same_places && same_kinds)) {
        print_sides(suite_case, run, found, same_verdict ? same_places ? "kinds" : "places" : "verdict");
      }
    }
    tally.verdict += verdict;
    tally.places += places;
    tally.kinds += kinds;
    std::string what;
    if (!verdict) what += "verdict ";
    if (!places) what += "places ";
    if (!kinds) what += "kinds ";
    if (!what.empty()) tally.disagreements.emplace(key, what.substr(0, what.size() - 1));
  }
  return tally;
}

TEST(ValidatorSuite, AgreesWithTheRecordedOutcomes) {
  const std::string folder = CAREWAY_SHARED_DATA "/validator-r4";
  if (!std::filesystem::is_regular_file(folder + "/manifest.json")) {
    GTEST_SKIP() << "HL7's validator suite is not at hand: " << folder;
  }
  const std::string only = setting("CAREWAY_SUITE_CASE");
  const Tally tally = run_suite(folder, only, !setting("CAREWAY_SUITE_VERBOSE").empty());
  std::cout << "validator suite: " << tally.cases << " cases; verdict " << tally.verdict << ", error expressions "
            << tally.places << ", severity and code " << tally.kinds << " agree\n";
  if (!only.empty()) return;
  EXPECT_GE(tally.share(tally.verdict), kVerdictMin);
  EXPECT_GE(tally.share(tally.places), kPlacesMin);
  EXPECT_GE(tally.share(tally.kinds), kKindsMin);

  const auto table = read_table();
  for (const auto& [name, what] : tally.disagreements) {
    const auto row = table.find(name);
    EXPECT_TRUE(row != table.end() && row->second.what == what) << "not in the table: " << name << "\t" << what;
  }
  std::size_t blamed = 0;
  for (const auto& [name, row] : table) {
    EXPECT_TRUE(tally.disagreements.contains(name)) << "no disagreement any more: " << name;
    blamed += row.who == "suite";
  }
  EXPECT_LE(tally.share(blamed), kBlamedOnSuiteMax);
}

}  // namespace
}  // namespace careway::validation
