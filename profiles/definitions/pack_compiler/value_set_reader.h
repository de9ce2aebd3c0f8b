#pragma once

#include <nlohmann/json.hpp>

#include "profiles/definitions/pack_compiler/model.h"

namespace careway::pack_compiler {

/// Adds every ValueSet among `resources` whose codes can be known from the CodeSystems among `resources`: listed codes,
/// whole systems, included value sets, and exclusions of the same. Value sets with filters, or of systems that are
/// absent or incomplete, are left out: who asks for them gets "unknown", never a part. Abstract codes count as codes.
/// Source of the rules: FHIR R4, ValueSet 4.9.9 "Value Set Composition Rules".
void read_value_sets(const nlohmann::json& resources, PackModel& model);

}  // namespace careway::pack_compiler
