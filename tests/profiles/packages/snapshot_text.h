#pragma once

#include <string>
#include <string_view>

#include "profiles/packages/structure.h"

namespace careway::packages {

/// One element as a line: id, min..max, types with profiles and targets, fixed or pattern, binding, slicing, and the
/// keys of constraints other than ele-1 and ext-1.
std::string text_of(const ElementDefinition& element);
/// The elements whose id starts with one of the words of `starts` (all of them when it is empty), one a line.
std::string text_of(const StructureDefinition& structure, std::string_view starts = {});

}  // namespace careway::packages
