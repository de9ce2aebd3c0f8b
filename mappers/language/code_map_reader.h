#pragma once

#include <string>
#include <string_view>

#include "mappers/language/code_map.h"
#include "mappers/language/map.h"

namespace careway::language {

/// Fills a CodeMap from a ConceptMap; used by CodeMap::read only.
class CodeMap::Reader {
 public:
  Reader(CodeMap& map, std::string_view file_name, fhir::Issues& issues)
      : map_(map), file_name_(file_name), issues_(issues) {}
  void read(fhir::Element concept_map);

 private:
  void error(std::string_view code, fhir::Element at, std::string_view text);
  void read_policy(fhir::Element holder);
  void read_unmapped(fhir::Element unmapped);
  void read_group(fhir::Element group);
  void read_element(fhir::Element element, Release& release);
  void add_exact(fhir::Element element, Release& release, const std::string& text, const Target& target);
  void add_home(fhir::Element element, Release& release, std::string_view text, const std::string& code,
                bool is_nearest);
  Release& release_named(std::string_view name);

  CodeMap& map_;
  std::string_view file_name_;
  fhir::Issues& issues_;
};

}  // namespace careway::language
