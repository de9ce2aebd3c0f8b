#include <algorithm>

#include "gateway/pipeline/budget_desk.h"
#include "gateway/pipeline/budget_document.h"
#include "gateway/pipeline/person_links.h"
#include "gateway/pipeline/record_loader.h"
#include "gateway/pipeline/stored_resource.h"
#include "mappers/budget/budget_fhir.h"
#include "mappers/budget/inputs.h"
#include "mappers/budget/verify.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

/// States of one version that a statement may have been printed from.
constexpr std::size_t kStatesMax = 1000;

/// The budget with the figures of another: everything that is no figure stays as it was said.
budget::Budget with_figures_of(const budget::Budget& said, const budget::Budget& worked_out) {
  budget::Budget budget = said;
  budget.streams = worked_out.streams;
  budget.lines = worked_out.lines;
  budget.gross = worked_out.gross;
  budget.contribution = worked_out.contribution;
  budget.top_up = worked_out.top_up;
  budget.level_difference = worked_out.level_difference;
  return budget;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace

std::optional<StoredBudget> BudgetDesk::read(store::Resource resource, fhir::Issues& issues) const {
  fhir::Issues unreadable;
  const auto document = fhir::read_json(resource.body, library_->definitions(), unreadable);
  if (!document || !is_budget(document->root(), library_->names())) {
    issues.error("budget-unreadable", to_text(resource.key), "This resource is no budget.");
    return std::nullopt;
  }
  auto budget = budget::read_budget(document->root(), library_->names(), issues);
  if (!budget) return std::nullopt;
  return StoredBudget{std::move(resource.key), resource.version, std::move(*budget), std::move(resource.updated),
                      std::move(resource.body)};
}

/// Once people are no longer known to be one, nobody may see the lines of the one in the budget of the other.
bool BudgetDesk::is_still_linked(const budget::Budget& budget, fhir::Issues& issues) const {
  if (budget.drawn_from.empty()) return true;
  const auto patient = parse_reference(budget.patient);
  const auto linked = patient ? linked_patients(services_, caller_, *patient) : std::vector<store::ResourceKey>();
  for (const std::string& other : budget.drawn_from) {
    const auto key = parse_reference(other);
    if (key && std::ranges::find(linked, *key) != linked.end()) continue;
    issues.error("budget-unlinked", budget.reference,
                 "This budget was drawn from a record that is no longer known to be the same person's. Make a new "
                 "version.");
    return false;
  }
  return true;
}

std::optional<StoredBudget> BudgetDesk::load(const store::ResourceKey& key, fhir::Issues& issues) {
  auto stored = services_.store.read(caller_.tenant, key);
  if (!stored || stored->deleted) {
    issues.error(stored ? "deleted" : "not-found", to_text(key), "There is no such budget.");
    return std::nullopt;
  }
  auto budget = read(std::move(*stored), issues);
  if (!budget || !is_still_linked(budget->budget, issues)) return std::nullopt;
  return budget;
}

std::optional<store::Resource> BudgetDesk::find_identifier(const std::string& value) {
  const store::SearchHasher hasher(caller_.tenant, services_.search_secret);
  const std::string system = library_->names().resolve("budget");
  store::SearchQuery query;
  query.type = "ClaimResponse";
  query.terms.push_back({{hasher.hash(query.type, "identifier", store::SearchForm::system_and_code, system, value)}});
  query.page_size = 1;
  do {
    store::SearchPage page = services_.store.search(caller_.tenant, query);
    for (store::Resource& resource : page.resources) {
      fhir::Issues unreadable;
      const auto document = fhir::read_json(resource.body, library_->definitions(), unreadable);
      if (document && identifier_of(document->root(), system) == value) return std::move(resource);
    }
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  return std::nullopt;
}

std::optional<StoredBudget> BudgetDesk::newest(std::string_view issuer, std::string_view reference,
                                               fhir::Issues& issues) {
  const store::SearchHasher hasher(caller_.tenant, services_.search_secret);
  store::SearchQuery query;
  query.type = "ClaimResponse";
  query.page_size = 1;
  query.terms.push_back({{budget_hash(hasher, std::string(issuer) + ":" + std::string(reference))}});
  // No version is stored before the one below it, so the newest resource is the highest version.
  do {
    store::SearchPage page = services_.store.search(caller_.tenant, query);
    for (store::Resource& resource : page.resources) {
      auto budget = read(std::move(resource), issues);
      if (!budget) return std::nullopt;
      if (budget->budget.issuer.code == issuer && budget->budget.reference == reference) return budget;
    }
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  return std::nullopt;
}

std::optional<StoredBudget> BudgetDesk::latest(std::string_view issuer, std::string_view reference,
                                               fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  auto found = newest(issuer, reference, issues);
  if (!found) {
    if (issues.error_count() == errors_before) issues.error("not-found", reference, "There is no such budget.");
    return std::nullopt;
  }
  if (!is_still_linked(found->budget, issues)) return std::nullopt;
  return found;
}

std::optional<StoredBudget> BudgetDesk::find(std::string_view issuer, std::string_view reference, std::uint32_t version,
                                             fhir::Issues& issues) {
  auto resource = find_identifier(budget_identifier(issuer, reference, version));
  if (!resource) {
    issues.error("not-found", reference, "There is no such version of this budget.");
    return std::nullopt;
  }
  auto found = read(std::move(*resource), issues);
  if (!found || !is_still_linked(found->budget, issues)) return std::nullopt;
  return found;
}

std::optional<BudgetDesk::KeptInputs> BudgetDesk::kept_inputs(const store::ResourceKey& key) {
  const std::vector<store::ResidueKey> keys{{"", "budget-inputs", to_text(key)}};
  const auto residues = services_.store.read_residues(caller_.tenant, keys);
  if (residues.empty() || !residues.front() || residues.front()->removed) return std::nullopt;
  std::string_view rest = residues.front()->bytes;
  KeptInputs kept;
  kept.digest = take_line(rest);
  kept.prefer = take_line(rest);
  kept.list = rest;
  return kept;
}

std::string BudgetDesk::inputs_digest(const store::ResourceKey& budget) {
  const auto kept = kept_inputs(budget);
  return kept ? kept->digest : std::string();
}

/// The rows that the budget's figures name, as they are stored now. A row that is gone is told and left out.
std::optional<budget::RateBook> BudgetDesk::rates_of(const budget::Budget& budget, fhir::Issues& issues) {
  std::vector<store::ResourceKey> keys;
  std::vector<std::string> labels;
  for (const budget::Line& line : budget.lines) {
    for (const budget::Source& source : line.sources) {
      const auto row = parse_versioned(source.reference);
      if (!row || row->key.type != "ChargeItemDefinition") continue;
      if (std::ranges::find(keys, row->key) != keys.end()) continue;
      keys.push_back(row->key);
      labels.push_back(source.label);
    }
  }
  std::vector<fhir::Document> documents;
  const auto stored = services_.store.read_many(caller_.tenant, keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    fhir::Issues unreadable;
    auto document = stored[i] && !stored[i]->deleted
                        ? fhir::read_json(stored[i]->body, library_->definitions(), unreadable)
                        : std::nullopt;
    if (document && document->root().child_value("status") == "active") {
      documents.push_back(std::move(*document));
    } else {
      issues.error("verify-rate", labels[i], "This rate row is not there any more.");
    }
  }
  std::vector<fhir::Element> elements;
  for (const fhir::Document& document : documents) elements.push_back(document.root());
  return budget::read_rates(elements, library_->names(), issues);
}

/// The question that the budget was made by, with what was kept of it beside the budget.
budget::Question BudgetDesk::question_again(const budget::Budget& budget) {
  budget::Question question = question_of(budget);
  const auto resource = find_identifier(budget_identifier(budget.issuer.code, budget.reference, budget.version));
  const auto kept = resource ? kept_inputs(resource->key) : std::nullopt;
  if (kept && kept->prefer == "average") question.prefer = budget::Question::Prefer::average;
  return question;
}

std::optional<budget::Budget> BudgetDesk::recompute(const budget::Budget& budget, fhir::Issues& issues) {
  const auto resource = find_identifier(budget_identifier(budget.issuer.code, budget.reference, budget.version));
  const auto kept = resource ? kept_inputs(resource->key) : std::nullopt;
  if (!kept) {
    issues.error("verify-inputs", budget.reference,
                 "It is not known here what this budget was worked out from, so it cannot be worked out again.");
    return std::nullopt;
  }
  const auto loaded = load_budget_inputs(services_, caller_, kept->list, issues);
  if (!loaded) return std::nullopt;
  if (digest_of(*loaded, services_.keyer) != kept->digest) {
    issues.error("verify-inputs", budget.reference,
                 "A stored version that this budget was worked out from has been altered.");
  }
  const auto inputs = budget::read_inputs(loaded->elements(), library_->names(), issues);
  const auto book = rates_of(budget, issues);
  if (!inputs || !book) return std::nullopt;
  budget::Question question = question_of(budget);
  if (kept->prefer == "average") question.prefer = budget::Question::Prefer::average;
  fhir::Issues found;
  const auto worked_out = budget::calculate(*inputs, *book, question, found);
  if (!worked_out) {
    issues.append(found);
    return std::nullopt;
  }
  budget::Budget again = with_figures_of(budget, *worked_out);
  budget::same_figures(budget, again, issues);
  return again;
}

std::string BudgetDesk::statement(const StoredBudget& budget, budget::StatementFormat format) {
  return budget::render_statement(budget.budget, {.format = format, .inputs_digest = inputs_digest(budget.key)});
}

bool BudgetDesk::verify(std::string_view statement, fhir::Issues& issues) {
  const auto origin = budget::read_statement(statement, issues);
  if (!origin) return false;
  const auto current = find(origin->issuer, origin->reference, origin->version, issues);
  if (!current) return false;
  fhir::Issues found;
  const auto again = recompute(current->budget, found);
  if (!again || found.has_errors()) {
    issues.append(found);
    return false;
  }
  if (inputs_digest(current->key) != origin->inputs_digest) {
    issues.error("verify-inputs", origin->reference, "The statement names other inputs than the budget was made from.");
    return false;
  }
  // It may have been printed before the last approval was added: each state of the version is one of its statements.
  fhir::Issues of_newest;
  if (budget::compare(statement, *again, of_newest)) return true;
  for (store::Resource& state :
       services_.store.history(caller_.tenant, current->key, current->resource_version, kStatesMax)) {
    fhir::Issues ignored;
    const auto before = read(std::move(state), ignored);
    if (before && budget::compare(statement, with_figures_of(before->budget, *again), ignored)) return true;
  }
  issues.append(of_newest);
  return false;
}

}  // namespace careway::pipeline
