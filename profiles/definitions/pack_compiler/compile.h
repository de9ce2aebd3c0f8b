#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "profiles/definitions/pack_compiler/model.h"

namespace careway::pack_compiler {

/// Reads the base definition files of FHIR R4 (dataelements, profiles-types, profiles-resources, valuesets,
/// v3-codesystems, v2-tables, search-parameters) in `folder`. Throws CompileError.
PackModel read_definitions(const std::filesystem::path& folder);

/// read_definitions and write_pack in one: the same files give the same bytes.
std::vector<std::byte> compile_pack(const std::filesystem::path& folder);

}  // namespace careway::pack_compiler
