// One record, two partners: what one partner edits the other reads, there and nowhere else, and everything else of the
// other partner's document is still spelled as it was sent.

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "tests/laws/generator.h"
#include "tests/laws/laws.h"

namespace careway::laws {
namespace {

struct Pair {
  std::string owner;   ///< sent the document
  std::string editor;  ///< reads it in another format and edits one leaf
};

void PrintTo(const Pair& pair, std::ostream* out) {
  *out << pair.owner << " edited as " << pair.editor;
}

/// The same resources under the roles of another map. A flat face is about one anchor: the first stands for all.
engine::Record under_roles_of(const engine::Plan& plan, const engine::Record& record, const std::string& contributor) {
  engine::Record out;
  for (const engine::RecordResource& resource : record.resources) {
    for (std::uint16_t role = 0; role < plan.roles.size(); ++role) {
      if (plan.roles[role].type != resource.type) continue;
      if (!plan.roles[role].in_each && out.find(role) != nullptr) continue;
      out.add(role, record.element(resource), resource.id).contributors = {contributor};
      break;
    }
  }
  return out;
}

/// `before` with the resources of `after` in their place.
engine::Record merged(const engine::Record& before, const engine::Record& after) {
  engine::Record out;
  for (const engine::RecordResource& resource : before.resources) {
    const auto found = std::ranges::find(after.resources, resource.id, &engine::RecordResource::id);
    const bool is_there = found != after.resources.end();
    out.add(resource.role, is_there ? after.element(*found) : before.element(resource), resource.id);
  }
  return out;
}

class CrossEdit : public testing::TestWithParam<Pair> {
 protected:
  CrossEdit()
      : owner_(view_of(*world().library().find(GetParam().owner))),
        editor_(view_of(*world().library().find(GetParam().editor))),
        owner_engine_(*owner_.plan),
        editor_engine_(*editor_.plan) {}

  /// False when the editor's face cannot show the record.
  bool edit(const Sample& sample, Dice& dice) {
    engine::Record record;
    engine::Residue residue;
    engine::Ledger ledger;
    fhir::Issues issues;
    if (!owner_engine_.put(sample.document.root(), record, {}, residue, sample.context, ledger, issues)) return false;
    engine::Record seen = under_roles_of(*editor_.plan, record, owner_.partner_kind);
    fhir::Document shown;
    if (!editor_engine_.get(seen, {}, context_for(editor_), shown, ledger, issues)) return false;
    expect_unedited(sample, seen, shown);
    std::vector<MappedLeaf> leaves = mapped_leaves(editor_, shown.root());
    std::erase_if(leaves, [&](const MappedLeaf& leaf) {
      if (leaf.decides || leaf.rows.empty()) return true;
      return std::ranges::any_of(leaf.rows, [](const engine::PlanRow* row) {
        return row->is_key || row->slots[0].root_kind == engine::RootKind::context ||
               row->converter == engine::ConverterKind::joined;
      });
    });
    if (leaves.empty()) return false;
    const MappedLeaf leaf = leaves[dice.below(leaves.size())];
    const std::string other = Generator(editor_).other_value(leaf, shown.at(leaf.node).value(), dice);
    if (other.empty()) return false;
    shown.set_value(leaf.node, shown.at(leaf.node).kind(), other);
    engine::Residue kept;
    fhir::Issues put_issues;
    forget_changes(seen);
    if (!editor_engine_.put(shown.root(), seen, {}, kept, context_for(editor_), ledger, put_issues)) return false;
    compare(sample, merged(record, seen), residue, leaf, other);
    return true;
  }

  /// What a partner reads and puts back unedited changes nothing, although it never sent the record.
  void expect_unedited(const Sample& sample, const engine::Record& seen, const fhir::Document& shown) {
    engine::Record again = copy_of(seen);
    forget_changes(again);
    engine::Residue kept;
    engine::Ledger ledger;
    fhir::Issues issues;
    ASSERT_TRUE(editor_engine_.put(shown.root(), again, {}, kept, context_for(editor_), ledger, issues))
        << issues.items()[0].code << " " << issues.items()[0].path << " " << sample.origin;
    // The editor's map may add what only it derives or says; nothing that was there may differ.
    const auto before = record_leaves(seen);
    const auto after = record_leaves(again);
    for (const auto& [path, one] : before) {
      const auto found = after.find(path);
      EXPECT_TRUE(found != after.end() && found->second.value == one.value) << path << " " << sample.origin;
    }
  }

  void compare(const Sample& sample, const engine::Record& edited, const engine::Residue& residue,
               const MappedLeaf& leaf, const std::string& other) {
    fhir::Document home;
    engine::Ledger ledger;
    fhir::Issues issues;
    if (!owner_engine_.get(edited, residue, sample.context, home, ledger, issues)) {
      // Only what the edit itself made impossible to say may refuse (a package that was entered in error).
      const fhir::Issue& first = issues.items()[0];
      const std::string place = first.path.substr(std::min(first.path.find('.'), first.path.size()));
      const bool is_edited = std::ranges::any_of(leaf.rows, [&](const engine::PlanRow* row) {
        return row->slots[0].text.substr(row->slots[0].text.find('.')) == place;
      });
      EXPECT_TRUE(first.code == "constant-differs" && is_edited)
          << first.code << " " << first.path << " after " << leaf.path << " = " << other << " " << sample.origin;
      return;
    }
    const auto before = leaf_values(sample.document.root());
    const auto after = leaf_values(home.root());
    const auto allowed = allowed_slots(*editor_.plan, leaf.rows);
    const auto is_allowed = [&](std::string path) {
      std::string plain;
      for (std::size_t i = 0; i < path.size(); ++i) {
        if (owner_.plan->keeps_order && path[i] == '[') i = path.find(']', i) + 1;
        if (i < path.size()) plain += path[i];
      }
      for (const fhir::Document* document : {&sample.document, static_cast<const fhir::Document*>(&home)}) {
        for (const MappedLeaf& shown : mapped_leaves(owner_, document->root())) {
          if (shown.path != plain) continue;
          for (const engine::PlanRow* row : shown.rows) {
            for (const engine::Slot& slot : row->slots) {
              if (slot.root_kind == engine::RootKind::context) continue;
              const FullSlot full = full_slot(*owner_.plan, slot);
              if (std::ranges::any_of(allowed, [&](const FullSlot& one) {
                    return same_place(*editor_.plan, one, *owner_.plan, full);
                  })) {
                return true;
              }
            }
          }
        }
      }
      return false;
    };
    for (const auto& [path, value] : before) {
      const auto found = after.find(path);
      if (found != after.end() && found->second == value) continue;
      EXPECT_TRUE(is_allowed(path)) << path << " changed with " << leaf.path << " = " << other << " " << sample.origin;
    }
    for (const auto& [path, value] : after) {
      if (before.contains(path)) continue;
      EXPECT_TRUE(is_allowed(path)) << path << " came with " << leaf.path << " = " << other << " " << sample.origin;
    }
  }

  FaceView owner_;
  FaceView editor_;
  engine::Engine owner_engine_;
  engine::Engine editor_engine_;
};

TEST_P(CrossEdit, IsReadThereAndNowhereElse) {
  Generator generator(owner_);
  std::size_t edits = 0;
  for (std::uint64_t seed = 17'000; seed < 17'200; ++seed) {
    const SampleFile file = generator.make(seed, Mood::odd, 2);
    Dice dice(seed);
    for (const Sample& sample : file.samples) edits += edit(sample, dice) ? 1 : 0;
    if (HasFailure()) break;
  }
  EXPECT_GT(edits, 20U);
}

std::string test_name(const testing::TestParamInfo<Pair>& pair) {
  std::string name = pair.param.owner + "_" + pair.param.editor;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Pairs, CrossEdit,
                         testing::Values(Pair{"council-package", "marketplace"}, Pair{"marketplace", "council-package"},
                                         Pair{"cld-r2", "council-package"}, Pair{"cld-r2", "marketplace"},
                                         Pair{"cld-r1", "cld-r2"},
                                         Pair{"council-eligibility", "marketplace-eligibility"},
                                         Pair{"marketplace-eligibility", "council-eligibility"},
                                         Pair{"council-budget", "marketplace-budget"},
                                         Pair{"marketplace-budget", "council-budget"}),
                         test_name);

}  // namespace
}  // namespace careway::laws
