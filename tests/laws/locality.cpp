#include <fmt/format.h>

#include <algorithm>

#include "mappers/engine/slots.h"
#include "tests/laws/laws.h"

namespace careway::laws {
namespace {

std::string errors_of(const fhir::Issues& issues) {
  std::string all;
  for (const fhir::Issue& issue : issues.items()) {
    if (issue.severity >= fhir::Severity::error) all += issue.code + " at " + issue.path + "; ";
  }
  return all;
}

std::vector<std::uint32_t> entries_of(const FullSlot& slot) {
  std::vector<std::uint32_t> entries;
  for (const engine::PlanFhirStep& step : slot.steps) {
    entries.push_back(step.entry);
    for (const engine::PlanPredicate& predicate : step.predicates) {
      for (const char c : predicate.value) entries.push_back(static_cast<std::uint32_t>(c));
    }
  }
  return entries;
}

}  // namespace

bool same_place(const engine::Plan& a, const FullSlot& left, const engine::Plan& b, const FullSlot& right) {
  return a.roles[left.role].type == b.roles[right.role].type && entries_of(left) == entries_of(right);
}

std::vector<FullSlot> allowed_slots(const engine::Plan& plan, const std::vector<const engine::PlanRow*>& rows) {
  std::vector<FullSlot> allowed;
  const auto knows = [&](const FullSlot& slot) {
    return std::ranges::any_of(allowed, [&](const FullSlot& one) { return same_place(plan, one, plan, slot); });
  };
  for (const engine::PlanRow* row : rows) {
    for (const engine::Slot& slot : row->slots) {
      if (slot.root_kind != engine::RootKind::context) allowed.push_back(full_slot(plan, slot));
    }
  }
  for (bool grew = true; grew;) {
    grew = false;
    for (const engine::PlanBlock* block : all_blocks(plan)) {
      for (const engine::PlanDerived& derived : block->derived) {
        const FullSlot target = full_slot(plan, derived.slot);
        if (knows(target)) continue;
        if (!std::ranges::any_of(derived.from, [&](const auto& slot) { return knows(full_slot(plan, slot)); }))
          continue;
        allowed.push_back(target);
        grew = true;
      }
    }
  }
  return allowed;
}

void LawBook::locality(const Sample& sample, const Put& first, const fhir::Document& home, Dice& dice) {
  const std::vector<MappedLeaf> leaves = mapped_leaves(face_, home.root());
  for (int tries = 0; tries < 4 && !leaves.empty(); ++tries) {
    const MappedLeaf& leaf = leaves[dice.below(leaves.size())];
    const auto names_things = [&](const engine::PlanRow* row) {
      return row->is_key || row->slots[0].root_kind == engine::RootKind::context ||
             row->converter == engine::ConverterKind::joined;
    };
    if (leaf.rows.empty() || leaf.decides || std::ranges::any_of(leaf.rows, names_things)) continue;
    const fhir::ValueKind kind = home.at(leaf.node).kind();
    if (kind == fhir::ValueKind::none || kind >= fhir::ValueKind::null) continue;
    change_leaf(sample, first, home, leaf, dice);
  }
}

void LawBook::change_leaf(const Sample& sample, const Put& first, const fhir::Document& home, const MappedLeaf& leaf,
                          Dice& dice) {
  const std::string other = generator_.other_value(leaf, home.at(leaf.node).value(), dice);
  if (other.empty()) return;
  fhir::Document edited = copy_of(home.root());
  // Copies number their nodes anew: the leaf is found by its place among the leaves.
  const auto before = mapped_leaves(face_, home.root());
  const auto after = mapped_leaves(face_, edited.root());
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i].node == leaf.node) edited.set_value(after[i].node, home.at(leaf.node).kind(), other);
  }
  const Put changed = put(edited.root(), &first.record, first.residue, sample.context);
  if (!changed.stands) return;  // the other value does not fit the rest
  compare_records(sample, leaf, first.record, changed.record);
  fhir::Document again;
  fhir::Issues issues;
  engine::Ledger ledger;
  if (!engine_.get(changed.record, changed.residue, sample.context, again, ledger, issues)) {
    return report("Locality", sample, leaf.path, "after the edit: " + errors_of(issues));
  }
  const std::string difference = first_difference(edited.root(), again.root(), face_.plan->keeps_order);
  if (!difference.empty())
    report("Locality", sample, leaf.path, "the edit to '" + other + "' does not come home: " + difference);
  for (const FaceView& face : all_faces()) {
    if (face.folder == face_.folder) continue;
    engine::Engine engine(*face.plan);
    fhir::Document left;
    fhir::Document right;
    fhir::Issues left_issues;
    if (!show_in(face, first.record, *face_.plan, engine, left, left_issues)) continue;
    if (!show_in(face, changed.record, *face_.plan, engine, right, left_issues)) continue;
    const auto allowed = allowed_slots(*face_.plan, leaf.rows);
    const auto old_values = leaf_values(left.root());
    for (const MappedLeaf& shown : mapped_leaves(face, right.root())) {
      const auto is_allowed = [&](const engine::PlanRow* row) {
        return std::ranges::any_of(row->slots, [&](const engine::Slot& slot) {
          return std::ranges::any_of(allowed, [&](const FullSlot& one) {
            return slot.root_kind != engine::RootKind::context &&
                   same_place(*face_.plan, one, *face.plan, full_slot(*face.plan, slot));
          });
        });
      };
      if (std::ranges::any_of(shown.rows, is_allowed)) continue;
      right.set_value(shown.node, fhir::ValueKind::text, "=");
    }
    // What may change keeps its text; everything else must be what it was.
    const auto new_values = leaf_values(right.root());
    fhir::Document fresh;
    fhir::Issues fresh_issues;
    if (!show_in(face, changed.record, *face_.plan, engine, fresh, fresh_issues)) continue;
    for (const auto& [path, value] : leaf_values(fresh.root())) {
      const auto shown = new_values.find(path);
      const auto old = old_values.find(path);
      if (shown == new_values.end() || shown->second != "=") continue;
      if (old == old_values.end() || old->second != value) {
        report("Locality", sample, leaf.path, "the face " + face.name + " changed at " + path);
      }
    }
  }
}

void LawBook::compare_records(const Sample& sample, const MappedLeaf& leaf, const engine::Record& before,
                              const engine::Record& after) {
  const auto allowed = allowed_slots(*face_.plan, leaf.rows);
  const auto old_leaves = record_leaves(before);
  const auto new_leaves = record_leaves(after);
  std::vector<std::string> resources;
  const auto check = [&](const std::string& path, const engine::Record& record, const RecordLeaf& one) {
    const std::string& id = record.resources[one.resource].id;
    if (std::ranges::find(resources, id) == resources.end()) resources.push_back(id);
    if (std::ranges::any_of(allowed, [&](const FullSlot& slot) { return touches(record, one, slot); })) return;
    report("Locality", sample, leaf.path, "it also changed " + path);
  };
  for (const auto& [path, one] : old_leaves) {
    const auto found = new_leaves.find(path);
    if (found == new_leaves.end() || found->second.value != one.value) check(path, before, one);
  }
  for (const auto& [path, one] : new_leaves) {
    if (!old_leaves.contains(path)) check(path, after, one);
  }
  if (resources.size() > 1) report("Locality", sample, leaf.path, "one leaf changed several resources");
}

bool show_in(const FaceView& other, const engine::Record& record, const engine::Plan& plan, engine::Engine& engine,
             fhir::Document& out, fhir::Issues& issues) {
  engine::Record shown;
  bool has_anchor = false;
  for (const engine::RecordResource& resource : record.resources) {
    for (std::uint16_t role = 0; role < other.plan->roles.size(); ++role) {
      const engine::PlanRole& candidate = other.plan->roles[role];
      if (candidate.type != resource.type) continue;
      // A row of a flat face is about one anchor: the first stands for all.
      if (!candidate.in_each && shown.find(role) != nullptr) continue;
      shown.add(role, record.element(resource), resource.id);
      has_anchor |= candidate.anchor;
      break;
    }
  }
  (void)plan;
  if (!has_anchor) return false;
  engine::Context context = context_for(other);
  engine::Ledger ledger;
  return engine.get(shown, {}, context, out, ledger, issues);
}

void LawBook::hold_file(const SampleFile& file) {
  if (!file.fault.empty() || file.samples.empty()) return;
  std::string out;
  fhir::Issues issues;
  const auto writer = face_.format->writer(file.dialect);
  for (const Sample& sample : file.samples) {
    const Put first = put(sample.document.root(), nullptr, {}, sample.context);
    fhir::Document home;
    engine::Ledger ledger;
    fhir::Issues get_issues;
    const bool stands =
        first.stands && engine_.get(first.record, first.residue, sample.context, home, ledger, get_issues);
    // A refused row goes home as it came: it is not the map's.
    writer->write(stands ? home : sample.document, sample.spelling, out, issues);
  }
  writer->finish(out);
  if (out == *file.bytes) return;
  std::size_t at = 0;
  while (at < out.size() && at < file.bytes->size() && out[at] == (*file.bytes)[at]) ++at;
  const std::size_t from = at > 40 ? at - 40 : 0;
  report("PutGet", file.samples[0], "bytes",
         fmt::format("byte {}: '{}' must be '{}'", at, out.substr(from, 80), file.bytes->substr(from, 80)));
}

}  // namespace careway::laws
