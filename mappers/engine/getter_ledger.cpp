#include "mappers/engine/getter.h"

#include <algorithm>

namespace careway::engine {

/// Marks a leaf, and the predicate values on the way to it as checked: the map itself says them.
void Getter::mark_slot(const Slot& slot, fhir::NodeIndex leaf, LedgerClass ledger_class, std::uint16_t row,
                       std::string target) {
  Mark& mark = marks_[leaf];
  if (!mark.is_set || mark.ledger_class == LedgerClass::checked) mark = {true, ledger_class, row, std::move(target)};
  fhir::Element at = record_->tree.at(leaf);
  for (std::size_t i = slot.steps.size(); i > 0; --i, at = at.parent()) {
    for (const PlanPredicate& predicate : slot.steps[i - 1].predicates) {
      fhir::Element inner = at;
      for (const PlanStep& step : predicate.steps) {
        fhir::Element next;
        for (fhir::Element child : inner) {
          if (child.entry() == step.entry) next = child;
        }
        inner = next;
        if (!inner.exists()) break;
      }
      if (inner.exists() && !marks_[inner.index()].is_set)
        marks_[inner.index()] = {true, LedgerClass::checked, row, {}};
    }
  }
}

void Getter::mark_plain(const Slot& slot, LedgerClass ledger_class) {
  const fhir::NodeIndex start = frame_.start(*record_, slot);
  if (start == fhir::kNoNode) return;
  std::vector<fhir::NodeIndex> leaves;
  if (slot.steps.empty()) return;
  if (slot.steps[slot.repeating_step].is_list) {
    find_repeating(record_->tree, start, slot, leaves);
  } else if (const fhir::NodeIndex leaf = find_slot(record_->tree, start, slot); leaf != fhir::kNoNode) {
    leaves.push_back(leaf);
  }
  for (const fhir::NodeIndex leaf : leaves) {
    if (!marks_[leaf].is_set) mark_slot(slot, leaf, ledger_class, kNoIndex, {});
  }
}

/// A security label that no format carries stops the document, unless the receiver's clearance names it (law 6).
void Getter::check_labels(const RecordResource& resource) {
  const fhir::Element meta = record_->element(resource).child("meta");
  if (!meta) return;
  for (fhir::Element label : meta) {
    if (label.name() != "security") continue;
    if (std::ranges::find(context_->clearances, label.child_value("code")) != context_->clearances.end()) continue;
    issues_->error("security-label", resource.type + ".meta.security",
                   "The record carries a security label that this receiver has no clearance for.");
  }
}

void Getter::account() {
  for (const RecordResource& resource : record_->resources) {
    check_labels(resource);
    for (fhir::Element child : record_->element(resource)) {
      // The id and the version data are the store's, not the partner's.
      if (child.name() == "id" || child.name() == "meta") continue;
      account_resource(resource, child);
    }
  }
}

void Getter::account_resource(const RecordResource& resource, fhir::Element element) {
  if (element.name() == "modifierExtension") {
    issues_->error("modifier-present", resource.type + ".modifierExtension",
                   "The record has an element that changes its meaning and that this format cannot carry.");
  }
  if (element.has_value()) {
    const Mark& mark = marks_[element.index()];
    if (!ledger_->keeps_entries()) {
      ledger_->count(mark.ledger_class);
    } else {
      std::string path = element.name().empty() ? resource.type : std::string(element.name());
      for (fhir::Element above = element.parent(); above && above.index() != resource.node; above = above.parent()) {
        std::string step(above.name());
        if (above.ordinal_among_same_name() > 0) step += '[' + std::to_string(above.ordinal_among_same_name()) + ']';
        path = step + "." + path;
      }
      ledger_->add({resource.type + "/" + resource.id + "." + path,
                    mark.target,
                    mark.row == kNoIndex ? std::string() : plan_.row_places[mark.row],
                    mark.ledger_class,
                    {}});
    }
  }
  for (fhir::Element child : element) account_resource(resource, child);
}

}  // namespace careway::engine
