#include <charconv>

#include "mappers/budget/budget_fhir.h"
#include "mappers/budget/fhir_values.h"
#include "mappers/budget/limits.h"
#include "mappers/budget/rules.h"

namespace careway::budget {
namespace {

using fhir::Element;

template <typename Number>
std::optional<Number> whole_in(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

class BudgetReader {
 public:
  BudgetReader(Element root, const language::Names& names, fhir::Issues& issues)
      : root_(root), names_(names), issues_(issues) {}

  std::optional<Budget> read() {
    const std::size_t errors_before = issues_.error_count();
    identity();
    if (issues_.error_count() > errors_before) return std::nullopt;
    time();
    change();
    for (const Element child : root_) {
      if (child.name() == "addItem") {
        if (budget_.lines.size() == kLinesMax) {
          unreadable(child, "");
          return std::nullopt;
        }
        line(child);
      }
      if (child.name() == "insurance") stream(child);
      if (child.name() == "total") total(child);
      if (child.name() == "processNote") budget_.notes.emplace_back(child.child_value("text"));
    }
    return issues_.error_count() == errors_before ? std::optional(std::move(budget_)) : std::nullopt;
  }

 private:
  void unreadable(Element where, std::string_view name) {
    issues_.error("budget-unreadable", fhir::fhir_path(where) + (name.empty() ? "" : ".") + std::string(name),
                  "This part of the budget is missing or cannot be read. Ask its issuer for the whole budget.",
                  where.position());
  }

  Element extension_of(Element element, std::string_view alias) {
    return find_extension(element, names_.resolve(alias));
  }
  static Element part_value(Element extension, std::string_view part, std::string_view value) {
    const Element found = extension.exists() ? find_extension(extension, part) : Element();
    return found.exists() ? found.child(value) : Element();
  }
  std::string code(Element concept_element, std::string_view alias) {
    return std::string(code_in(concept_element, names_.resolve(alias)));
  }
  std::string text_extension(Element element, std::string_view alias) {
    const Element found = extension_of(element, alias);
    return found.exists() ? std::string(found.child_value("valueString")) : std::string();
  }
  std::string code_extension(Element element, std::string_view alias, std::string_view system) {
    const Element found = extension_of(element, alias);
    return found.exists() ? code(found.child("valueCodeableConcept"), system) : std::string();
  }
  std::string reference_extension(Element element, std::string_view alias) {
    const Element found = extension_of(element, alias);
    return found.exists() ? std::string(reference_in(found.child("valueReference"))) : std::string();
  }
  std::optional<fhir::CivilDate> day_extension(Element element, std::string_view alias) {
    const Element found = extension_of(element, alias);
    return found.exists() ? day_in(found.child("valueDate")) : std::nullopt;
  }
  static std::string text_part(Element extension, std::string_view part) {
    const Element found = part_value(extension, part, "valueString");
    return found.exists() ? std::string(found.value()) : std::string();
  }
  std::string code_part(Element extension, std::string_view part, std::string_view system) {
    return code(part_value(extension, part, "valueCodeableConcept"), system);
  }

  /// Whole pence of a Money; told when they are not.
  Pence pence(Element money, Element where, std::string_view name) {
    const auto exact = pence_in(money);
    const auto whole = exact ? exact->floor() : std::nullopt;
    const bool is_pence = whole && Rational(*whole) == *exact && -kPenceMax <= *whole && *whole <= kPenceMax;
    if (is_pence) return *whole;
    unreadable(where, name);
    return 0;
  }
  Pence pence_part(Element extension, std::string_view part) {
    return pence(part_value(extension, part, "valueMoney"), extension, part);
  }
  Pence pence_extension(Element element, std::string_view alias, bool is_required) {
    const Element found = extension_of(element, alias);
    if (!found.exists()) {
      if (is_required) unreadable(element, alias);
      return 0;
    }
    return pence(found.child("valueMoney"), found, "valueMoney");
  }

  void identity() {
    if (root_.value() != "ClaimResponse") return unreadable(root_, "");
    for (const Element child : root_) {
      if (child.name() == "identifier" && child.child_value("system") == names_.resolve("budget")) {
        key(child.child_value("value"));
      }
    }
    if (budget_.reference.empty()) unreadable(root_, "identifier");
    const Party insurer = party_in(root_.child("insurer"), names_);
    budget_.issuer.system_alias = insurer.system_alias;
    budget_.issuer.name = insurer.name;
    budget_.status = code_extension(root_, "budget-status", "budget-status-code");
    if (budget_.status.empty()) unreadable(root_, "budget-status");
    budget_.supersedes = reference_extension(root_, "budget-supersedes");
    budget_.patient = reference_in(root_.child("patient"));
    budget_.created = root_.child_value("created");
    budget_.disclaimer = root_.child_value("disposition");
    budget_.plan = reference_extension(root_, "budget-plan");
    budget_.resources = reference_extension(root_, "budget-resources");
    for (const Element child : root_) {
      if (child.name() != "extension" || child.child_value("url") != names_.resolve("budget-drawn-from")) continue;
      budget_.drawn_from.emplace_back(reference_in(child.child("valueReference")));
    }
    for (const Element child : root_) {
      if (child.name() != "extension" || child.child_value("url") != names_.resolve("contribution-phase")) continue;
      contribution_phase(child);
    }
  }

  void contribution_phase(Element extension) {
    ContributionPhase phase;
    phase.stream = code_part(extension, "stream", "funding-stream-code");
    if (phase.stream.empty()) unreadable(extension, "stream");
    if (!days(part_value(extension, "period", "valuePeriod"), phase.from, phase.to)) unreadable(extension, "period");
    phase.week = pence_part(extension, "week");
    if (phase.week < 0) unreadable(extension, "week");
    budget_.contribution_phases.push_back(std::move(phase));
  }

  /// "issuer:reference:version"
  void key(std::string_view text) {
    const std::size_t first = text.find(':');
    const std::size_t last = text.rfind(':');
    if (first == last) return;
    const auto version = whole_in<std::uint32_t>(text.substr(last + 1));
    if (!version) return;
    budget_.issuer.code = text.substr(0, first);
    budget_.reference = text.substr(first + 1, last - first - 1);
    budget_.version = *version;
  }

  /// Both days of a Period, in order; false when they are not there.
  static bool days(Element period, fhir::CivilDate& from, fhir::CivilDate& to) {
    if (!period.exists()) return false;
    const auto first = day_in(period.child("start"));
    const auto last = day_in(period.child("end"));
    if (first.has_value()) from = *first;
    if (last.has_value()) to = *last;
    return first.has_value() && last.has_value() && from <= to;
  }

  void time() {
    const Element period = extension_of(root_, "budget-period");
    const Element value = period.exists() ? period.child("valuePeriod") : Element();
    if (!days(value, budget_.from, budget_.to)) return unreadable(root_, "budget-period");
    const auto factor = Rational::parse(text_extension(root_, "year-factor"));
    if (!factor || factor->is_zero() || factor->is_negative()) return unreadable(root_, "year-factor");
    budget_.year_factor = *factor;
    const Element rounding = extension_of(root_, "rounding-rule");
    const std::string_view rule = rounding.exists() ? rounding.child_value("valueCode") : std::string_view();
    if (rule != "half-up" && rule != "half-even") return unreadable(root_, "rounding-rule");
    budget_.rounding = rule == "half-even" ? money::Rounding::half_even : money::Rounding::half_up;
    const auto as_of = day_extension(root_, "prices-as-of");
    if (!as_of) return unreadable(root_, "prices-as-of");
    budget_.prices_as_of = *as_of;
  }

  static Person person(Element extension) {
    Person person;
    person.who = text_part(extension, "who");
    person.role = text_part(extension, "role");
    person.organisation = text_part(extension, "organisation");
    person.on = day_in(part_value(extension, "on", "valueDate"));
    return person;
  }

  void approval(Element extension) {
    Approval approval;
    approval.kind = code_part(extension, "kind", "approval-kind");
    approval.by = person(extension);
    if (find_extension(extension, "limit").exists()) approval.limit = pence_part(extension, "limit");
    approval.outcome = code_part(extension, "outcome", "approval-outcome");
    approval.note = text_part(extension, "note");
    budget_.approvals.push_back(std::move(approval));
  }

  void change() {
    budget_.change_reason = code_extension(root_, "change-reason", "change-reason-code");
    budget_.prepared_by = person(extension_of(root_, "prepared-by"));
    for (const Element child : root_) {
      if (child.name() == "extension" && child.child_value("url") == names_.resolve("approval")) approval(child);
    }
    budget_.issued_on = day_extension(root_, "issued-to-person");
    if (const Element challenge = extension_of(root_, "challenge"); challenge.exists()) {
      budget_.notice_sent_on = day_in(part_value(challenge, "notice-sent", "valueDate"));
      budget_.challenge_by = day_in(part_value(challenge, "by", "valueDate"));
      budget_.challenge_outcome = text_part(challenge, "outcome");
    }
    if (const Element exception = extension_of(root_, "budget-exception"); exception.exists()) {
      budget_.exception_reason = text_part(exception, "reason");
      budget_.exception_by = person(exception);
    }
    if (extension_of(root_, "budget-variance").exists()) {
      budget_.variance = pence_extension(root_, "budget-variance", true);
    }
  }

  void what(Element item, Line& line) {
    const Element product = item.child("productOrService");
    if (!product.exists()) return;
    line.text = product.child_value("text");
    for (const std::string_view alias : {"cld-service-component", "chc-care-product", "education-provision"}) {
      std::string found = code(product, alias);
      if (found.empty()) continue;
      line.service_type = std::move(found);
      line.service_type_alias = alias;
      break;
    }
  }

  void line(Element item) {
    Line line;
    const Element about = extension_of(item, "budget-line");
    line.key = text_part(about, "line");
    if (line.key.empty()) unreadable(item, "budget-line");
    line.service = reference_in(part_value(about, "service", "valueReference"));
    line.line_type = code_part(about, "line-type", "cost-line-type-code");
    const Element chargeable = part_value(about, "chargeable", "valueBoolean");
    line.is_chargeable = chargeable.exists() && chargeable.value() == "true";
    line.legal_basis = code_part(about, "legal-basis", "legal-basis-code");
    what(item, line);
    const Element period = item.child("servicedPeriod");
    if (!days(period, line.from, line.to)) unreadable(item, "servicedPeriod");
    figure(item, line);
    for (const Element child : item) {
      if (child.name() == "extension" && child.child_value("url") == names_.resolve("line-part")) part(child, line);
      if (child.name() != "adjudication") continue;
      const std::string category = code(child.child("category"), "budget-amount");
      if (category == "gross-week") line.gross.week = pence(child.child("amount"), child, "amount");
    }
    line.gross.period = pence(item.child("net"), item, "net");
    budget_.lines.push_back(std::move(line));
  }

  void price(Element item, Element figure, Line& line) {
    const auto price = pence_in(item.child("unitPrice"));
    if (!price) unreadable(item, "unitPrice");
    line.unit_price = price.value_or(Rational());
    if (const auto exact = Rational::parse(text_part(figure, "exact-price"))) line.unit_price = *exact;
    if (const Element quantity = item.child("quantity"); quantity.exists()) {
      line.units_per_week = number_in(quantity.child("value"));
    }
    if (auto exact = Rational::parse(text_part(figure, "exact-quantity"))) line.units_per_week = std::move(exact);
  }

  void figure(Element item, Line& line) {
    const Element figure = extension_of(item, "line-figure");
    line.basis = code_part(figure, "basis", "costing-method-code");
    const auto unit = frequency_of_code(code_part(figure, "unit", "cld-cost-frequency"));
    const auto weeks = Rational::parse(text_part(figure, "weeks"));
    if (!unit || !weeks || line.basis.empty()) return unreadable(item, "line-figure");
    line.unit = *unit;
    line.weeks = *weeks;
    price(item, figure, line);
    for (const Element child : figure) {
      if (child.name() != "extension") continue;
      const std::string_view url = child.child_value("url");
      if (url == "source") line.sources.push_back({std::string(child.child_value("valueString")), {}});
      if (url == "source-reference") source_reference(reference_in(child.child("valueReference")), line);
    }
    if (const Element people = part_value(figure, "people", "valueInteger"); people.exists()) {
      line.people = whole_in<std::size_t>(people.value()).value_or(0);
    }
    line.median = pence_in(part_value(figure, "median", "valueMoney"));
    line.price_base = text_part(figure, "price-base");
    line.uplift_percent = number_in(part_value(figure, "uplift-percent", "valueDecimal"));
    const Element latest = part_value(figure, "latest-cost-only", "valueBoolean");
    line.is_latest_cost_only = latest.exists() && latest.value() == "true";
  }

  /// A reference belongs to the label before it.
  static void source_reference(std::string_view reference, Line& line) {
    if (line.sources.empty() || !line.sources.back().reference.empty()) {
      line.sources.push_back({std::string(reference), {}});
    }
    line.sources.back().reference = reference;
  }

  void part(Element extension, Line& line) {
    Part part;
    part.stream = code_part(extension, "stream", "funding-stream-code");
    if (part.stream.empty()) unreadable(extension, "stream");
    part.amounts = {pence_part(extension, "week"), pence_part(extension, "period")};
    const Element chargeable = part_value(extension, "chargeable", "valueBoolean");
    part.is_chargeable = chargeable.exists() && chargeable.value() == "true";
    part.is_top_up = is_top_up(part.stream);
    part.legal_basis = code_part(extension, "legal-basis", "legal-basis-code");
    part.decision = text_part(extension, "decision");
    line.parts.push_back(std::move(part));
  }

  void stream(Element insurance) {
    Stream stream;
    stream.code = code_extension(insurance, "funding-stream", "funding-stream-code");
    if (stream.code.empty()) unreadable(insurance, "funding-stream");
    if (const Element funder = extension_of(insurance, "funder"); funder.exists()) {
      stream.funder = party_in(funder.child("valueReference"), names_);
    }
    if (const Element coverage = insurance.child("coverage"); coverage.exists()) {
      stream.coverage = reference_in(coverage);
      if (const Element key = coverage.child("identifier"); key.exists()) stream.key = key.child_value("value");
    }
    stream.legal_basis = code_extension(insurance, "legal-basis", "legal-basis-code");
    stream.holding = code_extension(insurance, "holding", "holding-code");
    stream.cost_centre = text_extension(insurance, "cost-centre");
    stream.subjective_code = text_extension(insurance, "subjective-code");
    stream.gross = {pence_extension(insurance, "week-amount", true), pence_extension(insurance, "period-amount", true)};
    stream.contribution = {pence_extension(insurance, "contribution-week", false),
                           pence_extension(insurance, "contribution-period", false)};
    stream.is_top_up = is_top_up(stream.code);
    budget_.streams.push_back(std::move(stream));
  }

  void total(Element total) {
    const std::string category = code(total.child("category"), "budget-amount");
    const Pence amount = pence(total.child("amount"), total, "amount");
    if (category == "gross-week") budget_.gross.week = amount;
    if (category == "gross-period") budget_.gross.period = amount;
    if (category == "contribution-week") budget_.contribution.week = amount;
    if (category == "contribution-period") budget_.contribution.period = amount;
    if (category == "top-up-week") budget_.top_up.week = amount;
    if (category == "top-up-period") budget_.top_up.period = amount;
    if (category == "level-difference") budget_.level_difference = amount;
  }

  Element root_;
  const language::Names& names_;
  fhir::Issues& issues_;
  Budget budget_;
};

}  // namespace

std::optional<Budget> read_budget(Element claim_response, const language::Names& names, fhir::Issues& issues) {
  return BudgetReader(claim_response, names, issues).read();
}

}  // namespace careway::budget
