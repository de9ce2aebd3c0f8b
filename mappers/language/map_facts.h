#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mappers/language/field_resolver.h"
#include "mappers/language/map.h"
#include "mappers/language/slot_resolver.h"

namespace careway::language {

/// The cases that enclose a place, outermost first. Two places in different cases of one choice never meet.
using CaseChain = std::vector<std::pair<const Choose*, std::string>>;

enum class SlotUse : std::uint8_t { row, constant, derived, derived_once, link, mark, must_be_absent };

/// A FHIR slot that the map speaks of.
struct UsedSlot {
  ResolvedSlot slot;
  SlotUse use = SlotUse::row;
  CaseChain chain;
  const Row* row = nullptr;
  Place place;
  // What else the map says of the slot; null when it stands for something else.
  const Constant* constant = nullptr;
  const Derived* derived = nullptr;
  const Link* link = nullptr;
  std::string mark = {};  ///< code of the case whose mark it is
};

/// A partner field that the map speaks of.
struct UsedField {
  ResolvedField field;
  CaseChain chain;
  const Row* row = nullptr;  ///< null for the value of a choice, and for the items of an each
  bool is_item = false;
  Place place;
};

/// A role with the cases in which it exists.
struct UsedRole {
  const Role* role = nullptr;
  definitions::TypeIndex type = definitions::kNone;
  CaseChain chain;
  std::vector<ResolvedSlot> keys;
};

/// An each over a repeating element and its keys.
struct UsedItem {
  const Each* each = nullptr;
  CaseChain chain;
  std::vector<ResolvedSlot> keys;
};

/// What one walk over a map has found, for the checks that need the whole.
struct MapFacts {
  std::vector<UsedSlot> slots;
  std::vector<UsedField> fields;
  std::vector<UsedRole> roles;
  std::vector<UsedItem> items;
  std::vector<ResolvedSlot> filled_elsewhere;
  std::vector<std::string> linked_roles;  ///< roles that a link starts from or leads to
  bool has_anchor = false;
  std::size_t row_count = 0;
  std::size_t get_only_count = 0;
};

/// True unless the two stand in different cases of one choice.
bool can_meet(const CaseChain& a, const CaseChain& b);

/// True when the slot is filled on the way in: not for get-only rows and what must be absent.
bool writes(const UsedSlot& used);
/// Slots of a role, those in cases that can stand beside it.
std::vector<const UsedSlot*> slots_of(const MapFacts& facts, const std::string& role, const CaseChain& chain);

/// Walks a map: finds every path, checks each row, constant, derived slot, link, each and choice by itself.
MapFacts walk_map(const Map& map, const definitions::Definitions& definitions, std::span<const FaceShape> faces,
                  const CodeMaps& code_maps, fhir::Issues& issues);

/// The checks over the whole map: slots and fields written twice, keys, modifiers, required elements.
void check_overlaps(const MapFacts& facts, fhir::Issues& issues);
void check_keys(const MapFacts& facts, fhir::Issues& issues);
void check_modifiers(const MapFacts& facts, const definitions::Definitions& definitions, fhir::Issues& issues);
void check_required_elements(const MapFacts& facts, const definitions::Definitions& definitions, fhir::Issues& issues);
void check_required_fields(const Map& map, const MapFacts& facts, std::span<const FaceShape> faces,
                           fhir::Issues& issues);

}  // namespace careway::language
