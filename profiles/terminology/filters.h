#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "profiles/fhir/document.h"
#include "profiles/terminology/code_system.h"
#include "profiles/terminology/grammars.h"

namespace careway::terminology {

/// ValueSet.compose.include.filter. Views into the tree, or into texts that its keeper keeps.
struct Filter {
  std::string_view property;
  std::string_view operation;
  std::string_view value;
};

std::vector<Filter> read_filters(fhir::Element include);

/// The concepts of a system that a filter selects, as flags by concept; nothing when the filter is not understood, so
/// that nobody takes a guess for an answer. FHIR R4: value set filter-operator, and CodeSystem sections 4.8.13.
std::optional<std::vector<bool>> select_by(const Filter& filter, const CodeSystem& system);

/// Whether a code of a system without a list passes: what is asked of the code itself can be told, and what the grammar
/// knows (may be null). Nothing otherwise.
std::optional<bool> passes(const Filter& filter, std::string_view code, const Grammar* grammar);

}  // namespace careway::terminology
