#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profiles/fhir/issue.h"

namespace careway::formats {

struct YamlField;

/// A YAML value with its place. Layout files are small; plain values are enough.
struct YamlValue {
  enum class Kind : std::uint8_t { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string text;               ///< of a scalar
  std::vector<YamlValue> items;   ///< of a list
  std::vector<YamlField> fields;  ///< of a map, in the file's order
  fhir::Position position;

  [[nodiscard]] const YamlValue* field(std::string_view name) const;
};

struct YamlField {
  std::string key;
  YamlValue value;
};

/// Reads one YAML document. Anchors, aliases, tags, merge keys, repeated keys and keys that are not plain words are
/// refused with code "layout-syntax", because a layout must say everything where it stands. False with an error.
bool read_layout_yaml(std::string_view text, std::string_view file_name, YamlValue& out, fhir::Issues& issues);

/// Adds an error whose text begins with "file:line:", so that an editor can jump there.
void add_layout_error(fhir::Issues& issues, std::string_view code, std::string_view file_name, fhir::Position position,
                      std::string_view text);

}  // namespace careway::formats
