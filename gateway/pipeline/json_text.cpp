#include "gateway/pipeline/json_text.h"

#include <charconv>

#include "mappers/formats/json_tree.h"

namespace careway::pipeline {

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20) {
          out += "\\u00";
          out += kDigits[byte >> 4];
          out += kDigits[byte & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

namespace {

void append_name(std::string& out, std::string_view name) {
  if (!out.empty() && out.back() != '{') out += ',';
  append_json_string(out, name);
  out += ':';
}

}  // namespace

void append_member(std::string& out, std::string_view name, std::string_view text) {
  append_name(out, name);
  append_json_string(out, text);
}

void append_member(std::string& out, std::string_view name, std::uint64_t number) {
  append_name(out, name);
  out += std::to_string(number);
}

bool read_own_json(std::string_view json, fhir::Document& document) {
  const fhir::ReadLimits limits;
  fhir::Issues issues;
  fhir::JsonScanner scanner(json, limits);
  document.clear();
  return formats::JsonTreeReader(scanner, json, limits).read(document, issues);
}

std::uint64_t number_of(fhir::Element object, std::string_view name) {
  const std::string_view text = object.child_value(name);
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace careway::pipeline
