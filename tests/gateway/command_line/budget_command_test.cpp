// `careway budget` as a person and a script see it. The person of data/budget has home care at 12.5 hours a week and
// £16.40 an hour (£205.00 a week, x 52 = £10,660.00), half CHC, half council; meals at £100.00 a month (£23.08 a week,
// £1,200.00), council; one short break at £200.00, education. Assessed to pay £60.00 a week: x 52 = £3,120.00.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "adapters/platform/clock.h"
#include "adapters/platform/crypto.h"
#include "adapters/platform/files.h"
#include "adapters/platform/random.h"
#include "adapters/store/sqlite_store.h"
#include "gateway/command_line/budget_inputs.h"
#include "gateway/command_line/budget_name.h"
#include "gateway/command_line/line_reader.h"
#include "gateway/command_line/stored_record.h"
#include "gateway/pipeline/budget_desk.h"
#include "tests/gateway/command_line/support.h"

namespace careway::command_line {
namespace {

std::string data(const std::string& name) {
  return std::string(CAREWAY_SOURCE_DIR) + "/tests/gateway/command_line/data/budget/" + name;
}

std::vector<std::string> with(std::vector<std::string> first, const std::vector<std::string>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

std::vector<std::string> inputs(const std::string& person, const std::string& rates) {
  return {"--input", "fhir:" + person, "--input", "rates:" + rates};
}

std::vector<std::string> period() {
  return {"--period-start", "2026-04-01", "--period-end", "2027-03-31"};
}

std::vector<std::string> calculate(const std::string& person, const std::string& rates) {
  return with(with({"budget", "calculate", "--issuer", "E09000033", "--reference", "PB-1"}, inputs(person, rates)),
              period());
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string written(const std::string& name, const std::string& bytes) {
  const std::string path = temporary_path(name);
  write_file(path, bytes);
  return path;
}

/// The lines for machines that begin so.
std::string machine_lines(const std::string& statement, const std::string& begin) {
  std::string found;
  std::size_t at = statement.rfind("careway-statement|1");
  while (at < statement.size()) {
    const std::size_t end = statement.find('\n', at);
    const std::string line = statement.substr(at, end - at + 1);
    if (line.starts_with(begin)) found += line;
    at = end == std::string::npos ? end : end + 1;
  }
  return found;
}

TEST(BudgetCalculate, WorksOutABlendFromFiles) {
  const Ran ran = run_careway(calculate(data("person.json"), data("rates.csv")));
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(machine_lines(ran.out, "stream"),
            "stream|chc|10250|533000|0|0\n"
            "stream|adult-social-care|12558|653000|6000|312000\n"
            "stream|education|0|20000|0|0\n");
  EXPECT_EQ(machine_lines(ran.out, "total"),
            "total|gross|22808|1206000\ntotal|contribution|6000|312000\ntotal|top-up|0|0\n"
            "total|level-difference|19984\n");
  EXPECT_NE(ran.out.find("estimate"), std::string::npos);
}

TEST(BudgetCalculate, TheSameInputGivesTheSameBytes) {
  const auto arguments = calculate(data("person.json"), data("rates.csv"));
  EXPECT_EQ(run_careway(arguments).out, run_careway(arguments).out);
  const std::string file = temporary_path("statement.txt");
  const Ran ran = run_careway(with(arguments, {"-o", file}));
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(read_file(file), run_careway(arguments).out);
}

TEST(BudgetCalculate, SaysWhatItCannotUse) {
  EXPECT_EQ(run_careway({"budget", "calculate", "--input", "fhir:" + data("person.json")}).status, 2);
  EXPECT_EQ(run_careway({"budget"}).status, 2);
  const auto wrong = [](const std::string& input) {
    return run_careway(with({"budget", "calculate", "--input", input}, period()));
  };
  EXPECT_NE(wrong("person.json").err.find("input-invalid"), std::string::npos);
  EXPECT_NE(wrong("nobody:person.json").err.find("face-unknown"), std::string::npos);
  EXPECT_NE(wrong("rates:" + data("rates.csv")).err.find("budget-subject"), std::string::npos);
  EXPECT_EQ(wrong("fhir:" + data("absent.json")).status, 3);
  // Home care has no price without the rates.
  const Ran no_price = wrong("fhir:" + data("person.json"));
  EXPECT_EQ(no_price.status, 1);
  EXPECT_NE(no_price.err.find("budget-no-price"), std::string::npos);
  const Ran year = run_careway(with(calculate(data("person.json"), data("rates.csv")), {"--year-factor", "53"}));
  EXPECT_EQ(year.status, 2);
}

TEST(BudgetVerify, HoldsForTheSameInput) {
  for (const std::string format : {"text", "html"}) {
    const std::string file = temporary_path("statement." + format);
    const Ran made =
        run_careway(with(calculate(data("person.json"), data("rates.csv")), {"--format", format, "-o", file}));
    ASSERT_EQ(made.status, 0) << made.err;
    const Ran ran = run_careway(with({"budget", "verify", file}, inputs(data("person.json"), data("rates.csv"))));
    EXPECT_EQ(ran.status, 0) << ran.err;
  }
}

TEST(BudgetVerify, OneChangedRateIsNamed) {
  const std::string statement = run_careway(calculate(data("person.json"), data("rates.csv"))).out;
  const std::string rates = written("rates.csv", replaced(read_file(data("rates.csv")), ",16.40,", ",16.41,"));
  const Ran ran = run_careway(with({"budget", "verify", "-"}, inputs(data("person.json"), rates)), statement);
  EXPECT_EQ(ran.status, 1);
  EXPECT_NE(ran.err.find("verify-rate E09000033:2026-27:HC-01"), std::string::npos) << ran.err;
  // A row that no line uses changes nothing.
  const std::string other = written("other.csv", replaced(read_file(data("rates.csv")), ",48.00,", ",49.00,"));
  EXPECT_EQ(run_careway(with({"budget", "verify", "-"}, inputs(data("person.json"), other)), statement).status, 0);
}

TEST(BudgetVerify, AnEditedStatementIsToldWithItsLine) {
  const std::string statement = run_careway(calculate(data("person.json"), data("rates.csv"))).out;
  const auto verify = [&](const std::string& edited) {
    return run_careway(with({"budget", "verify", "-"}, inputs(data("person.json"), data("rates.csv"))), edited);
  };
  EXPECT_NE(verify(replaced(statement, "Example ICB", "Another ICB")).err.find("verify-bytes"), std::string::npos);
  EXPECT_NE(verify(replaced(statement, "line|E09000033:PK-1:2|2308|", "line|E09000033:PK-1:2|2309|"))
                .err.find("verify-line E09000033:PK-1:2"),
            std::string::npos);
  EXPECT_NE(verify("a letter").err.find("statement-unreadable"), std::string::npos);
  EXPECT_EQ(run_careway({"budget", "verify", "-"}, statement).status, 2);
}

TEST(BudgetShow, OfAClaimResponseIsTheStatementOfTheBudget) {
  const std::string text = run_careway(calculate(data("person.json"), data("rates.csv"))).out;
  const Ran json = run_careway(with(calculate(data("person.json"), data("rates.csv")), {"--format", "json"}));
  ASSERT_EQ(json.status, 0) << json.err;
  const std::string file = written("budget.json", json.out);
  const Ran shown = run_careway({"budget", "show", file});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_EQ(shown.out, text);
  EXPECT_EQ(run_careway({"budget", "show", file, "--format", "json"}).out, json.out);
  EXPECT_EQ(run_careway({"budget", "show", data("person.json")}).status, 1);
  // It is right by its own profile.
  EXPECT_EQ(
      run_careway({"validate", file, "--profile", "https://careway.example/fhir/StructureDefinition/careway-budget"})
          .status,
      0);
}

TEST(BudgetRecharge, PaysTheLeadBack) {
  const std::string file = temporary_path("budget.json");
  run_careway(with(calculate(data("person.json"), data("rates.csv")), {"--format", "json", "-o", file}));
  const Ran ran = run_careway({"budget", "recharge", file, "--lead", "QRV", "--document", "J-1", "--posted",
                               "2027-04-05", "--person-account", "DEBTORS"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  // Council 6,530.00 less the contribution of 3,120.00; the contribution; education; all to the ICB.
  EXPECT_NE(ran.out.find("J-1,1,05/04/2027,E09000033,10300,520060,3410.00,,"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("J-1,2,05/04/2027,adult-social-care contribution,DEBTORS,,3120.00,,"), std::string::npos);
  EXPECT_NE(ran.out.find("J-1,3,05/04/2027,E09000033,10400,520070,200.00,,"), std::string::npos);
  EXPECT_NE(ran.out.find("J-1,4,05/04/2027,QRV,100200,52161000,,6730.00,"), std::string::npos);
  EXPECT_NE(ran.out.find("J-1,Total,,,,,6730.00,6730.00,4 lines\r\n"), std::string::npos);
  EXPECT_EQ(run_careway({"budget", "recharge", file, "--lead", "NOBODY"}).status, 1);
  EXPECT_EQ(run_careway({"budget", "recharge", file, "--lead", "QRV", "--posted", "soon"}).status, 2);
}

TEST(BudgetSettle, SaysWhoOwesWhom) {
  // It was paid as if nothing were CHC; the decision counts from the first day. 26 weeks are settled.
  const std::string before = replaced(read_file(data("person.json")), "\"valueDecimal\": 50", "\"valueDecimal\": 0");
  const std::string old_file = temporary_path("old.json");
  const std::string new_file = temporary_path("new.json");
  const std::string journal = temporary_path("journal.csv");
  run_careway(with(calculate(written("before.json", before), data("rates.csv")), {"--format", "json", "-o", old_file}));
  run_careway(with(calculate(data("person.json"), data("rates.csv")), {"--format", "json", "-o", new_file}));
  const Ran ran = run_careway({"budget", "settle", old_file, new_file, "--until", "2026-09-29", "-o", journal});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_NE(ran.out.find("chc (100200 / 52161000) owes adult-social-care (10300 / 520060)"), std::string::npos)
      << ran.out;
  const std::string file = read_file(journal);
  EXPECT_NE(file.find("chc,100200,52161000,"), std::string::npos) << file;
  const Ran json = run_careway({"--format", "json", "budget", "settle", old_file, new_file, "--until", "2026-09-29"});
  EXPECT_NE(json.out.find(R"("transfers":[{"from":"chc","fromCostCentre":"100200","fromSubjectiveCode":"52161000",)"
                          R"("to":"adult-social-care","toCostCentre":"10300","toSubjectiveCode":"520060",)"),
            std::string::npos)
      << json.out;
  EXPECT_EQ(run_careway({"budget", "settle", old_file, new_file, "--until", "soon"}).status, 2);
}

TEST(BudgetResources, ShowsWhatIsOnOfferAtWhichPrice) {
  const Ran ran = run_careway({"budget", "resources", "--input", "rates:" + data("rates.csv")});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_NE(ran.out.find("E09000033:2026-27"), std::string::npos);
  EXPECT_LT(ran.out.find("day-support"), ran.out.find("home-support"));
  EXPECT_NE(ran.out.find("£16.40        an hour"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("It is over 14 people; half of them have £16.20 or less."), std::string::npos);
  EXPECT_EQ(run_careway({"budget", "resources"}).status, 2);
}

TEST(BudgetResources, LeavesOutAveragesOverFewPeople) {
  const auto row = [](const std::string& id, const std::string& basis, const std::string& service) {
    return R"({"resourceType":"ChargeItemDefinition","id":")" + id +
           R"(","extension":[{"url":"https://careway.example/fhir/StructureDefinition/rate-basis",)"
           R"("valueCodeableConcept":{"coding":[{"system":"https://careway.example/fhir/CodeSystem/costing-method",)"
           R"("code":")" +
           basis +
           R"("}]}},{"url":"https://careway.example/fhir/StructureDefinition/cost-frequency",)"
           R"("valueCodeableConcept":{"coding":[{"system":"https://careway.example/fhir/CodeSystem/cld-cost-frequency",)"
           R"("code":"hourly"}]}},{"url":"https://careway.example/fhir/StructureDefinition/rate-people",)"
           R"("valueInteger":9}],"url":"urn:x:)" +
           id +
           R"(","version":"2026","status":"active","publisher":"E09000033","code":{"coding":[{"system":)"
           R"("https://careway.example/fhir/CodeSystem/cld-service-component","code":")" +
           service +
           R"("}]},"effectivePeriod":{"start":"2026-04-01"},"propertyGroup":[{"priceComponent":[{"type":"base",)"
           R"("amount":{"value":17.77,"currency":"GBP"}}]}]})";
  };
  const std::string file =
      written("small_averages.json", R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":)" +
                                         row("a", "agreed", "home-support") + R"(},{"resource":)" +
                                         row("b", "average", "day-support") + "}]}");
  const Ran ran = run_careway({"budget", "resources", "--input", "fhir:" + file});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_NE(ran.err.find("rate-disclosure"), std::string::npos) << ran.err;
  EXPECT_NE(ran.out.find("home-support"), std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find("day-support"), std::string::npos) << ran.out;
}

/// The person of the file on one line, under another id.
std::string person_line(const std::string& id) {
  std::string text = read_file(data("person.json"));
  std::ranges::replace(text, '\n', ' ');
  for (std::size_t at = text.find("\"p1\""); at != std::string::npos; at = text.find("\"p1\"")) {
    text.replace(at, 4, "\"" + id + "\"");
  }
  for (std::size_t at = text.find("Patient/p1"); at != std::string::npos; at = text.find("Patient/p1")) {
    text.replace(at, 10, "Patient/" + id);
  }
  return text + "\n";
}

std::vector<std::string> cohort(const std::string& file) {
  return with({"budget", "cohort", file, "--rates", data("rates.csv")}, period());
}

TEST(BudgetCohort, WritesARowForEachPersonInTheirOrder) {
  const std::string half = replaced(person_line("half"), "\"valueDecimal\": 12.5", "\"valueDecimal\": 6.25");
  const std::string file = written(
      "cohort.ndjson", person_line("first") + "\n" + half + "{\"resourceType\":\"Patient\"}\n" + person_line("last"));
  const std::string output = temporary_path("out.csv");
  const Ran ran = run_careway(with(cohort(file), {"-o", output, "--threads", "3"}));
  EXPECT_EQ(ran.status, 1);  // one has no budget
  EXPECT_NE(ran.err.find(":4: error cohort-bundle"), std::string::npos) << ran.err;
  const std::string csv = read_file(output);
  EXPECT_EQ(count(csv, "\r\n"), 5U);
  const std::string row = "228.08,12060.00,5330.00,,,,,,,6530.00,,,,200.00,,,,,,,,,60.00,3120.00,";
  const std::size_t first = csv.find("\r\nfirst," + row);
  const std::size_t half_row = csv.find("\r\nhalf,125.58,6730.00,2665.00,,,,,,,3865.00,");
  const std::size_t third = csv.find("\r\nline 4,,,");
  const std::size_t last = csv.find("\r\nlast," + row);
  ASSERT_NE(last, std::string::npos) << csv;
  EXPECT_LT(first, half_row);
  EXPECT_LT(half_row, third);
  EXPECT_LT(third, last);
  EXPECT_NE(ran.out.find("4 people, 1 without a budget; gross of the period 30850.00"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("home-support"), std::string::npos);
  // As many threads as you like give the same bytes.
  EXPECT_EQ(run_careway(with(cohort(file), {"--threads", "1"})).out, csv);
}

TEST(BudgetCohort, FindsThoseWithTheLargestBudgets) {
  const std::string half = replaced(person_line("half"), "\"valueDecimal\": 12.5", "\"valueDecimal\": 6.25");
  const std::string twice = replaced(person_line("twice"), "\"valueDecimal\": 12.5", "\"valueDecimal\": 25");
  const std::string file = written("cohort.ndjson", half + person_line("one") + twice);
  const Ran ran = run_careway(with(cohort(file), {"--order-by", "gross", "--top", "2"}));
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(count(ran.out, "\r\n"), 3U);
  EXPECT_LT(ran.out.find("\r\ntwice,"), ran.out.find("\r\none,"));
  EXPECT_EQ(ran.out.find("\r\nhalf,"), std::string::npos);
}

TEST(BudgetCohort, ShowsItsProgressOnATerminal) {
  const std::string file = written("cohort.ndjson", person_line("one"));
  const Ran ran = run_careway(cohort(file), {}, nullptr, true);
  EXPECT_NE(ran.err.find(" of "), std::string::npos);
}

TEST(BudgetServer, ShowsAndVerifiesByHttp) {
  FakeHttpClient http([](const FakeHttpClient::Sent& sent) -> channels::HttpAnswer {
    if (sent.request.method == "GET") return {200, {}, "a page\n"};
    const bool is_same = sent.body == "a page\n";
    return {200,
            {},
            is_same
                ? R"({"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational"}]})"
                : R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing",
"details":{"coding":[{"code":"verify-rate"}],"text":"It was changed."},"location":["line 7, column 1"],"expression":["E09000033:2026-27:HC-01"]}]})"};
  });
  const std::vector<std::string> place{"--to", "http://localhost:8080/", "--key", "secret"};
  const Ran shown = run_careway(with({"budget", "show", "E09000033:PB 1:2", "--format", "html"}, place), {}, &http);
  EXPECT_EQ(shown.out, "a page\n");
  EXPECT_EQ(http.sent[0].request.url, "http://localhost:8080/budgets/E09000033/PB%201/2/statement");
  EXPECT_EQ(http.sent[0].header("Accept"), "text/html");
  EXPECT_EQ(http.sent[0].header("Authorization"), "Bearer secret");
  EXPECT_EQ(run_careway(with({"budget", "verify", "-"}, place), "a page\n", &http).status, 0);
  EXPECT_EQ(http.sent[1].request.url, "http://localhost:8080/budgets/verify");
  const Ran other = run_careway(with({"budget", "verify", "-"}, place), "another page\n", &http);
  EXPECT_EQ(other.status, 1);
  EXPECT_NE(other.err.find(":7: error verify-rate E09000033:2026-27:HC-01: It was changed."), std::string::npos)
      << other.err;
  EXPECT_EQ(run_careway(with({"budget", "show", "nonsense"}, place), {}, &http).status, 2);
}

/// A data folder with one stored budget, E09000033:PB-1.
std::string data_folder() {
  platform::SystemFiles files;
  const std::string folder = temporary_path("data");
  for (const char* name : {"/careway.db", "/careway.db-wal", "/careway.db-shm"}) {
    if (files.exists(folder + name)) files.remove(folder + name);
  }
  files.make_folder(folder);
  const std::string key = "the key of a deployment in a test";
  write_file(folder + "/deployment.key", key + "\n");
  const platform::HmacKeyer keyer(key);
  (void)store::open_sqlite_store({.path = folder + "/careway.db"}, [&](std::string_view bytes) {
    const auto digest = keyer.digest(bytes);
    return std::string(digest.begin(), digest.end());
  });
  return folder;
}

TEST(BudgetData, ShowsAndVerifiesWhatAServerStored) {
  const std::string folder = data_folder();
  {
    platform::SystemFiles files;
    const platform::FakeClock clock;
    platform::SeededRandom random(7);
    FakeHttpClient nobody([](const FakeHttpClient::Sent&) { return channels::HttpAnswer{}; });
    const Parts parts{
        files, clock, random, nobody, [](std::int64_t) {}, std::string(CAREWAY_BUILD_DIR) + "/share/careway"};
    std::istringstream in;
    std::ostringstream out;
    Console console{in, out, out};
    BudgetPlaceOptions place;
    place.data_folder = folder;
    place.tenant = "east";
    const auto record = StoredRecord::open(parts, {}, place, console);
    ASSERT_NE(record, nullptr) << out.str();
    const InputTerms terms{record->services(), *record->services().library(), record->caller()};
    ASSERT_TRUE(take_inputs(parts, terms, {"fhir:" + data("person.json"), "rates:" + data("rates.csv")}, console))
        << out.str();
    budget::Question question;
    question.issuer = {"la-code", "E09000033", ""};
    question.reference = "PB-1";
    question.from = question.prices_as_of = {2026, 4, 1};
    question.to = {2027, 3, 31};
    question.year_factor = budget::Rational(52);
    fhir::Issues issues;
    pipeline::BudgetDesk desk(record->services(), record->caller());
    ASSERT_TRUE(desk.record({"Patient", "p1"}, question, 0, issues))
        << (issues.empty() ? "" : issues.items().front().text);
  }
  const std::vector<std::string> place{"--data", folder, "--tenant", "east"};
  const Ran shown = run_careway(with({"budget", "show", "E09000033:PB-1"}, place));
  ASSERT_EQ(shown.status, 0) << shown.err;
  EXPECT_EQ(machine_lines(shown.out, "total|gross"), "total|gross|22808|1206000\n");
  EXPECT_NE(machine_lines(shown.out, "inputs|"), "");
  EXPECT_EQ(run_careway(with({"budget", "verify", "-"}, place), shown.out).status, 0);
  const std::size_t list = shown.out.find("List/");
  ASSERT_NE(list, std::string::npos);
  const std::string name = shown.out.substr(list, shown.out.find('\n', list) - list);
  const Ran resources = run_careway(with({"budget", "resources", name}, place));
  EXPECT_EQ(resources.status, 0) << resources.err;
  EXPECT_NE(resources.out.find("home-support"), std::string::npos);
  const Ran html = run_careway(with({"budget", "show", "E09000033:PB-1:1", "--format", "html"}, place));
  EXPECT_EQ(run_careway(with({"budget", "verify", "-"}, place), html.out).status, 0);
  EXPECT_EQ(run_careway(with({"budget", "verify", "-"}, place), replaced(shown.out, "Meals", "Feast")).status, 1);
  EXPECT_EQ(run_careway(with({"budget", "show", "E09000033:PB-2"}, place)).status, 1);
  EXPECT_EQ(run_careway({"budget", "show", "E09000033:PB-1", "--data", folder, "--tenant", "west"}).status, 1);
  EXPECT_EQ(run_careway({"budget", "show", "E09000033:PB-1", "--data", folder}).status, 3);
}

TEST(BudgetName, IsIssuerReferenceAndVersion) {
  const auto name = parse_budget_name("E09000033:PB:1:2");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->issuer, "E09000033");
  EXPECT_EQ(name->reference, "PB:1");
  EXPECT_EQ(name->version, 2U);
  EXPECT_EQ(parse_budget_name("A:B")->version, std::nullopt);
  EXPECT_EQ(parse_budget_name("A:B:0")->reference, "B:0");
  EXPECT_FALSE(parse_budget_name("A"));
  EXPECT_FALSE(parse_budget_name(":B"));
  EXPECT_FALSE(parse_budget_name("A:"));
}

TEST(LineReader, GivesLinesAcrossPieces) {
  platform::MemoryFiles files;
  const std::string large(3 << 20, 'x');
  files.write_atomically("a", "one\n\n" + large + "\r\nlast");
  LineReader lines(files.open("a"));
  std::string line;
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "one");
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, large + "\r");
  EXPECT_EQ(lines.line_number(), 3U);
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "last");
  EXPECT_EQ(lines.line_number(), 4U);
  EXPECT_FALSE(lines.next(line));
  EXPECT_EQ(lines.bytes_done(), lines.bytes_total());
}

}  // namespace
}  // namespace careway::command_line
