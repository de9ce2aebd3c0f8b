#pragma once

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/issue.h"
#include "profiles/fhirpath/syntax_tree.h"

namespace careway::fhirpath {

/// Static check: whether the expression can work when the focus is of the type `context`. Adds "fhirpath-semantic"
/// issues with positions in the expression's text and gives false when it cannot. What cannot be known (a resource of
/// any type, an environment variable) is accepted.
bool check_types(const SyntaxTree& tree, definitions::TypeIndex context, const definitions::Definitions& definitions,
                 fhir::Issues& issues);

}  // namespace careway::fhirpath
