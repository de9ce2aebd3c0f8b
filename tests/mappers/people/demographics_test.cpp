#include "mappers/people/demographics.h"

#include <gmock/gmock.h>

namespace careway::people {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Demographics, NumbersNeedTheirCheckDigit) {
  EXPECT_TRUE(is_usable_number("9990000018"));
  EXPECT_FALSE(is_usable_number("9990000019"));
  EXPECT_FALSE(is_usable_number("999000001"));
  EXPECT_FALSE(is_usable_number("99900000I8"));
  EXPECT_FALSE(is_usable_number(""));
}

TEST(Demographics, OneDigitTenTimesIsNoNumberAlthoughItsCheckDigitHolds) {
  EXPECT_TRUE(nhs_number_check_digit_holds("9999999999"));
  EXPECT_FALSE(is_usable_number("9999999999"));
  EXPECT_FALSE(is_usable_number("0000000000"));
}

TEST(Demographics, NamesAreComparedWithoutWhatSpellingsDifferIn) {
  EXPECT_EQ(folded_name("O'Brien-N\xC3\xBA\xC3\xB1\x65z"), "obriennunez");
  EXPECT_EQ(folded_name("O\xE2\x80\x99 BRIEN"), "obrien");
  EXPECT_EQ(folded_name("M\xC3\xBCller"), "muller");
  EXPECT_EQ(folded_name("Mu\xCC\x88ller"), "muller");
  EXPECT_EQ(folded_name("Stra\xC3\x9F\x65"), "strasse");
  EXPECT_EQ(folded_name("\xC5\x81ukasz"), "lukasz");
  EXPECT_EQ(folded_name("\xC5\xBE\xC5\xBF"), "zs");
  EXPECT_EQ(folded_name(" - ' "), "");
  EXPECT_EQ(folded_name("\xE7\x8E\x8B"), "\xE7\x8E\x8B");
  EXPECT_EQ(folded_name("a\xFF"), "a\xFF");
}

TEST(Demographics, PostcodesAreComparedWithoutBlanks) {
  EXPECT_EQ(folded_postcode(" zz99 3vz "), "ZZ993VZ");
}

TEST(Demographics, ABirthDateThatNobodyMeantIsNone) {
  EXPECT_TRUE(is_full_birth_date("1930-02-28"));
  EXPECT_FALSE(is_full_birth_date("1930-02-30"));
  EXPECT_FALSE(is_full_birth_date("1930-02"));
  EXPECT_FALSE(is_full_birth_date("1900-01-01"));
  EXPECT_FALSE(is_full_birth_date(""));
}

TEST(Demographics, EachSurnameIsAMeetingKeyOnce) {
  Demographics person;
  person.surnames = {"Smith", "SMITH", "Jones"};
  EXPECT_THAT(meeting_keys(person), IsEmpty());
  person.birth_date = "1950-05-05";
  EXPECT_THAT(meeting_keys(person), ElementsAre("smith|1950-05-05", "jones|1950-05-05"));
}

}  // namespace
}  // namespace careway::people
