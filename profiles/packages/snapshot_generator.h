#pragma once

#include <string_view>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/issue.h"
#include "profiles/packages/structure.h"
#include "profiles/packages/structure_reader.h"
#include "profiles/packages/text_pool.h"

namespace careway::packages {

/// Finds other structures while a snapshot is made.
class StructureSource {
 public:
  virtual ~StructureSource() = default;
  /// A structure with its snapshot; nullptr when it is unknown, unusable, or being made at this moment.
  virtual const StructureDefinition* structure(std::string_view canonical) = 0;
};

/// The snapshot of `head` from its parent's and its own differential (R4 profiling.html 5.1, ElementDefinition). False
/// with an error when it would be too large. See README.md for the rules.
bool generate_snapshot(StructureDefinition& head, const StructureDefinition& base,
                       const std::vector<ElementStatement>& differential, StructureSource& source,
                       const definitions::Definitions& definitions, TextPool& texts, fhir::Issues& issues);

}  // namespace careway::packages
