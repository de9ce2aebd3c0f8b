// Evaluates FHIRPath expressions for compare.mjs. Reads lines: "R FILE" opens a JSON resource, "E EXPRESSION" works on
// it. Answers each expression with one line: "!CODE" for a failure, else the items, parted by U+001F; an item is its
// type, U+001E, and its value, or its path for a node without one. Backslashes and line ends are escaped as in JSON.
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "profiles/fhir/element_path.h"
#include "profiles/fhirpath/fhirpath.h"
#include "tests/profiles/fhir/pack_fixture.h"

namespace careway {
namespace {

constexpr char kItemEnd = '\x1F';
constexpr char kTypeEnd = '\x1E';

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out.push_back(text[i]);
    } else {
      ++i;
      out.push_back(text[i] == 'n' ? '\n' : text[i] == 'r' ? '\r' : text[i]);
    }
  }
  return out;
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '\\') out.append("\\\\");
    if (c == '\n') out.append("\\n");
    if (c == '\r') out.append("\\r");
    if (c != '\\' && c != '\n' && c != '\r') out.push_back(c);
  }
}

std::string failure(const fhir::Issues& issues) {
  return "!" + (issues.empty() ? "no issue" : issues.items().front().code + " " + issues.items().front().text);
}

std::string answer(std::string_view expression, fhir::Element focus, fhirpath::Evaluator& evaluator) {
  fhir::Issues issues;
  const auto compiled = fhirpath::compile(expression, fhir::r4(), issues);
  if (!compiled) return failure(issues);
  fhirpath::Environment environment;
  environment.now = "2024-02-29T12:30:00.000Z";
  const auto items = evaluator.evaluate(*compiled, focus, environment, issues);
  if (!items) return failure(issues);
  std::string out;
  for (const fhirpath::Item& item : *items) {
    if (!out.empty()) out.push_back(kItemEnd);
    out.append(item.is_node() ? "FHIR." : "System.").append(item.type_name(fhir::r4())).push_back(kTypeEnd);
    const bool is_complex =
        item.is_node() && (!item.node().has_value() || item.node().kind() == fhir::ValueKind::resource);
    append_escaped(out, is_complex ? "@" + fhir::expression_path(item.node(), fhir::r4()) : item.text());
  }
  return out;
}

void run() {
  std::optional<fhir::Reading> resource;
  fhirpath::Evaluator evaluator(fhir::r4());
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line.starts_with("R ")) {
      resource = fhir::from_json(fhir::read_file(line.substr(2)));
    } else if (line.starts_with("E ") && resource && *resource) {
      std::cout << answer(unescaped(line.substr(2)), resource->root(), evaluator) << '\n';
    } else {
      std::cout << "!unreadable\n";
    }
  }
}

}  // namespace
}  // namespace careway

int main() {
  careway::run();
}
