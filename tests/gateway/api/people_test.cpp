// Linking people over HTTP: questions, decisions, undoing, what nobody may see any more.
#include <gtest/gtest.h>

#include <thread>

#include "gateway/pipeline/stored_resource.h"
#include "tests/gateway/api/api_fixture.h"

namespace careway::api {
namespace {

const Gateway::Headers kCsv{{"Content-Type", "text/csv"}};
const Gateway::Headers kJson{{"Content-Type", "application/json"}};
constexpr std::string_view kDecision = R"({"who":"Pat Clerk","reason":"I asked both")";

std::string patient(const std::string& issuer, const std::string& number, const std::string& birth_date,
                    const std::string& more = {}) {
  return R"({"resourceType":"Patient","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":")" + number +
         R"("},{"system":"urn:local","value":"7","assigner":{"identifier":{"value":")" + issuer +
         R"("}}}],"name":[{"family":"Example","given":["Anna"]}],"birthDate":")" + birth_date + "\"" + more + "}";
}

std::string by(const std::string& more = {}) {
  return std::string(kDecision) + more + "}";
}

/// The text behind "name": in JSON of ours.
std::string word(const http::Response& response, const std::string& name) {
  const std::string mark = "\"" + name + "\":\"";
  const std::size_t at = response.body.find(mark);
  if (at == std::string::npos) return {};
  const std::size_t from = at + mark.size();
  return response.body.substr(from, response.body.find('"', from) - from);
}

class People : public testing::TestWithParam<Gateway::Engine> {
 protected:
  Gateway gateway{GetParam()};
  std::string council;
  std::string icb;

  void make(const std::string& birth_date = "1950-05-05") {
    council = "Patient/" + gateway.create("Patient", patient("E09000033", "9990000018", "1950-05-05"));
    icb = "Patient/" + gateway.create("Patient", patient("QMJ", "9990000018", birth_date));
  }
  /// The Person of the council's Patient, or empty.
  std::string person() {
    return value_at(gateway.send("GET", "/fhir/Person?patient=" + council).body, "entry.0.resource.id");
  }
  http::Response undo(const std::string& body = by()) {
    return gateway.send("POST", "/people/links/" + person() + "/undo", body, kJson);
  }
  std::string total(const std::string& query) { return value_at(gateway.send("GET", "/fhir/" + query).body, "total"); }
  http::Response questions(const std::string& query = {}) { return gateway.send("GET", "/people/questions" + query); }

  /// A ClaimResponse of one Patient in its next version; `other`: it was drawn from that one, too.
  std::string claim(const std::string& id, const std::string& of, const std::string& other) {
    std::string text = R"({"resourceType":"ClaimResponse","id":")" + id + "\"";
    if (!other.empty()) {
      text += R"(,"extension":[{"url":"https://careway.example/fhir/StructureDefinition/budget-drawn-from",)"
              R"("valueReference":{"reference":")" +
              other + R"("}}])";
    }
    return text +
           R"(,"status":"active","type":{"text":"t"},"use":"predetermination","created":"2026-04-01",)"
           R"("outcome":"complete","insurer":{"display":"i"},"patient":{"reference":")" +
           of + "\"}}";
  }
};
INSTANTIATE_TEST_SUITE_P(Stores, People, testing::Values(Gateway::Engine::memory, Gateway::Engine::sqlite),
                         [](const auto& engine) {
                           return engine.param == Gateway::Engine::memory ? "memory" : "sqlite";
                         });

TEST_P(People, AreLinkedBeforeTheAnswer) {
  make();
  const std::string id = person();
  ASSERT_NE(id, "");
  const auto read = gateway.send("GET", "/fhir/Person/" + id);
  EXPECT_EQ(value_at(read.body, "link.0.assurance"), "level3");
  EXPECT_NE(read.body.find(R"("reference":")" + council + "\""), std::string::npos);
  EXPECT_NE(read.body.find(R"("reference":")" + icb + "\""), std::string::npos);
}

/// NHS numbers of the 999 range in rising order.
std::vector<std::string> numbers(std::size_t count) {
  std::vector<std::string> all;
  for (int serial = 1; all.size() < count; ++serial) {
    std::string digits = std::to_string(999'000'000 + serial);
    int sum = 0;
    for (std::size_t i = 0; i < 9; ++i) sum += (digits[i] - '0') * static_cast<int>(10 - i);
    if (sum % 11 == 1) continue;
    all.push_back(digits + std::to_string((11 - sum % 11) % 11));
  }
  return all;
}

TEST_P(People, WhoComeAtTheSameMomentSeeEachOther) {
  const auto all = numbers(40);
  const auto create_all = [&](const std::string& issuer) {
    for (const std::string& number : all) gateway.create("Patient", patient(issuer, number, "1950-05-05"));
  };
  std::thread theirs([&] { create_all("QMJ"); });
  create_all("E09000033");
  theirs.join();
  EXPECT_EQ(total("Person?_summary=count"), std::to_string(all.size()));
}

TEST_P(People, OfOneTransactionAreLinked) {
  const auto entry = [](const std::string& resource) {
    return R"({"request":{"method":"POST","url":"Patient"},"resource":)" + resource + "}";
  };
  const auto done = gateway.send("POST", "/fhir",
                                 R"({"resourceType":"Bundle","type":"transaction","entry":[)" +
                                     entry(patient("E09000033", "9990000018", "1950-05-05")) + "," +
                                     entry(patient("QMJ", "9990000018", "1950-05-05")) + "]}");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(total("Person"), "1");
}

TEST_P(People, OfACouncilsFileAndOfFhirAreLinked) {
  const std::string id = gateway.create("Patient", patient("QMJ", "9995031108", "1990-07-21"));
  gateway.use_key(kCouncilKey);
  const auto pushed = gateway.send("POST", "/fhir", sample("phb-plan.json"));
  ASSERT_EQ(pushed.status, 200) << pushed.body;
  EXPECT_EQ(total("Person"), "0");
  EXPECT_NE(questions().body.find("\"surname-differs\""), std::string::npos);
  EXPECT_NE(questions().body.find("\"patient\":\"Patient/" + id + "\""), std::string::npos);
}

TEST_P(People, RecordsFitTheirProfiles) {
  gateway.validate({});
  make("1950-05-06");
  gateway.send("POST", "/people/questions/" + word(questions(), "id") + "/decide", by(R"(,"decision":"link")"), kJson);
  for (const std::string& search : {std::string("Person"), std::string("Task")}) {
    const std::string id = value_at(gateway.send("GET", "/fhir/" + search).body, "entry.0.resource.id");
    ASSERT_NE(id, "") << search;
    const auto verdict = gateway.send("GET", "/fhir/" + search + "/" + id + "/$validate");
    EXPECT_EQ(verdict.body.find("\"severity\":\"error\""), std::string::npos) << verdict.body;
  }
}

TEST_P(People, QuestionsNameReasonsAndIssuersOnly) {
  make("1950-05-06");
  EXPECT_EQ(person(), "");
  const auto open = questions();
  EXPECT_EQ(open.status, 200);
  EXPECT_EQ(word(open, "reason"), "birth-date-differs");
  EXPECT_NE(open.body.find("\"E09000033\""), std::string::npos);
  EXPECT_NE(open.body.find("\"QMJ\""), std::string::npos);
  for (const char* personal : {"9990000018", "1950", "Example", "Anna"}) {
    EXPECT_EQ(open.body.find(personal), std::string::npos) << personal;
  }
  EXPECT_EQ(told(questions("?status=other")), "parameter-value");
}

TEST_P(People, AreLinkedByDecision) {
  make("1950-05-06");
  const std::string question = word(questions(), "id");
  const std::string decide = "/people/questions/" + question + "/decide";
  EXPECT_EQ(told(gateway.send("POST", decide, by(R"(,"decision":"perhaps")"), kJson)), "decision-unreadable");
  EXPECT_EQ(told(gateway.send("POST", decide, R"({"decision":"link","who":"Pat"})", kJson)), "decision-unreadable");
  for (const char* who : {"", " ", "\\u0001", "\\ud800", "\\u0000", "\xFF"}) {
    const std::string body = R"({"decision":"link","reason":"r","who":")" + std::string(who) + "\"}";
    EXPECT_EQ(told(gateway.send("POST", decide, body, kJson)), "decision-unreadable") << who;
  }
  for (const std::string& leaving : {std::string("7"), std::string("Person/7"), std::string("Patient/"),
                                     std::string("Patient/7/_history/1"), "Patient/" + std::string(65, '7')}) {
    const std::string body = by(R"(,"decision":"link","patient":")" + leaving + "\"");
    EXPECT_EQ(told(gateway.send("POST", decide, body, kJson)), "decision-unreadable") << leaving;
  }
  EXPECT_EQ(told(gateway.send("POST", decide, by(R"(,"decision":"link","patient":"Patient/7")"), kJson)),
            "link-ambiguous");
  EXPECT_EQ(told(gateway.send("POST", "/people/questions/none/decide", by(R"(,"decision":"link")"), kJson)),
            "question-unknown");
  gateway.use_key(kReaderKey);
  EXPECT_EQ(gateway.send("POST", decide, by(R"(,"decision":"link")"), kJson).status, 403);
  EXPECT_EQ(questions().status, 200);
  gateway.use_key(kPhbKey);
  const auto linked = gateway.send("POST", decide, by(R"(,"decision":"link")"), kJson);
  EXPECT_EQ(linked.status, 200) << linked.body;
  EXPECT_EQ(word(linked, "person"), "Person/" + person());
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/Person/" + person()).body, "link.0.assurance"), "level4");
  EXPECT_EQ(word(questions(), "id"), "");
  EXPECT_EQ(word(questions("?status=linked"), "id"), question);
  const auto task = gateway.send("GET", "/fhir/Task/" + question);
  EXPECT_EQ(value_at(task.body, "note.0.authorString"), "Pat Clerk");
  EXPECT_EQ(value_at(task.body, "note.0.text"), "I asked both");
  const auto audit = gateway.store().audit("east", "people", 1, 10);
  ASSERT_EQ(audit.size(), 2U);
  EXPECT_NE(audit[1].content.find("\"who\":\"Pat Clerk\""), std::string::npos);
}

TEST_P(People, LinksAreNotWrittenAsFhir) {
  make();
  const std::string id = person();
  const std::string body = gateway.send("GET", "/fhir/Person/" + id).body;
  EXPECT_EQ(told(gateway.send("DELETE", "/fhir/Person/" + id)), "people-only@Person");
  EXPECT_EQ(told(gateway.send("PUT", "/fhir/Person/" + id, body)), "people-only@Person");
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Person",
                              R"({"resourceType":"Person","link":[{"target":{"reference":"Patient/7"}}]})")),
            "people-only@Person");
  EXPECT_EQ(told(gateway.send("POST", "/fhir/Task",
                              R"({"resourceType":"Task","status":"rejected","intent":"proposal",)"
                              R"("code":{"coding":[{"code":"link-question"}]}})")),
            "people-only@Task");
  const std::string other = R"({"resourceType":"Person","link":[{"target":{"reference":"Practitioner/7"}}]})";
  EXPECT_EQ(gateway.send("POST", "/fhir/Person", other).status, 201);
  const auto second = gateway.send("POST", "/fhir/Person", other);
  EXPECT_EQ(second.status, 201) << second.body;
  EXPECT_EQ(told(gateway.send("POST", "/people/links/" + value_at(second.body, "id") + "/undo", by(), kJson)),
            "link-unknown");
}

TEST_P(People, SearchesFollowLinksWhenAsked) {
  make();
  const auto at = [](const std::string& type, const std::string& element, const std::string& of,
                     const std::string& more) {
    return R"({"resourceType":")" + type + R"(",")" + element + R"(":{"reference":")" + of + "\"}," + more + "}";
  };
  for (const std::string& of : {council, icb}) {
    gateway.create("Task", at("Task", "for", of, R"("status":"completed","intent":"order")"));
    gateway.create("ServiceRequest", at("ServiceRequest", "subject", of, R"("status":"active","intent":"order")"));
    gateway.create("Coverage", at("Coverage", "beneficiary", of, R"("status":"active","payor":[{"display":"p"}])"));
    gateway.create("ChargeItem", at("ChargeItem", "subject", of, R"("status":"billable","code":{"text":"c"})"));
    gateway.create("ClaimResponse", claim("x", of, {}));
  }
  for (const char* type : {"Task", "ServiceRequest", "Coverage", "ChargeItem", "ClaimResponse"}) {
    EXPECT_EQ(total(std::string(type) + "?patient=" + council), "1") << type;
    EXPECT_EQ(total(std::string(type) + "?patient:linked=" + council), "2") << type;
    EXPECT_EQ(total(std::string(type) + "?patient:linked=" + icb.substr(8)), "2") << type;
  }
  EXPECT_EQ(total("Task?subject:linked=" + council), "2");
  EXPECT_EQ(gateway.send("GET", "/fhir/ServiceRequest?based-on:linked=" + council, {}, {{"Prefer", "handling=strict"}})
                .status,
            400);
  EXPECT_EQ(undo().status, 200);
  EXPECT_EQ(total("Task?patient:linked=" + council), "1");
}

TEST_P(People, AnUndoneLinkLeavesNothingOfOneInTheOther) {
  make();
  const std::string id = gateway.create("ClaimResponse", claim("x", council, {}));
  const std::string url = "/fhir/ClaimResponse/" + id;
  ASSERT_EQ(gateway.send("PUT", url, claim(id, council, icb)).status, 200);
  const std::string own = gateway.create("ClaimResponse", claim("x", council, {}));
  const std::string held_both = "/fhir/Person/" + person();
  store::Batch residue;
  residue.residues.push_back({{"marketplace", "marketplace", "ClaimResponse/" + id}, 0, false, "lines of both"});
  residue.residues.push_back({{"icb-phb", "marketplace", "ClaimResponse/" + own}, 0, false, "its own"});
  ASSERT_TRUE(gateway.store().commit("east", residue).committed);
  EXPECT_EQ(gateway.send("GET", url + "/_history/2").status, 200);

  const auto undone = undo();
  ASSERT_EQ(undone.status, 200) << undone.body;
  EXPECT_NE(undone.body.find("\"budgetsDeleted\":1"), std::string::npos) << undone.body;
  EXPECT_EQ(gateway.send("GET", url).status, 410);
  EXPECT_EQ(told(gateway.send("GET", url + "/_history/2")), "parted");
  EXPECT_EQ(gateway.send("GET", url + "/_history/1").status, 200);
  const auto history = gateway.send("GET", url + "/_history");
  EXPECT_EQ(history.body.find(icb), std::string::npos);
  EXPECT_EQ(history.body.find("budget-drawn-from"), std::string::npos);
  EXPECT_NE(history.body.find("\"method\":\"DELETE\""), std::string::npos);
  EXPECT_EQ(total("ClaimResponse?patient=" + council), "1");
  EXPECT_EQ(total("ClaimResponse?patient:linked=" + icb), "0");
  EXPECT_EQ(gateway.send("GET", "/fhir/ClaimResponse/" + own).status, 200);
  const std::vector<store::ResidueKey> keys{{"marketplace", "marketplace", "ClaimResponse/" + id},
                                            {"icb-phb", "marketplace", "ClaimResponse/" + own}};
  const auto kept = gateway.store().read_residues("east", keys);
  EXPECT_TRUE(kept[0]->removed);
  EXPECT_FALSE(kept[1]->removed);
  EXPECT_EQ(gateway.send("GET", "/faces/marketplace/ClaimResponse/" + id).status, 404);
  EXPECT_EQ(gateway.send("GET", held_both).status, 410);
  EXPECT_EQ(told(gateway.send("GET", held_both + "/_history/1")), "parted");
  EXPECT_EQ(told(gateway.send("GET", held_both + "/_history")), "parted");
}

TEST_P(People, WhatWasPartedIsNotWrittenTogetherAgain) {
  make();
  ASSERT_EQ(undo().status, 200);
  EXPECT_EQ(told(gateway.send("POST", "/fhir/ClaimResponse", claim("x", council, icb))),
            "people-kept-apart@ClaimResponse");
  const std::string id = gateway.create("ClaimResponse", claim("x", council, {}));
  EXPECT_EQ(told(gateway.send("PUT", "/fhir/ClaimResponse/" + id, claim(id, council, icb))),
            "people-kept-apart@ClaimResponse");
}

TEST_P(People, WhatIsStoredAcrossAnUndoneLinkIsShownByNoDoor) {
  make();
  ASSERT_EQ(undo().status, 200);
  // As if a writer had looked before the link was undone and written after.
  fhir::Document document = parsed(claim("late", council, icb));
  const store::SearchHasher hasher("east", gateway.services().search_secret);
  const auto library = gateway.services().library();
  store::Batch late;
  late.resources.push_back(pipeline::resource_write(document, library->definitions(), library->identities(), hasher,
                                                    "late", 0, pipeline::now(gateway.services())));
  ASSERT_TRUE(gateway.store().commit("east", late).committed);
  EXPECT_EQ(told(gateway.send("GET", "/fhir/ClaimResponse/late")), "parted");
  EXPECT_EQ(told(gateway.send("GET", "/fhir/ClaimResponse/late/_history/1")), "parted");
  EXPECT_EQ(told(gateway.send("GET", "/fhir/ClaimResponse/late/_history")), "parted");
  EXPECT_EQ(total("ClaimResponse?patient=" + council), "0");
}

TEST_P(People, UndoingIsAudited) {
  make();
  ASSERT_EQ(undo(by(R"(,"patient":")" + icb + "\"")).status, 200);
  EXPECT_EQ(person(), "");
  EXPECT_EQ(told(gateway.send("POST", "/people/links/none/undo", by(), kJson)), "link-unknown");
  const auto audit = gateway.store().audit("east", "people", 1, 10);
  ASSERT_EQ(audit.size(), 2U);
  EXPECT_NE(audit[1].content.find("\"action\":\"keep-apart\""), std::string::npos);
  EXPECT_NE(audit[1].content.find("\"reason\":\"link-undone\""), std::string::npos);
}

TEST_P(People, OfSupersededNumbersAreLinked) {
  council = "Patient/" + gateway.create("Patient", patient("E09000033", "9990000018", "1950-05-05"));
  icb = "Patient/" + gateway.create("Patient", patient("QMJ", "9990000026", "1950-05-05"));
  const auto loaded = gateway.send("POST", "/people/superseded", "old,new\n9990000018,9990000026\n1,2\n", kCsv);
  EXPECT_EQ(loaded.status, 200) << loaded.body;
  EXPECT_NE(loaded.body.find("\"linked\":1"), std::string::npos) << loaded.body;
  EXPECT_NE(loaded.body.find(R"({"line":3,"code":"superseded-invalid"})"), std::string::npos) << loaded.body;
  EXPECT_NE(person(), "");
  EXPECT_NE(loaded.body.find("\"refusedCount\":1"), std::string::npos) << loaded.body;
  EXPECT_EQ(told(gateway.send("POST", "/people/superseded", "{}", kJson)), "media-type-unknown");
  std::string table;
  for (int i = 0; i <= 100'000; ++i) table += "1,2\n";
  const auto refused = gateway.send("POST", "/people/superseded", table, kCsv);
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(told(refused), "limit-superseded-rows");
}

TEST_P(People, ADeletedRecordLeavesItsPerson) {
  make();
  ASSERT_NE(person(), "");
  ASSERT_EQ(gateway.send("DELETE", "/fhir/" + icb).status, 204);
  EXPECT_EQ(person(), "");
  EXPECT_EQ(total("Person"), "0");
}

TEST_P(People, ADeletedRecordLeavesNothingOfItInTheOther) {
  make();
  const std::string id = gateway.create("ClaimResponse", claim("x", council, icb));
  const std::string own = gateway.create("ClaimResponse", claim("x", council, {}));
  store::Batch residue;
  residue.residues.push_back({{"marketplace", "marketplace", "ClaimResponse/" + id}, 0, false, "lines of both"});
  ASSERT_TRUE(gateway.store().commit("east", residue).committed);
  ASSERT_EQ(gateway.send("DELETE", "/fhir/" + icb).status, 204);
  EXPECT_EQ(gateway.send("GET", "/fhir/ClaimResponse/" + id).status, 410);
  EXPECT_EQ(gateway.send("GET", "/fhir/ClaimResponse/" + own).status, 200);
  EXPECT_EQ(total("ClaimResponse?patient=" + council), "1");
  const std::vector<store::ResidueKey> keys{{"marketplace", "marketplace", "ClaimResponse/" + id}};
  EXPECT_TRUE(gateway.store().read_residues("east", keys)[0]->removed);
}

TEST_P(People, ATransactionThatDeletesOneDeletesWhatWasDrawnFromBoth) {
  make();
  const std::string id = gateway.create("ClaimResponse", claim("x", council, icb));
  // A write of the same resource in the transaction does not bring it back.
  const auto done =
      gateway.send("POST", "/fhir",
                   R"({"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":")" +
                       icb + R"("}},{"request":{"method":"PUT","url":"ClaimResponse/)" + id + R"("},"resource":)" +
                       claim(id, council, icb) + "}]}");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(gateway.send("GET", "/fhir/ClaimResponse/" + id).status, 410);
}

TEST_P(People, AQuestionAboutOneWhoIsGoneCanBeClosed) {
  make("1950-05-06");
  const std::string decide = "/people/questions/" + word(questions(), "id") + "/decide";
  ASSERT_EQ(gateway.send("DELETE", "/fhir/" + icb).status, 204);
  EXPECT_EQ(told(gateway.send("POST", decide, by(R"(,"decision":"link")"), kJson)), "question-unknown");
  const auto closed = gateway.send("POST", decide, by(R"(,"decision":"keep-apart")"), kJson);
  EXPECT_EQ(closed.status, 200) << closed.body;
  EXPECT_EQ(word(questions(), "id"), "");
}

TEST_P(People, WhatNamesTooManyIsNotStored) {
  make();
  const auto drawn = [&](int count) {
    std::string text = R"({"resourceType":"ClaimResponse","extension":[)";
    for (int i = 0; i < count; ++i) {
      if (i > 0) text += ',';
      text += R"({"url":"https://careway.example/fhir/StructureDefinition/budget-drawn-from",)"
              R"("valueReference":{"reference":"Patient/x)" +
              std::to_string(i) + R"("}})";
    }
    return text +
           R"(],"status":"active","type":{"text":"t"},"use":"predetermination","created":"2026-04-01",)"
           R"("outcome":"complete","insurer":{"display":"i"},"patient":{"reference":")" +
           council + "\"}}";
  };
  // With its own Patient 19 make 20, and 20 make 21.
  EXPECT_EQ(gateway.send("POST", "/fhir/ClaimResponse", drawn(19)).status, 201);
  const auto refused = gateway.send("POST", "/fhir/ClaimResponse", drawn(20));
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(told(refused), "limit-drawn-from@ClaimResponse");
  // As if it had been stored before: no door shows it.
  fhir::Document document = parsed(drawn(20));
  const store::SearchHasher hasher("east", gateway.services().search_secret);
  const auto library = gateway.services().library();
  store::Batch before;
  before.resources.push_back(pipeline::resource_write(document, library->definitions(), library->identities(), hasher,
                                                      "many", 0, pipeline::now(gateway.services())));
  ASSERT_TRUE(gateway.store().commit("east", before).committed);
  EXPECT_EQ(told(gateway.send("GET", "/fhir/ClaimResponse/many")), "parted");
}

TEST_P(People, WhomNobodySaysToHaveIssuedAreAskedAbout) {
  const std::string body = R"({"resourceType":"Patient","birthDate":"1950-05-05","identifier":[)"
                           R"({"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}]})";
  gateway.create("Patient", body);
  gateway.create("Patient", body);
  EXPECT_EQ(total("Person"), "0");
  EXPECT_EQ(word(questions(), "reason"), "issuer-unknown");
}

TEST_P(People, ANumberThatIsNotVerifiedIsAskedAbout) {
  gateway.create("Patient", patient("E09000033", "9990000018", "1950-05-05"));
  std::string doubted = patient("QMJ", "9990000018", "1950-05-05");
  const std::string mark = R"("value":"9990000018")";
  doubted.insert(
      doubted.find(mark) + mark.size(),
      R"(,"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/)"
      R"(Extension-UKCore-NHSNumberVerificationStatus","valueCodeableConcept":{"coding":[{"code":"02"}]}}])");
  gateway.create("Patient", doubted);
  EXPECT_EQ(total("Person"), "0");
  EXPECT_EQ(word(questions(), "reason"), "number-not-verified");
}

TEST_P(People, TheStatusOfAContinuingHealthcareRecordCounts) {
  const auto status = [](const std::string& code) {
    return R"(,"extension":[{"url":"https://careway.example/fhir/StructureDefinition/nhs-number-status",)"
           R"("valueCodeableConcept":{"coding":[{"code":")" +
           code + R"("}]}}])";
  };
  gateway.create("Patient", patient("E09000033", "9990000018", "1950-05-05"));
  gateway.create("Patient", patient("QMJ", "9990000018", "1950-05-05", status("not-traced")));
  EXPECT_EQ(total("Person"), "0");
  EXPECT_EQ(word(questions(), "reason"), "number-not-verified");
  gateway.create("Patient", patient("QRV", "9990000018", "1950-05-05", status("verified")));
  EXPECT_EQ(total("Person"), "1");
}

}  // namespace
}  // namespace careway::api
