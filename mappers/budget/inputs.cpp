#include "mappers/budget/inputs.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "mappers/budget/fhir_values.h"
#include "mappers/budget/rate_rows.h"
#include "mappers/budget/rules.h"

namespace careway::budget {
namespace {

using fhir::Element;

constexpr std::array<std::string_view, 3> kServiceLists = {"cld-service-component", "chc-care-product",
                                                           "education-provision"};
constexpr std::array<std::string_view, 5> kLineIdentifiers = {"council-line", "marketplace-line", "chc-package",
                                                              "cld-event", "service-key"};
constexpr std::size_t kIdentifiersOfPlans = 3;  // of the list above: who speaks of the line knows its plan

/// "ServiceRequest/abc/_history/2", as far as it is known.
std::string reference_of(Element resource) {
  std::string text(resource.value());
  const std::string_view id = resource.child_value("id");
  if (id.empty()) return text;
  text.append("/").append(id);
  const Element meta = resource.child("meta");
  const std::string_view version = meta.exists() ? meta.child_value("versionId") : std::string_view();
  if (!version.empty()) text.append("/_history/").append(version);
  return text;
}

/// "Patient/abc"
std::string plain_reference_of(Element resource) {
  const std::string_view id = resource.child_value("id");
  return id.empty() ? std::string() : std::string(resource.value()).append("/").append(id);
}

/// Reads resources into inputs. The URLs are looked up once.
class InputReader {
 public:
  InputReader(const language::Names& names, fhir::Issues& issues) : names_(names), issues_(issues) {
    for (const std::string_view alias : kServiceLists) service_systems_.push_back(names.resolve(alias));
    for (const std::string_view alias : kLineIdentifiers) line_systems_.push_back(names.resolve(alias));
  }

  void add(Element resource, Inputs& inputs) {
    resource_ = reference_of(resource);
    const std::string_view type = resource.value();
    if (type == "Patient") patient(resource, inputs);
    if (type == "CarePlan") plan(resource, inputs);
    if (type == "ServiceRequest") line(resource, inputs);
    if (type == "Coverage") stream(resource, inputs);
    if (type == "Task") determination(resource, inputs);
    if (type == "ChargeItem") actual(resource, inputs);
  }

  void add_rate(Element resource, std::vector<RateBook::Row>& rows);

 private:
  struct Span {
    std::optional<fhir::CivilDate> from;
    std::optional<fhir::CivilDate> to;
  };

  void unreadable(std::string_view what) {
    issues_.error(
        "budget-input", resource_,
        "The " + std::string(what) + " of this resource is missing or cannot be read. Correct it and ask again.");
  }

  Element extension_of(Element element, std::string_view alias) const {
    return find_extension(element, names_.find(alias).value_or(alias));
  }
  Element value_of(Element element, std::string_view alias, std::string_view value) const {
    const Element found = extension_of(element, alias);
    return found.exists() ? found.child(value) : Element();
  }
  static Element part_of(Element extension, std::string_view part, std::string_view value) {
    const Element found = find_extension(extension, part);
    return found.exists() ? found.child(value) : Element();
  }
  static std::string text_of(Element element) {
    return element.exists() ? std::string(element.value()) : std::string();
  }
  std::string code_of(Element concept_element, std::string_view alias) const {
    return std::string(code_in(concept_element, names_.find(alias).value_or(alias)));
  }

  Span span_of(Element period) {
    Span span;
    if (!period.exists()) return span;
    for (const std::string_view name : {"start", "end"}) {
      const Element day = period.child(name);
      if (!day.exists()) continue;
      (name == "start" ? span.from : span.to) = day_in(day);
      if (!day_in(day)) unreadable("period");
    }
    return span;
  }

  /// Exact pence; told when it is not in pounds sterling or no number.
  std::optional<Rational> amount_of(Element money) {
    if (!money.exists()) return std::nullopt;
    if (money.child_value("currency") != "GBP") {
      issues_.error("budget-currency", resource_,
                    "An amount is not in pounds sterling (GBP). Convert it and ask again.");
      return std::nullopt;
    }
    auto pence = pence_in(money);
    if (!pence) unreadable("amount");
    return pence;
  }

  void service_of(Element code, std::string& type, std::string& alias) const {
    for (std::size_t i = 0; i < service_systems_.size(); ++i) {
      const std::string_view found = code_in(code, service_systems_[i]);
      if (found.empty()) continue;
      type = found;
      alias = kServiceLists[i];
      return;
    }
  }

  void patient(Element resource, Inputs& inputs) {
    std::string reference = plain_reference_of(resource);
    if (inputs.patient.empty()) {
      inputs.patient = std::move(reference);
    } else if (reference != inputs.patient) {
      inputs.drawn_from.push_back(std::move(reference));
    }
    const Element died = resource.child("deceasedDateTime");
    if (!died.exists()) return;
    const auto read = fhir::DateTime::parse(died.value());
    if (!read) return unreadable("day of death");
    const fhir::CivilDate day = read->date().first_day();
    if (!inputs.died_on || day < *inputs.died_on) inputs.died_on = day;
  }

  void plan(Element resource, Inputs& inputs) {
    inputs.plan = plain_reference_of(resource);
    const Span span = span_of(resource.child("period"));
    if (span.from) inputs.plan_start = span.from;
  }

  std::string line_key(Element resource) const {
    for (const std::string& system : line_systems_) {
      for (const Element child : resource) {
        if (child.name() == "identifier" && child.child_value("system") == system) {
          return std::string(child.child_value("value"));
        }
      }
    }
    const Element any = resource.child("identifier");
    if (any.exists() && !any.child_value("value").empty()) return std::string(any.child_value("value"));
    return std::string(resource.child_value("id"));
  }

  /// Client-level data has one row for a service, with the latest cost; what it cost before is not in it.
  bool is_known_from_cld_alone(Element resource) const {
    const std::span of_plans = std::span(line_systems_).first(kIdentifiersOfPlans);
    bool is_in_cld = false;
    for (const Element child : resource) {
      if (child.name() != "identifier") continue;
      const std::string_view system = child.child_value("system");
      if (std::ranges::find(of_plans, system) != of_plans.end()) return false;
      is_in_cld |= system == line_systems_[kIdentifiersOfPlans];
    }
    return is_in_cld;
  }

  /// What the first coding that says so calls the code; empty when none does.
  static std::string display_of(Element code) {
    if (!code.exists()) return {};
    for (const Element coding : code) {
      if (coding.name() != "coding") continue;
      if (const std::string_view display = coding.child_value("display"); !display.empty()) return std::string(display);
    }
    return {};
  }

  void line(Element resource, Inputs& inputs) {
    const std::string_view status = resource.child_value("status");
    if (status == "revoked" || status == "entered-in-error") return;
    LineInput line;
    line.key = line_key(resource);
    line.service = resource_;
    const Element code = resource.child("code");
    service_of(code, line.service_type, line.service_type_alias);
    line.text = code.exists() ? std::string(code.child_value("text")) : std::string();
    if (line.text.empty()) line.text = text_of(value_of(resource, "event-description", "valueString"));
    if (line.text.empty()) line.text = display_of(code);
    if (line.text.empty()) line.text = line.service_type;
    line.line_type = code_of(value_of(resource, "cost-line-type", "valueCodeableConcept"), "cost-line-type-code");
    const Span span = span_of(resource.child("occurrencePeriod"));
    line.from = span.from;
    line.to = span.to;
    line.price = amount_of(value_of(resource, "unit-cost", "valueMoney"));
    const Element frequency = value_of(resource, "cost-frequency", "valueCodeableConcept");
    line.unit = frequency_of_code(code_in(frequency, names_.resolve("cld-cost-frequency")));
    if (frequency.exists() && !line.unit) unreadable("cost frequency");
    line.units_per_week = number_in(value_of(resource, "planned-units", "valueDecimal"));
    line.method = code_of(value_of(resource, "costing-method", "valueCodeableConcept"), "costing-method-code");
    const Element latest = value_of(resource, "latest-cost-only", "valueBoolean");
    line.is_latest_cost_only = (latest.exists() && latest.value() == "true") || is_known_from_cld_alone(resource);
    const std::string share_url = names_.resolve("funding-share");
    for (const Element child : resource) {
      if (child.name() == "extension" && child.child_value("url") == share_url) share(child, line);
    }
    inputs.lines.push_back(std::move(line));
  }

  void share(Element extension, LineInput& line) {
    ShareInput share;
    share.stream = code_of(part_of(extension, "stream", "valueCodeableConcept"), "funding-stream-code");
    std::optional<Rational> value;
    int said = 0;
    if (const Element percent = part_of(extension, "percent", "valueDecimal"); percent.exists()) {
      share.kind = ShareInput::Kind::percent;
      value = number_in(percent);
      ++said;
    }
    if (const Element fraction = part_of(extension, "fraction", "valueString"); fraction.exists()) {
      share.kind = ShareInput::Kind::part;
      value = Rational::parse(fraction.value());
      ++said;
    }
    if (const Element amount = part_of(extension, "amount", "valueMoney"); amount.exists()) {
      share.kind = ShareInput::Kind::fixed;
      value = amount_of(amount);
      ++said;
    }
    if (const Element rest = part_of(extension, "rest", "valueBoolean"); rest.exists() && rest.value() == "true") {
      share.kind = ShareInput::Kind::rest;
      value = Rational();
      ++said;
    }
    if (share.stream.empty() || said != 1 || !value) {
      issues_.error(
          "budget-share", resource_,
          "A funder's share of this line has no stream, or not exactly one of percent, fraction, amount a week "
          "and rest. Correct the share.");
      return;
    }
    share.value = *value;
    const Span span = span_of(part_of(extension, "period", "valuePeriod"));
    share.from = span.from;
    share.to = span.to;
    share.decision = text_of(part_of(extension, "decision", "valueString"));
    share.legal_basis = code_of(part_of(extension, "legal-basis", "valueCodeableConcept"), "legal-basis-code");
    const Element chargeable = part_of(extension, "chargeable", "valueBoolean");
    if (chargeable.exists()) share.is_chargeable = chargeable.value() == "true";
    line.shares.push_back(std::move(share));
  }

  void stream(Element resource, Inputs& inputs) {
    const std::string_view status = resource.child_value("status");
    if (status == "cancelled" || status == "entered-in-error") return;
    StreamInput input;
    Stream& stream = input.stream;
    stream.code = code_of(resource.child("type"), "funding-stream-code");
    if (stream.code.empty()) return;  // another kind of cover
    stream.coverage = plain_reference_of(resource);
    const std::string key_system = names_.resolve("funding-stream-id");
    for (const Element child : resource) {
      if (child.name() == "identifier" && child.child_value("system") == key_system)
        stream.key = child.child_value("value");
      if (child.name() == "costToBeneficiary" && !input.assessed_weekly) {
        input.assessed_weekly = amount_of(child.child("valueMoney"));
      }
    }
    stream.funder = party_in(resource.child("payor"), names_);
    stream.legal_basis = code_of(value_of(resource, "legal-basis", "valueCodeableConcept"), "legal-basis-code");
    stream.holding = code_of(value_of(resource, "holding", "valueCodeableConcept"), "holding-code");
    stream.cost_centre = text_of(value_of(resource, "cost-centre", "valueString"));
    stream.subjective_code = text_of(value_of(resource, "subjective-code", "valueString"));
    stream.is_top_up = is_top_up(stream.code);
    input.financial_assessment = text_of(value_of(resource, "financial-assessment", "valueString"));
    const Span span = span_of(resource.child("period"));
    input.from = span.from;
    input.to = span.to;
    const std::string_view order = resource.child_value("order");
    std::from_chars(order.data(), order.data() + order.size(), input.order);
    inputs.streams.push_back(std::move(input));
  }

  void determination(Element resource, Inputs& inputs) {
    if (code_of(resource.child("code"), "record-kind") == "determination") {
      const Element detail = extension_of(resource, "determination-detail");
      if (!detail.exists()) return unreadable("determination");
      DeterminationInput input;
      input.reference = resource_;
      input.regime = code_of(part_of(detail, "regime", "valueCodeableConcept"), "determination-regime");
      input.outcome = code_of(part_of(detail, "outcome", "valueCodeableConcept"), "determination-outcome");
      input.finality = code_of(part_of(detail, "finality", "valueCodeableConcept"), "determination-finality");
      const Span span = span_of(part_of(detail, "effective", "valuePeriod"));
      input.from = span.from;
      input.to = span.to;
      input.assessed_weekly = amount_of(part_of(detail, "assessed-charge", "valueMoney"));
      inputs.determinations.push_back(std::move(input));
    }
  }

  void actual(Element resource, Inputs& inputs) {
    if (resource.child_value("status") == "entered-in-error") return;
    ActualInput actual;
    actual.source.reference = resource_;
    const Element identifier = resource.child("identifier");
    actual.source.label = identifier.exists() ? std::string(identifier.child_value("value")) : resource_;
    actual.sector = code_of(value_of(resource, "cost-sector", "valueCodeableConcept"), "cost-sector-code");
    const Element code = resource.child("code");
    service_of(code, actual.service_type, actual.service_type_alias);
    actual.text = code.exists() ? std::string(code.child_value("text")) : std::string();
    if (actual.text.empty()) actual.text = display_of(code);
    const Span span = span_of(resource.child("occurrencePeriod"));
    const auto price = amount_of(resource.child("priceOverride"));
    const Element quantity = resource.child("quantity");
    const auto units = quantity.exists() ? number_in(quantity.child("value")) : std::optional(Rational(1));
    if (actual.service_type.empty() || !span.from || !span.to || *span.to < *span.from || !price || !units) {
      return unreadable("cost");
    }
    actual.from = *span.from;
    actual.to = *span.to;
    actual.price = *price;
    actual.quantity = *units;
    const Element latest = value_of(resource, "latest-cost-only", "valueBoolean");
    actual.is_latest_cost_only = latest.exists() && latest.value() == "true";
    inputs.actuals.push_back(std::move(actual));
  }

  void rate_details(Element resource, money::Rate& rate);

  const language::Names& names_;
  fhir::Issues& issues_;
  std::string resource_;
  std::vector<std::string> service_systems_;
  std::vector<std::string> line_systems_;
};

void InputReader::rate_details(Element resource, money::Rate& rate) {
  const std::string basis = code_of(value_of(resource, "rate-basis", "valueCodeableConcept"), "costing-method-code");
  rate.basis = basis == "average" ? money::RateBasis::average : money::RateBasis::agreed;
  const auto unit = frequency_of_code(
      code_in(value_of(resource, "cost-frequency", "valueCodeableConcept"), names_.resolve("cld-cost-frequency")));
  if (!unit || (basis != "average" && basis != "agreed")) unreadable("basis or unit");
  rate.unit = unit.value_or(money::Frequency::weekly);
  if (const Element people = value_of(resource, "rate-people", "valueInteger"); people.exists()) {
    const std::string_view text = people.value();
    std::from_chars(text.data(), text.data() + text.size(), rate.people);
  }
  rate.median = amount_of(value_of(resource, "rate-median", "valueMoney")).value_or(Rational());
  rate.price_base = text_of(value_of(resource, "price-base", "valueString"));
  rate.uplift_percent = number_in(value_of(resource, "uplift-percent", "valueDecimal")).value_or(Rational());
}

void InputReader::add_rate(Element resource, std::vector<RateBook::Row>& rows) {
  if (resource.value() != "ChargeItemDefinition" || resource.child_value("status") == "retired") return;
  resource_ = reference_of(resource);
  RateBook::Row row;
  row.source.reference = resource_;
  const std::string row_system = names_.resolve("rate-row");
  for (const Element child : resource) {
    if (child.name() == "identifier" && child.child_value("system") == row_system) {
      row.rate.id = child.child_value("value");
    }
  }
  row.source.label = row.rate.id.empty() ? resource_ : row.rate.id;
  if (row.rate.id.empty()) row.rate.id = resource_;
  row.funder = resource.child_value("publisher");
  row.version = resource.child_value("version");
  std::string alias;
  service_of(resource.child("code"), row.rate.service_type, alias);
  const Span span = span_of(resource.child("effectivePeriod"));
  std::optional<Rational> price;
  if (const Element group = resource.child("propertyGroup"); group.exists()) {
    for (const Element component : group) {
      if (component.name() == "priceComponent" && component.child_value("type") == "base") {
        price = amount_of(component.child("amount"));
      }
    }
  }
  if (row.rate.service_type.empty() || !span.from || !price) return unreadable("rate");
  constexpr fhir::CivilDate kNoEnd{9999, 12, 31};
  row.rate.from = *span.from;
  row.rate.to = span.to.value_or(kNoEnd);
  row.rate.price = *price;
  rate_details(resource, row.rate);
  rows.push_back(std::move(row));
}

}  // namespace

std::optional<Inputs> read_inputs(const std::vector<Element>& resources, const language::Names& names,
                                  fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  InputReader reader(names, issues);
  Inputs inputs;
  for (const Element resource : resources) reader.add(resource, inputs);
  if (!inputs.plan_start) {
    for (const LineInput& line : inputs.lines) {
      if (line.from && (!inputs.plan_start || *line.from < *inputs.plan_start)) inputs.plan_start = line.from;
    }
  }
  return issues.error_count() == errors_before ? std::optional(std::move(inputs)) : std::nullopt;
}

std::optional<RateBook> read_rates(const std::vector<Element>& resources, const language::Names& names,
                                   fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  std::vector<RateBook::Row> rows = read_rate_rows(resources, names, issues);
  if (issues.error_count() > errors_before) return std::nullopt;
  return RateBook::make(std::move(rows), issues);
}

std::vector<RateBook::Row> read_rate_rows(const std::vector<Element>& resources, const language::Names& names,
                                          fhir::Issues& issues) {
  InputReader reader(names, issues);
  std::vector<RateBook::Row> rows;
  for (const Element resource : resources) reader.add_rate(resource, rows);
  return rows;
}

}  // namespace careway::budget
