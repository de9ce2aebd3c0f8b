#pragma once

#include <optional>

#include "mappers/budget/budget.h"
#include "mappers/language/names.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// Writes a budget as a ClaimResponse (profile careway-budget), without id and meta. Codes get the systems of
/// `names`; displays are those of `names`' code systems where the caller's definitions know them, else none.
fhir::Document write_budget(const Budget& budget, const language::Names& names,
                            const definitions::Definitions& definitions);

/// Reads one. Nothing with issues ("budget-unreadable", path: the element) when something that the profile requires is
/// missing, no amount of GBP, or beyond limits.h.
std::optional<Budget> read_budget(fhir::Element claim_response, const language::Names& names, fhir::Issues& issues);

}  // namespace careway::budget
