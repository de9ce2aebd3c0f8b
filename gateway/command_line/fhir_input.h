#pragma once

#include <string_view>
#include <vector>

#include "mappers/engine/keyer.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::command_line {

/// Reads FHIR as it stands in files: one resource, a Bundle, or NDJSON of these; JSON or XML, told apart by the first
/// byte. A Bundle becomes its entries' resources. Resources without an id get one, worked out from their fullUrl, their
/// first identifier or their place, and references to a fullUrl become references to the resource. Positions of issues
/// are those in the file. What was read is of no use when there are errors.
std::vector<fhir::Document> read_fhir_file(std::string_view bytes, const definitions::Definitions& definitions,
                                           const engine::Keyer& keyer, fhir::Issues& issues);

}  // namespace careway::command_line
