#include "gateway/api/parameters.h"

#include <algorithm>
#include <charconv>

#include "gateway/api/errors.h"

namespace careway::api {

fhir::Element Parameters::find(std::string_view name) const {
  if (!owner_.exists()) return {};
  for (fhir::Element child : owner_) {
    const bool is_parameter = child.name() == "parameter" || child.name() == "part";
    if (is_parameter && child.child_value("name") == name) return child;
  }
  return {};
}

std::vector<Parameters> Parameters::all(std::string_view name) const {
  std::vector<Parameters> found;
  if (!owner_.exists()) return found;
  for (fhir::Element child : owner_) {
    const bool is_parameter = child.name() == "parameter" || child.name() == "part";
    if (is_parameter && child.child_value("name") == name) found.push_back({child, issues_});
  }
  return found;
}

std::string Parameters::text(std::string_view name) const {
  const fhir::Element parameter = find(name);
  if (!parameter) return {};
  for (fhir::Element child : parameter) {
    if (child.name().starts_with("value") && child.has_value()) return std::string(child.value());
  }
  return {};
}

std::string Parameters::needed_text(std::string_view name) const {
  std::string value = text(name);
  if (value.empty()) refuse_missing(name);
  return value;
}

std::optional<fhir::CivilDate> Parameters::day(std::string_view name) const {
  const std::string value = text(name);
  if (value.empty()) return std::nullopt;
  const auto day = day_of(value);
  if (!day) refuse_value(name);
  return day;
}

std::optional<std::uint32_t> Parameters::number(std::string_view name) const {
  const std::string value = text(name);
  if (value.empty()) return std::nullopt;
  std::uint32_t number = 0;
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (problem == std::errc() && end == value.data() + value.size()) return number;
  refuse_value(name);
  return std::nullopt;
}

bool Parameters::flag(std::string_view name) const {
  const std::string value = text(name);
  if (!value.empty() && value != "true" && value != "false") refuse_value(name);
  return value == "true";
}

std::optional<std::int64_t> Parameters::pence(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  const auto pounds = money::Rational::parse(member(name, "valueMoney", "value"));
  const money::Rational exact = pounds ? *pounds * money::Rational(100) : money::Rational();
  const auto whole = exact.floor();
  const bool is_pence = pounds && whole && money::Rational(*whole) == exact && *whole >= 0;
  if (is_pence && member(name, "valueMoney", "currency") == "GBP") return whole;
  refuse_value(name);
  return std::nullopt;
}

std::string Parameters::member(std::string_view name, std::string_view value, std::string_view child) const {
  const fhir::Element parameter = find(name);
  const fhir::Element complex = parameter ? parameter.child(value) : fhir::Element();
  return complex ? std::string(complex.child_value(child)) : std::string();
}

std::size_t Parameters::word(std::string_view name, const std::vector<std::string_view>& words) const {
  const std::string value = text(name);
  if (value.empty()) return 0;
  const auto found = std::ranges::find(words, value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  refuse_value(name);
  return 0;
}

void Parameters::refuse_value(std::string_view name) const {
  refuse(issues_, "parameter-value", name);
}

void Parameters::refuse_missing(std::string_view name) const {
  refuse(issues_, "parameter-missing", name);
}

std::optional<fhir::CivilDate> day_of(std::string_view text) {
  const auto date = fhir::PartialDate::parse(text);
  return date && date->is_day() ? std::optional(date->first_day()) : std::nullopt;
}

}  // namespace careway::api
