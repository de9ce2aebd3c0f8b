#include <gtest/gtest.h>

#include "mappers/formats/csv_layout.h"
#include "tests/mappers/formats/support.h"

namespace careway::formats {
namespace {

/// Reads a layout that must be refused; "code:line" of each issue.
std::vector<std::string> faults(std::string_view text, std::string_view release = {}) {
  fhir::Issues issues;
  EXPECT_EQ(make_csv_format(text, "test.yaml", release, {}, issues), nullptr);
  std::vector<std::string> found;
  for (const fhir::Issue& issue : issues.items()) {
    EXPECT_EQ(issue.path, "test.yaml");
    found.push_back(issue.code + ':' + std::to_string(issue.position.line));
  }
  return found;
}

using Codes = std::vector<std::string>;

TEST(CsvLayout, GivesTheShapeOfTheNewestReleaseByDefault) {
  const auto format = load_format("people.layout.yaml");
  const Field& root = format->shape().root;
  EXPECT_EQ(root.name, "people");
  EXPECT_TRUE(root.is_open);
  ASSERT_EQ(root.children.size(), 8U);
  EXPECT_EQ(root.children.front().name, "NHS Number");
  EXPECT_EQ(format->shape().find_steps({"Unit Cost"})->type, FieldType::decimal);
  EXPECT_EQ(format->shape().find_steps({"Client Type"})->values, (Codes{"Service user", "Unpaid carer"}));
  EXPECT_EQ(format->shape().find_steps({"Outcome"})->values, (Codes{"Continue", "Stop"}));
  EXPECT_EQ(format->shape().find_steps({"Conversation"}), nullptr);
}

TEST(CsvLayout, GivesTheShapeOfTheReleaseAskedFor) {
  const auto format = load_format("people.layout.yaml", "r1");
  EXPECT_EQ(format->shape().find_steps({"Client Type"})->values, (Codes{"Service User", "Carer"}));
  EXPECT_NE(format->shape().find_steps({"Conversation"}), nullptr);
}

TEST(CsvLayout, WritesTheHeaderOfItsReleaseAndCanonicalLines) {
  fhir::Document document;
  document.set_value(document.append(0, "Last Name"), fhir::ValueKind::text, "Example, A");
  document.set_value(document.append(0, "NHS Number"), fhir::ValueKind::text, "9990000018");
  fhir::Issues issues;
  std::string out;
  const auto format = load_format("people.layout.yaml", "r1");
  const auto writer = format->writer({});
  EXPECT_TRUE(writer->write(document, {}, out, issues));
  writer->finish(out);
  EXPECT_TRUE(issues.empty());
  EXPECT_EQ(out,
            "NHS Number,First Name,Last Name,Client Type,Result of Event,Unit Cost,Cost Frequency (Unit Type),"
            "Event Start Date,Conversation\r\n9990000018,,\"Example, A\",,,,,,\r\n");
}

TEST(CsvLayout, HeaderKeysIgnoreCaseSpacesAndPunctuation) {
  EXPECT_EQ(header_key("Cost_Frequency_Unit_Type"), header_key("Cost Frequency (Unit Type)"));
  EXPECT_EQ(header_key(" nhs  NUMBER "), header_key("NHS Number"));
  EXPECT_NE(header_key("NHSNumber"), header_key("NHS Number"));
  EXPECT_EQ(header_key("#"), "#");
}

TEST(CsvLayout, RefusesYamlThatHidesWhatItSays) {
  EXPECT_EQ(faults("layout: a\ncolumns:\n  - &x Key\n  - Note\n"), Codes{"layout-syntax:3"});
  EXPECT_EQ(faults("layout: a\ncolumns:\n  - &x Key\n  - *x\n"), (Codes{"layout-syntax:3", "layout-syntax:4"}));
  EXPECT_EQ(faults("layout: !!str a\ncolumns: [Key]\n"), Codes{"layout-syntax:1"});
  EXPECT_EQ(faults("layout: a\nlayout: b\ncolumns: [Key]\n"), Codes{"layout-syntax:2"});
  EXPECT_EQ(faults("layout: a\n<<: b\ncolumns: [Key]\n"), Codes{"layout-syntax:2"});
  EXPECT_EQ(faults("layout: [a\n"), Codes{"layout-syntax:2"});
  EXPECT_EQ(faults(""), Codes{"layout-syntax:1"});
  EXPECT_EQ(faults("layout: a\ncolumns: [Key]\n---\nmore: 1\n").size(), 1U);
  EXPECT_EQ(faults(std::string(100, '[')).size(), 1U);
}

TEST(CsvLayout, NamesTheLineOfEachMistake) {
  EXPECT_EQ(faults("layout: a\ncolumn: [Key]\n"), (Codes{"layout-unknown-key:2", "layout-missing-key:1"}));
  EXPECT_EQ(faults("layout: a\ncolumns: []\n"), Codes{"layout-no-columns:2"});
  EXPECT_EQ(faults("layout: a\ncolumns:\n  - Key\n  - Key\n"),
            (Codes{"layout-duplicate-column:4", "layout-duplicate-header:4"}));
  EXPECT_EQ(faults("layout: a\ncolumns:\n  - Key\n  - { name: Note, aliases: [KEY] }\n"),
            Codes{"layout-duplicate-header:4"});
  EXPECT_EQ(faults("layout: a\ncolumns:\n  - { name: Key, type: money }\n"), Codes{"layout-type:3"});
  EXPECT_EQ(faults("layout: a\ncolumns:\n  - { name: Key, values: [a] }\n"), Codes{"layout-values:3"});
  EXPECT_EQ(faults("layout: a\ncolumns:\n  - { name: Key, type: code, list: b }\n"), Codes{"layout-unknown-list:3"});
  EXPECT_EQ(faults("layout: a\ncolumns:\n  - { name: Key, required: maybe }\n"), Codes{"layout-required:3"});
  EXPECT_EQ(faults("layout: a\nencodings: [latin]\ncolumns: [Key]\n"),
            (Codes{"layout-encoding:2", "layout-encoding:2"}));
  EXPECT_EQ(faults("layout: a\ndelimiters: ['\"', a]\ncolumns: [Key]\n").size(), 3U);
  EXPECT_EQ(faults("layout: a\nunknown-columns: drop\ncolumns: [Key]\n"), Codes{"layout-unknown-columns:2"});
  EXPECT_EQ(faults("layout: a\nreleases: [r1]\ncolumns: [Key]\n", "r9"), Codes{"layout-unknown-release:1"});
  EXPECT_EQ(faults("layout: a\nreleases: [r1]\ncolumns:\n  - { name: Key, headers: { r2: K } }\n"),
            Codes{"layout-unknown-release:4"});
}

}  // namespace
}  // namespace careway::formats
