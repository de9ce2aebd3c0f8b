#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/decimal.h"
#include "profiles/fhirpath/fhirpath.h"
#include "profiles/fhirpath/item.h"
#include "profiles/fhirpath/regexes.h"
#include "profiles/fhirpath/syntax_tree.h"
#include "profiles/fhirpath/types.h"

namespace careway::fhirpath {

/// What %name means.
enum class VariableKind : std::uint8_t { resource, root_resource, context, constant, named };

/// What evaluation needs of a syntax node, worked out once.
struct Op {
  SyntaxKind kind = SyntaxKind::empty_collection;
  Operation operation = Operation::none;
  Function function = Function::function_count;
  VariableKind variable = VariableKind::named;
  bool is_descending = false;        ///< sort: the argument was written with a minus
  bool is_broken = false;            ///< a literal without a value: fails when it is evaluated
  bool may_be_type = false;          ///< member: the name is that of a type and stands first
  SyntaxIndex input = kNoSyntax;     ///< as in the tree
  std::uint32_t argument_first = 0;  ///< in Body::arguments
  std::uint32_t argument_count = 0;
  std::string_view text;         ///< name of a member, call or variable
  Item literal;                  ///< its value; also of a constant variable
  TypeSpecifier type;            ///< of a type test, or of a member that may be a type
  const Regex* regex = nullptr;  ///< of matches and the like, when it is a literal
};

struct Expression::Body {
  SyntaxTree tree;
  std::vector<Op> ops;  ///< one per node of the tree, in its order
  std::vector<SyntaxIndex> arguments;
  bool as_filters_collections = false;
  // What literals point to.
  std::deque<fhir::Decimal> decimals;
  std::deque<Temporal> temporals;
  std::deque<Quantity> quantities;
  std::deque<std::string> texts;
  std::vector<std::unique_ptr<const Regex>> regexes;

  [[nodiscard]] SyntaxIndex argument(const Op& op, std::size_t number) const {
    return arguments[op.argument_first + number];
  }
};

}  // namespace careway::fhirpath
