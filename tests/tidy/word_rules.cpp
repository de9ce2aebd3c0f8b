#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "tests/tidy/house.h"
#include "tests/tidy/rules.h"

namespace careway::tidy {
namespace {

bool applies(const BannedCode& banned, std::string_view path) {
  if (!banned.places.empty() && !starts_with_any(path, banned.places)) return false;
  return std::none_of(banned.exceptions.begin(), banned.exceptions.end(),
                      [&](const Exception& exception) { return path.starts_with(exception.place); });
}

bool applies(const BannedText& banned, const SourceFile& file) {
  // The licence is not ours to word.
  if (!file.is_text || file.path == "LICENSE") return false;
  if (banned.suffixes.empty()) return true;
  const bool is_script = file.path.starts_with("script/") || file.path.starts_with(".ci/");
  return is_script || std::any_of(banned.suffixes.begin(), banned.suffixes.end(),
                                  [&](const std::string& suffix) { return file.path.ends_with(suffix); });
}

}  // namespace

Findings check_banned_code(const Tree& tree) {
  Findings findings;
  for (const auto& banned : banned_code()) {
    const RE2 pattern("(" + banned.pattern + ")");
    for (const auto& file : tree.files) {
      if (!file.is_cpp() || !applies(banned, file.path)) continue;
      for (std::size_t i = 0; i < file.code.size(); ++i) {
        std::string said;
        if (!RE2::PartialMatch(file.code[i], pattern, &said)) continue;
        findings.push_back({file.path, i + 1, fmt::format("{}: \"{}\". {}", banned.name, said, banned.instead)});
      }
    }
  }
  return findings;
}

Findings check_banned_texts(const Tree& tree) {
  Findings findings;
  for (const auto& banned : banned_texts()) {
    const RE2 pattern("(" + banned.pattern + ")");
    for (const auto& file : tree.files) {
      if (!applies(banned, file)) continue;
      for (std::size_t i = 0; i < file.lines.size(); ++i) {
        std::string said;
        if (!RE2::PartialMatch(file.lines[i], pattern, &said)) continue;
        findings.push_back({file.path, i + 1, fmt::format("\"{}\". {}", said, banned.instead)});
      }
    }
  }
  return findings;
}

Findings check_using_namespace(const Tree& tree) {
  Findings findings;
  static const RE2 kUsing(R"(^\s*using\s+namespace\b)");
  for (const auto& file : tree.files) {
    if (!file.path.ends_with(".h")) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      if (!RE2::PartialMatch(file.code[i], kUsing)) continue;
      findings.push_back({file.path, i + 1, "A header opens no namespace for others: write the name in full."});
    }
  }
  return findings;
}

}  // namespace careway::tidy
