#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace careway::pack_compiler {

/// The elements of FHIR R4 as HL7 lists them one by one ("data elements"), without elements that only hold others.
///
/// The package's publisher has changed some base definitions: vendor elements (Meta.project), elements of FHIR R5,
/// other types. The list of data elements in the same package is as HL7 published it, so it decides what belongs to R4.
class DataElements {
 public:
  /// `resources`: those of dataelements.json. They are kept by reference and must outlive this object.
  explicit DataElements(const nlohmann::json& resources);

  /// The elements of a snapshot as HL7 published them: strangers are left out with all below them, changed elements get
  /// their own definition back, lost ones return to their place. Order is kept.
  [[nodiscard]] std::vector<nlohmann::json> restore(const nlohmann::json& elements) const;

 private:
  [[nodiscard]] bool vouches_for(const nlohmann::json& element) const;
  [[nodiscard]] bool lists(const std::string& path) const;
  [[nodiscard]] bool lists_below(const std::string& path) const;
  void add_lost(const std::string& parent, std::vector<nlohmann::json>& elements) const;

  std::map<std::string, const nlohmann::json*> elements_;     // by path
  std::set<std::string> cut_paths_;                           // see kComparedLength
  std::map<std::string, std::vector<std::string>> children_;  // paths by parent path, in order
};

}  // namespace careway::pack_compiler
