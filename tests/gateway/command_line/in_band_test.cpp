#include "gateway/pipeline/in_band.h"

#include <gtest/gtest.h>

#include "gateway/command_line/workbench.h"
#include "profiles/fhir/json.h"
#include "profiles/fhir/xml.h"
#include "profiles/fhir/xml_events.h"
#include "tests/gateway/command_line/support.h"

namespace careway::pipeline {
namespace {

class InBandTest : public testing::Test {
 protected:
  InBandTest()
      : file_(files_, std::string(CAREWAY_BUILD_DIR) + "/share/careway/fhir-r4.pack"),
        in_band_(file_.get(), "https://careway.example/fhir") {
    fhir::xml_platform_start();
  }

  fhir::Document read(std::string_view json) {
    fhir::Issues issues;
    auto document = fhir::read_json(json, file_.get(), issues);
    EXPECT_TRUE(document) << (issues.empty() ? "" : issues.items().front().text);
    return document ? std::move(*document) : fhir::Document();
  }
  std::string write(const fhir::Document& document) {
    std::string out;
    fhir::write_json(document.root(), file_.get(), out);
    return out;
  }
  fhir::Document by_way_of_xml(const fhir::Document& document) {
    std::string xml;
    fhir::Issues issues;
    EXPECT_TRUE(fhir::write_xml(document.root(), file_.get(), xml, issues));
    auto back = fhir::read_xml(xml, file_.get(), issues);
    EXPECT_TRUE(back);
    return back ? std::move(*back) : fhir::Document();
  }

  platform::SystemFiles files_;
  command_line::DefinitionsFile file_;
  InBand in_band_;
};

constexpr std::string_view kPatient =
    R"({"resourceType":"Patient","id":"a","extension":[{"url":"https://other.example/x","valueString":"kept"}],"active":true})";

TEST_F(InBandTest, WhatIsAddedIsTakenOutAgain) {
  using engine::ResidueKind;
  CarriedResidue one{"local", "cld-r2", {}};
  one.residue.add(ResidueKind::spelling, "NHS Number", " 999 000 0123 ");
  one.residue.add(ResidueKind::order, "", "a\tb\tc");
  one.residue.add(ResidueKind::document, "#", "1");
  one.residue.add(ResidueKind::document, "", std::string("\0\xFFquote\x01", 8));
  one.residue.add(ResidueKind::leaf, "Notes", "");
  CarriedResidue two{"local", "marketplace", {}};
  two.residue.add(ResidueKind::contested, "person/postcode", "ZZ99 3CZ");
  fhir::Document document = read(kPatient);
  in_band_.add(document, one);
  in_band_.add(document, two);
  for (const bool is_xml : {false, true}) {
    fhir::Document travelled = is_xml ? by_way_of_xml(document) : read(write(document));
    fhir::Issues issues;
    const auto taken = in_band_.take(travelled, issues);
    EXPECT_TRUE(issues.empty());
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_EQ(taken[0].partner, "local");
    EXPECT_EQ(taken[0].face, "cld-r2");
    EXPECT_EQ(taken[0].residue, one.residue);
    EXPECT_EQ(taken[1].face, "marketplace");
    EXPECT_EQ(taken[1].residue, two.residue);
    EXPECT_EQ(write(travelled), kPatient);
  }
}

TEST_F(InBandTest, TheFileTravelsInABasic) {
  const CarriedFile file{"local", "cld-r2", "line one\r\nline two\xE9", "2025-04-01", "2026-03-31"};
  const fhir::Document travelled = by_way_of_xml(read(write(in_band_.file_resource(file))));
  ASSERT_TRUE(in_band_.is_file_resource(travelled.root()));
  fhir::Issues issues;
  const CarriedFile back = in_band_.read_file_resource(travelled.root(), issues);
  EXPECT_TRUE(issues.empty());
  EXPECT_EQ(back.partner, file.partner);
  EXPECT_EQ(back.face, file.face);
  EXPECT_EQ(back.dialect, file.dialect);
  EXPECT_EQ(back.period_start, file.period_start);
  EXPECT_EQ(back.period_end, file.period_end);
}

TEST_F(InBandTest, SomebodyElsesBasicIsNoFile) {
  EXPECT_FALSE(in_band_.is_file_resource(
      read(R"({"resourceType":"Basic","code":{"coding":[{"system":"https://other.example","code":"residue"}]}})")
          .root()));
  EXPECT_FALSE(in_band_.is_file_resource(read(kPatient).root()));
}

TEST_F(InBandTest, DamagedResidueIsReportedAndTakenOut) {
  fhir::Document document =
      read(R"({"resourceType":"Patient","extension":[{"extension":[{"url":"partner","valueString":"local"}],)"
           R"("url":"https://careway.example/fhir/StructureDefinition/residue"}],"active":true})");
  fhir::Issues issues;
  EXPECT_TRUE(in_band_.take(document, issues).empty());
  ASSERT_EQ(issues.items().size(), 1U);
  EXPECT_EQ(issues.items()[0].code, "residue-damaged");
  EXPECT_EQ(issues.items()[0].path, "Patient.extension");
  EXPECT_EQ(write(document), R"({"resourceType":"Patient","active":true})");
}

}  // namespace
}  // namespace careway::pipeline
