// The reader itself, on files written out by hand: it must find what is wrong.
#include "tests/returns/independent_reader.h"

#include <gtest/gtest.h>

namespace independent {
namespace {

const char kHeader[] =
    "Event Type,Event Start Date,Event End Date,Unit Cost,Cost Frequency (Unit Type),Planned units per week\r\n";
const char kAccount[] =
    "kind,return,stream,line,reason,week,period,kept\r\n"
    "gross,cld,,,,272.20,14178.74,week of 2026-04-06\r\n"
    "claim,cld,adult-social-care,,,172.20,8978.74,\r\n"
    "remainder,cld,education,,,100.00,5200.00,\r\n"
    "written,cld,,HC-1,,172.20,8979.00,\r\n"
    "difference,cld,,HC-1,weeks-counted,0.00,-0.26,\"52 weeks, not 365/7\"\r\n";

Terms year(bool half_even = false) {
  return {half_even, "2026-04-01", "2027-03-31", "2026-04-06"};
}

Amount value(const std::string& row, const Terms& terms = year()) {
  return value_of_file(kHeader + row, client_level_data(), terms);
}

TEST(IndependentReader, ReckonsByTheHour) {
  // 16.40 x 10.5 = 172.20 a week; 365 days are 365/7 weeks: 8,979.00.
  EXPECT_EQ(value("Service,01/04/2024,,16.40,Hourly,10.5\r\n"), (Amount{17'220, 897'900}));
}

TEST(IndependentReader, ClipsToThePeriodAndToTheRowsDays) {
  EXPECT_EQ(value("Service,06/04/2026,12/04/2026,70.00,Weekly,\r\n"), (Amount{7'000, 7'000}));
  EXPECT_EQ(value("Service,01/03/2026,07/04/2026,70.00,Weekly,\r\n"), (Amount{7'000, 7'000}));
  EXPECT_EQ(value("Service,01/04/2027,,70.00,Weekly,\r\n"), (Amount{0, 0}));
}

TEST(IndependentReader, RoundsEachRowByTheRuleThatIsAsked) {
  const std::string row = "Service,06/04/2026,12/04/2026,0.25,Hourly,0.5\r\n";  // 12.5 pence
  EXPECT_EQ(value(row), (Amount{13, 13}));
  EXPECT_EQ(value(row, year(true)), (Amount{12, 12}));
}

TEST(IndependentReader, CountsAOneOffOnceAndLeavesOtherEventsOut) {
  EXPECT_EQ(value("Service,06/04/2026,06/04/2026,250.00,One-off,\r\nReview,06/04/2026,,9.00,Weekly,\r\n"),
            (Amount{0, 25'000}));
}

TEST(IndependentReader, RefusesWhatItCannotReckon) {
  EXPECT_ANY_THROW(value("Service,06/04/2026,,250.00,Monthly,\r\n"));
  EXPECT_ANY_THROW(value("Service,06/04/2026,,250.005,Weekly,\r\n"));
  EXPECT_ANY_THROW(value("Service,06/04/2026,,250.00,Hourly,\r\n"));
  EXPECT_ANY_THROW(value("Service,06/04/2026\r\n"));
}

TEST(IndependentReader, AWholeAccountHasNoFault) {
  EXPECT_TRUE(faults({17'220, 897'900}, read_account(kAccount)).empty());
}

TEST(IndependentReader, FindsAPennyAMissingRemainderAndAMissingDifference) {
  EXPECT_FALSE(faults({17'221, 897'900}, read_account(kAccount)).empty());
  const auto without = [](std::string_view kind) {
    std::string text = kAccount;
    const std::size_t at = text.find("\r\n" + std::string(kind) + ",") + 2;
    text.erase(at, text.find("\r\n", at) + 2 - at);
    return text;
  };
  for (const char* kind : {"gross", "claim", "remainder", "written", "difference"}) {
    EXPECT_FALSE(faults({17'220, 897'900}, read_account(without(kind))).empty()) << kind;
  }
}

}  // namespace
}  // namespace independent
