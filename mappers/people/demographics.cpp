#include "mappers/people/demographics.h"

#include <algorithm>
#include <array>

#include "profiles/fhir/date.h"

namespace careway::people {
namespace {

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

/// The letters U+00C0 to U+017F without their marks; '?' for what is no letter.
constexpr std::array<std::string_view, 192> kLatin = {
    // U+00C0
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",  //
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "ss",  //
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",  //
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y",   //
    // U+0100
    "a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",    //
    "d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",    //
    "g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",    //
    "i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",  //
    "l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",    //
    "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",  //
    "s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",    //
    "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s"};

/// Marks that stand behind their letter (U+0300 to U+036F), blanks, hyphens and apostrophes of all kinds (U+00A0,
/// U+00AD, U+00B4, U+02B9 to U+02BF, U+2010 to U+2019).
bool is_left_out(std::uint32_t point) {
  return (point >= 0x300 && point <= 0x36F) || point == 0xA0 || point == 0xAD || point == 0xB4 ||
         (point >= 0x2B9 && point <= 0x2BF) || (point >= 0x2010 && point <= 0x2019);
}

constexpr std::uint32_t kNoCodePoint = 0xFFFFFFFF;

/// The code point at the front of UTF-8 text and its length; a byte that is no UTF-8 is none.
std::uint32_t code_point(std::string_view text, std::size_t& length) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  length = 1;
  if ((byte(0) & 0xE0) == 0xC0 && follows(1)) {
    length = 2;
    return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
  }
  if ((byte(0) & 0xF0) == 0xE0 && follows(1) && follows(2)) {
    length = 3;
    return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
  }
  return byte(0) < 0x80 ? byte(0) : kNoCodePoint;
}

}  // namespace

bool nhs_number_check_digit_holds(std::string_view digits) {
  if (digits.size() != 10 || !std::ranges::all_of(digits, is_digit)) return false;
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (digits[static_cast<std::size_t>(i)] - '0') * (10 - i);
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == digits[9] - '0';
}

bool is_usable_number(std::string_view digits) {
  return nhs_number_check_digit_holds(digits) && digits.find_first_not_of(digits[0]) != std::string_view::npos;
}

std::string folded_name(std::string_view name) {
  std::string folded;
  while (!name.empty()) {
    std::size_t length = 1;
    const std::uint32_t point = code_point(name, length);
    if (point < 0x80) {
      const char letter = name[0];
      if (letter >= 'A' && letter <= 'Z') folded += static_cast<char>(letter - 'A' + 'a');
      if ((letter >= 'a' && letter <= 'z') || is_digit(letter)) folded += letter;
    } else if (point >= 0xC0 && point < 0xC0 + kLatin.size()) {
      folded += kLatin[point - 0xC0];
    } else if (!is_left_out(point)) {
      folded += name.substr(0, length);
    }
    name.remove_prefix(length);
  }
  return folded;
}

std::string folded_postcode(std::string_view postcode) {
  std::string folded;
  for (const char letter : postcode) {
    if (letter >= 'a' && letter <= 'z') folded += static_cast<char>(letter - 'a' + 'A');
    if ((letter >= 'A' && letter <= 'Z') || is_digit(letter)) folded += letter;
  }
  return folded;
}

bool is_full_birth_date(std::string_view birth_date) {
  const auto date = fhir::PartialDate::parse(birth_date);
  return date && date->is_day() && birth_date > "1900-01-01";
}

std::vector<std::string> meeting_keys(const Demographics& person) {
  std::vector<std::string> keys;
  if (!is_full_birth_date(person.birth_date)) return keys;
  for (const std::string& surname : person.surnames) {
    std::string folded = folded_name(surname);
    if (folded.empty()) continue;
    folded += '|';
    folded += person.birth_date;
    if (std::ranges::find(keys, folded) == keys.end()) keys.push_back(std::move(folded));
  }
  return keys;
}

}  // namespace careway::people
