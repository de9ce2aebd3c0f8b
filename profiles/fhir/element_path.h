#pragma once

#include <string>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"

namespace careway::fhir {

/// "Patient.name[0].given[1]" for issues: unlike fhir_path, every element that repeats by definition carries its
/// number, so that the path is the same whether the later siblings have been read yet or not.
std::string element_path(Element element, const definitions::Definitions& definitions);

/// The same place as FHIRPath has it, for findings of the validator: "Observation.value.ofType(Quantity)".
std::string expression_path(Element element, const definitions::Definitions& definitions);

}  // namespace careway::fhir
