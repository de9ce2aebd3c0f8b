// Every row of every released map, deleted or given the FHIR place of the next row of its kind: the checker, a case or
// a law must notice. What nobody notices is printed; a mutation may stay unnoticed only when survivors.txt says why.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

#include "gateway/command_line/expectation.h"
#include "mappers/language/checker.h"
#include "tests/laws/case_files.h"
#include "tests/laws/generator.h"
#include "tests/laws/laws.h"
#include "tests/laws/mutants.h"

namespace careway::laws {
namespace {

constexpr std::size_t kGeneratedDocuments = 200;

struct Corpus {
  FaceView face;
  std::vector<CaseFile> cases;
  std::vector<SampleFile> generated;
};

Corpus corpus_of(const FaceView& face) {
  Corpus corpus;
  corpus.face = face;
  corpus.cases = case_files(face);
  Generator generator(face);
  std::size_t documents = 0;
  for (std::uint64_t seed = 5'000'000; documents < kGeneratedDocuments; ++seed) {
    corpus.generated.push_back(generator.make(seed, Mood::plain, 20));
    documents += corpus.generated.back().samples.size();
  }
  return corpus;
}

bool case_notices(const FaceView& face, const CaseFile& one) {
  std::vector<std::string> failures;
  const auto expected = command_line::read_expectation(one.expected, failures);
  if (!expected || one.file.samples.size() != 1) return false;  // refused by the format: not the map's business
  engine::Engine engine(*face.plan);
  engine::Record record;
  engine::Residue residue;
  engine::Ledger ledger;
  fhir::Issues issues;
  const Sample& sample = one.file.samples[0];
  const bool stands = engine.put(sample.document.root(), record, {}, residue, sample.context, ledger, issues);
  if (stands == expected->refused) return true;
  command_line::compare_issues(*expected, issues, failures);
  if (stands) {
    command_line::compare_slots(*expected, record, *face.plan, world().library().names(), failures);
    command_line::compare_ledger(*expected, ledger, failures);
  }
  return !failures.empty();
}

/// Who notices: "checker", "case ...", "law ...", or nobody.
std::string noticed(const std::vector<Corpus>& corpora, const language::Map& map) {
  fhir::Issues issues;
  std::vector<language::FaceShape> shapes;
  for (const Corpus& corpus : corpora) {
    shapes.push_back({corpus.face.name, corpus.face.release, &corpus.face.format->shape()});
  }
  language::check_map(map, world().definitions(), shapes, world().library().code_maps(), issues);
  if (issues.has_errors()) return "checker";
  for (const Corpus& corpus : corpora) {
    const auto plan = engine::compile_plan(map, corpus.face.name, corpus.face.format->shape(), world().definitions(),
                                           world().library().code_maps(), issues);
    if (plan == nullptr) return "compiler";
    FaceView face = corpus.face;
    face.plan = plan.get();
    for (const CaseFile& one : corpus.cases) {
      if (case_notices(face, one)) return "case " + one.name;
    }
    LawBook book(face);
    for (const SampleFile& file : corpus.generated) {
      Dice dice(17);
      for (const Sample& sample : file.samples) {
        book.hold(sample, dice, false);
        if (!book.findings().empty() || book.refused_count() > 0) return "law";
      }
    }
  }
  return {};
}

std::map<std::string, std::string> explained_survivors() {
  std::map<std::string, std::string> out;
  std::string text = world().files().read(CAREWAY_SOURCE_DIR "/tests/laws/survivors.txt", 1 << 20);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = text.substr(0, end);
    text.erase(0, std::min(end + 1, text.size()));
    const std::size_t because = line.find(" because ");
    if (!line.empty() && line[0] != '#' && because != std::string::npos) {
      out[line.substr(0, because)] = line.substr(because + 9);
    }
  }
  return out;
}

/// Without line numbers, so that a list of survivors outlives an edit above it.
std::string stable_name(const Mutation& mutation) {
  const std::size_t colon = mutation.row.find(':');
  const std::size_t blank = mutation.row.find(' ', colon);
  return fmt::format("{} {}{}", mutation.kind == Mutation::Kind::deleted ? "deleted" : "swapped",
                     mutation.row.substr(0, colon), mutation.row.substr(blank));
}

TEST(MapMutation, EveryRowIsMissed) {
  std::map<std::string, std::vector<FaceView>> by_map;
  for (const pipeline::Face& face : world().library().faces()) by_map[face.map_file].push_back(view_of(face));
  const auto explained = explained_survivors();
  std::set<std::string> used;
  for (const auto& [map_file, faces] : by_map) {
    std::vector<Corpus> corpora;
    for (const FaceView& face : faces) corpora.push_back(corpus_of(face));
    const language::Map& released = *world().library().find(faces[0].name)->map;
    ASSERT_EQ(noticed(corpora, released), "") << map_file << " as released must pass";
    std::map<std::string, std::size_t> by_whom;
    for (const Mutation& mutation : mutations_of(released)) {
      const auto map = mutated(map_file, mutation);
      ASSERT_TRUE(map.has_value());
      const std::string who = noticed(corpora, *map);
      ++by_whom[who.substr(0, who.find(' '))];
      if (!who.empty()) continue;
      const std::string name = stable_name(mutation);
      const auto reason = explained.find(name);
      std::cout << "survivor: " << name << " (" << mutation.row << ")"
                << (reason == explained.end() ? "" : " because " + reason->second) << "\n";
      if (reason == explained.end()) {
        ADD_FAILURE() << "nobody notices: " << name;
      } else {
        used.insert(name);
      }
    }
    std::cout << map_file << ":";
    for (const auto& [who, count] : by_whom) std::cout << " " << (who.empty() ? "nobody" : who) << " " << count;
    std::cout << "\n";
  }
  for (const auto& [name, reason] : explained) {
    EXPECT_TRUE(used.contains(name)) << "survivors.txt explains what is noticed now: " << name;
  }
}

TEST(MapMutation, EveryModifierIsMissed) {
  for (const pipeline::Face& face : world().library().faces()) {
    std::vector<language::FaceShape> shapes{{face.name, view_of(face).release, &face.format->shape()}};
    const std::size_t count = face.map->must_be_absent.size();
    EXPECT_GT(count, 0U) << face.name;
    for (std::size_t i = 0; i < count; ++i) {
      auto map = mutated(face.map_file, {});
      ASSERT_TRUE(map.has_value());
      const language::FhirPath& path = map->must_be_absent[i];
      const std::string gone = path.text;
      const engine::Slot& slot = face.plan->must_be_absent[i];
      // A map may refuse more than FHIR's modifiers (the activities of a plan, which may hold one).
      if (!world().definitions().entry(slot.steps.back().entry).is_modifier) continue;
      map->must_be_absent.erase(map->must_be_absent.begin() + static_cast<std::ptrdiff_t>(i));
      fhir::Issues issues;
      language::check_map(*map, world().definitions(), shapes, world().library().code_maps(), issues);
      const bool is_choice = issues.has_code("map-modifier-choice");
      EXPECT_TRUE(issues.has_code("map-modifier") || is_choice) << face.name << " without " << gone;
    }
  }
}

}  // namespace
}  // namespace careway::laws
