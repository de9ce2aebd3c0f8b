#include "mappers/budget/budget_fhir.h"
#include "mappers/budget/fhir_values.h"

namespace careway::budget {
namespace {

using fhir::NodeIndex;

/// Digits of an amount that no decimal says exactly; the exact one stands beside it.
constexpr std::int64_t kNearScale = 1'000'000;

/// Pounds of exact pence; rounded to six digits where no decimal is exact.
std::string pounds_of(const Rational& pence) {
  const Rational pounds = pence / Rational(100);
  if (const auto exact = decimal_text(pounds, 2)) return *exact;
  const auto near = money::round_to_whole(pounds * Rational(kNearScale), money::Rounding::half_up).value_or(0);
  return *decimal_text(Rational(near, kNearScale), 2);
}

std::string number_of(const Rational& value) {
  if (const auto exact = decimal_text(value)) return *exact;
  const auto near = money::round_to_whole(value * Rational(kNearScale), money::Rounding::half_up).value_or(0);
  return *decimal_text(Rational(near, kNearScale));
}

class BudgetWriter {
 public:
  BudgetWriter(const Budget& budget, TreeBuilder& tree) : budget_(budget), tree_(tree) {}

  void write() {
    head_extensions();
    change_extensions();
    tree_.identifier(0, "identifier", "budget",
                     budget_.issuer.code + ":" + budget_.reference + ":" + std::to_string(budget_.version));
    tree_.value(0, "status",
                budget_.status == "draft"       ? "draft"
                : budget_.status == "withdrawn" ? "cancelled"
                                                : "active");
    std::size_t funders = 0;
    for (const Stream& stream : budget_.streams) funders += stream.is_top_up ? 0U : 1U;
    kind(funders > 1 ? "blended" : "single");
    tree_.value(0, "use", "predetermination");
    tree_.reference(0, "patient", budget_.patient);
    tree_.value(0, "created", budget_.created);
    tree_.party(0, "insurer", budget_.issuer);
    tree_.value(0, "outcome", "complete");
    tree_.value(0, "disposition", budget_.disclaimer);
    for (const Line& line : budget_.lines) add_item(line);
    totals();
    for (const std::string& note : budget_.notes) tree_.value(tree_.add(0, "processNote"), "text", note);
    std::size_t sequence = 0;
    for (const Stream& stream : budget_.streams) insurance(stream, ++sequence);
  }

 private:
  /// R4 prefers its own list of types of claims, which has none for budgets: the nearest of it stands beside ours.
  void kind(std::string_view code) {
    const NodeIndex type = tree_.add(0, "type");
    coding(type, "budget-kind", code);
    coding(type, "claim-type", "professional");
  }

  void coding(NodeIndex concept_node, std::string_view system_alias, std::string_view code) {
    const NodeIndex node = tree_.add(concept_node, "coding");
    tree_.value(node, "system", tree_.url(system_alias));
    tree_.value(node, "code", code);
  }

  void head_extensions() {
    tree_.number(tree_.extension(0, "budget-version"), "valuePositiveInt", std::to_string(budget_.version));
    tree_.code_part(0, tree_.url("budget-status"), "budget-status-code", budget_.status);
    tree_.reference_part(0, tree_.url("budget-supersedes"), budget_.supersedes);
    tree_.period(tree_.extension(0, "budget-period"), "valuePeriod", budget_.from, budget_.to);
    tree_.text_part(0, tree_.url("year-factor"), budget_.year_factor.text());
    tree_.value(tree_.extension(0, "rounding-rule"), "valueCode",
                budget_.rounding == money::Rounding::half_even ? "half-even" : "half-up");
    tree_.day_part(0, tree_.url("prices-as-of"), budget_.prices_as_of);
    tree_.reference_part(0, tree_.url("budget-plan"), budget_.plan);
    tree_.reference_part(0, tree_.url("budget-resources"), budget_.resources);
    for (const std::string& patient : budget_.drawn_from) {
      tree_.reference_part(0, tree_.url("budget-drawn-from"), patient);
    }
    for (const ContributionPhase& phase : budget_.contribution_phases) contribution_phase(phase);
  }

  void contribution_phase(const ContributionPhase& phase) {
    const NodeIndex node = tree_.extension(0, "contribution-phase");
    tree_.period(tree_.part(node, "period"), "valuePeriod", phase.from, phase.to);
    tree_.code_part(node, "stream", "funding-stream-code", phase.stream);
    tree_.money_part(node, "week", pounds_text(phase.week));
  }

  void person(NodeIndex node, const Person& person) {
    tree_.text_part(node, "who", person.who);
    tree_.text_part(node, "role", person.role);
    tree_.text_part(node, "organisation", person.organisation);
    tree_.day_part(node, "on", person.on);
  }

  static bool says_something(const Person& person) {
    return !person.who.empty() || !person.role.empty() || !person.organisation.empty() || person.on;
  }

  void approval(const Approval& approval) {
    const NodeIndex node = tree_.extension(0, "approval");
    tree_.code_part(node, "kind", "approval-kind", approval.kind);
    person(node, approval.by);
    if (approval.limit) tree_.money_part(node, "limit", pounds_text(*approval.limit));
    tree_.code_part(node, "outcome", "approval-outcome", approval.outcome);
    tree_.text_part(node, "note", approval.note);
  }

  void change_extensions() {
    tree_.code_part(0, tree_.url("change-reason"), "change-reason-code", budget_.change_reason);
    if (says_something(budget_.prepared_by)) person(tree_.extension(0, "prepared-by"), budget_.prepared_by);
    for (const Approval& one : budget_.approvals) approval(one);
    tree_.day_part(0, tree_.url("issued-to-person"), budget_.issued_on);
    if (budget_.notice_sent_on || budget_.challenge_by || !budget_.challenge_outcome.empty()) {
      const NodeIndex node = tree_.extension(0, "challenge");
      tree_.day_part(node, "notice-sent", budget_.notice_sent_on);
      tree_.day_part(node, "by", budget_.challenge_by);
      tree_.text_part(node, "outcome", budget_.challenge_outcome);
    }
    if (!budget_.exception_reason.empty() || says_something(budget_.exception_by)) {
      const NodeIndex node = tree_.extension(0, "budget-exception");
      tree_.text_part(node, "reason", budget_.exception_reason);
      person(node, budget_.exception_by);
    }
    if (budget_.variance) tree_.money_part(0, tree_.url("budget-variance"), pounds_text(*budget_.variance));
  }

  void add_item(const Line& line) {
    const NodeIndex item = tree_.add(0, "addItem");
    const NodeIndex about = tree_.extension(item, "budget-line");
    tree_.text_part(about, "line", line.key);
    tree_.reference_part(about, "service", line.service);
    tree_.code_part(about, "line-type", "cost-line-type-code", line.line_type);
    tree_.boolean_part(about, "chargeable", line.is_chargeable);
    tree_.code_part(about, "legal-basis", "legal-basis-code", line.legal_basis);
    figure(item, line);
    for (const Part& part : line.parts) line_part(item, part);
    tree_.concept_of(item, "productOrService", line.service_type_alias, line.service_type, line.text);
    tree_.period(item, "servicedPeriod", line.from, line.to);
    if (line.units_per_week) tree_.number(tree_.add(item, "quantity"), "value", number_of(*line.units_per_week));
    tree_.money(item, "unitPrice", pounds_of(line.unit_price));
    tree_.money(item, "net", pounds_text(line.gross.period));
    amount(item, "adjudication", "gross-week", line.gross.week);
    amount(item, "adjudication", "gross-period", line.gross.period);
  }

  void figure(NodeIndex item, const Line& line) {
    const NodeIndex node = tree_.extension(item, "line-figure");
    tree_.code_part(node, "basis", "costing-method-code", line.basis);
    tree_.code_part(node, "unit", "cld-cost-frequency", frequency_code(line.unit));
    tree_.text_part(node, "weeks", line.weeks.text());
    tree_.text_part(node, "year-factor", budget_.year_factor.text());
    tree_.text_part(node, "rounding-point", "line-week and line-period");
    if (!decimal_text(line.unit_price)) tree_.text_part(node, "exact-price", line.unit_price.text());
    if (line.units_per_week && !decimal_text(*line.units_per_week)) {
      tree_.text_part(node, "exact-quantity", line.units_per_week->text());
    }
    for (const Source& source : line.sources) {
      tree_.text_part(node, "source", source.label.empty() ? source.reference : source.label);
      tree_.reference_part(node, "source-reference", source.reference);
    }
    if (line.people > 0) tree_.number(tree_.part(node, "people"), "valueInteger", std::to_string(line.people));
    if (line.median) tree_.money_part(node, "median", pounds_of(*line.median));
    tree_.text_part(node, "price-base", line.price_base);
    if (line.uplift_percent) {
      tree_.number(tree_.part(node, "uplift-percent"), "valueDecimal", number_of(*line.uplift_percent));
    }
    if (line.is_latest_cost_only) tree_.boolean_part(node, "latest-cost-only", true);
  }

  void line_part(NodeIndex item, const Part& part) {
    const NodeIndex node = tree_.extension(item, "line-part");
    tree_.code_part(node, "stream", "funding-stream-code", part.stream);
    tree_.money_part(node, "week", pounds_text(part.amounts.week));
    tree_.money_part(node, "period", pounds_text(part.amounts.period));
    tree_.boolean_part(node, "chargeable", part.is_chargeable);
    tree_.code_part(node, "legal-basis", "legal-basis-code", part.legal_basis);
    tree_.text_part(node, "decision", part.decision);
  }

  void amount(NodeIndex parent, std::string_view name, std::string_view category, Pence pence) {
    const NodeIndex node = tree_.add(parent, name);
    tree_.concept_of(node, "category", "budget-amount", category);
    tree_.money(node, "amount", pounds_text(pence));
  }

  void totals() {
    amount(0, "total", "gross-week", budget_.gross.week);
    amount(0, "total", "gross-period", budget_.gross.period);
    amount(0, "total", "contribution-week", budget_.contribution.week);
    amount(0, "total", "contribution-period", budget_.contribution.period);
    amount(0, "total", "top-up-week", budget_.top_up.week);
    amount(0, "total", "top-up-period", budget_.top_up.period);
    amount(0, "total", "level-difference", budget_.level_difference);
  }

  void insurance(const Stream& stream, std::size_t sequence) {
    const NodeIndex node = tree_.add(0, "insurance");
    tree_.code_part(node, tree_.url("funding-stream"), "funding-stream-code", stream.code);
    tree_.party(tree_.extension(node, "funder"), "valueReference", stream.funder);
    tree_.code_part(node, tree_.url("legal-basis"), "legal-basis-code", stream.legal_basis);
    tree_.code_part(node, tree_.url("holding"), "holding-code", stream.holding);
    tree_.text_part(node, tree_.url("cost-centre"), stream.cost_centre);
    tree_.text_part(node, tree_.url("subjective-code"), stream.subjective_code);
    tree_.money_part(node, tree_.url("week-amount"), pounds_text(stream.gross.week));
    tree_.money_part(node, tree_.url("period-amount"), pounds_text(stream.gross.period));
    if (stream.contribution.week != 0 || stream.contribution.period != 0) {
      tree_.money_part(node, tree_.url("contribution-week"), pounds_text(stream.contribution.week));
      tree_.money_part(node, tree_.url("contribution-period"), pounds_text(stream.contribution.period));
    }
    tree_.number(node, "sequence", std::to_string(sequence));
    tree_.boolean(node, "focal", sequence == 1);
    const NodeIndex coverage = tree_.add(node, "coverage");
    tree_.value(coverage, "reference", stream.coverage);
    if (!stream.key.empty()) tree_.identifier(coverage, "identifier", "funding-stream-id", stream.key);
    // A stream that nobody has committed yet still has a name.
    if (stream.coverage.empty() && stream.key.empty()) tree_.value(coverage, "display", stream.code);
  }

  const Budget& budget_;
  TreeBuilder& tree_;
};

}  // namespace

fhir::Document write_budget(const Budget& budget, const language::Names& names,
                            const definitions::Definitions& definitions) {
  fhir::Document document;
  TreeBuilder tree(document, definitions, names, "ClaimResponse");
  BudgetWriter(budget, tree).write();
  return document;
}

}  // namespace careway::budget
