#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace careway::tidy {

// The house rules as tables. To change a rule, change its row here and say why in the commit (or in a decision record).

/// A top folder, and its libraries in dependency order. A file includes from its own folder and from earlier ones.
struct TopFolder {
  std::string name;
  std::vector<std::string> leaves;  ///< empty: no order inside
};
const std::vector<TopFolder>& top_folders();

/// A header from outside and the only places that may include it.
struct Fence {
  std::string header_pattern;       ///< RE2, matched against the whole header name
  std::vector<std::string> places;  ///< path prefixes
  std::string instead;
};
const std::vector<Fence>& fences();

struct Exception {
  std::string place;  ///< path prefix
  std::string reason;
};

/// Something that C++ code may not say.
struct BannedCode {
  std::string name;
  std::string pattern;              ///< RE2, searched in code without comments and texts
  std::vector<std::string> places;  ///< path prefixes; empty: everywhere
  std::vector<Exception> exceptions;
  std::string instead;
};
const std::vector<BannedCode>& banned_code();

/// Words that no text file may have, comments included.
struct BannedText {
  std::string pattern;
  std::vector<std::string> suffixes;  ///< file name endings; empty: every text file
  std::string instead;
};
const std::vector<BannedText>& banned_texts();

/// Programs beside gateway/main.cpp: path prefix and why.
const std::vector<Exception>& further_programs();

/// Folders whose files are numbered without a gap: the first number.
struct NumberedFolder {
  std::string path;
  std::size_t first;
};
const std::vector<NumberedFolder>& numbered_folders();

inline constexpr std::size_t kFileLinesMax = 600;
inline constexpr std::size_t kFunctionLinesMax = 80;
inline constexpr std::size_t kLineColumnsMax = 120;
inline constexpr std::size_t kFileBytesMax = 1U << 20U;

}  // namespace careway::tidy
