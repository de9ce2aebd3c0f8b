#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/packages/package_set.h"
#include "profiles/validation/validator.h"

namespace careway::validation {

/// The bytes of a file; fails the test when it is not there.
std::string read_suite_file(const std::string& path);

/// The R4 definitions of this build, opened once; starts the XML library too.
const definitions::Definitions& suite_definitions();
/// The compiled conformance resources of this build; the bytes live as long as the program.
std::string_view core_conformance_pack();

/// Finds "Patient/abc" as patient-abc.json or .xml in the folder, also without the part before the first slash.
class FolderReferences final : public ReferenceSource {
 public:
  explicit FolderReferences(std::string folder) : folder_(std::move(folder)) {}
  Answer find(std::string_view reference, fhir::Element& resource) override;

 private:
  std::string folder_;
  std::map<std::string, std::unique_ptr<fhir::Document>, std::less<>> documents_;
};

}  // namespace careway::validation
