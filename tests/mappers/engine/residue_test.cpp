#include "mappers/engine/residue.h"

#include <gtest/gtest.h>

#include "mappers/engine/frame.h"

namespace careway::engine {
namespace {

TEST(Residue, SurvivesItsBytes) {
  Residue residue;
  residue.add(ResidueKind::spelling, "NHS Number", "t:999 000 0123");
  residue.add(ResidueKind::leaf, "Note/with\ttab", "t:two\nlines\r\nand \\ and \\n");
  residue.add(ResidueKind::order, "", "b\ta");
  residue.add(ResidueKind::contested, "Postcode", "");
  residue.add(ResidueKind::as_of, "person", "2025-04-01 abc");
  residue.add(ResidueKind::not_shown, "Service", "0123");
  residue.add(ResidueKind::document, "", std::string("\0x", 2));
  fhir::Issues issues;
  EXPECT_EQ(Residue::from_bytes(residue.to_bytes(), issues), residue);
  EXPECT_TRUE(issues.empty());
  EXPECT_TRUE(Residue::from_bytes("", issues).empty());
}

TEST(Residue, TellsOfDamageAndKeepsTheRest) {
  fhir::Issues issues;
  const Residue residue = Residue::from_bytes("leaf\ta\tt:1\nnonsense\tb\tt:2\nleaf\tc\nleaf\td\tt:4\n", issues);
  EXPECT_EQ(issues.error_count(), 2U);
  EXPECT_TRUE(issues.has_code("residue-damaged"));
  ASSERT_EQ(residue.entries().size(), 2U);
  EXPECT_EQ(residue.entries()[1].path, "d");
}

TEST(Residue, SetReplacesOneEntry) {
  Residue residue;
  residue.set(ResidueKind::as_of, "person", "1");
  residue.set(ResidueKind::as_of, "person", "2");
  residue.set(ResidueKind::leaf, "person", "3");
  ASSERT_EQ(residue.entries().size(), 2U);
  EXPECT_EQ(*residue.find(ResidueKind::as_of, "person"), "2");
  EXPECT_EQ(residue.find(ResidueKind::as_of, "other"), nullptr);
}

TEST(Residue, KeepsTheKindOfALeaf) {
  for (const auto kind :
       {fhir::ValueKind::text, fhir::ValueKind::number, fhir::ValueKind::boolean, fhir::ValueKind::null,
        fhir::ValueKind::empty_object, fhir::ValueKind::empty_list, fhir::ValueKind::none}) {
    const std::string text = residue_text(kind, "x:y");
    EXPECT_EQ(residue_value_kind(text), kind);
    EXPECT_EQ(residue_value(text), "x:y");
    EXPECT_NE(text, kResidueAbsent);
  }
}

TEST(Residue, NamesOfItemsSortAsPeopleCount) {
  EXPECT_TRUE(natural_less("2", "10"));
  EXPECT_FALSE(natural_less("10", "2"));
  EXPECT_TRUE(natural_less("a", "b"));
  EXPECT_EQ(path_without_number("Service[3]"), "Service");
  EXPECT_EQ(path_without_number("Service[3]/Cost"), "Service[3]/Cost");
}

}  // namespace
}  // namespace careway::engine
