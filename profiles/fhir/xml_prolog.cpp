#include "profiles/fhir/xml_prolog.h"

#include <algorithm>

#include "profiles/fhir/byte_scan.h"
#include "profiles/fhir/xml_names.h"

namespace careway::fhir {
namespace {

bool is_utf16_or_utf32(std::string_view bytes) {
  using namespace std::string_view_literals;
  return bytes.starts_with("\xFE\xFF"sv) || bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("<\0"sv) ||
         bytes.starts_with("\0<"sv) || bytes.starts_with("\0\0"sv);
}

/// The value of `name` in an XML declaration; empty when it is absent or malformed.
std::string_view declared(std::string_view declaration, std::string_view name) {
  const std::size_t found = declaration.find(name);
  if (found == std::string_view::npos) return {};
  std::size_t at = declaration.find_first_not_of(kXmlWhiteSpace, found + name.size());
  if (at == std::string_view::npos || declaration[at] != '=') return {};
  at = declaration.find_first_not_of(kXmlWhiteSpace, at + 1);
  if (at == std::string_view::npos || (declaration[at] != '"' && declaration[at] != '\'')) return {};
  const std::size_t end = declaration.find(declaration[at], at + 1);
  if (end == std::string_view::npos) return {};
  return declaration.substr(at + 1, end - at - 1);
}

bool is_utf8_name(std::string_view name) {
  return std::ranges::equal(name, std::string_view("utf-8"),
                            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

/// First byte that is no part of a well-formed UTF-8 sequence, or the end.
std::size_t first_bad_utf8(std::string_view bytes) {
  const char* begin = bytes.data();
  const char* at = begin;
  const char* end = begin + bytes.size();
  while (at < end) {
    at = find_stop(
        at, end, [](std::uint64_t word) { return word & kEveryHighBit; },
        [](unsigned char byte) { return byte >= 0x80; });
    if (at == end) break;
    const std::size_t length = utf8_sequence_length(at, end);
    if (length == 0) break;
    at += length;
  }
  return static_cast<std::size_t>(at - begin);
}

}  // namespace

Position xml_position(std::string_view bytes, std::size_t offset) {
  const std::string_view before = bytes.substr(0, offset);
  const auto lines = std::ranges::count(before, '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<std::uint32_t>(lines + 1), static_cast<std::uint32_t>(offset - line_start + 1)};
}

bool check_xml_prolog(std::string_view bytes, std::size_t& start, Issues& issues) {
  start = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  if (is_utf16_or_utf32(bytes)) {
    issues.error("xml-encoding", "", "The document is in UTF-16 or UTF-32. Send it as UTF-8.", {1, 1});
    return false;
  }
  std::size_t at = start;
  if (bytes.substr(at).starts_with("<?xml") && bytes.size() > at + 5 &&
      kXmlWhiteSpace.find(bytes[at + 5]) != std::string_view::npos) {
    const std::size_t end = bytes.find("?>", at);
    const std::string_view declaration = bytes.substr(at, end - at);
    const std::string_view encoding = declared(declaration, "encoding");
    if (!encoding.empty() && !is_utf8_name(encoding)) {
      issues.error("xml-encoding", "", "The document declares another encoding than UTF-8. Send it as UTF-8.", {1, 1});
      return false;
    }
    const std::string_view version = declared(declaration, "version");
    if (!version.empty() && version != "1.0") {
      issues.error("xml-version", "", "Only XML 1.0 is accepted.", {1, 1});
      return false;
    }
  }
  for (;;) {
    at = std::min(bytes.find_first_not_of(kXmlWhiteSpace, at), bytes.size());
    const std::string_view rest = bytes.substr(at);
    const std::string_view closer = rest.starts_with("<!--") ? "-->" : rest.starts_with("<?") ? "?>" : "";
    if (closer.empty()) {
      if (!rest.starts_with("<!DOCTYPE")) break;
      issues.error("xml-doctype", "", "The document has a DOCTYPE. For safety none is accepted: leave it out.",
                   xml_position(bytes, at));
      return false;
    }
    at = bytes.find(closer, at + 2);
    if (at == std::string_view::npos) break;
    at += closer.size();
  }
  const std::size_t bad = first_bad_utf8(bytes);
  if (bad == bytes.size()) return true;
  issues.error("xml-encoding", "", "The bytes here are not UTF-8. Save the document as UTF-8.",
               xml_position(bytes, bad));
  return false;
}

}  // namespace careway::fhir
