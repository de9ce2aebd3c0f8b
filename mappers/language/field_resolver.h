#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mappers/formats/shape.h"
#include "mappers/language/checker.h"
#include "mappers/language/map.h"
#include "profiles/fhir/issue.h"

namespace careway::language {

/// A partner path found in the shape of each face; a null pointer where a face has no such place.
struct ResolvedField {
  std::vector<const formats::Field*> by_face;
  /// Fields on the way from the item to the place, the place included, in the first face that has it.
  std::vector<const formats::Field*> chain;
  std::string text;  ///< from the document's root: "Service/@line"
  bool from_root = false;

  [[nodiscard]] const formats::Field& field() const { return *chain.back(); }
};

/// Where the partner paths of a block start: one field per face.
struct FieldBase {
  std::vector<const formats::Field*> by_face;
  std::string text;  ///< "" for the document, "Service/" below an each
};

/// Finds partner paths in the shapes of all faces. Reports "map-partner-path-unknown" when no face has the place and
/// "map-partner-path-release" (a warning) when only some have.
class FieldResolver {
 public:
  FieldResolver(std::span<const FaceShape> faces, fhir::Issues& issues) : faces_(faces), issues_(issues) {}
  [[nodiscard]] FieldBase document() const;
  std::optional<ResolvedField> resolve(const PartnerPath& path, const FieldBase& base);
  [[nodiscard]] std::span<const FaceShape> faces() const { return faces_; }

 private:
  std::span<const FaceShape> faces_;
  fhir::Issues& issues_;
};

}  // namespace careway::language
