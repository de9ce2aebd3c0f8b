#include "tests/laws/values.h"

#include <fmt/format.h>

#include "mappers/language/code_map.h"

namespace careway::laws {
namespace {

using engine::ConverterKind;

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

/// A number or text that keeps to the limits of the row's converter: a format with limits is seldom sent anything else.
std::string kept_to_limits(std::string value, const engine::PlanRow& row) {
  if (row.converter == ConverterKind::code || row.converter == ConverterKind::boolean) return value;
  if (const auto least = row.arguments.find("minimum"); least != row.arguments.end()) {
    if (value.starts_with('-')) value.erase(0, 1);
    if (value == "0" && least->second != "0") value = "3.50";
    if (row.converter == ConverterKind::integer && least->second.size() > value.size()) value += least->second;
  }
  const auto most = row.arguments.find("characters");
  if (most == row.arguments.end()) return value;
  const std::size_t characters = std::stoul(most->second);
  std::size_t end = 0;
  for (std::size_t count = 0; end < value.size(); ++end) {
    if ((static_cast<unsigned char>(value[end]) & 0xC0) != 0x80 && ++count > characters) break;
  }
  return value.substr(0, end);
}

}  // namespace

std::string nhs_number(Dice& dice) {
  for (;;) {
    const std::string nine = fmt::format("999{:06}", dice.below(1'000'000));
    int sum = 0;
    for (int i = 0; i < 9; ++i) sum += (nine[static_cast<std::size_t>(i)] - '0') * (10 - i);
    const int check = (11 - sum % 11) % 11;
    if (check != 10) return nine + static_cast<char>('0' + check);
  }
}

std::string ValueMaker::make(const engine::PlanRow* row, std::size_t field, const formats::Field* schema) {
  std::string value = made(row, field, schema);
  return row == nullptr || (mood_ == Mood::broken && dice_.chance(10)) ? value : kept_to_limits(std::move(value), *row);
}

std::string ValueMaker::made(const engine::PlanRow* row, std::size_t field, const formats::Field* schema) {
  if (row == nullptr) {
    if (schema == nullptr) return text();
    if (!schema->values.empty()) return dice_.pick(schema->values);
    switch (schema->type) {
      case formats::FieldType::integer:
        return integer();
      case formats::FieldType::decimal:
        return decimal(schema);
      case formats::FieldType::date:
        return date();
      case formats::FieldType::boolean:
        return dice_.chance(50) ? "true" : "false";
      default:
        return text();
    }
  }
  switch (row->converter) {
    case ConverterKind::code:
      return code(*row, schema);
    case ConverterKind::date:
      return date();
    case ConverterKind::date_time:
      return fmt::format("20{:02}-{:02}-{:02}T{:02}:{:02}:00", 15 + dice_.below(10), 4 + dice_.below(6),
                         1 + dice_.below(28), dice_.below(24), dice_.below(60));
    case ConverterKind::money:
    case ConverterKind::decimal:
      return decimal(schema);
    case ConverterKind::integer:
      return integer();
    case ConverterKind::boolean: {
      if (schema != nullptr && schema->values.size() == 1) return schema->values[0];
      const auto found = row->arguments.find(dice_.chance(50) ? "true" : "false");
      return found == row->arguments.end() ? "true" : found->second;
    }
    case ConverterKind::nhs_number:
      return nhs();
    case ConverterKind::words:
      return words();
    case ConverterKind::joined:
      if (schema != nullptr && schema->type == formats::FieldType::integer) return integer();
      return row->fields.size() > 1 && field == 0 ? "E09000033" : id();
    case ConverterKind::issued:
    case ConverterKind::issued_lines:
      return id();
    case ConverterKind::text:
    case ConverterKind::lines:
      if (schema != nullptr && !schema->values.empty() && !is_csv()) return dice_.pick(schema->values);
      return row->is_key ? id() : text();
  }
  return text();
}

std::string ValueMaker::code(const engine::PlanRow& row, const formats::Field* schema) {
  const bool is_closed = schema != nullptr && !schema->values.empty() && !is_csv();
  const auto spellings = row.code_map->spellings(row.release);
  if (is_closed || mood_ == Mood::plain || dice_.chance(70)) {
    if (spellings.empty()) return is_closed ? dice_.pick(schema->values) : text();
    return std::string(dice_.pick(spellings));
  }
  if (mood_ == Mood::broken && dice_.chance(12)) return "A word that no list has";
  const auto releases = row.code_map->releases();
  if (!releases.empty() && dice_.chance(50)) {
    const auto others = row.code_map->spellings(dice_.pick(releases));
    if (!others.empty()) return std::string(dice_.pick(others));
  }
  if (row.code_map->unmapped() == language::UnmappedPolicy::keep && dice_.chance(50)) return "Our own word " + id();
  if (spellings.empty()) return text();
  return upper(std::string(dice_.pick(spellings)));
}

std::string ValueMaker::date() {
  const std::size_t year = 1930 + dice_.below(100);
  const std::size_t month = 1 + dice_.below(12);
  const std::size_t day = 1 + dice_.below(28);
  if (mood_ == Mood::broken && dice_.chance(3)) return "31/02/2025";
  const bool may_be_odd = mood_ != Mood::plain && is_csv() && dice_.chance(30);
  if (may_be_odd && face_.plan->date_forms.size() > 1) return fmt::format("{}-{:02}-{:02}", year, month, day);
  if (may_be_odd) return fmt::format("{}/{}/{}", day, month, year);
  if (face_.plan->date_form == "yyyy-mm-dd") return fmt::format("{}-{:02}-{:02}", year, month, day);
  return fmt::format("{:02}/{:02}/{}", day, month, year);
}

std::string ValueMaker::decimal(const formats::Field* schema) {
  static const std::vector<std::string> kPlain = {"16.40", "0.10", "10", "250", "1234.5", "-3.25", "0"};
  static const std::vector<std::string> kOddCells = {"1e3",
                                                     "\xC2\xA3"
                                                     "1,234.50",
                                                     "007.50",
                                                     ".5",
                                                     "+4",
                                                     "5.",
                                                     " 16.40 ",
                                                     "1E+2"};
  static const std::vector<std::string> kBroken = {"twelve", "1.2.3", "-", "12,34.x"};
  const bool is_number = schema != nullptr && schema->type == formats::FieldType::decimal;
  if (!is_csv()) {
    static const std::vector<std::string> kOddNumbers = {"1e3", "10.50", "1E2", "0.10"};
    return mood_ != Mood::plain && is_number && face_.plan->date_form == "yyyy-mm-dd" && dice_.chance(40)
               ? dice_.pick(kOddNumbers)
               : dice_.pick(kPlain);
  }
  if (mood_ == Mood::broken && dice_.chance(20)) return dice_.pick(kBroken);
  return mood_ != Mood::plain && dice_.chance(40) ? dice_.pick(kOddCells) : dice_.pick(kPlain);
}

std::string ValueMaker::integer() {
  if (mood_ != Mood::plain && is_csv() && dice_.chance(40)) return dice_.chance(50) ? "02" : "3.0";
  return std::to_string(1 + dice_.below(9));
}

std::string ValueMaker::words() {
  static const std::vector<std::string> kNames = {"Ada", "Bo", "Zo\xC3\xAB", "\xC5\x81ucja", "Mary-Jane", "O'Neil"};
  std::string all = dice_.pick(kNames);
  for (std::size_t i = dice_.below(3); i > 0; --i) {
    all += mood_ != Mood::plain && dice_.chance(30) ? "  " : " ";
    all += dice_.pick(kNames);
  }
  return all;
}

std::string ValueMaker::text() {
  static const std::vector<std::string> kPlain = {"Example", "Morning calls", "ZZ99 3CZ", "A99001", "1-999000001"};
  static const std::vector<std::string> kOdd = {"Example, of Example Street",
                                                "She said \"no\"",
                                                "caf\xC3\xA9 & <son>",
                                                "50% : half",
                                                "16.40",
                                                "O'Neil",
                                                "|pipes|",
                                                "null",
                                                "=1+1"};
  static const std::vector<std::string> kOddCells = {" padded ", "two\nlines", "two\r\nlines", "trailing \t",
                                                     "tab\there"};
  std::string base;
  if (mood_ == Mood::plain || dice_.chance(50)) {
    base = dice_.pick(kPlain);
  } else if (is_csv() && dice_.chance(50)) {
    return dice_.pick(kOddCells) + (dice_.chance(50) ? "" : " ");
  } else {
    base = dice_.pick(kOdd);
  }
  return base + " " + std::to_string(dice_.below(100'000));
}

std::string ValueMaker::id() {
  const std::string number = std::to_string(dice_.below(1'000'000));
  if (mood_ == Mood::plain || dice_.chance(80)) return "X" + number;
  static const std::vector<std::string> kOdd = {"a:b", "50%", "%3A", "a|b", "with blank", "#1", "[2]", "x/y"};
  return dice_.pick(kOdd) + number;
}

std::string ValueMaker::nhs() {
  const std::string number = nhs_number(dice_);
  if (mood_ == Mood::plain || dice_.chance(60)) return number;
  if (mood_ == Mood::broken && dice_.chance(20)) return "9.99E+09";
  switch (dice_.below(3)) {
    case 0:
      return number.substr(0, 3) + " " + number.substr(3, 3) + " " + number.substr(6);
    case 1:
      return number.substr(0, 9) + static_cast<char>('0' + (number[9] - '0' + 1) % 10);
    default:
      return number.substr(0, 3) + "-" + number.substr(3, 3) + "-" + number.substr(6);
  }
}

}  // namespace careway::laws
