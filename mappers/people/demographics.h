#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace careway::people {

/// True for ten digits whose last is the modulus 11 check digit of the NHS number (NHS Data Dictionary, NHS NUMBER).
bool nhs_number_check_digit_holds(std::string_view digits);

/// True when records may be compared by the number: the check digit holds and it is not one digit ten times, which is
/// what people type when they must type something.
bool is_usable_number(std::string_view digits);

/// One NHS number of a record, and what its issuer says of it.
struct Number {
  std::string digits;
  /// The status indicator is one of 02 to 08 (NHS Data Dictionary, NHS NUMBER STATUS INDICATOR CODE): the issuer itself
  /// does not stand by the number. False for 01 and where nothing is said.
  bool is_doubted = false;
};

enum class Gender : std::uint8_t { unsaid, male, female };

/// What a record says about who somebody is. Empty lists and texts: not said.
struct Demographics {
  std::vector<Number> numbers;
  std::string birth_date;             ///< R4 date: a year, a month or a day
  std::vector<std::string> surnames;  ///< all that are known, earlier ones too
  std::vector<std::string> given_names;
  std::vector<std::string> postcodes;
  Gender gender = Gender::unsaid;
};

/// A name without what spellings differ in: small letters, no accents, blanks, hyphens or apostrophes. "O'Brien-Núñez"
/// is "obriennunez". Letters outside the Latin script stay as they are.
std::string folded_name(std::string_view name);
/// A postcode in capitals without blanks.
std::string folded_postcode(std::string_view postcode);

/// True when the birth date is a day that somebody meant. 1 January 1900 and all before is what systems fill in when
/// they do not know.
bool is_full_birth_date(std::string_view birth_date);

/// What records are found by when no number does it: "surname|birth date" for each surname; none without a full birth
/// date. Whoever can be asked about for demographics alone has one of these in common.
std::vector<std::string> meeting_keys(const Demographics& person);

}  // namespace careway::people
