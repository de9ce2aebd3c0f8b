#include "gateway/pipeline/stored_resource.h"

#include <algorithm>
#include <array>

#include "gateway/pipeline/person_facts.h"
#include "mappers/engine/engine.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

struct ReferenceParameter {
  std::string_view type;
  std::string_view element;
  std::string_view parameter;
};

// FHIR R4 search parameters of type reference, for the resource types of the record.
constexpr std::array kReferenceParameters = {
    ReferenceParameter{"CarePlan", "subject", "subject"},
    ReferenceParameter{"CarePlan", "subject", "patient"},
    ReferenceParameter{"CarePlan", "goal", "goal"},
    ReferenceParameter{"CarePlan", "basedOn", "based-on"},
    ReferenceParameter{"CarePlan", "partOf", "part-of"},
    ReferenceParameter{"Goal", "subject", "subject"},
    ReferenceParameter{"Goal", "subject", "patient"},
    ReferenceParameter{"ServiceRequest", "subject", "subject"},
    ReferenceParameter{"ServiceRequest", "subject", "patient"},
    ReferenceParameter{"ServiceRequest", "basedOn", "based-on"},
    ReferenceParameter{"ServiceRequest", "performer", "performer"},
    ReferenceParameter{"Task", "for", "subject"},
    ReferenceParameter{"Task", "for", "patient"},
    ReferenceParameter{"Task", "basedOn", "based-on"},
    ReferenceParameter{"Task", "focus", "focus"},
    ReferenceParameter{"RelatedPerson", "patient", "patient"},
    ReferenceParameter{"Encounter", "subject", "subject"},
    ReferenceParameter{"Encounter", "subject", "patient"},
    ReferenceParameter{"Encounter", "basedOn", "based-on"},
    ReferenceParameter{"Condition", "subject", "subject"},
    ReferenceParameter{"Condition", "subject", "patient"},
    ReferenceParameter{"Coverage", "beneficiary", "patient"},
    ReferenceParameter{"Coverage", "beneficiary", "beneficiary"},
    ReferenceParameter{"ClaimResponse", "patient", "patient"},
    ReferenceParameter{"Claim", "patient", "patient"},
    ReferenceParameter{"Account", "subject", "subject"},
    ReferenceParameter{"Account", "subject", "patient"},
    ReferenceParameter{"Contract", "subject", "subject"},
    ReferenceParameter{"Contract", "subject", "patient"},
    ReferenceParameter{"DocumentReference", "subject", "subject"},
    ReferenceParameter{"DocumentReference", "subject", "patient"},
    ReferenceParameter{"Observation", "subject", "subject"},
    ReferenceParameter{"Observation", "subject", "patient"},
    ReferenceParameter{"Consent", "patient", "patient"},
    ReferenceParameter{"QuestionnaireResponse", "subject", "subject"},
    ReferenceParameter{"QuestionnaireResponse", "subject", "patient"},
    ReferenceParameter{"EpisodeOfCare", "patient", "patient"},
    ReferenceParameter{"ChargeItem", "subject", "subject"},
    ReferenceParameter{"ChargeItem", "subject", "patient"},
    ReferenceParameter{"PaymentNotice", "request", "request"},
};

using store::SearchForm;

void add_identifier(fhir::Element identifier, std::string_view type, const IdentityRules& identities,
                    const store::SearchHasher& hasher, SearchKeys& keys) {
  const std::string_view system = identifier.child_value("system");
  const std::string_view value = identifier.child_value("value");
  if (value.empty()) return;
  if (type == "ClaimResponse") {
    // Versions of one budget differ in what stands behind the last colon of their identifier.
    keys.hashes.push_back(budget_hash(hasher, value.substr(0, value.rfind(':'))));
  }
  keys.hashes.push_back(hasher.hash(type, "identifier", SearchForm::code, {}, value));
  if (system.empty()) {
    keys.hashes.push_back(hasher.hash(type, "identifier", SearchForm::code_alone, {}, value));
    return;
  }
  keys.hashes.push_back(hasher.hash(type, "identifier", SearchForm::system_and_code, system, value));
  keys.hashes.push_back(hasher.hash(type, "identifier", SearchForm::system, system, {}));
  if (identities.has(type, system)) {
    keys.identities.push_back(hasher.hash(type, {}, SearchForm::identity, system, value));
  }
}

/// A Patient is found by surname and birth date when people are linked.
void add_meeting_keys(fhir::Element patient, const store::SearchHasher& hasher, SearchKeys& keys) {
  for (const std::string& key : people::meeting_keys(demographics_of(patient))) {
    keys.hashes.push_back(meeting_key_hash(key, hasher));
  }
}

/// A Person is found by each Patient that it holds, and a Patient is in one Person alone.
void add_person_links(fhir::Element person, const store::SearchHasher& hasher, SearchKeys& keys) {
  for (fhir::Element link : person) {
    if (link.name() != "link" || !link.child("target")) continue;
    const std::string_view reference = link.child("target").child_value("reference");
    if (reference.empty()) continue;
    keys.hashes.push_back(hasher.hash("Person", "link", SearchForm::reference, {}, reference));
    if (!reference.starts_with("Patient/")) continue;
    keys.hashes.push_back(hasher.hash("Person", "patient", SearchForm::reference, {}, reference));
    keys.identities.push_back(person_link_identity(hasher, reference));
  }
}

/// A question whether two Patients are one person is found by its state and by each of the two.
void add_question_keys(fhir::Element task, const store::SearchHasher& hasher, SearchKeys& keys) {
  const fhir::Element coding = task.child("code") ? task.child("code").child("coding") : fhir::Element();
  if (!coding.exists() || coding.child_value("code") != kLinkQuestionCode) return;
  keys.hashes.push_back(question_hash(hasher, task.child_value("status")));
  for (fhir::Element input : task) {
    if (input.name() != "input" || !input.child("valueReference")) continue;
    keys.hashes.push_back(question_hash(hasher, input.child("valueReference").child_value("reference")));
  }
}

fhir::NodeIndex child_in_order(fhir::Document& document, const definitions::Definitions& definitions,
                               fhir::NodeIndex parent, std::string_view type, std::string_view name) {
  const fhir::Element above = document.at(parent);
  if (const fhir::Element found = above.child(name)) return found.index();
  const definitions::EntryIndex entry = definitions.find_entry(definitions.find_type(type), name);
  const std::uint16_t ordinal = definitions.entry_ordinal(entry);
  fhir::NodeIndex after = fhir::kNoNode;
  for (fhir::Element child : above) {
    if (child.entry() != fhir::kNoEntry && definitions.entry_ordinal(child.entry()) > ordinal) break;
    after = child.index();
  }
  return document.insert(parent, after, definitions.entry_name(entry), entry);
}

}  // namespace

std::string_view reference_parameter(std::string_view type, std::string_view element) {
  for (const ReferenceParameter& row : kReferenceParameters) {
    if (row.type == type && row.element == element) return row.parameter;
  }
  return {};
}

std::vector<std::string_view> reference_parameters(std::string_view type) {
  std::vector<std::string_view> parameters;
  for (const ReferenceParameter& row : kReferenceParameters) {
    if (row.type == type) parameters.push_back(row.parameter);
  }
  if (type == "Person") parameters = {"link", "patient"};
  return parameters;
}

std::uint64_t minted_key_hash(std::string_view type, std::string_view minted_key, const store::SearchHasher& hasher) {
  return hasher.hash(type, "_minted", SearchForm::id, {}, minted_key);
}

std::uint64_t meeting_key_hash(std::string_view meeting_key, const store::SearchHasher& hasher) {
  return hasher.hash("Patient", "_meeting", SearchForm::code, {}, meeting_key);
}

std::uint64_t person_link_identity(const store::SearchHasher& hasher, std::string_view patient_reference) {
  return hasher.hash("Person", {}, SearchForm::identity, "link", patient_reference);
}

std::uint64_t question_hash(const store::SearchHasher& hasher, std::string_view status_or_candidate) {
  return hasher.hash("Task", "_question", SearchForm::code, {}, status_or_candidate);
}

std::uint64_t budget_hash(const store::SearchHasher& hasher, std::string_view issuer_and_reference) {
  return hasher.hash("ClaimResponse", "_budget", SearchForm::code, {}, issuer_and_reference);
}

SearchKeys search_keys(fhir::Element resource, const IdentityRules& identities, const store::SearchHasher& hasher) {
  SearchKeys keys;
  const std::string_view type = resource.value();
  keys.hashes.push_back(hasher.hash(type, "_id", SearchForm::id, {}, resource.child_value("id")));
  keys.hashes.push_back(minted_key_hash(type, engine::minted_key(resource.child_value("id")), hasher));
  for (fhir::Element child : resource) {
    if (child.name() == "identifier") {
      add_identifier(child, type, identities, hasher, keys);
      continue;
    }
    const std::string_view reference = child.child_value("reference");
    const fhir::Element logical = reference.empty() ? child.child("identifier") : fhir::Element();
    if (reference.empty() && !logical) continue;
    for (const ReferenceParameter& row : kReferenceParameters) {
      if (row.type != type || row.element != child.name()) continue;
      keys.hashes.push_back(reference.empty() ? hasher.hash(type, row.parameter, SearchForm::system_and_code,
                                                            logical.child_value("system"), logical.child_value("value"))
                                              : hasher.hash(type, row.parameter, SearchForm::reference, {}, reference));
    }
  }
  if (type == "Patient") add_meeting_keys(resource, hasher, keys);
  if (type == "Person") add_person_links(resource, hasher, keys);
  if (type == "Task") add_question_keys(resource, hasher, keys);
  for (auto* list : {&keys.hashes, &keys.identities}) {
    std::ranges::sort(*list);
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return keys;
}

void stamp(fhir::Document& document, const definitions::Definitions& definitions, std::string_view id,
           std::uint64_t version, std::string_view updated) {
  const std::string_view type = document.root().value();
  document.set_value(child_in_order(document, definitions, 0, type, "id"), fhir::ValueKind::text, id);
  const fhir::NodeIndex meta = child_in_order(document, definitions, 0, type, "meta");
  document.set_value(child_in_order(document, definitions, meta, "Meta", "versionId"), fhir::ValueKind::text,
                     std::to_string(version));
  document.set_value(child_in_order(document, definitions, meta, "Meta", "lastUpdated"), fhir::ValueKind::text,
                     updated);
}

store::ResourceWrite resource_write(fhir::Document& document, const definitions::Definitions& definitions,
                                    const IdentityRules& identities, const store::SearchHasher& hasher,
                                    std::string_view id, std::uint64_t expected_version, std::string_view updated) {
  stamp(document, definitions, id, expected_version + 1, updated);
  store::ResourceWrite write;
  write.key = {std::string(document.root().value()), std::string(id)};
  write.expected_version = expected_version;
  write.updated = std::string(updated);
  fhir::write_json(document.root(), definitions, write.body);
  SearchKeys keys = search_keys(document.root(), identities, hasher);
  write.search_hashes = std::move(keys.hashes);
  write.identities = std::move(keys.identities);
  return write;
}

}  // namespace careway::pipeline
