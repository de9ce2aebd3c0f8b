#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "mappers/language/checker.h"
#include "mappers/language/code_map.h"
#include "mappers/language/field_resolver.h"
#include "mappers/language/slot_resolver.h"

namespace careway::language {

/// What the checks of codes share.
struct CodeCheck {
  const SlotResolver& resolver;
  const CodeMaps& code_maps;
  std::span<const FaceShape> faces;
  fhir::Issues& issues;
};

/// The code map that arguments name; reports "map-code-map-unknown".
const CodeMap* find_code_map(const CodeCheck& check, const std::map<std::string, std::string>& arguments,
                             const Place& place);
/// A code slot written from a code map: its codes must be in a required binding ("map-binding"), its system must be
/// that of the coding ("map-code-system").
void check_codes_fit(const CodeCheck& check, const CodeMap& map, const ResolvedSlot& slot, const Place& place);
/// Reading: the map knows every value of the field's list ("map-code-reading"). Writing: every code of a required
/// binding, and every code of the map, has one spelling in each release ("map-code-writing", "map-code-no-way-back"),
/// which the field's list has ("map-code-list").
void check_code_row(const CodeCheck& check, const CodeMap& map, const ResolvedField& field, const ResolvedSlot& slot,
                    bool get_only, const Place& place);
/// One value written as it stands: the type's form and a required binding ("map-constant").
void check_literal(const CodeCheck& check, std::string_view value, const ResolvedSlot& slot, const Place& place);

/// "a, b, c and 4 more".
std::string listed(std::span<const std::string> words);

}  // namespace careway::language
