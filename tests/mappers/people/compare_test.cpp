#include "mappers/people/compare.h"

#include <gtest/gtest.h>

#include <functional>

namespace careway::people {
namespace {

constexpr std::string_view kNumber = "9990000018";
constexpr std::string_view kOther = "9990000026";

Demographics anna() {
  Demographics person;
  person.numbers = {{std::string(kNumber), false}};
  person.birth_date = "1950-05-05";
  person.surnames = {"Example"};
  person.given_names = {"Anna", "Maria"};
  person.postcodes = {"ZZ99 3VZ"};
  person.gender = Gender::female;
  return person;
}

/// "ask surname-differs" for Anna beside herself with one change.
std::string beside(const std::function<void(Demographics&)>& change, const Superseded& superseded = {}) {
  Demographics other = anna();
  change(other);
  const Finding finding = compare(anna(), other, superseded);
  const Finding turned = compare(other, anna(), superseded);
  EXPECT_EQ(finding.verdict, turned.verdict);
  EXPECT_EQ(finding.reason, turned.reason);
  const std::string_view word = finding.verdict == Verdict::link  ? "link "
                                : finding.verdict == Verdict::ask ? "ask "
                                                                  : "none ";
  return std::string(word) + std::string(finding.reason);
}

void drop_number(Demographics& person) {
  person.numbers.clear();
}

TEST(Compare, SameNumberAndBirthDateLink) {
  EXPECT_EQ(beside([](Demographics&) {}), "link number-and-birth-date");
  EXPECT_EQ(beside([](Demographics& b) { b.postcodes = {"ZZ99 9ZZ"}; }), "link number-and-birth-date");
  EXPECT_EQ(beside([](Demographics& b) { b.surnames.clear(); }), "link number-and-birth-date");
  EXPECT_EQ(beside([](Demographics& b) { b.surnames = {"E X\xC3\x80-MPL\xC3\x89"}; }), "link number-and-birth-date");
  EXPECT_EQ(beside([](Demographics& b) { b.surnames = {"Wed", "Example"}; }), "link number-and-birth-date");
  EXPECT_EQ(beside([](Demographics& b) { b.given_names = {"A"}; }), "link number-and-birth-date");
  EXPECT_EQ(beside([](Demographics& b) { b.given_names = {"Maria"}; }), "link number-and-birth-date");
}

TEST(Compare, ANumberThatAgreesWhileSomethingElseDiffersWaits) {
  EXPECT_EQ(beside([](Demographics& b) { b.birth_date = "1950-05-06"; }), "ask birth-date-differs");
  EXPECT_EQ(beside([](Demographics& b) { b.birth_date = "1950-05"; }), "ask birth-date-missing");
  EXPECT_EQ(beside([](Demographics& b) { b.birth_date.clear(); }), "ask birth-date-missing");
  EXPECT_EQ(beside([](Demographics& b) { b.surnames = {"Wed"}; }), "ask surname-differs");
  EXPECT_EQ(beside([](Demographics& b) { b.given_names = {"Bertha"}; }), "ask given-name-differs");
  EXPECT_EQ(beside([](Demographics& b) { b.gender = Gender::male; }), "ask gender-differs");
  EXPECT_EQ(beside([](Demographics& b) { b.numbers[0].is_doubted = true; }), "ask number-not-verified");
}

TEST(Compare, DemographicsAloneWait) {
  EXPECT_EQ(beside(drop_number), "ask demographics-alone");
  EXPECT_EQ(beside([](Demographics& b) {
              drop_number(b);
              b.given_names.clear();
            }),
            "ask demographics-alone");
  EXPECT_EQ(beside([](Demographics& b) {
              drop_number(b);
              b.postcodes.clear();
            }),
            "ask demographics-alone");
  EXPECT_EQ(beside([](Demographics& b) {
              drop_number(b);
              b.postcodes.clear();
              b.given_names = {"Bertha"};
            }),
            "none surname-and-birth-date-alone");
  EXPECT_EQ(beside([](Demographics& b) {
              drop_number(b);
              b.surnames.clear();
            }),
            "none nothing-agrees");
}

TEST(Compare, ANumberThatFailsItsCheckDigitIsNoNumber) {
  EXPECT_EQ(beside([](Demographics& b) { b.numbers[0].digits = "9990000019"; }), "ask demographics-alone");
  Demographics one = anna();
  one.numbers[0].digits = "9990000019";
  EXPECT_EQ(compare(one, one).verdict, Verdict::ask);
}

TEST(Compare, TwoNumbersThatBothStandAreTwoPeople) {
  EXPECT_EQ(beside([](Demographics& b) { b.numbers[0].digits = kOther; }), "none numbers-differ");
  EXPECT_EQ(beside([](Demographics& b) { b.numbers[0] = {std::string(kOther), true}; }), "ask numbers-differ");
  EXPECT_EQ(beside([](Demographics& b) {
              b.numbers[0] = {std::string(kOther), true};
              b.given_names = {"Bertha"};
            }),
            "none numbers-differ");
}

TEST(Compare, SupersededNumbersFollow) {
  Superseded table;
  table.add(kOther, kNumber);
  EXPECT_EQ(beside([](Demographics& b) { b.numbers[0].digits = kOther; }, table),
            "link superseded-number-and-birth-date");
  EXPECT_EQ(beside(
                [](Demographics& b) {
                  b.numbers.push_back({std::string(kOther), false});
                },
                table),
            "link number-and-birth-date");
}

}  // namespace
}  // namespace careway::people
