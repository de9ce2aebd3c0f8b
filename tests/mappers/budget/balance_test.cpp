// Movements, balances and notices to pay back.
#include "mappers/budget/balance.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "mappers/budget/claw_back.h"
#include "profiles/fhir/json.h"
#include "profiles/fhir/xml.h"
#include "profiles/fhir/xml_events.h"

namespace careway::budget {
namespace {

using testing::HasSubstr;

const definitions::Definitions& r4() {
  static const std::string kBytes = [] {
    fhir::xml_platform_start();
    std::ifstream stream(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  }();
  static const auto kDefinitions = [] {
    fhir::Issues issues;
    return definitions::Definitions::open(std::as_bytes(std::span(kBytes)), issues);
  }();
  return kDefinitions.value();
}

const language::Names& names() {
  static const auto kNames = [] {
    std::ifstream stream(CAREWAY_SOURCE_DIR "/profiles/careway/names.yaml");
    fhir::Issues issues;
    return language::Names::read(std::string(std::istreambuf_iterator<char>(stream), {}), "names.yaml", issues);
  }();
  return kNames.value();
}

fhir::Document resource(const std::string& json) {
  fhir::Issues issues;
  auto document = fhir::read_json(json, r4(), issues);
  EXPECT_TRUE(document) << (issues.empty() ? "" : issues.items()[0].code + " " + issues.items()[0].text);
  return document ? std::move(*document) : fhir::Document();
}

std::string codes(const fhir::Issues& issues) {
  std::string all;
  for (const fhir::Issue& issue : issues.items()) all += (all.empty() ? "" : " ") + issue.code + "@" + issue.path;
  return all;
}

const char kAccount[] = R"({"resourceType":"Account","id":"a1","identifier":[
  {"system":"https://careway.example/fhir/Id/account","value":"QMF:A-1"}],"status":"active",
  "subject":[{"reference":"Patient/p1"}]})";

struct Notice {
  std::string id;
  std::string day;
  std::string kind;
  std::string amount;
  std::string reverses = {};
  std::string request = R"({"reference":"Account/a1"})";
  std::string status = "active";
  std::string currency = "GBP";
};

fhir::Document payment(const Notice& notice) {
  const std::string base = "https://careway.example/fhir/";
  const std::string back =
      notice.reverses.empty() ? "" : R"(,{"url":"reverses","valueString":")" + notice.reverses + "\"}";
  return resource(R"({"resourceType":"PaymentNotice","extension":[{"url":")" + base +
                  R"(StructureDefinition/movement-detail","extension":[{"url":"kind","valueCodeableConcept":{"coding":[
                  {"system":")" +
                  base + R"(CodeSystem/movement-kind","code":")" + notice.kind + R"("}]}},{"url":"day","valueDate":")" +
                  notice.day + "\"}" + back + R"(]}],"identifier":[{"system":")" + base + R"(Id/movement","value":")" +
                  notice.id + R"("}],"status":")" + notice.status + R"(","request":)" + notice.request +
                  R"(,"created":")" + notice.day + R"(","payment":{"display":"m"},
                  "recipient":{"display":"r"},"amount":{"value":)" +
                  notice.amount + R"(,"currency":")" + notice.currency + "\"}}");
}

/// The account of the worked example "£29,000 unspent" (tests/mappers/money/worked_examples/10).
std::vector<fhir::Document> unspent_29000() {
  std::vector<fhir::Document> notices;
  notices.push_back(payment({"QMF:in", "2026-04-06", "credit", "37700.00"}));
  notices.push_back(payment({"QMF:care", "2026-07-01", "debit", "8650.00"}));
  notices.push_back(payment({"QMF:fee", "2026-07-02", "debit", "50.00"}));
  notices.push_back(payment({"QMF:fee-again", "2026-07-02", "debit", "50.00"}));
  notices.push_back(payment({"QMF:back", "2026-07-09", "credit", "50.00", "QMF:fee-again"}));
  notices.push_back(payment({"QMF:other", "2026-07-09", "credit", "9.00", "", R"({"reference":"Account/a2"})"}));
  return notices;
}

std::vector<fhir::Element> elements(const std::vector<fhir::Document>& documents) {
  std::vector<fhir::Element> all;
  for (const fhir::Document& document : documents) all.push_back(document.root());
  return all;
}

std::optional<money::Balance> balance_of(const std::vector<fhir::Document>& notices, fhir::Issues& issues) {
  const fhir::Document account = resource(kAccount);
  const auto movements = read_movements(account.root(), elements(notices), names(), issues);
  if (!movements) return std::nullopt;
  return money::balance_at(*movements, 0, {2027, 4, 4}, issues);
}

TEST(Balance, TwentyNineThousandUnspentAreFortyWeeks) {
  fhir::Issues issues;
  const auto balance = balance_of(unspent_29000(), issues);
  ASSERT_TRUE(balance) << codes(issues);
  EXPECT_EQ(balance->credits, 3'770'000);
  EXPECT_EQ(balance->debits, 870'000);
  EXPECT_EQ(balance->closing, 2'900'000);
  const auto left = unspent(balance->closing, 72'500);
  ASSERT_TRUE(left);
  EXPECT_EQ(left->weeks, Rational(40));
  EXPECT_EQ(left->whole_weeks, 40);
  EXPECT_EQ(left->rest, 0);
  EXPECT_THAT(balance_page("QMF:A-1", *balance, {2027, 4, 4}, 72'500), HasSubstr("40 unspent whole weeks and 0.00"));
}

TEST(Balance, TheOrderInTheRecordDoesNotMatter) {
  std::vector<fhir::Document> notices = unspent_29000();
  std::ranges::reverse(notices);
  fhir::Issues issues;
  const auto balance = balance_of(notices, issues);
  ASSERT_TRUE(balance) << codes(issues);
  EXPECT_EQ(balance->closing, 2'900'000);
}

TEST(Balance, WeeksThatAreNotWholeAreExact) {
  const auto left = unspent(2'900'000, 58'700);
  EXPECT_EQ(left->weeks, Rational(29'000, 587));
  EXPECT_EQ(left->whole_weeks, 49);
  EXPECT_EQ(left->rest, 2'900'000 - 49 * 58'700);
  EXPECT_FALSE(unspent(100, 0));
  EXPECT_EQ(unspent(-100, 50)->whole_weeks, 0);
}

TEST(Balance, AMovementIsFoundByTheAccountsIdentifierToo) {
  std::vector<fhir::Document> notices;
  notices.push_back(
      payment({"QMF:1", "2026-04-06", "credit", "5.00", "",
               R"({"identifier":{"system":"https://careway.example/fhir/Id/account","value":"QMF:A-1"}})"}));
  notices.push_back(
      payment({"QMF:2", "2026-04-06", "credit", "7.00", "",
               R"({"identifier":{"system":"https://careway.example/fhir/Id/account","value":"QMF:A-10"}})"}));
  notices.push_back(payment({"QMF:3", "2026-04-06", "credit", "11.00", "",
                             R"({"reference":"https://a.example/fhir/Account/a1/_history/2"})"}));
  fhir::Issues issues;
  EXPECT_EQ(balance_of(notices, issues)->closing, 1'600);
}

TEST(Balance, WhatIsNoMovementIsRefused) {
  const auto refused = [](const Notice& notice) {
    std::vector<fhir::Document> notices;
    notices.push_back(payment(notice));
    fhir::Issues issues;
    EXPECT_FALSE(balance_of(notices, issues));
    return codes(issues);
  };
  EXPECT_EQ(refused({"QMF:1", "2026-04", "credit", "5.00"}), "movement-unreadable@QMF:1");
  EXPECT_EQ(refused({"QMF:1", "2026-04-06", "gift", "5.00"}), "movement-unreadable@QMF:1");
  EXPECT_EQ(refused({"QMF:1", "2026-04-06", "credit", "5.001"}), "movement-currency@QMF:1");
  Notice euro{"QMF:1", "2026-04-06", "credit", "5.00"};
  euro.currency = "EUR";
  EXPECT_EQ(refused(euro), "movement-currency@QMF:1");
  Notice cancelled{"QMF:1", "2026-04-06", "credit", "5.00"};
  cancelled.status = "cancelled";
  EXPECT_EQ(refused(cancelled), "movement-status@QMF:1");
  EXPECT_EQ(refused({"QMF:1", "2026-04-06", "credit", "5.00", "QMF:0"}), "movement-reversal@QMF:1");
}

TEST(Balance, SurvivesOurWritersAndIsMissedWhenItIsLost) {
  const fhir::Document account = resource(kAccount);
  EXPECT_FALSE(stated_balance(account.root(), names()));
  const fhir::Document holding = with_balance(account.root(), 2'900'000, names());
  EXPECT_EQ(stated_balance(holding.root(), names()), 2'900'000);
  std::string json;
  fhir::write_json(holding.root(), r4(), json);
  fhir::Issues issues;
  EXPECT_EQ(stated_balance(fhir::read_json(json, r4(), issues)->root(), names()), 2'900'000) << json;
  std::string xml;
  ASSERT_TRUE(fhir::write_xml(holding.root(), r4(), xml, issues)) << codes(issues);
  EXPECT_EQ(stated_balance(fhir::read_xml(xml, r4(), issues)->root(), names()), 2'900'000) << xml;
  // 29000.00, not 29000: the scale is kept as well.
  EXPECT_THAT(json, HasSubstr("29000.00"));
  EXPECT_THAT(xml, HasSubstr("29000.00"));
  // A bridge that knows R4's own elements only: the balance is gone, and it can be told.
  fhir::Document stripped;
  stripped.copy_content(0, holding.root());
  stripped.remove(stripped.root().child("extension").index());
  EXPECT_FALSE(stated_balance(stripped.root(), names()));
}

TEST(Balance, ANewBalanceTakesThePlaceOfTheOldOne) {
  const fhir::Document first = with_balance(resource(kAccount).root(), 100, names());
  const fhir::Document second = with_balance(first.root(), -250, names());
  EXPECT_EQ(stated_balance(second.root(), names()), -250);
  std::string json;
  fhir::write_json(second.root(), r4(), json);
  EXPECT_EQ(json.find("extension-Account.balance"), json.rfind("extension-Account.balance"));
  EXPECT_THAT(json, HasSubstr("Patient/p1"));
}

// ------------------------------------------------------------------------------------------------ claw-back

ClawBack notice() {
  ClawBack notice;
  notice.reference = "CB-1";
  notice.from = {"ods-organization-code", "QMF", "An ICB"};
  notice.patient = "Patient/p1";
  notice.account = "QMF:A-1";
  notice.amount = 2'900'000;
  notice.reasons = {"unspent"};
  notice.issued = {2027, 4, 5};
  notice.pay_by = {2027, 5, 5};
  notice.payer = "the person";
  return notice;
}

std::string refusal_of(const ClawBack& asked, Pence balance = 2'900'000) {
  fhir::Issues issues;
  const bool may = may_be_given(asked, balance, issues);
  EXPECT_EQ(may, issues.empty());
  return codes(issues);
}

TEST(ClawBackNotice, IsRefusedWithoutWhatTheRegulationAsks) {
  EXPECT_EQ(refusal_of(notice()), "");
  ClawBack asked = notice();
  asked.amount = 2'900'001;
  EXPECT_EQ(refusal_of(asked), "claw-back-amount@CB-1");
  asked.reasons = {"not-as-planned"};  // money that was misspent is not in the account any more
  EXPECT_EQ(refusal_of(asked), "");
  asked.amount = 0;
  EXPECT_EQ(refusal_of(asked), "claw-back-amount@CB-1");
  asked = notice();
  asked.reasons.clear();
  EXPECT_EQ(refusal_of(asked), "claw-back-reason@CB-1");
  asked.reasons = {"because"};
  EXPECT_EQ(refusal_of(asked), "claw-back-reason@CB-1");
  asked = notice();
  asked.pay_by = asked.issued;
  EXPECT_EQ(refusal_of(asked), "claw-back-deadline@CB-1");
  asked = notice();
  asked.payer.clear();
  EXPECT_EQ(refusal_of(asked), "claw-back-payer@CB-1");
  asked = notice();
  asked.from = {};
  EXPECT_EQ(refusal_of(asked), "claw-back-issuer@CB-1");
}

TEST(ClawBackNotice, AfterADeathThePersonalRepresentativesPay) {
  ClawBack asked = notice();
  asked.has_died = true;
  asked.reasons = {"death"};
  EXPECT_EQ(refusal_of(asked), "claw-back-payer@CB-1");
  asked.payer = kPersonalRepresentatives;
  EXPECT_EQ(refusal_of(asked), "");
  EXPECT_THAT(claw_back_page(asked), HasSubstr("personal representatives"));
}

TEST(ClawBackNotice, ThePageSaysEverything) {
  ClawBack asked = notice();
  asked.reconsider_by = fhir::CivilDate{2027, 4, 26};
  const std::string page = claw_back_page(asked);
  for (const char* part : {"29000.00", "2027-04-05", "2027-05-05", "the person", "QMF:A-1", "has not been used",
                           "reconsider", "2027-04-26", "regulation 15"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
}

TEST(ClawBackNotice, OfACouncilRestsOnTheCareAct) {
  ClawBack asked = notice();
  asked.from = {"la-code", "E09000033", "A council"};
  EXPECT_THAT(claw_back_page(asked), HasSubstr("Care Act 2014, section 33"));
  EXPECT_EQ(claw_back_page(asked).find("regulation 15"), std::string::npos);
}

TEST(ClawBackNotice, IsAContractThatOurWritersCarry) {
  const fhir::Document contract = write_claw_back(notice(), names());
  std::string json;
  fhir::write_json(contract.root(), r4(), json);
  fhir::Issues issues;
  const auto read = fhir::read_json(json, r4(), issues);
  ASSERT_TRUE(read) << codes(issues) << json;
  const fhir::Element item = read->root().child("term").child("asset").child("valuedItem");
  ASSERT_TRUE(item);
  EXPECT_EQ(item.child("net").child_value("value"), "29000.00");
  EXPECT_EQ(item.child_value("paymentDate"), "2027-05-05");
  EXPECT_EQ(item.child("responsible").child_value("display"), "the person");
  EXPECT_EQ(item.child("recipient").child("identifier").child_value("value"), "QMF");
  EXPECT_EQ(read->root().child("identifier").child_value("value"), "QMF:CB-1");
}

}  // namespace
}  // namespace careway::budget
