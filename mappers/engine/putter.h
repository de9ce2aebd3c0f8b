#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "mappers/engine/context.h"
#include "mappers/engine/engine.h"
#include "mappers/engine/frame.h"
#include "mappers/engine/scope.h"

namespace careway::engine {

/// One run of put. Members are reused from run to run; see Engine::put for the meaning.
class Putter {
 public:
  explicit Putter(const Plan& plan) : plan_(plan) {}
  bool run(fhir::Element document, Record& record, const Residue& old_residue, Residue& new_residue,
           const Context& context, Ledger& ledger, fhir::Issues& issues);

 private:
  // putter.cpp: rows
  Scope& acquire_scope();
  void release_scope() { --scopes_used_; }
  std::string field_path(const Scope& scope, FieldRef ref) const;
  Scope& scope_of(Scope& scope, FieldRef ref) { return ref.from_root ? *root_scope_ : scope; }
  std::size_t ensure_role(std::uint16_t role);
  fhir::NodeIndex ensure_start(const Slot& slot);
  void put_block(Scope& scope, const PlanBlock& block);
  void put_rows(Scope& scope, const PlanBlock& block, bool latest_event_rows);
  void put_row(Scope& scope, const PlanRow& row);
  bool convert(Scope& scope, const PlanRow& row);
  bool has_other_key(const PlanRow& row) const;
  bool refuse_blank(const Scope& scope, const PlanRow& row, fhir::Position position);
  void put_context(Scope& scope, const PlanRow& row);
  bool is_contested(const Scope& scope, const PlanRow& row);
  bool loses_to_later_event(const PlanRow& row);
  bool is_unchanged(const PlanRow& row);
  bool is_minted_key(const PlanRow& row);
  void write_values(const PlanRow& row);
  void settle(Scope& scope, const PlanRow& row, bool contested, bool wrote);
  void mark(Scope& scope, const PlanRow& row, FieldRef ref, LedgerClass ledger_class);
  void mark_changed(const Slot& slot);
  void account(Scope& scope);
  void check_must_be_absent();

  // putter_record.cpp: what follows from the rows
  [[nodiscard]] bool makes_role(const PlanDerived& derived) const;
  [[nodiscard]] bool has_changed_source(const PlanDerived& derived) const;
  [[nodiscard]] bool follows_from_a_change(const PlanDerived& derived) const;
  void put_derived(const PlanBlock& block, bool keys_only);
  std::optional<std::string> derive(const PlanDerived& derived);
  void put_constants(const PlanBlock& block);
  void put_links(const PlanBlock& block);
  bool leaves_to_other(const PlanLink& link, std::size_t target);
  void mint_ids();
  void mint_id(std::uint16_t role);
  void set_slot(const Slot& slot, std::optional<std::string_view> text);

  // putter_items.cpp: choices and items
  void put_choose(Scope& scope, const PlanChoose& choose);
  void put_each(Scope& scope, const PlanEach& each, std::size_t each_index);
  Scope& begin_item(const Scope& scope, const PlanEach& each, fhir::Element item, std::size_t ordinal,
                    std::vector<std::pair<const Slot*, std::string>>& keys, std::string& shown_name);
  std::string put_resource_item(Scope& scope, const PlanEach& each, fhir::Element item, std::vector<std::size_t>& seen);
  std::string put_element_item(Scope& scope, const PlanEach& each, fhir::Element item,
                               std::vector<fhir::NodeIndex>& seen);
  [[nodiscard]] bool is_named(const PlanEach& each, fhir::NodeIndex element,
                              const std::vector<std::pair<const Slot*, std::string>>& keys) const;
  std::string item_key(Scope& item_scope, const PlanEach& each, std::vector<std::pair<const Slot*, std::string>>& keys);
  std::size_t find_item_resource(const PlanEach& each, const std::vector<std::pair<const Slot*, std::string>>& keys,
                                 const std::vector<std::size_t>& seen);
  std::size_t same_by_derived_key(const PlanEach& each, std::size_t made, const std::vector<std::size_t>& seen);
  void note_item_order(const Scope& scope, const std::vector<fhir::NodeIndex>& items,
                       const std::vector<std::string>& names);
  void finish_missing_resources(const Scope& scope, const PlanEach& each, const std::vector<std::size_t>& seen);

  const Plan& plan_;
  const PlanBlock* block_ = nullptr;  ///< whose rows are put
  Record* record_ = nullptr;
  const Residue* old_residue_ = nullptr;
  Residue* new_residue_ = nullptr;
  const Context* context_ = nullptr;
  Ledger* ledger_ = nullptr;
  fhir::Issues* issues_ = nullptr;
  fhir::Document arena_;
  ConvertContext convert_context_;
  Frame frame_;
  std::deque<Scope> scopes_;
  std::size_t scopes_used_ = 0;
  Scope* root_scope_ = nullptr;
  std::string event_date_;
  std::vector<std::uint16_t> as_of_won_;  ///< roles whose slots this event may feed
  std::vector<std::uint16_t> as_of_lost_;

  struct ChangedSlot {
    std::size_t resource = 0;
    const Slot* slot = nullptr;
  };
  std::vector<ChangedSlot> changed_slots_;  ///< of resources that were there before

  // working memory of one row
  Texts texts_;
  Texts values_;
  Texts current_;
  Texts view_;
  Texts view_values_;
  Texts canonical_;
  std::vector<fhir::NodeIndex> nodes_;
  SlotReach reach_;
};

}  // namespace careway::engine
