// Files of continuing healthcare and of accounts: each group is a face of its own, and what stands is not changed.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "tests/gateway/pipeline/place.h"

namespace careway::pipeline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The input of a case beside the maps.
std::string case_file(std::string_view name) {
  std::ifstream stream(std::string(CAREWAY_SOURCE_DIR) + "/mappers/maps/" + std::string(name) + "/input.csv",
                       std::ios::binary);
  if (!stream) throw std::runtime_error("no such case: " + std::string(name));
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string with(std::string text, std::string_view old, std::string_view fresh) {
  const std::size_t at = text.find(old);
  if (at == std::string::npos) throw std::runtime_error("the file does not say " + std::string(old));
  return text.replace(at, old.size(), fresh);
}

class ChcFiles : public PipelineTest {};
INSTANTIATE_TEST_SUITE_P(Stores, ChcFiles, testing::Values(Place::Engine::memory, Place::Engine::sqlite), engine_name);

TEST_P(ChcFiles, EachGroupIsWrittenByItsOwnFaceAlone) {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"chc-header", case_file("chc/cases/01-header")},
      {"chc-person", case_file("chc/cases/11-person")},
      {"chc-referral", case_file("chc/cases/21-referral")},
      {"chc-care-package", case_file("chc/cases/31-package-by-the-hour")},
      {"chc-review", case_file("chc/cases/51-review")}};
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1"), cld_row("P1", {{"Event Type", "Request"}})}));
  for (const auto& [face, file] : files) {
    EXPECT_EQ(counts(place_.push(phb(), face, file)), "1 created") << face;
  }
  for (const auto& [face, file] : files) EXPECT_EQ(place_.file(phb(), face), file) << face;
}

TEST_P(ChcFiles, OnePersonIsOnePatientWhicheverGroupComesFirst) {
  place_.push(phb(), "chc-care-package", case_file("chc/cases/31-package-by-the-hour"));
  place_.push(phb(), "chc-person", case_file("chc/cases/11-person"));
  place_.push(phb(), "chc-review", case_file("chc/cases/51-review"));
  const Leaves person = place_.resource(place_.holder("Patient", "icb-person", "QMJ:CHC-1001"));
  EXPECT_EQ(person.at("birthDate[0]"), "1941-05-09");
}

TEST_P(ChcFiles, WhatWasBoughtForSomebodyWhoDiedStillComesAndGoes) {
  place_.push(phb(), "chc-person", case_file("chc/cases/11-person"));
  const std::string file = case_file("chc/cases/31-package-by-the-hour");
  EXPECT_EQ(counts(place_.push(phb(), "chc-care-package", file)), "1 created");
  EXPECT_EQ(place_.file(phb(), "chc-care-package"), file);
}

TEST_P(ChcFiles, APackageThatEndsIsOver) {
  const std::string open = with(case_file("chc/cases/31-package-by-the-hour"), ",2024-12-29,", ",,");
  place_.push(phb(), "chc-care-package", open);
  const store::ResourceKey service = place_.holder("ServiceRequest", "chc-package", "QMJ:CP-9");
  EXPECT_EQ(place_.resource(service).at("status[0]"), "active");
  place_.push(phb(), "chc-care-package", case_file("chc/cases/31-package-by-the-hour"));
  EXPECT_EQ(place_.resource(service).at("status[0]"), "completed");
}

TEST_P(ChcFiles, MovementsAreReversedAndNeverChanged) {
  const std::string file = case_file("movements/cases/01-reversal");
  EXPECT_EQ(counts(place_.push(council(), "movements", file)), "1 created");
  const auto versions = place_.versions();
  const Receipt changed = place_.push(council(), "movements", with(file, "250.00", "250.01"));
  EXPECT_EQ(counts(changed), "1 refused");
  EXPECT_THAT(told(changed), ElementsAre("movement-frozen@PaymentNotice.amount"));
  EXPECT_EQ(counts(place_.push(council(), "movements", with(file, "Debit", "Credit"))), "1 refused");
  EXPECT_EQ(place_.versions(), versions);
  EXPECT_EQ(counts(place_.push(council(), "movements", file)), "1 unchanged");
  EXPECT_EQ(counts(place_.push(council(), "movements", with(file, "paid twice", "paid three times"))), "1 updated");
}

TEST_P(ChcFiles, AnAverageOverFewPeopleNeverComesIn) {
  const Receipt receipt = place_.push(council(), "rates", case_file("rates/cases/03-nine-people"));
  EXPECT_EQ(counts(receipt), "1 refused");
  EXPECT_THAT(told(receipt), ElementsAre("rate-disclosure@People"));
  EXPECT_THAT(place_.holders("ChargeItemDefinition", "rate-row", "E09000033:2025:12"), IsEmpty());
}

TEST_P(ChcFiles, ACostDoesNotChangeWhoThePersonIs) {
  place_.push(council(), "cld", cld_file({cld_service("P2001", "S-1", {{"NHS Number", "9990000018"}})}));
  EXPECT_EQ(counts(place_.push(council(), "service-costs", case_file("costs/cases/01-social-care"))), "1 created");
  const store::ResourceKey person = place_.holder("Patient", "la-person", "E09000033:P2001");
  EXPECT_THAT(place_.holders("Patient", "nhs-number", "9990000018"), ElementsAre("Patient/" + person.id));
  EXPECT_THAT(place_.holders("Patient", "nhs-number", "9990000026"), IsEmpty());
}

}  // namespace
}  // namespace careway::pipeline
