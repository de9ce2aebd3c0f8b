#include "gateway/command_line/expectation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "mappers/language/paths.h"

namespace careway::command_line {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

bool read_count(std::string_view text, std::size_t& count) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  return problem == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool read_statement(std::string_view line, Expectation& expected) {
  if (line == "refused") return expected.refused = true;
  if (line.starts_with("issue ")) {
    const std::string_view rest = trimmed(line.substr(6));
    const std::size_t at = rest.find(" at ");
    const std::string_view path = at == std::string_view::npos ? std::string_view() : trimmed(rest.substr(at + 4));
    return expected.issues.emplace(trimmed(rest.substr(0, at)), path).second;
  }
  const std::size_t equals = line.find(" =");
  if (equals == std::string_view::npos) return false;
  const std::string name(trimmed(line.substr(0, equals)));
  const std::string value(trimmed(line.substr(equals + 2)));
  if (name.starts_with("ledger ")) return read_count(value, expected.ledger[name.substr(7)]);
  const auto is_same = [&name](const auto& slot) { return slot.first == name; };
  auto found = std::ranges::find_if(expected.slots, is_same);
  if (found == expected.slots.end()) found = expected.slots.insert(found, {name, {}});
  if (!value.empty()) found->second.push_back(value);
  return true;
}

void collect(fhir::Element element, std::span<const std::string> steps, std::vector<fhir::Element>& out) {
  if (steps.empty()) return out.push_back(element);
  for (fhir::Element child : element) {
    if (child.name() == steps.front()) collect(child, steps.subspan(1), out);
  }
}

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> steps;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    steps.emplace_back(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return steps;
}

bool fulfils(fhir::Element element, const language::FhirStep& step) {
  return std::ranges::all_of(step.predicates, [element](const language::Predicate& predicate) {
    std::vector<fhir::Element> found;
    collect(element, split(predicate.child), found);
    return std::ranges::any_of(found, [&](fhir::Element one) { return one.value() == predicate.value; });
  });
}

void collect_values(fhir::Element element, std::span<const language::FhirStep> steps, std::vector<std::string>& out) {
  if (steps.empty()) {
    if (element.has_value()) out.emplace_back(element.value());
    return;
  }
  for (fhir::Element child : element) {
    if (child.name() == steps.front().name && fulfils(child, steps.front())) {
      collect_values(child, steps.subspan(1), out);
    }
  }
}

}  // namespace

std::optional<Expectation> read_expectation(std::string_view text, std::vector<std::string>& failures) {
  Expectation expected;
  std::size_t number = 0;
  bool is_sound = true;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#' || read_statement(line, expected)) continue;
    failures.push_back(fmt::format("expect.txt:{}: this line is no statement", number));
    is_sound = false;
  }
  if (!is_sound) return std::nullopt;
  return expected;
}

std::optional<std::vector<std::string>> slot_values(const engine::Record& record, const engine::Plan& plan,
                                                    const language::Names& names, std::string_view slot) {
  fhir::Issues issues;
  const auto path = language::parse_fhir_path(slot, {"expect.txt", 0, 0}, names, issues);
  if (!path) return std::nullopt;
  const std::uint16_t role = plan.find_role(path->root);
  if (role == engine::kNoIndex) return std::nullopt;
  std::vector<std::string> values;
  for (const engine::RecordResource& resource : record.resources) {
    if (resource.role == role) collect_values(record.element(resource), path->steps, values);
  }
  return values;
}

void compare_slots(const Expectation& expected, const engine::Record& record, const engine::Plan& plan,
                   const language::Names& names, std::vector<std::string>& failures) {
  for (const auto& [slot, values] : expected.slots) {
    const auto found = slot_values(record, plan, names, slot);
    if (!found) {
      failures.push_back(fmt::format("expect.txt: {} is no place in this map's record", slot));
    } else if (*found != values) {
      failures.push_back(fmt::format("{} is \"{}\" and must be \"{}\"", slot, fmt::join(*found, "\", \""),
                                     fmt::join(values, "\", \"")));
    }
  }
}

void compare_issues(const Expectation& expected, const fhir::Issues& issues, std::vector<std::string>& failures) {
  std::set<std::pair<std::string, std::string>> found;
  for (const fhir::Issue& issue : issues.items()) found.emplace(issue.code, issue.path);
  for (const auto& [code, path] : expected.issues) {
    if (!found.contains({code, path})) failures.push_back(fmt::format("issue {} at {} is missing", code, path));
  }
  for (const auto& [code, path] : found) {
    if (!expected.issues.contains({code, path})) {
      failures.push_back(fmt::format("issue {} at {} was reported and is not expected", code, path));
    }
  }
}

void compare_ledger(const Expectation& expected, const engine::Ledger& ledger, std::vector<std::string>& failures) {
  for (const auto& [word, count] : expected.ledger) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < engine::kLedgerClassCount; ++i) {
      const auto ledger_class = static_cast<engine::LedgerClass>(i);
      if (engine::to_text(ledger_class) == word) found = ledger.total(ledger_class);
    }
    if (!found) {
      failures.push_back(fmt::format("expect.txt: the ledger has no class {}", word));
    } else if (*found != count) {
      failures.push_back(fmt::format("ledger {} is {} and must be {}", word, *found, count));
    }
  }
}

}  // namespace careway::command_line
