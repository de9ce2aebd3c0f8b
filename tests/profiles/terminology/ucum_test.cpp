#include "profiles/terminology/ucum.h"

#include <gtest/gtest.h>

#include <string>

#include "profiles/terminology/ucum_atoms.h"

namespace careway::terminology {
namespace {

std::string converted(const std::string& value, const std::string& from, const std::string& to) {
  const auto number = fhir::Decimal::parse(value);
  const auto result = number ? convert(*number, from, to) : std::nullopt;
  return result ? result->text() : "none";
}

TEST(Ucum, EveryAtomOfTheTableCanBeRead) {
  EXPECT_EQ(unit_atoms().size(), 311U);
  for (const UnitAtom& atom : unit_atoms()) {
    const auto unit = parse_unit(atom.code);
    ASSERT_TRUE(unit) << atom.code;
    EXPECT_FALSE(unit->factor.numerator.is_zero()) << atom.code;
    EXPECT_EQ(is_unit("k" + std::string(atom.code)), atom.is_metric) << atom.code;
  }
}

TEST(Ucum, ReadsExpressions) {
  for (const std::string unit : {"mg/dL",
                                 "kg.m/s2",
                                 "10*3/uL",
                                 "10*-3",
                                 "10^6/L",
                                 "{score}",
                                 "[lb_av]",
                                 "mm[Hg]",
                                 "/min",
                                 "/{HPF}",
                                 "m2.kg-1",
                                 "cm[H2O]",
                                 "g%",
                                 "ug/kg/h",
                                 "mL/min/{1.73_m2}",
                                 "mg{creat}/d",
                                 "1",
                                 "100",
                                 "umol/(24.h)",
                                 "(m/s).kg",
                                 "%",
                                 "{tbl}",
                                 "[iU]/L",
                                 "k[iU]/mL",
                                 "m[iU]/L",
                                 "B[10.nV]",
                                 "[m/s2/Hz^(1/2)]",
                                 "cal_[15]",
                                 "Cel",
                                 "[pH]",
                                 "dB",
                                 "m+2",
                                 "mo",
                                 "a",
                                 "wk",
                                 "d",
                                 "h",
                                 "min",
                                 "s",
                                 "ms",
                                 "12",
                                 "2.mg",
                                 "kat/L",
                                 "U/L",
                                 "eq/L",
                                 "meq/L",
                                 "mosm/kg",
                                 "[drp]",
                                 "a_j",
                                 "4.[pi].10*-7.N/A2",
                                 "Mibit",
                                 "daL",
                                 "''",
                                 "'"}) {
    EXPECT_TRUE(is_unit(unit)) << unit;
    EXPECT_TRUE(parse_unit(unit)) << unit;
  }
}

TEST(Ucum, RefusesWhatIsNoUnit) {
  for (const std::string unit :
       {"",       " ",      "mg / dL", "DL", "foo", "m/",     "m..s",  "(m",        "m)",   "()",   "{a",
        "a}",     "{a{b}}", "m--2",    "m-", "kkg", "kmin",   "mg dL", "month",     "days", "10*x", "[lb_av",
        "lb_av]", "m^2",    "0",       "/",  ".",   "m{a b}", "m100",  "m\xC2\xB2", "//m",  "2m"}) {
    EXPECT_FALSE(is_unit(unit)) << unit;
    EXPECT_FALSE(parse_unit(unit)) << unit;
  }
  EXPECT_FALSE(is_unit(std::string(201, '1')));
  EXPECT_FALSE(is_unit(std::string(100, '(') + "m" + std::string(100, ')')));
  std::string hostile = "[pi]99";
  while (hostile.size() < 180) hostile.append(".[pi]99");
  EXPECT_FALSE(parse_unit(hostile));
}

TEST(Ucum, SaysWhatAUnitMeasures) {
  EXPECT_EQ(parse_unit("Pa")->dimension, "g.m-1.s-2");
  EXPECT_EQ(parse_unit("mm[Hg]")->dimension, "g.m-1.s-2");
  EXPECT_EQ(parse_unit("mg/dL")->dimension, "g.m-3");
  EXPECT_EQ(parse_unit("m/m")->dimension, "1");
  EXPECT_EQ(parse_unit("{score}")->dimension, "1");
  EXPECT_EQ(parse_unit("[iU]/L")->dimension, "[iU].m-3");
  EXPECT_EQ(parse_unit("Cel")->dimension, "K");
  EXPECT_FALSE(parse_unit("Cel")->is_special);
  EXPECT_TRUE(parse_unit("J/Cel")->is_special);
  EXPECT_TRUE(parse_unit("dB")->is_special);
}

TEST(Ucum, ConvertsExactly) {
  EXPECT_EQ(converted("4", "g", "mg"), "4000");
  EXPECT_EQ(converted("185", "[lb_av]", "kg"), "83.91458845");
  EXPECT_EQ(converted("1", "[in_i]", "cm"), "2.54");
  EXPECT_EQ(converted("37", "Cel", "[degF]"), "98.6");
  EXPECT_EQ(converted("98.6", "[degF]", "Cel"), "37");
  EXPECT_EQ(converted("0", "Cel", "K"), "273.15");
  EXPECT_EQ(converted("-40", "Cel", "[degF]"), "-40");
  EXPECT_EQ(converted("37000", "mCel", "Cel"), "37");
  EXPECT_EQ(converted("80", "[degRe]", "Cel"), "100");
  EXPECT_EQ(converted("7", "d", "wk"), "1");
  EXPECT_EQ(converted("1", "a", "d"), "365.25");
  EXPECT_EQ(converted("120", "mm[Hg]", "kPa"), "15.99864");
  EXPECT_EQ(converted("1", "[oz_av]", "g"), "28.349523125");
  EXPECT_EQ(converted("1", "[stone_av]", "[lb_av]"), "14");
  EXPECT_EQ(converted("5", "%", "1"), "0.05");
  EXPECT_EQ(converted("1", "k[iU]/L", "[IU]/mL"), "1");
  EXPECT_EQ(converted("20", "dB", "B"), "2");
  EXPECT_EQ(converted("1.50", "mg", "mg"), "1.50");
  EXPECT_EQ(converted("2", "10*3/uL", "10*9/L"), "2");
  EXPECT_EQ(converted("1", "ft", "m"), "none");
  EXPECT_EQ(converted("1", "[ft_i]", "m"), "0.3048");
  EXPECT_EQ(converted("1", "[pt_br]", "mL"), "568.26125");
}

TEST(Ucum, RoundsOnlyWhatNeverEnds) {
  EXPECT_EQ(converted("1", "g", "[lb_av]"), "0.002204622621848775807229738013");
  EXPECT_EQ(converted("1", "d", "wk"), "0.1428571428571428571428571429");
  EXPECT_EQ(converted("180", "deg", "rad"), "3.1415926535897932384626433832795028841971693993751058209749445923");
}

TEST(Ucum, RefusesWhatDoesNotMeasureTheSame) {
  EXPECT_EQ(converted("1", "cm", "s"), "none");
  EXPECT_EQ(converted("1", "[iU]", "1"), "none");
  EXPECT_EQ(converted("1", "[iU]", "[arb'U]"), "none");
  EXPECT_EQ(converted("7.4", "[pH]", "mol/L"), "none");
  EXPECT_EQ(converted("1", "B[W]", "W"), "none");
  EXPECT_EQ(converted("1", "J/Cel", "J/K"), "none");
  EXPECT_EQ(converted("1", "foo", "foo"), "none");
}

}  // namespace
}  // namespace careway::terminology
