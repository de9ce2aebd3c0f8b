#include "gateway/pipeline/person_links.h"

#include <algorithm>
#include <array>
#include <optional>

#include "gateway/pipeline/person_book.h"
#include "gateway/pipeline/record_loader.h"
#include "gateway/pipeline/stored_resource.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

constexpr std::string_view kDrawnFrom = "budget-drawn-from";
constexpr std::string_view kPersonBegins = R"({"resourceType":"Person")";

/// The Person that holds a Patient; nothing when it stands alone.
std::optional<store::Resource> person_of(const Services& services, const Caller& caller,
                                         const store::ResourceKey& patient) {
  if (patient.type != "Patient") return std::nullopt;
  const store::SearchHasher hasher(caller.tenant, services.search_secret);
  const std::array<std::uint64_t, 1> asked{person_link_identity(hasher, to_text(patient))};
  const auto holder = services.store.find_identities(caller.tenant, asked).front();
  if (!holder) return std::nullopt;
  auto person = services.store.read(caller.tenant, *holder);
  if (!person || person->deleted) return std::nullopt;
  return person;
}

void add_reference(std::string_view reference, std::vector<std::string>& patients) {
  const auto key = parse_reference(reference);
  if (!key || key->type != "Patient") return;
  std::string patient = to_text(*key);
  if (std::ranges::find(patients, patient) == patients.end()) patients.push_back(std::move(patient));
}

}  // namespace

std::vector<store::ResourceKey> members_of(fhir::Element person) {
  std::vector<store::ResourceKey> members;
  for (fhir::Element link : person) {
    if (link.name() != "link" || !link.child("target")) continue;
    const auto key = parse_reference(link.child("target").child_value("reference"));
    if (key && key->type == "Patient") members.push_back(*key);
  }
  return members;
}

std::vector<store::ResourceKey> linked_patients(const Services& services, const Caller& caller,
                                                const store::ResourceKey& patient,
                                                std::optional<store::Expectation>* read_person) {
  std::vector<store::ResourceKey> linked{patient};
  const auto person = person_of(services, caller, patient);
  if (!person) return linked;
  fhir::Issues issues;
  const auto library = services.library();
  const auto document = fhir::read_json(person->body, library->definitions(), issues);
  if (!document) return linked;
  const auto members = members_of(document->root());
  // Two keys can meet by chance; the body knows.
  if (std::ranges::find(members, patient) == members.end()) return linked;
  if (read_person != nullptr) *read_person = store::Expectation{person->key, person->version};
  for (const store::ResourceKey& member : members) {
    if (!(member == patient)) linked.push_back(member);
  }
  return linked;
}

std::vector<std::string> drawn_from(fhir::Element resource, const language::Names& names) {
  std::vector<std::string> patients;
  if (resource.value() == "Person") {
    for (const store::ResourceKey& member : members_of(resource)) patients.push_back(to_text(member));
    return patients;
  }
  const std::string url = names.resolve(kDrawnFrom);
  for (fhir::Element child : resource) {
    if (child.name() == "patient" || child.name() == "subject") {
      add_reference(child.child_value("reference"), patients);
    }
  }
  for (fhir::Element child : resource) {
    if (patients.size() > kDrawnFromMax) break;
    if (child.name() != "extension" || child.child_value("url") != url || !child.child("valueReference")) continue;
    add_reference(child.child("valueReference").child_value("reference"), patients);
  }
  return patients;
}

bool is_drawn_from_too_many(const Services& services, fhir::Element resource) {
  // A Person is written by us alone, and holds as many as were linked.
  return resource.value() != "Person" && drawn_from(resource, services.library()->names()).size() > kDrawnFromMax;
}

bool is_across_undone_link(const Services& services, const Caller& caller, fhir::Element resource) {
  const std::vector<std::string> patients = drawn_from(resource, services.library()->names());
  if (resource.value() != "Person" && patients.size() > kDrawnFromMax) return true;
  std::vector<store::ResourceKey> questions;
  for (std::size_t i = 0; i < patients.size(); ++i) {
    for (std::size_t k = i + 1; k < patients.size(); ++k) {
      questions.push_back({"Task", question_id(services, caller, pair_of(patients[i], patients[k]))});
    }
  }
  if (questions.empty()) return false;
  const auto library = services.library();
  for (const auto& task : services.store.read_many(caller.tenant, questions)) {
    if (!task || task->deleted) continue;
    fhir::Issues issues;
    const auto document = fhir::read_json(task->body, library->definitions(), issues);
    if (document && document->root().child_value("status") == "rejected") return true;
  }
  return false;
}

bool is_across_undone_link(const Services& services, const Caller& caller, std::string_view body) {
  // Almost nothing was drawn from several people: do not read what cannot have been.
  if (!body.starts_with(kPersonBegins) && body.find(kDrawnFrom) == std::string_view::npos) return false;
  fhir::Issues issues;
  const auto library = services.library();
  const auto document = fhir::read_json(body, library->definitions(), issues);
  return document && is_across_undone_link(services, caller, document->root());
}

bool is_link_record(fhir::Element resource) {
  if (resource.value() == "Person") return !members_of(resource).empty();
  if (resource.value() != "Task") return false;
  const fhir::Element code = resource.child("code");
  if (!code) return false;
  return std::ranges::any_of(code, [](fhir::Element coding) {
    return coding.name() == "coding" && coding.child_value("code") == kLinkQuestionCode;
  });
}

}  // namespace careway::pipeline
