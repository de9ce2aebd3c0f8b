#pragma once

#include "profiles/fhir/document.h"
#include "profiles/packages/structure.h"
#include "profiles/validation/run.h"

namespace careway::validation {

/// Obligation profiles (HL7 extensions obligation-profile and inherit-obligations): a profile that is marked as one
/// only adds obligations to its base, and may only be inherited by profiles of the same base. `base` may be null.
void check_obligations(fhir::Element structure, const packages::StructureDefinition* base, Run& run);

}  // namespace careway::validation
