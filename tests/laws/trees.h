#pragma once

#include <map>
#include <string>
#include <vector>

#include "mappers/engine/engine.h"
#include "tests/laws/world.h"

namespace careway::laws {

/// A leaf of a partner's document and the rows that read it.
struct MappedLeaf {
  fhir::NodeIndex node = fhir::kNoNode;
  std::string path;                          ///< "Service/UnitCost", without item numbers
  std::vector<const engine::PlanRow*> rows;  ///< none: no row maps it
  std::size_t field_in_row = 0;              ///< place in rows[0]
  const formats::Field* schema = nullptr;
  bool decides = false;  ///< the choice goes by it
};

/// The rows of a block that read one of its fields; of a choice those of the case that `document` takes. For the root
/// also rows of items that look up to it.
std::vector<const engine::PlanRow*> rows_of_field(const engine::Plan& plan, const engine::PlanBlock& block,
                                                  const engine::PlanCase* chosen, std::uint16_t field,
                                                  std::size_t& place);
/// The case that the text of the choosing leaf means; null when there is no choice or no case.
const engine::PlanCase* case_for(const engine::Plan& plan, std::string_view text);
const engine::PlanCase* case_of(const engine::Plan& plan, fhir::Element document);
/// All leaves of a document, in its order.
std::vector<MappedLeaf> mapped_leaves(const FaceView& face, fhir::Element document);

/// Every block of a plan, cases and items included.
std::vector<const engine::PlanBlock*> all_blocks(const engine::Plan& plan);

/// Leaves by the definition of the ledger: values, and elements that hold nothing.
std::size_t count_leaves(fhir::Element document);
std::size_t count_record_leaves(const engine::Record& record);

/// A text that two resources share when they say the same; the order of repeated elements with children does not count.
std::string canonical_text(fhir::Element element);
std::string canonical_text(const engine::Record& record);
engine::Record copy_of(const engine::Record& record);
fhir::Document copy_of(fhir::Element root);
/// Nothing is flagged, as if just loaded.
void forget_changes(engine::Record& record);

/// A leaf of a record, named so that it stays the same leaf when others come and go.
struct RecordLeaf {
  std::size_t resource = 0;
  fhir::NodeIndex node = fhir::kNoNode;
  std::string value;
};
std::map<std::string, RecordLeaf> record_leaves(const engine::Record& record);

/// The steps of a slot from its resource, those of its variable in front.
struct FullSlot {
  std::uint16_t role = 0;
  std::vector<engine::PlanFhirStep> steps;
  std::string text;
};
FullSlot full_slot(const engine::Plan& plan, const engine::Slot& slot);
/// True when the leaf is the slot's, or a predicate on the way to it.
bool touches(const engine::Record& record, const RecordLeaf& leaf, const FullSlot& slot);

/// Where two documents differ first ("Service[1]/UnitCost"), or nothing. Order counts when `in_order`.
std::string first_difference(fhir::Element a, fhir::Element b, bool in_order);
/// The values of all leaves by path.
std::map<std::string, std::string> leaf_values(fhir::Element document);

}  // namespace careway::laws
