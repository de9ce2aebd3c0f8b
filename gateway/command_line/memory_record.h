#pragma once

#include <string>
#include <vector>

#include "adapters/store/records.h"
#include "gateway/pipeline/services.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::command_line {

/// Puts resources into the store as they are, nothing stamped. False with issues ("resource-twice",
/// "identifier-twice") when two of them cannot both be in one record; nothing is stored then.
bool store_resources(const pipeline::Services& services, const std::string& tenant,
                     const std::vector<fhir::Document>& documents, fhir::Issues& issues);

/// Every resource of these types, type by type, in the order in which they were made.
std::vector<store::ResourceKey> keys_of_types(const pipeline::Services& services, const std::string& tenant,
                                              const std::vector<std::string>& types);

/// The resources of those keys, read back.
std::vector<fhir::Document> load_resources(const pipeline::Services& services, const std::string& tenant,
                                           const std::vector<store::ResourceKey>& keys);

/// Takes out what the store wrote into meta: on the command line a record has no versions.
void remove_stamp(fhir::Document& resource);

}  // namespace careway::command_line
