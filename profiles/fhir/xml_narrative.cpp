#include "profiles/fhir/xml_narrative.h"

#include "profiles/fhir/xml_names.h"

namespace careway::fhir {
namespace {

/// Accepts XHTML only and remembers where the outermost element ends.
class NarrativeCheck final : public XmlHandler {
 public:
  bool start_element(std::string_view namespace_uri, std::string_view local_name, std::span<const XmlAttribute>,
                     Position position, std::size_t) override {
    if (namespace_uri != kXhtmlNamespace) return false;
    if (depth_++ > 0) return true;
    return local_name == "div" && position == Position{1, 1};
  }
  bool end_element(std::string_view, std::string_view, std::size_t byte_offset) override {
    if (--depth_ == 0) end_ = byte_offset;
    return true;
  }
  bool text(std::string_view) override { return true; }
  bool comment(std::string_view) override { return true; }
  bool processing_instruction(std::string_view, std::string_view) override { return true; }
  [[nodiscard]] std::size_t end() const { return end_; }

 private:
  std::size_t depth_ = 0;
  std::size_t end_ = 0;
};

bool is_white(char byte) {
  return kXmlWhiteSpace.find(byte) != std::string_view::npos;
}

/// Walks over the tags of text that is known to be well-formed.
class TagWalk {
 public:
  explicit TagWalk(std::string_view text) : text_(text) {}

  /// True when no name in any tag has a prefix (but xml:) and the first tag declares XHTML as the default namespace.
  bool has_plain_names() {
    while ((at_ = text_.find('<', at_)) != std::string_view::npos) {
      if (pass("<!--", "-->") || pass("<![CDATA[", "]]>") || pass("<?", "?>")) continue;
      if (!pass_tag()) return false;
      if (!declares_xhtml_) return false;
    }
    return declares_xhtml_;
  }

 private:
  bool pass(std::string_view opener, std::string_view closer) {
    if (!text_.substr(at_).starts_with(opener)) return false;
    const std::size_t end = text_.find(closer, at_ + opener.size());
    at_ = end == std::string_view::npos ? text_.size() : end + closer.size();
    return true;
  }
  [[nodiscard]] bool at_end_of_name() const {
    return at_ >= text_.size() || is_white(text_[at_]) || text_[at_] == '=' || text_[at_] == '>' || text_[at_] == '/';
  }
  std::string_view pass_name() {
    const std::size_t start = at_;
    while (!at_end_of_name()) ++at_;
    return text_.substr(start, at_ - start);
  }
  void pass_white() {
    while (at_ < text_.size() && is_white(text_[at_])) ++at_;
  }
  bool pass_tag() {
    ++at_;
    if (at_ < text_.size() && text_[at_] == '/') ++at_;
    if (pass_name().find(':') != std::string_view::npos) return false;
    for (;;) {
      pass_white();
      if (at_ >= text_.size()) return false;
      if (text_[at_] == '/') ++at_;
      if (at_ < text_.size() && text_[at_] == '>') return true;
      const std::string_view name = pass_name();
      if (name.empty() || (name.find(':') != std::string_view::npos && !name.starts_with("xml:"))) return false;
      pass_white();
      if (at_ >= text_.size() || text_[at_] != '=') return false;
      ++at_;
      pass_white();
      if (at_ >= text_.size()) return false;
      const std::size_t end = text_.find(text_[at_], at_ + 1);
      if (end == std::string_view::npos) return false;
      if (name == "xmlns") declares_xhtml_ = text_.substr(at_ + 1, end - at_ - 1) == kXhtmlNamespace;
      at_ = end + 1;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool declares_xhtml_ = false;
};

}  // namespace

bool is_whole_narrative(std::string_view div, const ReadLimits& limits) {
  if (!div.starts_with('<')) return false;
  NarrativeCheck check;
  Issues ignored;
  return parse_xml(div, check, ignored, limits) && check.end() == div.size();
}

bool is_self_contained(std::string_view div, const ReadLimits& limits) {
  // Nearly every div says xmlns itself and uses no prefixes: then a look at the tags is enough.
  return TagWalk(div).has_plain_names() || is_whole_narrative(div, limits);
}

void NarrativeText::close_start_tag() {
  if (in_start_tag_) text_.push_back('>');
  in_start_tag_ = false;
}

void NarrativeText::start(std::string_view local_name, std::span<const XmlAttribute> attributes, bool is_outermost) {
  close_start_tag();
  text_.append("<").append(local_name);
  if (is_outermost) text_.append(" xmlns=\"").append(kXhtmlNamespace).append("\"");
  for (const XmlAttribute& attribute : attributes) {
    text_.append(attribute.namespace_uri == kXmlNamespace ? " xml:" : " ").append(attribute.local_name).append("=\"");
    append_xml_attribute(text_, attribute.value);
    text_.push_back('"');
  }
  in_start_tag_ = true;
}

void NarrativeText::end(std::string_view local_name) {
  if (in_start_tag_) {
    text_.append("/>");
    in_start_tag_ = false;
  } else {
    text_.append("</").append(local_name).append(">");
  }
}

void NarrativeText::append(std::string_view text) {
  close_start_tag();
  append_xml_text(text_, text);
}

void NarrativeText::comment(std::string_view text) {
  close_start_tag();
  text_.append("<!--").append(text).append("-->");
}

}  // namespace careway::fhir
