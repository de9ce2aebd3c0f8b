#include "mappers/budget/fhir_values.h"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <utility>

namespace careway::budget {
namespace {

using fhir::NodeIndex;
using fhir::ValueKind;

constexpr std::array<std::pair<money::Frequency, std::string_view>, 10> kFrequencyCodes = {{
    {money::Frequency::hourly, "hourly"},
    {money::Frequency::daily, "daily"},
    {money::Frequency::per_session, "per-session"},
    {money::Frequency::weekly, "weekly"},
    {money::Frequency::fortnightly, "fortnightly"},
    {money::Frequency::four_weekly, "4-weekly"},
    {money::Frequency::monthly, "monthly"},
    {money::Frequency::quarterly, "quarterly"},
    {money::Frequency::annual, "annually"},
    {money::Frequency::one_off, "one-off"},
}};

/// No price of people has more digits behind the point.
constexpr int kScaleMax = 24;
constexpr std::int64_t kPencePerPound = 100;

}  // namespace

fhir::Element find_extension(fhir::Element element, std::string_view url) {
  if (!element.exists()) return {};
  for (const fhir::Element child : element) {
    if (child.name() == "extension" && child.child_value("url") == url) return child;
  }
  return {};
}

std::string_view code_in(fhir::Element concept_element, std::string_view system) {
  if (!concept_element.exists()) return {};
  for (const fhir::Element coding : concept_element) {
    if (coding.name() == "coding" && coding.child_value("system") == system) return coding.child_value("code");
  }
  return {};
}

std::string_view reference_in(fhir::Element reference) {
  return reference.exists() ? reference.child_value("reference") : std::string_view();
}

std::optional<fhir::CivilDate> day_in(fhir::Element date) {
  if (!date.exists()) return std::nullopt;
  // A dateTime begins with its day.
  constexpr std::size_t kDayLength = 10;
  const auto parsed = fhir::PartialDate::parse(date.value().substr(0, kDayLength));
  return parsed && parsed->is_day() ? std::optional(parsed->first_day()) : std::nullopt;
}

std::optional<Rational> number_in(fhir::Element decimal) {
  if (!decimal.exists()) return std::nullopt;
  const auto parsed = fhir::Decimal::parse(decimal.value());
  return parsed ? std::optional(Rational(*parsed)) : std::nullopt;
}

std::optional<Rational> pence_in(fhir::Element money) {
  if (!money.exists() || money.child_value("currency") != "GBP") return std::nullopt;
  auto pounds = number_in(money.child("value"));
  if (pounds) *pounds *= Rational(kPencePerPound);
  return pounds;
}

Party party_in(fhir::Element reference, const language::Names& names) {
  Party party;
  if (!reference.exists()) return party;
  party.name = reference.child_value("display");
  const fhir::Element identifier = reference.child("identifier");
  if (!identifier.exists()) return party;
  for (const std::string_view alias : {"la-code", "ods-organization-code"}) {
    if (names.find(alias) == identifier.child_value("system")) party.system_alias = alias;
  }
  party.code = identifier.child_value("value");
  return party;
}

std::string_view frequency_code(money::Frequency frequency) {
  for (const auto& [known, code] : kFrequencyCodes) {
    if (known == frequency) return code;
  }
  return {};
}

std::optional<money::Frequency> frequency_of_code(std::string_view code) {
  for (const auto& [frequency, known] : kFrequencyCodes) {
    if (known == code) return frequency;
  }
  return std::nullopt;
}

std::string pounds_text(Pence pence) {
  const auto size = static_cast<std::uint64_t>(pence < 0 ? -(pence + 1) : pence) + (pence < 0 ? 1U : 0U);
  return fmt::format("{}{}.{:02}", pence < 0 ? "-" : "", size / kPencePerPound, size % kPencePerPound);
}

std::optional<std::string> decimal_text(const Rational& value, int scale_min) {
  Rational scaled = value.is_negative() ? Rational() - value : value;
  for (int scale = 0; scale <= kScaleMax; ++scale, scaled *= Rational(10)) {
    if (scale < scale_min) continue;
    std::string digits = scaled.text();
    if (digits.find('/') != std::string::npos) continue;
    const auto behind = static_cast<std::size_t>(scale);
    if (digits.size() <= behind) digits.insert(0, behind + 1 - digits.size(), '0');
    if (scale > 0) digits.insert(digits.size() - behind, 1, '.');
    return (value.is_negative() ? "-" : "") + digits;
  }
  return std::nullopt;
}

std::string day_text(fhir::CivilDate day) {
  return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

TreeBuilder::TreeBuilder(fhir::Document& document, const definitions::Definitions& definitions,
                         const language::Names& names, std::string_view resource_type)
    : document_(document), definitions_(definitions), names_(names) {
  document_.set_value(0, ValueKind::resource, resource_type);
}

NodeIndex TreeBuilder::add(NodeIndex parent, std::string_view name) {
  const fhir::Element above = document_.at(parent);
  const auto type = parent == 0 ? definitions_.find_type(above.value()) : definitions_.entry_type(above.entry());
  const auto entry = definitions_.find_entry(type, name);
  assert(entry != definitions::kNone);
  return document_.append(parent, definitions_.entry_name(entry), entry);
}

void TreeBuilder::value(NodeIndex parent, std::string_view name, std::string_view text) {
  if (!text.empty()) document_.set_value(add(parent, name), ValueKind::text, text);
}

void TreeBuilder::number(NodeIndex parent, std::string_view name, std::string_view lexeme) {
  document_.set_value(add(parent, name), ValueKind::number, lexeme);
}

void TreeBuilder::boolean(NodeIndex parent, std::string_view name, bool value) {
  document_.set_value(add(parent, name), ValueKind::boolean, value ? "true" : "false");
}

void TreeBuilder::money(NodeIndex parent, std::string_view name, std::string_view pounds) {
  const NodeIndex node = add(parent, name);
  number(node, "value", pounds);
  value(node, "currency", "GBP");
}

void TreeBuilder::concept_of(NodeIndex parent, std::string_view name, std::string_view system_alias,
                             std::string_view code, std::string_view text) {
  const NodeIndex node = add(parent, name);
  if (!code.empty()) {
    const NodeIndex coding = add(node, "coding");
    value(coding, "system", url(system_alias));
    value(coding, "code", code);
  }
  value(node, "text", text);
}

void TreeBuilder::identifier(NodeIndex parent, std::string_view name, std::string_view system_alias,
                             std::string_view text) {
  const NodeIndex node = add(parent, name);
  value(node, "system", url(system_alias));
  value(node, "value", text);
}

void TreeBuilder::reference(NodeIndex parent, std::string_view name, std::string_view text) {
  if (!text.empty()) value(add(parent, name), "reference", text);
}

void TreeBuilder::party(NodeIndex parent, std::string_view name, const Party& party) {
  const NodeIndex node = add(parent, name);
  value(node, "type", "Organization");
  if (!party.code.empty()) {
    identifier(node, "identifier", party.system_alias.empty() ? "ods-organization-code" : party.system_alias,
               party.code);
  }
  value(node, "display", party.name);
}

void TreeBuilder::period(NodeIndex parent, std::string_view name, fhir::CivilDate from, fhir::CivilDate to) {
  const NodeIndex node = add(parent, name);
  value(node, "start", day_text(from));
  value(node, "end", day_text(to));
}

NodeIndex TreeBuilder::extension(NodeIndex parent, std::string_view alias) {
  return part(parent, url(alias));
}

NodeIndex TreeBuilder::part(NodeIndex parent, std::string_view name) {
  const NodeIndex node = add(parent, "extension");
  value(node, "url", name);
  return node;
}

void TreeBuilder::text_part(NodeIndex parent, std::string_view url, std::string_view text) {
  if (!text.empty()) value(part(parent, url), "valueString", text);
}

void TreeBuilder::code_part(NodeIndex parent, std::string_view url, std::string_view system_alias,
                            std::string_view code) {
  if (!code.empty()) concept_of(part(parent, url), "valueCodeableConcept", system_alias, code);
}

void TreeBuilder::day_part(NodeIndex parent, std::string_view url, const std::optional<fhir::CivilDate>& day) {
  if (day) value(part(parent, url), "valueDate", day_text(*day));
}

void TreeBuilder::money_part(NodeIndex parent, std::string_view url, std::string_view pounds) {
  money(part(parent, url), "valueMoney", pounds);
}

void TreeBuilder::boolean_part(NodeIndex parent, std::string_view url, bool value) {
  boolean(part(parent, url), "valueBoolean", value);
}

void TreeBuilder::reference_part(NodeIndex parent, std::string_view url, std::string_view text) {
  if (!text.empty()) reference(part(parent, url), "valueReference", text);
}

}  // namespace careway::budget
