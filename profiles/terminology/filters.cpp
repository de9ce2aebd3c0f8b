#include "profiles/terminology/filters.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>

namespace careway::terminology {
namespace {

constexpr std::size_t kRegexBytesMax = 4096;
constexpr std::int64_t kRegexMemoryMax = 8 * 1024 * 1024;

bool is_about_code(std::string_view property) {
  return property == "concept" || property == "code";
}

RE2::Options quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kRegexMemoryMax);
  return options;
}

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

std::vector<std::string_view> listed(std::string_view text) {
  std::vector<std::string_view> items;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, comma);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) items.push_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return items;
}

// Without the concept that a filter names, nobody knows what its author meant: not understood.
std::optional<std::vector<bool>> select_by_hierarchy(const Filter& filter, const CodeSystem& system) {
  const auto start = system.find(filter.value);
  if (!start || !system.has_is_a_hierarchy()) return {};
  if (filter.operation == "is-a") return system.with_descendants(*start);
  if (filter.operation == "generalizes") return system.with_ancestors(*start);
  auto flags = system.with_descendants(*start);
  if (filter.operation == "descendent-of") {
    flags[*start] = false;
    return flags;
  }
  flags.flip();  // is-not-a
  return flags;
}

// `tell` says what holds for one concept's value of the property.
template <typename Tell>
std::vector<bool> where(const CodeSystem& system, std::string_view property, Tell&& tell) {
  std::vector<bool> flags(system.concepts().size());
  for (ConceptIndex index = 0; index < flags.size(); ++index) {
    const Concept& one = system.concepts()[index];
    std::optional<std::string_view> value;
    if (is_about_code(property)) {
      value = one.code;
    } else if (property == "display") {
      value = one.display;
    } else {
      value = system.property(index, property);
      if (!value && property == "inactive") value = one.is_inactive ? "true" : "false";
      if (!value && (property == "notSelectable" || property == "abstract")) value = one.is_abstract ? "true" : "false";
    }
    flags[index] = tell(value);
  }
  return flags;
}

bool can_be_asked(const CodeSystem& system, std::string_view property) {
  return is_about_code(property) || property == "display" || property == "inactive" || property == "notSelectable" ||
         property == "abstract" || system.has_property(property);
}

std::optional<std::vector<bool>> select_by_value(const Filter& filter, const CodeSystem& system) {
  if (!can_be_asked(system, filter.property)) return {};
  const auto is_code = is_about_code(filter.property);
  const auto same = [&](std::string_view a, std::string_view b) {
    return is_code && !system.is_case_sensitive() ? same_but_for_case(a, b) : a == b;
  };
  if (filter.operation == "=") {
    return where(system, filter.property, [&](const auto& value) { return value && same(*value, filter.value); });
  }
  if (filter.operation == "in" || filter.operation == "not-in") {
    const auto items = listed(filter.value);
    const bool wanted = filter.operation == "in";
    return where(system, filter.property, [&](const auto& value) {
      const bool is_listed =
          value && std::ranges::any_of(items, [&](std::string_view item) { return same(*value, item); });
      return is_listed == wanted;
    });
  }
  if (filter.operation == "exists" && (filter.value == "true" || filter.value == "false")) {
    const bool wanted = filter.value == "true";
    return where(system, filter.property, [&](const auto& value) { return (value && !value->empty()) == wanted; });
  }
  if (filter.operation == "regex" && filter.value.size() <= kRegexBytesMax) {
    const RE2 pattern(piece(filter.value), quiet());
    if (!pattern.ok()) return {};
    return where(system, filter.property,
                 [&](const auto& value) { return value && RE2::FullMatch(piece(*value), pattern); });
  }
  return {};
}

// parent = X: the direct children of X; child = X: the direct parents.
std::optional<std::vector<bool>> select_by_relation(const Filter& filter, const CodeSystem& system) {
  const bool is_parent = filter.property != "child";
  if (filter.operation == "exists") {
    auto flags = is_parent ? system.having_parent() : system.having_child();
    if (filter.value != "true") flags.flip();
    return flags;
  }
  if (filter.operation != "=" && filter.operation != "in") return {};
  std::vector<bool> flags(system.concepts().size());
  for (const std::string_view value : filter.operation == "=" ? std::vector{filter.value} : listed(filter.value)) {
    const auto other = system.find(value);
    if (!other) return {};
    const auto related = is_parent ? system.children(*other) : system.parents(*other);
    for (ConceptIndex index = 0; index < flags.size(); ++index) flags[index] = flags[index] || related[index];
  }
  return flags;
}

}  // namespace

std::vector<Filter> read_filters(fhir::Element include) {
  std::vector<Filter> filters;
  for (const fhir::Element child : include) {
    if (child.name() != "filter") continue;
    filters.push_back({child.child_value("property"), child.child_value("op"), child.child_value("value")});
  }
  return filters;
}

std::optional<std::vector<bool>> select_by(const Filter& filter, const CodeSystem& system) {
  const std::string_view operation = filter.operation;
  if (operation == "is-a" || operation == "descendent-of" || operation == "is-not-a" || operation == "generalizes") {
    if (!is_about_code(filter.property)) return {};
    return select_by_hierarchy(filter, system);
  }
  if (filter.property == "parent" || filter.property == "child" || filter.property == "subsumedBy") {
    return select_by_relation(filter, system);
  }
  return select_by_value(filter, system);
}

std::optional<bool> passes(const Filter& filter, std::string_view code, const Grammar* grammar) {
  if (!is_about_code(filter.property)) {
    if (grammar == nullptr || grammar->passes == nullptr || filter.operation != "=") return {};
    return grammar->passes(filter.property, filter.value, code);
  }
  if (filter.operation == "=") return filter.value == code;
  if (filter.operation == "in" || filter.operation == "not-in") {
    const auto items = listed(filter.value);
    return (std::ranges::find(items, code) != items.end()) == (filter.operation == "in");
  }
  if (filter.operation != "regex" || filter.value.size() > kRegexBytesMax) return {};
  const RE2 pattern(piece(filter.value), quiet());
  if (!pattern.ok()) return {};
  return RE2::FullMatch(piece(code), pattern);
}

}  // namespace careway::terminology
