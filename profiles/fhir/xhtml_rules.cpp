#include "profiles/fhir/xhtml_rules.h"

#include <algorithm>
#include <array>

#include "profiles/fhir/byte_scan.h"
#include "profiles/fhir/xml_names.h"

namespace careway::fhir {
namespace {

using Kind = XhtmlProblem::Kind;

constexpr std::size_t kDepthMax = 500;
constexpr std::string_view kWhiteSpace = " \t\r\n";

// HTML 4.0 chapters 7 to 11 (without 9.4) and 15, less what is deprecated there; a, img and map. Sorted.
constexpr auto kElements = std::to_array<std::string_view>({
    "a",     "abbr", "acronym", "address",  "area",  "b",     "bdo",  "big",    "blockquote", "br",  "caption",
    "cite",  "code", "col",     "colgroup", "dd",    "dfn",   "div",  "dl",     "dt",         "em",  "h1",
    "h2",    "h3",   "h4",      "h5",       "h6",    "hr",    "i",    "img",    "kbd",        "li",  "map",
    "ol",    "p",    "pre",     "q",        "samp",  "small", "span", "strong", "sub",        "sup", "table",
    "tbody", "td",   "tfoot",   "th",       "thead", "tr",    "tt",   "ul",     "var",
});

// Allowed at every element. Sorted.
constexpr auto kCommonAttributes = std::to_array<std::string_view>({
    "accesskey",
    "class",
    "dir",
    "id",
    "lang",
    "style",
    "tabindex",
    "title",
    "xml:base",
    "xml:lang",
    "xml:space",
});

// Element and attribute. Sorted.
struct ElementAttribute {
  std::string_view element;
  std::string_view attribute;
};
constexpr auto kElementAttributes = std::to_array<ElementAttribute>({
    {"a", "charset"},
    {"a", "href"},
    {"a", "hreflang"},
    {"a", "name"},
    {"a", "rel"},
    {"a", "rev"},
    {"a", "target"},
    {"a", "type"},
    {"area", "alt"},
    {"area", "coords"},
    {"area", "href"},
    {"area", "nohref"},
    {"area", "shape"},
    {"bdo", "dir"},
    {"blockquote", "cite"},
    {"img", "alt"},
    {"img", "border"},
    {"img", "height"},
    {"img", "ismap"},
    {"img", "longdesc"},
    {"img", "src"},
    {"img", "usemap"},
    {"img", "width"},
    {"li", "value"},
    {"map", "name"},
    {"ol", "start"},
    {"ol", "type"},
    {"q", "cite"},
    {"table", "border"},
    {"table", "cellpadding"},
    {"table", "cellspacing"},
    {"table", "frame"},
    {"table", "rules"},
    {"table", "summary"},
    {"table", "width"},
    {"ul", "type"},
});

// The cells and rows of tables.
constexpr auto kTableParts = std::to_array<std::string_view>({
    "caption",
    "col",
    "colgroup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
});
constexpr auto kTablePartAttributes = std::to_array<std::string_view>({
    "abbr",
    "align",
    "axis",
    "bgcolor",
    "char",
    "charoff",
    "colspan",
    "headers",
    "height",
    "nowrap",
    "rowspan",
    "scope",
    "span",
    "valign",
    "width",
});

template <typename List>
bool has(const List& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

bool attribute_is_allowed(std::string_view element, std::string_view attribute) {
  if (has(kCommonAttributes, attribute)) return true;
  if (has(kTableParts, element) && has(kTablePartAttributes, attribute)) return true;
  return std::ranges::any_of(kElementAttributes, [&](const ElementAttribute& pair) {
    return pair.element == element && pair.attribute == attribute;
  });
}

bool is_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == ':' ||
         byte == '_' || byte == '-' || byte == '.' || static_cast<unsigned char>(byte) >= 0x80;
}

bool starts_name(char byte) {
  return is_name_byte(byte) && byte != '-' && byte != '.' && (byte < '0' || byte > '9');
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kWhiteSpace) == std::string_view::npos;
}

class XhtmlScanner {
 public:
  explicit XhtmlScanner(std::string_view div) : rest_(div) {}

  XhtmlFacts read() {
    while (!rest_.empty() && go_on_) {
      const std::size_t mark = rest_.find('<');
      if (!take_text(rest_.substr(0, mark))) break;
      if (mark == std::string_view::npos) {
        rest_ = {};
        break;
      }
      rest_.remove_prefix(mark);
      take_markup();
    }
    if (go_on_ && (!open_.empty() || !had_root_)) fail();
    return std::move(facts_);
  }

 private:
  bool fail() {
    facts_.problems.push_back({Kind::not_well_formed, {}});
    go_on_ = false;
    return false;
  }
  void problem(Kind kind, std::string_view name) {
    for (const XhtmlProblem& known : facts_.problems) {
      if (known.kind == kind && known.name == name) return;
    }
    if (facts_.problems.size() < 100) facts_.problems.push_back({kind, name});
  }

  void note_content() {
    facts_.has_content = true;
    if (section_depth_ == 0) facts_.has_content_outside_sections = true;
  }

  bool take_text(std::string_view text) {
    if (is_blank(text)) return true;
    if (open_.empty()) {
      problem(Kind::not_one_div, {});
      return true;
    }
    note_content();
    return references_are_good(text);
  }

  // "&name;", "&#12;", "&#x1F;"; the names are HTML's, which JSON may use.
  bool references_are_good(std::string_view text) {
    for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
      const std::size_t end = text.find(';', at);
      if (end == std::string_view::npos || end == at + 1) return fail();
      const std::string_view name = text.substr(at + 1, end - at - 1);
      if (!std::ranges::all_of(name.substr(name.front() == '#' ? 1 : 0), is_name_byte)) return fail();
    }
    return true;
  }

  bool take_past(std::string_view start, std::string_view end) {
    if (!rest_.starts_with(start)) return false;
    const std::size_t found = rest_.find(end, start.size());
    if (found == std::string_view::npos) {
      fail();
      return true;
    }
    const std::string_view inside = rest_.substr(start.size(), found - start.size());
    if (start.ends_with("CDATA[") && !is_blank(inside)) note_content();
    rest_.remove_prefix(found + end.size());
    return true;
  }

  void take_markup() {
    if (take_past("<!--", "-->") || take_past("<![CDATA[", "]]>") || take_past("<?", "?>")) return;
    if (rest_.starts_with("</")) {
      take_end_tag();
    } else if (rest_.size() > 1 && starts_name(rest_[1])) {
      take_start_tag();
    } else {
      fail();
    }
  }

  std::string_view take_name() {
    std::size_t length = 0;
    while (length < rest_.size() && is_name_byte(rest_[length])) ++length;
    const std::string_view name = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return name;
  }
  void skip_space() {
    const std::size_t at = rest_.find_first_not_of(kWhiteSpace);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at);
  }

  void take_end_tag() {
    rest_.remove_prefix(2);
    const std::string_view name = take_name();
    skip_space();
    if (open_.empty() || open_.back() != name || !rest_.starts_with('>')) {
      fail();
      return;
    }
    rest_.remove_prefix(1);
    close();
  }

  void close() {
    if (section_depth_ == open_.size()) section_depth_ = 0;
    open_.pop_back();
  }

  static std::string_view local(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
  }

  void take_start_tag() {
    rest_.remove_prefix(1);
    const std::string_view tag = take_name();
    const std::string_view name = local(tag);
    const bool is_root = open_.empty();
    if (is_root) {
      if (had_root_ || name != "div") problem(Kind::not_one_div, name);
      had_root_ = true;
    } else if (!has(kElements, name)) {
      problem(Kind::element_not_allowed, name);
    }
    open_.push_back(tag);
    if (open_.size() > kDepthMax) {
      fail();
      return;
    }
    XhtmlSection section;
    if (!take_attributes(name, is_root, section)) return;
    if (is_root) {
      facts_.lang = section.lang;
      facts_.xml_lang = section.xml_lang;
    } else if (open_.size() == 2 && name == "div" && (!section.lang.empty() || !section.xml_lang.empty())) {
      facts_.sections.push_back(section);
      section_depth_ = 2;
    }
    if (name == "img") note_content();
    const bool is_empty = rest_.starts_with('/');
    if (is_empty) rest_.remove_prefix(1);
    if (!rest_.starts_with('>')) {
      fail();
      return;
    }
    rest_.remove_prefix(1);
    if (is_empty) close();
  }

  // Up to the end of the tag.
  bool take_attributes(std::string_view element, bool is_root, XhtmlSection& section) {
    bool declared = false;
    for (;;) {
      const std::size_t before = rest_.size();
      skip_space();
      if (rest_.empty()) return fail();
      if (rest_.front() == '>' || rest_.front() == '/') break;
      if (rest_.size() == before) return fail();
      const std::string_view name = take_name();
      skip_space();
      if (name.empty() || !rest_.starts_with('=')) return fail();
      rest_.remove_prefix(1);
      skip_space();
      if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\'')) return fail();
      const std::size_t end = rest_.find(rest_.front(), 1);
      if (end == std::string_view::npos) return fail();
      const std::string_view value = rest_.substr(1, end - 1);
      rest_.remove_prefix(end + 1);
      if (value.find('<') != std::string_view::npos || !references_are_good(value)) return fail();
      take_attribute(element, name, value, section, declared);
    }
    if (is_root && !declared && open_.front().find(':') == std::string_view::npos)
      problem(Kind::wrong_namespace, "xmlns");
    return true;
  }

  void take_attribute(std::string_view element, std::string_view name, std::string_view value, XhtmlSection& section,
                      bool& declared) {
    if (name == "xmlns" || name.starts_with("xmlns:")) {
      const std::size_t colon = open_.back().find(':');
      const std::string_view prefix = colon == std::string_view::npos ? "" : open_.back().substr(0, colon);
      const bool concerns = (name == "xmlns") ? prefix.empty() : name.substr(6) == prefix;
      if (!concerns) return;
      declared = true;
      if (value != kXhtmlNamespace) problem(Kind::wrong_namespace, name);
      return;
    }
    if (!attribute_is_allowed(element, name)) problem(Kind::attribute_not_allowed, name);
    if (name == "xml:space") problem(Kind::space_attribute, name);
    if (name == "lang") section.lang = value;
    if (name == "xml:lang") section.xml_lang = value;
    if (name == "id" || (name == "name" && element == "a")) facts_.ids.push_back(value);
    if (name == "class") take_classes(value);
    const bool is_picture = name == "src";
    if (name != "href" && !is_picture) return;
    if (is_blank(value)) problem(Kind::link_empty, name);
    facts_.links.push_back({value, is_picture});
  }

  void take_classes(std::string_view value) {
    while (!value.empty()) {
      const std::size_t end = value.find_first_of(kWhiteSpace);
      if (end != 0) facts_.class_tokens.push_back(value.substr(0, end));
      if (end == std::string_view::npos) break;
      value.remove_prefix(end + 1);
    }
  }

  std::string_view rest_;
  XhtmlFacts facts_;
  std::vector<std::string_view> open_;  // tags, with their prefix
  std::size_t section_depth_ = 0;
  bool had_root_ = false;
  bool go_on_ = true;
};

}  // namespace

XhtmlFacts read_xhtml(std::string_view div) {
  return XhtmlScanner(div).read();
}

bool is_narrative_subset(std::string_view div) {
  const XhtmlFacts facts = read_xhtml(div);
  return std::ranges::none_of(facts.problems, [](const XhtmlProblem& problem) {
    return problem.kind != Kind::space_attribute && problem.kind != Kind::link_empty;
  });
}

bool has_narrative_content(std::string_view div) {
  return read_xhtml(div).has_content;
}

}  // namespace careway::fhir
