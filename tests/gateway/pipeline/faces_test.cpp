#include <gmock/gmock.h>

#include "tests/gateway/pipeline/place.h"

namespace careway::pipeline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class Faces : public PipelineTest {
 protected:
  store::ResourceKey service(std::string_view system, std::string_view value) {
    return place_.holder("ServiceRequest", system, value);
  }
  std::size_t service_count() {
    std::size_t count = 0;
    for (const auto& [name, leaves] : place_.record()) count += name.starts_with("ServiceRequest/") ? 1 : 0;
    return count;
  }
};
INSTANTIATE_TEST_SUITE_P(Stores, Faces, testing::Values(Place::Engine::memory, Place::Engine::sqlite), engine_name);

/// The council's package of P1 with one line that means the service of cld_service("P1", ...).
std::string package(std::string_view cost = "16.40", std::string_view lines = "") {
  std::string text = R"(<?xml version="1.0" encoding="UTF-8"?>
<CarePackage xmlns="https://careway.example/council/care-package/1">
  <Authority>E09000033</Authority>
  <PackageReference>PK-1</PackageReference>
  <Status>Active</Status>
  <Person>
    <PersonReference>P1</PersonReference>
    <FirstNames>Ada</FirstNames>
    <LastName>Example</LastName>
    <Postcode>ZZ99 3CZ</Postcode>
  </Person>
  <Service line="1">
    <Category>HOMECARE</Category>
    <SupportType>LT-COM</SupportType>
    <ClientType>SU</ClientType>
    <Delivery>COM</Delivery>
    <Status>Active</Status>
    <StartDate>07/04/2025</StartDate>
    <UnitCost>COST</UnitCost>
    <CostPeriod>Hourly</CostPeriod>
    <UnitsPerWeek>10.5</UnitsPerWeek>
    <CostCentre>10300</CostCentre>
  </Service>LINES
</CarePackage>
)";
  text.replace(text.find("COST<"), 4, cost);
  text.replace(text.find("LINES"), 5, lines);
  return text;
}

std::string market_package(std::string_view units = "10.5") {
  return R"({
  "packageId": "MP-1",
  "status": "live",
  "person": {
    "authority": "E09000033",
    "reference": "P1",
    "givenName": "Ada",
    "familyName": "Example",
    "postcode": "ZZ99 3CZ"
  },
  "lines": [
    {
      "lineId": "ML-1",
      "service": "homeSupport",
      "supportType": "longTermCommunity",
      "customerType": "person",
      "payment": "commissioned",
      "status": "live",
      "startDate": "2025-04-07",
      "unitsPerWeek": )" +
         std::string(units) + R"(,
      "price": {
        "amount": "16.40",
        "per": "hour"
      }
    }
  ]
}
)";
}

TEST_P(Faces, ARowAPackageLineAndAMarketplaceLineAreOneService) {
  EXPECT_EQ(counts(place_.push(council(), "cld", cld_file({cld_service("P1", "S-1")}))), "1 created");
  EXPECT_EQ(counts(place_.push(council(), "council-package", package())), "1 created");
  EXPECT_EQ(counts(place_.push(market(), "marketplace", market_package())), "1 created");
  const auto key = service("cld-event", "E09000033:S-1");
  EXPECT_EQ(service("council-line", "E09000033:PK-1:1"), key);
  EXPECT_EQ(service("marketplace-line", "ML-1"), key);
  EXPECT_EQ(service_count(), 1U);
  EXPECT_THAT(place_.holders("Patient", "la-person", "E09000033:P1"), SizeIs(1));
}

TEST_P(Faces, TheOrderOfPushesDoesNotMatter) {
  place_.push(market(), "marketplace", market_package());
  place_.push(council(), "council-package", package());
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1")}));
  EXPECT_EQ(service_count(), 1U);
  const auto key = service("cld-event", "E09000033:S-1");
  EXPECT_EQ(service("council-line", "E09000033:PK-1:1"), key);
  EXPECT_EQ(service("marketplace-line", "ML-1"), key);
}

TEST_P(Faces, ARowWithoutAReferenceIsFoundByWhatItSays) {
  place_.push(council(), "council-package", package());
  const std::string file = cld_file({cld_service("P1", "")});
  EXPECT_EQ(counts(place_.push(council(), "cld", file)), "1 unchanged");  // it says nothing that was not known
  EXPECT_EQ(service_count(), 1U);
  EXPECT_EQ(place_.file(council(), "cld", year()), file);
  EXPECT_EQ(counts(place_.push(council(), "cld", cld_file({cld_service("P1", "", {{"Unit Cost", "17"}})}))),
            "1 updated");
  EXPECT_EQ(service_count(), 1U);
}

TEST_P(Faces, AReferenceFindsItsServiceAlthoughTheStartMoved) {
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1")}));
  place_.push(council(), "council-package", package());
  const auto key = service("council-line", "E09000033:PK-1:1");
  EXPECT_EQ(
      counts(place_.push(council(), "cld", cld_file({cld_service("P1", "S-1", {{"Event Start Date", "08/04/2025"}})}))),
      "1 updated");
  EXPECT_EQ(service("cld-event", "E09000033:S-1"), key);
  EXPECT_THAT(
      place_.document(council(), "council-package", place_.holder("CarePlan", "council-package", "E09000033:PK-1")),
      HasSubstr("<StartDate>08/04/2025</StartDate>"));
  EXPECT_EQ(service_count(), 1U);
}

TEST_P(Faces, TwoCandidatesAreAQuestionForAPerson) {
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1"), cld_service("P1", "S-2")}));
  const auto before = place_.record();
  const Receipt receipt = place_.push(council(), "council-package", package());
  EXPECT_EQ(counts(receipt), "1 held");
  EXPECT_THAT(told(receipt), ElementsAre("identity-ambiguous@service"));
  EXPECT_THAT(place_.store().resources_written, IsEmpty());
  EXPECT_EQ(place_.record(), before);
}

TEST_P(Faces, AServiceThatTheFaceKnowsUnderAnotherReferenceIsAnother) {
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1")}));
  EXPECT_EQ(counts(place_.push(council(), "cld", cld_file({cld_service("P1", "S-2")}))), "1 created");
  EXPECT_EQ(service_count(), 2U);
  // Two lines that say the same are two services, and each keeps to its own.
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1"), cld_service("P1", "S-2")}));
  EXPECT_THAT(place_.store().resources_written, IsEmpty());
}

TEST_P(Faces, ReferencesOfTwoServicesInOneDocumentAreHeld) {
  // No released map gives a service two references; a council's own map may.
  place_.use(changed_library(
      "cld/cld.map.yaml",
      {{R"(keys: ["service.identifier[system=cld-event].value", )",
        R"(keys: ["service.identifier[system=cld-event].value", "service.identifier[system=marketplace-line].value", )"},
       {R"([ Event Description, "service.extension[event-description].valueString" ])",
        R"([ Event Description, "service.identifier[system=marketplace-line].value" ])"}}));
  place_.push(council(), "cld",
              cld_file({cld_service("P1", "S-1", {{"Event Description", "ML-1"}}),
                        cld_service("P1", "S-2", {{"Event Description", "ML-2"}})}));
  const auto before = place_.record();
  const Receipt receipt =
      place_.push(council(), "cld", cld_file({cld_service("P1", "S-1", {{"Event Description", "ML-2"}})}));
  EXPECT_EQ(counts(receipt), "1 held");
  EXPECT_THAT(told(receipt), ElementsAre("identity-conflict@service"));
  EXPECT_EQ(place_.record(), before);
}

TEST_P(Faces, AnEditInOneFaceShowsInTheOthersAndNothingElseChanges) {
  const std::string cld = cld_file({cld_service("P1", "S-1"), cld_service("P2", "S-2")});
  place_.push(council(), "cld", cld);
  place_.push(council(), "council-package", package());
  place_.push(market(), "marketplace", market_package());
  const auto line = service("cld-event", "E09000033:S-1");
  const auto plan = place_.holder("CarePlan", "council-package", "E09000033:PK-1");
  const auto deal = place_.holder("CarePlan", "marketplace-package", "MP-1");
  struct All {
    Leaves cld;
    Leaves package;
    Leaves market;
    std::map<std::string, Leaves> record;
  };
  const auto look = [&] {
    return All{place_.document_leaves(council(), "cld", line, year()),
               place_.document_leaves(council(), "council-package", plan),
               place_.document_leaves(market(), "marketplace", deal), place_.record()};
  };
  const auto record_changes = [](const All& before, const All& after) {
    std::vector<std::string> all;
    for (const auto& [name, leaves] : after.record) {
      const auto was = before.record.find(name);
      for (std::string& change : changes(was == before.record.end() ? Leaves() : was->second, leaves)) {
        all.push_back(name.substr(0, name.find('/')) + " " + std::move(change));
      }
    }
    return all;
  };
  // Nobody's own document changed because the others came.
  EXPECT_EQ(place_.file(council(), "cld", year()), cld);
  EXPECT_EQ(place_.document(council(), "council-package", plan), package());
  EXPECT_EQ(place_.document(market(), "marketplace", deal), market_package());

  const All start = look();
  EXPECT_EQ(counts(place_.push(council(), "council-package", package("17.10"))), "1 updated");
  const All priced = look();
  EXPECT_THAT(changes(start.cld, priced.cld), ElementsAre("Unit Cost[0]: 16.40 -> 17.10"));
  EXPECT_THAT(changes(start.package, priced.package), ElementsAre("Service[0]/UnitCost[0]: 16.40 -> 17.10"));
  EXPECT_THAT(changes(start.market, priced.market), ElementsAre("lines[0]/price[0]/amount[0]: 16.40 -> 17.10"));
  EXPECT_THAT(record_changes(start, priced), SizeIs(1));

  const std::string moved =
      cld_file({cld_service("P1", "S-1", {{"Unit Cost", "17.10"}, {"Event End Date", "30/09/2025"}})});
  EXPECT_EQ(counts(place_.push(council(), "cld", moved)), "1 updated");
  const All ended = look();
  EXPECT_THAT(changes(priced.cld, ended.cld), ElementsAre("Event End Date[0]: (none) -> 30/09/2025"));
  EXPECT_THAT(changes(priced.package, ended.package),
              ElementsAre("Service[0]/EndDate[0]: (none) -> 30/09/2025", "Service[0]/Status[0]: Active -> Ended"));
  EXPECT_THAT(changes(priced.market, ended.market),
              ElementsAre("lines[0]/endDate[0]: (none) -> 2025-09-30", "lines[0]/status[0]: live -> finished"));
}

TEST_P(Faces, AnotherPlaceSeesNothing) {
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1")}));
  const Caller west{"west", "council-e09000033", "council"};
  EXPECT_THAT(place_.record("west"), IsEmpty());
  Exporter exporter(place_.services(), west, face_named("cld"));
  EXPECT_THAT(exporter.all_anchors(year()), IsEmpty());
  engine::Ledger ledger;
  fhir::Issues issues;
  EXPECT_FALSE(exporter.write_one(service("cld-event", "E09000033:S-1"), year(), ledger, issues));
  EXPECT_TRUE(issues.has_code("anchor-missing"));
  EXPECT_EQ(counts(place_.push(west, "cld", cld_file({cld_service("P1", "S-1")}))), "1 created");
}

TEST_P(Faces, WhatOnePartnerKeepsShowsToNoOther) {
  std::string file = cld_file({cld_service("P1", "S-1", {{"Unit Cost", " 16.400"}, {"Gender", "female"}})});
  file.insert(file.find('\n'), ",Team Mood");
  file.insert(file.size() - 1, ",secret-of-team");
  place_.push(council(), "cld", file);
  EXPECT_EQ(place_.file(council(), "cld", year()), file);
  const Caller other{"east", "council-e09000099", "council"};
  const std::string seen = place_.file(other, "cld", year());
  EXPECT_THAT(seen, Not(HasSubstr("secret-of-team")));
  EXPECT_THAT(seen, Not(HasSubstr("Team Mood")));
  EXPECT_THAT(seen, HasSubstr(",Female,"));
}

}  // namespace
}  // namespace careway::pipeline
