#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mappers/engine/residue.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::pipeline {

/// What was kept for one document of one partner and face.
struct CarriedResidue {
  std::string partner;
  std::string face;
  engine::Residue residue;
};

/// What was kept for the file as a whole.
struct CarriedFile {
  std::string partner;
  std::string face;
  std::string dialect;       ///< opaque: how the file is spelled
  std::string period_start;  ///< ISO dates; empty: the file has no reporting period
  std::string period_end;
};

/// Lets residue travel inside FHIR, for the command line ("Where it runs" in the meaning of maps). An entry is an
/// extension of the anchor resource with the parts partner, face, kind, path and text; what belongs to the file is a
/// Basic resource with the code "residue". A text that FHIR's string cannot hold as it is goes as base64. A server
/// never shows it. Immutable: safe for concurrent use.
class InBand {
 public:
  /// `base` completes the URLs (names.yaml).
  InBand(const definitions::Definitions& definitions, std::string_view base);

  void add(fhir::Document& resource, const CarriedResidue& carried) const;
  /// Takes every such extension out of the resource. Damaged ones are taken out too and reported
  /// ("residue-damaged").
  std::vector<CarriedResidue> take(fhir::Document& resource, fhir::Issues& issues) const;

  [[nodiscard]] fhir::Document file_resource(const CarriedFile& file) const;
  [[nodiscard]] bool is_file_resource(fhir::Element resource) const;
  /// The reverse of file_resource.
  CarriedFile read_file_resource(fhir::Element resource, fhir::Issues& issues) const;

 private:
  struct Part {
    std::string_view name;
    std::string_view text;
  };
  void append_extension(fhir::Document& resource, const std::vector<Part>& parts) const;
  void append_part(fhir::Document& resource, fhir::NodeIndex parent, const Part& part) const;
  [[nodiscard]] fhir::NodeIndex append(fhir::Document& document, fhir::NodeIndex parent, std::string_view type,
                                       std::string_view name) const;
  [[nodiscard]] bool is_ours(fhir::Element extension) const;

  const definitions::Definitions& definitions_;
  std::string url_;
  std::string code_system_;
};

}  // namespace careway::pipeline
