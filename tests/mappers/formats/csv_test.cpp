#include "mappers/formats/csv.h"

#include <gtest/gtest.h>

#include "tests/mappers/formats/support.h"

namespace careway::formats {
namespace {

constexpr std::string_view kTwoRows = "NHS Number,Last Name\n9990000018,One\n9990000026,\"Tw\no\"\n9990000034,Three\n";

TEST(CsvReader, NodesKnowTheirLineAndColumn) {
  const auto format = load_format("people.layout.yaml");
  const ReadResult result = read_all(*format, kTwoRows);
  ASSERT_EQ(result.documents.size(), 3U);
  EXPECT_EQ(result.documents[0].root().position(), (fhir::Position{2, 1}));
  EXPECT_EQ(result.documents[1].root().child("Last Name").position(), (fhir::Position{3, 2}));
  EXPECT_EQ(result.documents[2].root().child("Last Name").position(), (fhir::Position{5, 2}));
}

TEST(CsvReader, FaultsKnowTheirLineAndColumn) {
  const auto format = load_format("people.layout.yaml");
  const ReadResult result = read_all(*format, "NHS Number,Last Name\n1,\"a\nb\"\n2,x\"y\n");
  ASSERT_EQ(codes_and_paths(result.issues), std::vector<std::string>{"csv-stray-quote Last Name"});
  EXPECT_EQ(result.issues.items()[0].position, (fhir::Position{4, 2}));
}

TEST(CsvReader, ValuesAreViewsOfTheSourceWhereNothingIsDecoded) {
  const auto format = load_format("people.layout.yaml");
  const std::string bytes(kTwoRows);
  const ReadResult result = read_all(*format, bytes);
  const std::string_view value = result.documents[1].root().child_value("Last Name");
  EXPECT_GE(value.data(), bytes.data());
  EXPECT_LT(value.data(), bytes.data() + bytes.size());
}

TEST(CsvReader, RefusedRowsComeBackInThePartnersOwnLayout) {
  const auto format = load_format("people.layout.yaml");
  const std::string bytes = "\xEF\xBB\xBF\"NHS Number\",Last Name\r\n1,\"One\"\r\n2,Two\r\n3,Three";
  fhir::Issues issues;
  const auto reader = format->open(bytes, issues);
  ASSERT_NE(reader, nullptr);
  fhir::Document document;
  std::string spelling;
  std::vector<std::string_view> refused;
  while (reader->next(document, spelling, issues)) {
    if (reader->document_number() != 2) refused.push_back(reader->source_bytes());
  }
  EXPECT_EQ(csv_of_rows(reader->header_bytes(), refused),
            "\xEF\xBB\xBF\"NHS Number\",Last Name\r\n1,\"One\"\r\n3,Three\r\n");
}

TEST(CsvWriter, ReportsWhatTheFileCannotHold) {
  const auto format = load_format("people.layout.yaml");
  const ReadResult read = read_all(*format, "NHS Number,Last Name\n1,Zo\xEB\n");
  const auto writer = format->writer(read.dialect);
  fhir::Document document;
  document.set_value(document.append(0, "Last Name"), fhir::ValueKind::text, "\u0141ukasz");
  fhir::Issues issues;
  std::string out;
  EXPECT_FALSE(writer->write(document, {}, out, issues));
  EXPECT_EQ(codes_and_paths(issues), std::vector<std::string>{"csv-encoding Last Name"});

  document.clear();
  issues.clear();
  document.set_value(document.append(0, "Unit Cost"), fhir::ValueKind::text, "1");
  document.set_value(document.append(0, "Last Name"), fhir::ValueKind::text, "a");
  document.set_value(document.append(0, "Last Name"), fhir::ValueKind::text, "b");
  const auto nested = document.append(0, "NHS Number");
  document.append(nested, "inside");
  EXPECT_FALSE(writer->write(document, {}, out, issues));
  EXPECT_EQ(
      codes_and_paths(issues),
      (std::vector<std::string>{"csv-no-column Unit Cost", "csv-repeated-column Last Name", "csv-nested NHS Number"}));

  document.clear();
  issues.clear();
  document.set_value(document.append(0, "Last Name"), fhir::ValueKind::text, std::string_view("a\0b", 3));
  EXPECT_FALSE(writer->write(document, {}, out, issues));
  EXPECT_EQ(codes_and_paths(issues), std::vector<std::string>{"csv-nul Last Name"});

  EXPECT_EQ(out, "") << "nothing of a refused row may be written";
  writer->finish(out);
  EXPECT_EQ(out, "NHS Number,Last Name\n");
}

TEST(CsvWriter, ADialectThatWasNotWrittenByUsIsRefused) {
  const auto format = load_format("people.layout.yaml");
  for (const std::string_view dialect :
       {"x", "careway-csv 1\n", "careway-csv 1\nquoting m\nheader\nNHS Number,Last Name",
        "careway-csv 1\nnewline cr\nheader\nNHS Number"}) {
    const auto writer = format->writer(dialect);
    fhir::Issues issues;
    std::string out;
    EXPECT_FALSE(writer->write(fhir::Document(), {}, out, issues));
    EXPECT_TRUE(issues.has_code("csv-dialect"));
  }
}

TEST(CsvWriter, AnEditedValueIsQuotedWhenItMustBe) {
  const auto format = load_format("people.layout.yaml");
  ReadResult read = read_all(*format, "NHS Number,Last Name\n\"1\",\"a\"\n\"2\",b\n\"3\",\"c\"\n");
  ASSERT_EQ(read.spellings[1], "u1");
  for (const fhir::Element cell : read.documents[1].root()) {
    if (cell.name() == "Last Name") read.documents[1].set_value(cell.index(), fhir::ValueKind::text, "b,\"c\"");
  }
  fhir::Issues issues;
  EXPECT_EQ(write_all(*format, read, issues),
            "NHS Number,Last Name\n\"1\",\"a\"\n\"2\",\"b,\"\"c\"\"\"\n\"3\",\"c\"\n");
  EXPECT_TRUE(issues.empty());
}

TEST(CsvWriter, ADocumentWithoutValuesIsStillARow) {
  const auto format = load_format("people.layout.yaml");
  std::string out;
  fhir::Issues issues;
  const auto writer = format->writer({});
  EXPECT_TRUE(writer->write(fhir::Document(), {}, out, issues));
  writer->finish(out);
  const ReadResult again = read_all(*format, out);
  ASSERT_EQ(again.documents.size(), 1U);
  EXPECT_FALSE(again.documents[0].root().first_child());
}

TEST(CsvWriter, ASpellingThatMakesNoSenseIsOnlyAWish) {
  const auto format = load_format("people.layout.yaml");
  const ReadResult read = read_all(*format, "NHS Number,Last Name\n1,a\n");
  for (const std::string_view spelling :
       {"q99 u99", "z", "q", "nq", "b", "bxbl", "b99999999999999999999bl", "b99999999bl", "   "}) {
    std::string out;
    fhir::Issues issues;
    const auto writer = format->writer(read.dialect);
    EXPECT_TRUE(writer->write(read.documents[0], spelling, out, issues));
    writer->finish(out);
    EXPECT_EQ(out, "NHS Number,Last Name\n1,a\n") << spelling;
  }
}

}  // namespace
}  // namespace careway::formats
