#include "mappers/formats/json_document_writer.h"

#include <algorithm>

#include "mappers/formats/partner_path.h"
#include "profiles/fhir/byte_scan.h"

namespace careway::formats {
namespace {

bool is_plain(fhir::Element node) {
  return !node.first_child() && node.kind() != fhir::ValueKind::none;
}

}  // namespace

JsonDocumentWriter::JsonDocumentWriter(const Shape& shape, std::string_view dialect) : shape_(shape) {
  if (dialect.empty()) return;
  const auto wanted = parse_json_dialect(dialect);
  is_usable_ = wanted.has_value();
  if (wanted) dialect_ = *wanted;
}

bool JsonDocumentWriter::write(const fhir::Document& document, std::string_view /*spelling*/, std::string& out,
                               fhir::Issues& issues) {
  if (!is_usable_) {
    issues.error("json-dialect", {},
                 "The stored spelling of this file cannot be read. Write it in its canonical form.");
    return false;
  }
  const std::size_t size_before = out.size();
  const std::size_t errors_before = issues.error_count();
  out_ = &out;
  issues_ = &issues;
  if (written_ == 0 && dialect_.has_byte_order_mark) out += "\xEF\xBB\xBF";
  if (dialect_.frame == JsonDialect::Frame::list) {
    out += written_ == 0 ? '[' : ',';
    if (dialect_.is_indented) {
      new_line(1);
    } else if (written_ > 0) {
      out += dialect_.after_comma;
    }
  } else if (written_ > 0) {
    out += dialect_.between;
  }
  write_object(document.root(), &shape_.root, dialect_.frame == JsonDialect::Frame::list ? 1 : 0);
  if (issues.error_count() != errors_before) {
    out.resize(size_before);
    return false;
  }
  ++written_;
  return true;
}

void JsonDocumentWriter::finish(std::string& out) {
  if (!is_usable_) return;
  out_ = &out;
  if (written_ == 0 && dialect_.has_byte_order_mark) out += "\xEF\xBB\xBF";
  if (dialect_.frame == JsonDialect::Frame::list) {
    if (written_ == 0) out += '[';
    if (written_ > 0 && dialect_.is_indented) new_line(0);
    out += ']';
  }
  if (written_ > 0 || dialect_.frame == JsonDialect::Frame::list) out += dialect_.end;
}

void JsonDocumentWriter::write_object(fhir::Element object, const Field* field, std::size_t depth) {
  std::vector<std::string_view> lists;
  std::vector<std::string_view> singles;
  *out_ += '{';
  bool is_first = true;
  for (const fhir::Element child : object) {
    const Field* child_field = field == nullptr ? nullptr : field->child(child.name());
    const bool in_list = is_in_list(child, child_field);
    if (in_list && std::ranges::find(lists, child.name()) != lists.end()) continue;
    (in_list ? lists : singles).push_back(child.name());
    if (!is_first) *out_ += ',';
    if (dialect_.is_indented) {
      new_line(depth + 1);
    } else if (!is_first) {
      *out_ += dialect_.after_comma;
    }
    is_first = false;
    write_text(child.name());
    *out_ += dialect_.before_colon;
    *out_ += ':';
    *out_ += dialect_.after_colon;
    if (in_list) {
      write_list(child, child_field, depth + 1);
    } else {
      write_value(child, child_field, depth + 1);
    }
  }
  if (!is_first && dialect_.is_indented) new_line(depth);
  *out_ += '}';
  singles.insert(singles.end(), lists.begin(), lists.end());
  std::ranges::sort(singles);
  const auto twice = std::ranges::adjacent_find(singles);
  if (twice != singles.end()) {
    error("json-repeated-member", object.child(*twice), "The document has several values for a member that holds one.");
  }
}

void JsonDocumentWriter::write_list(fhir::Element first, const Field* field, std::size_t depth) {
  bool all_plain = true;
  for (fhir::Element item = first; item; item = item.next()) {
    if (item.name() == first.name()) all_plain &= is_plain(item);
  }
  const bool is_inline = dialect_.is_indented && dialect_.has_inline_lists && all_plain;
  const bool has_lines = dialect_.is_indented && !is_inline;
  *out_ += '[';
  if (is_inline) *out_ += dialect_.list_padding;
  bool is_first = true;
  for (fhir::Element item = first; item; item = item.next()) {
    if (item.name() != first.name()) continue;
    if (!is_first) *out_ += is_inline ? std::string_view(", ") : std::string_view(",");
    if (has_lines) {
      new_line(depth + 1);
    } else if (!is_first && !is_inline) {
      *out_ += dialect_.after_comma;
    }
    is_first = false;
    write_value(item, field, depth + 1);
  }
  if (is_inline) *out_ += dialect_.list_padding;
  if (has_lines) new_line(depth);
  *out_ += ']';
}

void JsonDocumentWriter::write_value(fhir::Element node, const Field* field, std::size_t depth) {
  const fhir::Element first = node.first_child();
  if (!first && node.kind() == fhir::ValueKind::none) {
    *out_ += "{}";
  } else if (!first) {
    write_plain(node, field);
  } else if (node.has_value()) {
    error("json-nested", node, "A member has a value of its own and members below it.");
  } else if (first.is_list_item() && first.name().empty()) {
    write_list(first, nullptr, depth);
  } else {
    write_object(node, field, depth);
  }
}

void JsonDocumentWriter::write_plain(fhir::Element node, const Field* field) {
  const std::string_view text = node.value();
  const FieldType type = field == nullptr ? FieldType::object : field->type;
  switch (node.kind()) {
    case fhir::ValueKind::null:
      *out_ += "null";
      return;
    case fhir::ValueKind::empty_object:
      *out_ += "{}";
      return;
    case fhir::ValueKind::empty_list:
      *out_ += "[]";
      return;
    case fhir::ValueKind::boolean:
    case fhir::ValueKind::number: {
      // A map may put a number where the schema wants text.
      const bool is_text = type == FieldType::text || type == FieldType::code || type == FieldType::date;
      const bool is_good =
          node.kind() == fhir::ValueKind::number ? fhir::is_json_number(text) : text == "true" || text == "false";
      if (!is_good) error("json-value", node, "The value is no number, true or false as JSON writes them.");
      if (is_text && field->children.empty() && !field->is_open) {
        write_text(text);
      } else {
        *out_ += text;
      }
      return;
    }
    default:
      break;
  }
  const bool wants_number = type == FieldType::decimal || type == FieldType::integer;
  if (!wants_number && type != FieldType::boolean) {
    write_text(text);
  } else if (wants_number ? fhir::is_json_number(text) : text == "true" || text == "false") {
    *out_ += text;
  } else {
    error("json-value", node,
          wants_number ? "The schema wants a number here." : "The schema wants true or false here.");
  }
}

void JsonDocumentWriter::write_text(std::string_view text) {
  *out_ += '"';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '"' || byte == '\\' || (byte == '/' && dialect_.escapes_slashes)) {
      *out_ += '\\';
      *out_ += text[at];
    } else if (byte == '\n' || byte == '\r' || byte == '\t') {
      *out_ += byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : "\\t";
    } else if (byte < 0x20) {
      write_unicode_escape(byte);
    } else if (byte < 0x80 || !dialect_.escapes_non_ascii) {
      *out_ += text[at];
    } else {
      const std::size_t length = fhir::utf8_sequence_length(text.data() + at, text.data() + text.size());
      std::uint32_t code_point = length == 4 ? byte & 0x07U : length == 3 ? byte & 0x0FU : byte & 0x1FU;
      for (std::size_t i = 1; i < length; ++i) {
        code_point = (code_point << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
      }
      if (length == 0) {
        *out_ += text[at];
        continue;
      }
      if (code_point >= 0x10000) {
        write_unicode_escape(0xD800 + ((code_point - 0x10000) >> 10U));
        write_unicode_escape(0xDC00 + ((code_point - 0x10000) & 0x3FFU));
      } else {
        write_unicode_escape(code_point);
      }
      at += length - 1;
    }
  }
  *out_ += '"';
}

void JsonDocumentWriter::write_unicode_escape(std::uint32_t unit) {
  const std::string_view digits = dialect_.escapes_in_upper_case ? "0123456789ABCDEF" : "0123456789abcdef";
  *out_ += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) *out_ += digits[(unit >> static_cast<unsigned>(shift)) & 0xFU];
}

void JsonDocumentWriter::new_line(std::size_t depth) {
  *out_ += dialect_.has_crlf ? "\r\n" : "\n";
  for (std::size_t i = 0; i < depth; ++i) *out_ += dialect_.indent;
}

void JsonDocumentWriter::error(std::string_view code, fhir::Element node, std::string_view text) {
  issues_->error(code, partner_path(node), text, node.position());
}

bool JsonDocumentWriter::is_in_list(fhir::Element node, const Field* field) {
  if (node.is_list_item()) return true;
  return field != nullptr && field->max > 1 && node.kind() != fhir::ValueKind::empty_list;
}

}  // namespace careway::formats
