#pragma once

#include <cstddef>
#include <span>

#include "profiles/fhir/issue.h"

namespace careway::definitions {

/// True when the bytes are a whole, undamaged pack of this layout in which every offset, index and length stays inside:
/// after that the view may read without checks. Otherwise adds an issue "pack-size", "pack-magic", "pack-version",
/// "pack-checksum" or "pack-bounds".
bool check_pack(std::span<const std::byte> pack, fhir::Issues& issues);

}  // namespace careway::definitions
