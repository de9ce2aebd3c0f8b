#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"
#include "profiles/fhirpath/functions.h"

namespace careway::fhirpath {

using SyntaxIndex = std::uint32_t;
inline constexpr SyntaxIndex kNoSyntax = 0xFFFFFFFF;

enum class SyntaxKind : std::uint8_t {
  empty_collection,  ///< {}
  boolean,           ///< text "true" or "false"
  text,              ///< text is decoded
  integer,           ///< text is the lexeme; always within 32 bits
  decimal,           ///< text is the lexeme
  temporal,          ///< text is the literal without '@'; may be no valid one: that shows at evaluation
  quantity,          ///< text is the lexeme of the number, unit the decoded unit or the calendar word as written
  this_value,        ///< $this
  index_value,       ///< $index
  total_value,       ///< $total
  variable,          ///< %text
  member,            ///< a name: below input, or below $this (then a type name counts too) when input is kNoSyntax
  call,              ///< function; without input it works on $this
  indexer,           ///< input[argument 0]
  polarity,          ///< operation plus or minus on input
  binary,            ///< input, operation, argument 0
  type_test,         ///< operation is or as: input and a type
};

enum class Operation : std::uint8_t {
  none,
  multiply,
  divide,
  whole_divide,
  modulo,
  plus,
  minus,
  concatenate,
  is,
  as,
  unite,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  equal,
  equivalent,
  not_equal,
  not_equivalent,
  in,
  contains,
  logical_and,
  logical_or,
  logical_xor,
  implies,
};

/// The operation as it is written: "!~", "div".
std::string_view to_text(Operation operation);
/// The operation of two operands written that way; Operation::none when it is none.
Operation find_operation(std::string_view text);
/// How closely an operation binds, from 1 for implies to 10 for multiplication (N1, "Operator Precedence"). Polarity
/// binds closer, steps of a path closest.
int binding(Operation operation);
inline constexpr int kPolarityBinding = 11;
inline constexpr int kPathBinding = 12;

/// One node of the tree. The views live as long as the tree.
struct SyntaxNode {
  SyntaxKind kind = SyntaxKind::empty_collection;
  Operation operation = Operation::none;
  Function function = Function::function_count;  ///< call
  bool unit_is_calendar = false;                 ///< quantity: the unit is a word without quotes
  std::uint32_t offset = 0;                      ///< bytes in front of it in the text
  std::uint32_t height = 1;                      ///< longest way down, itself included
  SyntaxIndex input = kNoSyntax;                 ///< before the dot, left operand, what is tested
  std::uint32_t argument_first = 0;
  std::uint32_t argument_count = 0;
  std::string_view text = {};            ///< see SyntaxKind; the name of a call
  std::string_view unit = {};            ///< quantity
  std::string_view type_namespace = {};  ///< "FHIR", "System" or empty: type_test, and calls of is, as, ofType
  std::string_view type_name = {};
};

/// What the parser makes of a text. Immutable once parsed; then any number of threads may read it. Nodes stand behind
/// what they are made of; the last one is the root.
class SyntaxTree {
 public:
  [[nodiscard]] const SyntaxNode& node(SyntaxIndex index) const { return nodes_[index]; }
  [[nodiscard]] SyntaxIndex root() const { return static_cast<SyntaxIndex>(nodes_.size() - 1); }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] std::span<const SyntaxIndex> arguments(const SyntaxNode& node) const {
    return {arguments_.data() + node.argument_first, node.argument_count};
  }
  /// The text it was parsed from.
  [[nodiscard]] std::string_view text() const { return *text_; }
  /// Line and column (bytes) of an offset, both from 1.
  [[nodiscard]] fhir::Position position(std::uint32_t offset) const;
  /// FHIRPath that means the same, with one blank and no more brackets than needed; its own describe() is the same.
  [[nodiscard]] std::string describe() const;

 private:
  friend class Parser;
  std::unique_ptr<const std::string> text_;
  std::deque<std::string> decoded_;  // names and texts that differ from what is written
  std::vector<SyntaxNode> nodes_;
  std::vector<SyntaxIndex> arguments_;
};

}  // namespace careway::fhirpath
