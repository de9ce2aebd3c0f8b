#pragma once

#include <string_view>
#include <vector>

#include "profiles/fhir/document.h"
#include "profiles/fhir/json_scanner.h"
#include "profiles/fhir/limits.h"

namespace careway::formats {

/// Reads JSON objects into the tree that format.h describes. A list inside a list has items named "". Texts without
/// escapes are views of the source.
class JsonTreeReader {
 public:
  JsonTreeReader(fhir::JsonScanner& scanner, std::string_view bytes, const fhir::ReadLimits& limits)
      : scanner_(scanner), bytes_(bytes), limits_(limits) {}

  /// Reads the object that comes next below `document`'s root. False with an issue: syntax, "json-duplicate-key",
  /// "json-empty-name", "limit-…".
  bool read(fhir::Document& document, fhir::Issues& issues);

 private:
  bool read_members(fhir::NodeIndex object, std::size_t depth);
  bool read_member(fhir::NodeIndex object, std::string_view name, std::size_t depth);
  bool read_items(fhir::NodeIndex parent, std::string_view name, std::size_t depth);
  bool read_value(fhir::NodeIndex node, std::size_t depth);
  bool check_names(fhir::NodeIndex object);
  bool refuse(std::string_view code, std::string_view path, std::string_view text, fhir::Position position);
  fhir::NodeIndex append(fhir::NodeIndex parent, std::string_view name, bool is_list_item);
  std::string_view kept(std::string_view text);

  fhir::JsonScanner& scanner_;
  std::string_view bytes_;
  const fhir::ReadLimits& limits_;
  fhir::Document* document_ = nullptr;
  fhir::Issues* issues_ = nullptr;
  std::vector<std::string_view> names_;
};

}  // namespace careway::formats
