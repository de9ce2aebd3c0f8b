#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "mappers/engine/context.h"
#include "mappers/engine/engine.h"
#include "mappers/engine/frame.h"

namespace careway::engine {

/// One run of get. Members are reused from run to run; see Engine::get for the meaning.
class Getter {
 public:
  explicit Getter(const Plan& plan) : plan_(plan) {}
  bool run(const Record& record, const Residue& residue, const Context& context, fhir::Document& document,
           Ledger& ledger, fhir::Issues& issues);

 private:
  /// The partner's side of one item while it is built.
  struct Item {
    const PlanBlock* block = nullptr;
    std::string prefix;
    Texts texts;                         ///< by field
    std::vector<fhir::ValueKind> kinds;  ///< of texts that residue gave
    std::vector<bool> has_kind;
    std::vector<std::uint16_t> rows;
    std::vector<std::vector<std::pair<std::string, std::size_t>>> items;  ///< by each: name, resource or element node
    std::vector<bool> has_content;                                        ///< by trie node
  };

  // getter.cpp: from slots to texts
  Item& acquire_item(const PlanBlock& block, std::string prefix);
  void get_block(Item& item, const PlanBlock& block);
  void get_row(Item& item, const PlanRow& row);
  void get_context(Item& item, const PlanRow& row);
  [[nodiscard]] const PlanCase* chosen_case(const PlanChoose& choose) const;
  void get_choose(Item& item, const PlanChoose& choose);
  void get_constants(const PlanBlock& block);
  bool apply_spelling(Item& item, const PlanRow& row, bool present, bool is_held);
  void set_field(Item& item, const PlanRow& row, std::size_t i, std::optional<std::string_view> text);
  void mint_missing_keys(Item& item, const PlanBlock& block);
  void collect_items(Item& item, const PlanBlock& block);
  std::string item_name(const PlanEach& each, fhir::NodeIndex node, std::size_t ordinal);
  void check_required(const Item& item, const PlanBlock& block);
  void check_must_be_absent();
  std::string field_path(const Item& item, FieldRef ref) const;
  Item& item_of(Item& item, FieldRef ref) { return ref.from_root ? *root_item_ : item; }

  // getter_ledger.cpp: what became of each leaf of the record
  void mark_slot(const Slot& slot, fhir::NodeIndex leaf, LedgerClass ledger_class, std::uint16_t row,
                 std::string target);
  void mark_plain(const Slot& slot, LedgerClass ledger_class);
  void check_labels(const RecordResource& resource);
  void account();
  void account_resource(const RecordResource& resource, fhir::Element element);

  // getter_document.cpp: from texts to the document
  void emit(Item& item, std::uint16_t trie_node, fhir::NodeIndex parent);
  void emit_items(Item& item, const PlanEach& each, std::uint16_t trie_node, fhir::NodeIndex parent);
  void mark_content(Item& item);
  void restore_leaves();
  void restore_order();
  fhir::NodeIndex find_path(std::string_view path, bool make, bool& is_whole_item);

  const Plan& plan_;
  const Record* record_ = nullptr;
  const Residue* residue_ = nullptr;
  const Context* context_ = nullptr;
  fhir::Document* document_ = nullptr;
  Ledger* ledger_ = nullptr;
  fhir::Issues* issues_ = nullptr;
  fhir::Document arena_;
  ConvertContext convert_context_;
  Frame frame_;
  std::deque<Item> pool_;
  std::size_t pool_used_ = 0;
  Item* root_item_ = nullptr;
  std::vector<std::pair<std::string, fhir::NodeIndex>> item_nodes_;  ///< partner path of an item -> its node

  struct Mark {
    bool is_set = false;
    LedgerClass ledger_class = LedgerClass::in_record;
    std::uint16_t row = kNoIndex;
    std::string target;
  };
  std::vector<Mark> marks_;  ///< by node of the record's tree

  Texts values_;
  Texts texts_;
  Texts spelled_;
  Texts spelled_values_;
  std::vector<fhir::NodeIndex> nodes_;
};

}  // namespace careway::engine
