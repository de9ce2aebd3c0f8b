#include "gateway/pipeline/budget_inputs.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "adapters/platform/crypto.h"
#include "adapters/store/search_hash.h"
#include "gateway/pipeline/person_links.h"
#include "gateway/pipeline/record_loader.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

/// A type that belongs to a person, with the search parameter and the element that say to whom.
struct PersonalType {
  std::string_view type;
  std::string_view parameter;
  std::string_view element;
  std::array<std::string_view, 3> statuses_left_out;
};

constexpr std::string_view kInError = "entered-in-error";
constexpr std::array kPersonalTypes = {
    PersonalType{"CarePlan", "subject", "subject", {kInError, "revoked", {}}},
    PersonalType{"ServiceRequest", "subject", "subject", {kInError, "revoked", {}}},
    PersonalType{"Coverage", "beneficiary", "beneficiary", {kInError, "cancelled", {}}},
    PersonalType{"Task", "subject", "for", {kInError, {}, {}}},
    PersonalType{"ChargeItem", "subject", "subject", {kInError, "aborted", "not-billable"}},
};

bool has_code(fhir::Element concept_element, std::string_view code) {
  if (!concept_element) return false;
  for (fhir::Element coding : concept_element) {
    if (coding.name() == "coding" && coding.child_value("code") == code) return true;
  }
  return false;
}

class InputLoader {
 public:
  InputLoader(const Services& services, const Caller& caller)
      : services_(services),
        caller_(caller),
        library_(services.library()),
        hasher_(caller.tenant, services.search_secret) {}

  std::optional<BudgetInputs> load(const store::ResourceKey& subject, fhir::Issues& issues) {
    if (subject.type == "Patient") {
      if (!add_patients(subject, issues)) return std::nullopt;
      for (const PersonalType& type : kPersonalTypes) add_of_person(type);
      return std::move(inputs_);
    }
    if (subject.type == "CarePlan") return load_plan(subject, issues);
    issues.error("budget-subject", subject.type, "A budget is worked out for a Patient or for a CarePlan.");
    return std::nullopt;
  }

  bool add_version(const VersionedReference& wanted) {
    auto stored = services_.store.read_version(caller_.tenant, wanted.key, wanted.version);
    return stored && !stored->deleted && add(std::move(*stored));
  }

  BudgetInputs take() { return std::move(inputs_); }

 private:
  bool add(store::Resource&& resource) {
    BudgetInputs::Item item;
    fhir::Issues unreadable;
    auto document = fhir::read_json(resource.body, library_->definitions(), unreadable);
    if (!document) return false;
    item.key = std::move(resource.key);
    item.version = resource.version;
    item.body = std::move(resource.body);
    item.document = std::move(*document);
    inputs_.items.push_back(std::move(item));
    return true;
  }

  bool add_current(const store::ResourceKey& key, fhir::Issues& issues) {
    auto stored = services_.store.read(caller_.tenant, key);
    if (stored && !stored->deleted && add(std::move(*stored))) return true;
    issues.error("not-found", to_text(key), "There is no such resource.");
    return false;
  }

  bool add_patients(const store::ResourceKey& patient, fhir::Issues& issues) {
    inputs_.patients = linked_patients(services_, caller_, patient, &inputs_.person);
    return std::ranges::all_of(inputs_.patients,
                               [&](const store::ResourceKey& key) { return add_current(key, issues); });
  }

  bool is_input(const PersonalType& type, fhir::Element resource) const {
    const std::string_view status = resource.child_value("status");
    if (!status.empty() && std::ranges::find(type.statuses_left_out, status) != type.statuses_left_out.end()) {
      return false;
    }
    if (type.type == "Task" && !has_code(resource.child("code"), "determination")) return false;
    // Two search keys can meet by chance, so the reference itself decides.
    const fhir::Element owner = resource.child(type.element);
    const auto key = owner ? parse_reference(owner.child_value("reference")) : std::nullopt;
    return key && std::ranges::find(inputs_.patients, *key) != inputs_.patients.end();
  }

  void add_of_person(const PersonalType& type) {
    store::SearchTerm term;
    for (const store::ResourceKey& patient : inputs_.patients) {
      term.any_of.push_back(
          hasher_.hash(type.type, type.parameter, store::SearchForm::reference, {}, to_text(patient)));
    }
    add_found(type, std::move(term));
  }

  void add_found(const PersonalType& type, store::SearchTerm term) {
    store::SearchQuery query;
    query.type = std::string(type.type);
    query.terms.push_back(std::move(term));
    query.order = store::SearchOrder::oldest_first;
    query.page_size = store::kSearchPageMax;
    do {
      store::SearchPage page = services_.store.search(caller_.tenant, query);
      for (store::Resource& resource : page.resources) {
        if (has(resource.key) || !add(std::move(resource))) continue;
        if (!is_input(type, inputs_.items.back().document.root())) inputs_.items.pop_back();
      }
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
  }

  [[nodiscard]] bool has(const store::ResourceKey& key) const {
    return std::ranges::any_of(inputs_.items, [&](const BudgetInputs::Item& item) { return item.key == key; });
  }

  std::optional<BudgetInputs> load_plan(const store::ResourceKey& key, fhir::Issues& issues) {
    if (!add_current(key, issues)) return std::nullopt;
    BudgetInputs::Item plan = std::move(inputs_.items.back());
    inputs_.items.clear();
    const fhir::Element subject = plan.document.root().child("subject");
    const auto patient = subject ? parse_reference(subject.child_value("reference")) : std::nullopt;
    if (!patient || patient->type != "Patient") {
      issues.error("budget-subject", to_text(key), "The plan does not say whose it is. Give it a subject.");
      return std::nullopt;
    }
    if (!add_patients(*patient, issues)) return std::nullopt;
    const std::vector<store::ResourceKey> named = lines_named(plan.document.root());
    inputs_.items.push_back(std::move(plan));
    const PersonalType& line_type = kPersonalTypes[1];
    add_found(line_type, {{hasher_.hash(line_type.type, "based-on", store::SearchForm::reference, {}, to_text(key))}});
    for (const store::ResourceKey& line : named) {
      if (has(line)) continue;
      auto stored = services_.store.read(caller_.tenant, line);
      if (!stored || stored->deleted || !add(std::move(*stored))) continue;
      if (!is_input(line_type, inputs_.items.back().document.root())) inputs_.items.pop_back();
    }
    for (const PersonalType& type : kPersonalTypes) {
      if (type.type != "CarePlan" && type.type != "ServiceRequest") add_of_person(type);
    }
    return std::move(inputs_);
  }

  /// Lines that the plan names itself, beside those that name the plan.
  static std::vector<store::ResourceKey> lines_named(fhir::Element plan) {
    std::vector<store::ResourceKey> named;
    for (fhir::Element activity : plan) {
      if (activity.name() != "activity") continue;
      const fhir::Element reference = activity.child("reference");
      const auto key = reference ? parse_reference(reference.child_value("reference")) : std::nullopt;
      if (key && key->type == "ServiceRequest") named.push_back(*key);
    }
    return named;
  }

  const Services& services_;
  const Caller& caller_;
  std::shared_ptr<const FaceLibrary> library_;
  store::SearchHasher hasher_;
  BudgetInputs inputs_;
};

}  // namespace

std::vector<fhir::Element> BudgetInputs::elements() const {
  std::vector<fhir::Element> all;
  all.reserve(items.size());
  for (const Item& item : items) all.push_back(item.document.root());
  return all;
}

std::string BudgetInputs::list() const {
  std::string text;
  for (const Item& item : items) text += to_text(item.key) + "/_history/" + std::to_string(item.version) + "\n";
  return text;
}

std::optional<BudgetInputs> load_budget_inputs(const Services& services, const Caller& caller,
                                               const store::ResourceKey& subject, fhir::Issues& issues) {
  return InputLoader(services, caller).load(subject, issues);
}

std::optional<BudgetInputs> load_budget_inputs(const Services& services, const Caller& caller, std::string_view list,
                                               fhir::Issues& issues) {
  InputLoader loader(services, caller);
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('\n'), list.size());
    const std::string_view line = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    if (line.empty()) continue;
    const auto wanted = parse_versioned(line);
    if (wanted && loader.add_version(*wanted)) continue;
    issues.error("verify-inputs", line, "The budget was worked out from this version, and it is not there any more.");
    return std::nullopt;
  }
  return loader.take();
}

std::string digest_of(const BudgetInputs& inputs, const engine::Keyer& keyer) {
  std::string message = "careway budget inputs 1\n";
  for (const BudgetInputs::Item& item : inputs.items) {
    message += to_text(item.key) + "/_history/" + std::to_string(item.version) + "\n";
    message += std::to_string(item.body.size()) + "\n" + item.body + "\n";
  }
  return platform::to_hex(keyer.digest(message));
}

std::optional<VersionedReference> parse_versioned(std::string_view reference) {
  constexpr std::string_view kHistory = "/_history/";
  const std::size_t at = reference.find(kHistory);
  const auto key = parse_reference(reference);
  if (at == std::string_view::npos || !key) return std::nullopt;
  VersionedReference parsed{*key, 0};
  const std::string_view digits = reference.substr(at + kHistory.size());
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed.version);
  if (problem != std::errc() || end != digits.data() + digits.size() || parsed.version == 0) return std::nullopt;
  return parsed;
}

}  // namespace careway::pipeline
