#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"

namespace careway::language {

struct YamlNode;

/// Short names for the URLs of identifiers, extensions, code systems and profiles, so that a map can say
/// `identifier[system=nhs-number]`. Immutable after load: safe for concurrent use. A map may add names of its own (a
/// copy).
class Names {
 public:
  /// Reads a YAML file of sections (`identifiers`, `extensions`, `code-systems`, ...) of `alias: url`; the sections are
  /// flattened, an alias may stand in one of them only. `base` at the top completes URLs that have no scheme
  /// ("StructureDefinition/unit-cost"). Nothing with issues ("map-names-…", "map-yaml…", "map-duplicate-key") on error.
  static std::optional<Names> read(std::string_view yaml, std::string_view file_name, fhir::Issues& issues);

  /// The URL of an alias, or nothing.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view alias) const;
  /// The same, or the text itself when it is no alias.
  [[nodiscard]] std::string resolve(std::string_view text) const;
  /// Sets an alias, over one that is there.
  void set(std::string_view alias, std::string_view url);
  /// Adds the members of a YAML mapping; false with issues when a value is no URL. With `is_override` an alias that is
  /// there is replaced, else it is refused.
  bool add_all(const YamlNode& mapping, bool is_override, fhir::Issues& issues);

  [[nodiscard]] const std::string& base() const { return base_; }
  [[nodiscard]] std::vector<std::string> aliases() const;
  [[nodiscard]] std::size_t size() const { return urls_.size(); }

 private:
  std::string base_;
  std::map<std::string, std::string, std::less<>> urls_;
};

}  // namespace careway::language
