#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/pipeline/person_book.h"
#include "gateway/pipeline/person_facts.h"
#include "gateway/pipeline/services.h"
#include "gateway/pipeline/superseded_numbers.h"
#include "mappers/people/compare.h"

namespace careway::pipeline {

/// Finds out who is one person with whom when Patients come, change or go, and writes what it finds into the same
/// transaction. One for each transaction; not safe for concurrent use.
///
///     PersonLinker linker(services, caller);
///     linker.note(...);                        // every Patient that the batch writes
///     const auto held = linker.examine(batch, instant);
///     store.commit(tenant, batch);             // while `held` lives
class PersonLinker {
 public:
  /// `partners`: all of the tenant, whose residue of deleted budgets goes, too.
  PersonLinker(const Services& services, const Caller& caller, std::vector<std::string> partners = {});

  /// A Patient that is written: what it was (nothing: new) and what it becomes. Nothing is done when no fact changed.
  void note(const std::string& patient, const std::optional<PersonFacts>& before, PersonFacts after);
  /// The same for every write of a Patient in the batch, deletions too; what they were is read from the store.
  void note(const store::Batch& batch);
  /// A stored Patient that must be looked at although nothing of it changed: a number of its was superseded.
  void note_again(const store::Resource& patient);

  /// Adds links and questions to the batch. Keep what comes back until the batch is committed.
  [[nodiscard]] std::unique_lock<std::mutex> examine(store::Batch& batch, const std::string& instant);
  /// The same for a caller who holds the lock already.
  void examine_locked(store::Batch& batch, const std::string& instant);

  /// What the numbers are followed by; rows added here count already.
  [[nodiscard]] SupersededNumbers& superseded();

  [[nodiscard]] std::size_t noted_count() const { return noted_.size(); }
  [[nodiscard]] std::size_t linked_count() const { return book_ ? book_->linked_count() : 0; }
  [[nodiscard]] std::size_t asked_count() const { return book_ ? book_->asked_count() : 0; }
  [[nodiscard]] const language::Names& names() const { return library_->names(); }

 private:
  struct Known {
    PersonFacts facts;
    std::vector<std::string> keys;  ///< what it meets others by: numbers followed to their current one, meeting keys
    bool is_noted = false;
  };
  struct Meeting {
    PatientPair pair;
    people::Finding finding;
  };

  void take_out(const std::string& patient, store::Batch& batch, const std::string& instant);
  void load_superseded();
  void load_candidates();
  void load_members(const std::vector<std::string>& patients);
  void add_known(const std::string& patient, PersonFacts facts, bool is_noted);
  std::vector<std::string> keys_of(const PersonFacts& facts) const;
  std::vector<Meeting> find_meetings() const;
  people::Finding judge(const PersonFacts& one, const PersonFacts& other) const;
  void settle(const Meeting& meeting);
  std::string_view what_forbids(const PatientPair& pair);
  void doubt_links();

  const Services& services_;
  const Caller& caller_;
  std::vector<std::string> partners_;
  std::shared_ptr<const FaceLibrary> library_;
  store::SearchHasher hasher_;
  std::vector<std::string> noted_;  ///< Patients to be looked at
  std::vector<std::string> gone_;
  std::map<std::string, Known> known_;  ///< by reference
  std::optional<SupersededNumbers> superseded_;
  std::optional<PersonBook> book_;
};

}  // namespace careway::pipeline
