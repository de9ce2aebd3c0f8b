#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/store/records.h"
#include "adapters/store/search_hash.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"

namespace careway::pipeline {

/// Identifier systems of which one resource of a type may carry a value alone: the keys of the maps. Immutable.
struct IdentityRules {
  std::set<std::pair<std::string, std::string>> systems;  ///< (type, system)
  [[nodiscard]] bool has(std::string_view type, std::string_view system) const {
    return systems.contains({std::string(type), std::string(system)});
  }
};

/// Search keys and identities of a resource.
struct SearchKeys {
  std::vector<std::uint64_t> hashes;
  std::vector<std::uint64_t> identities;
};

/// The reference search parameter under which a link of a resource type is found: ("ServiceRequest", "basedOn") ->
/// "based-on"; empty when the element is not indexed.
std::string_view reference_parameter(std::string_view type, std::string_view element);

/// The reference search parameters of a resource type ("ServiceRequest": subject, patient, based-on, performer).
std::vector<std::string_view> reference_parameters(std::string_view type);

/// The key under which a resource is found by the key that a partner's document gets for it when it was born elsewhere
/// (engine::minted_key of its id).
std::uint64_t minted_key_hash(std::string_view type, std::string_view minted_key, const store::SearchHasher& hasher);

/// What Task.code says of a question whether two Patients are one person.
inline constexpr std::string_view kLinkQuestionCode = "link-question";

/// The key under which Patients are found by people::meeting_keys.
std::uint64_t meeting_key_hash(std::string_view meeting_key, const store::SearchHasher& hasher);
/// The identity under which the Person of a Patient ("Patient/7") is found; one Person alone holds it.
std::uint64_t person_link_identity(const store::SearchHasher& hasher, std::string_view patient_reference);
/// The key under which a link question is found by its status, or by one of its two Patients.
std::uint64_t question_hash(const store::SearchHasher& hasher, std::string_view status_or_candidate);

/// The key under which all versions of a budget ("E09000033:B-1") are found.
std::uint64_t budget_hash(const store::SearchHasher& hasher, std::string_view issuer_and_reference);

/// Keys for: _id, the minted key, identifier (four forms), the reference parameters of the table in
/// stored_resource.cpp, what links people (surnames with birth dates, Persons, link questions), and budgets.
SearchKeys search_keys(fhir::Element resource, const IdentityRules& identities, const store::SearchHasher& hasher);

/// Sets id, meta.versionId and meta.lastUpdated (R4 section 2.26.3.2); other meta content stays.
void stamp(fhir::Document& document, const definitions::Definitions& definitions, std::string_view id,
           std::uint64_t version, std::string_view updated);

/// A write of the document as the next version: stamped, written as JSON, with its keys.
store::ResourceWrite resource_write(fhir::Document& document, const definitions::Definitions& definitions,
                                    const IdentityRules& identities, const store::SearchHasher& hasher,
                                    std::string_view id, std::uint64_t expected_version, std::string_view updated);

}  // namespace careway::pipeline
