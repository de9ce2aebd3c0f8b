#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "gateway/pipeline/loaded_packages.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhirpath/fhirpath.h"
#include "profiles/packages/structure_library.h"
#include "profiles/terminology/terminology.h"
#include "profiles/validation/validator.h"

namespace careway::command_line {

/// What an expression on the command line may ask beside its resource: value sets and profiles. Packages are opened
/// when they are first asked for. One thread.
class FhirpathHost : public fhirpath::Host {
 public:
  using Open = std::function<std::unique_ptr<pipeline::LoadedPackages>()>;
  FhirpathHost(const definitions::Definitions& definitions, Open open)
      : definitions_(definitions), open_(std::move(open)) {}

  fhir::Element resolve(std::string_view reference, fhir::Element from) override;
  std::optional<bool> member_of(const fhirpath::Item& coded, std::string_view value_set) override;
  std::optional<bool> conforms_to(fhir::Element element, std::string_view profile) override;
  void trace(std::string_view name, const fhirpath::Collection& items) override;

 private:
  struct Knowledge {
    Knowledge(std::unique_ptr<pipeline::LoadedPackages> opened, const definitions::Definitions& definitions)
        : packages(std::move(opened)),
          library(packages->set(), definitions),
          terminology(library),
          validator(definitions, packages->set()) {}
    std::unique_ptr<pipeline::LoadedPackages> packages;
    packages::StructureLibrary library;
    terminology::Terminology terminology;
    validation::Validator validator;
  };
  Knowledge& knowledge();
  std::optional<bool> has(std::string_view value_set, std::string_view system, std::string_view code);

  const definitions::Definitions& definitions_;
  Open open_;
  std::unique_ptr<Knowledge> knowledge_;
};

}  // namespace careway::command_line
