#pragma once

#include <string>
#include <string_view>

#include "mappers/budget/budget.h"
#include "mappers/language/names.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"

namespace careway::pipeline {

/// The value of a resource's identifier of that system; empty when it has none.
std::string_view identifier_of(fhir::Element resource, std::string_view system);

/// Whether a resource is a version of a budget: a ClaimResponse with a budget's identifier.
bool is_budget(fhir::Element resource, const language::Names& names);

/// A budget as the resource that is stored: budget::write_budget with our profile named. `before`, when it exists, is
/// the state before; what others put there and the budget does not say (other identifiers and extensions, tags,
/// narrative) is taken along.
fhir::Document budget_document(const budget::Budget& budget, fhir::Element before, const language::Names& names,
                               const definitions::Definitions& definitions);

/// Writes another budget status into the resource and changes nothing else. False when it says none.
bool set_budget_status(fhir::Document& document, std::string_view status, const language::Names& names);

}  // namespace careway::pipeline
