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
  std::vector<std::string> linked_roles;  ///< roles that a link starts from or leads to
  bool has_anchor = false;
  std::size_t row_count = 0;
  std::size_t get_only_count = 0;
};

/// True unless the two stand in different cases of one choice.
bool can_meet(const CaseChain& a, const CaseChain& b);

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
