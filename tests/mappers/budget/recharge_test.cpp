#include "mappers/budget/recharge.h"

#include <gtest/gtest.h>

#include "tests/mappers/budget/statement_support.h"

namespace careway::budget {
namespace {

RechargeTerms terms() {
  RechargeTerms one;
  one.document = "J-17";
  one.posted = {2027, 4, 5};
  one.person_account = "DEBTORS";
  return one;
}

std::string told(const fhir::Issues& issues) {
  std::string text;
  for (const fhir::Issue& issue : issues.items()) text += (text.empty() ? "" : " ") + issue.code + "@" + issue.path;
  return text;
}

TEST(Recharge, OfABudgetPaysTheLeadBack) {
  fhir::Issues issues;
  const auto file = recharge_file(blended_budget(), "E09000033", terms(), issues);
  ASSERT_TRUE(file);
  EXPECT_EQ(told(issues), "");
  const std::string period = "01/04/2026 to 31/03/2027 part 1 of 1\r\n";
  EXPECT_EQ(*file,
            "Document,Line,Date,Payer,Cost centre,Subjective code,Debit,Credit,Narrative\r\n"
            "J-17,1,05/04/2027,QRV,100200,52161000,5330.00,,Budget E09000033:PB-1 v2 chc " +
                period +
                "J-17,2,05/04/2027,adult-social-care contribution,DEBTORS,,2600.00,,Budget E09000033:PB-1 v2 "
                "adult-social-care contribution " +
                period +
                "J-17,3,05/04/2027,third-party-top-up,DEBTORS,,780.00,,Budget E09000033:PB-1 v2 third-party-top-up " +
                period + "J-17,4,05/04/2027,E09000033,A1234,,,8710.00,Budget E09000033:PB-1 v2 lead commissioner " +
                period + "J-17,Total,,,,,8710.00,8710.00,4 lines\r\n");
}

/// The debits of the rows, in pence.
Pence debits(const std::string& file) {
  Pence sum = 0;
  std::size_t begin = file.find('\n') + 1;
  while (begin < file.size()) {
    const std::size_t end = file.find('\n', begin);
    const std::string line = file.substr(begin, end - begin);
    begin = end + 1;
    if (line.find(",Total,") != std::string::npos) continue;
    std::size_t at = 0;
    for (int i = 0; i < 6; ++i) at = line.find(',', at) + 1;
    const std::string amount = line.substr(at, line.find(',', at) - at);
    if (amount.empty()) continue;
    sum += std::stoll(amount.substr(0, amount.size() - 3)) * 100 + std::stoll(amount.substr(amount.size() - 2));
  }
  return sum;
}

TEST(Recharge, InstalmentsAddUpToThePenny) {
  Pence sum = 0;
  for (std::uint32_t part = 1; part <= 13; ++part) {
    RechargeTerms one = terms();
    one.part = part;
    one.parts = 13;
    fhir::Issues issues;
    const auto file = recharge_file(blended_budget(), "E09000033", one, issues);
    ASSERT_TRUE(file);
    sum += debits(*file);
  }
  EXPECT_EQ(sum, 871000);
}

TEST(Recharge, RefusesWhatFinanceCouldNotPost) {
  fhir::Issues issues;
  EXPECT_FALSE(recharge_file(blended_budget(), "QXX", terms(), issues));
  EXPECT_EQ(told(issues), "recharge-lead@");
  issues.clear();
  RechargeTerms part = terms();
  part.part = 2;
  EXPECT_FALSE(recharge_file(blended_budget(), "QRV", part, issues));
  EXPECT_EQ(told(issues), "recharge-part@");
  issues.clear();
  Budget budget = blended_budget();
  budget.streams[0].cost_centre = "=HYPERLINK(\"x\")";
  EXPECT_FALSE(recharge_file(budget, "E09000033", terms(), issues));
  EXPECT_EQ(told(issues), "recharge-code@QRV");
  issues.clear();
  budget.streams[0].cost_centre.clear();
  EXPECT_TRUE(recharge_file(budget, "E09000033", terms(), issues));
  EXPECT_EQ(told(issues), "recharge-cost-centre@chc");
}

TEST(Recharge, OfASettlementBalances) {
  money::Settlement settlement;
  settlement.accounts = {{"chc", "100200", "52161000", 0, 500000},
                         {"adult-social-care", "A, 1", "", 400000, 0},
                         {"contribution", "", "", 90000, 0}};
  settlement.open = 10000;
  fhir::Issues issues;
  const auto file = recharge_file(settlement, "E09000033:PB-1", terms(), issues);
  ASSERT_TRUE(file);
  EXPECT_EQ(*file,
            "Document,Line,Date,Payer,Cost centre,Subjective code,Debit,Credit,Narrative\r\n"
            "J-17,1,05/04/2027,chc,100200,52161000,5000.00,,Settlement E09000033:PB-1 due 5000.00 paid 0.00\r\n"
            "J-17,2,05/04/2027,adult-social-care,\"A, 1\",,,4000.00,Settlement E09000033:PB-1 due 0.00 paid 4000.00\r\n"
            "J-17,3,05/04/2027,contribution,,,,900.00,Settlement E09000033:PB-1 due 0.00 paid 900.00\r\n"
            "J-17,4,05/04/2027,provider,,,,100.00,Settlement E09000033:PB-1 open with the provider\r\n"
            "J-17,Total,,,,,5000.00,5000.00,4 lines\r\n");
}

}  // namespace
}  // namespace careway::budget
