#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"
#include "profiles/packages/structure.h"

/// The compiled form of a StructureDefinition: a tree of nodes with small checks. Immutable once compiled.
namespace careway::validation {

class Session;

/// One thing to check at an element. Immutable; may be shared by several nodes.
class Check {
 public:
  virtual ~Check() = default;
  virtual void run(fhir::Element element, Session& session) const = 0;
  /// One line for golden files: "fixed Coding {...}".
  [[nodiscard]] virtual std::string describe() const = 0;
};

struct Profile;

/// A profile that others name by its canonical: compiled when it is first needed, and one for all who name it.
struct ProfileSlot {
  std::string canonical;
  enum class State : std::uint8_t { unread, compiling, ready, unknown, broken } state = State::unread;
  std::unique_ptr<const Profile> profile;
  bool is_type_known = false;
  definitions::TypeIndex type = definitions::kNone;
};

/// One step of a discriminator's path.
struct PathStep {
  enum class Kind : std::uint8_t { child, extension, resolve, of_type } kind = Kind::child;
  std::string text;  ///< name of the child or type, URL of the extension
};

/// Decides about one element whether it is what a slice means.
class Matcher {
 public:
  virtual ~Matcher() = default;
  /// `elements` are all that the discriminator's path reaches.
  [[nodiscard]] virtual bool matches(const std::vector<fhir::Element>& elements, Session& session) const = 0;
  [[nodiscard]] virtual std::string describe() const = 0;
};

/// One discriminator of one slice.
struct SliceCondition {
  std::vector<PathStep> path;
  std::unique_ptr<const Matcher> matcher;
};

struct Node;
struct SliceGroup;

struct Slice {
  std::string_view name;
  std::uint32_t min = 0;
  std::uint32_t max = packages::kUnbounded;
  bool is_default = false;
  /// False when a discriminator says nothing about this slice, so that no element can be told to be in it.
  bool can_match = true;
  std::vector<SliceCondition> conditions;  ///< all must hold
  const Node* node = nullptr;              ///< what holds for its elements; nullptr when nothing does
  std::unique_ptr<const SliceGroup> reslicing;
};

/// The slices of one element.
struct SliceGroup {
  std::string_view path;  ///< id of the sliced element
  bool is_ordered = false;
  bool has_discriminators = true;
  bool tells_unmatched = true;  ///< HL7's own profiles add codes to others and expect more beside theirs
  packages::Slicing::Rules rules = packages::Slicing::Rules::open;
  std::vector<Slice> slices;
};

/// One element name below a node, all its occurrences together. A choice is one field.
struct Field {
  std::string_view name;  ///< "name", "value[x]"
  std::uint32_t min = 0;
  std::uint32_t max = packages::kUnbounded;
  const Node* node = nullptr;  ///< nullptr when nothing is checked at the elements
  std::unique_ptr<const SliceGroup> slicing;
};

inline constexpr std::uint16_t kNoField = 0xFFFF;

/// What holds for the elements of one path or slice, and for what stands below them.
struct Node {
  std::string_view id;  ///< of the ElementDefinition
  std::vector<std::unique_ptr<const Check>> checks;
  std::vector<Field> fields;
  /// Node whose fields hold here: this one, or the one that a contentReference names.
  const Node* structure = this;
  /// The type whose entries `field_of_entry` counts; kNone when names must be compared.
  definitions::TypeIndex type = definitions::kNone;
  definitions::EntryIndex first_entry = 0;
  std::vector<std::uint16_t> field_of_entry;

  Node() = default;
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
};

/// A compiled structure: the full structure for a base type, only what goes beyond the base type for a profile (the
/// base type is always checked as well).
struct Profile {
  const packages::StructureDefinition* structure = nullptr;
  /// Type of the elements it is for; kNone when the definitions do not know it.
  definitions::TypeIndex type = definitions::kNone;
  std::vector<std::unique_ptr<Node>> nodes;
  const Node* root = nullptr;
};

/// The profile as text: one line for each node, field, slice and check.
std::string describe(const Profile& profile);

}  // namespace careway::validation
