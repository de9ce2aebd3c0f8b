#include <gtest/gtest.h>

#include "profiles/fhir/xml_events.h"
#include "tests/mappers/formats/support.h"

namespace careway::formats {
namespace {

using Codes = std::vector<std::string>;

Codes faults(std::string_view text, std::string_view root = "A") {
  fhir::Issues issues;
  EXPECT_EQ(make_xml_format(text, "test.xsd", root, {}, issues), nullptr);
  Codes found;
  for (const fhir::Issue& issue : issues.items())
    found.push_back(issue.code + ':' + std::to_string(issue.position.line));
  return found;
}

TEST(XmlSchema, GivesTheShape) {
  const auto format = load_format("package.xsd", {}, "Package");
  const Shape& shape = format->shape();
  EXPECT_EQ(shape.root.name, "Package");
  EXPECT_FALSE(shape.root.any_order);
  EXPECT_EQ(shape.find("@version")->min, 0U);
  EXPECT_EQ(shape.find("Reference")->min, 1U);
  EXPECT_EQ(shape.find("Status")->values, (Codes{"Active", "Ended"}));
  EXPECT_EQ(shape.find("Status")->type, FieldType::code);
  EXPECT_EQ(shape.find("Start")->type, FieldType::date);
  EXPECT_EQ(shape.find("Telephone")->max, kUnbounded);
  EXPECT_EQ(shape.find("Telephone")->type, FieldType::text);
  EXPECT_NE(shape.find("Telephone/@kind"), nullptr);
  EXPECT_EQ(shape.find("Service")->max, 3U);
  EXPECT_EQ(shape.find("Service/@line")->min, 1U);
  EXPECT_EQ(shape.find("Service/UnitCost")->type, FieldType::decimal);
  EXPECT_NE(shape.find("Service/Part/Part/UnitCost"), nullptr) << "a type may hold itself";
  EXPECT_TRUE(shape.find("Remarks")->any_order);
  EXPECT_EQ(shape.find("Remarks/Count")->type, FieldType::integer);
  EXPECT_EQ(shape.find("Remarks/Note")->max, kUnbounded);
}

TEST(XmlSchema, RefusesWhatItWouldHaveToFetchOrCannotUse) {
  const std::string start = "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n";
  EXPECT_EQ(faults(start + "<xs:import namespace=\"urn:x\" schemaLocation=\"x.xsd\"/></xs:schema>"),
            Codes{"xsd-import:2"});
  EXPECT_EQ(faults(start + "<xs:include schemaLocation=\"x.xsd\"/></xs:schema>"), Codes{"xsd-import:2"});
  EXPECT_EQ(faults(start + "<xs:element name=\"B\"/></xs:schema>"), Codes{"xsd-root:1"});
  EXPECT_EQ(faults(start + "<xs:element name=\"A\" type=\"xs:string\"/></xs:schema>"), Codes{"xsd-root:1"});
  EXPECT_EQ(faults(start + "<xs:element name=\"A\" type=\"Missing\"/></xs:schema>"), Codes{"xsd-schema:2"});
  EXPECT_EQ(faults(start + "</wrong>"), Codes{"xsd-syntax:2"});
  EXPECT_EQ(faults("<schema/>"), Codes{"xsd-syntax:1"});
  EXPECT_EQ(faults("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"urn:x\"/>"),
            Codes{"xsd-unqualified:1"});
}

TEST(XmlReader, MessagesHoldNoValue) {
  const auto format = load_format("package.xsd", {}, "Package");
  const ReadResult result =
      read_all(*format,
               "<Package xmlns=\"urn:example:package\"><Reference>Secret' not in enumeration</Reference>"
               "<Status>Secret</Status><Start>Secret</Start><Service line=\"Secret\">"
               "<UnitCost>Secret</UnitCost></Service></Package>");
  EXPECT_GE(result.issues.error_count(), 5U);
  for (const fhir::Issue& issue : result.issues.items())
    EXPECT_EQ(issue.text.find("Secret"), std::string::npos) << issue.text;
}

TEST(XmlReader, NodesAndFaultsKnowTheirLine) {
  const auto format = load_format("package.xsd", {}, "Package");
  const ReadResult good =
      read_all(*format, "<Package xmlns=\"urn:example:package\">\n  <Reference>P1</Reference>\n</Package>");
  ASSERT_EQ(good.documents.size(), 1U);
  EXPECT_EQ(good.documents[0].root().child("Reference").position(), (fhir::Position{2, 3}));
  const ReadResult bad =
      read_all(*format, "<Package xmlns=\"urn:example:package\">\n\n<Reference>p</Reference></Package>");
  ASSERT_FALSE(bad.issues.items().empty());
  EXPECT_EQ(bad.issues.items()[0].position.line, 3U);
}

TEST(XmlReader, DeepInputEndsInAnError) {
  const auto format = load_format("package.xsd", {}, "Package");
  std::string bytes = "<Package xmlns=\"urn:example:package\">";
  for (int i = 0; i < 100'000; ++i) bytes += "<a>";
  EXPECT_TRUE(read_all(*format, bytes).issues.has_code("limit-depth"));
}

TEST(XmlWriter, WritesTheSchemasOrderAndAValidDocument) {
  const auto format = load_format("package.xsd", {}, "Package");
  fhir::Document document;
  const auto service = document.append(0, "Service");
  document.set_value(document.append(service, "UnitCost"), fhir::ValueKind::text, "0.10");
  const auto line = document.append(service, "@line");
  document.set_attribute(line, true);
  document.set_value(line, fhir::ValueKind::text, "L1");
  document.set_value(document.append(0, "Reference"), fhir::ValueKind::text, "P1");
  fhir::Issues issues;
  std::string out;
  const auto writer = format->writer({});
  EXPECT_TRUE(writer->write(document, {}, out, issues));
  EXPECT_FALSE(writer->write(document, {}, out, issues));
  EXPECT_EQ(codes_and_paths(issues), Codes{"xml-one-document"});
  writer->finish(out);
  EXPECT_EQ(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Package xmlns=\"urn:example:package\">\n"
            "  <Reference>P1</Reference>\n  <Service line=\"L1\">\n    <UnitCost>0.10</UnitCost>\n  "
            "</Service>\n</Package>\n");
  EXPECT_TRUE(read_all(*format, out).issues.empty());
}

TEST(XmlWriter, ReportsWhatCannotBeWritten) {
  const auto format = load_format("package.xsd", {}, "Package");
  fhir::Document document;
  document.set_value(document.append(0, "Reference"), fhir::ValueKind::text, "a\x01");
  document.append(0, "not a name");
  const auto both = document.append(0, "Service");
  document.set_value(both, fhir::ValueKind::text, "x");
  document.append(both, "UnitCost");
  fhir::Issues issues;
  std::string out;
  EXPECT_FALSE(format->writer({})->write(document, {}, out, issues));
  EXPECT_EQ(out, "");
  EXPECT_EQ(codes_and_paths(issues), (Codes{"xml-character Reference", "xml-name not a name", "xml-mixed Service"}));
}

TEST(XmlWriter, RemarksOfElementsThatAreGoneStillComeHome) {
  const auto format = load_format("package.xsd", {}, "Package");
  ReadResult read = read_all(*format,
                             "<Package xmlns=\"urn:example:package\">\n  <Reference>P1</Reference>\n  <!-- x -->\n"
                             "  <Status>Active</Status>\n</Package>\n");
  read.documents[0].remove(read.documents[0].root().child("Status").index());
  fhir::Issues issues;
  EXPECT_EQ(write_all(*format, read, issues),
            "<Package xmlns=\"urn:example:package\">\n  <Reference>P1</Reference>\n  <!-- x -->\n</Package>\n");
}

TEST(XmlWriter, AForeignSpellingOrDialectCannotInjectMarkup) {
  const auto format = load_format("package.xsd", {}, "Package");
  const ReadResult read =
      read_all(*format, "<Package xmlns=\"urn:example:package\"><Reference>P1</Reference></Package>");
  for (const std::string_view spelling :
       {"b Reference[0]\t<Evil/>", "b Reference[0]\t<!-- --><Evil/><!-- -->", "b", "z q\tr"}) {
    std::string out;
    fhir::Issues issues;
    EXPECT_TRUE(format->writer(read.dialect)->write(read.documents[0], spelling, out, issues));
    EXPECT_EQ(out, "<Package xmlns=\"urn:example:package\"><Reference>P1</Reference></Package>");
  }
  for (const std::string_view dialect :
       {"x", "careway-xml 1\nindent <a>", "careway-xml 1\nprefix a b",
        "careway-xml 1\nroot-attribute xmlns:a=\"x\" b=\"y\"", "careway-xml 1\ndeclaration <a/>"}) {
    std::string out;
    fhir::Issues issues;
    EXPECT_FALSE(format->writer(dialect)->write(read.documents[0], {}, out, issues));
    EXPECT_TRUE(issues.has_code("xml-dialect"));
  }
}

}  // namespace
}  // namespace careway::formats
