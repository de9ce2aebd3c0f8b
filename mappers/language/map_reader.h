#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mappers/language/map.h"
#include "mappers/language/names.h"
#include "profiles/fhir/issue.h"

namespace careway::language {

/// Gives the text of a table of rows ("cld/person.rows.csv", relative to the maps folder), or nothing when there is
/// none. This layer opens no file.
using TableSource = std::function<std::optional<std::string>(std::string_view name)>;

/// Reads a map file (SYNTAX.md) into a Map. `names` are the project's names; the map's own stand on top of them. Named
/// blocks and tables are put in where they are used. Names of roles, paths and converters are not looked up: check_map
/// does that. Nothing with issues when there was an error; every issue has a code "map-…", path "file:line" and
/// position.
std::optional<Map> read_map(std::string_view yaml, std::string_view file_name, const Names& names,
                            const TableSource& tables, fhir::Issues& issues);

}  // namespace careway::language
