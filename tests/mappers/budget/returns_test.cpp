// Returns of a budget: what stands in a row beside its money, and what the account says of it.
#include "mappers/budget/returns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mappers/budget/fhir_values.h"
#include "tests/mappers/budget/budget_support.h"

namespace careway::budget {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kBase = "https://careway.example/fhir/";

std::string coded(std::string_view value, std::string_view system, std::string_view code) {
  return "\"" + std::string(value) + R"(":{"coding":[{"system":")" + std::string(kBase) + "CodeSystem/" +
         std::string(system) + R"(","code":")" + std::string(code) + "\"}]}";
}

std::string mechanism(std::string_view code) {
  return R"({"url":")" + std::string(kBase) + R"(StructureDefinition/delivery-mechanism",)" +
         coded("valueCodeableConcept", "cld-delivery-mechanism", code) + "}";
}

std::string budget_type(std::string_view code) {
  return R"({"url":")" + std::string(kBase) +
         R"(StructureDefinition/chc-care-package","extension":[{"url":"phb-type",)" +
         coded("valueCodeableConcept", "chc-phb-type", code) + "}]}";
}

/// The service of budget_support's line.
fhir::Document service(const std::string& extension, const std::string& code = {}) {
  return resource(R"({"resourceType":"ServiceRequest","id":"abc",)" +
                  (extension.empty() ? std::string() : "\"extension\":[" + extension + "],") +
                  (code.empty() ? std::string() : code + ",") +
                  R"("status":"active","intent":"order","subject":{"reference":"Patient/ada"}})");
}

/// Home care of one stream; the council's has a charge of £20.00 a week.
Budget of_stream(const std::string& code, const std::string& holding = {}) {
  Inputs inputs;
  inputs.patient = "Patient/ada";
  inputs.lines = {home_care()};
  inputs.lines[0].shares = {percent(code, 100)};
  StreamInput stream = council_stream(0);
  stream.assessed_weekly.reset();
  stream.stream.code = code;
  stream.stream.holding = holding;
  inputs.streams = {stream};
  fhir::Issues issues;
  auto budget = calculate(inputs, no_rates(), question(), issues);
  EXPECT_TRUE(budget) << found(issues).front();
  return budget ? std::move(*budget) : Budget{};
}

Return made(const Budget& budget, ReturnKind kind, const fhir::Document& service) {
  fhir::Issues issues;
  auto made = make_return(budget, {service.root()}, {kind, budget.from, budget.to}, names(), issues);
  EXPECT_THAT(found(issues), IsEmpty());
  return made ? std::move(*made) : Return{};
}

/// "reason: kept" of the row's notes.
std::vector<std::string> notes(const Return& made) {
  std::vector<std::string> all;
  for (const ReturnRow& row : made.rows) {
    for (const LedgerLine& line : row.ledger) {
      if (line.kind == LedgerLine::Kind::in_record) all.push_back(line.reason + ": " + line.kept);
    }
  }
  return all;
}

/// The code of how the money is held, in the words of the return.
std::string held(const Return& made) {
  if (made.rows.size() != 1U) return "no row";
  const fhir::Element row = made.rows[0].service.root();
  const bool is_council = made.kind == ReturnKind::council;
  fhir::Element extension =
      find_extension(row, names().resolve(is_council ? "delivery-mechanism" : "chc-care-package"));
  if (extension.exists() && !is_council) extension = find_extension(extension, "phb-type");
  if (!extension.exists()) return {};
  return std::string(code_in(extension.child("valueCodeableConcept"),
                             names().resolve(is_council ? "cld-delivery-mechanism" : "chc-phb-type")));
}

TEST(ReturnHolding, WithoutOneTheOtherSideOfTheSameServiceSpeaks) {
  const Budget council = of_stream("adult-social-care");
  const Budget nhs = of_stream("chc");
  for (const auto& [of_council, of_nhs] :
       {std::pair{"direct-payment", "direct-payment"}, std::pair{"cassr-managed-personal-budget", "notional"},
        std::pair{"cassr-commissioned-support", "not-a-phb"}}) {
    const Return cld = made(council, ReturnKind::council, service(budget_type(of_nhs)));
    EXPECT_EQ(held(cld), of_council);
    EXPECT_THAT(notes(cld), Not(Contains(testing::StartsWith("holding"))));
    const Return chc = made(nhs, ReturnKind::continuing_care, service(mechanism(of_council)));
    EXPECT_EQ(held(chc), of_nhs);
    EXPECT_THAT(notes(chc), Not(Contains(testing::StartsWith("holding"))));
  }
}

TEST(ReturnHolding, TheServicesOwnWordStands) {
  const std::string both = mechanism("direct-payment") + "," + budget_type("notional");
  const Return cld = made(of_stream("adult-social-care"), ReturnKind::council, service(both));
  EXPECT_EQ(held(cld), "direct-payment");
  EXPECT_THAT(notes(cld), Not(Contains(testing::StartsWith("holding"))));
  const Return chc = made(of_stream("chc"), ReturnKind::continuing_care, service(both));
  EXPECT_EQ(held(chc), "notional");
  EXPECT_THAT(notes(chc), Not(Contains(testing::StartsWith("holding"))));
}

TEST(ReturnHolding, TheStreamsWordComesFirst) {
  const Return cld =
      made(of_stream("adult-social-care", "commissioned"), ReturnKind::council, service(budget_type("notional")));
  EXPECT_EQ(held(cld), "cassr-commissioned-support");
}

TEST(ReturnHolding, WhatNobodySaysIsNoted) {
  EXPECT_THAT(notes(made(of_stream("adult-social-care"), ReturnKind::council, service(""))),
              Contains("holding: not said"));
  EXPECT_THAT(notes(made(of_stream("chc"), ReturnKind::continuing_care, service(""))), Contains("holding: not said"));
  // Third parties have no code in Client Level Data.
  EXPECT_THAT(notes(made(of_stream("adult-social-care"), ReturnKind::council, service(budget_type("third-party")))),
              Contains("holding: third-party"));
}

TEST(ReturnServiceType, SupportedHousingMayBeTwoThings) {
  const Budget budget = of_stream("adult-social-care", "commissioned");
  const auto code_of = [](const Return& made) {
    return std::string(code_in(made.rows.at(0).service.root().child("code"), names().resolve("cld-service-component")));
  };
  const Return housing =
      made(budget, ReturnKind::council, service("", coded("code", "chc-care-product", "supported-housing")));
  EXPECT_EQ(code_of(housing), "community-supported-living");
  EXPECT_THAT(notes(housing), ElementsAre("service-type: supported-housing"));
  const Return care =
      made(budget, ReturnKind::council, service("", coded("code", "chc-care-product", "funded-home-care")));
  EXPECT_EQ(code_of(care), "home-support");
  EXPECT_THAT(notes(care), IsEmpty());
}

TEST(ReturnAccount, HoldsTheContributionOfItsOwnStreamsOnly) {
  Budget budget = of_stream("adult-social-care", "commissioned");
  // The person pays £12.00 of the council's money; and £30.00 of a stream that no council return carries.
  budget.streams[0].contribution = {1'200, 62'400};
  Stream other;
  other.code = "childrens-social-care";
  other.contribution = {3'000, 156'000};
  budget.streams.push_back(other);
  budget.contribution = {4'200, 218'400};
  const Return cld = made(budget, ReturnKind::council, service(""));
  std::vector<std::string> kept;
  for (const LedgerLine& line : cld.account) {
    if (line.reason == "contribution") kept.push_back(line.kept);
  }
  EXPECT_THAT(kept, ElementsAre("12.00 a week and 624.00 a period inside the claim"));
}

}  // namespace
}  // namespace careway::budget
