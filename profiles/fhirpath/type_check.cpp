#include "profiles/fhirpath/type_check.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "profiles/fhirpath/function_types.h"
#include "profiles/fhirpath/type_set.h"
#include "profiles/fhirpath/types.h"

namespace careway::fhirpath {

using definitions::Definitions;
using definitions::kNone;
using definitions::TypeIndex;

namespace {

constexpr auto kBoolean = TypeSet::kBoolean;
constexpr auto kInteger = TypeSet::kInteger;
constexpr auto kNumber = TypeSet::kNumber;
constexpr auto kText = TypeSet::kText;
constexpr auto kTemporal = TypeSet::kTemporal;
constexpr auto kQuantity = TypeSet::kQuantity;

// One repeat() in another is looked into again and again; what is left after so many visits is accepted.
constexpr std::size_t kVisitsMax = 100'000;

// What stands around an expression: the items that names without a dot start from.
struct Scope {
  const TypeSet& focus;
};

// Whether operands of these classes can give a result. Temporals move by quantities only.
bool can_add(std::uint16_t left, std::uint16_t right, bool is_minus) {
  constexpr std::uint16_t kReckoned = kNumber | kQuantity;
  if ((left & kReckoned) != 0 && (right & kReckoned) != 0) return true;
  if ((left & kTemporal) != 0 && (right & kQuantity) != 0) return true;
  return !is_minus && (left & (kText | kTemporal)) != 0 && (right & (kText | kTemporal)) != 0 &&
         ((left | right) & kText) != 0;
}

std::uint16_t result_of_sum(std::uint16_t left, std::uint16_t right) {
  return static_cast<std::uint16_t>((left | right) & (kNumber | kQuantity | kText | kTemporal));
}

// Walks the tree once and works out what each part can give. The first problem of a part is reported; what depends on
// it is then taken as unknown.
class TypeChecker {
 public:
  TypeChecker(const SyntaxTree& tree, TypeIndex context, const Definitions& definitions, fhir::Issues& issues)
      : tree_(tree), definitions_(definitions), issues_(issues), context_(TypeSet::of_fhir(context)) {}

  bool check() {
    const std::size_t before = issues_.error_count();
    check(tree_.root(), {context_});
    return issues_.error_count() == before;
  }

 private:
  TypeSet check(SyntaxIndex index, const Scope& scope);
  TypeSet check_member(const SyntaxNode& node, const Scope& scope);
  TypeSet check_variable(const SyntaxNode& node) const;
  TypeSet check_binary(const SyntaxNode& node, const Scope& scope);
  TypeSet check_call(const SyntaxNode& node, const Scope& scope);
  TypeSet check_values(const SyntaxNode& node, const TypeSet& input, const Scope& scope);
  TypeSet check_lambda(const SyntaxNode& node, const TypeSet& input);
  TypeSet check_repeat(const SyntaxNode& node, const TypeSet& input);
  TypeSet check_type(const SyntaxNode& node, const TypeSet& input, bool is_test);
  TypeSet check_iif(const SyntaxNode& node, const TypeSet& input);
  TypeSet result_of(const SyntaxNode& node, const TypeSet& input, const TypeSet& argument);
  void check_order(const SyntaxNode& node, const TypeSet& input);

  void report(const SyntaxNode& node, const std::string& text) {
    if (!is_silent_) issues_.error("fhirpath-semantic", "", text, tree_.position(node.offset));
  }
  [[nodiscard]] std::string name_of(const TypeSet& set) const {
    return set.fhir.empty() ? "a value" : std::string(definitions_.type(set.fhir.front()).name);
  }
  // True when it is known that no item has a value of these classes.
  [[nodiscard]] bool lacks(const TypeSet& set, std::uint16_t wanted) const {
    return wanted != 0 && !set.is_any && !set.is_empty() && (classes_of(set, definitions_) & wanted) == 0;
  }

  const SyntaxTree& tree_;
  const Definitions& definitions_;
  fhir::Issues& issues_;
  const TypeSet context_;
  bool is_silent_ = false;
  std::size_t visits_ = 0;
  std::size_t unions_ = 0;  // how many unions are around
};

TypeSet TypeChecker::check(SyntaxIndex index, const Scope& scope) {
  if (++visits_ > kVisitsMax) return TypeSet::any();
  const SyntaxNode& node = tree_.node(index);
  switch (node.kind) {
    case SyntaxKind::empty_collection:
      return {};
    case SyntaxKind::boolean:
      return TypeSet::of_system(kBoolean);
    case SyntaxKind::text:
      return TypeSet::of_system(kText);
    case SyntaxKind::integer:
    case SyntaxKind::index_value:
      return TypeSet::of_system(kInteger);
    case SyntaxKind::decimal:
      return TypeSet::of_system(TypeSet::kDecimal);
    case SyntaxKind::temporal: {
      if (node.text.starts_with('T')) return TypeSet::of_system(TypeSet::kTime);
      const bool has_time = node.text.find('T') != std::string_view::npos;
      return TypeSet::of_system(has_time ? TypeSet::kDateTime : TypeSet::kDate);
    }
    case SyntaxKind::quantity:
      return TypeSet::of_system(kQuantity);
    case SyntaxKind::this_value:
      return scope.focus;
    case SyntaxKind::total_value:
      return TypeSet::any();
    case SyntaxKind::variable:
      return check_variable(node);
    case SyntaxKind::member:
      return check_member(node, scope);
    case SyntaxKind::call:
      return check_call(node, scope);
    case SyntaxKind::indexer: {
      TypeSet input = check(node.input, scope);
      check_order(node, input);
      const SyntaxIndex argument = tree_.arguments(node).front();
      if (lacks(check(argument, scope), kInteger)) report(tree_.node(argument), "An index must be a whole number.");
      return input;
    }
    case SyntaxKind::polarity:
      return check(node.input, scope);
    case SyntaxKind::type_test:
      return check_type(node, check(node.input, scope), node.operation == Operation::is);
    case SyntaxKind::binary:
      return check_binary(node, scope);
  }
  return TypeSet::any();
}

TypeSet TypeChecker::check_member(const SyntaxNode& node, const Scope& scope) {
  const bool is_first = node.input == kNoSyntax;
  const TypeSet input = is_first ? scope.focus : check(node.input, scope);
  if (auto children = children_named(input, node.text, definitions_)) return *std::move(children);
  if (is_first) {
    if (node.text == "FHIR" || node.text == "System") return TypeSet::any();
    const TypeSpecifier type = find_type("FHIR", node.text, definitions_);
    if (type.is_known()) {
      // A type that the focus cannot have gives nothing, which is fine in A.x | B.y: that serves several types.
      TypeSet result = narrowed(input, type, definitions_);
      if (result.is_empty() && !result.is_any && !input.is_empty() && unions_ == 0)
        report(node, "The expression works on " + name_of(input) + ", which is no " + std::string(node.text) + ".");
      return result;
    }
  }
  report(node, name_of(input) + " has no element " + std::string(node.text) +
                   ". Correct the name; an element with a choice of types is named without the type.");
  return TypeSet::any();
}

TypeSet TypeChecker::check_variable(const SyntaxNode& node) const {
  if (node.text == "context") return context_;
  if (node.text == "resource") {
    const std::string_view name = definitions_.type(context_.fhir.front()).name;
    const std::string_view resource = name.substr(0, name.find('.'));
    const TypeIndex type = definitions_.is_resource(resource) ? definitions_.find_type(resource) : kNone;
    return type == kNone ? TypeSet::any() : TypeSet::of_fhir(type);
  }
  return TypeSet::any();
}

TypeSet TypeChecker::check_binary(const SyntaxNode& node, const Scope& scope) {
  const bool is_union = node.operation == Operation::unite;
  unions_ += is_union ? 1 : 0;
  TypeSet left = check(node.input, scope);
  const TypeSet right = check(tree_.arguments(node).front(), scope);
  unions_ -= is_union ? 1 : 0;
  const bool is_known = !left.is_any && !right.is_any && !left.is_empty() && !right.is_empty();
  const std::uint16_t left_classes = classes_of(left, definitions_);
  const std::uint16_t right_classes = classes_of(right, definitions_);
  switch (node.operation) {
    case Operation::unite:
      left.add(right);
      return left;
    case Operation::plus:
    case Operation::minus:
      if (!is_known) return TypeSet::any();
      // 'a' - 'b' fails when it is evaluated, as the published suite has it.
      if (left_classes == kText && node.operation == Operation::minus) return TypeSet::any();
      if (!can_add(left_classes, right_classes, node.operation == Operation::minus)) {
        report(node, "These two cannot be added or subtracted. A date moves by a quantity such as 7 days.");
        return TypeSet::any();
      }
      return TypeSet::of_system(result_of_sum(left_classes, right_classes));
    case Operation::multiply:
    case Operation::divide:
    case Operation::whole_divide:
    case Operation::modulo:
      if (lacks(left, kNumber | kQuantity) || lacks(right, kNumber | kQuantity)) {
        report(node, "Only numbers and quantities can be multiplied and divided.");
      }
      return TypeSet::of_system(kNumber | kQuantity);
    case Operation::concatenate:
      return TypeSet::of_system(kText);
    default:
      return TypeSet::of_system(kBoolean);
  }
}

void TypeChecker::check_order(const SyntaxNode& node, const TypeSet& input) {
  if (input.is_unordered)
    report(node, "children() and descendants() have no order: nothing can be taken by its place.");
}

TypeSet TypeChecker::check_call(const SyntaxNode& node, const Scope& scope) {
  const TypeSet input = node.input == kNoSyntax ? scope.focus : check(node.input, scope);
  const FunctionInfo& info = function_info(node.function);
  if (lacks(input, function_types(node.function).input)) {
    report(node, std::string(info.name) + "() cannot work on " + name_of(input) + ".");
  }
  switch (info.arguments) {
    case Arguments::values:
      return check_values(node, input, scope);
    case Arguments::lambda:
      return node.function == Function::repeat ? check_repeat(node, input) : check_lambda(node, input);
    case Arguments::type:
      return check_type(node, input, node.function == Function::is);
    case Arguments::lazy:
      return check_iif(node, input);
    case Arguments::name_lambda:
      for (const SyntaxIndex argument : tree_.arguments(node)) check(argument, {input});
      return input;
  }
  return TypeSet::any();
}

TypeSet TypeChecker::check_values(const SyntaxNode& node, const TypeSet& input, const Scope& scope) {
  TypeSet first;
  bool is_first = true;
  for (const SyntaxIndex argument : tree_.arguments(node)) {
    TypeSet types = check(argument, scope);
    if (is_first) first = std::move(types);
    is_first = false;
  }
  if (lacks(first, function_types(node.function).argument)) {
    report(tree_.node(tree_.arguments(node).front()),
           std::string(function_info(node.function).name) + "() cannot take this argument.");
  }
  return result_of(node, input, first);
}

TypeSet TypeChecker::result_of(const SyntaxNode& node, const TypeSet& input, const TypeSet& argument) {
  if (const std::uint16_t fixed = function_types(node.function).result) return TypeSet::of_system(fixed);
  switch (node.function) {
    case Function::skip:
    case Function::take:
    case Function::first:
    case Function::last:
    case Function::tail:
      check_order(node, input);
      return input;
    case Function::distinct:
    case Function::single:
    case Function::intersect:
    case Function::exclude:
    case Function::check_modifiers:
    case Function::low_boundary:
    case Function::high_boundary:
      return input;
    case Function::union_with:
    case Function::combine: {
      TypeSet both = input;
      both.add(argument);
      return both;
    }
    case Function::children:
    case Function::descendants: {
      TypeSet below = TypeSet::any();
      below.is_unordered = true;
      return below;
    }
    case Function::extension: {
      const TypeIndex type = definitions_.find_type("Extension");
      return type == kNone ? TypeSet::any() : TypeSet::of_fhir(type);
    }
    default:
      return TypeSet::any();
  }
}

TypeSet TypeChecker::check_lambda(const SyntaxNode& node, const TypeSet& input) {
  TypeSet item = input;
  item.is_unordered = false;
  TypeSet result;
  for (const SyntaxIndex argument : tree_.arguments(node)) result = check(argument, {item});
  if (const std::uint16_t fixed = function_types(node.function).result) return TypeSet::of_system(fixed);
  if (node.function == Function::select) {
    result.is_unordered = result.is_unordered || input.is_unordered;
    return result;
  }
  if (node.function == Function::aggregate) return TypeSet::any();
  if (node.function == Function::sort) return item;
  return input;
}

// What was found is looked into again, until no new type appears.
TypeSet TypeChecker::check_repeat(const SyntaxNode& node, const TypeSet& input) {
  const SyntaxIndex argument = tree_.arguments(node).front();
  TypeSet found = check(argument, {input});
  const bool was_silent = std::exchange(is_silent_, true);
  constexpr int kRoundsMax = 20;
  for (int round = 0; round < kRoundsMax && !found.is_any; ++round) {
    TypeSet next = found;
    next.add(check(argument, {found}));
    if (next == found) break;
    found = std::move(next);
  }
  is_silent_ = was_silent;
  return found;
}

TypeSet TypeChecker::check_type(const SyntaxNode& node, const TypeSet& input, bool is_test) {
  const TypeSpecifier type = find_type(node.type_namespace, node.type_name, definitions_);
  if (!type.is_known()) {
    // The published suite wants as(string1) and ofType(string1) to fail when they are evaluated, not before.
    const bool fails_later = node.function == Function::as || node.function == Function::of_type;
    if (!fails_later) report(node, "There is no type " + std::string(node.type_name) + ". Correct the name.");
    return TypeSet::any();
  }
  return is_test ? TypeSet::of_system(kBoolean) : narrowed(input, type, definitions_);
}

TypeSet TypeChecker::check_iif(const SyntaxNode& node, const TypeSet& input) {
  const auto arguments = tree_.arguments(node);
  const TypeSet criterion = check(arguments[0], {input});
  // Elements count by being there; a value that is no boolean is a mistake.
  const bool is_value = !criterion.is_any && criterion.fhir.empty() && criterion.system != 0;
  if (is_value && (criterion.system & kBoolean) == 0) {
    report(tree_.node(arguments[0]), "The first argument of iif() must be a boolean.");
  }
  TypeSet result = check(arguments[1], {input});
  if (arguments.size() > 2) result.add(check(arguments[2], {input}));
  return result;
}

}  // namespace

bool check_types(const SyntaxTree& tree, TypeIndex context, const Definitions& definitions, fhir::Issues& issues) {
  return TypeChecker(tree, context, definitions, issues).check();
}

}  // namespace careway::fhirpath
