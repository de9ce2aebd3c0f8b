#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/platform/files.h"
#include "gateway/pipeline/stored_resource.h"
#include "mappers/engine/plan.h"
#include "mappers/formats/format.h"
#include "mappers/language/code_map.h"
#include "mappers/language/map.h"
#include "mappers/language/names.h"
#include "profiles/definitions/definitions.h"
#include "profiles/packages/package_set.h"

namespace careway::pipeline {

/// One face: a map compiled for one format. Immutable.
struct Face {
  std::string name;         ///< "cld-r2"
  std::string map_file;     ///< "cld/cld.map.yaml"
  std::string maps_folder;  ///< the folder that map_file stands in: the program's own or the operator's
  std::string title;
  std::string media_type;    ///< "text/csv", "application/xml", "application/json"
  std::string partner_kind;  ///< who owns the face: "council", "nhs", "marketplace", "provider"
  std::string closure_hash;  ///< SHA-256 over map, tables, code maps, layout or schema, names and pack: what a result
                             ///< depends on
  std::shared_ptr<const language::Map> map;
  std::unique_ptr<const formats::Format> format;
  std::unique_ptr<const engine::Plan> plan;
};

/// All maps of a folder, read, checked and compiled. Immutable after load: safe for concurrent use. Swapped as a whole
/// (shared_ptr<const FaceLibrary>) when an analyst activates another set.
class FaceLibrary {
 public:
  /// Reads `maps_folder` (code-maps/*.json and */*.map.yaml with what they name) and `names_file`. Every problem of
  /// every map is in `issues`, with file and line; null when there was an error. Definitions must outlive the library.
  /// With `packages` (needed only here) the maps are checked against the profiles that their roles name. `extra_folder`
  /// is laid out the same and adds maps and code maps of an operator (a licensed schema, for instance); its maps may
  /// use the code maps of both. Two faces of one name are an error ("map-face").
  static std::shared_ptr<const FaceLibrary> load(platform::Files& files, const std::string& maps_folder,
                                                 const std::string& names_file,
                                                 const definitions::Definitions& definitions, fhir::Issues& issues,
                                                 const packages::PackageSet* packages = nullptr,
                                                 const std::string& extra_folder = {});

  /// The face of that name, or the default face of the map of that name ("cld" is "cld-r2"); null when there is none.
  [[nodiscard]] const Face* find(std::string_view name) const;
  [[nodiscard]] const std::vector<Face>& faces() const { return faces_; }
  [[nodiscard]] const definitions::Definitions& definitions() const { return *definitions_; }
  [[nodiscard]] const language::CodeMaps& code_maps() const { return code_maps_; }
  [[nodiscard]] const language::Names& names() const { return names_; }
  /// The strong keys of all maps: identifiers that one resource carries alone.
  [[nodiscard]] const IdentityRules& identities() const { return identities_; }

 private:
  friend class FaceLibraryLoader;
  const definitions::Definitions* definitions_ = nullptr;
  language::Names names_;
  language::CodeMaps code_maps_;
  std::vector<Face> faces_;
  IdentityRules identities_;
  std::vector<std::pair<std::string, std::string>> defaults_;  ///< map name -> face name
};

}  // namespace careway::pipeline
