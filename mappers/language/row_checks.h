#pragma once

#include <vector>

#include "mappers/language/code_checks.h"
#include "mappers/language/field_resolver.h"
#include "mappers/language/map.h"
#include "mappers/language/slot_resolver.h"

namespace careway::language {

/// The converter of a row against both its sides: it exists ("map-converter-unknown"), has its arguments
/// ("map-converter-argument"), joins as many slots as there are ("map-arity"), takes both types ("map-type"), and
/// nothing repeats that no key tells apart ("map-repeats").
void check_row(const CodeCheck& check, const Row& row, const std::vector<ResolvedField>& fields,
               const std::vector<ResolvedSlot>& slots);

/// Reports "map-repeats" for every repeating step that neither a predicate (of its own or further on) nor an each tells
/// apart. The last repeating step may repeat when `last_may_repeat`.
void check_repeats(const CodeCheck& check, const ResolvedSlot& slot, bool last_may_repeat, const Place& place);

}  // namespace careway::language
