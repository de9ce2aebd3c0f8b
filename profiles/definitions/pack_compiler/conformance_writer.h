#pragma once

#include <cstddef>
#include <vector>

#include "profiles/definitions/pack_compiler/conformance_reader.h"

namespace careway::pack_compiler {

/// The bytes of a conformance pack (conformance_pack_layout.h), the same for the same resources. They must be sorted by
/// URL, type and version.
std::vector<std::byte> write_conformance_pack(const std::vector<ConformanceResource>& resources);

/// read_conformance and write_conformance_pack in one.
std::vector<std::byte> compile_conformance_pack(const std::filesystem::path& folder,
                                                const std::filesystem::path& errata_file);

}  // namespace careway::pack_compiler
