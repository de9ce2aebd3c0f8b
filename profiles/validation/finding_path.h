#pragma once

#include <string>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"

namespace careway::validation {

/// The FHIRPath of an element from the root of its document, as findings name it: what repeats by definition carries
/// its number, a choice its type: "Bundle.entry[0].resource.value.ofType(Quantity).unit".
std::string finding_path(fhir::Element element, const definitions::Definitions& definitions);

}  // namespace careway::validation
