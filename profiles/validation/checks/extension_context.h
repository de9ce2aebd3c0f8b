#pragma once

#include "profiles/packages/structure.h"
#include "profiles/validation/profile.h"

namespace careway::validation {

/// R4 StructureDefinition.context and contextInvariant: whether the extension may stand where it stands. Findings
/// ("extension-context") are told at the element that has the extension.
void check_extension_context(fhir::Element extension, const packages::StructureDefinition& definition,
                             Session& session);

}  // namespace careway::validation
