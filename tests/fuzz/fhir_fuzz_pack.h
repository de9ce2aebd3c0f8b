#pragma once

#include "profiles/definitions/definitions.h"

namespace careway::fhir {

/// The R4 pack of this build, opened once; starts the XML library too.
const definitions::Definitions& fuzz_definitions();

/// Ends the program with that message: a finding.
void require(bool holds, const char* message);

}  // namespace careway::fhir
