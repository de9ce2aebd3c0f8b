#include "gateway/pipeline/person_linker.h"

#include <algorithm>
#include <set>

#include "gateway/pipeline/person_budgets.h"
#include "gateway/pipeline/record_loader.h"
#include "gateway/pipeline/stored_resource.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

constexpr std::size_t kKeysPerSearch = 100;
// A number or a name that more people share than this tells nothing; more questions would help nobody.
constexpr std::size_t kMeetingsPerPatientMax = 50;

}  // namespace

PersonLinker::PersonLinker(const Services& services, const Caller& caller, std::vector<std::string> partners)
    : services_(services),
      caller_(caller),
      partners_(std::move(partners)),
      library_(services.library()),
      hasher_(caller.tenant, services.search_secret) {
  if (std::ranges::find(partners_, caller.partner) == partners_.end()) partners_.push_back(caller.partner);
}

void PersonLinker::add_known(const std::string& patient, PersonFacts facts, bool is_noted) {
  Known& known = known_[patient];
  known.facts = std::move(facts);
  known.is_noted = is_noted;
}

void PersonLinker::note(const std::string& patient, const std::optional<PersonFacts>& before, PersonFacts after) {
  if (before && before->fingerprint() == after.fingerprint()) return;
  noted_.push_back(patient);
  add_known(patient, std::move(after), true);
}

void PersonLinker::note(const store::Batch& batch) {
  for (const store::ResourceWrite& write : batch.resources) {
    if (write.key.type != "Patient") continue;
    if (write.deleted) {
      gone_.push_back(to_text(write.key));
      continue;
    }
    fhir::Issues issues;
    const auto after = fhir::read_json(write.body, library_->definitions(), issues);
    if (!after) continue;
    std::optional<PersonFacts> facts_before;
    if (write.expected_version > 0) {
      const auto stored = services_.store.read(caller_.tenant, write.key);
      if (stored && !stored->deleted) {
        const auto before = fhir::read_json(stored->body, library_->definitions(), issues);
        if (before) facts_before = person_facts(before->root(), names());
      }
    }
    note(to_text(write.key), facts_before, person_facts(after->root(), names()));
  }
}

void PersonLinker::note_again(const store::Resource& patient) {
  if (known_.contains(to_text(patient.key))) return;
  fhir::Issues issues;
  const auto document = fhir::read_json(patient.body, library_->definitions(), issues);
  if (document) note(to_text(patient.key), std::nullopt, person_facts(document->root(), names()));
}

std::unique_lock<std::mutex> PersonLinker::examine(store::Batch& batch, const std::string& instant) {
  if (noted_.empty() && gone_.empty()) return {};
  std::unique_lock held(*services_.people);
  examine_locked(batch, instant);
  return held;
}

void PersonLinker::examine_locked(store::Batch& batch, const std::string& instant) {
  if (noted_.empty() && gone_.empty()) return;
  book_.emplace(services_, caller_);
  load_superseded();
  load_candidates();
  for (const std::string& patient : gone_) take_out(patient, batch, instant);
  load_members(noted_);
  const std::vector<Meeting> meetings = find_meetings();
  std::vector<PatientPair> pairs;
  std::vector<std::string> patients;
  for (const Meeting& meeting : meetings) {
    pairs.push_back(meeting.pair);
    patients.push_back(meeting.pair.first);
    patients.push_back(meeting.pair.second);
  }
  book_->load_questions(pairs);
  load_members(patients);
  for (const Meeting& meeting : meetings) settle(meeting);
  doubt_links();
  book_->collect(batch, instant);
}

/// Who is deleted leaves no figures in the budgets of others, as when the link is undone.
void PersonLinker::take_out(const std::string& patient, store::Batch& batch, const std::string& instant) {
  const std::vector<std::string> members = book_->people_of(patient);
  if (members.size() > 1) delete_budgets_across(services_, caller_, partners_, members, patient, batch, instant);
  book_->take_out(patient);
}

SupersededNumbers& PersonLinker::superseded() {
  if (!superseded_) superseded_.emplace(services_, caller_);
  return *superseded_;
}

void PersonLinker::load_superseded() {
  std::vector<std::string> numbers;
  for (const std::string& patient : noted_) {
    for (const people::Number& number : known_[patient].facts.demographics.numbers) {
      if (people::is_usable_number(number.digits)) numbers.push_back(number.digits);
    }
  }
  superseded().load(std::move(numbers));
}

/// Stored Patients that share a number (also one that was superseded) or surname and birth date with those noted.
void PersonLinker::load_candidates() {
  std::vector<std::uint64_t> hashes;
  const std::string system(names().find("nhs-number").value_or(""));
  for (const std::string& patient : noted_) {
    const people::Demographics& person = known_[patient].facts.demographics;
    for (const people::Number& number : person.numbers) {
      if (!people::is_usable_number(number.digits)) continue;
      for (const std::string& same : superseded_->table().all_of(number.digits)) {
        hashes.push_back(hasher_.hash("Patient", "identifier", store::SearchForm::system_and_code, system, same));
      }
    }
    for (const std::string& key : people::meeting_keys(person)) hashes.push_back(meeting_key_hash(key, hasher_));
  }
  std::ranges::sort(hashes);
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  for (std::size_t begin = 0; begin < hashes.size(); begin += kKeysPerSearch) {
    const std::size_t end = std::min(begin + kKeysPerSearch, hashes.size());
    store::SearchQuery query;
    query.type = "Patient";
    query.order = store::SearchOrder::oldest_first;
    query.page_size = store::kSearchPageMax;
    query.terms.push_back(
        {{hashes.begin() + static_cast<std::ptrdiff_t>(begin), hashes.begin() + static_cast<std::ptrdiff_t>(end)}});
    do {
      const store::SearchPage page = services_.store.search(caller_.tenant, query);
      for (const store::Resource& resource : page.resources) {
        const std::string patient = to_text(resource.key);
        if (resource.deleted || known_.contains(patient) || std::ranges::find(gone_, patient) != gone_.end()) continue;
        fhir::Issues issues;
        const auto document = fhir::read_json(resource.body, library_->definitions(), issues);
        if (document) add_known(patient, person_facts(document->root(), names()), false);
      }
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
  }
}

/// Whoever is linked with one of these must be there: to see whether a link still has its ground, and who would be
/// drawn into a new one.
void PersonLinker::load_members(const std::vector<std::string>& patients) {
  book_->load_people(patients);
  std::vector<store::ResourceKey> keys;
  for (const std::string& patient : patients) {
    for (const std::string& member : book_->people_of(patient)) {
      const auto key = parse_reference(member);
      if (key && !known_.contains(member)) keys.push_back(*key);
    }
  }
  for (const auto& resource : services_.store.read_many(caller_.tenant, keys)) {
    if (!resource || resource->deleted) continue;
    fhir::Issues issues;
    const auto document = fhir::read_json(resource->body, library_->definitions(), issues);
    if (document) add_known(to_text(resource->key), person_facts(document->root(), names()), false);
  }
}

std::vector<std::string> PersonLinker::keys_of(const PersonFacts& facts) const {
  std::vector<std::string> keys = people::meeting_keys(facts.demographics);
  for (const people::Number& number : facts.demographics.numbers) {
    if (people::is_usable_number(number.digits)) keys.emplace_back(superseded_->table().current(number.digits));
  }
  return keys;
}

std::vector<PersonLinker::Meeting> PersonLinker::find_meetings() const {
  std::unordered_map<std::string, std::vector<const std::string*>> by_key;
  for (const auto& [patient, known] : known_) {
    for (std::string& key : keys_of(known.facts)) by_key[std::move(key)].push_back(&patient);
  }
  std::vector<Meeting> meetings;
  for (const std::string& patient : noted_) {
    const Known& own = known_.at(patient);
    std::set<std::string> seen;
    for (const std::string& key : keys_of(own.facts)) {
      for (const std::string* other : by_key[key]) {
        const Known& met = known_.at(*other);
        const bool is_counted_there = met.is_noted && *other < patient;
        if (*other == patient || is_counted_there || own.facts.shares_issuer(met.facts)) continue;
        if (seen.size() >= kMeetingsPerPatientMax || !seen.insert(*other).second) continue;
        const people::Finding finding = judge(own.facts, met.facts);
        if (finding.verdict != people::Verdict::none) meetings.push_back({pair_of(patient, *other), finding});
      }
    }
  }
  return meetings;
}

people::Finding PersonLinker::judge(const PersonFacts& one, const PersonFacts& other) const {
  people::Finding finding = people::compare(one.demographics, other.demographics, superseded_->table());
  // Two records that nobody says to have issued may be one system's own double, or two systems'.
  if (finding.verdict == people::Verdict::link && one.issuers.empty() && other.issuers.empty()) {
    finding = {people::Verdict::ask, "issuer-unknown"};
  }
  return finding;
}

/// What keeps two from becoming one person without asking, although they agree: somebody else who would be drawn in.
std::string_view PersonLinker::what_forbids(const PatientPair& pair) {
  for (const std::string& one : book_->people_of(pair.first)) {
    for (const std::string& other : book_->people_of(pair.second)) {
      if (book_->answer_of(pair_of(one, other)) == Answer::apart) return "kept-apart-in-group";
      const auto left = known_.find(one);
      const auto right = known_.find(other);
      const bool are_known = left != known_.end() && right != known_.end();
      if (are_known && left->second.facts.shares_issuer(right->second.facts)) return "same-issuer-twice";
    }
  }
  return {};
}

void PersonLinker::settle(const Meeting& meeting) {
  const Answer answer = book_->answer_of(meeting.pair);
  if (answer == Answer::apart) return;
  const std::string person = book_->person_of(meeting.pair.first);
  if (!person.empty() && person == book_->person_of(meeting.pair.second)) return;
  if (meeting.finding.verdict == people::Verdict::ask) return book_->ask(meeting.pair, meeting.finding.reason);
  const std::string_view forbidden = what_forbids(meeting.pair);
  if (forbidden.empty()) return book_->link(meeting.pair, meeting.finding.reason, nullptr);
  book_->ask(meeting.pair, forbidden);
}

/// A link whose ground is gone, because a number or a birth date was put right, is not cut: budgets stand on it. A
/// person is asked.
void PersonLinker::doubt_links() {
  for (const std::string& patient : noted_) {
    std::vector<std::string> members = book_->people_of(patient);
    if (members.size() < 2) continue;
    const bool is_supported = std::ranges::any_of(members.begin() + 1, members.end(), [&](const std::string& member) {
      if (book_->answer_of(pair_of(patient, member)) == Answer::together) return true;
      const auto known = known_.find(member);
      if (known == known_.end()) return true;
      return judge(known_.at(patient).facts, known->second.facts).verdict == people::Verdict::link;
    });
    if (!is_supported) book_->ask(pair_of(patient, members[1]), "link-doubted");
  }
}

}  // namespace careway::pipeline
