#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/records.h"
#include "gateway/pipeline/services.h"
#include "profiles/fhir/document.h"

namespace careway::pipeline {

/// The Patient itself, then every Patient of the tenant that is known to be the same person: linked by number and birth
/// date or by a person's decision, and not undone since. Another resource than a Patient comes back alone.
std::vector<store::ResourceKey> linked_patients(const Services& services, const Caller& caller,
                                                const store::ResourceKey& patient);

/// The Patients that a Person resource holds together, in its order.
std::vector<store::ResourceKey> members_of(fhir::Element person);

/// The key under which the Person of a Patient is found; one Person alone holds it.
std::uint64_t person_link_identity(const store::SearchHasher& hasher, std::string_view patient_reference);

}  // namespace careway::pipeline
