#include <algorithm>
#include <array>
#include <utility>

#include "mappers/budget/return_row.h"

namespace careway::budget {
namespace {

using fhir::Document;
using fhir::Element;
using fhir::kNoNode;
using fhir::NodeIndex;
using fhir::ValueKind;
using money::Frequency;

using WordPair = std::pair<std::string_view, std::string_view>;

// Client Level Data and continuing care name the same thing differently (uk-standards 4.3). Several places to live
// become supported housing; the way back takes the first.
constexpr std::array<WordPair, 8> kProducts = {{
    {"home-support", "funded-home-care"},
    {"day-support", "chc-day-care"},
    {"transport", "chc-transport"},
    {"equipment", "chc-equipment"},
    {"long-term-nursing-care", "care-home-with-nursing"},
    {"long-term-residential-care", "care-home-without-nursing"},
    {"community-supported-living", "supported-housing"},
    {"extra-care-housing", "supported-housing"},
}};

// Ways of holding the money (domain 3.2). Third parties have no code in Client Level Data; individual service funds,
// managed accounts, cards and mixtures have none on either side.
constexpr std::array<WordPair, 3> kMechanisms = {{
    {"direct-payment", "direct-payment"},
    {"notional", "cassr-managed-personal-budget"},
    {"commissioned", "cassr-commissioned-support"},
}};
constexpr std::array<WordPair, 4> kBudgetTypes = {{
    {"direct-payment", "direct-payment"},
    {"notional", "notional"},
    {"third-party", "third-party"},
    {"commissioned", "not-a-phb"},
}};

/// Kept in the record of a service whose money nobody says how it is held.
constexpr std::string_view kNobodySays = "not said";

template <std::size_t N>
std::string_view second_of(const std::array<WordPair, N>& pairs, std::string_view first) {
  for (const WordPair& pair : pairs) {
    if (pair.first == first) return pair.second;
  }
  return {};
}

template <std::size_t N>
std::string_view first_of(const std::array<WordPair, N>& pairs, std::string_view second) {
  for (const WordPair& pair : pairs) {
    if (pair.second == second) return pair.first;
  }
  return {};
}

std::string_view council_frequency(Frequency unit) {
  if (unit == Frequency::four_weekly) return "4-weekly";
  if (unit == Frequency::annual) return "annually";
  return money::to_text(unit);
}

/// A ServiceRequest at work. Nodes get no entries: whoever uses it reads it through the definitions.
class ServiceWriter {
 public:
  ServiceWriter(Document& document, const language::Names& names) : document_(document), names_(names) {}

  void set_text(NodeIndex parent, std::string_view name, std::string_view text) {
    const Element found = document_.at(parent).child(name);
    document_.set_value(found ? found.index() : document_.append(parent, name), ValueKind::text, text);
  }

  [[nodiscard]] Element extension(std::string_view alias) const {
    const std::string url = names_.resolve(alias);
    for (const Element child : document_.root()) {
      if (child.name() == "extension" && child.child_value("url") == url) return child;
    }
    return {};
  }

  void remove_extensions(std::string_view alias) {
    for (Element found = extension(alias); found; found = extension(alias)) document_.remove(found.index());
  }

  NodeIndex add_extension(std::string_view alias) {
    const NodeIndex extension = document_.append(0, "extension");
    document_.set_value(document_.append(extension, "url"), ValueKind::text, names_.resolve(alias));
    return extension;
  }

  /// A part of a complex extension, without a value yet; what stood there is gone.
  NodeIndex set_part(NodeIndex extension, std::string_view url) {
    for (const Element child : document_.at(extension)) {
      if (child.name() != "extension" || child.child_value("url") != url) continue;
      document_.remove(child.index());
      break;
    }
    const NodeIndex part = document_.append(extension, "extension");
    document_.set_value(document_.append(part, "url"), ValueKind::text, url);
    return part;
  }

  [[nodiscard]] bool has_part(NodeIndex extension, std::string_view url) const {
    for (const Element child : document_.at(extension)) {
      if (child.name() == "extension" && child.child_value("url") == url) return true;
    }
    return false;
  }

  void add_concept(NodeIndex parent, std::string_view name, std::string_view system, std::string_view code) {
    add_coding(document_.append(parent, name), system, code);
  }

  void add_coding(NodeIndex concept_node, std::string_view system, std::string_view code) {
    const NodeIndex coding = document_.append(concept_node, "coding");
    document_.set_value(document_.append(coding, "system"), ValueKind::text, names_.resolve(system));
    document_.set_value(document_.append(coding, "code"), ValueKind::text, code);
  }

  /// Code of the first coding of a system below a CodeableConcept, or empty.
  [[nodiscard]] std::string_view code_of(Element concept_element, std::string_view system) const {
    if (!concept_element) return {};
    const std::string url = names_.resolve(system);
    for (const Element coding : concept_element) {
      if (coding.name() == "coding" && coding.child_value("system") == url) return coding.child_value("code");
    }
    return {};
  }

  /// Code of a part of a complex extension, or empty.
  [[nodiscard]] std::string_view part_code(Element extension, std::string_view url, std::string_view system) const {
    for (const Element child : extension) {
      if (child.name() != "extension" || child.child_value("url") != url) continue;
      return code_of(child.child("valueCodeableConcept"), system);
    }
    return {};
  }

  void remove_codings(Element concept_element, std::string_view system) {
    if (!concept_element) return;
    const std::string url = names_.resolve(system);
    std::vector<NodeIndex> found;
    for (const Element coding : concept_element) {
      if (coding.name() == "coding" && coding.child_value("system") == url) found.push_back(coding.index());
    }
    for (const NodeIndex node : found) document_.remove(node);
  }

  void set_concept_extension(std::string_view alias, std::string_view system, std::string_view code) {
    remove_extensions(alias);
    add_concept(add_extension(alias), "valueCodeableConcept", system, code);
  }

  void set_money(std::string_view alias, std::string_view amount) {
    remove_extensions(alias);
    const NodeIndex value = document_.append(add_extension(alias), "valueMoney");
    document_.set_value(document_.append(value, "value"), ValueKind::number, amount);
    document_.set_value(document_.append(value, "currency"), ValueKind::text, "GBP");
  }

  Document& document() { return document_; }

 private:
  Document& document_;
  const language::Names& names_;
};

void note(std::vector<LedgerLine>& losses, const RowFacts& facts, std::string_view reason, std::string kept) {
  LedgerLine line;
  line.kind = LedgerLine::Kind::in_record;
  line.line = facts.line->key;
  line.reason = reason;
  line.kept = std::move(kept);
  losses.push_back(std::move(line));
}

/// The resource to begin with.
void begin(Document& document, Element service, const RowFacts& facts, ServiceWriter& writer) {
  if (service) {
    document.copy_content(0, service);
    return;
  }
  document.set_value(0, ValueKind::resource, "ServiceRequest");
  writer.set_text(0, "status", "active");
  writer.set_text(0, "intent", "order");
  const NodeIndex code = document.append(0, "code");
  if (!facts.line->service_type.empty()) {
    writer.add_coding(code, facts.line->service_type_alias, facts.line->service_type);
  }
  if (!facts.line->text.empty()) writer.set_text(code, "text", facts.line->text);
  writer.set_text(document.append(0, "subject"), "reference", facts.subject);
}

void set_days(ServiceWriter& writer, const RowDays& days) {
  Document& document = writer.document();
  for (const std::string_view name : {"occurrencePeriod", "occurrenceDateTime", "occurrenceTiming"}) {
    if (const Element old = document.root().child(name)) document.remove(old.index());
  }
  const NodeIndex period = document.append(0, "occurrencePeriod");
  writer.set_text(period, "start", fhir::PartialDate::from_day(days.from)->text());
  if (days.to) writer.set_text(period, "end", fhir::PartialDate::from_day(*days.to)->text());
}

void set_price(ServiceWriter& writer, ReturnKind kind, const RowForm& form) {
  writer.set_money("unit-cost", *price_text(kind, form.price));
  writer.set_concept_extension("cost-frequency", "cld-cost-frequency", council_frequency(form.unit));
  writer.remove_extensions("planned-units");
  if (!form.units_per_week) return;
  Document& document = writer.document();
  const NodeIndex units = writer.add_extension("planned-units");
  document.set_value(document.append(units, "valueDecimal"), ValueKind::number, *decimal_text(*form.units_per_week));
}

/// The code of what is bought in the return's own list, beside the one that is there.
void set_service_type(ServiceWriter& writer, ReturnKind kind, const RowFacts& facts, std::vector<LedgerLine>& losses) {
  const bool is_council = kind == ReturnKind::council;
  const std::string_view wanted = is_council ? "cld-service-component" : "chc-care-product";
  const Element code = writer.document().root().child("code");
  if (facts.only_stream == "fnc" && kind == ReturnKind::continuing_care) {
    // Funded nursing care is a product of its own, wherever the person lives.
    if (writer.code_of(code, wanted).starts_with("fnc-")) return;
    writer.remove_codings(code, wanted);
    writer.add_coding(code ? code.index() : writer.document().append(0, "code"), wanted, "fnc-standard-rate");
    return;
  }
  if (!writer.code_of(code, wanted).empty()) return;
  const std::string_view other = writer.code_of(code, is_council ? "chc-care-product" : "cld-service-component");
  const std::string_view found = is_council ? first_of(kProducts, other) : second_of(kProducts, other);
  if (found.empty()) {
    note(losses, facts, "service-type", facts.line->service_type);
    return;
  }
  // Supported housing may be extra care as well.
  if (is_council && std::ranges::count(kProducts, other, &WordPair::second) > 1) {
    note(losses, facts, "service-type", std::string(other));
  }
  const NodeIndex node = code ? code.index() : writer.document().append(0, "code");
  writer.add_coding(node, wanted, found);
}

void set_council_facts(ServiceWriter& writer, const RowFacts& facts, std::vector<LedgerLine>& losses) {
  if (!writer.extension("client-type")) {
    writer.set_concept_extension("client-type", "cld-client-type",
                                 facts.only_stream == "carer" ? "unpaid-carer" : "service-user");
  }
  bool is_marked = false;
  for (const Element child : writer.document().root()) {
    if (child.name() == "category") is_marked |= !writer.code_of(child, "cld-event-type").empty();
  }
  if (!is_marked) writer.add_concept(0, "category", "cld-event-type", "service");
  std::string holding = facts.holding;
  if (holding.empty()) {
    if (writer.extension("delivery-mechanism")) return;
    // As the NHS says of the same service.
    const Element package = writer.extension("chc-care-package");
    holding = first_of(kBudgetTypes, package ? writer.part_code(package, "phb-type", "chc-phb-type") : "");
  }
  const std::string_view mechanism = second_of(kMechanisms, holding);
  if (mechanism.empty()) note(losses, facts, "holding", holding.empty() ? std::string(kNobodySays) : holding);
  // What the council says of this service is nearer than what the whole stream is said to be.
  if (mechanism.empty() || writer.extension("delivery-mechanism")) return;
  writer.set_concept_extension("delivery-mechanism", "cld-delivery-mechanism", mechanism);
}

/// Where the money is posted: by the stream, else as an NHS package says. A council's codes mean nothing to the NHS.
void set_ledger_code(ServiceWriter& writer, std::string_view alias, const std::string& of_stream, bool is_package,
                     std::size_t characters_max, const RowFacts& facts, std::vector<LedgerLine>& losses) {
  if (of_stream.empty() && is_package) return;
  writer.remove_extensions(alias);
  if (of_stream.empty()) return;
  if (of_stream.size() > characters_max) {
    note(losses, facts, alias, of_stream);
    return;
  }
  Document& document = writer.document();
  document.set_value(document.append(writer.add_extension(alias), "valueString"), ValueKind::text, of_stream);
}

void set_package_facts(ServiceWriter& writer, const RowForm& form, const RowFacts& facts,
                       std::vector<LedgerLine>& losses) {
  const Element found = writer.extension("chc-care-package");
  set_ledger_code(writer, "cost-centre", facts.cost_centre, found.exists(), 6, facts, losses);
  set_ledger_code(writer, "subjective-code", facts.subjective_code, found.exists(), 8, facts, losses);
  const NodeIndex package = found ? found.index() : writer.add_extension("chc-care-package");
  writer.add_concept(writer.set_part(package, "unit-frequency"), "valueCodeableConcept", "chc-unit-frequency",
                     money::to_text(form.unit));
  Document& document = writer.document();
  const NodeIndex hours = writer.set_part(package, "weekly-hours");
  if (form.unit == Frequency::hourly && form.units_per_week) {
    writer.set_text(hours, "valueString", *decimal_text(*form.units_per_week));
  } else {
    document.remove(hours);
  }
  std::string holding = facts.holding;
  if (holding.empty()) {
    if (writer.has_part(package, "phb-type")) return;
    // As the council says of the same service.
    const Element mechanism = writer.extension("delivery-mechanism");
    const std::string_view code =
        mechanism ? writer.code_of(mechanism.child("valueCodeableConcept"), "cld-delivery-mechanism") : "";
    holding = first_of(kMechanisms, code);
  }
  const std::string_view type = second_of(kBudgetTypes, holding);
  if (type.empty()) note(losses, facts, "holding", holding.empty() ? std::string(kNobodySays) : holding);
  if (type.empty() || writer.has_part(package, "phb-type")) return;
  writer.add_concept(writer.set_part(package, "phb-type"), "valueCodeableConcept", "chc-phb-type", type);
}

/// An earlier stretch is a row of its own: keys belong to the service as it is now.
void remove_keys(ServiceWriter& writer, std::size_t run) {
  Document& document = writer.document();
  for (Element found = document.root().child("identifier"); found; found = document.root().child("identifier")) {
    document.remove(found.index());
  }
  if (const Element id = document.root().child("id")) {
    constexpr std::size_t kIdMax = 64;
    std::string text = std::string(id.value()).substr(0, kIdMax - 4) + "-" + std::to_string(run);
    document.set_value(id.index(), ValueKind::text, text);
  }
}

}  // namespace

fhir::Document row_service(ReturnKind kind, fhir::Element service, const RowForm& form, const RowFacts& facts,
                           const language::Names& names, std::vector<LedgerLine>& losses) {
  Document document;
  ServiceWriter writer(document, names);
  begin(document, service, facts, writer);
  if (facts.run > 0) remove_keys(writer, facts.run);
  writer.remove_extensions("funding-share");
  set_days(writer, facts.days);
  set_price(writer, kind, form);
  set_service_type(writer, kind, facts, losses);
  if (kind == ReturnKind::council) {
    set_council_facts(writer, facts, losses);
  } else {
    set_package_facts(writer, form, facts, losses);
  }
  if (!form.reason.empty()) note(losses, facts, form.reason, form.kept);
  return document;
}

}  // namespace careway::budget
