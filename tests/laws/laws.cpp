#include "tests/laws/laws.h"

#include <fmt/format.h>

#include <algorithm>

#include "mappers/engine/frame.h"
#include "mappers/engine/slots.h"
#include "profiles/fhir/decimal.h"

namespace careway::laws {
namespace {

using engine::LedgerClass;
using engine::Record;
using engine::Residue;

std::string text_of(const Residue& residue) {
  std::string bytes = residue.to_bytes();
  std::ranges::replace(bytes, '\n', '/');
  std::ranges::replace(bytes, '\t', ' ');
  return bytes;
}

std::string first_other_line(const std::string& a, const std::string& b) {
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  const std::size_t from = at > 60 ? at - 60 : 0;
  return "'" + a.substr(from, 160) + "' against '" + b.substr(from, 160) + "'";
}

std::string codes(const fhir::Issues& issues) {
  std::string all;
  for (const fhir::Issue& issue : issues.items()) {
    if (issue.severity >= fhir::Severity::error) all += issue.code + " at " + issue.path + "; ";
  }
  return all;
}

/// Numbers by value, everything else by text.
bool same_text(const Record& left_record, const RecordLeaf& left, const Record& right_record, const RecordLeaf& right) {
  if (left.value == right.value) return true;
  if (left_record.tree.at(left.node).kind() != fhir::ValueKind::number) return false;
  if (right_record.tree.at(right.node).kind() != fhir::ValueKind::number) return false;
  const auto a = fhir::Decimal::parse(left.value);
  const auto b = fhir::Decimal::parse(right.value);
  return a && b && *a == *b;
}

/// "Service[3]/UnitCost = ..." -> "Service/UnitCost".
std::string plain_path(std::string_view text) {
  std::string out;
  bool inside = false;
  for (const char c : text.substr(0, text.find(" = "))) {
    if (c == '[' || c == '{') inside = true;
    if (!inside) out += c;
    if (c == ']' || c == '}') inside = false;
  }
  return out;
}

}  // namespace

void LawBook::report(std::string_view law, const Sample& sample, const std::string& path, const std::string& text) {
  const std::string key = std::string(law) + " " + plain_path(path);
  ++finding_counts_[key];
  findings_.try_emplace(key, Finding{std::string(law), sample.origin, path, text});
}

LawBook::Put LawBook::put(fhir::Element document, const Record* on, const Residue& old,
                          const engine::Context& context) {
  Put result;
  if (on != nullptr) result.record = copy_of(*on);
  forget_changes(result.record);
  result.stands = engine_.put(document, result.record, old, result.residue, context, result.ledger, result.issues);
  return result;
}

void LawBook::hold(const Sample& sample, Dice& dice, bool lasting) {
  ++documents_;
  const fhir::Element document = sample.document.root();
  Put first = put(document, nullptr, {}, sample.context);
  if (first.stands != (first.issues.error_count() == 0)) {
    report("AllOrNothing", sample, "", "the answer and the errors do not agree: " + codes(first.issues));
  }
  if (!first.stands) {
    ++refused_;
    for (const fhir::Issue& issue : first.issues.items()) {
      if (issue.severity >= fhir::Severity::error) ++refusals_[issue.code + " at " + plain_path(issue.path)];
    }
    return;
  }
  put_totals_.append(first.ledger);
  fhir::Document home;
  put_get(sample, first, home);
  get_put(sample, first, home);
  totality(sample, first);
  independence(sample, first);
  reach(sample, first);
  if (!lasting) return;
  put_put(sample, dice);
  safety(sample, first);
  locality(sample, first, home, dice);
}

void LawBook::put_get(const Sample& sample, const Put& first, fhir::Document& home) {
  fhir::Issues issues;
  engine::Ledger ledger;
  if (!engine_.get(first.record, first.residue, sample.context, home, ledger, issues)) {
    return report("PutGet", sample, issues.items()[0].path, "what was taken cannot be given back: " + codes(issues));
  }
  get_totals_.append(ledger);
  if (ledger.total() != count_record_leaves(first.record)) {
    report("Totality", sample, "get",
           fmt::format("the record has {} leaves, the ledger {}", count_record_leaves(first.record), ledger.total()));
  }
  const std::string difference = first_difference(sample.document.root(), home.root(), face_.plan->keeps_order);
  if (!difference.empty()) report("PutGet", sample, difference, difference + " RESIDUE " + text_of(first.residue));
}

void LawBook::get_put(const Sample& sample, const Put& first, const fhir::Document& home) {
  const Put again = put(home.root(), &first.record, first.residue, sample.context);
  if (!again.stands) {
    return report("GetPut", sample, codes(again.issues), "what get gave is refused: " + codes(again.issues));
  }
  for (const engine::RecordResource& resource : again.record.resources) {
    if (resource.changed || resource.is_new) {
      report("GetPut", sample, resource.type,
             "a resource changed: " + first_other_line(canonical_text(first.record), canonical_text(again.record)));
    }
  }
  if (again.record.resources.size() != first.record.resources.size()) {
    report("GetPut", sample, "resources", "another number of resources");
  }
  if (!(again.residue == first.residue)) {
    report("GetPut", sample, "residue", first_other_line(text_of(first.residue), text_of(again.residue)));
  }
}

void LawBook::totality(const Sample& sample, const Put& first) {
  const std::size_t leaves = count_leaves(sample.document.root());
  if (first.ledger.total() != leaves) {
    report("Totality", sample, "put",
           fmt::format("the document has {} leaves, the ledger {}", leaves, first.ledger.total()));
  }
  for (const LedgerClass wrong : {LedgerClass::refused, LedgerClass::withheld, LedgerClass::in_record}) {
    if (first.ledger.total(wrong) > 0) report("Totality", sample, "class", "a class that put of a document never has");
  }
}

void LawBook::independence(const Sample& sample, const Put& first) {
  // The other engine has worked on other documents, and this one has just worked on this document.
  Put other;
  other.stands = other_engine_.put(sample.document.root(), other.record, {}, other.residue, sample.context,
                                   other.ledger, other.issues);
  const Put again = put(sample.document.root(), nullptr, {}, sample.context);
  for (const Put* one : {static_cast<const Put*>(&other), &again}) {
    if (one->residue.to_bytes() != first.residue.to_bytes() ||
        canonical_text(one->record) != canonical_text(first.record) || one->ledger.total() != first.ledger.total()) {
      report("Independence", sample, "", "the same document gave something else");
    }
  }
}

/// Rows whose code the face's release has no text of its own for: only the partner's spelling tells it apart.
std::vector<const engine::PlanRow*> LawBook::rows_without_spelling(const Record& record) const {
  std::vector<const engine::PlanRow*> out;
  for (const engine::PlanBlock* block : all_blocks(*face_.plan)) {
    for (const engine::PlanRow& row : block->rows) {
      if (row.converter != engine::ConverterKind::code) continue;
      const FullSlot slot = full_slot(*face_.plan, row.slots[0]);
      for (const engine::RecordResource& resource : record.resources) {
        if (resource.role != slot.role) continue;
        engine::Slot whole = row.slots[0];
        whole.steps = slot.steps;
        const auto value = engine::read_slot(record.tree, resource.node, whole);
        if (!value || !row.code_map->has_code(*value)) continue;
        const auto spelling = row.code_map->spelling_for(*value, row.release);
        if (!spelling || spelling->is_nearest) out.push_back(&row);
      }
    }
  }
  return out;
}

void LawBook::reach(const Sample& sample, const Put& first) {
  for (const engine::ResidueEntry& entry : first.residue.entries()) {
    const bool holds_text = engine::residue_value_kind(entry.text) < fhir::ValueKind::null &&
                            engine::residue_value_kind(entry.text) != fhir::ValueKind::none;
    if (!sample.is_plain || entry.kind != engine::ResidueKind::leaf || !holds_text) continue;
    report("Reach", sample, entry.path, "the schema names this place, and its value was left to residue");
  }
  if (!rows_without_spelling(first.record).empty()) {
    ++without_spelling_;
    return;
  }
  fhir::Document home;
  fhir::Issues issues;
  engine::Ledger ledger;
  if (!engine_.get(first.record, {}, sample.context, home, ledger, issues)) {
    return report("Reach", sample, issues.items()[0].path, "without residue: " + codes(issues));
  }
  // A code that the release has no text of its own for goes home as the nearest one: only the spelling tells them
  // apart.
  const Put again = put(home.root(), nullptr, {}, sample.context);
  if (!again.stands) return report("Reach", sample, codes(again.issues), "without residue: " + codes(again.issues));
  if (canonical_text(first.record) == canonical_text(again.record)) return;
  const auto before = record_leaves(first.record);
  const auto after = record_leaves(again.record);
  for (const auto& [path, leaf] : before) {
    const auto found = after.find(path);
    if (found != after.end() && same_text(first.record, leaf, again.record, found->second)) continue;
    std::string name = path.substr(path.find('.'));
    report("Reach", sample, first.record.resources[leaf.resource].type + name,
           "'" + leaf.value + "' came back as '" + (found == after.end() ? "nothing" : found->second.value) + "'");
  }
  for (const auto& [path, leaf] : after) {
    if (!before.contains(path)) {
      report("Reach", sample, again.record.resources[leaf.resource].type + path.substr(path.find('.')), "invented");
    }
  }
}

void LawBook::put_put(const Sample& sample, Dice& dice) {
  // The second document has every leaf of the first; what names things stays, everything else gets another value.
  fhir::Document second = copy_of(sample.document.root());
  std::vector<std::string> naming;
  for (const engine::PlanBlock* block : all_blocks(*face_.plan)) {
    for (const engine::PlanDerived& derived : block->derived) {
      if (derived.rule != engine::DerivedRule::composite && !derived.once) continue;
      for (const engine::Slot& slot : derived.from) naming.push_back(slot.text);
    }
    for (const engine::PlanEach& each : block->eaches) {
      for (const engine::Slot& slot : each.keys) naming.push_back(slot.text);
    }
  }
  for (const MappedLeaf& leaf : mapped_leaves(face_, second.root())) {
    bool names_things = leaf.decides;
    for (const engine::PlanRow* row : leaf.rows) {
      names_things |= row->is_key || row->slots[0].root_kind == engine::RootKind::context ||
                      std::ranges::find(naming, row->slots[0].text) != naming.end() ||
                      row->converter == engine::ConverterKind::joined;
    }
    const fhir::Element element = second.at(leaf.node);
    if (names_things || !element.has_value() || element.kind() >= fhir::ValueKind::null) continue;
    const std::string other = generator_.other_value(leaf, element.value(), dice);
    if (!other.empty()) second.set_value(leaf.node, element.kind(), other);
  }
  const Put one = put(sample.document.root(), nullptr, {}, sample.context);
  const Put both = put(second.root(), &one.record, one.residue, sample.context);
  const Put alone = put(second.root(), nullptr, {}, sample.context);
  // A code that this release spells as its nearest looks unedited when the nearest is sent.
  if (!rows_without_spelling(one.record).empty()) return;
  if (!alone.stands || !both.stands) {
    if (alone.stands != both.stands) {
      report("PutPut", sample, codes(both.issues), "refused only one way: " + codes(alone.issues) + codes(both.issues));
    }
    return;
  }
  if (canonical_text(both.record) != canonical_text(alone.record)) {
    report("PutPut", sample, "record",
           first_other_line(canonical_text(both.record), canonical_text(alone.record)) + " RESIDUE " +
               text_of(both.residue));
  }
  fhir::Document home_both;
  fhir::Document home_alone;
  fhir::Issues issues;
  engine::Ledger ledger;
  engine_.get(both.record, both.residue, sample.context, home_both, ledger, issues);
  engine_.get(alone.record, alone.residue, sample.context, home_alone, ledger, issues);
  const std::string difference = first_difference(home_alone.root(), home_both.root(), face_.plan->keeps_order);
  if (!difference.empty()) report("PutPut", sample, difference, difference);
}

void LawBook::safety(const Sample& sample, const Put& first) {
  for (const engine::Slot& slot : face_.plan->must_be_absent) {
    Record record = copy_of(first.record);
    const auto found = std::ranges::find(record.resources, slot.root, &engine::RecordResource::role);
    if (found == record.resources.end()) continue;
    fhir::NodeIndex at = found->node;
    for (const engine::PlanFhirStep& step : slot.steps) {
      at = engine::insert_ordered(record.tree, at, step, slot.definitions);
    }
    if (slot.value_kind == fhir::ValueKind::boolean) {
      record.tree.set_value(at, fhir::ValueKind::boolean, "true");
    } else if (!slot.type_name.empty() && slot.type_name[0] >= 'a' && slot.type_name[0] <= 'z') {
      record.tree.set_value(at, fhir::ValueKind::text, "urn:laws:modifier");
    } else {
      record.tree.set_value(record.tree.append(at, "id"), fhir::ValueKind::text, "m");
    }
    fhir::Document home;
    fhir::Issues issues;
    engine::Ledger ledger;
    if (engine_.get(record, first.residue, sample.context, home, ledger, issues) ||
        !issues.has_code("modifier-present")) {
      report("Safety", sample, slot.text, "get shows a record with a modifier that must be absent");
    }
    const Put changed = put(sample.document.root(), &record, first.residue, sample.context);
    if (changed.stands || !changed.issues.has_code("modifier-present")) {
      report("Safety", sample, slot.text, "put changes a record with a modifier that must be absent");
    }
  }
}

std::string LawBook::summary() const {
  std::string out = fmt::format("{:<16} {:>6} documents, {:>5} refused;", face_.name, documents_, refused_);
  const auto share = [&](const engine::Ledger& ledger, LedgerClass one) {
    return ledger.total() == 0 ? 0.0
                               : 100.0 * static_cast<double>(ledger.total(one)) / static_cast<double>(ledger.total());
  };
  out += fmt::format(" put {} leaves:", put_totals_.total());
  for (const LedgerClass one : {LedgerClass::carried, LedgerClass::translated, LedgerClass::checked,
                                LedgerClass::residue, LedgerClass::contested}) {
    out += fmt::format(" {} {:.1f} %", engine::to_text(one), share(put_totals_, one));
  }
  out += fmt::format("; get {} leaves:", get_totals_.total());
  for (const LedgerClass one :
       {LedgerClass::carried, LedgerClass::translated, LedgerClass::checked, LedgerClass::in_record}) {
    out += fmt::format(" {} {:.1f} %", engine::to_text(one), share(get_totals_, one));
  }
  out += fmt::format("; {} documents with a code that only their spelling tells\n", without_spelling_);
  for (const auto& [key, finding] : findings_) {
    out += fmt::format("  {} x {} [{}] {}: {}\n", finding_counts_.at(key), finding.law, finding.origin, finding.path,
                       finding.text.substr(0, 600));
  }
  return out;
}

}  // namespace careway::laws
