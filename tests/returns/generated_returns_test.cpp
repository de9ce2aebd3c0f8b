// What each written file says, read back by a reader that shares no code with the writer, and its account make the
// stream that is claimed, over generated packages, both returns, both rounding rules.
#include <gmock/gmock.h>

#include <algorithm>
#include <iostream>

#include "gateway/pipeline/budget_returns.h"
#include "tests/returns/fixture.h"
#include "tests/returns/independent_reader.h"
#include "tests/returns/package_maker.h"

namespace careway::pipeline {
namespace {

constexpr unsigned kPackages = 1'000;
constexpr unsigned kSeed = 20'261'123;

struct Tally {
  std::size_t files = 0;
  std::size_t rows = 0;
  std::size_t refused = 0;
  std::int64_t rounding_max = 0;  ///< pence a line
  std::map<std::string, std::size_t> differences;
  std::map<std::string, std::size_t> losses;
};

void check(const ReturnPlace& place, const budget::Budget& budget, budget::ReturnKind kind, Tally& tally) {
  const Written written = place.write(budget, kind);
  const bool is_council = kind == budget::ReturnKind::council;
  const independent::Account account = independent::read_account(written.ledger);
  independent::Terms terms;
  terms.half_even = budget.rounding == money::Rounding::half_even;
  terms.from = written.from;
  terms.to = written.to;
  terms.week_day = account.week_day;
  const independent::Amount file = independent::value_of_file(
      written.file, is_council ? independent::client_level_data() : independent::continuing_care(), terms, &tally.rows);
  ASSERT_THAT(independent::faults(file, account), testing::IsEmpty()) << written.file << written.ledger;
  independent::Amount claim;
  for (const budget::Stream& stream : budget.streams) {
    if (budget::return_of_stream(stream.code) == kind)
      claim = claim + independent::Amount{stream.gross.week, stream.gross.period};
    if (!budget::return_of_stream(stream.code)) {
      ASSERT_TRUE(account.remainder.contains(stream.code)) << written.ledger;
      ASSERT_EQ(account.remainder.at(stream.code).period, stream.gross.period) << stream.code;
    }
  }
  ASSERT_EQ(account.sum("claim"), claim) << written.ledger;
  ++tally.files;
  for (const fhir::Issue& issue : written.issues.items()) {
    if (issue.severity != fhir::Severity::error) continue;
    ASSERT_EQ(issue.code, "return-amount") << issue.path << " " << issue.text;
    ++tally.refused;
  }
  for (const auto& [reason, largest] : account.differences) ++tally.differences[reason];
  // What a ledger may hold is bounded, or it would swallow a wrong price. A line of one stretch is worth its own week.
  const bool has_stretches = std::ranges::any_of(
      budget.lines, [](const budget::Line& line) { return budget::line_of_key(line.key) != line.key; });
  if (!has_stretches) {
    ASSERT_EQ(account.sum("difference").week, 0) << written.ledger;
    ASSERT_FALSE(account.differences.contains("latest-cost")) << written.ledger;
  }
  // 52 weeks and 365 days are less than 0.28 % apart.
  if (account.differences.contains("weeks-counted")) {
    ASSERT_LE(account.differences.at("weeks-counted"), claim.period * 28 / 10'000 + 1) << written.ledger;
  }
  // A year of weeks, each off by a penny of rounding and sharing out: nothing large hides in a difference of rounding.
  if (account.differences.contains("level-rounding")) {
    tally.rounding_max = std::max(tally.rounding_max, account.differences.at("level-rounding"));
    ASSERT_LE(account.differences.at("level-rounding"), 54) << written.ledger;
  }
  for (const auto& [reason, kept] : account.losses) ++tally.losses[reason];
}

TEST(GeneratedReturns, FileAndAccountMakeTheStreamsAndNameTheRemainder) {
  PackageGenerator generator(kSeed);
  Tally tally;
  for (unsigned i = 0; i < kPackages; ++i) {
    MadeTerms made_terms;
    const std::vector<MadeLine> lines = generator.lines(i, made_terms);
    const MadePackage package = make_package(lines, made_terms);
    const ReturnPlace place(package);
    // Budgets that the test adds up itself, and those of the program: lines of several prices only here, days counted
    // as weeks of a year only there.
    const budget::Budget up = worked_out(lines, made_terms, money::Rounding::half_up);
    const budget::Budget even = worked_out(lines, made_terms, money::Rounding::half_even);
    for (const budget::Budget* budget : {&package.half_up, &package.half_even, &up, &even}) {
      for (const auto kind : {budget::ReturnKind::council, budget::ReturnKind::continuing_care}) {
        check(place, *budget, kind, tally);
        if (HasFatalFailure()) FAIL() << "package " << i << " of seed " << kSeed;
      }
    }
  }
  std::cout << kPackages << " packages, both rounding rules: " << tally.files << " files with " << tally.rows
            << " rows; each file and its account make the stream. Rows refused for their amount: " << tally.refused
            << ". Largest difference of rounding: " << tally.rounding_max << " pence a line\n";
  for (const auto& [reason, files] : tally.differences)
    std::cout << "difference " << reason << ": " << files << " files\n";
  for (const auto& [reason, files] : tally.losses) std::cout << "in-record " << reason << ": " << files << " files\n";
  // The generator reaches every way in which a file can differ from its stream.
  for (const char* reason : {"level-rounding", "weeks-counted", "latest-cost"}) {
    EXPECT_TRUE(tally.differences.contains(reason)) << reason;
  }
  for (const char* reason : {"unit-price", "hours", "frequency", "holding", "split", "service-type", "contribution"}) {
    EXPECT_TRUE(tally.losses.contains(reason)) << reason;
  }
  EXPECT_EQ(tally.files, std::size_t{kPackages} * 8);
  EXPECT_GT(tally.rows, std::size_t{kPackages});
}

}  // namespace
}  // namespace careway::pipeline
