#include "profiles/fhirpath/syntax_tree.h"

#include <algorithm>
#include <iterator>

#include "profiles/fhirpath/lexer.h"

namespace careway::fhirpath {
namespace {

struct BinaryOperator {
  std::string_view text;
  Operation operation;
  int binding;  // the higher, the closer
};

// FHIRPath N1, "Operator Precedence". Polarity binds closer than all, steps closer still.
constexpr BinaryOperator kOperators[] = {
    {"implies", Operation::implies, 1},
    {"or", Operation::logical_or, 2},
    {"xor", Operation::logical_xor, 2},
    {"and", Operation::logical_and, 3},
    {"in", Operation::in, 4},
    {"contains", Operation::contains, 4},
    {"=", Operation::equal, 5},
    {"~", Operation::equivalent, 5},
    {"!=", Operation::not_equal, 5},
    {"!~", Operation::not_equivalent, 5},
    {"<", Operation::less, 6},
    {"<=", Operation::less_or_equal, 6},
    {">", Operation::greater, 6},
    {">=", Operation::greater_or_equal, 6},
    {"|", Operation::unite, 7},
    {"is", Operation::is, 8},
    {"as", Operation::as, 8},
    {"+", Operation::plus, 9},
    {"-", Operation::minus, 9},
    {"&", Operation::concatenate, 9},
    {"*", Operation::multiply, 10},
    {"/", Operation::divide, 10},
    {"div", Operation::whole_divide, 10},
    {"mod", Operation::modulo, 10},
};
bool is_plain_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (name.empty() || !is_letter(name[0]) || name == "true" || name == "false") return false;
  return std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

class Describer {
 public:
  Describer(const SyntaxTree& tree, std::string& out) : tree_(tree), out_(out) {}

  // `binding_min`: what binds less closely needs brackets.
  void describe(SyntaxIndex index, int binding_min) {
    const SyntaxNode& node = tree_.node(index);
    const bool needs_brackets = binding_of(node) < binding_min;
    if (needs_brackets) out_ += '(';
    switch (node.kind) {
      case SyntaxKind::binary:
        describe(node.input, binding_of(node));
        out_ += ' ';
        out_ += to_text(node.operation);
        out_ += ' ';
        describe(tree_.arguments(node)[0], binding_of(node) + 1);
        break;
      case SyntaxKind::type_test:
        describe(node.input, binding_of(node));
        out_ += ' ';
        out_ += to_text(node.operation);
        out_ += ' ';
        type(node);
        break;
      case SyntaxKind::polarity:
        out_ += node.operation == Operation::minus ? '-' : '+';
        describe(node.input, kPolarityBinding);
        break;
      case SyntaxKind::indexer:
        describe(node.input, kPathBinding);
        out_ += '[';
        describe(tree_.arguments(node)[0], 0);
        out_ += ']';
        break;
      case SyntaxKind::member:
      case SyntaxKind::call:
        step(node);
        break;
      default:
        leaf(node);
    }
    if (needs_brackets) out_ += ')';
  }

 private:
  static int binding_of(const SyntaxNode& node) {
    if (node.kind == SyntaxKind::binary || node.kind == SyntaxKind::type_test)
      return careway::fhirpath::binding(node.operation);
    return node.kind == SyntaxKind::polarity ? kPolarityBinding : kPathBinding;
  }

  void name(std::string_view text) {
    if (is_plain_name(text)) {
      out_ += text;
      return;
    }
    quoted(text, '`');
  }

  void quoted(std::string_view text, char quote) {
    out_ += quote;
    append_escaped(out_, text, quote);
    out_ += quote;
  }

  void type(const SyntaxNode& node) {
    if (!node.type_namespace.empty()) {
      name(node.type_namespace);
      out_ += '.';
    }
    name(node.type_name);
  }

  void step(const SyntaxNode& node) {
    if (node.input != kNoSyntax) {
      describe(node.input, kPathBinding);
      out_ += '.';
    }
    name(node.text);
    if (node.kind == SyntaxKind::member) return;
    out_ += '(';
    if (!node.type_name.empty()) type(node);
    bool is_first = true;
    for (const SyntaxIndex argument : tree_.arguments(node)) {
      if (!is_first) out_ += ", ";
      is_first = false;
      describe(argument, 0);
    }
    out_ += ')';
  }

  void leaf(const SyntaxNode& node) {
    switch (node.kind) {
      case SyntaxKind::empty_collection:
        out_ += "{}";
        break;
      case SyntaxKind::text:
        quoted(node.text, '\'');
        break;
      case SyntaxKind::temporal:
        out_ += '@';
        out_ += node.text;
        break;
      case SyntaxKind::quantity:
        out_ += node.text;
        out_ += ' ';
        if (node.unit_is_calendar) {
          out_ += node.unit;
        } else {
          quoted(node.unit, '\'');
        }
        break;
      case SyntaxKind::this_value:
        out_ += "$this";
        break;
      case SyntaxKind::index_value:
        out_ += "$index";
        break;
      case SyntaxKind::total_value:
        out_ += "$total";
        break;
      case SyntaxKind::variable:
        out_ += '%';
        name(node.text);
        break;
      default:
        out_ += node.text;
    }
  }

  const SyntaxTree& tree_;
  std::string& out_;
};

}  // namespace

std::string_view to_text(Operation operation) {
  for (const BinaryOperator& candidate : kOperators)
    if (candidate.operation == operation) return candidate.text;
  return {};
}

Operation find_operation(std::string_view text) {
  for (const BinaryOperator& candidate : kOperators)
    if (candidate.text == text) return candidate.operation;
  return Operation::none;
}

int binding(Operation operation) {
  for (const BinaryOperator& candidate : kOperators)
    if (candidate.operation == operation) return candidate.binding;
  return 0;
}

fhir::Position SyntaxTree::position(std::uint32_t offset) const {
  fhir::Position position{1, 1};
  for (std::uint32_t i = 0; i < offset && i < text_->size(); ++i) {
    if ((*text_)[i] == '\n') {
      ++position.line;
      position.column = 1;
    } else {
      ++position.column;
    }
  }
  return position;
}

std::string SyntaxTree::describe() const {
  std::string out;
  Describer(*this, out).describe(root(), 0);
  return out;
}

}  // namespace careway::fhirpath
