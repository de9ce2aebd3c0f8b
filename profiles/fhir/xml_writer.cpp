#include <algorithm>
#include <vector>

#include "profiles/fhir/byte_scan.h"
#include "profiles/fhir/element_order.h"
#include "profiles/fhir/element_path.h"
#include "profiles/fhir/xml.h"
#include "profiles/fhir/xml_events.h"
#include "profiles/fhir/xml_names.h"
#include "profiles/fhir/xml_narrative.h"

namespace careway::fhir {
namespace {

using definitions::Definitions;
using definitions::EntryIndex;
using definitions::JsonKind;
using definitions::TypeKind;

/// XML 1.0 section 2.2: no control characters but tab and line ends, no U+FFFE, no U+FFFF (in UTF-8: EF BF BE, EF BF
/// BF).
bool xml_can_hold(std::string_view text) {
  const char* at = text.data();
  const char* end = at + text.size();
  for (;; ++at) {
    at = find_stop(
        at, end, [](std::uint64_t word) { return bytes_equal(word, 0xEF) | bytes_below(word, 0x20); },
        [](unsigned char byte) { return byte == 0xEF || byte < 0x20; });
    if (at == end) return true;
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    if (rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF")) return false;
    if (static_cast<unsigned char>(*at) < 0x20 && kXmlWhiteSpace.find(*at) == std::string_view::npos) return false;
  }
}

bool is_plain_name(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
}

class Writer {
 public:
  Writer(const Definitions& definitions, std::string& out, Issues& issues, bool pretty)
      : definitions_(definitions), out_(out), issues_(issues), pretty_(pretty) {}

  bool write_document(Element resource) {
    out_.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    write_resource(resource, resource.entry(), true);
    const std::size_t broken = first_broken_narrative(divs_);
    if (broken < divs_.size()) {
      problem(narratives_[broken], "xml-narrative",
              "The narrative is not one well-formed div in the XHTML namespace, so that XML cannot carry it.");
    }
    return good_;
  }

 private:
  void problem(Element element, std::string_view code, std::string_view text) {
    issues_.error(code, element_path(element, definitions_), text);
    good_ = false;
  }
  void new_line() {
    if (!pretty_) return;
    out_.push_back('\n');
    out_.append(level_ * 2, ' ');
  }
  void write_attribute(Element element, std::string_view name, std::string_view value) {
    if (!xml_can_hold(value)) problem(element, "xml-character", "The text holds a character that XML cannot hold.");
    out_.append(" ").append(name).append("=\"");
    append_xml_attribute(out_, value);
    out_.push_back('"');
  }
  [[nodiscard]] bool is_attribute(Element element, EntryIndex entry) const {
    return entry != definitions::kNone && definitions_.entry_is_xml_attribute(entry) && !element.first_child();
  }

  void write_resource(Element resource, EntryIndex entry, bool outermost);
  void write_element(Element element, EntryIndex entry);
  void write_content(Element element, EntryIndex entry, std::string_view name);
  void write_narrative(Element element);

  const Definitions& definitions_;
  std::string& out_;
  Issues& issues_;
  bool pretty_;
  bool good_ = true;
  std::size_t level_ = 0;
  std::vector<OrderedChild> children_;
  std::vector<Element> narratives_;
  std::vector<std::string_view> divs_;  // of the narratives, without blanks around
};

void Writer::write_resource(Element resource, EntryIndex entry, bool outermost) {
  new_line();
  out_.append("<").append(resource.value());
  if (outermost) out_.append(" xmlns=\"").append(kFhirNamespace).append("\"");
  write_content(resource, entry, resource.value());
}

// Behind the name of the start tag: attributes, children, end tag.
void Writer::write_content(Element element, EntryIndex entry, std::string_view name) {
  const OrderedChildren children(children_, element, content_type(element, entry, definitions_), definitions_);
  std::size_t attributes = 0;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (!is_attribute(children.element(i), children.entry(i))) continue;
    write_attribute(children.element(i), definitions_.entry_name(children.entry(i)), children.element(i).value());
    ++attributes;
  }
  if (element.has_value() && element.kind() != ValueKind::resource) write_attribute(element, "value", element.value());
  if (attributes == children.size()) {
    out_.append("/>");
    return;
  }
  out_.push_back('>');
  ++level_;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (!is_attribute(children.element(i), children.entry(i))) write_element(children.element(i), children.entry(i));
  }
  --level_;
  new_line();
  out_.append("</").append(name).append(">");
}

void Writer::write_element(Element element, EntryIndex entry) {
  const bool known = entry != definitions::kNone;
  const std::string_view name = known ? definitions_.entry_name(entry) : element.name();
  if (!known && !is_plain_name(name)) {
    problem(element, "xml-name", "The name cannot be written as an XML element.");
    return;
  }
  if (element.kind() == ValueKind::xhtml ||
      (known && definitions_.type_json_kind(definitions_.entry_type(entry)) == JsonKind::xhtml)) {
    write_narrative(element);
    return;
  }
  new_line();
  out_.append("<").append(name);
  if (element.kind() != ValueKind::resource) {
    write_content(element, entry, name);
    return;
  }
  out_.push_back('>');
  ++level_;
  write_resource(element, entry, false);
  --level_;
  new_line();
  out_.append("</").append(name).append(">");
}

// The bytes go out as they came in; whether each is one div and nothing else is checked at the end, for all at once.
void Writer::write_narrative(Element element) {
  std::string_view div = element.value();
  const std::size_t begin = div.find_first_not_of(kXmlWhiteSpace);
  if (begin != std::string_view::npos) div = div.substr(begin, div.find_last_not_of(kXmlWhiteSpace) - begin + 1);
  narratives_.push_back(element);
  divs_.push_back(div);
  new_line();
  out_.append(div);
}

}  // namespace

bool write_xml(Element resource, const Definitions& definitions, std::string& out, Issues& issues, bool pretty) {
  const std::size_t before = out.size();
  if (Writer(definitions, out, issues, pretty).write_document(resource)) return true;
  out.resize(before);
  return false;
}

}  // namespace careway::fhir
