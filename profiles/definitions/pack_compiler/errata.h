#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "profiles/definitions/pack_compiler/model.h"

namespace careway::pack_compiler {

/// HL7's own mistakes in constraints and in the contexts of extensions, and what they should have been (errata.json).
class Errata {
 public:
  /// Throws CompileError when the file is missing or an erratum says nothing.
  explicit Errata(const std::filesystem::path& file);

  /// Puts the constraints of one element right. `line`: URLs of the structure that it stands in and of those that it is
  /// based on, nearest first; a constraint that does not say who stated it first may come from any of them.
  void apply(const std::vector<std::string>& line, nlohmann::json& element);
  /// Adds the contexts that an extension's definition forgot.
  void apply_contexts(nlohmann::json& structure);
  /// Throws CompileError when an erratum fitted nothing: it is misspelt, or no longer needed.
  void expect_all_used() const;

 private:
  struct Erratum {
    nlohmann::json text;
    bool used = false;
  };
  Erratum* find(const std::vector<std::string>& line, const nlohmann::json& constraint);

  std::map<std::pair<std::string, std::string>, Erratum> errata_;  // by structure URL and constraint key
  std::map<std::string, Erratum> contexts_;                        // by URL of the extension
};

}  // namespace careway::pack_compiler
