#include <gmock/gmock.h>

#include "tests/gateway/pipeline/place.h"

namespace careway::pipeline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// The way of the issue's fifth point: a council's file, an edit in the marketplace, and home again.
class Round : public PipelineTest {};
INSTANTIATE_TEST_SUITE_P(Stores, Round, testing::Values(Place::Engine::memory, Place::Engine::sqlite), engine_name);

std::string replaced(std::string text, std::string_view old, std::string_view fresh) {
  const std::size_t at = text.find(old);
  if (at == std::string::npos) {
    ADD_FAILURE() << "there is no " << old << " in " << text;
    return text;
  }
  return text.replace(at, old.size(), fresh);
}

store::ResourceKey package_of(Place& place, std::string_view event) {
  const Leaves leaves = place.resource(place.holder("ServiceRequest", "cld-event", event));
  return *parse_reference(leaves.at("basedOn[0]/reference[0]"));
}

TEST_P(Round, AnEditInTheMarketplaceComesHomeAndNothingElseChanges) {
  const std::string file = sample("cld-2025.csv");
  place_.push(council(), "cld", file);
  const auto plan = package_of(place_, "E09000033:S-101");
  const std::string shown = place_.document(market(), "marketplace", plan);
  const auto before = place_.record();
  const auto versions = place_.versions();

  // What was shown comes back: nothing changes.
  EXPECT_EQ(counts(place_.push(market(), "marketplace", shown)), "1 unchanged");
  EXPECT_THAT(place_.store().resources_written, IsEmpty());
  EXPECT_EQ(place_.versions(), versions);

  std::string edited = replaced(shown, R"("unitsPerWeek": 10.5)", R"("unitsPerWeek": 12)");
  edited = replaced(edited, R"("startDate": "2025-04-07")", R"("startDate": "2025-04-07", "endDate": "2026-04-30")");
  EXPECT_EQ(counts(place_.push(market(), "marketplace", edited)), "1 updated");

  const auto service = place_.holder("ServiceRequest", "cld-event", "E09000033:S-101");
  EXPECT_THAT(place_.store().resources_written, ElementsAre(to_text(service)));
  const auto after = place_.record();
  ASSERT_EQ(after.size(), before.size());
  EXPECT_THAT(
      changes(before.at(to_text(service)), after.at(to_text(service))),
      ElementsAre("extension[5]/valueDecimal[0]: 10.5 -> 12", "occurrencePeriod[0]/end[0]: (none) -> 2026-04-30"));
  const std::string home = place_.file(council(), "cld", year());
  EXPECT_EQ(home, replaced(replaced(file, "S-101,07/04/2025,,", "S-101,07/04/2025,30/04/2026,"), "16.40,Hourly,10.5",
                           "16.40,Hourly,12"));
  // And the council may send that home file again.
  EXPECT_EQ(counts(place_.push(council(), "cld", home)), "30 unchanged, 5 contested");
  EXPECT_THAT(place_.store().resources_written, IsEmpty());
}

TEST_P(Round, ThePackageOfTheCouncilShowsTheEditToo) {
  place_.push(council(), "cld", sample("cld-2025.csv"));
  const std::string package = sample("council-package.xml");
  EXPECT_EQ(counts(place_.push(council(), "council-package", package)), "1 created");
  const auto plan = place_.holder("CarePlan", "council-package", "E09000033:PK-1");
  EXPECT_EQ(place_.document(council(), "council-package", plan), package);
  const std::string shown = place_.document(market(), "marketplace", plan);
  const std::string edited = replaced(shown, R"("unitsPerWeek": 10.5)", R"("unitsPerWeek": 9.25)");
  EXPECT_EQ(counts(place_.push(market(), "marketplace", edited)), "1 updated");
  EXPECT_THAT(place_.store().resources_written, SizeIs(1));
  EXPECT_EQ(place_.document(council(), "council-package", plan),
            replaced(package, "<UnitsPerWeek>10.5<", "<UnitsPerWeek>9.25<"));
  EXPECT_EQ(place_.file(council(), "cld", year()),
            replaced(sample("cld-2025.csv"), "16.40,Hourly,10.5", "16.40,Hourly,9.25"));
}

TEST_P(Round, APlanThatOnlyCldKnowsCanBeShownAsACouncilPackage) {
  place_.push(council(), "cld", sample("cld-2025.csv"));
  const auto plan = package_of(place_, "E09000033:S-101");
  const std::string shown = place_.document(council(), "council-package", plan);
  EXPECT_THAT(shown, HasSubstr("<PersonReference>P1001</PersonReference>"));
  const auto versions = place_.versions();
  EXPECT_EQ(counts(place_.push(council(), "council-package", shown)), "1 unchanged");
  EXPECT_EQ(place_.versions(), versions);
}

TEST_P(Round, EachDocumentComesHomeInItsOwnSpelling) {
  const std::string first = sample("marketplace-package.json");
  std::string second = replaced(replaced(first, "MP-1001", "MP-1002"), "P1011", "P1012");
  second =
      replaced(replaced(replaced(replaced(second, "ML-1", "ML-8"), "ML-2", "ML-9"), "MC-1", "MC-9"), "MG-1", "MG-9");
  std::string wide;
  for (std::size_t i = 0; i < second.size(); ++i) {
    wide += second[i];
    if (second[i] == '\n') {
      while (second[i + 1] == ' ') wide += "  ", ++i;
    }
  }
  place_.push(market(), "marketplace", first);
  place_.push(market(), "marketplace", wide);
  EXPECT_EQ(place_.document(market(), "marketplace", place_.holder("CarePlan", "marketplace-package", "MP-1001")),
            first);
  EXPECT_EQ(place_.document(market(), "marketplace", place_.holder("CarePlan", "marketplace-package", "MP-1002")),
            wide);
}

TEST_P(Round, APlanOfAnotherSystemIsShownWithMintedKeysAndComesBack) {
  place_.store_bundle(sample("phb-plan.json"));
  const auto before = place_.record();
  const auto versions = place_.versions();
  store::ResourceKey plan;
  for (const auto& [name, leaves] : before) {
    if (name.starts_with("CarePlan/")) plan = *parse_reference(name);
  }
  for (const auto& [caller, face] : {std::pair{market(), "marketplace"}, std::pair{council(), "council-package"}}) {
    ExportOptions options;
    options.issuer = "E09000033";
    const std::string shown = place_.document(caller, face, plan, options);
    EXPECT_THAT(shown, HasSubstr("CW-"));
    EXPECT_THAT(shown, HasSubstr("To sleep through the night"));
    EXPECT_EQ(counts(place_.push(caller, face, shown)), "1 unchanged") << face;
    EXPECT_EQ(place_.versions(), versions) << face;
    EXPECT_EQ(place_.document(caller, face, plan, options), shown) << face;
  }
  const std::string shown = place_.document(market(), "marketplace", plan);
  EXPECT_EQ(counts(place_.push(market(), "marketplace", replaced(shown, "31.5", "30"))), "1 updated");
  EXPECT_THAT(place_.store().resources_written, SizeIs(1));
  std::size_t goals = 0;
  for (const auto& [name, leaves] : place_.record()) {
    if (!name.starts_with("Goal/")) continue;
    EXPECT_EQ(leaves, before.at(name));
    ++goals;
  }
  EXPECT_EQ(goals, 2U);
}

}  // namespace
}  // namespace careway::pipeline
