// What goes to FHIR and comes back is the same file, byte for byte, however it is spelled.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/gateway/command_line/support.h"

namespace careway::command_line {
namespace {

std::string case_input(const std::string& name) {
  return read_file(std::string(CAREWAY_SOURCE_DIR) + "/mappers/maps/cld/cases/" + name + "/input.csv");
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string with_carriage_returns(const std::string& text) {
  return replaced(replaced(text, "\r\n", "\n"), "\n", "\r\n");
}

/// Turns the order of the columns round and adds one that no layout has. Only for files without quotes.
std::string with_other_columns(const std::string& crlf) {
  const std::string text = replaced(crlf, "\r\n", "\n");
  std::string out;
  std::size_t line_number = 0;
  for (std::size_t at = 0; at < text.size(); ++line_number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    at = end + 1;
    std::vector<std::string> cells{""};
    for (const char c : line) {
      if (c == ',') {
        cells.emplace_back();
      } else {
        cells.back() += c;
      }
    }
    std::ranges::reverse(cells);
    cells.insert(cells.begin() + 3, line_number == 0 ? "Our Own Column" : "17 A");
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i == 0 ? "" : ",") + cells[i];
    out += '\n';
  }
  return out;
}

void expect_round_trip(const std::string& face, const std::string& bytes, const std::vector<std::string>& form = {}) {
  std::vector<std::string> there{"map", "--from", face, "--to", "fhir"};
  there.insert(there.end(), form.begin(), form.end());
  const Ran fhir = run_careway(there, bytes);
  ASSERT_EQ(fhir.status, 0) << fhir.err;
  ASSERT_FALSE(fhir.out.empty());
  const Ran home = run_careway({"map", "--from", "fhir", "--to", face}, fhir.out);
  EXPECT_EQ(home.status, 0) << home.err;
  EXPECT_EQ(home.out, bytes);
}

TEST(RoundTrip, SamplesOfEveryFace) {
  expect_round_trip("cld", read_file(sample("cld-2025.csv")));
  expect_round_trip("council-package", read_file(sample("council-package.xml")));
  expect_round_trip("marketplace", read_file(sample("marketplace-package.json")));
  expect_round_trip("abacus", read_file(sample("abacus-visits.csv")));
}

TEST(RoundTrip, FhirAsXmlAndAsBundle) {
  expect_round_trip("cld", read_file(sample("cld-2025.csv")), {"--xml"});
  expect_round_trip("council-package", read_file(sample("council-package.xml")), {"--bundle"});
}

struct Dialect {
  const char* name;
  std::string (*change)(const std::string&);
};

const Dialect kDialects[] = {
    {"AsItIs", [](const std::string& text) { return text; }},
    {"ByteOrderMark", [](const std::string& text) { return "\xEF\xBB\xBF" + text; }},
    {"CarriageReturns", with_carriage_returns},
    {"ByteOrderMarkAndCarriageReturns",
     [](const std::string& text) { return "\xEF\xBB\xBF" + with_carriage_returns(text); }},
    {"NoLastLineEnd", [](const std::string& text) { return text.substr(0, text.find_last_not_of("\r\n") + 1); }},
    {"Windows1252", [](const std::string& text) { return replaced(text, ",Ada,", ",Ad\xE9le,"); }},
    {"Utf8Accents", [](const std::string& text) { return replaced(text, ",Ada,", ",Ad\xC3\xA9le,"); }},
    {"OtherColumns", with_other_columns},
    {"QuotedCells", [](const std::string& text) { return replaced(text, ",Example,", ",\"Example\","); }},
    {"QuotesInQuotes",
     [](const std::string& text) { return replaced(text, ",Example,", ",\"Ex \"\"Z\"\", ample\","); }},
    {"NullWords", [](const std::string& text) { return replaced(text, ",,", ",NULL,"); }},
    {"LineEndInCell", [](const std::string& text) { return replaced(text, ",Example,", ",\"Exam\nple\","); }},
};

class CldDialects : public testing::TestWithParam<Dialect> {};

TEST_P(CldDialects, Release2) {
  expect_round_trip("cld-r2", GetParam().change(case_input("01-service-complete")));
}

TEST_P(CldDialects, Release1) {
  expect_round_trip("cld-r1", GetParam().change(case_input("03-service-release-1")));
}

INSTANTIATE_TEST_SUITE_P(All, CldDialects, testing::ValuesIn(kDialects),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(RoundTrip, TheRecordInBetweenIsClean) {
  const Ran fhir = run_careway({"map", "--from", "cld", "--to", "fhir"}, read_file(sample("cld-2025.csv")));
  const Ran again = run_careway({"map", "--from", "fhir", "--to", "fhir", "--no-residue"}, fhir.out);
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(count(again.out, "StructureDefinition/residue"), 0U);
  EXPECT_EQ(count(again.out, "\"Basic\""), 0U);
  const Ran plain =
      run_careway({"map", "--from", "cld", "--to", "fhir", "--no-residue"}, read_file(sample("cld-2025.csv")));
  EXPECT_EQ(plain.out, again.out);
  const Ran kept = run_careway({"map", "--from", "fhir", "--to", "fhir"}, fhir.out);
  EXPECT_EQ(kept.out, fhir.out);
}

TEST(RoundTrip, AnEditInFhirComesHomeAndNothingElseChanges) {
  const std::string bytes = case_input("01-service-complete");
  const Ran fhir = run_careway({"map", "--from", "cld", "--to", "fhir"}, bytes);
  const std::string edited = replaced(fhir.out, "\"end\":\"2025-09-30\"", "\"end\":\"2025-12-31\"");
  ASSERT_NE(edited, fhir.out);
  const Ran home = run_careway({"map", "--from", "fhir", "--to", "cld"}, edited);
  EXPECT_EQ(home.status, 0) << home.err;
  EXPECT_EQ(home.out, replaced(bytes, "30/09/2025", "31/12/2025"));
}

}  // namespace
}  // namespace careway::command_line
