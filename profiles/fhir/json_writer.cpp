#include <string>
#include <vector>

#include "profiles/fhir/byte_scan.h"
#include "profiles/fhir/element_order.h"
#include "profiles/fhir/json.h"

namespace careway::fhir {
namespace {

using definitions::Definitions;
using definitions::EntryIndex;
using definitions::JsonKind;
using definitions::TypeKind;

bool needs_escape(unsigned char byte) {
  return byte == '"' || byte == '\\' || byte < 0x20;
}

void append_escape(std::string& out, unsigned char byte) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out.append("\\u00").push_back(kHex[byte >> 4U]);
  }
  out.push_back(kHex[byte & 0xFU]);
}

void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  const char* at = text.data();
  const char* end = at + text.size();
  for (;;) {
    const char* stop = find_stop(
        at, end,
        [](std::uint64_t word) { return bytes_equal(word, '"') | bytes_equal(word, '\\') | bytes_below(word, 0x20); },
        needs_escape);
    out.append(at, static_cast<std::size_t>(stop - at));
    if (stop == end) break;
    append_escape(out, static_cast<unsigned char>(*stop));
    at = stop + 1;
  }
  out.push_back('"');
}

class Writer {
 public:
  Writer(const Definitions& definitions, std::string& out, JsonStyle style)
      : definitions_(definitions), out_(out), pretty_(style == JsonStyle::pretty) {}

  void write_resource(Element resource) { write_object(resource, resource.entry()); }

 private:
  void open(char bracket) {
    out_.push_back(bracket);
    ++level_;
    first_ = true;
  }
  void close(char bracket) {
    --level_;
    if (!first_) new_line();
    out_.push_back(bracket);
    first_ = false;
  }
  void new_line() {
    if (!pretty_) return;
    out_.push_back('\n');
    out_.append(level_ * 2, ' ');
  }
  void separate() {
    if (!first_) out_.push_back(',');
    first_ = false;
    new_line();
  }
  // Names come from the definitions (or, unknown, from a tree): only the latter could need escaping.
  void write_name(std::string_view name, bool companion, bool known) {
    separate();
    if (known) {
      out_.append(companion ? "\"_" : "\"").append(name).push_back('"');
    } else {
      append_string(out_, companion ? "_" + std::string(name) : std::string(name));
    }
    out_.append(pretty_ ? ": " : ":");
  }

  bool is_primitive(Element element, EntryIndex entry) const;
  void write_object(Element element, EntryIndex entry);
  void write_group(const OrderedChildren& children, std::size_t begin, std::size_t end);
  void write_items(const OrderedChildren& children, std::size_t begin, std::size_t end, bool companion, bool list);
  void write_value(Element element, EntryIndex entry);
  void write_item(Element element, EntryIndex entry, bool companion);

  const Definitions& definitions_;
  std::string& out_;
  bool pretty_;
  bool first_ = true;
  std::size_t level_ = 0;
  std::vector<OrderedChild> children_;
};

bool Writer::is_primitive(Element element, EntryIndex entry) const {
  if (element.kind() == ValueKind::resource) return false;
  if (entry == definitions::kNone) return element.has_value();
  return definitions_.type_kind(definitions_.entry_type(entry)) == TypeKind::primitive;
}

void Writer::write_object(Element element, EntryIndex entry) {
  open('{');
  if (element.kind() == ValueKind::resource) {
    write_name("resourceType", false, true);
    append_string(out_, element.value());
  }
  if (element.first_child()) {
    const OrderedChildren children(children_, element, content_type(element, entry, definitions_), definitions_);
    for (std::size_t i = 0; i < children.size();) {
      const std::size_t end = children.group_end(i);
      write_group(children, i, end);
      i = end;
    }
  }
  close('}');
}

void Writer::write_group(const OrderedChildren& children, std::size_t begin, std::size_t end) {
  const EntryIndex entry = children.entry(begin);
  const Element first = children.element(begin);
  const bool known = entry != definitions::kNone;
  const std::string_view name = known ? definitions_.entry_name(entry) : first.name();
  const bool list = end - begin > 1 || (known ? definitions_.entry_is_list(entry) : first.is_list_item());
  bool primitive = false;
  bool values = false;
  bool companions = false;
  for (std::size_t i = begin; i < end; ++i) {
    const Element element = children.element(i);
    if (!is_primitive(element, entry)) continue;
    primitive = true;
    values = values || element.has_value();
    companions = companions || element.first_child();
  }
  if (!primitive || values || list) {
    write_name(name, false, known);
    write_items(children, begin, end, false, list);
  }
  if (primitive && companions) {
    write_name(name, true, known);
    write_items(children, begin, end, true, list);
  }
}

void Writer::write_items(const OrderedChildren& children, std::size_t begin, std::size_t end, bool companion,
                         bool list) {
  if (list) open('[');
  for (std::size_t i = begin; i < end; ++i) {
    if (list) separate();
    write_item(children.element(i), children.entry(i), companion);
  }
  if (list) close(']');
}

void Writer::write_item(Element element, EntryIndex entry, bool companion) {
  if (companion) {
    if (element.first_child()) {
      write_object(element, entry);
    } else {
      out_.append("null");
    }
  } else if (is_primitive(element, entry)) {
    write_value(element, entry);
  } else {
    write_object(element, entry);
  }
}

// A tree that no reader has checked may hold "abc" where a number belongs: quoted, so that the output stays JSON and
// the next reader names the mistake.
void Writer::write_value(Element element, EntryIndex entry) {
  const std::string_view value = element.value();
  bool bare = false;
  switch (element.kind()) {
    case ValueKind::none:
    case ValueKind::null:
      out_.append("null");
      return;
    case ValueKind::empty_object:
      out_.append("{}");
      return;
    case ValueKind::empty_list:
      out_.append("[]");
      return;
    case ValueKind::number:
      bare = is_json_number(value);
      break;
    case ValueKind::boolean:
      bare = value == "true" || value == "false";
      break;
    default:
      break;
  }
  if (entry != definitions::kNone) {
    const JsonKind kind = definitions_.type_json_kind(definitions_.entry_type(entry));
    bare = (kind == JsonKind::number && is_json_number(value)) ||
           (kind == JsonKind::boolean && (value == "true" || value == "false"));
  }
  if (bare) {
    out_.append(value);
  } else {
    append_string(out_, value);
  }
}

}  // namespace

void write_json(Element resource, const Definitions& definitions, std::string& out, JsonStyle style) {
  Writer(definitions, out, style).write_resource(resource);
}

}  // namespace careway::fhir
