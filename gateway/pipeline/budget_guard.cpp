#include "gateway/pipeline/budget_guard.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "gateway/pipeline/budget_document.h"
#include "gateway/pipeline/budget_inputs.h"
#include "gateway/pipeline/person_links.h"
#include "gateway/pipeline/record_loader.h"
#include "mappers/budget/fhir_values.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

constexpr std::array<std::string_view, 8> kFrozen = {"total", "addItem",      "insurance",   "payment",
                                                     "item",  "adjudication", "processNote", "text"};
constexpr std::array<std::string_view, 3> kOtherFigures = {"payment", "item", "adjudication"};
constexpr std::string_view kOtherPerson =
    "This is of another person. A budget shows what is the person's own, or that of records known to be the same "
    "person's, which it names.";

bool refuse(fhir::Issues& issues, std::string_view code, std::string_view path, std::string_view text) {
  issues.error(code, path, text);
  return false;
}

bool same_value(fhir::Element a, fhir::Element b) {
  if (a.name() != b.name() || a.kind() != b.kind()) return false;
  if (a.value() == b.value()) return true;
  if (a.kind() != fhir::ValueKind::number) return false;
  const auto number = budget::number_in(a);
  return number && number == budget::number_in(b);
}

std::vector<fhir::Element> children_by_name(fhir::Element parent) {
  std::vector<fhir::Element> children(parent.begin(), parent.end());
  std::ranges::stable_sort(children, {}, &fhir::Element::name);
  return children;
}

/// Elements nest no deeper than the readers let them.
bool says_same(fhir::Element a, fhir::Element b) {
  return same_value(a, b) && std::ranges::equal(children_by_name(a), children_by_name(b), says_same);
}

std::vector<fhir::Element> named(fhir::Element parent, std::string_view name) {
  std::vector<fhir::Element> found;
  for (const fhir::Element child : parent) {
    if (child.name() == name) found.push_back(child);
  }
  return found;
}

/// One figure of each category in `amounts`.
bool is_said_once(const std::vector<fhir::Element>& amounts, const std::string& system, fhir::Issues& issues) {
  std::set<std::string_view> seen;
  for (const fhir::Element amount : amounts) {
    for (const fhir::Element category : named(amount, "category")) {
      for (const fhir::Element coding : named(category, "coding")) {
        if (coding.child_value("system") != system || seen.insert(coding.child_value("code")).second) continue;
        return refuse(issues, "budget-unreadable", fhir::fhir_path(amount),
                      "The budget says this amount twice. Ask its issuer for the whole budget.");
      }
    }
  }
  return true;
}

/// Resources that a budget names, and whose they are.
class Named {
 public:
  Named(const Services& services, const Caller& caller)
      : services_(services), caller_(caller), library_(services.library()) {}

  /// False when the store has the resource that `reference` names, and it is of a Patient who is not in `own`.
  bool is_own(fhir::Element reference, std::string_view type, std::string_view whose,
              const std::vector<store::ResourceKey>& own) {
    const auto stored = reference.exists() ? find(reference, type) : std::nullopt;
    if (!stored) return true;
    fhir::Issues unreadable;
    const auto document = fhir::read_json(stored->body, library_->definitions(), unreadable);
    const fhir::Element subject = document ? document->root().child(whose) : fhir::Element();
    const auto patient = subject ? parse_reference(subject.child_value("reference")) : std::nullopt;
    return !patient || patient->type != "Patient" || std::ranges::find(own, *patient) != own.end();
  }

 private:
  std::optional<store::Resource> find(fhir::Element reference, std::string_view type) {
    const std::string_view literal = reference.child_value("reference");
    auto key = parse_reference(literal);
    if (literal.empty()) key = by_identifier(reference.child("identifier"), type);
    if (!key) return std::nullopt;
    auto stored = services_.store.read(caller_.tenant, *key);
    if (stored && stored->deleted) {
      // What it was drawn from can still be read.
      const auto versioned = parse_versioned(literal);
      stored = versioned ? services_.store.read_version(caller_.tenant, *key, versioned->version) : std::nullopt;
    }
    return stored && !stored->deleted ? std::move(stored) : std::nullopt;
  }

  std::optional<store::ResourceKey> by_identifier(fhir::Element identifier, std::string_view type) {
    if (!identifier) return std::nullopt;
    const store::SearchHasher hasher(caller_.tenant, services_.search_secret);
    const std::array<std::uint64_t, 1> asked{hasher.hash(
        type, {}, store::SearchForm::identity, identifier.child_value("system"), identifier.child_value("value"))};
    return services_.store.find_identities(caller_.tenant, asked).front();
  }

  const Services& services_;
  const Caller& caller_;
  std::shared_ptr<const FaceLibrary> library_;
};

fhir::Element service_of(fhir::Element item, const language::Names& names) {
  const fhir::Element line = budget::find_extension(item, names.resolve("budget-line"));
  const fhir::Element service = line ? budget::find_extension(line, "service") : fhir::Element();
  return service ? service.child("valueReference") : fhir::Element();
}

}  // namespace

bool has_one_identifier(fhir::Element budget, const language::Names& names, fhir::Issues& issues) {
  const std::string system = names.resolve("budget");
  const auto is_key = [&](fhir::Element identifier) { return identifier.child_value("system") == system; };
  if (std::ranges::count_if(named(budget, "identifier"), is_key) == 1) return true;
  return refuse(issues, "budget-unreadable", "ClaimResponse.identifier", "A budget has one identifier as a budget.");
}

bool says_figures_once(fhir::Element budget, const language::Names& names, fhir::Issues& issues) {
  for (const std::string_view name : kOtherFigures) {
    if (!budget.child(name)) continue;
    return refuse(issues, "budget-unreadable", "ClaimResponse." + std::string(name),
                  "A budget says its figures as totals, lines and streams alone. Leave this out.");
  }
  const std::string categories = names.resolve("budget-amount");
  if (!is_said_once(named(budget, "total"), categories, issues)) return false;
  return std::ranges::all_of(named(budget, "addItem"), [&](fhir::Element item) {
    return is_said_once(named(item, "adjudication"), categories, issues);
  });
}

bool figures_stay(fhir::Element before, fhir::Element after, bool may_reword, fhir::Issues& issues) {
  const auto stays = [&](std::string_view name) {
    if (std::ranges::equal(named(before, name), named(after, name), says_same)) return true;
    return refuse(issues, "budget-frozen", "ClaimResponse." + std::string(name),
                  "A stored version never changes in what it says. Make another version.");
  };
  return std::ranges::all_of(kFrozen, stays) && (may_reword || stays("disposition"));
}

bool is_of_same_person(const Services& services, const Caller& caller, const budget::Budget& before,
                       const budget::Budget& next, fhir::Issues& issues) {
  const auto known = parse_reference(before.patient);
  const auto patient = parse_reference(next.patient);
  const auto linked = known ? linked_patients(services, caller, *known) : std::vector<store::ResourceKey>();
  if (patient && std::ranges::find(linked, *patient) != linked.end()) return true;
  return refuse(issues, "budget-other-person", "ClaimResponse.patient",
                "This reference is of a budget of another person. Give the budget a reference of its own.");
}

bool shows_own_lines(const Services& services, const Caller& caller, fhir::Element resource,
                     const budget::Budget& budget, fhir::Issues& issues) {
  std::vector<store::ResourceKey> own;
  if (const auto patient = parse_reference(budget.patient)) own.push_back(*patient);
  for (const std::string& other : budget.drawn_from) {
    if (const auto patient = parse_reference(other)) own.push_back(*patient);
  }
  const auto library = services.library();
  Named references(services, caller);
  bool all_own = true;
  for (const fhir::Element item : named(resource, "addItem")) {
    if (references.is_own(service_of(item, library->names()), "ServiceRequest", "subject", own)) continue;
    all_own = refuse(issues, "budget-other-person", fhir::fhir_path(item), kOtherPerson);
  }
  for (const fhir::Element insurance : named(resource, "insurance")) {
    if (references.is_own(insurance.child("coverage"), "Coverage", "beneficiary", own)) continue;
    all_own = refuse(issues, "budget-other-person", fhir::fhir_path(insurance), kOtherPerson);
  }
  return all_own;
}

std::string budget_series(fhir::Element resource, const language::Names& names) {
  if (!is_budget(resource, names)) return {};
  const std::string_view identifier = identifier_of(resource, names.resolve("budget"));
  return std::string(identifier.substr(0, identifier.rfind(':')));
}

void refuse_second_version(std::string_view path, fhir::Issues& issues) {
  issues.error("budget-stale", path,
               "Another version of this budget comes along with it. Send one, then the next that follows it.");
}

}  // namespace careway::pipeline
