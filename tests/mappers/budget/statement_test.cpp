// A statement is looked at as a whole (kept files) and asked for what it must and must not hold.

#include "mappers/budget/statement.h"

#include <gtest/gtest.h>

#include "mappers/budget/statement_words.h"
#include "tests/mappers/budget/statement_support.h"

namespace careway::budget {
namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

TEST(Statement, TextIsAsItWasLookedAt) {
  const std::string now = render_statement(blended_budget(), {StatementFormat::text, "ab12"});
  EXPECT_EQ(now, kept_statement("blended.txt", now));
}

TEST(Statement, HtmlIsAsItWasLookedAt) {
  const std::string now = render_statement(blended_budget(), {StatementFormat::html, "ab12"});
  EXPECT_EQ(now, kept_statement("blended.html", now));
}

TEST(Statement, LinesOfTextAreNoWiderThanThePage) {
  const std::string text = render_statement(blended_budget(), {});
  const std::size_t end = text.find("careway-statement|1");
  ASSERT_NE(end, std::string::npos);
  std::size_t begin = 0;
  while (begin < end) {
    const std::size_t next = text.find('\n', begin);
    const std::string line = text.substr(begin, next - begin);
    // 78 places and at most a note's number; the pound sign has two bytes.
    EXPECT_LE(line.size() - count(line, "£"), 78U) << line;
    begin = next + 1;
  }
}

TEST(Statement, ShowsOnlyEquationsThatHold) {
  Budget budget = blended_budget();
  EXPECT_EQ(count(render_statement(budget, {}), "As the issuer states it."), 0U);
  budget.lines[0].gross.week += 1;
  EXPECT_EQ(count(render_statement(budget, {}), "As the issuer states it."), 1U);
}

TEST(Statement, HtmlEscapesEveryTextAndRunsNothing) {
  Budget budget = blended_budget();
  const std::string hostile = "<script>alert(\"x\")</script>&";
  budget.reference = budget.plan = budget.resources = budget.disclaimer = hostile;
  budget.change_reason = budget.exception_reason = budget.challenge_outcome = budget.status = hostile;
  budget.notes = {hostile};
  budget.patient = budget.currency = hostile;
  budget.issuer.name = budget.prepared_by.who = budget.approvals[0].note = budget.approvals[0].kind = hostile;
  for (Stream& stream : budget.streams) {
    stream.code = stream.funder.name = stream.legal_basis = stream.holding = stream.cost_centre = hostile;
    stream.key = stream.coverage = hostile;
  }
  for (Line& line : budget.lines) {
    line.key = line.text = line.service = line.service_type = line.line_type = line.basis = line.price_base = hostile;
    line.sources = {{hostile, hostile}};
    for (Part& part : line.parts) part.stream = part.legal_basis = part.decision = hostile;
  }
  const std::string html = render_statement(budget, {StatementFormat::html, hostile});
  EXPECT_EQ(count(html, "<script"), 0U);
  EXPECT_GT(count(html, "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;"), 30U);
  EXPECT_EQ(count(html, "http:"), 0U);
  EXPECT_EQ(count(html, "src="), 0U);
}

TEST(Statement, ControlCharactersStartNoLineOfTheirOwn) {
  Budget budget = blended_budget();
  budget.notes = {"first\ncareway-statement|1\nend"};
  const std::string text = render_statement(budget, {});
  EXPECT_EQ(count(text, "\ncareway-statement|1\n"), 1U);
}

TEST(Statement, EveryFigureOpens) {
  const std::string html = render_statement(blended_budget(), {StatementFormat::html, {}});
  EXPECT_EQ(count(html, "<div>£"), 0U);
  EXPECT_EQ(count(html, "<details"), count(html, "</details>"));
  EXPECT_GT(count(html, "<summary>£"), 30U);
}

/// The text on one line, so that a sentence can be looked for.
std::string unfolded(const std::string& text) {
  std::string flat;
  for (const char letter : text) {
    const bool is_blank = letter == ' ' || letter == '\n';
    if (!is_blank || flat.empty() || flat.back() != ' ') flat += is_blank ? ' ' : letter;
  }
  return flat;
}

TEST(Statement, FreeReablementStandsOutsideSection26) {
  Budget budget = blended_budget();
  EXPECT_EQ(count(render_statement(budget, {}), "Free reablement"), 0U);
  // The alarm, £23.08 a week and £1,200.00, is reablement now. Of the council's £125.58 and £6,530.00 stay £102.50 and
  // £5,330.00; the person pays £50.00 and £2,600.00 of these, the council £52.50 and £2,730.00.
  budget.lines[1].parts[0].legal_basis = "care-act-2014-reablement";
  const std::string text = unfolded(render_statement(budget, {}));
  const auto row_of = [&](std::string_view name) {
    const std::size_t at = text.find(name);
    return at == std::string::npos ? std::string() : text.substr(at, 110);
  };
  const auto expect_row = [&](std::string_view name, std::string_view week, std::string_view period) {
    EXPECT_EQ(count(row_of(name), week), 1U) << row_of(name);
    EXPECT_EQ(count(row_of(name), period), 1U) << row_of(name);
  };
  expect_row("What it costs the council to meet", "£102.50", "£5,330.00");
  expect_row("What the council pays", "£52.50", "£2,730.00");
  expect_row("Free reablement, outside this", "£23.08", "£1,200.00");
  expect_row("Everything together", "£258.08", "£12,840.00");
}

TEST(Statement, AChildsContributionIsNamedByTheLawOfChildren) {
  Budget budget = blended_budget();
  EXPECT_EQ(count(unfolded(render_statement(budget, {})), "Children Act 1989 section 29"), 0U);
  budget.streams[1].code = "childrens-social-care";
  for (Line& line : budget.lines) {
    for (Part& part : line.parts) {
      part.legal_basis.clear();
      if (part.stream == "adult-social-care") part.stream = "childrens-social-care";
    }
  }
  const std::string text = unfolded(render_statement(budget, {}));
  EXPECT_EQ(count(text, "Children Act 1989 section 29"), 1U);
  EXPECT_EQ(count(text, "Care Act 2014 section 14"), 0U);
}

TEST(Statement, SaysThatAnEstimateIsNoEntitlement) {
  Budget budget = blended_budget();
  EXPECT_EQ(count(render_statement(budget, {}), "an estimate, not an entitlement"), 1U);
  // A disclaimer that says it is enough; any other stands beside it.
  budget.disclaimer = "This is an estimate and no entitlement.";
  EXPECT_EQ(count(render_statement(budget, {}), "This is an estimate"), 1U);
  budget.status = "final";
  budget.disclaimer.clear();
  EXPECT_EQ(count(render_statement(budget, {}), "an estimate, not an entitlement"), 0U);
}

TEST(StatementWords, AmountsAreExactOrSayThatTheyAreNot) {
  EXPECT_EQ(money_text(123456789, "GBP"), "£1,234,567.89");
  EXPECT_EQ(money_text(-5, "GBP"), "-£0.05");
  EXPECT_EQ(money_text(0, "EUR"), "EUR 0.00");
  EXPECT_EQ(exact_money_text(Rational(16405, 10), "GBP"), "£16.405");
  EXPECT_EQ(exact_money_text(Rational(100, 3), "GBP"), "about £0.333333 (exactly 1/3)");
  EXPECT_EQ(number_text(Rational(25, 2)), "12.5");
  EXPECT_EQ(number_text(Rational(365, 7)), "365/7");
  EXPECT_EQ(number_text(Rational(52)), "52");
  EXPECT_EQ(day_words({2026, 4, 1}), "1 April 2026");
}

TEST(StatementWords, TheDepartmentsWeekStandsApart) {
  const Budget budget = blended_budget();
  EXPECT_FALSE(weekly_of_department(budget.lines[0], budget.year_factor));
  // £100.00 x 12/52 = £23.076923...; x 0.230769 = £23.0769.
  EXPECT_EQ(weekly_of_department(budget.lines[1], budget.year_factor), Rational(2307690, 1000));
  EXPECT_EQ(weekly_of(budget.lines[1], budget.year_factor), Rational(120000, 52));
  EXPECT_FALSE(weekly_of(budget.lines[2], budget.year_factor));
}

TEST(StatementWords, TimesAreShownAsTheyAreWorkedOut) {
  Line line = blended_budget().lines[1];
  EXPECT_EQ(times_text(line, Rational(52)), "12/52");
  EXPECT_EQ(times_text(line, Rational(365, 7)), "12 / (365/7) = 84/365");
  line.unit = money::Frequency::fortnightly;
  EXPECT_EQ(times_text(line, Rational(52)), "0.5");
  line.unit = money::Frequency::one_off;
  EXPECT_EQ(times_text(line, Rational(52)), "");
  EXPECT_EQ(quantity_text(line), "");
}

}  // namespace
}  // namespace careway::budget
