#include "gateway/pipeline/person_decisions.h"

#include <algorithm>

#include "gateway/pipeline/person_budgets.h"
#include "gateway/pipeline/person_facts.h"
#include "gateway/pipeline/record_loader.h"
#include "gateway/pipeline/stored_resource.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

constexpr int kTries = 5;
constexpr std::string_view kConflict = "version-conflict";

LinkResult refused(std::string_view code) {
  LinkResult result;
  result.code = std::string(code);
  return result;
}

}  // namespace

PersonDecisions::PersonDecisions(const Services& services, const Caller& caller, std::vector<std::string> partners)
    : services_(services), caller_(caller), partners_(std::move(partners)) {
  if (std::ranges::find(partners_, caller.partner) == partners_.end()) partners_.push_back(caller.partner);
}

LinkQuestions PersonDecisions::questions(std::string_view status, std::size_t page_size, std::string_view cursor) {
  const store::SearchHasher hasher(caller_.tenant, services_.search_secret);
  store::SearchQuery query;
  query.type = "Task";
  query.order = store::SearchOrder::oldest_first;
  query.page_size = page_size;
  query.cursor = std::string(cursor);
  query.terms.push_back({{question_hash(hasher, status)}});
  const store::SearchPage page = services_.store.search(caller_.tenant, query);
  LinkQuestions found;
  found.cursor_accepted = page.cursor_accepted;
  found.next_cursor = page.next_cursor;
  PersonBook book(services_, caller_);
  for (const store::Resource& resource : page.resources) {
    LinkQuestion question = read_question(resource, book);
    if (question.status == status && question.candidates.size() == 2) found.questions.push_back(std::move(question));
  }
  return found;
}

LinkQuestion PersonDecisions::read_question(const store::Resource& resource, PersonBook& book) {
  const auto library = services_.library();
  fhir::Issues issues;
  LinkQuestion question;
  question.id = resource.key.id;
  const auto document = fhir::read_json(resource.body, library->definitions(), issues);
  if (!document) return question;
  const fhir::Element task = document->root();
  question.status = std::string(task.child_value("status"));
  question.reason = std::string(task.child_value("description"));
  question.asked = std::string(task.child_value("authoredOn"));
  for (fhir::Element input : task) {
    if (input.name() != "input" || !input.child("valueReference")) continue;
    LinkQuestion::Candidate candidate;
    candidate.patient = std::string(input.child("valueReference").child_value("reference"));
    const auto key = parse_reference(candidate.patient);
    const auto patient = key ? services_.store.read(caller_.tenant, *key) : std::nullopt;
    if (patient && !patient->deleted) {
      const auto body = fhir::read_json(patient->body, library->definitions(), issues);
      if (body) candidate.issuers = person_facts(body->root(), library->names()).issuers;
    }
    const std::string person = book.person_of(candidate.patient);
    if (!person.empty()) candidate.person = "Person/" + person;
    question.candidates.push_back(std::move(candidate));
  }
  return question;
}

LinkResult PersonDecisions::decide(const std::string& question, bool is_one, const std::string& leaving,
                                   const LinkDecision& decision) {
  const std::lock_guard held(*services_.people);
  LinkResult result;
  for (int i = 0; i < kTries; ++i) {
    result = try_decide(question, is_one, leaving, decision);
    if (result.code != kConflict) break;
  }
  return result;
}

LinkResult PersonDecisions::try_decide(const std::string& question, bool is_one, const std::string& leaving,
                                       const LinkDecision& decision) {
  PersonBook book(services_, caller_);
  const auto pair = book.pair_of_question(question);
  if (!pair) return refused("question-unknown");
  // The answer is about these two; it parts nobody else.
  if (!leaving.empty() && leaving != pair->first && leaving != pair->second) return refused("link-ambiguous");
  // Of whom one is gone, that they are two can be said: so that no question stays open for ever.
  for (const std::string* patient : {&pair->first, &pair->second}) {
    if (!is_one) break;
    const auto key = parse_reference(*patient);
    const auto stored = key ? services_.store.read(caller_.tenant, *key) : std::nullopt;
    if (!stored || stored->deleted) return refused("question-unknown");
  }
  const std::string person = book.person_of(pair->first);
  const bool are_linked = !person.empty() && person == book.person_of(pair->second);
  if (!is_one && are_linked) {
    const std::vector<std::string> members = book.members_of_person(person);
    if (leaving.empty() && members.size() > 2) return refused("link-ambiguous");
    return part(book, members, leaving.empty() ? pair->second : leaving, decision);
  }
  if (!is_one) {
    book.keep_apart(*pair, {}, decision);
  } else {
    for (const std::string& one : book.people_of(pair->first)) {
      for (const std::string& other : book.people_of(pair->second)) {
        const PatientPair across = pair_of(one, other);
        if (across != *pair && book.answer_of(across) == Answer::apart) return refused("kept-apart-in-group");
      }
    }
    book.link(*pair, "decided", &decision);
  }
  store::Batch batch;
  book.collect(batch, now(services_));
  if (!services_.store.commit(caller_.tenant, batch).committed) return refused(kConflict);
  LinkResult result;
  if (is_one) result.person = "Person/" + book.person_of(pair->first);
  if (!is_one) result.apart = {pair->first, pair->second};
  return result;
}

LinkResult PersonDecisions::undo(const std::string& person, const std::string& leaving, const LinkDecision& decision) {
  const std::lock_guard held(*services_.people);
  LinkResult result;
  for (int i = 0; i < kTries; ++i) {
    result = try_undo(person, leaving, decision);
    if (result.code != kConflict) break;
  }
  return result;
}

LinkResult PersonDecisions::try_undo(const std::string& person, std::string leaving, const LinkDecision& decision) {
  PersonBook book(services_, caller_);
  const std::vector<std::string> members = book.members_of_person(person);
  if (members.size() < 2) return refused("link-unknown");
  if (leaving.empty() && members.size() > 2) return refused("link-ambiguous");
  if (leaving.empty()) leaving = members.back();
  if (std::ranges::find(members, leaving) == members.end()) return refused("link-ambiguous");
  return part(book, members, leaving, decision);
}

LinkResult PersonDecisions::part(PersonBook& book, const std::vector<std::string>& members, const std::string& leaving,
                                 const LinkDecision& decision) {
  LinkResult result;
  result.apart.push_back(leaving);
  for (const std::string& member : members) {
    if (member == leaving) continue;
    book.keep_apart(pair_of(leaving, member), "link-undone", decision);
    result.apart.push_back(member);
  }
  book.take_out(leaving);
  const std::string instant = now(services_);
  store::Batch batch;
  book.collect(batch, instant);
  result.budgets_deleted = delete_budgets_across(services_, caller_, partners_, members, leaving, batch, instant);
  if (!services_.store.commit(caller_.tenant, batch).committed) return refused(kConflict);
  return result;
}

}  // namespace careway::pipeline
