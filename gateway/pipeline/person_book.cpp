#include "gateway/pipeline/person_book.h"

#include <algorithm>
#include <cassert>

#include "adapters/platform/crypto.h"
#include "adapters/platform/random.h"
#include "gateway/pipeline/json_text.h"
#include "gateway/pipeline/person_links.h"
#include "gateway/pipeline/record_loader.h"
#include "gateway/pipeline/stored_resource.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

// FHIR R4 identity-assuranceLevel: somewhat sure, and as sure as a person can be.
constexpr std::string_view kAutomatic = "level3";
constexpr std::string_view kDecided = "level4";

constexpr std::string_view kOpen = "requested";
constexpr std::string_view kTogether = "completed";
constexpr std::string_view kApart = "rejected";

std::string reference_json(std::string_view reference) {
  std::string out = "{";
  append_member(out, "reference", reference);
  return out + "}";
}

}  // namespace

PatientPair pair_of(std::string_view one, std::string_view other) {
  return one < other ? PatientPair(one, other) : PatientPair(other, one);
}

std::string question_id(const Services& services, const Caller& caller, const PatientPair& pair) {
  const std::string hex = platform::to_hex(
      services.keyer.digest("link question\x1f" + caller.tenant + "\x1f" + pair.first + "\x1f" + pair.second));
  return "q-" + hex.substr(0, 32);
}

PersonBook::PersonBook(const Services& services, const Caller& caller)
    : services_(services),
      caller_(caller),
      library_(services.library()),
      hasher_(caller.tenant, services.search_secret),
      instant_(now(services)) {}

void PersonBook::load_people(const std::vector<std::string>& patients) {
  std::vector<std::string> asked;
  std::vector<std::uint64_t> identities;
  for (const std::string& patient : patients) {
    if (!person_of_.emplace(patient, std::string()).second) continue;
    asked.push_back(patient);
    identities.push_back(person_link_identity(hasher_, patient));
  }
  if (asked.empty()) return;
  std::vector<store::ResourceKey> keys;
  for (const auto& holder : services_.store.find_identities(caller_.tenant, identities)) {
    if (!holder || people_.contains(holder->id) || std::ranges::find(keys, *holder) != keys.end()) continue;
    keys.push_back(*holder);
  }
  for (const auto& resource : services_.store.read_many(caller_.tenant, keys)) {
    if (resource && !resource->deleted) read_person(*resource);
  }
}

void PersonBook::read_person(const store::Resource& resource) {
  fhir::Issues issues;
  const auto document = fhir::read_json(resource.body, library_->definitions(), issues);
  if (!document) throw store::StorageError(store::StorageError::Kind::corrupt, false, "a Person cannot be read");
  Person& person = people_[resource.key.id];
  person.id = resource.key.id;
  person.version = resource.version;
  for (fhir::Element link : document->root()) {
    if (link.name() != "link" || !link.child("target")) continue;
    const std::string patient(link.child("target").child_value("reference"));
    if (!patient.starts_with("Patient/")) continue;
    person.members.emplace_back(patient, link.child_value("assurance"));
    person_of_[patient] = person.id;
  }
}

void PersonBook::load_questions(const std::vector<PatientPair>& pairs) {
  std::vector<PatientPair> asked;
  std::vector<store::ResourceKey> keys;
  for (const PatientPair& pair : pairs) {
    const auto [at, is_new] = questions_.try_emplace(pair);
    if (!is_new) continue;
    at->second.pair = pair;
    at->second.id = question_id(services_, caller_, pair);
    asked.push_back(pair);
    keys.push_back({"Task", at->second.id});
  }
  const auto stored = services_.store.read_many(caller_.tenant, keys);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (stored[i]) read_question(questions_[asked[i]], *stored[i]);
  }
}

void PersonBook::read_question(Question& question, const store::Resource& resource) {
  question.version = resource.version;
  if (resource.deleted) return;
  fhir::Issues issues;
  const auto document = fhir::read_json(resource.body, library_->definitions(), issues);
  if (!document) throw store::StorageError(store::StorageError::Kind::corrupt, false, "a question cannot be read");
  const fhir::Element task = document->root();
  question.status = std::string(task.child_value("status"));
  question.reason = std::string(task.child_value("description"));
  question.asked = std::string(task.child_value("authoredOn"));
  for (fhir::Element child : task) {
    if (child.name() != "note") continue;
    question.notes.push_back({std::string(child.child_value("authorString")), std::string(child.child_value("time")),
                              std::string(child.child_value("text"))});
  }
}

PersonBook::Person* PersonBook::find_person(const std::string& patient) {
  load_people({patient});
  const std::string& id = person_of_[patient];
  return id.empty() ? nullptr : &people_.at(id);
}

PersonBook::Question& PersonBook::question(const PatientPair& pair) {
  load_questions({pair});
  return questions_.at(pair);
}

std::vector<std::string> PersonBook::people_of(const std::string& patient) {
  std::vector<std::string> people{patient};
  const Person* person = find_person(patient);
  if (person == nullptr) return people;
  for (const auto& [member, assurance] : person->members) {
    if (member != patient) people.push_back(member);
  }
  return people;
}

std::string PersonBook::person_of(const std::string& patient) {
  const Person* person = find_person(patient);
  return person == nullptr ? std::string() : person->id;
}

std::vector<std::string> PersonBook::members_of_person(const std::string& person) {
  if (!people_.contains(person)) {
    const auto resource = services_.store.read(caller_.tenant, {"Person", person});
    if (!resource || resource->deleted) return {};
    read_person(*resource);
  }
  std::vector<std::string> members;
  for (const auto& [member, assurance] : people_.at(person).members) members.push_back(member);
  return members;
}

Answer PersonBook::answer_of(const PatientPair& pair) {
  const std::string& status = question(pair).status;
  if (status == kOpen) return Answer::open;
  if (status == kTogether) return Answer::together;
  return status == kApart ? Answer::apart : Answer::none;
}

std::optional<PatientPair> PersonBook::pair_of_question(const std::string& question) {
  const auto resource = services_.store.read(caller_.tenant, {"Task", question});
  if (!resource || resource->deleted) return std::nullopt;
  fhir::Issues issues;
  const auto document = fhir::read_json(resource->body, library_->definitions(), issues);
  if (!document) return std::nullopt;
  std::vector<std::string> candidates;
  for (fhir::Element input : document->root()) {
    if (input.name() != "input" || !input.child("valueReference")) continue;
    candidates.emplace_back(input.child("valueReference").child_value("reference"));
  }
  if (candidates.size() != 2) return std::nullopt;
  const PatientPair pair = pair_of(candidates[0], candidates[1]);
  // The id is made from the pair: no other Task can pass for a question.
  if (question_id(services_, caller_, pair) != question) return std::nullopt;
  return pair;
}

void PersonBook::ask(const PatientPair& pair, std::string_view reason) {
  Question& asked = question(pair);
  if (asked.status == kApart || (asked.status == kOpen && asked.reason == reason)) return;
  if (asked.status == kOpen) {
    asked.reason = std::string(reason);
    asked.changed = true;
    return;
  }
  asked.status = kOpen;
  asked.reason = std::string(reason);
  asked.asked = instant_;
  asked.changed = true;
  ++asked_count_;
  note_audit("ask", pair, reason, {});
}

void PersonBook::add_note(Question& question, const LinkDecision& decision) {
  question.notes.push_back({decision.who, instant_, decision.reason});
}

PersonBook::Person& PersonBook::person_for(const std::string& patient, std::string_view assurance) {
  if (Person* person = find_person(patient)) return *person;
  const std::string id = services_.random.uuid();
  Person& person = people_[id];
  person.id = id;
  person.changed = true;
  person.members.emplace_back(patient, assurance);
  person_of_[patient] = id;
  return person;
}

void PersonBook::link(const PatientPair& pair, std::string_view reason, const LinkDecision* decision) {
  Question& asked = question(pair);
  if (decision != nullptr || asked.status == kOpen) {
    asked.status = kTogether;
    if (asked.reason.empty()) asked.reason = std::string(reason);
    if (asked.asked.empty()) asked.asked = instant_;
    if (decision != nullptr) add_note(asked, *decision);
    asked.changed = true;
  }
  const std::string_view assurance = decision != nullptr ? kDecided : kAutomatic;
  Person& kept = person_for(pair.first, assurance);
  const std::string kept_id = kept.id;
  if (person_of(pair.second) == kept_id) return;
  ++linked_count_;
  note_audit("link", pair, reason, decision != nullptr ? std::string_view(decision->who) : std::string_view());
  kept.changed = true;
  Person* other = find_person(pair.second);
  if (other == nullptr) {
    kept.members.emplace_back(pair.second, assurance);
    person_of_[pair.second] = kept_id;
    return;
  }
  other->is_gone = true;
  other->changed = true;
  for (auto& member : other->members) {
    person_of_[member.first] = kept_id;
    kept.members.push_back(std::move(member));
  }
  other->members.clear();
}

void PersonBook::keep_apart(const PatientPair& pair, std::string_view reason, const LinkDecision& decision) {
  Question& asked = question(pair);
  asked.status = kApart;
  if (asked.reason.empty()) asked.reason = std::string(reason);
  if (asked.asked.empty()) asked.asked = instant_;
  add_note(asked, decision);
  asked.changed = true;
  note_audit("keep-apart", pair, reason, decision.who);
}

void PersonBook::take_out(const std::string& patient) {
  Person* person = find_person(patient);
  if (person == nullptr) return;
  person->changed = true;
  std::erase_if(person->members, [&](const auto& member) { return member.first == patient; });
  person_of_[patient].clear();
  if (person->members.size() > 1) return;
  for (const auto& [member, assurance] : person->members) person_of_[member].clear();
  person->members.clear();
  person->is_gone = true;
}

std::string PersonBook::text_of(const Person& person) const {
  std::string out = R"({"resourceType":"Person","meta":{"profile":[)";
  append_json_string(out, library_->names().resolve("careway-same-person"));
  out += R"(]},"active":true,"link":[)";
  for (const auto& [patient, assurance] : person.members) {
    if (out.back() != '[') out += ',';
    out += R"({"target":)" + reference_json(patient);
    append_member(out, "assurance", assurance);
    out += '}';
  }
  return out + "]}";
}

std::string PersonBook::text_of(const Question& question, const std::string& instant) const {
  const language::Names& names = library_->names();
  std::string out = R"({"resourceType":"Task","meta":{"profile":[)";
  append_json_string(out, names.resolve("careway-link-question"));
  out += "]}";
  append_member(out, "status", question.status);
  append_member(out, "intent", "proposal");
  out += R"(,"code":{"coding":[{)";
  append_member(out, "system", names.resolve("record-kind"));
  append_member(out, "code", kLinkQuestionCode);
  out += "}]}";
  append_member(out, "description", question.reason);
  append_member(out, "authoredOn", question.asked);
  append_member(out, "lastModified", instant);
  if (!question.notes.empty()) out += R"(,"note":[)";
  for (const Note& note : question.notes) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "authorString", note.who);
    append_member(out, "time", note.time);
    append_member(out, "text", note.text);
    out += '}';
  }
  if (!question.notes.empty()) out += ']';
  out += R"(,"input":[)";
  for (const std::string* candidate : {&question.pair.first, &question.pair.second}) {
    if (out.back() != '[') out += ',';
    out += R"({"type":{"text":"candidate"},"valueReference":)" + reference_json(*candidate) + "}";
  }
  return out + "]}";
}

void PersonBook::add_write(store::Batch& batch, std::string_view type, const std::string& id, std::uint64_t version,
                           const std::string& text, const std::string& instant) {
  if (text.empty()) {
    store::ResourceWrite write;
    write.key = {std::string(type), id};
    write.expected_version = version;
    write.updated = instant;
    write.deleted = true;
    batch.resources.push_back(std::move(write));
    return;
  }
  fhir::Issues issues;
  auto document = fhir::read_json(text, library_->definitions(), issues);
  assert(document);
  batch.resources.push_back(
      resource_write(*document, library_->definitions(), library_->identities(), hasher_, id, version, instant));
}

void PersonBook::collect(store::Batch& batch, const std::string& instant) {
  for (auto& [id, person] : people_) {
    if (!person.changed || (person.is_gone && person.version == 0)) continue;
    add_write(batch, "Person", id, person.version, person.is_gone ? std::string() : text_of(person), instant);
  }
  for (auto& [pair, asked] : questions_) {
    if (asked.changed) add_write(batch, "Task", asked.id, asked.version, text_of(asked, instant), instant);
  }
  for (std::string& content : audit_) batch.audit.push_back({"people", instant, std::move(content)});
  audit_.clear();
}

void PersonBook::note_audit(std::string_view action, const PatientPair& pair, std::string_view reason,
                            std::string_view who) {
  std::string content = "{";
  append_member(content, "action", action);
  append_member(content, "one", pair.first);
  append_member(content, "other", pair.second);
  append_member(content, "reason", reason);
  if (!who.empty()) append_member(content, "who", who);
  append_member(content, "partner", caller_.partner);
  audit_.push_back(content + "}");
}

}  // namespace careway::pipeline
