#include "gateway/pipeline/budget_desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "adapters/platform/crypto.h"
#include "gateway/pipeline/budget_document.h"
#include "gateway/pipeline/budget_rule.h"
#include "gateway/pipeline/json_text.h"
#include "gateway/pipeline/person_links.h"
#include "gateway/pipeline/record_loader.h"
#include "gateway/pipeline/resources_list.h"
#include "gateway/pipeline/stored_resource.h"
#include "mappers/budget/inputs.h"
#include "mappers/budget/rules.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

constexpr int kAttemptsMax = 3;
constexpr std::size_t kIdBytes = 16;

/// The tables whose rows a budget's figures name.
std::set<std::string> tables_of(const budget::Budget& budget, const StoredRates& rates) {
  std::set<std::string> tables;
  for (const budget::Line& line : budget.lines) {
    for (const budget::Source& source : line.sources) {
      const auto found = rates.table_of_row.find(source.reference);
      if (found != rates.table_of_row.end()) tables.insert(found->second);
    }
  }
  return tables;
}

store::AuditEntry audit_of(const Caller& caller, std::string_view action, const store::ResourceKey& key,
                           std::uint64_t version, const std::string& instant, std::string_view inputs) {
  std::string text = "{";
  append_member(text, "action", action);
  append_member(text, "what", fmt::format("{}/{}", to_text(key), version));
  append_member(text, "partner", caller.partner);
  if (!inputs.empty()) append_member(text, "inputs", inputs);
  return {"record", instant, text + "}"};
}

}  // namespace

std::string budget_identifier(std::string_view issuer, std::string_view reference, std::uint32_t version) {
  return fmt::format("{}:{}:{}", issuer, reference, version);
}

budget::Question question_of(const budget::Budget& budget) {
  budget::Question question;
  question.issuer = budget.issuer;
  question.reference = budget.reference;
  question.version = budget.version;
  question.status = budget.status;
  question.from = budget.from;
  question.to = budget.to;
  question.prices_as_of = budget.prices_as_of;
  question.year_factor = budget.year_factor;
  question.rounding = budget.rounding;
  question.change_reason = budget.change_reason;
  question.prepared_by = budget.prepared_by;
  question.created = budget.created;
  return question;
}

BudgetDesk::BudgetDesk(const Services& services, const Caller& caller)
    : services_(services), caller_(caller), library_(services.library()) {}

std::shared_ptr<const StoredRates> BudgetDesk::rates() {
  if (services_.rates != nullptr) return services_.rates->rates(services_, caller_.tenant);
  return read_stored_rates(services_, caller_.tenant);
}

std::optional<BudgetDesk::Worked> BudgetDesk::work(const store::ResourceKey& subject, budget::Question question,
                                                   fhir::Issues& issues) {
  auto loaded = load_budget_inputs(services_, caller_, subject, issues);
  if (!loaded) return std::nullopt;
  Worked worked;
  worked.inputs = std::move(*loaded);
  if (worked.inputs.patients.size() > kDrawnFromMax) {
    issues.error("budget-people", to_text(subject),
                 "More records are linked with this one than one person can have. Part those that are others' first.");
    return std::nullopt;
  }
  auto inputs = budget::read_inputs(worked.inputs.elements(), library_->names(), issues);
  if (!inputs) return std::nullopt;
  // A budget over several plans is of none of them.
  const auto is_plan = [](const BudgetInputs::Item& item) { return item.key.type == "CarePlan"; };
  if (std::ranges::count_if(worked.inputs.items, is_plan) > 1) inputs->plan.clear();
  const std::size_t errors_before = issues.error_count();
  worked.previous = newest(question.issuer.code, question.reference, issues);
  if (issues.error_count() > errors_before) return std::nullopt;
  if (worked.previous && !is_still_linked(worked.previous->budget, issues)) return std::nullopt;
  if (worked.previous) {
    const auto patient = parse_reference(worked.previous->budget.patient);
    const auto& people = worked.inputs.patients;
    if (!patient || std::ranges::find(people, *patient) == people.end()) {
      issues.error("budget-other-person", question.reference,
                   "This reference is of a budget of another person. Give the budget a reference of its own.");
      return std::nullopt;
    }
  }
  question.version = worked.previous ? worked.previous->budget.version + 1 : 1;
  if (question.created.empty()) question.created = now(services_);
  worked.rates = rates();
  issues.append(worked.rates->left_out);
  // What the person was given before the plan began is known, whichever version it was.
  if (worked.previous && worked.previous->budget.issued_on && inputs->plan_start &&
      *worked.previous->budget.issued_on <= *inputs->plan_start) {
    inputs->plan_start.reset();
  }
  auto budget = budget::calculate(*inputs, worked.rates->book, question, issues);
  if (!budget) return std::nullopt;
  worked.budget = std::move(*budget);
  if (worked.previous) {
    worked.budget.supersedes = to_text(worked.previous->key);
    worked.budget.variance = worked.budget.gross.period - worked.previous->budget.gross.period;
  }
  return worked;
}

std::optional<budget::Budget> BudgetDesk::work_out(const store::ResourceKey& subject, budget::Question question,
                                                   fhir::Issues& issues) {
  auto worked = work(subject, std::move(question), issues);
  if (!worked) return std::nullopt;
  const ResourcesList list(services_, caller_, *worked->rates);
  worked->budget.resources = list.find(worked->budget.issuer.code, tables_of(worked->budget, *worked->rates));
  return std::move(worked->budget);
}

/// Whether the version may be stored behind what is there.
bool BudgetDesk::follows(const Worked& worked, fhir::Issues& issues) const {
  if (!budget::holds(worked.budget, issues)) return false;
  const bool is_final = worked.budget.status == "final";
  const auto cost = is_final ? std::optional(worked.budget.gross.period) : std::nullopt;
  if (worked.previous) return budget::may_follow(worked.previous->budget, worked.budget, cost, issues);
  if (!is_final) return true;
  budget::Budget proposed = worked.budget;
  proposed.status = "proposed";
  proposed.approvals.clear();
  return budget::may_follow(proposed, worked.budget, cost, issues);
}

std::optional<StoredBudget> BudgetDesk::record(const store::ResourceKey& subject, const budget::Question& question,
                                               std::uint32_t expected_version, fhir::Issues& issues,
                                               const BudgetSigning& signing) {
  for (int i = 0; i < kAttemptsMax; ++i) {
    fhir::Issues found;
    auto worked = work(subject, question, found);
    const std::uint32_t latest_version = worked && worked->previous ? worked->previous->budget.version : 0;
    if (worked && latest_version != expected_version) {
      issues.error("budget-stale", question.reference,
                   fmt::format("The latest version is {}. Look at it before you make the next one.", latest_version));
      return std::nullopt;
    }
    if (worked) {
      worked->budget.approvals = signing.approvals;
      worked->budget.exception_reason = signing.exception_reason;
      worked->budget.exception_by = signing.exception_by;
    }
    StoredBudget stored;
    Written written = Written::refused;
    if (worked && follows(*worked, found)) {
      const ResourcesList list(services_, caller_, *worked->rates);
      worked->budget.resources = list.keep(worked->budget.issuer.code, tables_of(worked->budget, *worked->rates));
      written = write_new(*worked, question, stored, found);
    }
    if (written == Written::again) continue;
    issues.append(found);
    if (written == Written::done) return stored;
    return std::nullopt;
  }
  issues.error("budget-inputs-moving", question.reference,
               "What the budget is worked out from kept changing. Try again in a moment.");
  return std::nullopt;
}

/// The figures hold for the inputs as they were read; when one has moved since, they are worked out again.
void BudgetDesk::expect_inputs(const Worked& worked, store::Batch& batch) const {
  std::set<std::string> named;
  // And for who was one person: an undone link is worked out again for one of them.
  if (worked.inputs.person) batch.expectations.push_back(*worked.inputs.person);
  for (const BudgetInputs::Item& item : worked.inputs.items) {
    if (named.insert(to_text(item.key)).second) batch.expectations.push_back({item.key, item.version});
  }
  for (const budget::Line& line : worked.budget.lines) {
    for (const budget::Source& source : line.sources) {
      const auto row = parse_versioned(source.reference);
      if (row && named.insert(to_text(row->key)).second) batch.expectations.push_back({row->key, row->version});
    }
  }
}

void BudgetDesk::supersede(const StoredBudget& previous, const std::string& instant, store::Batch& batch) const {
  if (previous.budget.status == "withdrawn" || previous.budget.status == "superseded") {
    batch.expectations.push_back({previous.key, previous.resource_version});
    return;
  }
  fhir::Issues unreadable;
  auto document = fhir::read_json(previous.body, library_->definitions(), unreadable);
  if (!document || !set_budget_status(*document, "superseded", library_->names())) return;
  const store::SearchHasher hasher(caller_.tenant, services_.search_secret);
  batch.resources.push_back(resource_write(*document, library_->definitions(), library_->identities(), hasher,
                                           previous.key.id, previous.resource_version, instant));
  batch.audit.push_back(
      audit_of(caller_, "budget-supersede", previous.key, previous.resource_version + 1, instant, {}));
}

bool BudgetDesk::check_valid(fhir::Element resource, fhir::Issues& issues) const {
  if (services_.validators == nullptr) return true;
  const std::vector<std::string> profiles{library_->names().resolve("careway-budget")};
  return validate_crossing(*services_.validators, services_.validation.fhir_writes, resource, profiles, issues);
}

/// Two callers who make the same version at the same moment want the same id, so that one of them is told. An id whose
/// budget was deleted (its people were parted) is never used again: its old versions are not this one's.
store::ResourceKey BudgetDesk::key_of(const std::string& identifier) const {
  for (int i = 0;; ++i) {
    const auto digest = services_.keyer.digest(fmt::format("careway budget\x1f{}\x1f{}", identifier, i));
    store::ResourceKey key{"ClaimResponse", platform::to_hex(std::span(digest).first(kIdBytes))};
    const auto stored = services_.store.read(caller_.tenant, key);
    if (!stored || !stored->deleted) return key;
  }
}

BudgetDesk::Written BudgetDesk::write_new(const Worked& worked, const budget::Question& question, StoredBudget& stored,
                                          fhir::Issues& issues) {
  const std::string instant = now(services_);
  const budget::Budget& budget = worked.budget;
  const std::string identifier = budget_identifier(budget.issuer.code, budget.reference, budget.version);
  stored.key = key_of(identifier);
  fhir::Document document = budget_document(budget, {}, library_->names(), library_->definitions());
  if (!check_valid(document.root(), issues)) return Written::refused;
  const store::SearchHasher hasher(caller_.tenant, services_.search_secret);
  store::Batch batch;
  batch.resources.push_back(
      resource_write(document, library_->definitions(), library_->identities(), hasher, stored.key.id, 0, instant));
  stored.body = batch.resources.front().body;
  expect_inputs(worked, batch);
  if (worked.previous) supersede(*worked.previous, instant, batch);
  const std::string inputs = digest_of(worked.inputs, services_.keyer);
  const std::string_view prefer = question.prefer == budget::Question::Prefer::average ? "average" : "historic";
  batch.residues.push_back({{"", "budget-inputs", to_text(stored.key)},
                            0,
                            false,
                            fmt::format("{}\n{}\n{}", inputs, prefer, worked.inputs.list())});
  batch.audit.push_back(audit_of(caller_, "budget-record", stored.key, 1, instant, inputs));
  // Who undoes a link looks for budgets to delete before the link is gone: none may come in between.
  std::unique_lock<std::mutex> people;
  if (worked.inputs.person) people = std::unique_lock(*services_.people);
  const store::CommitResult result = services_.store.commit(caller_.tenant, batch);
  if (result.committed) {
    stored.resource_version = 1;
    stored.updated = instant;
    stored.budget = budget;
    return Written::done;
  }
  const bool is_about_inputs = result.conflict.kind == store::Conflict::Kind::expectation &&
                               (!worked.previous || result.conflict.key != worked.previous->key);
  if (is_about_inputs) return Written::again;
  issues.error("budget-stale", identifier, "Somebody else stored this version meanwhile. Look at it first.");
  return Written::refused;
}

std::optional<StoredBudget> BudgetDesk::advance(const StoredBudget& current, budget::Budget next,
                                                fhir::Issues& issues) {
  const std::string identifier =
      budget_identifier(current.budget.issuer.code, current.budget.reference, current.budget.version);
  if (current.budget.status == "superseded" || current.budget.status == "withdrawn") {
    issues.error("budget-frozen", identifier, "This version is over. Work on the latest one.");
    return std::nullopt;
  }
  const bool becomes_final = next.status == "final" && current.budget.status != "final";
  std::optional<budget::Pence> cost;
  if (becomes_final) {
    cost = plan_cost(current.budget, issues);
    if (!cost) return std::nullopt;
  }
  if (!budget::holds(next, issues) || !budget::may_follow(current.budget, next, cost, issues)) return std::nullopt;
  const std::string instant = now(services_);
  fhir::Issues unreadable;
  const auto before = fhir::read_json(current.body, library_->definitions(), unreadable);
  fhir::Document document =
      budget_document(next, before ? before->root() : fhir::Element(), library_->names(), library_->definitions());
  if (!check_valid(document.root(), issues)) return std::nullopt;
  warn_of_early_plan(services_, caller_, document.root(), issues);
  const store::SearchHasher hasher(caller_.tenant, services_.search_secret);
  store::Batch batch;
  batch.resources.push_back(resource_write(document, library_->definitions(), library_->identities(), hasher,
                                           current.key.id, current.resource_version, instant));
  batch.audit.push_back(
      audit_of(caller_, "budget-" + next.status, current.key, current.resource_version + 1, instant, {}));
  StoredBudget stored{current.key, current.resource_version + 1, std::move(next), instant,
                      batch.resources.front().body};
  if (services_.store.commit(caller_.tenant, batch).committed) return stored;
  issues.error("budget-stale", identifier, "Somebody else changed this budget meanwhile. Read it again.");
  return std::nullopt;
}

std::optional<budget::Pence> BudgetDesk::plan_cost(const budget::Budget& budget, fhir::Issues& issues) {
  const auto subject = parse_reference(budget.plan.empty() ? budget.patient : budget.plan);
  if (!subject) {
    issues.error("budget-subject", budget.reference, "The budget does not say whose it is.");
    return std::nullopt;
  }
  fhir::Issues found;
  const auto worked = work(*subject, question_again(budget), found);
  if (worked) return worked->budget.gross.period;
  issues.append(found);
  return std::nullopt;
}

}  // namespace careway::pipeline
