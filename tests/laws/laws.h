#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "tests/laws/dice.h"
#include "tests/laws/generator.h"
#include "tests/laws/trees.h"
#include "tests/laws/world.h"

namespace careway::laws {

/// A law that did not hold, with the smallest way to see it. Values are synthetic.
struct Finding {
  std::string law;     ///< "PutGet"
  std::string origin;  ///< "seed 17 document 3"
  std::string path;    ///< the leaf, without item numbers
  std::string text;
};

/// Holds one face to the laws, document by document, and counts. One thread at a time.
class LawBook {
 public:
  explicit LawBook(const FaceView& face)
      : face_(face), engine_(*face.plan), other_engine_(*face.plan), generator_(face_) {}

  /// Laws 1, 2, 4, 5, 7 and 9 on one document; `lasting` adds 3, 6 and 8, which cost more.
  void hold(const Sample& sample, Dice& dice, bool lasting);
  /// PutGet for a whole file: every document through the record and home, written with the file's dialect.
  void hold_file(const SampleFile& file);

  [[nodiscard]] const FaceView& face() const { return face_; }
  /// The first finding of every kind.
  [[nodiscard]] const std::map<std::string, Finding>& findings() const { return findings_; }
  [[nodiscard]] std::size_t document_count() const { return documents_; }
  [[nodiscard]] std::size_t refused_count() const { return refused_; }
  /// Why documents were refused: code and path, with how often.
  [[nodiscard]] const std::map<std::string, std::size_t>& refusals() const { return refusals_; }
  /// A line for people: shares of the ledger classes out and home, findings counted.
  [[nodiscard]] std::string summary() const;
  void report(std::string_view law, const Sample& sample, const std::string& path, const std::string& text);

 private:
  struct Put {
    bool stands = false;
    engine::Record record;
    engine::Residue residue;
    engine::Ledger ledger;
    fhir::Issues issues;
  };
  Put put(fhir::Element document, const engine::Record* on, const engine::Residue& old, const engine::Context& context);
  void put_get(const Sample& sample, const Put& first, fhir::Document& home);
  void get_put(const Sample& sample, const Put& first, const fhir::Document& home);
  void totality(const Sample& sample, const Put& first);
  void independence(const Sample& sample, const Put& first);
  [[nodiscard]] std::vector<const engine::PlanRow*> rows_without_spelling(const engine::Record& record) const;
  void reach(const Sample& sample, const Put& first);
  void put_put(const Sample& sample, Dice& dice);
  void safety(const Sample& sample, const Put& first);
  void locality(const Sample& sample, const Put& first, const fhir::Document& home, Dice& dice);
  void change_leaf(const Sample& sample, const Put& first, const fhir::Document& home, const MappedLeaf& leaf,
                   Dice& dice);
  void compare_records(const Sample& sample, const MappedLeaf& leaf, const engine::Record& before,
                       const engine::Record& after);

  FaceView face_;
  engine::Engine engine_;
  engine::Engine other_engine_;
  Generator generator_;
  std::size_t documents_ = 0;
  std::size_t refused_ = 0;
  std::size_t without_spelling_ = 0;
  engine::Ledger put_totals_;
  engine::Ledger get_totals_;
  std::map<std::string, Finding> findings_;
  std::map<std::string, std::size_t> finding_counts_;
  std::map<std::string, std::size_t> refusals_;
};

/// The slots that a change of these rows may touch: theirs and what is derived from them.
std::vector<FullSlot> allowed_slots(const engine::Plan& plan, const std::vector<const engine::PlanRow*>& rows);
/// True when the slots of two maps are one place of the record.
bool same_place(const engine::Plan& a, const FullSlot& left, const engine::Plan& b, const FullSlot& right);
/// A document of another face from the same resources, when that face can show them. Nothing when it cannot.
bool show_in(const FaceView& other, const engine::Record& record, const engine::Plan& plan, engine::Engine& engine,
             fhir::Document& out, fhir::Issues& issues);

}  // namespace careway::laws
