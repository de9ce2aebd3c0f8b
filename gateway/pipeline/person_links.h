#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/records.h"
#include "gateway/pipeline/services.h"
#include "profiles/fhir/document.h"

namespace careway::pipeline {

/// The Patient itself, then every Patient of the tenant that is known to be the same person: linked by number and birth
/// date or by a person's decision, and not undone since. Another resource than a Patient comes back alone.
/// `person`, when given, receives the Person that says so at the version that was read: a writer expects it.
std::vector<store::ResourceKey> linked_patients(const Services& services, const Caller& caller,
                                                const store::ResourceKey& patient,
                                                std::optional<store::Expectation>* person = nullptr);

/// The Patients that a Person resource holds together, in its order.
std::vector<store::ResourceKey> members_of(fhir::Element person);

/// One person has not so many records. More would only keep every reader busy with looking up pairs.
constexpr std::size_t kDrawnFromMax = 20;

/// True when the resource names more Patients that it was drawn from than kDrawnFromMax. No door stores one.
bool is_drawn_from_too_many(const Services& services, fhir::Element resource);

/// True when the resource (FHIR JSON as stored) was drawn from several Patients (budget-drawn-from), or is a Person
/// that held them, and two of them are kept apart by now: nobody may see it any more, in whatever version. What names
/// more than kDrawnFromMax Patients counts as such without a look.
bool is_across_undone_link(const Services& services, const Caller& caller, std::string_view body);
/// The same for what is not stored yet.
bool is_across_undone_link(const Services& services, const Caller& caller, fhir::Element resource);

/// The Patients that a resource was drawn from, by reference: its own (patient, subject) first; all that a Person
/// holds. Of what is no Person at most one more than kDrawnFromMax.
std::vector<std::string> drawn_from(fhir::Element resource, const language::Names& names);

/// True for what only /people may write: a Person that holds Patients together, or a question about two.
bool is_link_record(fhir::Element resource);

}  // namespace careway::pipeline
