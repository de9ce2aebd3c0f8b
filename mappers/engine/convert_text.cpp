#include "mappers/engine/convert_text.h"

#include <array>
#include <charconv>

#include "mappers/engine/uk_time.h"
#include "profiles/fhir/date.h"
#include "profiles/fhir/decimal.h"

namespace careway::engine {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return !text.empty();
}

int number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Conversion invalid(std::string_view code, std::string_view text) {
  return {ConvertStatus::invalid, code, text};
}

constexpr std::string_view kDateHelp =
    "This is no date in the calendar, or not in a form that the map reads. Write it as the map says.";

/// Reads "dd/mm/yyyy" (one or two digits for day and month) or "yyyy-mm-dd".
std::optional<fhir::CivilDate> read_date(std::string_view text, std::string_view form) {
  fhir::CivilDate date;
  if (form == "yyyy-mm-dd") {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    if (!all_digits(text.substr(0, 4)) || !all_digits(text.substr(5, 2)) || !all_digits(text.substr(8, 2))) {
      return std::nullopt;
    }
    date = {number(text.substr(0, 4)), number(text.substr(5, 2)), number(text.substr(8, 2))};
  } else if (form == "dd/mm/yyyy") {
    const std::size_t first = text.find('/');
    const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const std::string_view day = text.substr(0, first);
    const std::string_view month = text.substr(first + 1, second - first - 1);
    const std::string_view year = text.substr(second + 1);
    if (!all_digits(day) || !all_digits(month) || !all_digits(year)) return std::nullopt;
    if (day.size() > 2 || month.size() > 2 || year.size() != 4) return std::nullopt;
    date = {number(year), number(month), number(day)};
  } else {
    return std::nullopt;
  }
  if (!fhir::is_calendar_day(date)) return std::nullopt;
  return date;
}

char digit(int value, int power) {
  return static_cast<char>('0' + value / power % 10);
}

std::string_view write_date(fhir::CivilDate date, std::string_view form, fhir::Document& arena) {
  const std::array<char, 4> year = {digit(date.year, 1000), digit(date.year, 100), digit(date.year, 10),
                                    digit(date.year, 1)};
  const std::array<char, 2> month = {digit(date.month, 10), digit(date.month, 1)};
  const std::array<char, 2> day = {digit(date.day, 10), digit(date.day, 1)};
  std::array<char, 10> out{};
  if (form == "dd/mm/yyyy") {
    out = {day[0], day[1], '/', month[0], month[1], '/', year[0], year[1], year[2], year[3]};
  } else {
    out = {year[0], year[1], year[2], year[3], '-', month[0], month[1], '-', day[0], day[1]};
  }
  return arena.intern({out.data(), out.size()});
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

Conversion text_to_fhir(std::string_view text, std::string_view& value) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') {
      return invalid("text-control-character", "The text holds a control character. Remove it in the source system.");
    }
  }
  value = text;
  return {};
}

Conversion date_to_fhir(std::string_view text, const Plan& plan, fhir::Document& arena, std::string_view& value) {
  for (const std::string& form : plan.date_forms) {
    if (const auto date = read_date(text, form)) {
      value = form == "yyyy-mm-dd" ? text : write_date(*date, "yyyy-mm-dd", arena);
      return {};
    }
  }
  return invalid("date-invalid", kDateHelp);
}

Conversion date_to_partner(std::string_view value, const Plan& plan, fhir::Document& arena, std::string_view& text) {
  if (value.size() > 10 && value[10] == 'T') value = value.substr(0, 10);
  const auto date = read_date(value, "yyyy-mm-dd");
  if (!date) return {ConvertStatus::cannot_hold, "date-partial", "The record has only a part of this date."};
  text = plan.date_form == "yyyy-mm-dd" ? value : write_date(*date, plan.date_form, arena);
  return {};
}

Conversion date_time_to_fhir(std::string_view text, fhir::Document& arena, std::string_view& value) {
  const auto written = uk_local_to_instant(text);
  if (!written) return invalid("date-time-invalid", "This is no date and time of the form 2025-04-01T09:30:00.");
  value = arena.intern(*written);
  return {};
}

Conversion date_time_to_partner(std::string_view value, fhir::Document& arena, std::string_view& text) {
  const auto written = instant_to_uk_local(value);
  if (!written) return {ConvertStatus::cannot_hold, "date-time-partial", "The record has only a part of this time."};
  text = arena.intern(*written);
  return {};
}

Conversion decimal_to_fhir(std::string_view text, fhir::Document& arena, std::string_view& value) {
  if (fhir::Decimal::parse(text)) {
    value = text;
    return {};
  }
  std::string plain;  // "£1,234.50", "+5", ".5", "007.50", "5."
  if (text.starts_with("\xC2\xA3")) text.remove_prefix(2);
  if (text.starts_with('+')) text.remove_prefix(1);
  bool negative = false;
  if (text.starts_with('-')) {
    negative = true;
    text.remove_prefix(1);
  }
  for (const char c : text) {
    if (c != ',' && c != ' ') plain += c;
  }
  const std::size_t point = std::min(plain.find('.'), plain.size());
  std::string whole = plain.substr(0, point);
  const std::string fraction = point < plain.size() ? plain.substr(point + 1) : std::string();
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  if (whole.empty()) whole = "0";
  std::string lexeme = negative ? "-" + whole : whole;
  if (!fraction.empty()) lexeme += "." + fraction;
  const bool has_digit = plain.find_first_of("0123456789") != std::string::npos;
  if (!has_digit || !fhir::Decimal::parse(lexeme)) {
    return invalid("decimal-invalid", "This is no number. Write it with digits and a point, for instance 16.40.");
  }
  value = arena.intern(lexeme);
  return {};
}

Conversion integer_to_fhir(std::string_view text, fhir::Document& arena, std::string_view& value) {
  std::string_view digits = text;
  if (const std::size_t point = digits.find('.'); point != std::string_view::npos) {
    if (digits.find_first_not_of('0', point + 1) != std::string_view::npos) {
      return invalid("integer-invalid", "This must be a whole number.");
    }
    digits = digits.substr(0, point);
  }
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  if (!all_digits(digits) || digits.size() > 10) return invalid("integer-invalid", "This must be a whole number.");
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  value = negative ? arena.intern("-" + std::string(digits)) : arena.intern(digits);
  return {};
}

bool nhs_number_check_digit_holds(std::string_view digits) {
  if (digits.size() != 10 || !all_digits(digits)) return false;
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (digits[static_cast<std::size_t>(i)] - '0') * (10 - i);
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == digits[9] - '0';
}

Conversion nhs_number_to_fhir(std::string_view text, fhir::Document& arena, std::string_view& value) {
  if (text.find_first_of("eE.") != std::string_view::npos &&
      text.find_first_of("0123456789") != std::string_view::npos) {
    return invalid(
        "nhs-number-damaged",
        "A spreadsheet has turned this NHS number into a rounded number. Export the column as text and push again.");
  }
  std::array<char, 10> digits{};
  std::size_t count = 0;
  bool plain = true;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (!is_digit(c) || count == digits.size()) {
      plain = false;
      break;
    }
    digits[count++] = c;
  }
  if (!plain || count != digits.size()) {
    value = text;
    return {ConvertStatus::ok, "nhs-number-form",
            "An NHS number has ten digits. It is kept as said and never used to match."};
  }
  const std::string_view number_text{digits.data(), digits.size()};
  value = text.size() == digits.size() ? text : arena.intern(number_text);
  if (!nhs_number_check_digit_holds(number_text)) {
    return {ConvertStatus::ok, "nhs-number-check-digit",
            "The check digit of this NHS number does not hold. It is kept as said and never used to match."};
  }
  return {};
}

namespace {

std::string_view argument_or(const std::map<std::string, std::string>& arguments, const std::string& name,
                             std::string_view otherwise) {
  const auto found = arguments.find(name);
  return found == arguments.end() ? otherwise : std::string_view(found->second);
}

}  // namespace

Conversion boolean_to_fhir(std::string_view text, const std::map<std::string, std::string>& arguments,
                           std::string_view& value) {
  if (text == argument_or(arguments, "true", "true")) {
    value = "true";
  } else if (text == argument_or(arguments, "false", "false")) {
    value = "false";
  } else {
    return invalid("boolean-invalid", "This must be one of the two words that the map reads as yes and no.");
  }
  return {};
}

Conversion boolean_to_partner(std::string_view value, const std::map<std::string, std::string>& arguments,
                              std::string_view& text) {
  text = value == "true" ? argument_or(arguments, "true", "true") : argument_or(arguments, "false", "false");
  if (text.empty()) {
    return {ConvertStatus::cannot_hold, "boolean-no-word", "The format can say only the other of yes and no."};
  }
  return {};
}

}  // namespace careway::engine
