#include "mappers/budget/verify.h"

#include <gtest/gtest.h>

#include "tests/mappers/budget/statement_support.h"

namespace careway::budget {
namespace {

/// "code@path ..." of all issues.
std::string told(const fhir::Issues& issues) {
  std::string text;
  for (const fhir::Issue& issue : issues.items()) text += (text.empty() ? "" : " ") + issue.code + "@" + issue.path;
  return text;
}

std::string compared(const std::string& statement, const Budget& budget) {
  fhir::Issues issues;
  const bool is_same = compare(statement, budget, issues);
  EXPECT_EQ(is_same, issues.empty());
  return told(issues);
}

class EitherFormat : public testing::TestWithParam<StatementFormat> {};

TEST_P(EitherFormat, SaysWhichBudgetItIsOf) {
  Budget budget = blended_budget();
  budget.reference = "PB|1 <100%> \"&amp;\"";
  fhir::Issues issues;
  const auto origin = read_statement(render_statement(budget, {GetParam(), "ab12"}), issues);
  ASSERT_TRUE(origin);
  EXPECT_EQ(origin->format, GetParam());
  EXPECT_EQ(origin->issuer, "E09000033");
  EXPECT_EQ(origin->reference, budget.reference);
  EXPECT_EQ(origin->version, 2U);
  EXPECT_EQ(origin->inputs_digest, "ab12");
  EXPECT_EQ(origin->patient, "Patient/p1");
  EXPECT_EQ(origin->plan, "CarePlan/plan1");
  EXPECT_EQ(origin->question.from, budget.from);
  EXPECT_EQ(origin->question.to, budget.to);
  EXPECT_EQ(origin->question.prices_as_of, budget.prices_as_of);
  EXPECT_EQ(origin->question.year_factor, budget.year_factor);
  EXPECT_EQ(origin->question.rounding, budget.rounding);
  EXPECT_EQ(origin->question.status, budget.status);
  EXPECT_EQ(origin->question.change_reason, budget.change_reason);
  EXPECT_EQ(origin->question.issuer.system_alias, "la-code");
  EXPECT_EQ(origin->question.issuer.name, budget.issuer.name);
  EXPECT_EQ(origin->question.reference, budget.reference);
}

TEST_P(EitherFormat, OfTheSameBudgetIsTheSame) {
  const Budget budget = blended_budget();
  EXPECT_EQ(compared(render_statement(budget, {GetParam(), "ab12"}), budget), "");
  EXPECT_EQ(compared(render_statement(budget, {GetParam(), ""}), budget), "");
}

TEST_P(EitherFormat, OneChangedRateIsNamed) {
  const std::string statement = render_statement(blended_budget(), {GetParam(), ""});
  Budget now = blended_budget();
  now.lines[0].unit_price = Rational(1641);
  now.lines[0].gross = {20513, 1066650};
  now.gross.week += 13;
  EXPECT_EQ(compared(statement, now), "verify-rate@E09000033:2026-27:HC-01 verify-line@HC-1 verify-total@gross");
}

TEST_P(EitherFormat, OtherWordsAreTold) {
  const Budget budget = blended_budget();
  std::string statement = render_statement(budget, {GetParam(), ""});
  const std::size_t at = statement.find("Prepared by");
  ASSERT_NE(at, std::string::npos);
  statement.replace(at, 8, "prepared");
  fhir::Issues issues;
  EXPECT_FALSE(compare(statement, budget, issues));
  ASSERT_EQ(told(issues), "verify-bytes@PB-1");
  EXPECT_GT(issues.items()[0].position.line, 10U);
  // A page through the post: other line ends are other bytes, and it is still known what it is of.
  std::string with_returns;
  for (const char c : render_statement(budget, {GetParam(), ""}))
    with_returns += c == '\n' ? "\r\n" : std::string(1, c);
  EXPECT_EQ(compared(with_returns, budget), "verify-bytes@PB-1");
}

TEST_P(EitherFormat, OfAnotherVersionIsRefused) {
  const std::string statement = render_statement(blended_budget(), {GetParam(), ""});
  Budget now = blended_budget();
  now.version = 3;
  EXPECT_EQ(compared(statement, now), "verify-budget@PB-1");
}

TEST_P(EitherFormat, CutOffIsUnreadable) {
  const std::string statement = render_statement(blended_budget(), {GetParam(), ""});
  EXPECT_EQ(compared(statement.substr(0, statement.rfind("end\n")), blended_budget()), "statement-unreadable@");
  EXPECT_EQ(compared("a letter", blended_budget()), "statement-unreadable@");
  EXPECT_EQ(compared("careway-statement|1\nformat|text\nbudget|A|B|0\nend\n", blended_budget()),
            "statement-unreadable@");
  EXPECT_EQ(compared("careway-statement|1\nformat|text\nbudget|A|B%4|1\nend\n", blended_budget()),
            "statement-unreadable@");
}

INSTANTIATE_TEST_SUITE_P(Formats, EitherFormat, testing::Values(StatementFormat::text, StatementFormat::html));

std::string differing(const Budget& now) {
  fhir::Issues issues;
  const bool are_same = same_figures(blended_budget(), now, issues);
  EXPECT_EQ(are_same, issues.empty());
  return told(issues);
}

TEST(SameFigures, NameTheFirstDifferenceOfEachKind) {
  EXPECT_EQ(differing(blended_budget()), "");
  Budget now = blended_budget();
  now.lines[3].gross.period -= 1;
  EXPECT_EQ(differing(now), "verify-line@DC-1");
  now = blended_budget();
  now.lines.pop_back();
  EXPECT_EQ(differing(now), "verify-rate@E09000033:INV-1 verify-line@DC-1");
  now = blended_budget();
  now.lines.push_back(now.lines[2]);
  now.lines.back().key = "SB-2";
  EXPECT_EQ(differing(now), "verify-line@SB-2");
  now = blended_budget();
  now.streams[1].contribution.week = 0;
  EXPECT_EQ(differing(now), "verify-stream@adult-social-care");
  now = blended_budget();
  now.level_difference = 0;
  EXPECT_EQ(differing(now), "verify-total@level-difference");
  // The words may differ.
  now = blended_budget();
  now.status = "final";
  EXPECT_EQ(differing(now), "");
}

TEST(SameFigures, OfSeveralRowsTheChangedOneIsNamed) {
  Budget now = blended_budget();
  now.lines[3].unit_price = Rational(2999);
  now.lines[3].sources[1].reference = "ChargeItem/inv2/_history/2";
  EXPECT_EQ(differing(now), "verify-rate@E09000033:INV-2");
  now = blended_budget();
  now.lines[0].sources[0].label = "E09000033:2026-27:HC-02";
  EXPECT_EQ(differing(now), "verify-rate@E09000033:2026-27:HC-01");
}

}  // namespace
}  // namespace careway::budget
