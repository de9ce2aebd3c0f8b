#pragma once

#include "profiles/validation/definition_tree.h"
#include "profiles/validation/engine.h"
#include "profiles/validation/profile.h"

namespace careway::validation {

/// Works out how elements of a slice are told apart: each discriminator's value is looked for at the slice, below it,
/// in values fixed above it, and in the profiles of its types. Sets conditions, or can_match to false when a
/// discriminator says nothing about the slice.
void compile_conditions(const DefinitionNode& slice, const packages::Slicing& slicing, Engine& engine, Slice& out);

}  // namespace careway::validation
