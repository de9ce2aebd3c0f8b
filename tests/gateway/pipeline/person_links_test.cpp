#include "gateway/pipeline/person_links.h"

#include <gmock/gmock.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "gateway/pipeline/person_decisions.h"
#include "tests/gateway/pipeline/place.h"

namespace careway::pipeline {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using testing::UnorderedElementsAre;

constexpr const char* kNumber = "9990000018";
constexpr const char* kOther = "9990000026";
constexpr const char* kThird = "9990000034";

class PersonLinks : public PipelineTest {
 protected:
  /// A row of the other council of the place about its own person.
  static std::string row(const std::string& authority, const std::string& person, const Cells& more) {
    Cells cells = {{"LA Code", authority}, {"NHS Number", kNumber}, {"Date of Birth", "05/05/1950"}};
    for (const auto& [column, text] : more) cells[column] = text;
    return cld_file({cld_service(person, "S-" + person, cells)});
  }
  void push_ours(const Cells& more = {}) { place_.push(council(), "cld", row("E09000033", "P1", more)); }
  void push_theirs(const Cells& more = {}) { place_.push(council(), "cld", row("E09000001", "Q1", more)); }
  void push_third(const Cells& more = {}) { place_.push(council(), "cld", row("E09000005", "R1", more)); }

  store::ResourceKey ours() { return place_.holder("Patient", "la-person", "E09000033:P1"); }
  store::ResourceKey theirs() { return place_.holder("Patient", "la-person", "E09000001:Q1"); }
  store::ResourceKey third() { return place_.holder("Patient", "la-person", "E09000005:R1"); }
  std::vector<store::ResourceKey> linked(const store::ResourceKey& patient) {
    return linked_patients(place_.services(), council(), patient);
  }
  PersonDecisions decisions() { return PersonDecisions(place_.services(), caller_, {}); }
  /// "reason" of each open question.
  std::vector<std::string> questions(std::string_view status = "requested") {
    std::vector<std::string> reasons;
    for (const LinkQuestion& question : decisions().questions(status, 100, {}).questions) {
      reasons.push_back(question.reason);
    }
    return reasons;
  }
  std::string question() {
    const auto open = decisions().questions("requested", 100, {}).questions;
    return open.size() == 1 ? open.front().id : "none";
  }
  std::string person_of(const store::ResourceKey& patient) {
    PersonBook book(place_.services(), caller_);
    return book.person_of(to_text(patient));
  }
  std::vector<std::string> audited() {
    std::vector<std::string> actions;
    for (const store::AuditRow& entry : place_.store().audit("east", "people", 1, 100)) {
      actions.push_back(entry.content.substr(0, entry.content.find(',')));
    }
    return actions;
  }

  const Caller caller_ = council();
  const LinkDecision by_pat_{"Pat Clerk", "I asked both"};
};
INSTANTIATE_TEST_SUITE_P(Stores, PersonLinks, testing::Values(Place::Engine::memory, Place::Engine::sqlite),
                         engine_name);

TEST_P(PersonLinks, SameNumberAndBirthDateAreLinkedInTheTransactionOfTheRow) {
  push_ours();
  EXPECT_THAT(linked(ours()), ElementsAre(ours()));
  push_theirs();
  EXPECT_THAT(linked(ours()), ElementsAre(ours(), theirs()));
  EXPECT_THAT(linked(theirs()), ElementsAre(theirs(), ours()));
  EXPECT_THAT(questions(), IsEmpty());
  EXPECT_THAT(place_.store().resources_written, Contains(StartsWith("Person/")));
  EXPECT_THAT(audited(), ElementsAre(R"({"action":"link")"));
}

TEST_P(PersonLinks, AThirdRecordJoinsThePerson) {
  push_ours();
  push_theirs();
  push_third();
  EXPECT_THAT(linked(third()), UnorderedElementsAre(ours(), theirs(), third()));
  EXPECT_EQ(person_of(ours()), person_of(third()));
}

TEST_P(PersonLinks, WhatDoesNotChangeIsNotLookedAtAgain) {
  push_ours();
  push_theirs({{"Date of Birth", "06/05/1950"}});
  push_theirs({{"Date of Birth", "06/05/1950"}});
  EXPECT_THAT(place_.store().resources_written, IsEmpty());
  push_theirs({{"Date of Birth", "06/05/1950"}, {"Event Start Date", "08/04/2025"}});
  for (const std::string& written : place_.store().resources_written) EXPECT_THAT(written, StartsWith("Service"));
}

TEST_P(PersonLinks, OneCouncilsTwoRecordsAreItsOwnBusiness) {
  push_ours();
  place_.push(council(), "cld", row("E09000033", "P2", {}));
  EXPECT_THAT(linked(ours()), SizeIs(1));
  EXPECT_THAT(questions(), IsEmpty());
}

TEST_P(PersonLinks, WhatIsNotSureIsAskedOnce) {
  push_ours();
  push_theirs({{"Last Name", "Changed"}});
  EXPECT_THAT(linked(ours()), SizeIs(1));
  EXPECT_THAT(questions(), ElementsAre("surname-differs"));
  push_theirs({{"Last Name", "Changed"}, {"Postcode", "ZZ99 9ZZ"}});
  EXPECT_THAT(questions(), ElementsAre("surname-differs"));
  push_theirs();
  EXPECT_THAT(linked(ours()), SizeIs(2));
  EXPECT_THAT(questions(), IsEmpty());
  EXPECT_THAT(questions("completed"), SizeIs(1));
}

TEST_P(PersonLinks, DemographicsAloneAreAsked) {
  push_ours({{"NHS Number", ""}});
  push_theirs({{"NHS Number", "9990000019"}});
  EXPECT_THAT(linked(ours()), SizeIs(1));
  EXPECT_THAT(questions(), ElementsAre("demographics-alone"));
}

TEST_P(PersonLinks, ADecisionIsKept) {
  push_ours();
  push_theirs({{"Date of Birth", "06/05/1950"}});
  EXPECT_EQ(decisions().decide(question(), true, {}, by_pat_).code, "");
  EXPECT_THAT(linked(ours()), ElementsAre(ours(), theirs()));
  EXPECT_THAT(questions(), IsEmpty());
  push_theirs({{"Date of Birth", "07/05/1950"}});
  EXPECT_THAT(linked(ours()), SizeIs(2));
  EXPECT_THAT(questions(), IsEmpty());
  EXPECT_THAT(audited(), ElementsAre(R"({"action":"ask")", R"({"action":"link")"));
}

TEST_P(PersonLinks, WhoIsKeptApartStaysApart) {
  push_ours();
  push_theirs({{"Date of Birth", "06/05/1950"}});
  const std::string asked = question();
  EXPECT_EQ(decisions().decide(asked, false, {}, by_pat_).code, "");
  push_theirs();
  EXPECT_THAT(linked(ours()), SizeIs(1));
  EXPECT_THAT(questions(), IsEmpty());
  EXPECT_EQ(decisions().decide(asked, true, {}, by_pat_).code, "");
  EXPECT_THAT(linked(ours()), SizeIs(2));
}

TEST_P(PersonLinks, AnUndoneLinkComesBackOnlyByDecision) {
  push_ours();
  push_theirs();
  const std::string person = person_of(ours());
  const auto undone = decisions().undo(person, {}, by_pat_);
  EXPECT_EQ(undone.code, "");
  EXPECT_THAT(undone.apart, UnorderedElementsAre(to_text(ours()), to_text(theirs())));
  EXPECT_THAT(linked(ours()), SizeIs(1));
  EXPECT_EQ(decisions().undo(person, {}, by_pat_).code, "link-unknown");
  push_theirs({{"Postcode", "ZZ99 9ZZ"}});
  push_ours({{"Postcode", "ZZ99 9ZZ"}});
  EXPECT_THAT(linked(ours()), SizeIs(1));
  EXPECT_THAT(questions(), IsEmpty());
  const auto apart = decisions().questions("rejected", 10, {}).questions;
  ASSERT_THAT(apart, SizeIs(1));
  EXPECT_EQ(decisions().decide(apart[0].id, true, {}, by_pat_).code, "");
  EXPECT_THAT(linked(ours()), SizeIs(2));
}

TEST_P(PersonLinks, OneOfThreeLeavesAndTheOthersStay) {
  push_ours();
  push_theirs();
  push_third();
  const std::string person = person_of(ours());
  EXPECT_EQ(decisions().undo(person, {}, by_pat_).code, "link-ambiguous");
  EXPECT_EQ(decisions().undo(person, to_text(theirs()), by_pat_).code, "");
  EXPECT_THAT(linked(ours()), UnorderedElementsAre(ours(), third()));
  EXPECT_THAT(linked(theirs()), ElementsAre(theirs()));
  push_theirs({{"Postcode", "ZZ99 9ZZ"}});
  EXPECT_THAT(linked(theirs()), SizeIs(1));
}

TEST_P(PersonLinks, NobodyIsDrawnInWithSomebodyKeptApart) {
  push_ours();
  push_theirs({{"NHS Number", ""}});
  EXPECT_EQ(decisions().decide(question(), false, {}, by_pat_).code, "");
  push_third();
  EXPECT_THAT(linked(third()), UnorderedElementsAre(third(), ours()));
  push_theirs();
  EXPECT_THAT(linked(theirs()), SizeIs(1));
  EXPECT_THAT(questions(), Contains("kept-apart-in-group"));
  const auto open = decisions().questions("requested", 10, {}).questions;
  ASSERT_THAT(open, SizeIs(1));
  EXPECT_EQ(decisions().decide(open[0].id, true, {}, by_pat_).code, "kept-apart-in-group");
}

TEST_P(PersonLinks, TwoRecordsOfOneCouncilAreNotJoinedThroughAnother) {
  push_ours();
  push_theirs();
  place_.push(council(), "cld", row("E09000033", "P2", {}));
  const auto second = place_.holder("Patient", "la-person", "E09000033:P2");
  EXPECT_THAT(linked(second), SizeIs(1));
  EXPECT_THAT(questions(), ElementsAre("same-issuer-twice"));
}

TEST_P(PersonLinks, ALinkWhoseGroundIsGoneIsAskedAboutAndNotCut) {
  push_ours();
  push_theirs();
  push_theirs({{"Date of Birth", "06/05/1950"}});
  EXPECT_THAT(linked(ours()), SizeIs(2));
  EXPECT_THAT(questions(), ElementsAre("link-doubted"));
  EXPECT_EQ(decisions().decide(question(), false, {}, by_pat_).code, "");
  EXPECT_THAT(linked(ours()), SizeIs(1));
}

TEST_P(PersonLinks, SupersededNumbersFollow) {
  push_ours();
  push_theirs({{"NHS Number", kThird}});
  EXPECT_THAT(linked(ours()), SizeIs(1));
  const auto loaded = decisions().load_superseded("old,new\n9990000018,999 000 0026\n9990000026,9990000034\n");
  EXPECT_EQ(loaded.added, 2U);
  EXPECT_EQ(loaded.examined, 2U);
  EXPECT_EQ(loaded.linked, 1U);
  EXPECT_THAT(loaded.refused, IsEmpty());
  EXPECT_THAT(linked(ours()), SizeIs(2));
  const auto again = decisions().load_superseded("9990000018,9990000026");
  EXPECT_EQ(again.known, 1U);
  EXPECT_EQ(again.linked, 0U);
  push_third({{"NHS Number", kOther}});
  EXPECT_THAT(linked(ours()), SizeIs(3));
}

TEST_P(PersonLinks, RowsThatCannotBeTrueAreNamed) {
  const auto loaded = decisions().load_superseded(
      "old,new\n9990000018,9990000026\n9990000026,9990000018\n9990000018,9990000034\n9990000019,9990000026\n");
  EXPECT_EQ(loaded.rows, 4U);
  EXPECT_EQ(loaded.added, 1U);
  ASSERT_THAT(loaded.refused, SizeIs(3));
  EXPECT_EQ(loaded.refused[0].code, "superseded-cycle");
  EXPECT_EQ(loaded.refused[0].line, 3U);
  EXPECT_EQ(loaded.refused[1].code, "superseded-disputed");
  EXPECT_EQ(loaded.refused[2].code, "superseded-invalid");
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

TEST_P(PersonLinks, AGroupOfNumbersStaysSmall) {
  // 25 numbers in one chain: 24 rows, of which the first 19 make a group of 20.
  const auto chain = numbers(25);
  std::string table;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) table += chain[i] + "," + chain[i + 1] + "\n";
  const auto loaded = decisions().load_superseded(table);
  // Row 20 is refused; rows 21 to 24 make a group of five of their own.
  EXPECT_EQ(loaded.added, 23U);
  ASSERT_THAT(loaded.refused, SizeIs(1));
  EXPECT_EQ(loaded.refused[0].line, 20U);
  EXPECT_EQ(loaded.refused[0].code, "superseded-group");
  EXPECT_EQ(loaded.refused_count, 1U);
  // The same from the store, where the two groups are read and not made: 20 + 5 is over 20.
  const auto again = decisions().load_superseded(table);
  EXPECT_EQ(again.known, 23U);
  EXPECT_EQ(again.refused_count, 1U);
}

TEST_P(PersonLinks, ATableOfTooManyRowsIsRefusedAsAWhole) {
  std::string table = "9990000018,9990000026\n";
  for (std::size_t i = 0; i < PersonDecisions::kSupersededRowsMax; ++i) table += "1,2\n";
  place_.store().forget();
  const auto loaded = decisions().load_superseded(table);
  EXPECT_EQ(loaded.code, "limit-superseded-rows");
  EXPECT_EQ(loaded.added, 0U);
  EXPECT_EQ(place_.store().commits, 0U);
}

TEST_P(PersonLinks, OfManyRefusedRowsTheFirstAreNamed) {
  std::string table;
  for (int i = 0; i < 1200; ++i) table += "1,2\n";
  const auto loaded = decisions().load_superseded(table);
  EXPECT_EQ(loaded.code, "");
  EXPECT_EQ(loaded.refused_count, 1200U);
  EXPECT_THAT(loaded.refused, SizeIs(1000));
}

TEST_P(PersonLinks, ALongTableIsManyTransactions) {
  // 20,000 rows are 40 transactions of 500; the lock is given back after each.
  std::string table;
  for (int i = 0; i < 20'000; ++i) table += "1,2\n";
  place_.store().forget();
  decisions().load_superseded(table);
  EXPECT_EQ(place_.store().commits, 40U);
}

TEST_P(PersonLinks, ADecisionPartsNobodyElse) {
  push_ours();
  push_theirs({{"Date of Birth", "06/05/1950"}});
  const std::string asked = question();
  EXPECT_EQ(decisions().decide(asked, true, {}, by_pat_).code, "");
  push_third({{"NHS Number", kOther}, {"Last Name", "Elsewhere"}});
  const std::string stranger = to_text(third());
  // The Person holds the two asked about, so somebody else cannot be the one who leaves.
  EXPECT_EQ(decisions().decide(asked, false, stranger, by_pat_).code, "link-ambiguous");
  EXPECT_EQ(decisions().decide(asked, true, stranger, by_pat_).code, "link-ambiguous");
  EXPECT_EQ(decisions().undo(person_of(ours()), stranger, by_pat_).code, "link-ambiguous");
  EXPECT_THAT(linked(ours()), SizeIs(2));
  EXPECT_EQ(decisions().decide(asked, false, to_text(theirs()), by_pat_).code, "");
  EXPECT_THAT(linked(ours()), SizeIs(1));
}

TEST_P(PersonLinks, APlaceDoesNotSeeAnothers) {
  push_ours();
  const Caller west{"west", "council-west", "council"};
  place_.push(west, "cld", row("E09000001", "Q1", {}));
  EXPECT_THAT(linked(ours()), SizeIs(1));
}

}  // namespace
}  // namespace careway::pipeline
