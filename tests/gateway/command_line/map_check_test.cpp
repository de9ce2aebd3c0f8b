// careway faces, map check and map test.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/gateway/command_line/support.h"

namespace careway::command_line {
namespace {

/// A copy of the maps that a test may spoil.
std::string copied_maps() {
  const std::string folder = temporary_path("maps");
  std::filesystem::remove_all(folder);
  std::filesystem::copy(std::string(CAREWAY_SOURCE_DIR) + "/mappers/maps", folder,
                        std::filesystem::copy_options::recursive);
  return folder;
}

void replace_in_file(const std::string& path, const std::string& from, const std::string& to) {
  std::string text = read_file(path);
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  write_file(path, text.replace(at, from.size(), to));
}

std::size_t line_of(const std::string& path, const std::string& part) {
  const std::string text = read_file(path);
  return count(text.substr(0, text.find(part)), "\n") + 1;
}

TEST(Faces, EveryFaceWithMapFormatAndOwner) {
  const Ran ran = run_careway({"faces"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  for (const char* face : {"fhir", "abacus", "cld-r1", "cld-r2", "council-package", "marketplace"}) {
    EXPECT_EQ(count(ran.out, std::string("\n") + face + " "), 1U) << face;
  }
  const Ran json = run_careway({"faces", "--format", "json"});
  EXPECT_EQ(count(json.out, R"({"name":"marketplace","map":"marketplace/marketplace-package.map.yaml",)"
                            R"("mediaType":"application/json","partnerKind":"marketplace",)"),
            1U)
      << json.out;
}

TEST(MapCheck, TheMapsAreSound) {
  const Ran ran = run_careway({"map", "check"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(count(ran.err, ": error "), 0U) << ran.err;
  EXPECT_GE(count(ran.out, "\n"), 16U) << ran.out;
  EXPECT_EQ(count(ran.out, ", 0 errors\n"), count(ran.out, "\n")) << ran.out;
}

// A format under licence: the operator's folder has the schema, and its map uses a code map of the program.
TEST(ExtraMaps, AreListedCheckedTestedAndUsed) {
  const std::string folder = CAREWAY_SOURCE_DIR "/tests/data/extra-maps";
  const Ran faces = run_careway({"--extra-maps", folder, "faces"});
  EXPECT_EQ(faces.status, 0) << faces.err;
  EXPECT_EQ(count(faces.out, "\nstand-in "), 1U) << faces.out;
  EXPECT_EQ(count(faces.out, "\nchc-care-package "), 1U) << "the maps of the program are there too";
  EXPECT_EQ(count(run_careway({"faces"}).out, "\nstand-in "), 0U);
  EXPECT_EQ(run_careway({"--extra-maps", folder, "map", "check", "stand-in"}).status, 0);
  const Ran cases = run_careway({"--extra-maps", folder, "map", "test", "stand-in"});
  EXPECT_EQ(cases.status, 0) << cases.out;
  EXPECT_EQ(count(cases.out, "ok    stand-in/01-package"), 1U) << cases.out;
  const Ran mapped = run_careway({"--extra-maps", folder, "map", "--from", "stand-in", "--to", "fhir",
                                  folder + "/stand-in/cases/01-package/input.xml"});
  EXPECT_EQ(mapped.status, 0) << mapped.err;
  EXPECT_EQ(count(mapped.out, "funded-home-care"), 1U) << mapped.out;
}

TEST(ExtraMaps, MayNotTakeTheNameOfAnotherFace) {
  const Ran ran = run_careway({"--extra-maps", copied_maps(), "faces"});
  EXPECT_EQ(ran.status, 3);
  EXPECT_GE(count(ran.err, "error map-face"), 1U) << ran.err;
}

TEST(MapCheck, MapsAreHeldToTheirProfiles) {
  const std::string maps = copied_maps();
  const std::string map = maps + "/abacus/abacus.map.yaml";
  replace_in_file(map, "[ visit.class.code, HH ]", "[ visit.class.code, IMP ]");
  const Ran ran = run_careway({"--maps", maps, "map", "check"});
  EXPECT_EQ(ran.status, 1);
  const std::string place = "abacus/abacus.map.yaml:" + std::to_string(line_of(map, "visit.class.code, IMP"));
  EXPECT_EQ(count(ran.err, place + ": error map-profile-constant"), 1U) << ran.err;
}

TEST(MapCheck, AProblemNamesFileAndLine) {
  const std::string maps = copied_maps();
  const std::string map = maps + "/council/council-package.map.yaml";
  replace_in_file(map, "plan.title", "plan.titel");
  const Ran ran = run_careway({"--maps", maps, "map", "check"});
  EXPECT_EQ(ran.status, 1);
  const std::string place = "council/council-package.map.yaml:" + std::to_string(line_of(map, "plan.titel"));
  EXPECT_EQ(count(ran.err, place + ": error map-"), 1U) << ran.err;
  const Ran json = run_careway({"--maps", maps, "--format", "json", "map", "check"});
  EXPECT_EQ(json.status, 1);
  EXPECT_EQ(count(json.err, R"("severity":"error")"), 1U) << json.err;
}

TEST(MapCheck, CoverageOfOneMap) {
  const Ran ran = run_careway({"map", "check", "--coverage", "marketplace"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(count(ran.out, "CarePlan.basedOn\n"), 1U) << ran.out;
  EXPECT_EQ(count(ran.out, "cld"), 0U) << ran.out;
  const Ran json = run_careway({"map", "check", "--coverage", "cld", "--format", "json"});
  EXPECT_EQ(count(json.out, R"("untouchedElements":[)"), 1U) << json.out;
  EXPECT_EQ(count(json.out, R"("rowsWithoutCase":[)"), 1U) << json.out;
}

TEST(MapCheck, AnUnknownMap) {
  EXPECT_EQ(run_careway({"map", "check", "no-such-map"}).status, 2);
  EXPECT_EQ(run_careway({"map", "test", "no-such-map"}).status, 2);
}

TEST(MapTest, TheCasesOfAMapHold) {
  const Ran ran = run_careway({"map", "test", "cld"});
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_EQ(count(ran.out, "ok    cld/"), count(ran.out, "\n") - 1) << ran.out;
  EXPECT_GE(count(ran.out, "ok    cld/"), 30U);
  // Three maps share a folder; each runs the cases of its own face.
  const Ran budget = run_careway({"map", "test", "council-budget"});
  EXPECT_EQ(budget.status, 0) << budget.out;
  EXPECT_NE(budget.out.find("council/41-budget-full"), std::string::npos) << budget.out;
  EXPECT_EQ(budget.out.find("council/01-full-package"), std::string::npos) << budget.out;
  const Ran abacus = run_careway({"map", "test", "abacus", "--format", "json"});
  EXPECT_EQ(abacus.status, 0) << abacus.out;
  EXPECT_EQ(count(abacus.out, R"("result":"passed")"), 6U) << abacus.out;
}

/// A statement that is not so, an issue that does not come, one that does and is not said: each fails its case.
TEST(MapTest, EveryKindOfDifferenceFails) {
  const std::string maps = copied_maps();
  const std::string cases = maps + "/cld/cases/";
  replace_in_file(cases + "01-service-complete/expect.txt", "person.gender = female", "person.gender = male");
  replace_in_file(cases + "02-service-open/expect.txt",
                  "service.occurrencePeriod.end =", "service.occurrencePeriod.start =");
  replace_in_file(cases + "08-service-odd-case/expect.txt", "issue code-spelling at", "issue code-spelled at");
  replace_in_file(cases + "27-assessment-impossible-date/expect.txt", "refused", "");
  replace_in_file(cases + "61-review-planned/expect.txt", "person.gender", "nobody.gender");
  write_file(cases + "62-review-unplanned/expect.txt", "this is no statement\n");
  write_file(cases + "63-review-release-1/expect.txt", "ledger residue = 999\n");
  write_file(cases + "64-review-carer/expect.txt", "refused\n");
  write_file(cases + "66-review-extra-column/case.yaml", "title: no face\n");
  const Ran ran = run_careway({"--maps", maps, "map", "test", "cld"});
  EXPECT_EQ(ran.status, 1);
  for (const char* name : {"01-service-complete", "02-service-open", "08-service-odd-case",
                           "27-assessment-impossible-date", "61-review-planned", "62-review-unplanned",
                           "63-review-release-1", "64-review-carer", "66-review-extra-column"}) {
    EXPECT_EQ(count(ran.out, std::string("FAIL  cld/") + name), 1U) << name;
  }
  EXPECT_EQ(count(ran.out, "FAIL"), 9U) << ran.out;
}

/// The laws are looked at: a row that loses what it reads fails its case though no statement speaks of it.
TEST(MapTest, ARowThatIsTakenOutFails) {
  const std::string maps = copied_maps();
  const std::string rows = maps + "/cld/person.rows.csv";
  std::string text = read_file(rows);
  const std::size_t at = text.find("Postcode,");
  ASSERT_NE(at, std::string::npos);
  text.erase(at, text.find('\n', at) - at + 1);
  write_file(rows, text);
  const Ran ran = run_careway({"--maps", maps, "map", "test", "cld"});
  EXPECT_EQ(ran.status, 1);
  EXPECT_GE(count(ran.out, "FAIL  cld/01-service-complete"), 1U) << ran.out;
}

}  // namespace
}  // namespace careway::command_line
