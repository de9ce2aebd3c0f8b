#include "gateway/pipeline/person_links.h"

#include <algorithm>
#include <array>

#include "gateway/pipeline/record_loader.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {

std::vector<store::ResourceKey> members_of(fhir::Element person) {
  std::vector<store::ResourceKey> members;
  for (fhir::Element link : person) {
    if (link.name() != "link") continue;
    const auto key = parse_reference(link.child("target") ? link.child("target").child_value("reference") : "");
    if (key && key->type == "Patient") members.push_back(*key);
  }
  return members;
}

std::uint64_t person_link_identity(const store::SearchHasher& hasher, std::string_view patient_reference) {
  return hasher.hash("Person", {}, store::SearchForm::identity, "link", patient_reference);
}

std::vector<store::ResourceKey> linked_patients(const Services& services, const Caller& caller,
                                                const store::ResourceKey& patient) {
  std::vector<store::ResourceKey> linked{patient};
  if (patient.type != "Patient") return linked;
  const store::SearchHasher hasher(caller.tenant, services.search_secret);
  const std::array<std::uint64_t, 1> asked{person_link_identity(hasher, to_text(patient))};
  const auto holder = services.store.find_identities(caller.tenant, asked).front();
  if (!holder) return linked;
  const auto person = services.store.read(caller.tenant, *holder);
  if (!person || person->deleted) return linked;
  fhir::Issues issues;
  const auto document = fhir::read_json(person->body, services.library()->definitions(), issues);
  if (!document) return linked;
  const auto members = members_of(document->root());
  if (std::ranges::find(members, patient) == members.end()) return linked;
  for (const store::ResourceKey& member : members) {
    if (!(member == patient)) linked.push_back(member);
  }
  return linked;
}

}  // namespace careway::pipeline
