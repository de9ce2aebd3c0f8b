// What a return writes where a share fits and where it does not, and what a plain export refuses.
#include <gmock/gmock.h>

#include "gateway/pipeline/budget_returns.h"
#include "tests/returns/fixture.h"
#include "tests/returns/independent_reader.h"

namespace careway::pipeline {
namespace {

using money::Frequency;
using money::Rational;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kCouncil = budget::ReturnKind::council;
constexpr auto kCare = budget::ReturnKind::continuing_care;

/// Home care by the hour, all year.
MadeLine home_care(Rational price, Rational hours, std::vector<money::Share> shares) {
  MadeLine line;
  line.key = "HC-1";
  line.component = "home-support";
  line.product = "funded-home-care";
  line.unit = Frequency::hourly;
  line.units = std::move(hours);
  line.stretches.push_back({{2026, 4, 1}, {2027, 3, 31}, std::move(price), std::move(shares)});
  return line;
}

MadeLine bought_once(Rational price, std::vector<money::Share> shares) {
  MadeLine line = home_care(std::move(price), Rational(1), std::move(shares));
  line.key = "EQ-1";
  line.unit = Frequency::one_off;
  line.units.reset();
  line.stretches[0].from = line.stretches[0].to = {2026, 5, 1};
  return line;
}

using Row = std::map<std::string, std::string>;

std::vector<std::string> price_of(const Row& row, budget::ReturnKind kind) {
  const auto columns = kind == kCouncil ? independent::client_level_data() : independent::continuing_care();
  return {row.at(columns.price), row.at(columns.frequency), row.at(columns.units)};
}

struct Case {
  MadePackage package;
  Written written;
  std::vector<Row> rows;
  independent::Account account;
};

Case written_case(const std::vector<MadeLine>& lines, budget::ReturnKind kind, const MadeTerms& terms = {}) {
  Case made{make_package(lines, terms), {}, {}, {}};
  made.written = ReturnPlace(made.package).write(made.package.half_up, kind);
  EXPECT_TRUE(made.written.is_made);
  made.rows = independent::read_csv(made.written.file);
  made.account = independent::read_account(made.written.ledger);
  return made;
}

TEST(Returns, AWholeLineKeepsItsPriceAndHours) {
  const Case made =
      written_case({home_care(Rational(1640), Rational(21, 2), {percent("adult-social-care", 100)})}, kCouncil);
  ASSERT_EQ(made.rows.size(), 1U);
  EXPECT_THAT(price_of(made.rows[0], kCouncil), ElementsAre("16.40", "Hourly", "10.5"));
  EXPECT_EQ(made.rows[0].at("Event Reference"), "HC-1");
  EXPECT_EQ(made.rows[0].at("LA Code"), "E09000033");
  EXPECT_EQ(made.rows[0].at("Client Type"), "Service user");
  // 52 weeks in the budget, 365 days by the row's dates: 172.20 / 7 less.
  EXPECT_THAT(made.account.differences, ElementsAre(testing::Pair("weeks-counted", 2460)));
  EXPECT_EQ(made.account.sum("difference"), (independent::Amount{0, -2460}));
}

TEST(Returns, AShareThatFitsTheUnitPriceStaysInHours) {
  // 60 % of 16.40 is 9.84 an hour.
  const auto line = home_care(Rational(1640), Rational(10), {percent("adult-social-care", 60), percent("chc", 40)});
  EXPECT_THAT(price_of(written_case({line}, kCouncil).rows.at(0), kCouncil), ElementsAre("9.84", "Hourly", "10"));
  EXPECT_THAT(price_of(written_case({line}, kCare).rows.at(0), kCare), ElementsAre("6.56", "02", "10"));
}

TEST(Returns, AShareThatDoesNotFitIsAWeeklyAmountInPence) {
  // A third of 16.40 is no whole penny; 164.00 a week are 54.67, 54.67, 54.66.
  const auto line =
      home_care(Rational(1640), Rational(10), {third("adult-social-care"), third("chc"), third("education")});
  const Case made = written_case({line}, kCouncil);
  EXPECT_THAT(price_of(made.rows.at(0), kCouncil), ElementsAre("54.67", "Weekly", ""));
  EXPECT_EQ(made.account.losses.at("unit-price"), "hourly 16.40 x 10");
  EXPECT_TRUE(made.account.differences.contains("level-rounding"));  // 2,842.67 for the year, not 2,842.84
  EXPECT_EQ(made.account.remainder.at("education").period, 284'266);
}

TEST(Returns, ContinuingCareHasWholeHoursOnly) {
  const auto line = home_care(Rational(1640), Rational(21, 2), {percent("chc", 100)});
  const Case made = written_case({line}, kCare);
  EXPECT_THAT(price_of(made.rows.at(0), kCare), ElementsAre("172.20", "04", ""));
  EXPECT_EQ(made.account.losses.at("hours"), "hourly 16.40 x 10.5");
}

TEST(Returns, AMonthIsWrittenByTheWeek) {
  auto line = home_care(Rational(52'000), Rational(1), {percent("adult-social-care", 100)});
  line.unit = Frequency::monthly;
  line.units.reset();
  const Case made = written_case({line}, kCouncil);
  EXPECT_THAT(price_of(made.rows.at(0), kCouncil), ElementsAre("120.00", "Weekly", ""));
  EXPECT_EQ(made.account.losses.at("frequency"), "monthly 520.00");
}

TEST(Returns, MoneyOfTheOtherSideStaysOut) {
  const auto line =
      home_care(Rational(1000), Rational(10),
                {percent("adult-social-care", 50), percent("fnc", 30), percent("third-party-top-up", 20)});
  const Case made = written_case({line}, kCouncil);
  EXPECT_THAT(price_of(made.rows.at(0), kCouncil), ElementsAre("5.00", "Hourly", "10"));
  EXPECT_EQ(made.account.sum("other-return").week, 3'000);
  EXPECT_EQ(made.account.remainder.at("third-party-top-up").week, 2'000);
  const Case care = written_case({line}, kCare);
  EXPECT_EQ(care.rows.at(0).at("Care Product Type"), "11");  // funded nursing care is a product of its own
}

TEST(Returns, ABudgetWithoutMoneyOfTheReturnHasAFileOfNoRowsAndItsRemainder) {
  const Case made = written_case({home_care(Rational(1000), Rational(10), {percent("education", 100)})}, kCouncil);
  EXPECT_THAT(made.rows, IsEmpty());
  EXPECT_EQ(made.account.sum("claim"), (independent::Amount{0, 0}));
  EXPECT_EQ(made.account.remainder.at("education").week, 10'000);
}

TEST(Returns, ARemainderOfNothingIsSaid) {
  const Case made = written_case({home_care(Rational(1000), Rational(10), {percent("chc", 100)})}, kCouncil);
  EXPECT_EQ(made.account.remainder.at("none"), (independent::Amount{0, 0}));
}

TEST(Returns, AnAmountBeyondSevenCharactersIsRefused) {
  const Case made = written_case({bought_once(Rational(1'234'567), {percent("chc", 100)})}, kCare);
  EXPECT_THAT(made.rows, IsEmpty());
  EXPECT_TRUE(made.written.issues.has_code("return-amount"));
  EXPECT_TRUE(made.account.losses.contains("amount-n7"));
  EXPECT_EQ(made.account.sum("in-record"), made.account.sum("claim"));
  EXPECT_EQ(made.account.sum("claim").period, 1'234'567);
}

TEST(Returns, WholePoundsNeedFewerCharacters) {
  const Case made = written_case({bought_once(Rational(1'234'500), {percent("chc", 100)})}, kCare);
  EXPECT_THAT(price_of(made.rows.at(0), kCare), ElementsAre("12345", "01", ""));
}

TEST(Returns, ThirdPartiesHaveNoCouncilCodeAndCardsNoneAtAll) {
  const auto line = home_care(Rational(1000), Rational(10), {percent("adult-social-care", 50), percent("chc", 50)});
  MadeTerms terms;
  terms.holdings = {{"adult-social-care", "third-party"}, {"chc", "third-party"}};
  const Case council_case = written_case({line}, kCouncil, terms);
  EXPECT_EQ(council_case.rows.at(0).at("Delivery Mechanism"), "");
  EXPECT_EQ(council_case.account.losses.at("holding"), "third-party");
  EXPECT_EQ(written_case({line}, kCare, terms).rows.at(0).at("Personal Health Budget Type"), "03");
  terms.holdings = {{"adult-social-care", "direct-payment"}, {"chc", "card"}};
  EXPECT_EQ(written_case({line}, kCouncil, terms).rows.at(0).at("Delivery Mechanism"), "Direct payment");
  EXPECT_EQ(written_case({line}, kCare, terms).account.losses.at("holding"), "card");
}

TEST(Returns, AChangeInTheYearIsOneRowWithTheLatestCost) {
  auto line = home_care(Rational(1600), Rational(10), {percent("adult-social-care", 100)});
  line.stretches[0].to = {2026, 9, 30};
  line.stretches.push_back({{2026, 10, 1}, {2027, 3, 31}, Rational(1700), {percent("adult-social-care", 100)}});
  const Case made = written_case({line}, kCouncil);
  ASSERT_EQ(made.rows.size(), 1U);
  EXPECT_THAT(price_of(made.rows[0], kCouncil), ElementsAre("17.00", "Hourly", "10"));
  EXPECT_EQ(made.rows[0].at("Event Start Date"), "01/04/2026");
  EXPECT_TRUE(made.account.differences.contains("latest-cost"));
}

TEST(Returns, AServiceThatComesBackIsTwoRowsAndKeepsItsKeyForTheLatest) {
  auto line = home_care(Rational(1600), Rational(10), {percent("adult-social-care", 100)});
  line.stretches[0].to = {2026, 6, 30};
  line.stretches.push_back({{2026, 7, 1}, {2026, 9, 30}, Rational(1600), {percent("chc", 100)}});
  line.stretches.push_back({{2026, 10, 1}, {2027, 3, 31}, Rational(1600), {percent("adult-social-care", 100)}});
  const Case made = written_case({line}, kCouncil);
  ASSERT_EQ(made.rows.size(), 2U);
  EXPECT_EQ(made.rows[0].at("Event Reference"), "");
  EXPECT_EQ(made.rows[0].at("Event End Date"), "30/06/2026");
  EXPECT_EQ(made.rows[1].at("Event Reference"), "HC-1");
  EXPECT_EQ(made.rows[1].at("Event Start Date"), "01/10/2026");
}

TEST(Returns, ASubmissionOfAQuarterSaysWhatLiesOutsideIt) {
  const auto line = home_care(Rational(1000), Rational(10), {percent("adult-social-care", 100)});
  const MadePackage package = make_package({line}, {});
  const Written written = ReturnPlace(package).write(package.half_up, kCouncil,
                                                     {{fhir::CivilDate{2026, 4, 1}, fhir::CivilDate{2026, 6, 30}}});
  const auto account = independent::read_account(written.ledger);
  const auto file = independent::value_of_file(written.file, independent::client_level_data(),
                                               {false, written.from, written.to, account.week_day});
  EXPECT_EQ(file.period, 130'000);  // 13 weeks
  EXPECT_EQ(account.sum("difference").period, 390'000);
  EXPECT_THAT(independent::faults(file, account), IsEmpty());
}

TEST(Returns, DraftsForeignMoneyAndWrongSumsAreRefused) {
  MadePackage package = make_package({home_care(Rational(1000), Rational(10), {percent("chc", 100)})}, {});
  const ReturnPlace place(package);
  const auto refused = [&](auto change) {
    budget::Budget& budget = package.half_up;
    const budget::Budget before = budget;
    change(budget);
    const Written written = place.write(budget, kCare);
    budget = before;
    EXPECT_FALSE(written.is_made);
    return written.issues.items().empty() ? std::string() : written.issues.items()[0].code;
  };
  EXPECT_EQ(refused([](budget::Budget& budget) { budget.status = "withdrawn"; }), "return-status");
  EXPECT_EQ(refused([](budget::Budget& budget) { budget.currency = "EUR"; }), "return-currency");
  EXPECT_EQ(refused([](budget::Budget& budget) { budget.streams[0].gross.period += 1; }), "return-sum");
  EXPECT_EQ(refused([](budget::Budget& budget) { budget.gross.week += 1; }), "return-sum");
}

TEST(Returns, ALineWithoutAResourceGetsOne) {
  MadePackage package =
      make_package({home_care(Rational(1000), Rational(10), {percent("adult-social-care", 100)})}, {});
  package.half_up.lines[0].service.clear();
  const Written written = ReturnPlace(package).write(package.half_up, kCouncil);
  const auto rows = independent::read_csv(written.file);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_THAT(price_of(rows[0], kCouncil), ElementsAre("10.00", "Hourly", "10"));
  EXPECT_EQ(rows[0].at("LA Person Unique Identifier"), "B-1");
  EXPECT_EQ(rows[0].at("Service Component"), "Home support or domiciliary care");
}

TEST(Returns, MoneyIsPostedWhereItsStreamSays) {
  MadePackage package = make_package({home_care(Rational(1000), Rational(10), {percent("chc", 100)})}, {});
  const auto row = [&] { return independent::read_csv(ReturnPlace(package).write(package.half_up, kCare).file).at(0); };
  EXPECT_EQ(row().at("Cost Centre Code"), "");
  package.half_up.streams[0].cost_centre = "C1234";
  package.half_up.streams[0].subjective_code = "5216000123";  // too long for the format
  EXPECT_EQ(row().at("Cost Centre Code"), "C1234");
  EXPECT_EQ(row().at("Subjective Code"), "");
  const auto account = independent::read_account(ReturnPlace(package).write(package.half_up, kCare).ledger);
  EXPECT_EQ(account.losses.at("subjective-code"), "5216000123");
}

// ------------------------------------------------------------------------------------------------ plain exports

std::string shared_service(std::string_view shares) {
  return R"({"resourceType":"ServiceRequest","id":"S-1","status":"active","intent":"order","extension":[)" +
         std::string(shares) +
         R"({"url":"https://careway.example/fhir/StructureDefinition/client-type","valueCodeableConcept":{"coding":[
           {"system":"https://careway.example/fhir/CodeSystem/cld-client-type","code":"service-user"}]}},
         {"url":"https://careway.example/fhir/StructureDefinition/unit-cost","valueMoney":{"value":16.40,"currency":"GBP"}}],
         "identifier":[{"system":"https://careway.example/fhir/Id/cld-event","value":"E09000033:S-1"}],
         "subject":{"reference":"Patient/person"},"occurrencePeriod":{"start":"2026-04-01"}})";
}

std::string share(std::string_view stream, std::string_view part) {
  return R"({"url":"https://careway.example/fhir/StructureDefinition/funding-share","extension":[{"url":"stream",
    "valueCodeableConcept":{"coding":[{"system":"https://careway.example/fhir/CodeSystem/funding-stream","code":")" +
         std::string(stream) + R"("}]}},)" + std::string(part) + "]},";
}

struct PlainExport {
  std::vector<std::string> submission;  ///< codes of a whole submission
  bool is_written = false;              ///< the price is in it
  std::vector<std::string> alone;       ///< codes when this service is asked for by itself
};

PlainExport plain_export(std::string_view shares) {
  MadePackage package;
  package.resources = {{"Patient/person", R"({"resourceType":"Patient","id":"person","identifier":[{"system":
      "https://careway.example/fhir/Id/la-person","value":"E09000033:P1"}],"active":true})"},
                       {"ServiceRequest/S-1", shared_service(shares)}};
  const ReturnPlace place(package);
  Exporter exporter(place.services(), council(), face_named("cld"));
  engine::Ledger ledger;
  PlainExport made;
  fhir::Issues issues;
  const std::string file = exporter.write_file(exporter.all_anchors({}), {}, ledger, issues);
  for (const fhir::Issue& issue : issues.items()) made.submission.push_back(issue.code);
  made.is_written = file.find("16.40") != std::string::npos;
  fhir::Issues own;
  exporter.write_one({"ServiceRequest", "S-1"}, {}, ledger, own);
  for (const fhir::Issue& issue : own.items()) made.alone.push_back(issue.code);
  return made;
}

const char kPart[] = R"({"url":"percent","valueDecimal":60})";
const char kRest[] = R"({"url":"rest","valueBoolean":true})";
const char kAll[] = R"({"url":"percent","valueDecimal":100})";

TEST(PlainExport, ACostThatOthersShareIsRefused) {
  for (const std::string& shares :
       {share("adult-social-care", kPart) + share("chc", kRest), share("adult-social-care", kPart),
        share("adult-social-care", R"({"url":"amount","valueMoney":{"value":5,"currency":"GBP"}})")}) {
    const PlainExport made = plain_export(shares);
    EXPECT_THAT(made.submission, ElementsAre("cost-blended")) << shares;
    EXPECT_FALSE(made.is_written) << shares;
    EXPECT_THAT(made.alone, ElementsAre("cost-blended")) << shares;
  }
}

TEST(PlainExport, ACostOfAnotherFunderIsLeftOutOfASubmission) {
  for (const std::string& shares : {share("chc", kAll), share("education", kRest)}) {
    const PlainExport made = plain_export(shares);
    EXPECT_THAT(made.submission, IsEmpty()) << shares;
    EXPECT_FALSE(made.is_written) << shares;
    EXPECT_THAT(made.alone, ElementsAre("cost-blended")) << shares;
  }
}

TEST(PlainExport, ACostOfItsOwnGoesOut) {
  for (const std::string& shares : {std::string(), share("adult-social-care", kAll), share("adult-social-care", kRest),
                                    share("s117-council", R"({"url":"fraction","valueString":"1/1"})"),
                                    share("adult-social-care", kPart) + share("s117-council", kRest)}) {
    const PlainExport made = plain_export(shares);
    EXPECT_THAT(made.submission, IsEmpty()) << shares;
    EXPECT_TRUE(made.is_written) << shares;
    EXPECT_THAT(made.alone, IsEmpty()) << shares;
  }
}

}  // namespace
}  // namespace careway::pipeline
