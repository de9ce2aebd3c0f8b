#pragma once

#include <nlohmann/json.hpp>

#include "profiles/definitions/pack_compiler/data_elements.h"
#include "profiles/definitions/pack_compiler/model.h"

namespace careway::pack_compiler {

/// Adds the types of every StructureDefinition among `resources` to `model`: primitives, datatypes, resources, and the
/// anonymous type of each element that has children. Constraints on types and logical models are left out, for they
/// are no types of their own; so are types of other FHIR versions than 4.0.1. Reads snapshots, which hold inherited
/// elements in order. Throws CompileError. Source of the rules: FHIR R4, "ElementDefinition" and "JSON" (representation
/// of elements).
void read_structures(const nlohmann::json& resources, const DataElements& data_elements, PackModel& model);

}  // namespace careway::pack_compiler
