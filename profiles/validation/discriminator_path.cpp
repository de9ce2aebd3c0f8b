#include "profiles/validation/discriminator_path.h"

namespace careway::validation {
namespace {

bool is_name(std::string_view text) {
  for (const char c : text) {
    if ((c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '[' && c != ']')
      return false;
  }
  return !text.empty();
}

/// "url" of "extension('url')", "Type" of "ofType(Type)": what stands in the brackets, quotes taken off.
std::string_view argument(std::string_view call) {
  auto text = call.substr(call.find('(') + 1);
  text.remove_suffix(1);
  if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"')) text = text.substr(1, text.size() - 2);
  return text;
}

bool add_step(std::string_view part, std::vector<PathStep>& steps) {
  using Kind = PathStep::Kind;
  if (part == "$this") return true;
  const bool is_call = part.ends_with(')');
  if (part == "resolve()") {
    steps.push_back({Kind::resolve, "resolve()"});
  } else if (is_call && part.starts_with("extension(")) {
    steps.push_back({Kind::extension, std::string(argument(part))});
  } else if (is_call && (part.starts_with("ofType(") || part.starts_with("as("))) {
    auto type = argument(part);
    if (type.starts_with("FHIR.")) type.remove_prefix(5);
    steps.push_back({Kind::of_type, std::string(type)});
  } else if (is_name(part)) {
    if (part.ends_with("[x]")) part.remove_suffix(3);
    steps.push_back({Kind::child, std::string(part)});
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::optional<std::vector<PathStep>> parse_discriminator_path(std::string_view path) {
  std::vector<PathStep> steps;
  std::size_t start = 0;
  int brackets = 0;
  bool is_quoted = false;
  for (std::size_t at = 0; at <= path.size(); ++at) {
    const char c = at < path.size() ? path[at] : '.';
    if (c == '\'') is_quoted = !is_quoted;
    if (is_quoted && at < path.size()) continue;
    if (c == '(') ++brackets;
    if (c == ')') --brackets;
    if (c != '.' || (brackets > 0 && at < path.size())) continue;
    if (!add_step(path.substr(start, at - start), steps)) return std::nullopt;
    start = at + 1;
  }
  return steps;
}

}  // namespace careway::validation
