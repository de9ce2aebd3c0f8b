#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/language/map.h"
#include "profiles/fhir/issue.h"

namespace careway::language {

/// What the reader of map files accepts. Beyond any of these the file is refused with "map-limit".
struct YamlLimits {
  std::size_t bytes_max = 1024 * 1024;
  std::size_t depth_max = 64;
  std::size_t nodes_max = 200'000;
};

enum class YamlKind : std::uint8_t { null, scalar, list, mapping };

struct YamlMember;

/// One node of a YAML file, with its place. Scalars stay text: "yes", "1.0" and "2020-01-01" are never anything else.
struct YamlNode {
  YamlKind kind = YamlKind::null;
  std::string text;                 ///< of a scalar
  std::vector<YamlNode> items;      ///< of a list
  std::vector<YamlMember> members;  ///< of a mapping, in the file's order; keys are scalars
  Place place;

  [[nodiscard]] bool is_scalar() const { return kind == YamlKind::scalar; }
  [[nodiscard]] bool is_list() const { return kind == YamlKind::list; }
  [[nodiscard]] bool is_mapping() const { return kind == YamlKind::mapping; }
  /// Value of the member with that key; null pointer when there is none.
  [[nodiscard]] const YamlNode* member(std::string_view key) const;
};

struct YamlMember {
  YamlNode key;
  YamlNode value;
};

/// Reads one YAML document. Anchors, aliases, merge keys, tags, duplicate keys, keys that are not plain words, a second
/// document and control characters are refused: a map says everything where it stands. `first_line` is the line of the
/// text's first line in `file_name` (a cell of a table is YAML too). Nothing when there was an error.
std::optional<YamlNode> read_yaml(std::string_view yaml, std::string_view file_name, fhir::Issues& issues,
                                  const YamlLimits& limits = {}, std::uint32_t first_line = 1);

/// True when the bytes are well-formed UTF-8.
bool is_utf8(std::string_view bytes);

}  // namespace careway::language
