#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mappers/formats/shape.h"
#include "mappers/language/code_map.h"
#include "mappers/language/map.h"
#include "profiles/definitions/definitions.h"
#include "profiles/fhir/document.h"

namespace careway::engine {

inline constexpr std::uint16_t kNoIndex = 0xFFFF;

/// One name on a FHIR path, resolved against the definitions.
struct PlanStep {
  std::string name;
  definitions::EntryIndex entry = definitions::kNone;
  std::uint16_t ordinal = 0;
  bool is_list = false;
};

/// "[system=…]" resolved: the steps to the child and its value.
struct PlanPredicate {
  std::vector<PlanStep> steps;
  fhir::ValueKind kind = fhir::ValueKind::text;
  std::string value;
};

struct PlanFhirStep : PlanStep {
  std::vector<PlanPredicate> predicates;
};

enum class RootKind : std::uint8_t { role, variable, context };
enum class ContextSlot : std::uint8_t { none, period_start, period_end, issuer };

/// A FHIR place: a role or an each-variable, and the steps below it. The leaf is a primitive.
struct Slot {
  RootKind root_kind = RootKind::role;
  std::uint16_t root = 0;  ///< role index, or variable index
  ContextSlot context = ContextSlot::none;
  std::vector<PlanFhirStep> steps;
  fhir::ValueKind value_kind = fhir::ValueKind::text;
  std::string type_name;           ///< primitive type of the leaf ("date")
  std::size_t repeating_step = 0;  ///< for converters over repetitions: the step that repeats
  std::string text;                ///< as written in the map
  const definitions::Definitions* definitions = nullptr;
};

enum class ConverterKind : std::uint8_t {
  text,
  date,
  date_time,
  decimal,
  integer,
  boolean,
  code,
  nhs_number,
  money,
  joined,
  issued,
  words,
  lines,
  issued_lines
};

/// A place in the partner's document: in the block's own item, or in the document's root.
struct FieldRef {
  std::uint16_t field = 0;
  bool from_root = false;
};

struct PlanRow {
  std::vector<FieldRef> fields;
  std::vector<Slot> slots;
  ConverterKind converter = ConverterKind::text;
  const language::CodeMap* code_map = nullptr;
  std::string release;
  std::map<std::string, std::string> arguments;
  bool get_only = false;
  bool required = false;
  bool is_key = false;  ///< its slot is a key of a role or item
  bool feeds_choice = false;
  language::Merge merge = language::Merge::none;
  std::vector<std::string> owners;
  std::string place;        ///< "cld.map.yaml:31"
  std::uint16_t index = 0;  ///< place in Plan::row_places, for the ledger
};

struct PlanConstant {
  Slot slot;
  std::vector<std::string> values;  ///< the first is written, any is accepted ("plan|order")
  std::string place;
};

enum class DerivedRule : std::uint8_t { status_from_period, composite, code_map, display, copy };

struct PlanDerived {
  Slot slot;
  DerivedRule rule = DerivedRule::copy;
  std::vector<Slot> from;
  const language::CodeMap* code_map = nullptr;
  std::string release;
  std::string active = "active";
  std::string completed = "completed";
  char separator = '|';  ///< of `composite`: between the parts; inside one it is written as its percent code
  std::string when;      ///< of `copy`: only when the second slot says this
  std::string as;        ///< of `copy`: this instead of what the first slot says
  bool once = false;
  std::string place;
};

struct PlanLink {
  Slot slot;  ///< of the Reference.reference element
  std::uint16_t to_role = 0;
  bool repeats = false;        ///< the referring element is a list: find or append
  bool unless_linked = false;  ///< only when the slot refers to nothing else
  std::string place;
};

struct PlanBlock;

struct PlanEach {
  std::uint16_t trie_node = 0;    ///< whose items these are
  std::uint16_t role = kNoIndex;  ///< each item is a resource
  std::uint16_t variable = kNoIndex;
  std::optional<Slot> element;  ///< the repeating element (last step repeats)
  std::vector<Slot> keys;
  bool keys_together = false;  ///< the parts of one key, not alternatives
  language::Absent absent = language::Absent::report;
  std::unique_ptr<PlanBlock> block;
  std::string place;
};

struct PlanCase {
  std::string code;
  std::uint16_t role = kNoIndex;
  Slot mark;
  std::unique_ptr<PlanBlock> block;  ///< shares the fields of the block that holds the choice
};

struct PlanChoose {
  FieldRef by;
  const language::CodeMap* code_map = nullptr;
  std::string release;
  std::vector<PlanCase> cases;
  std::unordered_map<std::string, std::string> refused;
  std::string place;
};

/// The partner's side of one block as a trie over child names; nodes are numbered, 0 is the item itself.
struct TrieNode {
  std::string name;
  std::uint16_t parent = kNoIndex;
  std::uint16_t field = kNoIndex;  ///< the field whose text is this node's own value
  std::uint16_t each = kNoIndex;   ///< index into PlanBlock::eaches when items start here
  std::uint16_t order = 0;         ///< place among the siblings in the partner's schema
  bool is_attribute = false;
  bool is_list = false;
  fhir::ValueKind value_kind = fhir::ValueKind::text;
  std::vector<std::uint16_t> children;  ///< in schema order
};

struct PlanField {
  std::string path;  ///< partner path from the item
  std::uint16_t trie_node = 0;
};

struct PlanBlock {
  std::vector<TrieNode> trie;
  std::vector<PlanField> fields;
  std::vector<PlanRow> rows;
  std::vector<PlanConstant> constants;
  std::vector<PlanDerived> derived;
  std::vector<PlanLink> links;
  std::vector<PlanEach> eaches;
  std::vector<PlanChoose> chooses;
  /// (trie node, child name) -> trie node, open addressing by content; built by the compiler.
  struct Child {
    std::uint64_t hash = 0;
    std::uint16_t parent = kNoIndex;
    std::uint16_t node = kNoIndex;
  };
  std::vector<Child> child_table;
  [[nodiscard]] std::uint16_t find_child(std::uint16_t parent, std::string_view name) const;
};

struct PlanRole {
  std::string name;
  std::string type;
  bool anchor = false;
  bool in_each = false;
  bool in_case = false;
  std::vector<Slot> keys;
  std::optional<Slot> mark;              ///< an anchor without it is no document of this face
  std::vector<std::string> key_systems;  ///< by key: what distinguishes it beside its value
  std::vector<std::string> profiles;     ///< canonicals: its resource keeps to one of them (cases may name several)
  std::vector<bool> key_is_weak;         ///< by key: worked out from slots (a composite), so two things may share it
};

/// A map compiled for one face: paths resolved to entries, names to numbers. Immutable; safe for concurrent use by any
/// number of engines. Definitions and code maps must outlive it.
struct Plan {
  std::string face;
  std::string map_name;
  std::string partner_kind;
  std::vector<PlanRole> roles;
  std::vector<std::string> variables;
  std::unique_ptr<PlanBlock> root;
  std::uint16_t issuer_field = kNoIndex;
  std::uint16_t event_date_field = kNoIndex;
  std::string date_form;
  std::vector<std::string> date_forms;
  std::vector<std::string> null_markers;
  bool keeps_order = false;  ///< the order of children is the document's own (XML, JSON; a CSV header has it once)
  std::vector<Slot> must_be_absent;
  std::vector<std::string> row_places;  ///< by PlanRow::index
  const definitions::Definitions* definitions = nullptr;
  definitions::EntryIndex reference_entry = definitions::kNone;  ///< Reference.reference

  [[nodiscard]] std::uint16_t find_role(std::string_view name) const;
};

/// Resolves a checked map for one of its faces. Problems that the checker would have found are reported again as issues
/// (code "map-…", path "file:line"); nothing is returned then.
std::unique_ptr<const Plan> compile_plan(const language::Map& map, std::string_view face, const formats::Shape& shape,
                                         const definitions::Definitions& definitions,
                                         const language::CodeMaps& code_maps, fhir::Issues& issues);

}  // namespace careway::engine
