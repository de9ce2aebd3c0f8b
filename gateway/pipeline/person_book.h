#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/pipeline/services.h"
#include "profiles/fhir/document.h"

namespace careway::pipeline {

/// Who decided something about two records, and why. Texts of people, kept with the question and told to whoever may
/// read it.
struct LinkDecision {
  std::string who;
  std::string reason;
};

/// Two Patients, by reference, the smaller one first: a question is about a pair whichever way round.
using PatientPair = std::pair<std::string, std::string>;
PatientPair pair_of(std::string_view one, std::string_view other);

/// The id of the Task that holds what is known of a pair; the same for ever, so one pair is never asked about twice.
std::string question_id(const Services& services, const Caller& caller, const PatientPair& pair);

/// Where the question about a pair stands.
enum class Answer : std::uint8_t {
  none,      ///< never asked
  open,      ///< waits for a person
  together,  ///< a person said that they are one
  apart,     ///< a person said that they are two, or undid their link
};

/// Persons (who is one with whom) and link questions at work: read once, changed by any number of steps, written once.
/// Patients are named by reference ("Patient/7"). Use it under the lock Services::people. Not safe for concurrent use.
class PersonBook {
 public:
  PersonBook(const Services& services, const Caller& caller);

  /// Reads the Persons of these Patients, in one round trip.
  void load_people(const std::vector<std::string>& patients);
  /// Reads the questions about these pairs, in one round trip.
  void load_questions(const std::vector<PatientPair>& pairs);

  /// The Patients that are one person with this one, itself first.
  std::vector<std::string> people_of(const std::string& patient);
  /// The id of their Person; empty when the Patient stands alone.
  std::string person_of(const std::string& patient);
  /// The Patients of a Person; empty when there is none of that id.
  std::vector<std::string> members_of_person(const std::string& person);
  Answer answer_of(const PatientPair& pair);
  /// The question of that id, when it is one.
  std::optional<PatientPair> pair_of_question(const std::string& question);

  /// Writes down a question, or the new reason of an open one; nothing when the two are kept apart.
  void ask(const PatientPair& pair, std::string_view reason);
  /// Makes one person of both, with all that each is linked to. By a decision, the question says so; without one, an
  /// open question is closed.
  void link(const PatientPair& pair, std::string_view reason, const LinkDecision* decision);
  /// Says that two are not one: they stay apart until somebody decides otherwise.
  void keep_apart(const PatientPair& pair, std::string_view reason, const LinkDecision& decision);
  /// Takes a Patient out of its Person; who is left alone needs none.
  void take_out(const std::string& patient);

  /// Adds the writes to the batch. Returns what was done to Persons and questions, for the audit.
  void collect(store::Batch& batch, const std::string& instant);
  [[nodiscard]] std::size_t linked_count() const { return linked_count_; }
  [[nodiscard]] std::size_t asked_count() const { return asked_count_; }

 private:
  struct Person {
    std::string id;
    std::uint64_t version = 0;
    bool changed = false;
    bool is_gone = false;
    std::vector<std::pair<std::string, std::string>> members;  ///< Patient, assurance
  };
  struct Note {
    std::string who;
    std::string time;
    std::string text;
  };
  struct Question {
    std::string id;
    PatientPair pair;
    std::uint64_t version = 0;
    bool changed = false;
    std::string status;  ///< empty: not there
    std::string reason;
    std::string asked;
    std::vector<Note> notes;
  };

  Person* find_person(const std::string& patient);
  Person& person_for(const std::string& patient, std::string_view assurance);
  void read_person(const store::Resource& resource);
  Question& question(const PatientPair& pair);
  void read_question(Question& question, const store::Resource& resource);
  void add_note(Question& question, const LinkDecision& decision);
  std::string text_of(const Person& person) const;
  std::string text_of(const Question& question, const std::string& instant) const;
  void add_write(store::Batch& batch, std::string_view type, const std::string& id, std::uint64_t version,
                 const std::string& text, const std::string& instant);
  void note_audit(std::string_view action, const PatientPair& pair, std::string_view reason, std::string_view who);

  const Services& services_;
  const Caller& caller_;
  std::shared_ptr<const FaceLibrary> library_;
  store::SearchHasher hasher_;
  std::string instant_;
  std::map<std::string, Person> people_;          ///< by id
  std::map<std::string, std::string> person_of_;  ///< Patient -> id; empty: known to stand alone
  std::map<PatientPair, Question> questions_;
  std::vector<std::string> audit_;
  std::size_t linked_count_ = 0;
  std::size_t asked_count_ = 0;
};

}  // namespace careway::pipeline
