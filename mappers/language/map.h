#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace careway::language {

/// Where something stands in a map file; every message names it.
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// "[system=nhs-number]": the child path "system" must hold the value. `extension[unit-cost]` is read as
/// [url=unit-cost]. Aliases are resolved: `value` is what stands in the FHIR document. A child may be nested
/// ("type.coding.code").
struct Predicate {
  std::string child;
  std::string value;
};

struct FhirStep {
  std::string name;  ///< the concrete name: "identifier", "valueMoney"
  std::vector<Predicate> predicates;
};

/// "person.identifier[system=nhs-number].value". `root` is a role, an each-variable, or "context".
struct FhirPath {
  std::string root;
  std::vector<FhirStep> steps;
  std::string text;  ///< as written
  Place place;
};

/// "Person/NHSNumber", "@line", "Cost Frequency (Unit Type)" (a CSV column is one step). Relative to the enclosing
/// each.
struct PartnerPath {
  std::vector<std::string> steps;
  std::string text;
  Place place;
};

struct ConverterUse {
  std::string name = "text";
  std::map<std::string, std::string> arguments;
  Place place;
};

/// How several rows (documents) of one file that feed one slot agree: equal values merge; else the latest event wins
/// and the others keep their own, or each event keeps its own.
enum class Merge : std::uint8_t { none, latest_event, per_event };

/// n partner slots, m FHIR slots, one converter with both directions.
struct Row {
  std::vector<PartnerPath> partner;
  std::vector<FhirPath> fhir;
  ConverterUse converter;
  bool get_only = false;
  bool required = false;  ///< the partner's format demands it: get refuses when it is missing
  Merge merge = Merge::none;
  std::vector<std::string> owners;  ///< partner kinds, most authoritative first; empty: whoever speaks last
  std::string note;
  Place place;
};

/// Written on create, checked afterwards.
struct Constant {
  FhirPath path;
  std::string value;
  Place place;
};

/// A FHIR slot worked out by a named rule from FHIR slots and the context, never from the clock. `once`: only when the
/// slot is empty. Rules: "status-from-period" (active or completed against the reporting period), "composite" (slots
/// joined by
/// "|"), "code-map" (another coding of the same meaning), "display" (the display of a code), "copy".
struct Derived {
  FhirPath path;
  std::string rule;
  std::vector<FhirPath> from;
  std::map<std::string, std::string> arguments;
  bool once = false;
  Place place;
};

/// service.subject: person. A reference stored once, in one direction. `inverse` is true when the linked role is found
/// by searching for the reference (services of a plan) and false when by following it.
struct Link {
  FhirPath from;
  std::string to_role;
  /// Only when the slot refers to nothing else; else a role that this put would make for the link alone is not made.
  bool unless_linked = false;
  Place place;
};

/// A FHIR resource of the record. `keys`: identifier slots in order of preference; the first that has a value finds or
/// mints the resource.
struct Role {
  std::string name;
  std::string type;
  std::vector<FhirPath> keys;
  bool anchor = false;
  std::string profile = {};           ///< canonical of the profile that the resource keeps to; empty: FHIR R4 alone
  std::optional<FhirPath> mark = {};  ///< a place that tells this face's resources from others of their type
  Place place = {};
};

/// An element that a profile requires, or one that changes the meaning of its resource, and that no row fills, with the
/// reason why that is right.
struct FilledElsewhere {
  FhirPath path;
  std::string reason;
  Place place;
};

enum class Absent : std::uint8_t { report, keep, end, refuse };

struct Block;

/// Repeated items. `role` with `type`: each item is a resource of its own. Else `variable` stands for a repeating
/// element
/// (`element`, for instance person.telecom). `keys` match items, never position.
struct Each {
  PartnerPath partner;
  std::optional<Role> role;
  std::string variable;
  std::optional<FhirPath> element;
  std::vector<FhirPath> keys;  ///< for an element: slots below the variable
  bool keys_together = false;  ///< the keys are the parts of one key, not alternatives
  Absent absent = Absent::report;
  std::unique_ptr<Block> block;
  Place place;
};

struct Case {
  std::string code;  ///< the record's code, after the code map
  std::optional<Role> role;
  std::unique_ptr<Block> block;
  Place place;
};

/// One of several groups by a discriminating partner value. The value is put at `mark` of the case's role.
struct Choose {
  PartnerPath by;
  ConverterUse converter;
  std::map<std::string, std::string> refused;  ///< code -> reason
  std::vector<Case> cases;
  std::map<std::string, FhirPath> marks;  ///< case code -> slot that holds the code
  Place place;
};

struct Block {
  std::vector<Row> rows;
  std::vector<Constant> constants;
  std::vector<Derived> derived;
  std::vector<Link> links;
  std::vector<Each> eaches;
  std::vector<Choose> chooses;
};

enum class FormatKind : std::uint8_t { csv, xml, json };

struct PartnerSide {
  FormatKind format = FormatKind::csv;
  std::string schema;                    ///< file, relative to the maps folder
  std::string root;                      ///< XML document element
  std::string date_form = "dd/mm/yyyy";  ///< how dates are written; reading accepts `date_forms`
  std::vector<std::string> date_forms;
  std::vector<std::string> null_markers;
  std::string kind;  ///< partner kind that owns this face: "council", "nhs", "marketplace", "provider"
};

/// One face of the map: "cld-r2" with release "r2".
struct Face {
  std::string name;
  std::string release;
  bool is_default = false;
};

/// A map as written, with every place kept. Names and paths are not checked yet.
struct Map {
  std::string name;
  std::string version;
  std::string title;
  std::vector<Face> faces;
  PartnerSide partner;
  PartnerPath issuer;      ///< leaf that names the issuing authority (LA code); empty steps when there is none
  PartnerPath event_date;  ///< leaf that orders events for Merge::latest_event
  std::vector<Role> roles;
  Block block;
  std::vector<FhirPath> must_be_absent;  ///< modifier elements that a record of this map may not have
  std::vector<FilledElsewhere> filled_elsewhere;
  Place place;
};

}  // namespace careway::language
