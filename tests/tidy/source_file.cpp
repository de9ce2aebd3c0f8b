#include "tests/tidy/source_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

namespace careway::tidy {
namespace {

// A file above this is only measured, not read.
constexpr std::size_t kReadBytesMax = 4U << 20U;

/// Walks C++ text and blanks comments, texts, characters and preprocessor lines; keeps the line ends.
class CodeCutter {
 public:
  explicit CodeCutter(std::string_view text) : text_(text), code_(text), raw_(text.size(), false) {}

  void run() {
    while (at_ < text_.size()) step();
  }
  [[nodiscard]] const std::string& code() const { return code_; }
  [[nodiscard]] bool is_raw(std::size_t at) const { return raw_[at]; }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '\n') {
      line_is_empty_ = true;
      ++at_;
    } else if (c == '#' && line_is_empty_) {
      blank_preprocessor_line();
    } else if (starts("//")) {
      blank_until(text_.find('\n', at_));
    } else if (starts("/*")) {
      const auto end = text_.find("*/", at_ + 2);
      blank_until(end == std::string_view::npos ? end : end + 2);
    } else if (starts("R\"") &&
               !(at_ > 0 && is_word(text_[at_ - 1]) && text_[at_ - 1] != 'u' && text_[at_ - 1] != '8')) {
      blank_raw_text();
    } else if (c == '"' || (c == '\'' && !(at_ > 0 && is_word(text_[at_ - 1])))) {
      blank_quoted(c);
    } else {
      if (c != ' ' && c != '\t') line_is_empty_ = false;
      ++at_;
    }
  }

  static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
  [[nodiscard]] bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  void blank_until(std::size_t end) {
    end = std::min(end, text_.size());
    for (; at_ < end; ++at_) {
      if (text_[at_] != '\n') code_[at_] = ' ';
    }
  }

  void blank_preprocessor_line() {
    while (at_ < text_.size()) {
      const auto end = std::min(text_.find('\n', at_), text_.size());
      const bool goes_on = end > at_ && text_[end - 1] == '\\';
      blank_until(goes_on ? end + 1 : end);
      if (!goes_on) return;
    }
  }

  // The quotes stay, so that `extern "C" {` still reads as what it is.
  void blank_quoted(char quote) {
    line_is_empty_ = false;
    const auto begin = ++at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') at_ += text_[at_] == '\\' ? 2 : 1;
    const auto end = std::min(at_, text_.size());
    at_ = begin;
    blank_until(end);
    ++at_;
  }

  void blank_raw_text() {
    line_is_empty_ = false;
    const auto from = at_;
    const auto open = text_.find('(', at_);
    if (open == std::string_view::npos) return blank_until(open);
    const auto closing = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
    const auto end = text_.find(closing, open);
    blank_until(end == std::string_view::npos ? end : end + closing.size());
    for (auto i = from; i < at_; ++i) raw_[i] = true;
  }

  std::string_view text_;
  std::string code_;
  std::vector<bool> raw_;
  std::size_t at_ = 0;
  bool line_is_empty_ = true;
};

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

bool is_skipped_folder(const std::string& name) {
  return name == ".git" || name == "build" || name.starts_with("build-") || name == "node_modules";
}

}  // namespace

std::string_view SourceFile::folder() const {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string_view{} : std::string_view(path).substr(0, slash);
}

std::string_view SourceFile::name() const {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string_view(path) : std::string_view(path).substr(slash + 1);
}

const SourceFile* Tree::find(std::string_view path) const {
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const SourceFile& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

SourceFile make_source_file(std::string path, std::string text) {
  SourceFile file;
  file.path = std::move(path);
  file.bytes = text.size();
  file.is_text = text.find('\0') == std::string::npos;
  if (!file.is_text) return file;
  file.text = std::move(text);
  file.lines = split_lines(file.text);
  if (!file.is_cpp()) return file;
  CodeCutter cutter(file.text);
  cutter.run();
  file.code = split_lines(cutter.code());
  std::size_t at = 0;
  for (const auto& line : file.lines) {
    bool raw = false;
    for (std::size_t i = at; i < at + line.size(); ++i) raw = raw || cutter.is_raw(i);
    file.is_raw_text_line.push_back(raw);
    at += line.size() + 1;
  }
  return file;
}

Tree read_tree(const std::filesystem::path& root) {
  Tree tree;
  auto entry = std::filesystem::recursive_directory_iterator(root);
  for (; entry != std::filesystem::recursive_directory_iterator(); ++entry) {
    const auto name = entry->path().filename().string();
    if (entry->is_directory()) {
      if (is_skipped_folder(name)) entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file() || name.ends_with(".swp")) continue;
    auto path = entry->path().lexically_relative(root).generic_string();
    if (entry->file_size() > kReadBytesMax) {
      SourceFile large;
      large.path = std::move(path);
      large.bytes = entry->file_size();
      large.is_text = false;
      tree.files.push_back(std::move(large));
      continue;
    }
    std::ifstream stream(entry->path(), std::ios::binary);
    tree.files.push_back(make_source_file(std::move(path), std::string(std::istreambuf_iterator<char>(stream), {})));
  }
  std::sort(tree.files.begin(), tree.files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return tree;
}

bool starts_with_any(std::string_view path, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return path.starts_with(prefix); });
}

}  // namespace careway::tidy
