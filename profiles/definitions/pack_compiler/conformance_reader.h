#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "profiles/definitions/pack_compiler/model.h"

namespace careway::pack_compiler {

/// A conformance resource as the pack holds it.
struct ConformanceResource {
  std::string url;
  std::string type;
  std::string version;
  std::string id;
  std::string body;  ///< compact JSON
};

/// Every StructureDefinition (types, resources, profiles, extensions), ValueSet and CodeSystem of FHIR R4 in `folder`,
/// reduced to what checks read, with the errata applied. Types and resources are as HL7 published them
/// (data_elements.h). Other FHIR versions are left out. Throws CompileError.
std::vector<ConformanceResource> read_conformance(const std::filesystem::path& folder,
                                                  const std::filesystem::path& errata_file);

}  // namespace careway::pack_compiler
