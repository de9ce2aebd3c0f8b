#pragma once

#include <nlohmann/json.hpp>

namespace careway::pack_compiler {

/// The parts of a StructureDefinition, ValueSet or CodeSystem that a check can ask for; the rest (narrative, mappings,
/// explanations, publication data) is left out. Of extensions only those that change a check are kept.
nlohmann::json stripped(const nlohmann::json& resource);

}  // namespace careway::pack_compiler
