#include "profiles/fhir/byte_scan.h"
#include "profiles/fhir/xml_events.h"

namespace careway::fhir {
namespace {

void append_reference(std::string& out, unsigned char byte) {
  switch (byte) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    default:
      out.append("&#").append(std::to_string(byte)).push_back(';');
  }
}

// Copies runs of plain bytes; `quotes` tells an attribute value, where a parser would also turn line breaks and tabs
// into blanks unless they are references.
template <bool quotes>
void append_escaped(std::string& out, std::string_view text) {
  const auto stops = [](unsigned char byte) {
    if (byte == '&' || byte == '<' || byte == '>') return true;
    if (quotes) return byte == '"' || byte < 0x20;
    return byte < 0x20 && byte != '\n' && byte != '\t';
  };
  const char* at = text.data();
  const char* end = at + text.size();
  for (;;) {
    const char* stop = find_stop(
        at, end,
        [](std::uint64_t word) {
          return bytes_equal(word, '&') | bytes_equal(word, '<') | bytes_equal(word, '>') | bytes_equal(word, '"') |
                 bytes_below(word, 0x20);
        },
        stops);
    out.append(at, static_cast<std::size_t>(stop - at));
    if (stop == end) return;
    const auto byte = static_cast<unsigned char>(*stop);
    if (stops(byte)) {
      append_reference(out, byte);
    } else {
      out.push_back(*stop);
    }
    at = stop + 1;
  }
}

}  // namespace

void append_xml_text(std::string& out, std::string_view text) {
  append_escaped<false>(out, text);
}
void append_xml_attribute(std::string& out, std::string_view text) {
  append_escaped<true>(out, text);
}

}  // namespace careway::fhir
