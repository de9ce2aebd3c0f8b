#pragma once

#include <string>
#include <vector>

#include "mappers/engine/ledger.h"
#include "mappers/engine/plan.h"
#include "profiles/fhir/document.h"

namespace careway::engine {

/// The partner's side of one item while it is put: which leaf stands in which field, which are items, which nothing
/// maps. Kept in a pool and used again.
struct Scope {
  const PlanBlock* block = nullptr;
  fhir::Element item;
  std::string prefix;  ///< partner path of the item with a slash at the end; empty for the document
  std::vector<fhir::NodeIndex> leaf;
  std::vector<bool> used;
  std::vector<LedgerClass> classes;
  std::vector<std::uint16_t> rows;  ///< PlanRow::index of the row that used the field, for the ledger
  std::vector<std::vector<fhir::NodeIndex>> items;
  std::vector<fhir::NodeIndex> unknown;   ///< leaves that the map does not name
  std::vector<fhir::NodeIndex> disorder;  ///< objects whose children stand in another order than the schema's

  /// Sorts the item's leaves into fields, items and unknown ones. Every leaf below the item is visited once.
  void fill(const PlanBlock& plan_block, fhir::Element document_item, std::string_view item_prefix, bool keeps_order);

 private:
  void visit(fhir::Element node, std::uint16_t trie_node, bool keeps_order);
  void visit_unknown(fhir::Element node);
};

/// Partner path of a node below the scope's item: names with "[n]" for list items and "{n}" for other repetitions.
std::string path_below(const Scope& scope, fhir::Element node);

}  // namespace careway::engine
