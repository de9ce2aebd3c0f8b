#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace careway::tidy {

/// One text file of the project, as the rules see it.
struct SourceFile {
  std::string path;  ///< from the project's root, with "/"
  std::size_t bytes = 0;
  std::string text;                    ///< empty when the file is not text
  std::vector<std::string> lines;      ///< of the text
  std::vector<std::string> code;       ///< C++ only: the lines without comments, texts and preprocessor lines
  std::vector<bool> is_raw_text_line;  ///< C++ only: the line touches a raw string
  bool is_text = true;

  [[nodiscard]] bool is_cpp() const { return path.ends_with(".cpp") || path.ends_with(".h"); }
  /// "profiles/fhir" for "profiles/fhir/document.h"; empty in the root.
  [[nodiscard]] std::string_view folder() const;
  [[nodiscard]] std::string_view name() const;
};

/// All files that the rules read, ordered by path.
struct Tree {
  std::vector<SourceFile> files;
  [[nodiscard]] const SourceFile* find(std::string_view path) const;
};

/// Something that breaks a rule. `text` says what to do instead.
struct Finding {
  std::string path;
  std::size_t line = 0;  ///< counted from 1; 0 is the whole file
  std::string text;
};
using Findings = std::vector<Finding>;

/// Cuts the text into lines and blanks what is not code.
SourceFile make_source_file(std::string path, std::string text);

/// Reads every file below `root`, except build folders, fetched packages and .git.
Tree read_tree(const std::filesystem::path& root);

/// True when `path` is `prefix` itself or starts with it; a folder's prefix ends in "/".
bool starts_with_any(std::string_view path, const std::vector<std::string>& prefixes);

}  // namespace careway::tidy
