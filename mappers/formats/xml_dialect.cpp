#include "mappers/formats/xml_dialect.h"

#include <algorithm>

namespace careway::formats {
namespace {

constexpr std::string_view kFirstLine = "careway-xml 1";
constexpr std::string_view kSpaces = " \t\r\n";
constexpr std::size_t kSpacesMax = 64;

/// One line for any text: backslash, line feed, carriage return and tab are escaped.
std::string escaped(std::string_view text) {
  std::string line;
  for (const char character : text) {
    if (character == '\\') {
      line += "\\\\";
    } else if (character == '\n' || character == '\r' || character == '\t') {
      line += character == '\n' ? "\\n" : character == '\r' ? "\\r" : "\\t";
    } else {
      line += character;
    }
  }
  return line;
}

std::string unescaped(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\' || i + 1 == line.size()) {
      text += line[i];
      continue;
    }
    ++i;
    text += line[i] == 'n' ? '\n' : line[i] == 'r' ? '\r' : line[i] == 't' ? '\t' : line[i];
  }
  return text;
}

bool is_spaces(std::string_view text) {
  return text.size() <= kSpacesMax && text.find_first_not_of(kSpaces) == std::string_view::npos;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t\r\n\"'<>&=/:") == std::string_view::npos;
}

bool is_namespace_declaration(std::string_view text) {
  if (text == "*") return true;
  const bool has_name = text.starts_with("xmlns=") || text.starts_with("xmlns:");
  const std::size_t equals = text.find('=');
  if (!has_name || equals == std::string_view::npos || text.size() < equals + 3) return false;
  const char quote = text[equals + 1];
  const std::string_view value = text.substr(equals + 2, text.size() - equals - 3);
  return (quote == '"' || quote == '\'') && text.back() == quote &&
         value.find_first_of("<\"'\n") == std::string_view::npos;
}

bool set_field(XmlDialect& dialect, std::string_view name, const std::string& value) {
  const bool is_yes = value == "yes";
  const bool is_flag = is_yes || value == "no";
  if (name == "byte-order-mark") return dialect.has_byte_order_mark = is_yes, is_flag;
  if (name == "crlf") return dialect.has_crlf = is_yes, is_flag;
  if (name == "indented") return dialect.is_indented = is_yes, is_flag;
  if (name == "indent") return dialect.indent = value, is_spaces(value);
  if (name == "declaration") {
    dialect.declaration = value;
    return value.empty() || (value.starts_with("<?xml ") && value.find("?>") == value.size() - 2);
  }
  if (name == "after-declaration") return dialect.after_declaration = value, is_spaces(value);
  if (name == "prefix") return dialect.prefix = value, value.empty() || is_name(value);
  if (name == "root-attribute") return dialect.root_attributes.push_back(value), is_namespace_declaration(value);
  if (name == "end") return dialect.end = value, is_spaces(value);
  if (name != "empty" || (value != "s" && value != "b" && value != "e")) return false;
  dialect.empty = static_cast<XmlDialect::Empty>(value[0]);
  return true;
}

std::string bounded(std::string_view spaces) {
  return std::string(spaces.substr(0, kSpacesMax));
}

/// Looks at the raw text; the document is known to be well-formed and without a DOCTYPE.
class HabitReader {
 public:
  HabitReader(std::string_view bytes, XmlDialect& dialect) : bytes_(bytes), dialect_(dialect) {}

  void read() {
    if (bytes_.starts_with("\xEF\xBB\xBF")) {
      dialect_.has_byte_order_mark = true;
      bytes_.remove_prefix(3);
    }
    const std::size_t line_end = bytes_.find('\n');
    dialect_.has_crlf = line_end != std::string_view::npos && line_end > 0 && bytes_[line_end - 1] == '\r';
    read_declaration();
    const std::size_t root = next_tag(at_);
    read_root(root);
    read_layout();
    const std::size_t last = bytes_.find_last_not_of(kSpaces);
    dialect_.end = bounded(without_cr(bytes_.substr(last + 1)));
  }

 private:
  static std::string without_cr(std::string_view text) {
    std::string out(text);
    std::erase(out, '\r');
    return out;
  }

  void read_declaration() {
    dialect_.declaration.clear();
    dialect_.after_declaration.clear();
    if (!bytes_.starts_with("<?xml") || bytes_.size() < 6 || kSpaces.find(bytes_[5]) == std::string_view::npos) return;
    const std::size_t end = bytes_.find("?>");
    dialect_.declaration = bytes_.substr(0, end + 2);
    if (dialect_.declaration[5] != ' ') dialect_.declaration[5] = ' ';
    at_ = end + 2;
    const std::size_t next = bytes_.find('<', at_);
    dialect_.after_declaration = bounded(without_cr(bytes_.substr(at_, next - at_)));
  }

  /// Place of the next start tag at or behind `at`, past comments and processing instructions.
  std::size_t next_tag(std::size_t at) const {
    while (true) {
      at = bytes_.find('<', at);
      if (at == std::string_view::npos) return bytes_.size();
      if (bytes_.substr(at).starts_with("<!--")) {
        at = bytes_.find("-->", at + 4);
      } else if (bytes_.substr(at).starts_with("<?")) {
        at = bytes_.find("?>", at + 2);
      } else {
        return at;
      }
      if (at == std::string_view::npos) return bytes_.size();
    }
  }

  void read_root(std::size_t root) {
    std::size_t at = bytes_.find_first_of(" \t\r\n/>", root);
    const std::string_view name = bytes_.substr(root + 1, at - root - 1);
    if (const std::size_t colon = name.find(':'); colon != std::string_view::npos)
      dialect_.prefix = name.substr(0, colon);
    while (true) {
      at = bytes_.find_first_not_of(kSpaces, at);
      if (at == std::string_view::npos || bytes_[at] == '>' || bytes_[at] == '/') break;
      const std::size_t equals = bytes_.find('=', at);
      const std::size_t quote = bytes_.find_first_of("\"'", equals);
      const std::size_t end = bytes_.find(bytes_[quote], quote + 1);
      const std::string_view attribute = bytes_.substr(at, bytes_.find_first_of(" \t\r\n=", at) - at);
      const std::string declaration = std::string(attribute) + '=' + std::string(bytes_.substr(quote, end + 1 - quote));
      if (attribute == "xmlns" || attribute.starts_with("xmlns:")) {
        if (is_namespace_declaration(declaration)) dialect_.root_attributes.push_back(declaration);
      } else if (std::ranges::find(dialect_.root_attributes, "*") == dialect_.root_attributes.end()) {
        dialect_.root_attributes.emplace_back("*");
      }
      at = end + 1;
    }
    at_ = bytes_.find('>', at);
  }

  void read_layout() {
    const std::size_t content = std::min(at_ + 1, bytes_.size());
    const std::size_t first = bytes_.find_first_not_of(kSpaces, content);
    const std::string_view spaces = bytes_.substr(content, first == std::string_view::npos ? 0 : first - content);
    const std::size_t line_end = spaces.rfind('\n');
    dialect_.is_indented = line_end != std::string_view::npos;
    if (dialect_.is_indented) dialect_.indent = bounded(spaces.substr(line_end + 1));
    // The first empty element shows the habit.
    for (std::size_t tag = next_tag(content); tag < bytes_.size(); tag = next_tag(tag + 1)) {
      const std::size_t end = bytes_.find('>', tag);
      if (end == std::string_view::npos) return;
      if (bytes_[tag + 1] == '/' || bytes_[tag + 1] == '!') continue;
      if (bytes_[end - 1] == '/') {
        dialect_.empty = bytes_[end - 2] == ' ' ? XmlDialect::Empty::spaced_slash : XmlDialect::Empty::slash;
        return;
      }
      if (bytes_.substr(end + 1).starts_with("</")) {
        dialect_.empty = XmlDialect::Empty::end_tag;
        return;
      }
    }
  }

  std::string_view bytes_;
  XmlDialect& dialect_;
  std::size_t at_ = 0;
};

}  // namespace

std::string to_text(const XmlDialect& dialect) {
  std::string text(kFirstLine);
  const auto add = [&](std::string_view name, std::string_view value) {
    text.append("\n").append(name).append(" ").append(escaped(value));
  };
  add("byte-order-mark", dialect.has_byte_order_mark ? "yes" : "no");
  add("crlf", dialect.has_crlf ? "yes" : "no");
  add("indented", dialect.is_indented ? "yes" : "no");
  add("indent", dialect.indent);
  add("declaration", dialect.declaration);
  add("after-declaration", dialect.after_declaration);
  add("prefix", dialect.prefix);
  for (const std::string& attribute : dialect.root_attributes) add("root-attribute", attribute);
  add("empty", std::string(1, static_cast<char>(dialect.empty)));
  add("end", dialect.end);
  return text;
}

std::optional<XmlDialect> parse_xml_dialect(std::string_view text) {
  XmlDialect dialect;
  if (!text.starts_with(kFirstLine)) return std::nullopt;
  text.remove_prefix(kFirstLine.size());
  while (!text.empty()) {
    if (text.front() != '\n') return std::nullopt;
    text.remove_prefix(1);
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos ||
        !set_field(dialect, line.substr(0, space), unescaped(line.substr(space + 1)))) {
      return std::nullopt;
    }
  }
  return dialect;
}

XmlDialect detect_xml_dialect(std::string_view bytes) {
  XmlDialect dialect;
  HabitReader(bytes, dialect).read();
  return dialect;
}

std::string to_text(const std::vector<XmlRemark>& remarks) {
  std::string text;
  for (const XmlRemark& remark : remarks) {
    if (!text.empty()) text += '\n';
    text += static_cast<char>(remark.place);
    text += ' ';
    text += escaped(remark.path) + '\t' + escaped(remark.markup);
  }
  return text;
}

std::vector<XmlRemark> parse_remarks(std::string_view text) {
  std::vector<XmlRemark> remarks;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t tab = line.find('\t');
    if (line.size() < 2 || tab == std::string_view::npos ||
        std::string_view("bea").find(line[0]) == std::string_view::npos) {
      continue;
    }
    XmlRemark remark{static_cast<XmlRemark::Place>(line[0]), unescaped(line.substr(2, tab - 2)),
                     unescaped(line.substr(tab + 1))};
    const std::string_view markup = remark.markup;
    const bool is_comment = markup.size() >= 7 && markup.starts_with("<!--") &&
                            markup.find("--", 4) == markup.size() - 3 && markup.ends_with("-->");
    const bool is_instruction = markup.size() >= 5 && markup.starts_with("<?") &&
                                markup.find("?>") == markup.size() - 2 && !markup.starts_with("<?xml ");
    if (is_comment || is_instruction) remarks.push_back(std::move(remark));
  }
  return remarks;
}

}  // namespace careway::formats
