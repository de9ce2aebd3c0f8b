#include "profiles/fhirpath/parser.h"

#include <algorithm>
#include <utility>

#include "profiles/fhirpath/fhirpath.h"

namespace careway::fhirpath {
namespace {

// However long a chain of steps or operators is: what walks over a tree may recurse this deep.
constexpr std::uint32_t kHeightMax = 500;
constexpr std::size_t kNumberBytesMax = 1000;

bool is_calendar_word(std::string_view word) {
  static constexpr std::string_view kWords[] = {"year", "month",  "week",   "day",
                                                "hour", "minute", "second", "millisecond"};
  if (word.ends_with('s')) word.remove_suffix(1);
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

}  // namespace

std::optional<SyntaxTree> Parser::parse(std::string_view text, fhir::Issues& issues, const Limits& limits) {
  if (text.size() > limits.text_bytes_max) {
    issues.error("fhirpath-limit", "",
                 "The expression is longer than " + std::to_string(limits.text_bytes_max) + " bytes. Shorten it.");
    return std::nullopt;
  }
  SyntaxTree tree;
  tree.text_ = std::make_unique<const std::string>(text);
  Parser parser(tree, issues, limits);
  parser.advance();
  if (parser.expression(0) == kNoSyntax) return std::nullopt;
  if (parser.token_.kind != TokenKind::end) {
    parser.fail("Here the expression should end or go on with an operator.");
    return std::nullopt;
  }
  return tree;
}

Parser::Parser(SyntaxTree& tree, fhir::Issues& issues, const Limits& limits)
    : tree_(tree), issues_(issues), limits_(limits), lexer_(tree.text()) {}

void Parser::advance() {
  token_ = lexer_.next();
}

SyntaxIndex Parser::fail(std::string_view why) {
  if (!has_failed_) {
    issues_.error("fhirpath-syntax", "", token_.kind == TokenKind::failed ? token_.text : why,
                  tree_.position(token_.offset));
  }
  has_failed_ = true;
  return kNoSyntax;
}

SyntaxIndex Parser::fail_limit(std::string_view why) {
  if (!has_failed_) issues_.error("fhirpath-limit", "", why, tree_.position(token_.offset));
  has_failed_ = true;
  return kNoSyntax;
}

bool Parser::is_symbol(std::string_view symbol) const {
  return token_.kind == TokenKind::symbol && token_.text == symbol;
}

bool Parser::expect(std::string_view symbol) {
  if (!is_symbol(symbol)) {
    fail("Here \"" + std::string(symbol) + "\" is missing.");
    return false;
  }
  advance();
  return true;
}

SyntaxIndex Parser::add(SyntaxNode node) {
  std::uint32_t height = node.input == kNoSyntax ? 0 : tree_.nodes_[node.input].height;
  for (const SyntaxIndex argument : tree_.arguments(node)) height = std::max(height, tree_.nodes_[argument].height);
  node.height = height + 1;
  if (node.height > kHeightMax) return fail_limit("The expression goes on for too long. Split it.");
  tree_.nodes_.push_back(node);
  return tree_.root();
}

bool Parser::decoded(const Token& token, std::string_view& out) {
  out = token.text;
  if (!token.has_escapes) return true;
  std::string& text = tree_.decoded_.emplace_back();
  if (!decode_escapes(token.text, text)) {
    fail(
        "An escape in this text is unknown. Use \\\\ for a backslash, \\' \\\" \\` \\/ \\n \\r \\t \\f or \\u and "
        "four digits.");
    return false;
  }
  out = text;
  return true;
}

SyntaxIndex Parser::expression(int binding_min) {
  if (++depth_ > limits_.depth_max) return fail_limit("The expression is nested too deeply. Split it.");
  SyntaxIndex left = operand();
  while (left != kNoSyntax) {
    if (token_.kind != TokenKind::word && token_.kind != TokenKind::symbol) break;
    const Operation operation = find_operation(token_.text);
    if (operation == Operation::none || binding(operation) <= binding_min) break;
    const std::uint32_t offset = token_.offset;
    advance();
    if (operation == Operation::is || operation == Operation::as) {
      left = type_test(left, operation, offset);
      continue;
    }
    SyntaxNode node{.kind = SyntaxKind::binary, .operation = operation, .offset = offset, .input = left};
    const SyntaxIndex right = expression(binding(operation));
    if (right == kNoSyntax) return kNoSyntax;
    node.argument_first = static_cast<std::uint32_t>(tree_.arguments_.size());
    node.argument_count = 1;
    tree_.arguments_.push_back(right);
    left = add(node);
  }
  --depth_;
  return left;
}

SyntaxIndex Parser::type_test(SyntaxIndex left, Operation operation, std::uint32_t offset) {
  SyntaxNode node{.kind = SyntaxKind::type_test, .operation = operation, .offset = offset, .input = left};
  if (!type_name(node)) return kNoSyntax;
  return add(node);
}

// Name, or namespace and name.
bool Parser::type_name(SyntaxNode& node) {
  for (int part = 0;; ++part) {
    if ((token_.kind != TokenKind::word && token_.kind != TokenKind::delimited) || part == 2) {
      fail("Here the name of a type should stand, for instance Quantity, FHIR.string or System.String.");
      return false;
    }
    node.type_namespace = node.type_name;
    if (!decoded(token_, node.type_name)) return false;
    advance();
    if (!is_symbol(".")) return true;
    advance();
  }
}

SyntaxIndex Parser::operand() {
  if (is_symbol("+") || is_symbol("-")) return polarity();
  return path();
}

SyntaxIndex Parser::polarity() {
  std::vector<std::pair<Operation, std::uint32_t>> signs;
  while (is_symbol("+") || is_symbol("-")) {
    if (signs.size() >= limits_.depth_max) return fail_limit("So many signs are not accepted. Take some away.");
    signs.emplace_back(token_.text == "-" ? Operation::minus : Operation::plus, token_.offset);
    advance();
  }
  SyntaxIndex inside = path();
  for (; inside != kNoSyntax && !signs.empty(); signs.pop_back()) {
    inside = add({.kind = SyntaxKind::polarity,
                  .operation = signs.back().first,
                  .offset = signs.back().second,
                  .input = inside});
  }
  return inside;
}

SyntaxIndex Parser::path() {
  SyntaxIndex left = term();
  while (left != kNoSyntax) {
    if (is_symbol(".")) {
      advance();
      left = invocation(left);
    } else if (is_symbol("[")) {
      SyntaxNode node{.kind = SyntaxKind::indexer, .offset = token_.offset, .input = left};
      advance();
      const SyntaxIndex index = expression(0);
      if (index == kNoSyntax || !expect("]")) return kNoSyntax;
      node.argument_first = static_cast<std::uint32_t>(tree_.arguments_.size());
      node.argument_count = 1;
      tree_.arguments_.push_back(index);
      left = add(node);
    } else {
      break;
    }
  }
  return left;
}

SyntaxIndex Parser::term() {
  switch (token_.kind) {
    case TokenKind::word:
      if (token_.text == "true" || token_.text == "false") return literal();
      return invocation(kNoSyntax);
    case TokenKind::delimited:
      return invocation(kNoSyntax);
    case TokenKind::text:
    case TokenKind::temporal:
      return literal();
    case TokenKind::integer:
    case TokenKind::decimal:
      return number();
    case TokenKind::percent:
      return variable();
    case TokenKind::dollar:
      return dollar();
    case TokenKind::symbol:
      return bracketed();
    default:
      return fail("Here a name, a value or a bracket should stand.");
  }
}

SyntaxIndex Parser::bracketed() {
  if (is_symbol("{")) {
    const std::uint32_t offset = token_.offset;
    advance();
    if (!expect("}")) return kNoSyntax;
    return add({.kind = SyntaxKind::empty_collection, .offset = offset});
  }
  if (!is_symbol("(")) return fail("Here a name, a value or a bracket should stand.");
  advance();
  const SyntaxIndex inside = expression(0);
  if (inside == kNoSyntax || !expect(")")) return kNoSyntax;
  return inside;
}

SyntaxIndex Parser::literal() {
  SyntaxNode node{.kind = SyntaxKind::boolean, .offset = token_.offset};
  if (token_.kind == TokenKind::text) node.kind = SyntaxKind::text;
  if (token_.kind == TokenKind::temporal) node.kind = SyntaxKind::temporal;
  if (!decoded(token_, node.text)) return kNoSyntax;
  advance();
  return add(node);
}

SyntaxIndex Parser::number() {
  SyntaxNode node{.kind = SyntaxKind::decimal, .offset = token_.offset, .text = token_.text};
  while (node.text.size() > 1 && node.text[0] == '0' && node.text[1] != '.') node.text.remove_prefix(1);
  if (node.text.size() > kNumberBytesMax) return fail_limit("This number is too long.");
  // -2147483648 is written with the number 2147483648; what is larger is no Integer.
  static constexpr std::string_view kIntegerLargest = "2147483648";
  if (token_.kind == TokenKind::integer &&
      (node.text.size() < kIntegerLargest.size() ||
       (node.text.size() == kIntegerLargest.size() && node.text <= kIntegerLargest))) {
    node.kind = SyntaxKind::integer;
  }
  advance();
  if (token_.kind == TokenKind::text) {
    node.kind = SyntaxKind::quantity;
    if (!decoded(token_, node.unit)) return kNoSyntax;
    advance();
  } else if (token_.kind == TokenKind::word && is_calendar_word(token_.text)) {
    node.kind = SyntaxKind::quantity;
    node.unit = token_.text;
    node.unit_is_calendar = true;
    advance();
  }
  return add(node);
}

SyntaxIndex Parser::variable() {
  SyntaxNode node{.kind = SyntaxKind::variable, .offset = token_.offset};
  advance();
  if (token_.kind != TokenKind::word && token_.kind != TokenKind::delimited && token_.kind != TokenKind::text)
    return fail("Behind % the name of a variable should stand, for instance %resource or %`vs-name`.");
  if (!decoded(token_, node.text)) return kNoSyntax;
  advance();
  return add(node);
}

SyntaxIndex Parser::dollar() {
  SyntaxNode node{.kind = SyntaxKind::this_value, .offset = token_.offset};
  if (token_.text == "index") {
    node.kind = SyntaxKind::index_value;
  } else if (token_.text == "total") {
    node.kind = SyntaxKind::total_value;
  } else if (token_.text != "this") {
    return fail("Only $this, $index and $total exist.");
  }
  advance();
  return add(node);
}

SyntaxIndex Parser::invocation(SyntaxIndex input) {
  if (input != kNoSyntax && token_.kind == TokenKind::dollar) return fail("$this, $index and $total follow no dot.");
  if (token_.kind != TokenKind::word && token_.kind != TokenKind::delimited)
    return fail("Here the name of an element or a function should stand.");
  SyntaxNode node{.kind = SyntaxKind::member, .offset = token_.offset, .input = input};
  if (!decoded(token_, node.text)) return kNoSyntax;
  const Token name = token_;
  advance();
  if (!is_symbol("(")) return add(node);
  const auto function = find_function(node.text);
  if (!function) {
    token_ = name;
    return fail("There is no function of this name.");
  }
  node.kind = SyntaxKind::call;
  node.function = *function;
  node.text = function_info(*function).name;
  advance();
  return call(node);
}

SyntaxIndex Parser::call(SyntaxNode node) {
  const FunctionInfo& info = function_info(node.function);
  if (info.arguments == Arguments::type) {
    if (!type_name(node) || !expect(")")) return kNoSyntax;
    return add(node);
  }
  if (!read_arguments(node)) return kNoSyntax;
  if (node.argument_count < info.arguments_min || node.argument_count > info.arguments_max) {
    token_.offset = node.offset;
    return fail("This function takes another number of arguments.");
  }
  return add(node);
}

bool Parser::read_arguments(SyntaxNode& node) {
  std::vector<SyntaxIndex> arguments;
  while (!is_symbol(")")) {
    if (!arguments.empty() && !expect(",")) return false;
    const SyntaxIndex argument = expression(0);
    if (argument == kNoSyntax) return false;
    arguments.push_back(argument);
  }
  advance();
  node.argument_first = static_cast<std::uint32_t>(tree_.arguments_.size());
  node.argument_count = static_cast<std::uint32_t>(arguments.size());
  tree_.arguments_.insert(tree_.arguments_.end(), arguments.begin(), arguments.end());
  return true;
}

}  // namespace careway::fhirpath
