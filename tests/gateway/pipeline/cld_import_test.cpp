#include <gmock/gmock.h>

#include "tests/gateway/pipeline/place.h"

namespace careway::pipeline {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class CldImport : public PipelineTest {};
INSTANTIATE_TEST_SUITE_P(Stores, CldImport, testing::Values(Place::Engine::memory, Place::Engine::sqlite), engine_name);

TEST_P(CldImport, TheSampleIsCreatedOnceAndThenUnchanged) {
  const std::string file = sample("cld-2025.csv");
  const Receipt first = place_.push(council(), "cld", file);
  EXPECT_EQ(first.state, "done");
  EXPECT_EQ(counts(first), "30 created, 5 contested");
  EXPECT_THAT(told(first), IsEmpty());
  const auto before = place_.versions();
  for (const auto& [name, version] : before) EXPECT_EQ(version, 1U) << name;

  const Receipt second = place_.push(council(), "cld", file);
  EXPECT_EQ(counts(second), "30 unchanged, 5 contested");
  EXPECT_THAT(place_.store().resources_written, IsEmpty());
  EXPECT_THAT(place_.store().residues_written, UnorderedElementsAre("council-e09000033 cld-r2 " + place_.exchange()));
  EXPECT_EQ(place_.versions(), before);
}

TEST_P(CldImport, TheLedgerCountsEveryCellOnce) {
  const Receipt receipt = place_.push(council(), "cld", cld_file({cld_service("P1", "S-1")}));
  std::uint64_t cells = 0;
  for (const auto& [ledger_class, count] : receipt.ledger) cells += count;
  EXPECT_EQ(cells, cld_service("P1", "S-1").size());
}

TEST_P(CldImport, ANewPeriodWithTheSameEventsWritesNoVersion) {
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1"), cld_service("P2", "S-2")}));
  const auto next = [](Cells row) {
    row["Reporting Period Start Date"] = "01/07/2025";
    row["Reporting Period End Date"] = "30/06/2026";
    return row;
  };
  const Receipt receipt =
      place_.push(council(), "cld", cld_file({next(cld_service("P1", "S-1")), next(cld_service("P2", "S-2"))}));
  EXPECT_EQ(counts(receipt), "2 unchanged");
  EXPECT_THAT(place_.store().resources_written, IsEmpty());
}

TEST_P(CldImport, AChangedCostMakesOneVersionOfThatServiceOnly) {
  place_.push(council(), "cld",
              cld_file({cld_service("P1", "S-1"), cld_service("P1", "S-2"), cld_service("P2", "S-3")}));
  const auto key = place_.holder("ServiceRequest", "cld-event", "E09000033:S-2");
  const auto before = place_.resource(key);
  const Receipt receipt =
      place_.push(council(), "cld",
                  cld_file({cld_service("P1", "S-1"), cld_service("P1", "S-2", {{"Unit Cost", "17.00"}}),
                            cld_service("P2", "S-3")}));
  EXPECT_EQ(counts(receipt), "1 updated, 2 unchanged");
  EXPECT_THAT(place_.store().resources_written, ElementsAre(to_text(key)));
  EXPECT_THAT(changes(before, place_.resource(key)), SizeIs(1));
}

TEST_P(CldImport, RowsOfOnePersonMakeOneVersionOfThePerson) {
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1")}));
  const auto person = place_.holder("Patient", "la-person", "E09000033:P1");
  const auto moved = [](std::string_view reference, std::string_view start) {
    return cld_service("P1", reference, {{"Postcode", "ZZ99 3VZ"}, {"Event Start Date", std::string(start)}});
  };
  place_.push(council(), "cld", cld_file({moved("S-2", "01/05/2025"), moved("S-3", "01/06/2025")}));
  EXPECT_EQ(place_.versions()[to_text(person)], 2U);
}

TEST_P(CldImport, TheLatestEventSaysThePostcodeAndOlderRowsKeepTheirOwn) {
  const std::string file = cld_file({
      cld_service("P1", "S-1", {{"Event Start Date", "01/05/2025"}, {"Postcode", "ZZ99 3WZ"}}),
      cld_service("P1", "S-2", {{"Event Start Date", "01/11/2025"}, {"Postcode", "ZZ99 3VZ"}}),
      cld_service("P1", "S-3", {{"Event Start Date", "01/07/2025"}, {"Postcode", "ZZ99 3CZ"}}),
  });
  place_.push(council(), "cld", file);
  const auto person = place_.holder("Patient", "la-person", "E09000033:P1");
  EXPECT_EQ(place_.versions()[to_text(person)], 1U);
  EXPECT_EQ(place_.resource(person)["address[0]/postalCode[0]"], "ZZ99 3VZ");
  EXPECT_EQ(place_.file(council(), "cld", year()), file);

  // An older event that comes later in another file does not move the person back.
  place_.push(council(), "cld",
              cld_file({cld_service("P1", "S-4", {{"Event Start Date", "01/06/2025"}, {"Postcode", "ZZ99 3WZ"}})}));
  EXPECT_EQ(place_.resource(person)["address[0]/postalCode[0]"], "ZZ99 3VZ");
}

TEST_P(CldImport, TheSameRowTwiceIsOneEvent) {
  const std::string file = cld_file({cld_service("P1", ""), cld_service("P1", "")});
  EXPECT_EQ(counts(place_.push(council(), "cld", file)), "1 created, 1 unchanged");
  EXPECT_THAT(place_.holders("Patient", "la-person", "E09000033:P1"), SizeIs(1));
  EXPECT_EQ(counts(place_.push(council(), "cld", file)), "2 unchanged");
  EXPECT_THAT(place_.store().resources_written, IsEmpty());
  EXPECT_THAT(place_.store().residues_written, UnorderedElementsAre("council-e09000033 cld-r2 " + place_.exchange()));
}

TEST_P(CldImport, RowsWithOneWorkedOutKeyAreToldApart) {
  const std::string file =
      cld_file({cld_service("P1", "", {{"Unit Cost", "10.00"}}), cld_service("P1", "", {{"Unit Cost", "11.00"}}),
                cld_service("P1", "", {{"Unit Cost", "12.00"}})});
  EXPECT_EQ(counts(place_.push(council(), "cld", file)), "3 created");
  const auto before = place_.versions();
  EXPECT_EQ(counts(place_.push(council(), "cld", file)), "3 unchanged");
  EXPECT_EQ(place_.versions(), before);
  EXPECT_EQ(place_.file(council(), "cld", year()), file);
}

TEST_P(CldImport, ARefusedRowStopsNoOther) {
  const std::string file = cld_file({cld_service("P1", "S-1"), cld_service("P2", "S-2", {{"Unit Cost", "ten pounds"}}),
                                     cld_service("P3", "S-3", {{"Event Start Date", "31/02/2025"}}),
                                     cld_service("P4", "S-4", {{"Service Type", "Wishful thinking"}})});
  const Receipt receipt = place_.push(council(), "cld", file);
  EXPECT_EQ(receipt.state, "done");
  EXPECT_EQ(counts(receipt), "1 created, 3 refused");
  EXPECT_THAT(told(receipt),
              ElementsAre("decimal-invalid@Unit Cost", "date-invalid@Event Start Date", "code-unknown@Service Type"));
  ASSERT_THAT(receipt.lines, SizeIs(3));
  EXPECT_EQ(receipt.lines[0].document, 2U);
  EXPECT_EQ(receipt.lines[0].line, 3U);
  EXPECT_THAT(place_.holders("Patient", "la-person", "E09000033:P2"), IsEmpty());
}

TEST_P(CldImport, ANumberWithAnExponentIsANumberAndStaysAsWritten) {
  const std::string file = cld_file({cld_service("P1", "S-1", {{"Unit Cost", "1e3"}})});
  EXPECT_EQ(counts(place_.push(council(), "cld", file)), "1 created");
  EXPECT_EQ(place_.file(council(), "cld", year()), file);
}

TEST_P(CldImport, AllOrNothingTakesNothingOfAFileWithARefusedRow) {
  ImportOptions options;
  options.all_or_nothing = true;
  const Receipt receipt = place_.push(
      council(), "cld", cld_file({cld_service("P1", "S-1"), cld_service("P2", "S-2", {{"Unit Cost", "ten pounds"}})}),
      options);
  EXPECT_EQ(receipt.state, "failed");
  EXPECT_EQ(counts(receipt), "2 refused");
  EXPECT_THAT(place_.store().resources_written, IsEmpty());
  EXPECT_THAT(place_.record(), IsEmpty());
  EXPECT_EQ(counts(place_.push(council(), "cld", cld_file({cld_service("P1", "S-1")}), options)), "1 created");
}

TEST_P(CldImport, ARowWithCodesThatAnAnalystMustSeeIsHeld) {
  place_.use(changed_library("code-maps/cld-delivery-mechanism.json",
                             {{R"("valueCode": "refuse")", R"("valueCode": "hold")"}}));
  const Receipt receipt = place_.push(
      council(), "cld",
      cld_file({cld_service("P1", "S-1", {{"Delivery Mechanism", "By magic"}}), cld_service("P2", "S-2"),
                cld_service("P3", "S-3", {{"Delivery Mechanism", "By magic"}, {"Service Type", "Magic"}})}));
  EXPECT_EQ(counts(receipt), "1 created, 1 held, 1 refused");
  EXPECT_THAT(told(receipt),
              ElementsAre("code-held@Delivery Mechanism", "code-unknown@Service Type", "code-held@Delivery Mechanism"));
  EXPECT_THAT(place_.holders("Patient", "la-person", "E09000033:P1"), IsEmpty());
}

TEST_P(CldImport, NhsNumbers) {
  const Receipt receipt =
      place_.push(council(), "cld",
                  cld_file({cld_service("P1", "S-1"), cld_service("P2", "S-2", {{"NHS Number", "9995000009"}}),
                            cld_service("P3", "S-3", {{"NHS Number", "999 500 0008"}}),
                            cld_service("P4", "S-4", {{"NHS Number", "9.99E+09"}})}));
  EXPECT_EQ(counts(receipt), "3 created, 1 refused");
  EXPECT_THAT(told(receipt), ElementsAre("nhs-number-check-digit@NHS Number", "nhs-number-damaged@NHS Number"));
  const Leaves blank = place_.resource(place_.holder("Patient", "la-person", "E09000033:P1"));
  EXPECT_FALSE(blank.contains("identifier[1]/value[0]"));
  EXPECT_THAT(place_.holders("Patient", "nhs-number", "9995000008"), SizeIs(1));
}

TEST_P(CldImport, CarersHaveTheirOwnPackage) {
  place_.push(council(), "cld",
              cld_file({cld_service("P1", "S-1"),
                        cld_service("C1", "S-2",
                                    {{"Client Type", "Unpaid carer"},
                                     {"Service Type", "Unpaid carer support: Direct to unpaid carer"},
                                     {"Service Component", "Unpaid carer respite"},
                                     {"Adult 1 Linked Person_ID", "P1"}}),
                        cld_service("P1", "S-3",
                                    {{"Client Type", "Unpaid carer"},
                                     {"Service Type", "Unpaid carer support: Direct to unpaid carer"},
                                     {"Service Component", "Unpaid carer respite"},
                                     {"Adult 1 Linked Person_ID", "P9"}})}));
  const auto package_of = [&](std::string_view event) {
    const Leaves leaves =
        place_.resource(place_.holder("ServiceRequest", "cld-event", "E09000033:" + std::string(event)));
    const auto found = leaves.find("basedOn[0]/reference[0]");
    EXPECT_FALSE(leaves.contains("basedOn[1]/reference[0]"));
    return found == leaves.end() ? std::string("no package") : found->second;
  };
  EXPECT_NE(package_of("S-1"), package_of("S-2"));
  EXPECT_NE(package_of("S-1"), package_of("S-3"));
  EXPECT_NE(package_of("S-2"), package_of("S-3"));
  for (const char* event : {"S-1", "S-2", "S-3"}) EXPECT_TRUE(place_.record().contains(package_of(event))) << event;
  const Leaves carer = place_.resource(place_.holder("ServiceRequest", "cld-event", "E09000033:S-2"));
  EXPECT_TRUE(std::ranges::any_of(carer, [](const auto& leaf) { return leaf.second == "E09000033:P1"; }));
}

TEST_P(CldImport, AnNhsPartnerOwnsWhatItSaid) {
  place_.store_bundle(sample("phb-plan.json"));
  const std::string file = cld_file(
      {cld_service("P1010", "S-1", {{"First Name", "Pet"}, {"Last Name", "Budget"}, {"Postcode", "ZZ99 3WZ"}})});
  const auto person = place_.holder("Patient", "la-person", "E09000033:P1010");
  const Leaves before = place_.resource(person);
  const Receipt receipt = place_.push(council(), "cld", file);
  EXPECT_EQ(counts(receipt), "1 created, 1 contested");
  const Leaves after = place_.resource(person);
  EXPECT_EQ(after.at("name[0]/given[0]"), "Petra");
  EXPECT_EQ(after.at("address[0]/postalCode[0]"), "ZZ99 3WZ");  // the council is the authority for the address
  EXPECT_THAT(changes(before, after), ElementsAre("address[0]/postalCode[0]: ZZ99 3VZ -> ZZ99 3WZ"));
  EXPECT_EQ(place_.file(council(), "cld", year()).find("Pet,Budget") != std::string::npos, true);
  EXPECT_EQ(counts(place_.push(council(), "cld", file)), "1 unchanged, 1 contested");
  EXPECT_THAT(place_.store().resources_written, IsEmpty());
}

TEST_P(CldImport, IdsFollowFromTheKeysAlone) {
  Place other(GetParam());
  other.push(council(), "cld", cld_file({cld_service("P9", "S-9")}));
  const std::string file = sample("cld-2025.csv");
  place_.push(council(), "cld", file);
  other.push(council(), "cld", file);
  auto there = other.record();
  for (const auto& [name, leaves] : place_.record()) EXPECT_THAT(changes(leaves, there[name]), IsEmpty()) << name;
}

TEST_P(CldImport, AnIdempotencyKeyIsUsedOnce) {
  Importer importer(place_.services(), council(), face_named("cld"));
  ImportOptions options;
  options.idempotency_key = "delivery-1";
  const auto first = importer.journal("one", options);
  const auto again = importer.journal("one", options);
  const auto other = importer.journal("two", options);
  EXPECT_TRUE(first.created);
  EXPECT_FALSE(again.created);
  EXPECT_TRUE(again.same_bytes);
  EXPECT_EQ(again.exchange, first.exchange);
  EXPECT_FALSE(other.created);
  EXPECT_FALSE(other.same_bytes);
}

std::string large_file(std::size_t persons) {
  std::vector<Cells> rows;
  for (std::size_t i = 0; i < persons; ++i) {
    const std::string number = std::to_string(i);
    rows.push_back(cld_service("P" + number, "S-" + number));
  }
  return cld_file(rows);
}

TEST_P(CldImport, AReceiptSaysHowManyRowsItDoesNotShow) {
  std::vector<Cells> rows;
  for (int i = 0; i < 1200; ++i) {
    rows.push_back(cld_service("P" + std::to_string(i), "S-" + std::to_string(i), {{"Unit Cost", "ten pounds"}}));
  }
  const Receipt receipt = place_.push(council(), "cld", cld_file(rows));
  EXPECT_EQ(counts(receipt), "1200 refused");
  EXPECT_THAT(receipt.lines, SizeIs(Receipt::kLinesMax));
  EXPECT_EQ(receipt.lines_left_out, 200U);
}

TEST_P(CldImport, GoesOnWhereItStopped) {
  const std::string file = large_file(1200);
  ImportOptions options;
  int batches = 0;
  options.progress = [&](std::uint64_t, std::uint64_t) -> bool {
    if (++batches == 2) throw std::runtime_error("the machine stops");
    return true;
  };
  EXPECT_THROW(place_.push(council(), "cld", file, options), std::runtime_error);
  const auto half = place_.services().store.outcome_totals("east", place_.exchange());
  ASSERT_THAT(half, SizeIs(1));
  EXPECT_EQ(half[0].count, 1000U);
  const Receipt receipt = place_.run_again(council(), "cld", file);
  EXPECT_EQ(receipt.state, "done");
  EXPECT_EQ(counts(receipt), "1200 created");
  EXPECT_EQ(counts(place_.run_again(council(), "cld", file)), "1200 created");
  EXPECT_THAT(place_.store().resources_written, IsEmpty());
}

TEST_P(CldImport, StopsWhenItIsCancelled) {
  ImportOptions options;
  options.progress = [](std::uint64_t, std::uint64_t) { return false; };
  const Receipt receipt = place_.push(council(), "cld", large_file(600), options);
  EXPECT_EQ(receipt.state, "cancelled");
  EXPECT_EQ(receipt.read, 500U);
}

}  // namespace
}  // namespace careway::pipeline
