#include "tests/profiles/packages/snapshot_text.h"

#include <algorithm>
#include <vector>

namespace careway::packages {
namespace {

std::string_view last_part_of_url(std::string_view url) {
  const auto slash = url.rfind('/');
  return slash == std::string_view::npos ? url : url.substr(slash + 1);
}

void append_list(std::string& text, const char* open, const std::vector<std::string_view>& urls, const char* close) {
  if (urls.empty()) return;
  text += open;
  for (std::size_t i = 0; i < urls.size(); ++i) {
    if (i > 0) text += '|';
    text += last_part_of_url(urls[i]);
  }
  text += close;
}

void append_types(std::string& text, const ElementDefinition& element) {
  if (!element.content_reference.empty()) text.append(" #").append(element.content_reference);
  for (std::size_t i = 0; i < element.types.size(); ++i) {
    text += i == 0 ? ' ' : ',';
    text += element.types[i].code;
    append_list(text, "{", element.types[i].profiles, "}");
    append_list(text, "(", element.types[i].target_profiles, ")");
  }
}

/// Children in order of name, so that only the content counts.
std::string value_text(fhir::Element value) {
  if (value.has_value()) return std::string(value.value());
  std::vector<std::string> parts;
  for (const auto child : value) parts.push_back(std::string(child.name()) + "=" + value_text(child));
  std::sort(parts.begin(), parts.end());
  std::string text;
  for (const auto& part : parts) text.append(text.empty() ? "{" : " ").append(part);
  return text + "}";
}

void append_value(std::string& text, const char* word, fhir::Element value) {
  if (value.exists()) text.append(" ").append(word).append("=").append(value_text(value));
}

void append_slicing(std::string& text, const ElementDefinition& element) {
  if (!element.slicing) return;
  static constexpr const char* kKinds[] = {"value", "exists", "pattern", "type", "profile"};
  static constexpr const char* kRules[] = {"open", "closed", "openAtEnd"};
  text += " sliced";
  for (const auto& discriminator : element.slicing->discriminators)
    text.append(" ").append(kKinds[static_cast<int>(discriminator.kind)]).append(":").append(discriminator.path);
  text.append(" ").append(kRules[static_cast<int>(element.slicing->rules)]);
  if (element.slicing->ordered) text += " ordered";
}

}  // namespace

std::string text_of(const ElementDefinition& element) {
  static constexpr const char* kStrengths[] = {"none", "required", "extensible", "preferred", "example"};
  std::string text(element.id);
  text += " " + std::to_string(element.min) + "..";
  text += element.max == kUnbounded ? "*" : std::to_string(element.max);
  append_types(text, element);
  append_value(text, "fixed", element.fixed);
  append_value(text, "pattern", element.pattern);
  if (element.binding) {
    text.append(" ").append(kStrengths[static_cast<int>(element.binding->strength)]).append(":");
    text += last_part_of_url(element.binding->value_set);
    if (!element.binding->max_value_set.empty())
      text.append(" max:").append(last_part_of_url(element.binding->max_value_set));
  }
  append_slicing(text, element);
  for (const auto& constraint : element.constraints) {
    if (constraint.key != "ele-1" && constraint.key != "ext-1") text.append(" ").append(constraint.key);
  }
  if (element.must_support) text += " S";
  if (element.is_modifier) text += " ?!";
  return text;
}

std::string text_of(const StructureDefinition& structure, std::string_view starts) {
  std::string text;
  for (const auto& element : structure.elements) {
    bool is_wanted = starts.empty();
    for (auto rest = starts; !rest.empty();) {
      const auto blank = rest.find(' ');
      const auto start = rest.substr(0, blank);
      is_wanted = is_wanted || element.id.starts_with(start);
      rest = blank == std::string_view::npos ? std::string_view() : rest.substr(blank + 1);
    }
    if (is_wanted) text += text_of(element) + "\n";
  }
  return text;
}

}  // namespace careway::packages
