#include "tests/laws/trees.h"

#include <algorithm>

#include "mappers/engine/convert.h"
#include "mappers/engine/slots.h"
#include "profiles/fhir/decimal.h"

namespace careway::laws {
namespace {

using engine::kNoIndex;
using engine::Plan;
using engine::PlanBlock;
using engine::PlanRow;

void collect_rows(const PlanBlock& block, std::uint16_t field, bool from_root, std::vector<const PlanRow*>& out,
                  std::size_t& place) {
  for (const PlanRow& row : block.rows) {
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      if (row.fields[i].field != field || row.fields[i].from_root != from_root) continue;
      if (out.empty()) place = i;
      out.push_back(&row);
      break;
    }
  }
}

void add_blocks(const PlanBlock& block, std::vector<const PlanBlock*>& out) {
  out.push_back(&block);
  for (const engine::PlanEach& each : block.eaches) add_blocks(*each.block, out);
  for (const engine::PlanChoose& choose : block.chooses) {
    for (const engine::PlanCase& one : choose.cases) add_blocks(*one.block, out);
  }
}

struct Walk {
  const FaceView& face;
  const engine::PlanCase* chosen;
  std::vector<MappedLeaf>& out;

  void leaf(fhir::Element element, const PlanBlock* block, std::uint16_t trie, const formats::Field* schema,
            const std::string& path) {
    MappedLeaf& added = out.emplace_back();
    added.node = element.index();
    added.path = path;
    added.schema = schema;
    const std::uint16_t field = block == nullptr || trie == kNoIndex ? kNoIndex : block->trie[trie].field;
    if (field == kNoIndex) return;
    added.rows = rows_of_field(*face.plan, *block, chosen, field, added.field_in_row);
    for (const engine::PlanChoose& choose : block->chooses) {
      if (choose.by.field == field) added.decides = true;
    }
  }

  void go(fhir::Element element, const PlanBlock* block, std::uint16_t trie, const formats::Field* schema,
          const std::string& path) {
    for (fhir::Element child : element) {
      const std::string child_path = path.empty() ? std::string(child.name()) : path + "/" + std::string(child.name());
      const formats::Field* child_schema = schema == nullptr ? nullptr : schema->child(child.name());
      const PlanBlock* inner = block;
      std::uint16_t at = block == nullptr || trie == kNoIndex ? kNoIndex : block->find_child(trie, child.name());
      if (at != kNoIndex && block->trie[at].each != kNoIndex) {
        inner = block->eaches[block->trie[at].each].block.get();
        at = 0;
      }
      if (child.has_value() || !child.first_child()) leaf(child, inner, at, child_schema, child_path);
      go(child, inner, at, child_schema, child_path);
    }
  }
};

std::string discriminator(fhir::Element element) {
  for (const std::string_view name : {"url", "system", "type", "use"}) {
    const fhir::Element child = element.child(name);
    if (child && child.has_value()) return std::string(child.value());
  }
  return {};
}

void add_record_leaves(fhir::Element element, std::size_t resource, const std::string& path,
                       std::map<std::string, RecordLeaf>& out) {
  std::map<std::string, std::size_t> seen;
  for (fhir::Element child : element) {
    std::string step = path + "." + std::string(child.name());
    // Where only one can stand nothing is told apart, and a row may write what would tell.
    const bool repeats = child.entry() != fhir::kNoEntry && world().definitions().entry_is_list(child.entry());
    if (const std::string mark = repeats ? discriminator(child) : std::string(); !mark.empty())
      step += "[" + mark + "]";
    const std::size_t ordinal = seen[step]++;
    if (ordinal > 0) step += "#" + std::to_string(ordinal);
    if (child.has_value()) out[step] = {resource, child.index(), std::string(child.value())};
    add_record_leaves(child, resource, step, out);
  }
}

void add_values(fhir::Element element, const std::string& path, std::map<std::string, std::string>& out) {
  std::map<std::string, std::size_t, std::less<>> seen;
  for (fhir::Element child : element) {
    std::string step = path.empty() ? std::string(child.name()) : path + "/" + std::string(child.name());
    const std::size_t ordinal = seen[step]++;
    if (ordinal > 0) step += "[" + std::to_string(ordinal) + "]";
    if (child.has_value() || !child.first_child()) out[step] = child.value();
    add_values(child, step, out);
  }
}

bool is_predicate_of(const fhir::Document& tree, fhir::NodeIndex above, fhir::NodeIndex leaf,
                     const engine::PlanFhirStep& step) {
  std::vector<std::uint32_t> entries;
  for (fhir::NodeIndex at = leaf; at != above; at = tree.at(at).parent().index()) {
    if (at == 0) return false;
    entries.insert(entries.begin(), tree.at(at).entry());
  }
  return std::ranges::any_of(step.predicates, [&](const engine::PlanPredicate& predicate) {
    if (predicate.steps.size() != entries.size()) return false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (predicate.steps[i].entry != entries[i]) return false;
    }
    return true;
  });
}

}  // namespace

std::vector<const PlanBlock*> all_blocks(const Plan& plan) {
  std::vector<const PlanBlock*> out;
  add_blocks(*plan.root, out);
  return out;
}

std::vector<const PlanRow*> rows_of_field(const Plan& plan, const PlanBlock& block, const engine::PlanCase* chosen,
                                          std::uint16_t field, std::size_t& place) {
  std::vector<const PlanRow*> out;
  collect_rows(block, field, false, out, place);
  if (&block != plan.root.get()) return out;
  if (chosen != nullptr) collect_rows(*chosen->block, field, false, out, place);
  for (const PlanBlock* other : all_blocks(plan)) collect_rows(*other, field, true, out, place);
  return out;
}

const engine::PlanCase* case_for(const Plan& plan, std::string_view text) {
  for (const engine::PlanChoose& choose : plan.root->chooses) {
    const auto match = choose.code_map->to_record(engine::trimmed(text), choose.release);
    for (const engine::PlanCase& one : choose.cases) {
      if (match && one.code == match->code) return &one;
    }
  }
  return nullptr;
}

const engine::PlanCase* case_of(const Plan& plan, fhir::Element document) {
  if (plan.root->chooses.empty()) return nullptr;
  return case_for(plan, document.child_value(plan.root->fields[plan.root->chooses[0].by.field].path));
}

std::vector<MappedLeaf> mapped_leaves(const FaceView& face, fhir::Element document) {
  std::vector<MappedLeaf> out;
  Walk{face, case_of(*face.plan, document), out}.go(document, face.plan->root.get(), 0, &face.format->shape().root, "");
  return out;
}

std::size_t count_leaves(fhir::Element document) {
  std::size_t count = 0;
  for (fhir::Element child : document) {
    count += (child.has_value() || !child.first_child() ? 1U : 0U) + count_leaves(child);
  }
  return count;
}

namespace {

std::size_t count_values(fhir::Element element) {
  std::size_t count = element.has_value() ? 1 : 0;
  for (fhir::Element child : element) count += count_values(child);
  return count;
}

}  // namespace

std::size_t count_record_leaves(const engine::Record& record) {
  std::size_t count = 0;
  for (const engine::RecordResource& resource : record.resources) {
    for (fhir::Element child : record.element(resource)) {
      if (child.name() != "id" && child.name() != "meta") count += count_values(child);
    }
  }
  return count;
}

std::string canonical_text(fhir::Element element) {
  std::string out(element.name());
  if (element.has_value()) {
    out += '=';
    out += static_cast<char>('0' + static_cast<int>(element.kind()));
    // A number means the same however many zeros it ends with.
    const auto number =
        element.kind() == fhir::ValueKind::number ? fhir::Decimal::parse(element.value()) : std::nullopt;
    const auto digits = number ? number->with_scale(12) : std::nullopt;
    out += digits ? digits->text() : std::string(element.value());
  }
  struct Child {
    std::string name;
    bool keeps_order;
    std::string text;
  };
  std::vector<Child> children;
  for (fhir::Element child : element) {
    children.push_back({std::string(child.name()), !child.first_child(), canonical_text(child)});
  }
  if (children.empty()) return out;
  std::ranges::stable_sort(children, [](const Child& a, const Child& b) {
    if (a.name != b.name) return a.name < b.name;
    return !a.keeps_order && !b.keeps_order && a.text < b.text;
  });
  out += "{";
  for (const Child& child : children) out += child.text + ";";
  return out + "}";
}

std::string canonical_text(const engine::Record& record) {
  std::vector<std::string> all;
  for (const engine::RecordResource& resource : record.resources) {
    all.push_back(resource.type + "/" + resource.id + " " + canonical_text(record.element(resource)));
  }
  std::ranges::sort(all);
  std::string out;
  for (const std::string& one : all) out += one + "\n";
  return out;
}

engine::Record copy_of(const engine::Record& record) {
  engine::Record copy;
  for (const engine::RecordResource& resource : record.resources) {
    engine::RecordResource& added = copy.add(resource.role, record.element(resource), resource.id);
    added.is_new = resource.is_new;
    added.changed = resource.changed;
    added.contributors = resource.contributors;
  }
  return copy;
}

fhir::Document copy_of(fhir::Element root) {
  fhir::Document copy;
  copy.copy_content(0, root);
  return copy;
}

void forget_changes(engine::Record& record) {
  for (engine::RecordResource& resource : record.resources) resource.is_new = resource.changed = false;
}

std::map<std::string, RecordLeaf> record_leaves(const engine::Record& record) {
  std::map<std::string, RecordLeaf> out;
  for (std::size_t i = 0; i < record.resources.size(); ++i) {
    const engine::RecordResource& resource = record.resources[i];
    add_record_leaves(record.element(resource), i, resource.type + "/" + resource.id, out);
  }
  return out;
}

FullSlot full_slot(const Plan& plan, const engine::Slot& slot) {
  if (slot.root_kind == engine::RootKind::variable) {
    for (const PlanBlock* block : all_blocks(plan)) {
      for (const engine::PlanEach& each : block->eaches) {
        if (each.role != kNoIndex || each.variable != slot.root) continue;
        FullSlot full = full_slot(plan, *each.element);
        full.steps.insert(full.steps.end(), slot.steps.begin(), slot.steps.end());
        full.text = slot.text;
        return full;
      }
    }
  }
  return {slot.root, slot.steps, slot.text};
}

bool touches(const engine::Record& record, const RecordLeaf& leaf, const FullSlot& slot) {
  const engine::RecordResource& resource = record.resources[leaf.resource];
  if (resource.role != slot.role) return false;
  std::vector<fhir::NodeIndex> chain;  // from below the resource to the leaf
  for (fhir::NodeIndex at = leaf.node; at != resource.node && at != 0; at = record.tree.at(at).parent().index()) {
    chain.insert(chain.begin(), at);
  }
  for (std::size_t i = 0; i < chain.size() && i < slot.steps.size(); ++i) {
    if (record.tree.at(chain[i]).entry() != slot.steps[i].entry) return false;
    if (!engine::fulfils(record.tree, chain[i], slot.steps[i])) return false;
    if (chain.size() == slot.steps.size() && i + 1 == chain.size()) return true;
    if (is_predicate_of(record.tree, chain[i], leaf.node, slot.steps[i])) return true;
  }
  return false;
}

std::map<std::string, std::string> leaf_values(fhir::Element document) {
  std::map<std::string, std::string> out;
  add_values(document, "", out);
  return out;
}

std::string first_difference(fhir::Element a, fhir::Element b, bool in_order) {
  if (fhir::same_content(a, b, !in_order)) return {};
  const auto left = leaf_values(a);
  const auto right = leaf_values(b);
  for (const auto& [path, value] : left) {
    const auto found = right.find(path);
    if (found == right.end()) return path + " = '" + value + "' is gone";
    if (found->second != value) return path + " = '" + value + "' became '" + found->second + "'";
  }
  for (const auto& [path, value] : right) {
    if (!left.contains(path)) return path + " = '" + value + "' is new";
  }
  return "the order of children or the kind of a value";
}

}  // namespace careway::laws
