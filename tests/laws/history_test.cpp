// Laws over more than one document: order, repeated people, items that come and go, and what other partners may see.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "profiles/fhir/json.h"
#include "tests/laws/case_files.h"
#include "tests/laws/generator.h"
#include "tests/laws/laws.h"

namespace careway::laws {
namespace {

struct Put {
  bool stands = false;
  engine::Record record;
  engine::Residue residue;
  fhir::Issues issues;
};

Put put_on(const FaceView& face, fhir::Element document, const engine::Record* on, const engine::Residue& old,
           const engine::Context& context) {
  Put result;
  if (on != nullptr) result.record = copy_of(*on);
  forget_changes(result.record);
  engine::Engine engine(*face.plan);
  engine::Ledger ledger;
  result.stands = engine.put(document, result.record, old, result.residue, context, ledger, result.issues);
  return result;
}

std::string got(const FaceView& face, const Put& put, const engine::Context& context, fhir::Document& out) {
  engine::Engine engine(*face.plan);
  engine::Ledger ledger;
  fhir::Issues issues;
  if (engine.get(put.record, put.residue, context, out, ledger, issues)) return {};
  return issues.items()[0].code + " at " + issues.items()[0].path;
}

FaceView face_named(std::string_view name) {
  return view_of(*world().library().find(name));
}

class EveryFace : public testing::TestWithParam<std::string> {};

TEST_P(EveryFace, HoldsTheLawsOnItsCases) {
  const FaceView face = face_named(GetParam());
  LawBook book(face);
  Dice dice(3);
  std::size_t documents = 0;
  for (const CaseFile& one : case_files(face)) {
    for (const Sample& sample : one.file.samples) {
      ++documents;
      book.hold(sample, dice, true);
    }
    if (!one.file.samples.empty()) book.hold_file(one.file);
  }
  std::cout << book.summary();
  EXPECT_GT(documents, 0U);
  EXPECT_TRUE(book.findings().empty());
}

TEST_P(EveryFace, GivesTheSameInAnyOrderOfDocuments) {
  const FaceView face = face_named(GetParam());
  Generator generator(face);
  std::vector<SampleFile> files;
  for (std::uint64_t seed = 7'000; seed < 7'020; ++seed) files.push_back(generator.make(seed, Mood::odd, 10));
  const auto run = [&](bool backwards) {
    engine::Engine engine(*face.plan);
    std::vector<std::string> out;
    std::vector<const Sample*> samples;
    for (const SampleFile& file : files) {
      for (const Sample& sample : file.samples) samples.push_back(&sample);
    }
    if (backwards) std::ranges::reverse(samples);
    for (const Sample* sample : samples) {
      engine::Record record;
      engine::Residue residue;
      engine::Ledger ledger;
      fhir::Issues issues;
      engine.put(sample->document.root(), record, {}, residue, sample->context, ledger, issues);
      std::string json;
      for (const engine::RecordResource& resource : record.resources) {
        fhir::write_json(record.element(resource), world().definitions(), json);
      }
      out.push_back(json + residue.to_bytes() + std::to_string(issues.error_count()));
    }
    if (backwards) std::ranges::reverse(out);
    return out;
  };
  EXPECT_EQ(run(false), run(true));
}

/// Adds a leaf that no schema names to the document and to its first objects.
void plant(fhir::Document& document, const std::string& mark) {
  std::vector<fhir::NodeIndex> parents{0};
  for (fhir::Element child : document.root()) {
    if (child.first_child()) parents.push_back(child.index());
  }
  for (const fhir::NodeIndex parent : parents) {
    document.set_value(document.append(parent, "ourOwnNote"), fhir::ValueKind::text, document.intern(mark));
  }
}

TEST_P(EveryFace, ShowsNoOtherPartnerWhatItKeeps) {
  const FaceView face = face_named(GetParam());
  Generator generator(face);
  std::size_t shown = 0;
  for (std::uint64_t seed = 9'000; seed < 9'060; ++seed) {
    const SampleFile file = generator.make(seed, Mood::odd, 2);
    for (const Sample& sample : file.samples) {
      fhir::Document document = copy_of(sample.document.root());
      const std::string mark = "kept-for-one-partner-" + std::to_string(seed);
      plant(document, mark);
      const Put first = put_on(face, document.root(), nullptr, {}, sample.context);
      if (!first.stands) continue;
      EXPECT_NE(first.residue.to_bytes().find(mark), std::string::npos);
      EXPECT_EQ(canonical_text(first.record).find(mark), std::string::npos) << "in the record: " << sample.origin;
      for (const fhir::Issue& issue : first.issues.items()) {
        EXPECT_EQ((issue.text + issue.path).find(mark), std::string::npos) << "in an issue: " << sample.origin;
      }
      fhir::Document home;
      EXPECT_EQ(got(face, first, sample.context, home), "") << sample.origin;
      EXPECT_NE(canonical_text(home.root()).find(mark), std::string::npos) << "its owner lost it: " << sample.origin;
      for (const FaceView& other : all_faces()) {
        engine::Engine engine(*other.plan);
        fhir::Document seen;
        fhir::Issues issues;
        shown += show_in(other, first.record, *face.plan, engine, seen, issues) ? 1 : 0;
        EXPECT_EQ(canonical_text(seen.root()).find(mark), std::string::npos) << other.name << " " << sample.origin;
        for (const fhir::Issue& issue : issues.items()) {
          EXPECT_EQ((issue.text + issue.path).find(mark), std::string::npos) << other.name << " " << sample.origin;
        }
      }
    }
  }
  EXPECT_GT(shown, 20U) << "no other face shows these records, so nothing was tested";
}

std::string test_name(const testing::TestParamInfo<std::string>& face) {
  std::string name = face.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Faces, EveryFace,
                         testing::Values("chc-care-package", "chc-header", "chc-person", "chc-referral", "chc-review",
                                         "movements", "rates", "service-costs", "abacus", "cld-r1", "cld-r2",
                                         "council-package", "marketplace", "council-eligibility",
                                         "marketplace-eligibility", "council-budget", "marketplace-budget"),
                         test_name);

/// The rows of one person, put one after the other into records that share the person.
struct Rows {
  std::vector<Put> events;
  engine::Record person;  // only the person's resource
  std::string as_of;
};

void put_row(const FaceView& face, fhir::Element row, const engine::Context& context, Rows& rows) {
  engine::Residue old;
  const std::uint16_t role = face.plan->find_role("person");
  if (!rows.as_of.empty()) old.set(engine::ResidueKind::as_of, "person", rows.as_of);
  Put put = put_on(face, row, &rows.person, old, context);
  ASSERT_TRUE(put.stands) << put.issues.items()[0].code << " " << put.issues.items()[0].path;
  fhir::Document home;
  ASSERT_EQ(got(face, put, context, home), "");
  EXPECT_EQ(first_difference(row, home.root(), false), "");
  if (const std::string* last = put.residue.find(engine::ResidueKind::as_of, "person")) rows.as_of = *last;
  engine::Record person;
  const engine::RecordResource* resource = put.record.find(role);
  ASSERT_NE(resource, nullptr);
  person.add(role, put.record.element(*resource), resource->id);
  rows.person = std::move(person);
  rows.events.push_back(std::move(put));
}

/// The event's record with the person as it is now.
engine::Record merged_person(const FaceView& face, const engine::Record& event, const engine::Record& person) {
  engine::Record out;
  const std::uint16_t role = face.plan->find_role("person");
  for (const engine::RecordResource& resource : event.resources) {
    const bool is_person = resource.role == role;
    out.add(resource.role, is_person ? person.element(person.resources[0]) : event.element(resource), resource.id);
  }
  return out;
}

TEST(RepeatedPeople, AreWhatTheLatestEventSaysInAnyOrder) {
  const FaceView face = face_named("cld-r2");
  Generator generator(face);
  std::size_t groups = 0;
  for (std::uint64_t seed = 11'000; seed < 11'200; ++seed) {
    SampleFile file = generator.make(seed, Mood::plain, 3);
    Dice dice(seed);
    std::vector<fhir::Document> rows;
    for (const Sample& sample : file.samples) {
      fhir::Document& row = rows.emplace_back(copy_of(sample.document.root()));
      row.set_value(row.root().child("LA Person Unique Identifier").index(), fhir::ValueKind::text, "P1");
      // Every row says something of the person, each time something else; one in three leaves much blank.
      for (const MappedLeaf& leaf : mapped_leaves(face, row.root())) {
        const bool is_latest = !leaf.rows.empty() && leaf.rows[0]->merge == language::Merge::latest_event;
        if (is_latest) row.remove(leaf.node);
      }
      ValueMaker maker(face, dice, Mood::plain);
      for (const engine::PlanRow& of_person : face.plan->root->rows) {
        if (of_person.merge != language::Merge::latest_event || dice.chance(rows.size() == 1 ? 60 : 20)) continue;
        const std::string& column = face.plan->root->fields[of_person.fields[0].field].path;
        row.set_value(row.append(0, column), fhir::ValueKind::text, row.intern(maker.make(&of_person, 0, nullptr)));
      }
      const fhir::Element start = row.root().child("Event Start Date");
      row.set_value(start.index(), fhir::ValueKind::text, fmt::format("{:02}/05/2025", 1 + dice.below(28)));
    }
    std::vector<std::size_t> order{0, 1, 2};
    std::string expected;
    do {
      Rows put;
      for (const std::size_t i : order) {
        put_row(face, rows[i].root(), context_for(face), put);
        if (testing::Test::HasFatalFailure()) return;
      }
      const std::string person = canonical_text(put.person);
      // The same rows again change nothing.
      for (std::size_t i = 0; i < order.size(); ++i) {
        engine::Residue old = put.events[i].residue;
        old.set(engine::ResidueKind::as_of, "person", put.as_of);
        engine::Record now = copy_of(put.events[i].record);
        now = merged_person(face, now, put.person);
        const Put again = put_on(face, rows[order[i]].root(), &now, old, context_for(face));
        for (const engine::RecordResource& resource : again.record.resources) {
          EXPECT_FALSE(resource.changed) << resource.type << " seed " << seed;
        }
      }
      if (expected.empty()) expected = person;
      EXPECT_EQ(person, expected) << "seed " << seed;
    } while (std::next_permutation(order.begin(), order.end()));
    ++groups;
  }
  EXPECT_EQ(groups, 200U);
}

/// The first repeated child of the root, or kNoNode.
std::vector<fhir::NodeIndex> items_named(fhir::Element root, std::string_view name) {
  std::vector<fhir::NodeIndex> out;
  for (fhir::Element child : root) {
    if (child.name() == name) out.push_back(child.index());
  }
  return out;
}

class Items : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(Items, ComeAndGoAndComeBack) {
  const FaceView face = face_named(GetParam().first);
  const std::string& name = GetParam().second;
  Generator generator(face);
  std::size_t tried = 0;
  for (std::uint64_t seed = 13'000; seed < 13'150; ++seed) {
    const SampleFile file = generator.make(seed, Mood::plain, 1);
    ASSERT_EQ(file.fault, "");
    const Sample& sample = file.samples[0];
    const auto items = items_named(sample.document.root(), name);
    if (items.size() < 2) continue;
    ++tried;
    const Put all = put_on(face, sample.document.root(), nullptr, {}, sample.context);
    ASSERT_TRUE(all.stands);
    fhir::Document fewer = copy_of(sample.document.root());
    fewer.remove(items_named(fewer.root(), name)[seed % items.size()]);
    const Put less = put_on(face, fewer.root(), &all.record, all.residue, sample.context);
    ASSERT_TRUE(less.stands) << sample.origin;
    EXPECT_TRUE(less.issues.has_code("item-absent")) << sample.origin;
    EXPECT_EQ(less.record.resources.size(), all.record.resources.size()) << "what is gone is kept: " << sample.origin;
    fhir::Document home;
    ASSERT_EQ(got(face, less, sample.context, home), "");
    EXPECT_EQ(first_difference(fewer.root(), home.root(), true), "") << sample.origin;
    const Put again = put_on(face, fewer.root(), &less.record, less.residue, sample.context);
    EXPECT_FALSE(again.issues.has_code("item-absent")) << "told twice: " << sample.origin;
    const Put back = put_on(face, sample.document.root(), &less.record, less.residue, sample.context);
    ASSERT_TRUE(back.stands);
    EXPECT_EQ(canonical_text(back.record), canonical_text(all.record)) << sample.origin;
    EXPECT_EQ(back.residue.to_bytes(), all.residue.to_bytes()) << sample.origin;
    // Another order changes no resource and comes home.
    fhir::Document turned = copy_of(sample.document.root());
    auto children = std::vector<fhir::NodeIndex>();
    for (fhir::Element child : turned.root()) children.push_back(child.index());
    const auto turned_items = items_named(turned.root(), name);
    const auto first = std::ranges::find(children, turned_items.front());
    const auto last = std::ranges::find(children, turned_items.back());
    std::iter_swap(first, last);
    turned.reorder(0, children);
    const Put reordered = put_on(face, turned.root(), &all.record, all.residue, sample.context);
    ASSERT_TRUE(reordered.stands);
    for (const engine::RecordResource& resource : reordered.record.resources) {
      EXPECT_FALSE(resource.changed) << resource.type << " " << sample.origin;
    }
    fhir::Document turned_home;
    ASSERT_EQ(got(face, reordered, sample.context, turned_home), "");
    EXPECT_EQ(first_difference(turned.root(), turned_home.root(), true), "") << sample.origin;
  }
  EXPECT_GT(tried, 20U);
}

INSTANTIATE_TEST_SUITE_P(Lists, Items,
                         testing::Values(std::pair("council-package", "Service"), std::pair("council-package", "Goal"),
                                         std::pair("council-package", "Contact"), std::pair("marketplace", "lines"),
                                         std::pair("marketplace", "goals")));

}  // namespace
}  // namespace careway::laws
