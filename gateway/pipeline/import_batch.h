#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/pipeline/importer.h"
#include "gateway/pipeline/person_facts.h"
#include "gateway/pipeline/person_linker.h"
#include "gateway/pipeline/record_loader.h"
#include "mappers/engine/engine.h"

namespace careway::pipeline {

/// One document on its way in.
struct Incoming {
  std::uint64_t number = 0;
  std::uint32_t line = 0;
  std::string spelling;
  std::string dialect;  ///< how its file is spelled, when the document is the file; empty: the file has many
  std::string source;   ///< the bytes, to tell a doubled row from another with the same key
  fhir::Document document;
  engine::Record candidate;  ///< put on nothing
  engine::Residue candidate_residue;
  engine::Ledger ledger;
  fhir::Issues issues;
  bool readable = false;
  unsigned tie_ordinal = 1;
};

/// Puts a number of documents into the record in one transaction. Documents of one person come one after the other.
/// One thread at a time.
class ImportBatch {
 public:
  ImportBatch(const Services& services, const Caller& caller, const Face& face, engine::Engine& engine,
              std::string exchange, engine::Context context);

  /// A document to be filled by the reader; then call put_on_nothing.
  Incoming& add();
  /// Gives back the document last added: there was none left.
  void take_back() { --used_; }
  void put_on_nothing(Incoming& incoming);
  [[nodiscard]] std::size_t size() const { return used_; }
  [[nodiscard]] std::size_t refused_count() const { return refused_; }

  enum class Result : std::uint8_t {
    committed,
    conflict,  ///< the versions read did not hold any more: call again, it starts from the store
    refused,   ///< all or nothing was asked and a document is refused or held: nothing was changed
  };
  /// Matches, puts and commits everything added. `documents_done` counts those before this batch.
  Result commit(std::uint64_t documents_done, std::uint64_t documents_total, bool all_or_nothing);
  /// Records every document as refused because others of the file were (all or nothing).
  void refuse_all(std::uint64_t documents_total);
  void clear();

 private:
  enum class Match : std::uint8_t { found, none, held };
  struct Outcome {
    std::string word;
    std::string anchor;
  };
  void prefetch();
  void prefetch_residues(const std::vector<store::ResourceKey>& keys);
  Match match(const engine::Record& candidate, const engine::RecordResource& resource, fhir::Issues& issues,
              store::ResourceKey& key);
  Match match_by_minted_key(const engine::PlanRole& role, const engine::Record& candidate,
                            const engine::RecordResource& resource, fhir::Issues& issues, store::ResourceKey& key);
  Match match_by_composite(const engine::PlanRole& role, const engine::Record& candidate,
                           const engine::RecordResource& resource, fhir::Issues& issues, store::ResourceKey& key);
  void find_ties();
  void collect_writes();
  void note_people(PersonLinker& linker);
  Outcome put(Incoming& incoming);
  Outcome put_new(Incoming& incoming);
  Outcome put_on_record(Incoming& incoming, engine::Record& record);
  bool load(Incoming& incoming, engine::Record& record, bool& any_found);
  bool is_valid(const engine::Record& record, fhir::Issues& issues);
  bool may_change(const engine::Record& record, fhir::Issues& issues);
  void supersede(const engine::RecordResource& resource, const engine::Record& record);
  void keep(engine::Record& record);
  void keep_residue(const std::string& item, const engine::Residue& residue, const engine::Record& record,
                    const Incoming& incoming);
  engine::Residue old_residue(const engine::Record& record, const std::string& anchor);
  std::string anchor_of(const engine::Record& record) const;
  void note_outcome(const Incoming& incoming, const Outcome& outcome);
  std::string outcome_word(const engine::Record& record) const;
  engine::Context context_for(const Incoming& incoming) const;

  struct StoredResidue {
    std::uint64_t version = 0;
    std::string bytes;
    std::string stored;  ///< as the store has it
  };
  StoredResidue& residue_slot(const std::string& face, const std::string& item);

  const Services& services_;
  const Caller& caller_;
  const Face& face_;
  engine::Engine& engine_;
  std::string exchange_;
  engine::Context context_;
  std::string instant_;
  store::SearchHasher hasher_;
  std::shared_ptr<const FaceLibrary> library_;
  WorkingSet set_;
  std::vector<bool> as_of_roles_;  ///< roles with slots that the latest event feeds
  std::deque<Incoming> incoming_;
  std::size_t used_ = 0;
  std::size_t refused_ = 0;
  std::unordered_map<std::uint64_t, store::ResourceKey> identities_;
  std::map<std::pair<std::string, std::string>, StoredResidue> residues_;  ///< (face, item)
  /// What Patients were before this batch changed them; nothing for new ones.
  std::map<std::string, std::optional<PersonFacts>> facts_before_;
  std::set<std::string> new_budgets_;  ///< of which this batch keeps a new version, by budget_series
  store::Batch batch_;
  engine::Record record_;  ///< of the document being put; keeps its memory
};

}  // namespace careway::pipeline
