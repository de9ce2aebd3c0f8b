// Every option of `careway map`, and what it says about data that it cannot take.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/gateway/command_line/support.h"

namespace careway::command_line {
namespace {

std::string cld() {
  return read_file(sample("cld-2025.csv"));
}

/// The sample with an impossible date in its fifth line.
std::string cld_with_fault() {
  std::string text = cld();
  const std::size_t at = text.find("01/06/2025");
  return text.replace(at, 10, "31/06/2025");
}

TEST(MapCommand, ReadsAndWritesFiles) {
  const std::string out = temporary_path("out.ndjson");
  const Ran ran = run_careway({"map", "--from", "cld", "--to", "fhir", sample("cld-2025.csv"), "-o", out});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "");
  const Ran piped = run_careway({"map", "--from", "cld", "--to", "fhir", "-"}, cld());
  EXPECT_EQ(read_file(out), piped.out);
}

TEST(MapCommand, TheSameInputGivesTheSameBytes) {
  const std::vector<std::string> command{"map", "--from", "cld", "--to", "fhir"};
  EXPECT_EQ(run_careway(command, cld()).out, run_careway(command, cld()).out);
}

TEST(MapCommand, CrossesFromOnePartnerToAnother) {
  const Ran xml = run_careway({"map", "--from", "marketplace", "--to", "council-package"},
                              read_file(sample("marketplace-package.json")));
  EXPECT_EQ(xml.status, 0) << xml.err;
  EXPECT_EQ(count(xml.out, "<CarePackage"), 1U);
  EXPECT_EQ(count(xml.out, "<PersonReference>P1011</PersonReference>"), 1U);
}

TEST(MapCommand, APlanOfThePersonalHealthBudgetReachesBothFormats) {
  const std::string plan = read_file(sample("phb-plan.json"));
  const Ran xml = run_careway({"map", "--from", "fhir", "--to", "council-package"}, plan);
  EXPECT_EQ(xml.status, 0) << xml.err;
  EXPECT_EQ(count(xml.out, "<Goal>"), 2U);
  EXPECT_EQ(count(xml.out, "<Service "), 2U);
  const Ran json = run_careway({"map", "--from", "fhir", "--to", "marketplace"}, plan);
  EXPECT_EQ(json.status, 0) << json.err;
  EXPECT_EQ(count(json.out, "\"goalId\""), 2U);
}

TEST(MapCommand, RefusedRowsAreListedAndTheRestIsWritten) {
  const Ran ran = run_careway({"map", "--from", "cld", "--to", "cld"}, cld_with_fault());
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(count(ran.err, "\n"), 1U) << ran.err;
  EXPECT_EQ(ran.err.find("standard input:5: error date-invalid Event Start Date: "), 0U) << ran.err;
  EXPECT_EQ(count(ran.out, "\n") + 1, count(cld(), "\n"));
}

TEST(MapCommand, AllOrNothingWritesNothing) {
  const std::string out = temporary_path("out.csv");
  const std::string in = temporary_path("in.csv");
  write_file(in, cld_with_fault());
  const Ran ran = run_careway({"map", "--from", "cld", "--to", "cld", "--all-or-nothing", "-o", out, in});
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(count(ran.err, in + ":5: error date-invalid Event Start Date: "), 1U) << ran.err;
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(MapCommand, ProblemsAsJson) {
  const Ran ran = run_careway({"--format", "json", "map", "--from", "cld", "--to", "fhir"}, cld_with_fault());
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.err.find(R"({"file":"standard input","line":5,"severity":"error","code":"date-invalid",)"
                         R"("place":"Event Start Date","text":")"),
            0U)
      << ran.err;
}

TEST(MapCommand, AFaultyFileChangesNothing) {
  const Ran ran = run_careway({"map", "--from", "cld", "--to", "fhir"}, "not,a,header\n1,2,3\n");
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_GE(count(ran.err, "standard input:1: error "), 1U) << ran.err;
  const Ran json = run_careway({"map", "--from", "fhir", "--to", "cld"}, "{\"resourceType\":\"Patient\",\"x\":1}");
  EXPECT_EQ(json.status, 1);
  EXPECT_EQ(json.out, "");
  EXPECT_EQ(count(json.err, "error json-unknown"), 1U) << json.err;
}

TEST(MapCommand, ResidueInAFileOfItsOwn) {
  const std::string residue = temporary_path("residue.jsonl");
  const Ran fhir = run_careway({"map", "--from", "cld", "--to", "fhir", "--residue", residue}, cld());
  EXPECT_EQ(fhir.status, 0) << fhir.err;
  EXPECT_EQ(count(fhir.out, "StructureDefinition/residue"), 0U);
  const Ran home = run_careway({"map", "--from", "fhir", "--to", "cld", "--residue", residue}, fhir.out);
  EXPECT_EQ(home.status, 0) << home.err;
  EXPECT_EQ(home.out, cld());
}

TEST(MapCommand, ADamagedResidueFileIsRefused) {
  const std::string residue = temporary_path("residue.jsonl");
  write_file(residue, "{\"partner\":\"local\"}\nno json\n");
  const Ran fhir = run_careway({"map", "--from", "cld", "--to", "fhir"}, cld());
  const Ran home = run_careway({"map", "--from", "fhir", "--to", "cld", "--residue", residue}, fhir.out);
  EXPECT_EQ(home.status, 1);
  EXPECT_EQ(home.out, "");
  EXPECT_EQ(count(home.err, residue + ":1: error sidecar-damaged"), 1U) << home.err;
  EXPECT_EQ(count(home.err, residue + ":2: error sidecar-damaged"), 1U) << home.err;
}

TEST(MapCommand, WithoutResidueTheSpellingIsOurs) {
  const std::string windows = "\xEF\xBB\xBF" + cld();
  const Ran ran = run_careway({"map", "--from", "cld", "--to", "cld", "--no-residue"}, windows);
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_NE(ran.out.substr(0, 3), "\xEF\xBB\xBF");
  EXPECT_EQ(count(ran.out, "NULL"), 0U);
  EXPECT_GT(count(windows, "NULL"), 0U);
}

TEST(MapCommand, ThePeriodPicksEvents) {
  const Ran all = run_careway({"map", "--from", "cld", "--to", "fhir"}, cld());
  const Ran quarter = run_careway(
      {"map", "--from", "fhir", "--to", "cld", "--period-start", "2025-04-01", "--period-end", "2025-06-30"}, all.out);
  EXPECT_EQ(quarter.status, 0) << quarter.err;
  EXPECT_LT(count(quarter.out, "\n"), count(cld(), "\n"));
  EXPECT_EQ(count(quarter.out, ",30/06/2025,"), count(quarter.out, "\n") - 1);
}

TEST(MapCommand, SeveralDocumentsForAFormatThatHoldsOne) {
  const Ran ran = run_careway({"map", "--from", "cld", "--to", "marketplace"}, cld());
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "");
  const std::size_t code = ran.err.find("error several-documents");
  ASSERT_NE(code, std::string::npos) << ran.err;
  const std::size_t anchor = ran.err.find("CarePlan/", code);
  ASSERT_NE(anchor, std::string::npos);
  const std::string name = ran.err.substr(anchor, std::string("CarePlan/").size() + 32);
  const Ran one = run_careway({"map", "--from", "cld", "--to", "marketplace", "--anchor", name}, cld());
  EXPECT_EQ(one.status, 0) << one.err;
  EXPECT_EQ(count(one.out, "\"packageId\""), 1U);
}

TEST(MapCommand, NothingThatTheFaceCouldShow) {
  const Ran ran = run_careway({"map", "--from", "fhir", "--to", "council-package"},
                              R"({"resourceType":"Patient","id":"a","active":true})");
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(count(ran.err, "error nothing-to-write"), 1U) << ran.err;
}

TEST(MapCommand, LedgerAccountsForEveryCell) {
  const std::string bytes =
      read_file(std::string(CAREWAY_SOURCE_DIR) + "/mappers/maps/cld/cases/01-service-complete/input.csv");
  const Ran ran = run_careway({"map", "--from", "cld", "--to", "fhir", "--ledger"}, bytes);
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(count(ran.out, "values in:"), 1U);
  EXPECT_EQ(count(ran.out, "in 1  translated  Event End Date -> ServiceRequest/"), 1U) << ran.out;
  // Every cell names its row; the event type is read by the choice itself.
  EXPECT_EQ(count(ran.out, "[cld/") + 1, count(ran.out, "in 1 ")) << ran.out;
  EXPECT_EQ(count(ran.out, "in 1  translated  Event Type -> ServiceRequest/"), 1U) << ran.out;
}

TEST(MapCommand, ExplainNamesRowAndSource) {
  const std::string bytes = read_file(sample("marketplace-package.json"));
  const Ran ran =
      run_careway({"map", "--from", "marketplace", "--to", "council-package", "--explain", "Person/Postcode"}, bytes);
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(count(ran.out, "\n"), 2U) << ran.out;
  EXPECT_EQ(count(ran.out, "person/postcode -> Patient/"), 1U) << ran.out;
  EXPECT_EQ(count(ran.out, "[marketplace/marketplace-package.map.yaml:"), 1U) << ran.out;
  EXPECT_EQ(count(ran.out, "[council/council-package.map.yaml:"), 1U) << ran.out;
  const Ran json = run_careway(
      {"--format", "json", "map", "--from", "marketplace", "--to", "council-package", "--explain", "Person/Postcode"},
      bytes);
  EXPECT_EQ(count(json.out, R"("partner":"Person/Postcode")"), 1U) << json.out;
  const Ran nowhere =
      run_careway({"map", "--from", "marketplace", "--to", "council-package", "--explain", "No/Such/Path"}, bytes);
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_EQ(count(nowhere.err, "error path-unknown"), 1U);
}

TEST(MapCommand, UsageMistakes) {
  EXPECT_EQ(run_careway({}).status, 2);
  EXPECT_EQ(run_careway({"map"}).status, 2);
  EXPECT_EQ(run_careway({"map", "--from", "cld"}).status, 2);
  EXPECT_EQ(run_careway({"map", "--from", "cld", "--to", "no-such-face"}, cld()).status, 2);
  EXPECT_EQ(run_careway({"map", "--from", "cld", "--to", "fhir", "--period-start", "01/04/2025"}, cld()).status, 2);
  EXPECT_EQ(run_careway({"map", "--from", "cld", "--to", "fhir", "--no-residue", "--residue", "x"}, cld()).status, 2);
  EXPECT_EQ(run_careway({"faces", "--no-such-option"}).status, 2);
  EXPECT_EQ(run_careway({"--format", "yaml", "faces"}).status, 2);
}

TEST(MapCommand, TheMachineFails) {
  const Ran input = run_careway({"map", "--from", "cld", "--to", "fhir", temporary_path("missing.csv")});
  EXPECT_EQ(input.status, 3);
  EXPECT_EQ(count(input.err, "error not-found"), 1U) << input.err;
  EXPECT_EQ(run_careway({"--definitions", temporary_path("missing.pack"), "faces"}).status, 3);
  EXPECT_EQ(run_careway({"--maps", temporary_path("missing"), "faces"}).status, 3);
  EXPECT_EQ(run_careway({"--names", temporary_path("missing"), "faces"}).status, 3);
}

}  // namespace
}  // namespace careway::command_line
