// What the JSON reader accepts must come back the same through its own writer, and through XML when XML can carry it.
#include <cstddef>
#include <cstdint>
#include <string>

#include "profiles/fhir/json.h"
#include "profiles/fhir/xml.h"
#include "tests/fuzz/fhir_fuzz_pack.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace careway::fhir;
  const auto& definitions = fuzz_definitions();
  Issues issues;
  const auto first = read_json({reinterpret_cast<const char*>(data), size}, definitions, issues);
  require(first.has_value() == !issues.has_errors(), "a refusal without an issue, or an issue without a refusal");
  if (!first) return 0;
  for (const JsonStyle style : {JsonStyle::compact, JsonStyle::pretty}) {
    std::string json;
    write_json(first->root(), definitions, json, style);
    const auto second = read_json(json, definitions, issues);
    require(second.has_value(), "our own JSON is refused");
    require(same_content(first->root(), second->root()), "our own JSON says something else");
    std::string again;
    write_json(second->root(), definitions, again, style);
    require(json == again, "the second writing differs");
  }
  std::string xml;
  Issues xml_issues;
  if (!write_xml(first->root(), definitions, xml, xml_issues)) return 0;
  const auto from_xml = read_xml(xml, definitions, xml_issues);
  require(from_xml.has_value(), "our own XML is refused");
  std::string xml_again;
  require(write_xml(from_xml->root(), definitions, xml_again, xml_issues), "XML cannot be written again");
  require(xml == xml_again, "XML changes on the way");
  return 0;
}
