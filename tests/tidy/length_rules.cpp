#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "tests/tidy/house.h"
#include "tests/tidy/rules.h"

namespace careway::tidy {
namespace {

struct Function {
  std::size_t first_line = 0;
  std::size_t last_line = 0;
};

/// Finds function bodies by counting braces: good enough for code that clang-format has laid out. A brace at the level
/// of a namespace or class opens a function unless its head says namespace, class, struct, union, enum or extern, or is
/// a list that initialises something (`= {`, or a brace that touches the name before it).
class FunctionFinder {
 public:
  explicit FunctionFinder(const SourceFile& file) : file_(file) {}

  std::vector<Function> run() {
    for (std::size_t i = 0; i < file_.code.size(); ++i) {
      for (const char c : file_.code[i]) read(c, i + 1);
      head_ += ' ';
    }
    return functions_;
  }

 private:
  enum class Scope { function, list };

  void read(char c, std::size_t line) {
    if (depth_in_body_ > 0) {
      if (c == '{') ++depth_in_body_;
      if (c == '}' && --depth_in_body_ == 0) close(line);
    } else if (c == '{') {
      open(line);
    } else if (c == '}') {
      if (containers_ > 0) --containers_;
      forget_head();
    } else if (c == ';' || (c == ':' && is_access_label())) {
      forget_head();
    } else {
      if (head_line_ == 0 && c != ' ') head_line_ = line;
      head_ += c;
    }
  }

  void open(std::size_t line) {
    if (is_container()) {
      ++containers_;
      forget_head();
      return;
    }
    body_ = is_list() ? Scope::list : Scope::function;
    first_line_ = head_line_ == 0 ? line : head_line_;
    depth_in_body_ = 1;
  }

  void close(std::size_t line) {
    if (body_ == Scope::list) return;  // the head goes on: `a_{1}` of a constructor, or the end of a statement
    functions_.push_back({first_line_, line});
    forget_head();
  }

  [[nodiscard]] bool is_access_label() const {
    static const RE2 kLabel(R"(\s*(public|private|protected)\s*)");
    return RE2::FullMatch(head_, kLabel);
  }
  [[nodiscard]] bool is_container() const {
    static const RE2 kContainer(
        R"(^\s*(template\s*<[^()]*>\s*)?((inline|static|typedef|const|constexpr)\s+)*(namespace|class|struct|union|enum|extern)\b[^()=]*(alignas\([^)]*\)[^()=]*)?$)");
    return RE2::PartialMatch(head_, kContainer);
  }
  [[nodiscard]] bool is_list() const {
    static const RE2 kList(R"(=\s*$|^[^()]*$|[\w>]$)");
    return RE2::PartialMatch(head_, kList);
  }
  void forget_head() {
    head_.clear();
    head_line_ = 0;
  }

  const SourceFile& file_;
  std::vector<Function> functions_;
  std::string head_;
  std::size_t head_line_ = 0;
  std::size_t first_line_ = 0;
  std::size_t depth_in_body_ = 0;
  std::size_t containers_ = 0;
  Scope body_ = Scope::function;
};

std::size_t columns_of(std::string_view line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

Findings check_file_length(const Tree& tree) {
  Findings findings;
  for (const auto& file : tree.files) {
    if (!file.is_cpp() || file.lines.size() <= kFileLinesMax) continue;
    findings.push_back({file.path, file.lines.size(),
                        fmt::format("{} lines, at most {}: there is a second idea inside; give it its own file.",
                                    file.lines.size(), kFileLinesMax)});
  }
  return findings;
}

Findings check_function_length(const Tree& tree) {
  Findings findings;
  for (const auto& file : tree.files) {
    if (!file.is_cpp()) continue;
    for (const auto& function : FunctionFinder(file).run()) {
      const auto length = function.last_line - function.first_line + 1;
      if (length <= kFunctionLinesMax) continue;
      findings.push_back(
          {file.path, function.first_line,
           fmt::format("A function of {} lines, at most {}: move a step with a name of its own out of it.", length,
                       kFunctionLinesMax)});
    }
  }
  return findings;
}

// A raw text keeps its own line ends, and an address cannot be broken.
Findings check_line_length(const Tree& tree) {
  Findings findings;
  for (const auto& file : tree.files) {
    if (!file.is_cpp()) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const auto columns = columns_of(file.lines[i]);
      if (columns <= kLineColumnsMax || file.is_raw_text_line[i]) continue;
      if (file.lines[i].find("://") != std::string::npos) continue;
      findings.push_back(
          {file.path, i + 1,
           fmt::format("{} columns, at most {}: run script/format, break long comments and texts by hand.", columns,
                       kLineColumnsMax)});
    }
  }
  return findings;
}

Findings check_file_size(const Tree& tree) {
  Findings findings;
  for (const auto& file : tree.files) {
    if (file.bytes <= kFileBytesMax) continue;
    findings.push_back(
        {file.path, 0,
         fmt::format("{} bytes, at most {}: generate it at build time, fetch it in script/setup, or cut it.",
                     file.bytes, kFileBytesMax)});
  }
  return findings;
}

}  // namespace careway::tidy
