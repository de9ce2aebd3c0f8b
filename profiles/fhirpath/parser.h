#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"
#include "profiles/fhirpath/lexer.h"
#include "profiles/fhirpath/syntax_tree.h"

namespace careway::fhirpath {

struct Limits;

/// Parses one expression by precedence climbing. One use each; parse() does it all.
class Parser {
 public:
  /// The tree; nothing with an issue "fhirpath-syntax" or "fhirpath-limit".
  static std::optional<SyntaxTree> parse(std::string_view text, fhir::Issues& issues, const Limits& limits);

 private:
  Parser(SyntaxTree& tree, fhir::Issues& issues, const Limits& limits);
  // Each gives kNoSyntax after a failure, which has then been reported.
  SyntaxIndex expression(int binding_min);
  SyntaxIndex operand();
  SyntaxIndex type_test(SyntaxIndex left, Operation operation, std::uint32_t offset);
  SyntaxIndex polarity();
  SyntaxIndex path();
  SyntaxIndex term();
  SyntaxIndex bracketed();
  SyntaxIndex literal();
  SyntaxIndex number();
  SyntaxIndex variable();
  SyntaxIndex dollar();
  SyntaxIndex invocation(SyntaxIndex input);
  SyntaxIndex call(SyntaxNode node);
  bool read_arguments(SyntaxNode& node);
  bool type_name(SyntaxNode& node);

  SyntaxIndex add(SyntaxNode node);
  SyntaxIndex fail(std::string_view why);
  SyntaxIndex fail_limit(std::string_view why);
  void advance();
  [[nodiscard]] bool is_symbol(std::string_view symbol) const;
  bool expect(std::string_view symbol);
  bool decoded(const Token& token, std::string_view& out);

  SyntaxTree& tree_;
  fhir::Issues& issues_;
  const Limits& limits_;
  Lexer lexer_;
  Token token_;
  std::size_t depth_ = 0;
  bool has_failed_ = false;
};

}  // namespace careway::fhirpath
