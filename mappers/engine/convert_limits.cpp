#include "mappers/engine/convert_limits.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "profiles/fhir/decimal.h"

namespace careway::engine {
namespace {

std::size_t characters_of(std::string_view text) {
  // A byte of the form 10xxxxxx goes on with the character before it.
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::int64_t number_of(std::string_view digits) {
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

const std::string* argument(const PlanRow& row, std::string_view name) {
  for (const auto& [key, value] : row.arguments) {
    if (key == name) return &value;
  }
  return nullptr;
}

bool is_below(std::string_view value, std::string_view minimum) {
  const auto number = fhir::Decimal::parse(value);
  const auto least = fhir::Decimal::parse(minimum);
  return !number || !least || *number < *least;
}

bool has_more_decimals(std::string_view value, std::int64_t decimals) {
  const auto number = fhir::Decimal::parse(value);
  return !number || number->scale() > decimals;
}

}  // namespace

Conversion within_limits(const PlanRow& row, std::string_view value, ConvertStatus when_not) {
  const bool is_number = row.converter == ConverterKind::money || row.converter == ConverterKind::decimal ||
                         row.converter == ConverterKind::integer;
  if (!is_number && row.converter != ConverterKind::text) return {};
  if (row.arguments.empty()) return {};
  const std::string* refusal = argument(row, "refusal");
  const std::string* because = argument(row, "because");
  const auto breach = [&](std::string_view code, std::string_view text) {
    return Conversion{when_not, refusal != nullptr ? std::string_view(*refusal) : code,
                      because != nullptr ? std::string_view(*because) : text};
  };
  if (const std::string* minimum = argument(row, "minimum"); minimum != nullptr && is_below(value, *minimum)) {
    return breach("number-below-minimum", "This number is smaller than the format allows. Correct it at its source.");
  }
  if (const std::string* most = argument(row, "decimals");
      most != nullptr && has_more_decimals(value, number_of(*most))) {
    return breach("number-decimals", "This number has more digits behind the point than the format holds.");
  }
  if (const std::string* most = argument(row, "characters");
      most != nullptr && static_cast<std::int64_t>(characters_of(value)) > number_of(*most)) {
    return breach("value-too-long", "This value has more characters than the format holds, and is never cut.");
  }
  return {};
}

}  // namespace careway::engine
