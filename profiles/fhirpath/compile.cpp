#include <algorithm>
#include <utility>

#include "profiles/fhirpath/fhirpath.h"
#include "profiles/fhirpath/parser.h"
#include "profiles/fhirpath/program.h"
#include "profiles/fhirpath/type_check.h"

namespace careway::fhirpath {

using definitions::Definitions;
using definitions::kNone;
using definitions::TypeIndex;

/// Turns a tree into what the machine runs.
class Compiler {
 public:
  Compiler(SyntaxTree tree, const Definitions& definitions, fhir::Issues& issues, const CompileOptions& options)
      : body_(std::make_unique<Expression::Body>()), definitions_(definitions), issues_(issues), options_(options) {
    body_->tree = std::move(tree);
    body_->as_filters_collections = options.as_filters_collections;
  }

  std::unique_ptr<const Expression> compile() {
    if (!check_variables() || !check_context()) return nullptr;
    const SyntaxTree& tree = body_->tree;
    body_->ops.reserve(tree.size());
    for (SyntaxIndex i = 0; i < tree.size(); ++i) body_->ops.push_back(translate(tree.node(i)));
    return std::unique_ptr<const Expression>(new Expression(std::move(body_)));
  }

 private:
  bool semantic(const SyntaxNode& node, std::string_view why) {
    issues_.error("fhirpath-semantic", "", why, body_->tree.position(node.offset));
    return false;
  }

  bool check_context();
  bool check_variables();
  [[nodiscard]] TypeIndex context_type() const;
  Op translate(const SyntaxNode& node);
  void translate_member(Op& op);
  void translate_literal(const SyntaxNode& node, Op& op);
  void translate_variable(Op& op);
  void translate_call(const SyntaxNode& node, Op& op);
  Item kept_text(std::string text) { return Item::of_text(body_->texts.emplace_back(std::move(text))); }
  std::optional<fhir::Decimal> decimal(std::string_view lexeme, Op& op);

  std::unique_ptr<Expression::Body> body_;
  const Definitions& definitions_;
  fhir::Issues& issues_;
  const CompileOptions& options_;
};

namespace {

struct StandardVariable {
  std::string_view name;
  VariableKind kind;
  std::string_view value;
};

// FHIRPath N1 "Environment variables", R4 2.9.1.7.
constexpr StandardVariable kVariables[] = {
    {"resource", VariableKind::resource, {}},
    {"rootResource", VariableKind::root_resource, {}},
    {"context", VariableKind::context, {}},
    {"ucum", VariableKind::constant, "http://unitsofmeasure.org"},
    {"sct", VariableKind::constant, "http://snomed.info/sct"},
    {"loinc", VariableKind::constant, "http://loinc.org"},
};

const StandardVariable* find_standard(std::string_view name) {
  for (const StandardVariable& variable : kVariables)
    if (variable.name == name) return &variable;
  return nullptr;
}

bool is_url_variable(std::string_view name) {
  return name.starts_with("vs-") || name.starts_with("ext-");
}

// A path ("Patient.contact.name") as a type.
TypeIndex find_context(std::string_view context, const Definitions& definitions) {
  const TypeIndex whole = definitions.find_type(context);
  if (whole != kNone) return whole;
  std::size_t dot = context.find('.');
  TypeIndex type = definitions.find_type(context.substr(0, dot));
  while (type != kNone && dot != std::string_view::npos) {
    const std::size_t next = context.find('.', dot + 1);
    const auto entry = definitions.find_entry(type, context.substr(dot + 1, next - dot - 1));
    type = entry == kNone ? kNone : definitions.entry_type(entry);
    dot = next;
  }
  return type;
}

}  // namespace

bool Compiler::check_context() {
  if (options_.context_type.empty()) return true;
  const TypeIndex context = find_context(options_.context_type, definitions_);
  if (context == kNone) {
    issues_.error("fhirpath-semantic", "",
                  "FHIR R4 has no type " + std::string(options_.context_type) + " that the expression could work on.");
    return false;
  }
  return check_types(body_->tree, context, definitions_, issues_);
}

bool Compiler::check_variables() {
  const SyntaxTree& tree = body_->tree;
  std::vector<std::string_view> defined(options_.variables.begin(), options_.variables.end());
  for (SyntaxIndex i = 0; i < tree.size(); ++i) {
    const SyntaxNode& node = tree.node(i);
    if (node.kind != SyntaxKind::call || node.function != Function::define_variable) continue;
    const SyntaxNode& name = tree.node(tree.arguments(node)[0]);
    // A name that is worked out can be any.
    if (name.kind != SyntaxKind::text) return true;
    if (find_standard(name.text) != nullptr) return semantic(name, "This variable exists already: take another name.");
    defined.push_back(name.text);
  }
  for (SyntaxIndex i = 0; i < tree.size(); ++i) {
    const SyntaxNode& node = tree.node(i);
    if (node.kind != SyntaxKind::variable || find_standard(node.text) != nullptr || is_url_variable(node.text))
      continue;
    if (std::find(defined.begin(), defined.end(), node.text) == defined.end())
      return semantic(node, "There is no variable of this name.");
  }
  return true;
}

Op Compiler::translate(const SyntaxNode& node) {
  Op op;
  op.kind = node.kind;
  op.operation = node.operation;
  op.function = node.function;
  op.input = node.input;
  op.text = node.text;
  op.argument_first = static_cast<std::uint32_t>(body_->arguments.size());
  op.argument_count = node.argument_count;
  const auto arguments = body_->tree.arguments(node);
  body_->arguments.insert(body_->arguments.end(), arguments.begin(), arguments.end());
  switch (node.kind) {
    case SyntaxKind::member:
      translate_member(op);
      break;
    case SyntaxKind::variable:
      translate_variable(op);
      break;
    case SyntaxKind::call:
      translate_call(node, op);
      break;
    case SyntaxKind::type_test:
      op.type = find_type(node.type_namespace, node.type_name, definitions_);
      break;
    default:
      translate_literal(node, op);
  }
  return op;
}

void Compiler::translate_member(Op& op) {
  if (op.input != kNoSyntax || op.text.empty() || op.text[0] < 'A' || op.text[0] > 'Z') return;
  op.type = find_type("FHIR", op.text, definitions_);
  op.may_be_type = op.type.is_known();
}

std::optional<fhir::Decimal> Compiler::decimal(std::string_view lexeme, Op& op) {
  auto value = fhir::Decimal::parse(lexeme);
  op.is_broken = !value.has_value();
  return value;
}

void Compiler::translate_literal(const SyntaxNode& node, Op& op) {
  switch (node.kind) {
    case SyntaxKind::boolean:
      op.literal = Item::of_boolean(node.text == "true");
      break;
    case SyntaxKind::text:
      op.literal = Item::of_text(node.text);
      break;
    case SyntaxKind::integer: {
      std::int64_t value = 0;
      for (const char c : node.text) value = value * 10 + (c - '0');
      op.literal = Item::of_integer(value);
      break;
    }
    case SyntaxKind::decimal:
      if (auto value = decimal(node.text, op))
        op.literal = Item::of_decimal(body_->decimals.emplace_back(std::move(*value)));
      break;
    case SyntaxKind::temporal: {
      const auto value = Temporal::parse_literal(node.text);
      op.is_broken = !value.has_value();
      if (value) op.literal = Item::of_temporal(body_->temporals.emplace_back(*value));
      break;
    }
    case SyntaxKind::quantity:
      if (auto value = decimal(node.text, op)) {
        const std::string_view unit = node.unit_is_calendar ? Quantity::calendar_word(node.unit) : node.unit;
        op.literal = Item::of_quantity(
            body_->quantities.emplace_back(Quantity{std::move(*value), std::string(unit), node.unit_is_calendar}));
      }
      break;
    default:
      break;
  }
}

void Compiler::translate_variable(Op& op) {
  if (const StandardVariable* standard = find_standard(op.text)) {
    op.variable = standard->kind;
    op.literal = Item::of_text(standard->value);
    return;
  }
  const bool is_given =
      std::find(options_.variables.begin(), options_.variables.end(), op.text) != options_.variables.end();
  if (is_given || !is_url_variable(op.text)) return;
  op.variable = VariableKind::constant;
  op.literal = op.text.starts_with("vs-")
                   ? kept_text("http://hl7.org/fhir/ValueSet/" + std::string(op.text.substr(3)))
                   : kept_text("http://hl7.org/fhir/StructureDefinition/" + std::string(op.text.substr(4)));
}

void Compiler::translate_call(const SyntaxNode& node, Op& op) {
  const auto arguments = body_->tree.arguments(node);
  switch (node.function) {
    case Function::is:
    case Function::as:
    case Function::of_type:
      op.type = find_type(node.type_namespace, node.type_name, definitions_);
      break;
    case Function::sort:
      for (std::size_t i = 0; i < arguments.size(); ++i) {
        Op& key = body_->ops[arguments[i]];
        key.is_descending = key.kind == SyntaxKind::polarity && key.operation == Operation::minus;
      }
      break;
    case Function::matches:
    case Function::matches_full:
    case Function::replace_matches: {
      const SyntaxNode& pattern = body_->tree.node(arguments[0]);
      if (pattern.kind != SyntaxKind::text) break;
      // One that cannot be compiled is reported when it is used.
      std::string why;
      auto regex = Regex::compile(pattern.text, options_.limits.regex_bytes_max, why);
      if (regex == nullptr) break;
      op.regex = regex.get();
      body_->regexes.push_back(std::move(regex));
      break;
    }
    default:
      break;
  }
}

Expression::Expression(std::unique_ptr<const Body> body) : body_(std::move(body)) {}
Expression::~Expression() = default;

std::string_view Expression::text() const {
  return body_->tree.text();
}

std::string Expression::describe() const {
  return body_->tree.describe();
}

std::unique_ptr<const Expression> compile(std::string_view text, const Definitions& definitions, fhir::Issues& issues,
                                          const CompileOptions& options) {
  auto tree = Parser::parse(text, issues, options.limits);
  if (!tree) return nullptr;
  return Compiler(std::move(*tree), definitions, issues, options).compile();
}

}  // namespace careway::fhirpath
