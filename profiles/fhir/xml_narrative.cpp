#include "profiles/fhir/xml_narrative.h"

#include <algorithm>
#include <vector>

#include "profiles/fhir/xml_names.h"

namespace careway::fhir {
namespace {

constexpr std::string_view kWrapperStart = "<all>";
constexpr std::string_view kWrapperEnd = "</all>";

/// Follows the parse of all divs inside one wrapper and counts those that start and end exactly where they should.
class NarrativesCheck final : public XmlHandler {
 public:
  NarrativesCheck(std::string_view all, std::span<const std::string_view> divs)
      : all_(all), divs_(divs), begin_(kWrapperStart.size()) {}

  bool start_element(std::string_view namespace_uri, std::string_view local_name, std::span<const XmlAttribute>,
                     Position, std::size_t byte_offset) override {
    if (depth_++ == 0) return true;
    if (namespace_uri != kXhtmlNamespace) return false;
    if (depth_ > 2) return true;
    return good_ < divs_.size() && local_name == "div" && all_.rfind('<', byte_offset - 1) == begin_;
  }
  bool end_element(std::string_view, std::string_view, std::size_t byte_offset) override {
    if (--depth_ != 1) return true;
    if (byte_offset != begin_ + divs_[good_].size()) return false;
    begin_ = byte_offset;
    ++good_;
    return true;
  }
  bool text(std::string_view) override { return depth_ > 1; }
  bool comment(std::string_view) override { return depth_ > 1; }
  bool processing_instruction(std::string_view, std::string_view) override { return depth_ > 1; }
  [[nodiscard]] std::size_t good() const { return good_; }

 private:
  std::string_view all_;
  std::span<const std::string_view> divs_;
  std::size_t begin_;  // where the next div must start
  std::size_t good_ = 0;
  std::size_t depth_ = 0;
};

bool is_white(char byte) {
  return kXmlWhiteSpace.find(byte) != std::string_view::npos;
}

/// Walks over the tags of text that is known to be well-formed, keeping the declarations in scope.
class TagWalk {
 public:
  explicit TagWalk(std::string_view text) : text_(text) {}

  bool declares_all_it_uses() {
    while ((at_ = text_.find('<', at_)) != std::string_view::npos) {
      if (pass("<!--", "-->") || pass("<![CDATA[", "]]>") || pass("<?", "?>")) continue;
      if (text_.substr(at_).starts_with("</")) {
        leave();
        ++at_;
      } else if (!pass_start_tag()) {
        return false;
      }
    }
    return true;
  }

 private:
  struct Declaration {
    std::string_view prefix;  // empty for the default namespace
    std::size_t depth;
  };

  bool pass(std::string_view opener, std::string_view closer) {
    if (!text_.substr(at_).starts_with(opener)) return false;
    const std::size_t end = text_.find(closer, at_ + opener.size());
    at_ = end == std::string_view::npos ? text_.size() : end + closer.size();
    return true;
  }
  void leave() {
    while (!declarations_.empty() && declarations_.back().depth == depth_) declarations_.pop_back();
    --depth_;
  }
  static std::string_view prefix_of(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
  }
  std::string_view pass_name() {
    const std::size_t start = at_;
    while (at_ < text_.size() && !is_white(text_[at_]) && text_[at_] != '=' && text_[at_] != '>' && text_[at_] != '/') {
      ++at_;
    }
    return text_.substr(start, at_ - start);
  }
  void pass_white() {
    while (at_ < text_.size() && is_white(text_[at_])) ++at_;
  }

  bool pass_start_tag() {
    ++depth_;
    ++at_;
    used_.assign(1, prefix_of(pass_name()));
    for (;;) {
      pass_white();
      if (at_ >= text_.size()) return false;
      const bool closes = text_[at_] == '/';
      if (closes) ++at_;
      if (at_ < text_.size() && text_[at_] == '>') {
        const bool declared = std::ranges::all_of(used_, [this](std::string_view prefix) {
          return std::ranges::find(declarations_, prefix, &Declaration::prefix) != declarations_.end();
        });
        if (closes) leave();
        return declared;
      }
      const std::string_view name = pass_name();
      pass_white();
      if (name.empty() || at_ >= text_.size() || text_[at_] != '=') return false;
      ++at_;
      pass_white();
      if (at_ >= text_.size()) return false;
      at_ = text_.find(text_[at_], at_ + 1);
      if (at_ == std::string_view::npos) return false;
      ++at_;
      note_attribute(name);
    }
  }
  void note_attribute(std::string_view name) {
    const std::string_view prefix = prefix_of(name);
    if (name == "xmlns") {
      declarations_.push_back({"", depth_});
    } else if (prefix == "xmlns") {
      declarations_.push_back({name.substr(prefix.size() + 1), depth_});
    } else if (!prefix.empty() && prefix != "xml") {
      used_.push_back(prefix);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::vector<Declaration> declarations_;
  std::vector<std::string_view> used_;
};

}  // namespace

std::size_t first_broken_narrative(std::span<const std::string_view> divs) {
  if (divs.empty()) return 0;
  std::string all(kWrapperStart);
  for (const std::string_view div : divs) all += div;
  all += kWrapperEnd;
  ReadLimits limits;
  limits.depth_max += 1;
  limits.bytes_max = all.size();
  limits.text_bytes_max = all.size();
  limits.nodes_max = all.size();
  NarrativesCheck check(all, divs);
  Issues ignored;
  if (parse_xml(all, check, ignored, limits)) return check.good();
  return std::min(check.good(), divs.size() - 1);
}

bool is_self_contained(std::string_view div) {
  return TagWalk(div).declares_all_it_uses();
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
