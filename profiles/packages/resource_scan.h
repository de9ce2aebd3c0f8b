#pragma once

#include <map>
#include <string>
#include <string_view>

namespace careway::packages {

/// The facts that find a resource, taken from its text without reading all of it into a tree.
struct ScannedResource {
  std::string resource_type;
  std::string url;
  std::string version;
  std::string id;
};

/// Reads the properties at the top of a JSON object, and no deeper. False when it is no whole JSON object.
bool scan_json(std::string_view bytes, ScannedResource& found);
/// Reads name and children of the root element of FHIR XML, up to the first child behind `version`. False when that
/// much is no XML, or has a DOCTYPE.
bool scan_xml(std::string_view bytes, ScannedResource& found);

/// "name" and "version" of a package.json; empty where absent.
struct PackageName {
  std::string name;
  std::string version;
};
PackageName scan_package_json(std::string_view bytes);

/// A flat JSON object of texts (parents.json). False when it is no JSON object.
bool scan_texts(std::string_view bytes, std::map<std::string, std::string>& texts);

}  // namespace careway::packages
