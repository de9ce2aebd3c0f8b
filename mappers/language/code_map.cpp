#include "mappers/language/code_map.h"

#include <algorithm>
#include <array>

#include "mappers/language/problem.h"

namespace careway::language {

namespace {

/// Length of a separator at the start of `text`, 0 when there is none.
std::size_t separator_length(std::string_view text) {
  const char c = text.front();
  if (c == ' ' || c == '\t' || c == '/' || c == '-' || c == ':' || c == ',') return 1;
  if (text.starts_with("\xC2\xA0")) return 2;                                          // no-break space
  if (text.starts_with("\xE2\x80\x93") || text.starts_with("\xE2\x80\x94")) return 3;  // dashes
  return 0;
}

}  // namespace

std::optional<std::string_view> fold_spelling(std::string_view text, std::span<char> buffer) {
  std::size_t used = 0;
  bool is_blank_due = false;
  while (!text.empty()) {
    if (const std::size_t length = separator_length(text); length > 0) {
      is_blank_due = used > 0;
      text.remove_prefix(length);
      continue;
    }
    if (used + (is_blank_due ? 2U : 1U) > buffer.size()) return std::nullopt;
    if (is_blank_due) buffer[used++] = ' ';
    is_blank_due = false;
    const char c = text.front();
    buffer[used++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    text.remove_prefix(1);
  }
  return std::string_view(buffer.data(), used);
}

const CodeMap::Target* CodeMap::find_exact(std::string_view text, std::string_view release, bool& is_other) const {
  const Target* other = nullptr;
  for (const Release& one : releases_) {
    const auto found = one.exact.find(text);
    if (found == one.exact.end()) continue;
    if (one.name.empty() || release.empty() || one.name == release) {
      is_other = false;
      return &found->second;
    }
    if (other == nullptr) other = &found->second;
  }
  is_other = other != nullptr;
  return other;
}

const CodeMap::Target* CodeMap::find_folded(std::string_view text, std::string_view release, bool& is_other) const {
  std::array<char, kFoldedBytesMax> buffer;
  const auto folded = fold_spelling(text, buffer);
  if (!folded || folded->empty()) return nullptr;
  const Target* other = nullptr;
  for (const Release& one : releases_) {
    const auto found = one.folded.find(*folded);
    if (found == one.folded.end() || found->second.code.empty()) continue;
    if (one.name.empty() || release.empty() || one.name == release) {
      is_other = false;
      return &found->second;
    }
    if (other == nullptr) other = &found->second;
  }
  is_other = other != nullptr;
  return other;
}

std::optional<CodeMatch> CodeMap::to_record(std::string_view partner_text, std::string_view release) const {
  bool is_other = false;
  bool is_lenient = false;
  const Target* target = find_exact(partner_text, release, is_other);
  if (target == nullptr) {
    target = find_folded(partner_text, release, is_other);
    is_lenient = true;
  }
  if (target == nullptr) return std::nullopt;
  return CodeMatch{target->code, target_system_, target->display, target->equivalence, is_lenient, is_other};
}

template <typename Visit>
void CodeMap::visit_for_writing(std::string_view release, Visit visit) const {
  // Releases stand newest first, the one without a name last.
  for (const Release& one : releases_) {
    const bool is_meant = one.name.empty() || one.name == release || release.empty();
    if (is_meant && visit(one)) return;
    if (is_meant && release.empty()) release = one.name;
  }
}

std::optional<SpellingMatch> CodeMap::spelling_for(std::string_view code, std::string_view release) const {
  std::optional<SpellingMatch> match;
  visit_for_writing(release, [&](const Release& one) {
    const auto found = one.home.find(code);
    if (found == one.home.end()) return false;
    const Spelling& spelling = found->second;
    if (spelling.is_preferred || spelling.count == 1) match = SpellingMatch{spelling.text, spelling.is_nearest};
    return true;
  });
  return match;
}

std::optional<std::string_view> CodeMap::to_partner(std::string_view code, std::string_view release) const {
  const auto match = spelling_for(code, release);
  if (!match) return std::nullopt;
  return match->text;
}

std::string_view CodeMap::display(std::string_view code) const {
  const auto found = displays_.find(code);
  return found == displays_.end() ? std::string_view{} : std::string_view(found->second);
}

std::vector<std::string_view> CodeMap::codes() const {
  std::vector<std::string_view> out;
  for (const auto& [code, display] : displays_) out.push_back(code);
  return out;
}

std::vector<std::string_view> CodeMap::spellings(std::string_view release) const {
  std::vector<std::string_view> out;
  visit_for_writing(release, [&](const Release& one) {
    for (const auto& [text, target] : one.exact) out.push_back(text);
    return false;
  });
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::string> CodeMap::releases() const {
  std::vector<std::string> out;
  for (const Release& one : releases_) {
    if (!one.name.empty()) out.push_back(one.name);
  }
  return out;
}

std::vector<std::string> CodeMap::missing_for(std::span<const std::string> values, std::string_view release) const {
  std::vector<std::string> out;
  for (const std::string& value : values) {
    bool is_other = false;
    if (find_exact(value, release, is_other) == nullptr || is_other) out.push_back(value);
  }
  return out;
}

std::vector<std::string_view> CodeMap::codes_without_spelling(std::string_view release) const {
  std::vector<std::string_view> out;
  for (const auto& known : displays_) {
    const std::string& code = known.first;
    bool is_known = false;
    visit_for_writing(release, [&](const Release& one) { return is_known = one.home.contains(code); });
    if (!is_known) out.push_back(code);
  }
  return out;
}

std::vector<std::string_view> CodeMap::codes_without_preferred(std::string_view release) const {
  std::vector<std::string_view> out;
  for (const auto& known : displays_) {
    const std::string& code = known.first;
    visit_for_writing(release, [&](const Release& one) {
      const auto found = one.home.find(code);
      if (found == one.home.end()) return false;
      if (!found->second.is_preferred && found->second.count > 1) out.push_back(code);
      return true;
    });
  }
  return out;
}

bool CodeMaps::add(fhir::Element concept_map, std::string_view file_name, fhir::Issues& issues) {
  auto map = CodeMap::read(concept_map, file_name, issues);
  if (!map) return false;
  if (maps_.contains(map->name())) {
    report_error(issues, "map-code-duplicate", Place{std::string(file_name), concept_map.position().line, 1},
                 "Another code map has the id " + quoted(map->name()) + ". Give this one an id of its own.");
    return false;
  }
  std::string name = map->name();
  maps_.emplace(std::move(name), std::move(*map));
  return true;
}

const CodeMap* CodeMaps::find(std::string_view name) const {
  const auto found = maps_.find(name);
  return found == maps_.end() ? nullptr : &found->second;
}

std::vector<std::string> CodeMaps::names() const {
  std::vector<std::string> out;
  for (const auto& [name, map] : maps_) out.push_back(name);
  return out;
}

}  // namespace careway::language
