// `careway budget returns`, `balance` and `claw-back` as a script sees them. The person of data/budget has home care at
// 12.5 hours a week and £16.40 an hour, half CHC, half council; meals at £100.00 a month, council; one short break at
// £200.00, education.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/gateway/command_line/support.h"
#include "tests/returns/independent_reader.h"

namespace careway::command_line {
namespace {

using testing::HasSubstr;

std::string data(const std::string& name) {
  return std::string(CAREWAY_SOURCE_DIR) + "/tests/gateway/command_line/data/budget/" + name;
}

std::vector<std::string> with(std::vector<std::string> first, const std::vector<std::string>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

/// The budget of that person in a file.
const std::string& budget_file() {
  static const std::string kFile = [] {
    const std::string file = temporary_path("returned-budget.json");
    const Ran ran =
        run_careway({"budget", "calculate", "--issuer", "E09000033", "--reference", "PB-1", "--input",
                     "fhir:" + data("person.json"), "--input", "rates:" + data("rates.csv"), "--period-start",
                     "2026-04-01", "--period-end", "2027-03-31", "--format", "json", "-o", file});
    EXPECT_EQ(ran.status, 0) << ran.err;
    return file;
  }();
  return kFile;
}

struct Returned {
  Ran ran;
  std::vector<std::map<std::string, std::string>> rows;
  independent::Account account;
  independent::Amount value;
};

Returned returned(const std::string& kind, const independent::Columns& columns) {
  Returned made;
  const std::string ledger = temporary_path("ledger.csv");
  made.ran = run_careway(
      {"budget", "returns", budget_file(), "--to", kind, "--input", "fhir:" + data("person.json"), "--ledger", ledger});
  if (made.ran.out.empty()) return made;
  made.rows = independent::read_csv(made.ran.out);
  made.account = independent::read_account(read_file(ledger));
  made.value =
      independent::value_of_file(made.ran.out, columns, {false, "2026-04-01", "2027-03-31", made.account.week_day});
  return made;
}

TEST(BudgetReturns, TheCouncilsOwn) {
  const Returned made = returned("cld", independent::client_level_data());
  ASSERT_EQ(made.ran.status, 0) << made.ran.err;
  ASSERT_EQ(made.rows.size(), 2U) << made.ran.out;
  // Half of 16.40 is a price; a month is not a week.
  EXPECT_EQ(made.rows[0].at("Unit Cost"), "8.20");
  EXPECT_EQ(made.rows[0].at("Planned units per week"), "12.5");
  EXPECT_EQ(made.rows[1].at("Unit Cost"), "23.08");
  EXPECT_EQ(made.rows[1].at("Cost Frequency (Unit Type)"), "Weekly");
  EXPECT_EQ(made.account.sum("claim"), (independent::Amount{12'558, 653'000}));
  EXPECT_EQ(made.account.sum("other-return"), (independent::Amount{10'250, 533'000}));
  EXPECT_EQ(made.account.remainder.at("education").period, 20'000);
  EXPECT_THAT(independent::faults(made.value, made.account), testing::IsEmpty());
}

TEST(BudgetReturns, ContinuingCaresOwn) {
  const Returned made = returned("chc", independent::continuing_care());
  ASSERT_EQ(made.ran.status, 0) << made.ran.err;
  ASSERT_EQ(made.rows.size(), 1U) << made.ran.out;
  EXPECT_EQ(made.rows[0].at("Contract Unit Cost"), "102.50");  // 12.5 hours are no whole hours
  EXPECT_EQ(made.rows[0].at("Care Product Type"), "05");
  EXPECT_EQ(made.account.sum("claim"), (independent::Amount{10'250, 533'000}));
  EXPECT_THAT(independent::faults(made.value, made.account), testing::IsEmpty());
}

TEST(BudgetReturns, TheRemainderByItself) {
  const Ran ran = run_careway({"budget", "returns", budget_file(), "--to", "remainder"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto account = independent::read_account(ran.out);
  ASSERT_EQ(account.remainder.size(), 1U);
  EXPECT_EQ(account.remainder.at("education").period, 20'000);
}

TEST(BudgetReturns, APlainExportOfASharedCostIsRefused) {
  const Ran ran = run_careway({"map", "--from", "fhir", "--to", "cld", data("person.json")});
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, HasSubstr("cost-blended"));
}

TEST(BudgetReturns, SaysWhatItCannotUse) {
  EXPECT_EQ(run_careway({"budget", "returns", budget_file(), "--to", "abacus"}).status, 2);
  EXPECT_EQ(run_careway({"budget", "returns", budget_file(), "--to", "cld", "--period-start", "April"}).status, 2);
  const Ran none = run_careway({"budget", "returns", data("person.json"), "--to", "cld"});
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("budget-unreadable"));
}

// ---------------------------------------------------------------------------------------------- balance, claw-back

/// The account of the worked example "£29,000 unspent".
const std::string& movements_file() {
  static const std::string kFile = [] {
    const std::string file = temporary_path("unspent.csv");
    write_file(file,
               "Issuer Kind,Account Issuer,Account,Movement,Date,Kind,Amount,Reverses,Text,Cost Centre,Subjective "
               "Code,Person Id\r\n"
               "NHS,QMF,A-1,in,06/04/2026,Credit,37700.00,,,,,P1\r\n"
               "NHS,QMF,A-1,care,01/07/2026,Debit,8650.00,,,,,P1\r\n"
               "NHS,QMF,A-1,fee,02/07/2026,Debit,50.00,,,,,P1\r\n"
               "NHS,QMF,A-1,fee-again,02/07/2026,Debit,50.00,,,,,P1\r\n"
               "NHS,QMF,A-1,back,09/07/2026,Credit,50.00,fee-again,,,,P1\r\n"
               "NHS,QMF,A-2,other,09/07/2026,Credit,9.00,,,,,P2\r\n");
    return file;
  }();
  return kFile;
}

std::vector<std::string> of_account(const std::string& command, const std::string& day = "2027-04-04") {
  return {"budget", command, "QMF:A-1", "--input", "movements:" + movements_file(), "--day", day};
}

TEST(BudgetBalance, SaysHowManyWeeksAreUnspent) {
  const Ran ran = run_careway(with(of_account("balance"), {"--weekly", "725.00"}));
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("29000.00"));
  EXPECT_THAT(ran.out, HasSubstr("40 unspent whole weeks and 0.00"));
}

TEST(BudgetBalance, IsTheAccountWithItsBalance) {
  const Ran ran = run_careway(with(of_account("balance", "2026-07-01"), {"--format", "json"}));
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("extension-Account.balance"));
  EXPECT_THAT(ran.out, HasSubstr("29050.00"));  // before the fees
}

TEST(BudgetBalance, SaysWhatItCannotUse) {
  EXPECT_EQ(run_careway(of_account("balance", "yesterday")).status, 2);
  EXPECT_EQ(run_careway(with(of_account("balance"), {"--weekly", "0"})).status, 2);
  const Ran unknown = run_careway({"budget", "balance", "QMF:A-9", "--input", "movements:" + movements_file()});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_THAT(unknown.err, HasSubstr("account-unknown"));
}

TEST(BudgetClawBack, AsksForTheWholeBalance) {
  const auto asked = with(of_account("claw-back", "2027-04-05"), {"--notice", "CB-1", "--reason", "unspent", "--pay-by",
                                                                  "2027-05-05", "--payer", "the person"});
  const Ran page = run_careway(asked);
  ASSERT_EQ(page.status, 0) << page.err;
  EXPECT_THAT(page.out, HasSubstr("29000.00"));
  EXPECT_THAT(page.out, HasSubstr("reconsider"));
  const Ran contract = run_careway(with(asked, {"--format", "json"}));
  EXPECT_THAT(contract.out, HasSubstr("\"Contract\""));
  EXPECT_THAT(contract.out, HasSubstr("QMF:CB-1"));
  // The money that nobody holds cannot be unspent.
  const Ran more = run_careway(with(asked, {"--amount", "29000.01"}));
  EXPECT_EQ(more.status, 1);
  EXPECT_THAT(more.err, HasSubstr("claw-back-amount"));
  const Ran dead = run_careway(with(asked, {"--died"}));
  EXPECT_EQ(dead.status, 1);
  EXPECT_THAT(dead.err, HasSubstr("claw-back-payer"));
}

}  // namespace
}  // namespace careway::command_line
