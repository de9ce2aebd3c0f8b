#pragma once

#include <nlohmann/json.hpp>

#include "profiles/definitions/pack_compiler/model.h"

namespace careway::pack_compiler {

/// Adds the SearchParameters among `resources` that are computed from the resource (those with an expression), once per
/// base type, sorted by type and code.
void read_search_parameters(const nlohmann::json& resources, PackModel& model);

}  // namespace careway::pack_compiler
