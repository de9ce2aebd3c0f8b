#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "tests/tidy/house.h"
#include "tests/tidy/rules.h"

namespace careway::tidy {
namespace {

struct Include {
  std::string header;
  bool is_quoted = false;
  std::size_t line = 0;
};

std::vector<Include> includes_of(const SourceFile& file) {
  static const RE2 kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::vector<Include> includes;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    if (file.is_raw_text_line[i]) continue;
    std::string bracket;
    Include include;
    if (!RE2::PartialMatch(file.lines[i], kInclude, &bracket, &include.header)) continue;
    include.is_quoted = bracket == "\"";
    include.line = i + 1;
    includes.push_back(std::move(include));
  }
  return includes;
}

/// Where a path stands in the dependency order: top folder, then library. Files directly in a top folder come last in
/// it (gateway/main.cpp wires everything).
struct Rank {
  std::size_t top = 0;
  std::size_t leaf = 0;
  bool is_leaf_known = true;
};

std::optional<Rank> rank_of(std::string_view path) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto& folders = top_folders();
  const auto top =
      std::find_if(folders.begin(), folders.end(), [&](const TopFolder& f) { return f.name == path.substr(0, slash); });
  if (top == folders.end()) return std::nullopt;
  Rank rank;
  rank.top = static_cast<std::size_t>(top - folders.begin());
  if (top->leaves.empty()) return rank;
  const auto rest = path.substr(slash + 1);
  const auto next = rest.find('/');
  rank.leaf = top->leaves.size();
  if (next == std::string_view::npos) return rank;
  const auto leaf = std::find(top->leaves.begin(), top->leaves.end(), rest.substr(0, next));
  rank.leaf = static_cast<std::size_t>(leaf - top->leaves.begin());
  rank.is_leaf_known = leaf != top->leaves.end();
  return rank;
}

// The one pair of folders that use each other: the tree itself (first list) knows no definitions; definitions know only
// the tree; the readers and writers of FHIR use both.
bool is_tree_itself(std::string_view path) {
  static const RE2 kTree(R"(profiles/fhir/(document|issue|decimal|date|limits|byte_scan)\.(h|cpp))");
  return RE2::FullMatch(path, kTree);
}

bool is_allowed(std::string_view from, std::string_view to) {
  if (from.starts_with("profiles/definitions/") && to.starts_with("profiles/fhir/")) return is_tree_itself(to);
  if (from.starts_with("profiles/fhir/") && to.starts_with("profiles/definitions/")) return !is_tree_itself(from);
  const auto low = rank_of(to);
  const auto high = rank_of(from);
  if (!low || !high) return true;
  return low->top < high->top || (low->top == high->top && low->leaf <= high->leaf);
}

struct CompiledFence {
  std::unique_ptr<RE2> pattern;
  const Fence* fence;
};

const std::vector<CompiledFence>& compiled_fences() {
  static const std::vector<CompiledFence> kCompiled = [] {
    std::vector<CompiledFence> compiled;
    for (const auto& fence : fences()) compiled.push_back({std::make_unique<RE2>(fence.header_pattern), &fence});
    return compiled;
  }();
  return kCompiled;
}

// A header of the C++ library has neither a dot nor a folder; anything else must stand in the table of fences.
bool is_standard(std::string_view header) {
  return header.find_first_of("./") == std::string_view::npos;
}

}  // namespace

Findings check_include_order(const Tree& tree) {
  Findings findings;
  for (const auto& file : tree.files) {
    if (!file.is_cpp()) continue;
    const auto rank = rank_of(file.path);
    if (rank && !rank->is_leaf_known) {
      findings.push_back(
          {file.path, 0, "This folder has no place in the dependency order: add it in tests/tidy/house.cpp."});
    }
    for (const auto& include : includes_of(file)) {
      if (!include.is_quoted || is_allowed(file.path, include.header)) continue;
      findings.push_back(
          {file.path, include.line,
           fmt::format("\"{}\" is above this folder in the order (profiles, mappers, adapters, conformance, "
                       "gateway, tests). Move what both need down, or take an interface as an argument.",
                       include.header)});
    }
  }
  return findings;
}

Findings check_include_fences(const Tree& tree) {
  Findings findings;
  for (const auto& file : tree.files) {
    if (!file.is_cpp()) continue;
    for (const auto& include : includes_of(file)) {
      if (include.is_quoted && rank_of(include.header)) continue;
      const auto& compiled = compiled_fences();
      const auto found = std::find_if(compiled.begin(), compiled.end(), [&](const CompiledFence& fence) {
        return RE2::FullMatch(include.header, *fence.pattern);
      });
      if (found == compiled.end()) {
        if (include.is_quoted || is_standard(include.header)) continue;  // check_include_paths sees the quoted ones
        findings.push_back(
            {file.path, include.line,
             fmt::format("<{}> is a new library: give it a fence in tests/tidy/house.cpp, or do without it.",
                         include.header)});
      } else if (!starts_with_any(file.path, found->fence->places)) {
        findings.push_back({file.path, include.line,
                            fmt::format("<{}> is fenced off here. {}", include.header, found->fence->instead)});
      }
    }
  }
  return findings;
}

Findings check_include_paths(const Tree& tree) {
  Findings findings;
  for (const auto& file : tree.files) {
    if (!file.is_cpp()) continue;
    for (const auto& include : includes_of(file)) {
      if (include.is_quoted == rank_of(include.header).has_value()) continue;
      findings.push_back({file.path, include.line,
                          fmt::format("{}: include our own files with quotes and the path from the root "
                                      "(\"profiles/fhir/document.h\"), everything else with angle brackets.",
                                      include.header)});
    }
  }
  return findings;
}

Findings check_own_header_first(const Tree& tree) {
  Findings findings;
  for (const auto& file : tree.files) {
    if (!file.path.ends_with(".cpp")) continue;
    const auto header = file.path.substr(0, file.path.size() - 4) + ".h";
    if (tree.find(header) == nullptr) continue;
    const auto includes = includes_of(file);
    if (!includes.empty() && includes.front().header == header) continue;
    findings.push_back({file.path, includes.empty() ? 0 : includes.front().line,
                        fmt::format("Include \"{}\" first: so the header is proved complete by itself.", header)});
  }
  return findings;
}

Findings check_pragma_once(const Tree& tree) {
  Findings findings;
  for (const auto& file : tree.files) {
    if (!file.path.ends_with(".h")) continue;
    if (std::find(file.lines.begin(), file.lines.end(), "#pragma once") != file.lines.end()) continue;
    findings.push_back({file.path, 1, "Start the header with #pragma once."});
  }
  return findings;
}

}  // namespace careway::tidy
