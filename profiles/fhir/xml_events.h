#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "profiles/fhir/issue.h"
#include "profiles/fhir/limits.h"

namespace careway::fhir {

/// One attribute as the parser saw it, text in UTF-8 with references resolved. Views live for the duration of the call.
struct XmlAttribute {
  std::string_view namespace_uri;
  std::string_view local_name;
  std::string_view value;
};

/// Receives the parse. `byte_offset` is the place in the source just behind the tag (start and end tags).
/// Return false to stop (the handler has reported why).
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual bool start_element(std::string_view namespace_uri, std::string_view local_name,
                             std::span<const XmlAttribute> attributes, Position position, std::size_t byte_offset) = 0;
  virtual bool end_element(std::string_view namespace_uri, std::string_view local_name, std::size_t byte_offset) = 0;
  virtual bool text(std::string_view text) = 0;
  virtual bool comment(std::string_view text) = 0;
  virtual bool processing_instruction(std::string_view target, std::string_view data) = 0;
};

/// Starts the XML library; call once from main (or a test's main) before any XML is read, before threads start. Further
/// calls do nothing. Turns DTD processing off for the whole process.
void xml_platform_start();

/// Hardened SAX2 parse shared by the FHIR reader and the partner readers: DOCTYPE refused ("xml-doctype"), no external
/// access, limits ("limit-depth", "limit-nodes", "limit-bytes"), syntax errors as issue "xml-syntax" with line and
/// column. True when the whole document was read and no handler stopped. Safe to call from many threads at once.
bool parse_xml(std::string_view bytes, XmlHandler& handler, Issues& issues, const ReadLimits& limits = {});

/// Appends text with &, <, > (and " in attributes, and control characters as references) escaped.
void append_xml_text(std::string& out, std::string_view text);
void append_xml_attribute(std::string& out, std::string_view text);

}  // namespace careway::fhir
