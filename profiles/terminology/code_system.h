#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "profiles/fhir/document.h"
#include "profiles/terminology/code_table.h"
#include "profiles/terminology/text_arena.h"

namespace careway::terminology {

/// Number of a concept in its code system, in the order of definition.
using ConceptIndex = std::uint32_t;

struct Concept {
  std::string_view code;
  std::string_view display;
  bool is_abstract = false;  ///< not selectable: it groups others
  bool is_inactive = false;
};

/// A code system as far as it is loaded: what membership, displays and filters need of it. Immutable once read.
class CodeSystem {
 public:
  enum class Content : std::uint8_t { not_present, example, fragment, complete, supplement };
  struct Property {
    ConceptIndex concept_index;
    std::string_view code;
    std::string_view value;
  };
  struct Designation {
    ConceptIndex concept_index;
    std::string_view text;
  };

  /// Reads a CodeSystem resource; nothing of the tree is kept.
  static CodeSystem read(fhir::Element resource);
  /// A list of codes that stands in the program: complete, case sensitive, no hierarchy. The URL must outlive it.
  static CodeSystem of_list(std::string_view url, const std::vector<std::string_view>& codes);

  [[nodiscard]] std::string_view url() const { return url_; }
  [[nodiscard]] std::string_view version() const { return version_; }
  [[nodiscard]] Content content() const { return content_; }
  [[nodiscard]] bool is_complete() const { return content_ == Content::complete; }
  /// FHIR R4, CodeSystem.caseSensitive: where a system says nothing, codes are accepted in any case.
  [[nodiscard]] bool is_case_sensitive() const { return is_case_sensitive_; }
  /// False for hierarchies that group or divide rather than say "is a".
  [[nodiscard]] bool has_is_a_hierarchy() const { return has_is_a_hierarchy_; }

  [[nodiscard]] const std::vector<Concept>& concepts() const { return concepts_; }
  [[nodiscard]] std::optional<ConceptIndex> find(std::string_view code) const;
  [[nodiscard]] const std::vector<Property>& properties() const { return properties_; }
  [[nodiscard]] const std::vector<Designation>& designations() const { return designations_; }
  /// True when the system declares the property, or a concept has it.
  [[nodiscard]] bool has_property(std::string_view code) const;
  /// The value of a concept's first property with that code; nothing when it has none.
  [[nodiscard]] std::optional<std::string_view> property(ConceptIndex concept_index, std::string_view code) const;

  /// All concepts at or below (or above) one, itself included, as flags by concept.
  [[nodiscard]] std::vector<bool> with_descendants(ConceptIndex concept_index) const;
  [[nodiscard]] std::vector<bool> with_ancestors(ConceptIndex concept_index) const;
  [[nodiscard]] std::vector<bool> children(ConceptIndex concept_index) const;
  [[nodiscard]] std::vector<bool> parents(ConceptIndex concept_index) const;
  /// The concepts that have a parent (or a child) at all.
  [[nodiscard]] std::vector<bool> having_parent() const;
  [[nodiscard]] std::vector<bool> having_child() const;

  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Edge {
    ConceptIndex parent;
    ConceptIndex child;
  };
  struct NamedEdge {
    ConceptIndex concept_index;
    std::string_view other;
    bool other_is_parent;
  };

  void read_concepts(fhir::Element parent, std::optional<ConceptIndex> above, std::vector<NamedEdge>& named);
  void read_property(fhir::Element property, ConceptIndex concept_index, std::vector<NamedEdge>& named);
  void finish(const std::vector<NamedEdge>& named);
  [[nodiscard]] std::vector<bool> reached(ConceptIndex start, bool downwards, bool one_step) const;

  TextArena texts_;
  std::string_view url_;
  std::string_view version_;
  Content content_ = Content::not_present;
  bool is_case_sensitive_ = false;
  bool has_is_a_hierarchy_ = true;
  std::vector<Concept> concepts_;
  CodeTable table_;
  std::vector<Edge> edges_;
  std::vector<Property> properties_;  // ordered by concept
  std::vector<Designation> designations_;
  std::vector<std::string_view> declared_properties_;
};

}  // namespace careway::terminology
