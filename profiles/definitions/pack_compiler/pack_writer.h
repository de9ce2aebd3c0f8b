#pragma once

#include <cstddef>
#include <vector>

#include "profiles/definitions/pack_compiler/model.h"

namespace careway::pack_compiler {

/// The bytes of a pack, always the same for the same model. Throws CompileError when the model names a type that it
/// does not hold, or holds more than the layout can count.
std::vector<std::byte> write_pack(const PackModel& model);

}  // namespace careway::pack_compiler
