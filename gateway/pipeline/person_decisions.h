#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/pipeline/person_book.h"
#include "gateway/pipeline/services.h"

namespace careway::pipeline {

/// A link question as it is listed. No personal values: who may read the Patients looks there.
struct LinkQuestion {
  struct Candidate {
    std::string patient;               ///< "Patient/7"
    std::vector<std::string> issuers;  ///< codes of who issued that record
    std::string person;                ///< "Person/8"; empty when it stands alone
  };
  std::string id;
  std::string status;  ///< requested, completed (one), rejected (two)
  std::string reason;  ///< word of the comparison
  std::string asked;
  std::vector<Candidate> candidates;
};

struct LinkQuestions {
  bool cursor_accepted = true;
  std::vector<LinkQuestion> questions;
  std::string next_cursor;
};

/// What a decision came to. `code` is empty when it was carried out, else one of: question-unknown, link-unknown,
/// link-ambiguous (say which Patient leaves), kept-apart-in-group (somebody in the one group was kept apart from
/// somebody in the other), version-conflict.
struct LinkResult {
  std::string code;
  std::string person;                 ///< "Person/8" after a link
  std::vector<std::string> apart;     ///< Patients parted, by reference
  std::uint64_t budgets_deleted = 0;  ///< budgets drawn from both sides
};

struct SupersededRow;

/// What became of a table of superseded numbers.
struct SupersededResult {
  struct Refused {
    std::uint64_t line = 0;
    std::string_view code;  ///< superseded-invalid, superseded-disputed, superseded-cycle, superseded-group
  };
  std::string_view code;  ///< "limit-superseded-rows": too many rows, nothing was done; else empty
  std::uint64_t rows = 0;
  std::uint64_t added = 0;
  std::uint64_t known = 0;
  std::vector<Refused> refused;  ///< the first of them
  std::uint64_t refused_count = 0;
  std::uint64_t examined = 0;  ///< Patients that were looked at again
  std::uint64_t linked = 0;
  std::uint64_t asked = 0;
};

/// People's part in linking: questions, decisions, undoing, superseded numbers. Not safe for concurrent use; make one
/// per call.
class PersonDecisions {
 public:
  /// `partners`: all of the tenant, whose residue of deleted budgets goes, too.
  PersonDecisions(const Services& services, const Caller& caller, std::vector<std::string> partners);

  /// Questions in a status, the oldest first.
  LinkQuestions questions(std::string_view status, std::size_t page_size, std::string_view cursor);

  /// Answers a question: one person, or two. Two who are linked are parted, as by undo(). `leaving` as there, and one
  /// of the two asked about ("link-ambiguous").
  LinkResult decide(const std::string& question, bool is_one, const std::string& leaving, const LinkDecision& decision);

  /// Parts a Patient from all others of its Person; they are kept apart until somebody decides otherwise. Budgets that
  /// were drawn from both sides are deleted in the same transaction, with what partners said of them. `leaving` may be
  /// empty when the Person holds two.
  LinkResult undo(const std::string& person, const std::string& leaving, const LinkDecision& decision);

  /// Reads "old,new" rows (a heading is passed over), keeps them, and looks again at every Patient who has one of the
  /// numbers. Sending the same table again changes nothing. A row that would make a group of more numbers than
  /// SupersededNumbers::kGroupMax is refused; a table of more than kSupersededRowsMax rows as a whole.
  SupersededResult load_superseded(std::string_view csv);
  static constexpr std::size_t kSupersededRowsMax = 100'000;

 private:
  LinkResult try_decide(const std::string& question, bool is_one, const std::string& leaving,
                        const LinkDecision& decision);
  LinkResult try_undo(const std::string& person, std::string leaving, const LinkDecision& decision);
  LinkResult part(PersonBook& book, const std::vector<std::string>& members, const std::string& leaving,
                  const LinkDecision& decision);
  void load_superseded_part(std::span<const SupersededRow> rows, SupersededResult& result);
  LinkQuestion read_question(const store::Resource& resource, PersonBook& book);

  const Services& services_;
  const Caller& caller_;
  std::vector<std::string> partners_;
};

}  // namespace careway::pipeline
