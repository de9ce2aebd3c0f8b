#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "tests/tidy/house.h"
#include "tests/tidy/rules.h"

namespace careway::tidy {
namespace {

using Words = std::set<std::string, std::less<>>;

struct CMakeCall {
  std::string command;
  std::vector<std::string> words;
};

/// The calls of a CMake file; comments are left out, variables stay as they are written.
std::vector<CMakeCall> calls_of(const SourceFile& file) {
  static const RE2 kComment(R"(#[^\n]*)");
  static const RE2 kCall(R"((\w+)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\))");
  static const RE2 kWord(R"x(([^\s"()]+))x");
  std::string text = file.text;
  RE2::GlobalReplace(&text, kComment, "");
  std::vector<CMakeCall> calls;
  re2::StringPiece rest(text);
  std::string command;
  std::string arguments;
  while (RE2::FindAndConsume(&rest, kCall, &command, &arguments)) {
    CMakeCall call{command, {}};
    re2::StringPiece left(arguments);
    std::string word;
    while (RE2::FindAndConsume(&left, kWord, &word)) call.words.push_back(word);
    calls.push_back(std::move(call));
  }
  return calls;
}

std::string folder_of_cmake(const SourceFile& file) {
  return file.folder().empty() ? std::string{} : std::string(file.folder()) + "/";
}

/// Every path that the CMake files name in calls of which `is_wanted` is true, from the project's root.
template <typename IsWanted>
Words paths_in_cmake(const Tree& tree, IsWanted is_wanted) {
  Words paths;
  for (const auto& file : tree.files) {
    if (file.name() != "CMakeLists.txt" && !file.name().ends_with(".cmake")) continue;
    const auto folder = folder_of_cmake(file);
    for (const auto& call : calls_of(file)) {
      if (!is_wanted(call)) continue;
      for (const auto& word : call.words) {
        std::string path = word;
        const std::string here = "${CMAKE_CURRENT_SOURCE_DIR}/";
        for (const std::string& start :
             {here, std::string("${CMAKE_CURRENT_LIST_DIR}/"), std::string("${CMAKE_SOURCE_DIR}/")}) {
          if (!path.starts_with(start)) continue;
          path = (start.find("CURRENT") == std::string::npos ? "/" : "") + path.substr(start.size());
        }
        path.starts_with('/') ? path.erase(0, 1) : path.insert(0, folder);
        paths.insert(std::filesystem::path(path).lexically_normal().generic_string());
      }
    }
  }
  return paths;
}

bool is_cpp_project(const Tree& tree) {
  return tree.find("CMakeLists.txt") != nullptr;
}

}  // namespace

Findings check_main(const Tree& tree) {
  static const RE2 kMain(R"(^\s*(int|auto)\s+main\s*\()");
  Findings findings;
  for (const auto& file : tree.files) {
    if (!file.is_cpp() || file.path == "gateway/main.cpp") continue;
    const auto& programs = further_programs();
    if (std::any_of(programs.begin(), programs.end(),
                    [&](const Exception& program) { return file.path.starts_with(program.place); })) {
      continue;
    }
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      if (!RE2::PartialMatch(file.code[i], kMain)) continue;
      findings.push_back({file.path, i + 1,
                          "Only gateway/main.cpp is a program: make this a subcommand of careway, or name it in "
                          "tests/tidy/house.cpp with a reason."});
    }
  }
  return findings;
}

Findings check_sources_in_cmake(const Tree& tree) {
  Findings findings;
  if (!is_cpp_project(tree)) return findings;
  const auto paths = paths_in_cmake(tree, [](const CMakeCall&) { return true; });
  for (const auto& file : tree.files) {
    if (!file.path.ends_with(".cpp") || paths.contains(file.path)) continue;
    findings.push_back(
        {file.path, 0, "No CMakeLists.txt names this file: add it to the folder's target, or delete it."});
  }
  return findings;
}

Findings check_tests_in_cmake(const Tree& tree) {
  Findings findings;
  if (!is_cpp_project(tree)) return findings;
  const auto paths = paths_in_cmake(tree, [](const CMakeCall& call) { return call.command == "careway_test"; });
  for (const auto& file : tree.files) {
    if (!file.path.ends_with("_test.cpp") || paths.contains(file.path)) continue;
    findings.push_back({file.path, 0, "This test never runs: name it in a careway_test(...) of its folder."});
  }
  return findings;
}

Findings check_folders_in_cmake(const Tree& tree) {
  Findings findings;
  const auto paths = paths_in_cmake(tree, [](const CMakeCall& call) { return call.command == "add_subdirectory"; });
  for (const auto& file : tree.files) {
    if (file.name() != "CMakeLists.txt" || file.folder().empty() || paths.contains(std::string(file.folder())))
      continue;
    findings.push_back({file.path, 0, "No add_subdirectory reaches this folder: add it to the CMakeLists.txt above."});
  }
  return findings;
}

// A README of a top folder is its map: it names each folder directly below as `name/`.
Findings check_readmes(const Tree& tree) {
  std::map<std::string, std::set<std::string>> below;
  for (const auto& file : tree.files) {
    const auto first = file.path.find('/');
    if (first == std::string::npos) continue;
    const auto top = file.path.substr(0, first);
    const auto& tops = top_folders();
    if (std::none_of(tops.begin(), tops.end(), [&](const TopFolder& folder) { return folder.name == top; })) continue;
    const auto second = file.path.find('/', first + 1);
    below[top];
    if (second != std::string::npos) below[top].insert(file.path.substr(first + 1, second - first - 1));
  }
  Findings findings;
  for (const auto& [top, folders] : below) {
    const auto* readme = tree.find(top + "/README.md");
    if (readme == nullptr) {
      findings.push_back(
          {top + "/README.md", 0, "The folder needs a README: what it is for, its entry type, what it must not know."});
      continue;
    }
    for (const auto& folder : folders) {
      if (readme->text.find("`" + folder + "/`") != std::string::npos) continue;
      findings.push_back(
          {readme->path, 0, fmt::format("Say what `{}/` is for (in backquotes, with the slash).", folder)});
    }
  }
  return findings;
}

Findings check_links(const Tree& tree) {
  static const RE2 kLink(R"(\]\(([^)#\s]+)(#[^)]*)?\))");
  static const RE2 kOutside(R"(^\w+:.*)");
  std::set<std::string> known;
  for (const auto& file : tree.files) {
    known.insert(file.path);
    for (auto path = std::filesystem::path(file.path).parent_path(); !path.empty(); path = path.parent_path()) {
      known.insert(path.generic_string());
    }
  }
  Findings findings;
  for (const auto& file : tree.files) {
    if (!file.path.ends_with(".md")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      re2::StringPiece rest(file.lines[i]);
      std::string target;
      while (RE2::FindAndConsume(&rest, kLink, &target)) {
        if (RE2::FullMatch(target, kOutside)) continue;
        auto path = (std::filesystem::path(file.folder()) / target).lexically_normal().generic_string();
        if (path.ends_with('/')) path.pop_back();
        if (path == "." || known.contains(path)) continue;
        findings.push_back({file.path, i + 1, fmt::format("The link {} leads nowhere.", target)});
      }
    }
  }
  return findings;
}

Findings check_numbers(const Tree& tree) {
  static const RE2 kNumber(R"((\d{4})[-_].*)");
  Findings findings;
  for (const auto& numbered : numbered_folders()) {
    auto expected = numbered.first;
    for (const auto& file : tree.files) {
      std::size_t number = 0;
      if (file.folder() != numbered.path || !RE2::FullMatch(file.name(), kNumber, &number)) continue;
      if (number != expected) {
        findings.push_back(
            {file.path, 0,
             fmt::format("Number {:04} is due here: the files of this folder count from {:04} without a gap "
                         "or a double.",
                         expected, numbered.first)});
      }
      expected = number + 1;
    }
  }
  return findings;
}

}  // namespace careway::tidy
