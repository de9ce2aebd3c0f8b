#include "mappers/formats/xml_document_writer.h"

#include <algorithm>

#include "mappers/formats/partner_path.h"
#include "mappers/formats/xml_tree.h"
#include "profiles/fhir/xml_events.h"

namespace careway::formats {
namespace {

void append_lines(std::string& out, std::string_view text, bool has_crlf) {
  if (!has_crlf) {
    out += text;
    return;
  }
  for (const char character : text) {
    if (character == '\n') out += '\r';
    out += character;
  }
}

bool is_name_byte(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         byte == '_' || byte == '-' || byte == '.';
}

}  // namespace

XmlDocumentWriter::XmlDocumentWriter(const Shape& shape, std::string_view target_namespace, std::string_view dialect)
    : shape_(shape), target_namespace_(target_namespace) {
  if (dialect.empty()) return;
  auto wanted = parse_xml_dialect(dialect);
  is_usable_ = wanted.has_value();
  if (wanted) dialect_ = std::move(*wanted);
}

bool XmlDocumentWriter::write(const fhir::Document& document, std::string_view spelling, std::string& out,
                              fhir::Issues& issues) {
  if (!is_usable_ || is_written_) {
    issues.error(is_usable_ ? "xml-one-document" : "xml-dialect", {},
                 is_usable_ ? "An XML file holds one document. Write the next one into a file of its own."
                            : "The stored spelling of this file cannot be read. Write it in its canonical form.");
    return false;
  }
  const std::size_t errors_before = issues.error_count();
  issues_ = &issues;
  remarks_ = parse_remarks(spelling);
  text_.clear();
  text_ += dialect_.declaration;
  text_ += dialect_.after_declaration;
  for (const XmlRemark& remark : remarks_) {
    if (remark.place == XmlRemark::Place::before && remark.path.empty()) text_ += remark.markup + '\n';
  }
  is_remark_written_.assign(remarks_.size(), false);
  write_element(document.root(), shape_.root.name, &shape_.root, 0, {});
  for (const XmlRemark& remark : remarks_) {
    if (remark.place == XmlRemark::Place::after_root) text_ += '\n' + remark.markup;
  }
  if (issues.error_count() != errors_before) return false;
  is_written_ = true;
  if (dialect_.has_byte_order_mark) out += "\xEF\xBB\xBF";
  append_lines(out, text_, dialect_.has_crlf);
  return true;
}

void XmlDocumentWriter::finish(std::string& out) {
  if (is_written_) append_lines(out, dialect_.end, dialect_.has_crlf);
}

void XmlDocumentWriter::write_element(fhir::Element element, std::string_view name, const Field* field,
                                      std::size_t depth, const std::string& path) {
  check_name(element, name);
  text_ += '<';
  write_name(name);
  if (depth == 0) {
    write_root_attributes(element);
  } else {
    write_attributes(element);
  }
  const std::vector<fhir::Element> children = elements_of(element, field);
  const bool has_end_remarks = has_remarks(XmlRemark::Place::inside_end, path);
  if (children.empty() && element.value().empty() && !has_end_remarks && (depth > 0 || remarks_.empty()) &&
      dialect_.empty != XmlDialect::Empty::end_tag) {
    text_ += dialect_.empty == XmlDialect::Empty::slash ? "/>" : " />";
    return;
  }
  text_ += '>';
  if (!children.empty()) {
    if (!element.value().empty()) error("xml-mixed", element, "An element has text and elements inside.");
    write_children(children, field, depth);
  } else {
    write_text(element);
  }
  if (has_end_remarks) write_remarks(XmlRemark::Place::inside_end, path, children.empty() ? 0 : depth + 1);
  if (depth == 0) write_homeless_remarks(children.empty() ? 0 : 1);
  if (!children.empty()) new_line(depth);
  text_ += "</";
  write_name(name);
  text_ += '>';
}

void XmlDocumentWriter::write_children(const std::vector<fhir::Element>& children, const Field* field,
                                       std::size_t depth) {
  for (const fhir::Element child : children) {
    // Paths cost time; only remarks need them.
    std::string child_path;
    if (!remarks_.empty()) {
      child_path = numbered_path(child);
      write_remarks(XmlRemark::Place::before, child_path, depth + 1);
    }
    new_line(depth + 1);
    write_element(child, child.name(), field == nullptr ? nullptr : field->child(child.name()), depth + 1, child_path);
  }
}

std::vector<fhir::Element> XmlDocumentWriter::elements_of(fhir::Element element, const Field* field) {
  std::vector<std::pair<std::size_t, fhir::Element>> placed;
  std::size_t order = 0;
  for (const fhir::Element child : element) {
    if (child.is_attribute()) continue;
    if (field != nullptr && !field->any_order) {
      // What the schema does not know stays behind what it stood behind.
      const std::size_t known = field->order_of(child.name());
      if (known < field->children.size()) order = known;
    }
    placed.emplace_back(order, child);
  }
  std::ranges::stable_sort(placed, {}, &std::pair<std::size_t, fhir::Element>::first);
  std::vector<fhir::Element> children;
  children.reserve(placed.size());
  for (const auto& [place, child] : placed) children.push_back(child);
  return children;
}

void XmlDocumentWriter::write_root_attributes(fhir::Element root) {
  bool has_target = target_namespace_.empty();
  bool has_instance = true;
  for (const fhir::Element child : root) {
    if (child.is_attribute() && child.name().starts_with("@xsi:")) has_instance = false;
  }
  const std::string target = dialect_.prefix.empty() ? std::string("xmlns=") : "xmlns:" + dialect_.prefix + '=';
  for (const std::string& declaration : dialect_.root_attributes) {
    has_target = has_target || declaration.starts_with(target);
    has_instance = has_instance || declaration.starts_with("xmlns:xsi=");
  }
  const auto declare = [&](std::string_view name, std::string_view uri) {
    text_.append(" ").append(name).append("\"");
    fhir::append_xml_attribute(text_, uri);
    text_ += '"';
  };
  if (!has_target) declare(target, target_namespace_);
  if (!has_instance) declare("xmlns:xsi=", kXmlSchemaInstance);
  bool has_attributes = false;
  for (const std::string& attribute : dialect_.root_attributes) {
    if (attribute != "*") {
      text_ += ' ' + attribute;
    } else if (!has_attributes) {
      has_attributes = true;
      write_attributes(root);
    }
  }
  if (!has_attributes) write_attributes(root);
}

void XmlDocumentWriter::write_attributes(fhir::Element element) {
  for (const fhir::Element child : element) {
    if (!child.is_attribute()) continue;
    std::string_view name = child.name();
    if (name.starts_with('@')) name.remove_prefix(1);
    const std::size_t colon = name.find(':');
    const std::string_view prefix = colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
    if (!prefix.empty() && prefix != "xsi" && prefix != "xml")
      error("xml-name", child, "This is no name for an attribute.");
    check_name(child, name.substr(colon == std::string_view::npos ? 0 : colon + 1));
    check_text(child);
    text_ += ' ';
    text_ += name;
    text_ += "=\"";
    fhir::append_xml_attribute(text_, child.value());
    text_ += '"';
  }
}

void XmlDocumentWriter::write_text(fhir::Element element) {
  check_text(element);
  fhir::append_xml_text(text_, element.value());
}

void XmlDocumentWriter::write_name(std::string_view name) {
  if (!dialect_.prefix.empty()) text_ += dialect_.prefix + ':';
  text_ += name;
}

bool XmlDocumentWriter::has_remarks(XmlRemark::Place place, const std::string& path) const {
  return std::ranges::any_of(remarks_,
                             [&](const XmlRemark& remark) { return remark.place == place && remark.path == path; });
}

void XmlDocumentWriter::write_remarks(XmlRemark::Place place, const std::string& path, std::size_t depth) {
  for (std::size_t i = 0; i < remarks_.size(); ++i) {
    if (remarks_[i].place != place || remarks_[i].path != path) continue;
    if (depth > 0) new_line(depth);
    text_ += remarks_[i].markup;
    is_remark_written_[i] = true;
  }
}

// The element that a remark belonged to is gone; the remark still comes home, at the end of the document.
void XmlDocumentWriter::write_homeless_remarks(std::size_t depth) {
  for (std::size_t i = 0; i < remarks_.size(); ++i) {
    if (is_remark_written_[i] || remarks_[i].place == XmlRemark::Place::after_root || remarks_[i].path.empty())
      continue;
    if (depth > 0) new_line(depth);
    text_ += remarks_[i].markup;
  }
}

void XmlDocumentWriter::check_name(fhir::Element element, std::string_view name) {
  const bool begins_well =
      !name.empty() && name.front() != '-' && name.front() != '.' && (name.front() < '0' || name.front() > '9');
  if (!begins_well || !std::ranges::all_of(name, is_name_byte)) {
    error("xml-name", element, "This is no name for an XML element or attribute.");
  }
}

// XML 1.0 has no way to write most control characters, nor U+FFFE and U+FFFF.
void XmlDocumentWriter::check_text(fhir::Element element) {
  const std::string_view text = element.value();
  const bool has_control = std::ranges::any_of(text, [](char character) {
    return static_cast<unsigned char>(character) < 0x20 && character != '\t' && character != '\n' && character != '\r';
  });
  const bool has_nonsense =
      text.find("\xEF\xBF\xBE") != std::string_view::npos || text.find("\xEF\xBF\xBF") != std::string_view::npos;
  if (has_control || has_nonsense) error("xml-character", element, "The text has a character that XML cannot hold.");
  if (element.is_attribute() && element.first_child())
    error("xml-nested", element, "An attribute cannot hold elements.");
}

void XmlDocumentWriter::new_line(std::size_t depth) {
  if (!dialect_.is_indented) return;
  text_ += '\n';
  for (std::size_t i = 0; i < depth; ++i) text_ += dialect_.indent;
}

void XmlDocumentWriter::error(std::string_view code, fhir::Element element, std::string_view text) {
  issues_->error(code, partner_path(element), text, element.position());
}

}  // namespace careway::formats
