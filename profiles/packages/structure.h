#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"

namespace careway::packages {

inline constexpr std::uint32_t kUnbounded = 0xFFFFFFFF;

/// ElementDefinition.type: what an element may be.
struct TypeReference {
  std::string_view code;  ///< "Quantity", "string" (System types are already turned into FHIR types)
  std::vector<std::string_view> profiles;
  std::vector<std::string_view> target_profiles;
  bool may_be_contained = false;  ///< aggregation; all three false when nothing is said
  bool may_be_referenced = false;
  bool may_be_bundled = false;
  enum class Versioning : std::uint8_t { either, independent, specific } versioning = Versioning::either;
};

struct Discriminator {
  enum class Kind : std::uint8_t { value, exists, pattern, type, profile } kind = Kind::value;
  std::string_view path;  ///< "$this", "coding.code", "extension('url').value", "resolve().code"
};

struct Slicing {
  std::vector<Discriminator> discriminators;
  bool ordered = false;
  enum class Rules : std::uint8_t { open, closed, open_at_end } rules = Rules::open;
};

struct Constraint {
  std::string_view key;
  bool is_error = true;           ///< severity; false is warning
  bool is_best_practice = false;  ///< extension elementdefinition-bestpractice
  std::string_view human;
  std::string_view expression;  ///< FHIRPath; empty when only XPath was given
  std::string_view source;      ///< URL of the structure that says so first
};

struct Binding {
  definitions::BindingStrength strength = definitions::BindingStrength::none;
  std::string_view value_set;      ///< canonical, may have a version
  std::string_view max_value_set;  ///< extension elementdefinition-maxValueSet
};

/// ElementDefinition of a snapshot: what holds for one path or slice. Views live as long as the library.
struct ElementDefinition {
  std::string_view id;          ///< "Patient.identifier:nhsNumber.value"
  std::string_view path;        ///< "Patient.identifier.value"
  std::string_view slice_name;  ///< of this element itself; "a/b" is slice b inside a
  std::string_view short_text;
  std::uint32_t min = 0;
  std::uint32_t max = 1;
  std::uint32_t base_max = 1;  ///< of the element where it is defined; other than 1 means it is a list
  std::vector<TypeReference> types;
  std::string_view content_reference;  ///< "Questionnaire.item", or "url#path"; empty when none
  std::optional<Slicing> slicing;
  fhir::Element fixed;    ///< the fixed[x] node; does not exist when none
  fhir::Element pattern;  ///< the pattern[x] node
  fhir::Element min_value;
  fhir::Element max_value;
  std::optional<std::uint32_t> max_length;
  std::optional<std::uint32_t> min_length;  ///< extension "minLength", in characters
  bool must_have_value = false;             ///< R5's mustHaveValue as an extension: an extension alone will not do
  std::vector<std::string_view> value_alternatives;  ///< R5's valueAlternatives: extensions, one of which may stand in
  std::string_view regex;  ///< extension "regex" of the element or its only type: the whole value must match
  std::optional<Binding> binding;
  std::vector<Constraint> constraints;
  bool is_modifier = false;
  bool must_support = false;
  bool is_summary = false;
  bool is_xml_attribute = false;
};

/// Where an extension may stand (StructureDefinition.context).
struct ExtensionContext {
  enum class Kind : std::uint8_t { element, extension, fhirpath } kind = Kind::element;
  std::string_view expression;
};

/// A StructureDefinition with its snapshot: read, or generated from the differential. Immutable once made; the library
/// that made it owns all it points to.
struct StructureDefinition {
  std::string_view url;
  std::string_view version;
  std::string_view name;
  std::string_view type;  ///< "Patient"; for a logical model its own name or URL
  std::string_view base_definition;
  std::string_view status;
  enum class Kind : std::uint8_t { primitive, complex, resource, logical } kind = Kind::resource;
  bool is_abstract = false;
  bool is_constraint = false;  ///< derivation constraint: a profile
  bool was_generated = false;  ///< the snapshot is ours
  std::vector<ExtensionContext> contexts;
  std::vector<std::string_view> context_invariants;
  std::vector<ElementDefinition> elements;  ///< in snapshot order, root first
  /// The fixed and pattern values that this structure states itself (elements may also point into its parents').
  std::shared_ptr<const fhir::Document> values;

  /// Bytes held by the structure, without texts (the library shares them).
  [[nodiscard]] std::size_t memory_bytes() const;
};

}  // namespace careway::packages
