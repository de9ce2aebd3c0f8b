#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/fhir/issue.h"
#include "profiles/fhirpath/fhirpath.h"
#include "profiles/fhirpath/pools.h"
#include "profiles/fhirpath/program.h"
#include "profiles/fhirpath/regexes.h"
#include "profiles/fhirpath/types.h"

namespace careway::fhirpath {

/// Three-valued logic, and a failure that has been reported.
enum class Truth : std::uint8_t { no, yes, unknown, failed };

inline Truth truth_of(bool value) {
  return value ? Truth::yes : Truth::no;
}

/// Items of the stack: from begin, in front of end.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const { return end - begin; }
  [[nodiscard]] bool empty() const { return begin == end; }
};

/// What $this, $index and $total mean at some place.
struct Scope {
  Range self;
  Range total;
  std::int64_t index = -1;
  bool has_total = false;
};

/// Finds equal items among many by their hash; stays empty for few.
struct DistinctIndex {
  std::unordered_multimap<std::uint64_t, std::size_t> places;
  std::size_t indexed_to = 0;
};

/// Runs compiled expressions. All collections stand one behind the other on one stack: what an operand gives is what it
/// has pushed. Nothing is allocated once the stack and the pools have grown. One thread at a time; it may be entered
/// again by what a Host does.
class Machine {
 public:
  Machine(const definitions::Definitions& definitions, const Limits& limits);

  /// Of the latest run.
  [[nodiscard]] std::size_t steps() const { return steps_; }

  /// Runs the expression; the result stands on the stack in `result` until `leave`. False when it failed. Every call
  /// needs a `leave` with the mark that it returned.
  struct Mark {
    std::size_t stack = 0;
    std::size_t variables = 0;
    std::size_t variable_items = 0;
    const Expression::Body* body = nullptr;
    const Environment* environment = nullptr;
    fhir::Issues* issues = nullptr;
    fhir::Element focus;
    SyntaxIndex current = 0;
  };
  Mark enter(const Expression& expression, fhir::Element focus, const Environment& environment, fhir::Issues& issues);
  void leave(const Mark& mark);
  bool run(Range& result);
  Truth run_as_invariant();
  [[nodiscard]] const Item& at(std::size_t index) const { return stack_[index]; }

 private:
  using Handler = bool (Machine::*)(const Op& op, const Scope& scope, Range input, std::size_t base);
  static const Handler* handlers();

  // machine.cpp: what a node of the tree gives is pushed; false after a failure.
  bool eval(SyntaxIndex index, const Scope& scope);
  bool eval_call(const Op& op, const Scope& scope);
  bool eval_polarity(const Op& op, const Scope& scope);
  bool eval_indexer(const Op& op, const Scope& scope);
  bool eval_variable(const Op& op);
  bool eval_binary(const Op& op, const Scope& scope);
  bool eval_literal(const Op& op);
  bool eval_type_test(const Op& op, const Scope& scope);
  /// As eval; variables that it defines go with it.
  bool eval_apart(SyntaxIndex index, const Scope& scope);
  void drop_variables(std::size_t variables, std::size_t items) {
    if (variables_.size() == variables) return;
    variables_.resize(variables);
    variable_items_.resize(items);
  }
  /// What looking for one text in another may cost.
  bool charge_search(std::string_view text, std::string_view wanted) {
    return charge(text.size() / 16 * (1 + wanted.size() / 64));
  }
  bool push(const Item& item) {
    if (stack_.size() >= limits_.items_max) return fail_limit("The evaluation gathers too many items.");
    stack_.push_back(item);
    return true;
  }
  bool push_truth(Truth truth, std::size_t base);
  /// Takes everything from `base` on away and leaves one item, or nothing.
  bool finish(std::size_t base, const Item& item);
  bool finish_empty(std::size_t base);
  /// Moves a range down to `base`; what stands above it goes.
  bool finish_range(std::size_t base, Range range);
  bool charge(std::size_t steps) {
    steps_ += steps;
    return steps_ <= limits_.steps_max || fail_limit("The evaluation takes too many steps.");
  }
  bool fail(std::string_view why);
  bool fail_limit(std::string_view why);
  Truth fail_truth(std::string_view why) {
    fail(why);
    return Truth::failed;
  }

  // navigation.cpp
  bool eval_member(const Op& op, const Scope& scope);
  bool push_members(const Item& item, const Op& op);
  bool push_named_children(fhir::Element parent, std::string_view name);
  bool is_named(fhir::Element child, std::string_view name) const;
  /// The nearest resource around a node; the node itself when it is one.
  static fhir::Element resource_of(fhir::Element node);
  Truth any_member(const Op& op, const Scope& scope);
  bool has_named_child(fhir::Element parent, std::string_view name) const;

  // logic.cpp
  Truth truth(SyntaxIndex index, const Scope& scope);
  Truth any(SyntaxIndex index, const Scope& scope);
  Truth truth_of_range(Range range);
  Truth truth_of_item(const Item& item);
  Truth truth_of_operation(const Op& op, const Scope& scope);
  Truth truth_of_call(const Op& op, const Scope& scope, bool& is_handled);
  Truth criteria(SyntaxIndex index, const Scope& scope);

  // comparison.cpp
  Truth compare_operands(const Op& op, const Scope& scope);
  Truth equal(Range a, Range b);
  Truth equivalent(Range a, Range b);
  Truth equal(const Item& a, const Item& b);
  Truth equal_values(const Item& a, const Item& b);
  Truth equivalent(const Item& a, const Item& b);
  Truth equal_nodes(fhir::Element a, fhir::Element b, bool loosely, std::size_t depth);
  Truth ordered(Operation operation, Range a, Range b);
  std::optional<int> compare(const Item& a, const Item& b, bool& is_comparable);
  Truth contains(Range range, const Item& item);
  std::uint64_t hash(const Item& item);
  std::uint64_t hash_node(fhir::Element node);
  /// Pushes the item unless an equal one stands on the stack from `base` on; what stands there is distinct already.
  bool push_new(const Item& item, std::size_t base, DistinctIndex& index);
  bool push_distinct(Range range, std::size_t base, DistinctIndex& index);

  // values.cpp
  /// The System value of a primitive or Quantity node; other items stay. False when there is none (only extensions).
  bool value(const Item& item, Item& out);
  bool value_of_node(fhir::Element node, ValueClass value_class, Item& out);
  bool quantity_of_node(fhir::Element node, Item& out);
  std::optional<fhir::Decimal> number(const Item& item) const;
  Item decimal_item(fhir::Decimal value);
  Item integer_or_decimal(std::int64_t value);
  Item quantity_item(Quantity value);
  Item temporal_item(const Temporal& value);
  Item text_item(std::string_view text);

  // arithmetic.cpp
  bool arithmetic(const Op& op, std::size_t base, Range left, Range right);
  bool arithmetic_values(const Op& op, std::size_t base, const Item& a, const Item& b);
  bool arithmetic_integers(Operation operation, std::size_t base, std::int64_t a, std::int64_t b);
  bool arithmetic_decimals(Operation operation, std::size_t base, const fhir::Decimal& a, const fhir::Decimal& b);
  bool arithmetic_quantities(Operation operation, std::size_t base, const Item& a, const Item& b);
  bool concatenate(std::size_t base, Range left, Range right);
  bool finish_decimal(std::size_t base, std::optional<fhir::Decimal> value);
  bool finish_text(std::size_t base, std::string_view text);

  // arguments.cpp
  /// The single item of a range as a value; `is_empty` when there is none. False for several, after reporting it.
  bool single_value(Range range, Item& out, bool& is_empty);
  bool text_of(Range range, std::string_view& out, bool& is_empty);
  bool argument(const Op& op, std::size_t number, const Scope& scope, Range& out);
  bool text_argument(const Op& op, std::size_t number, const Scope& scope, std::string_view& out, bool& is_empty);
  bool integer_argument(const Op& op, std::size_t number, const Scope& scope, std::int64_t& out, bool& is_empty);

#define CAREWAY_FHIRPATH_HANDLER(name) bool name(const Op& op, const Scope& scope, Range input, std::size_t base)
  // collections.cpp
  CAREWAY_FHIRPATH_HANDLER(do_truth);
  CAREWAY_FHIRPATH_HANDLER(do_count);
  CAREWAY_FHIRPATH_HANDLER(do_all_of);
  CAREWAY_FHIRPATH_HANDLER(do_subset);
  CAREWAY_FHIRPATH_HANDLER(do_distinct);
  CAREWAY_FHIRPATH_HANDLER(do_is_distinct);
  CAREWAY_FHIRPATH_HANDLER(do_where);
  CAREWAY_FHIRPATH_HANDLER(do_select);
  CAREWAY_FHIRPATH_HANDLER(do_repeat);
  CAREWAY_FHIRPATH_HANDLER(do_of_type);
  CAREWAY_FHIRPATH_HANDLER(do_sort);
  CAREWAY_FHIRPATH_HANDLER(do_part);
  CAREWAY_FHIRPATH_HANDLER(do_intersect);
  CAREWAY_FHIRPATH_HANDLER(do_unite);
  CAREWAY_FHIRPATH_HANDLER(do_combine);
  CAREWAY_FHIRPATH_HANDLER(do_aggregate);
  CAREWAY_FHIRPATH_HANDLER(do_iif);
  CAREWAY_FHIRPATH_HANDLER(do_trace);
  CAREWAY_FHIRPATH_HANDLER(do_define_variable);
  CAREWAY_FHIRPATH_HANDLER(do_children);
  CAREWAY_FHIRPATH_HANDLER(do_descendants);
  CAREWAY_FHIRPATH_HANDLER(do_type);
  CAREWAY_FHIRPATH_HANDLER(do_is);
  CAREWAY_FHIRPATH_HANDLER(do_as);
  // conversions.cpp
  CAREWAY_FHIRPATH_HANDLER(do_convert);
  CAREWAY_FHIRPATH_HANDLER(do_converts);
  // texts.cpp
  CAREWAY_FHIRPATH_HANDLER(do_text_with_text);
  CAREWAY_FHIRPATH_HANDLER(do_text_alone);
  CAREWAY_FHIRPATH_HANDLER(do_substring);
  CAREWAY_FHIRPATH_HANDLER(do_replace);
  CAREWAY_FHIRPATH_HANDLER(do_matches);
  CAREWAY_FHIRPATH_HANDLER(do_to_chars);
  CAREWAY_FHIRPATH_HANDLER(do_split);
  CAREWAY_FHIRPATH_HANDLER(do_join);
  // numbers.cpp
  CAREWAY_FHIRPATH_HANDLER(do_number);
  CAREWAY_FHIRPATH_HANDLER(do_number_with_number);
  CAREWAY_FHIRPATH_HANDLER(do_round);
  CAREWAY_FHIRPATH_HANDLER(do_boundary);
  CAREWAY_FHIRPATH_HANDLER(do_precision);
  CAREWAY_FHIRPATH_HANDLER(do_comparable);
  CAREWAY_FHIRPATH_HANDLER(do_moment);
  // fhir_functions.cpp
  CAREWAY_FHIRPATH_HANDLER(do_extension);
  CAREWAY_FHIRPATH_HANDLER(do_get_value);
  CAREWAY_FHIRPATH_HANDLER(do_resolve);
  CAREWAY_FHIRPATH_HANDLER(do_nothing);
  CAREWAY_FHIRPATH_HANDLER(do_check_modifiers);
  CAREWAY_FHIRPATH_HANDLER(do_conforms_to);
  CAREWAY_FHIRPATH_HANDLER(do_member_of);
  CAREWAY_FHIRPATH_HANDLER(do_html_checks);
#undef CAREWAY_FHIRPATH_HANDLER

  // Parts of the above.
  bool convert(Function target, const Item& item, Item& out);
  std::optional<bool> to_boolean(const Item& item) const;
  bool to_text(const Item& item, Item& out);
  bool to_temporal(Temporal::Kind kind, const Item& item, Item& out);
  bool to_quantity(const Item& item, std::string_view unit, Item& out);
  bool own_input(Range& input, std::size_t base);
  const Regex* find_regex(const Op& op, std::string_view pattern);
  bool decimal_function(const Op& op, const fhir::Decimal& value, std::size_t base);
  bool base_profile_holds(fhir::Element node, std::string_view profile, bool& holds) const;
  struct SortKey {
    std::size_t item = 0;
    std::size_t first_key = 0;
  };
  std::optional<int> compare_keys(const Op& op, const SortKey& a, const SortKey& b);

  const definitions::Definitions& definitions_;
  Limits limits_;
  TypeTable types_;
  RegexCache regex_cache_;

  // Of the expression that runs.
  const Expression::Body* body_ = nullptr;
  const Environment* environment_ = nullptr;
  fhir::Issues* issues_ = nullptr;
  fhir::Element focus_;
  SyntaxIndex current_ = 0;  // where a failure is reported
  std::size_t runs_ = 0;     // how deeply this is entered
  std::size_t steps_ = 0;

  std::vector<Item> stack_;
  // defineVariable: the names, and where their items begin.
  std::vector<std::pair<std::string_view, std::size_t>> variables_;
  std::vector<Item> variable_items_;
  Pool<fhir::Decimal> decimals_;
  Pool<Temporal> temporals_;
  Pool<Quantity> quantities_;
  Pool<TypeName> type_names_;
  TextPool texts_;
  std::string text_;  // for building one
};

}  // namespace careway::fhirpath
