// What the XML reader accepts must come back the same through its own writer and through JSON.
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
  const auto first = read_xml({reinterpret_cast<const char*>(data), size}, definitions, issues);
  require(first.has_value() == !issues.has_errors(), "a refusal without an issue, or an issue without a refusal");
  if (!first) return 0;
  for (const bool pretty : {false, true}) {
    std::string xml;
    require(write_xml(first->root(), definitions, xml, issues, pretty), "what was read cannot be written");
    const auto second = read_xml(xml, definitions, issues);
    require(second.has_value(), "our own XML is refused");
    require(same_content(first->root(), second->root()), "our own XML says something else");
    std::string again;
    require(write_xml(second->root(), definitions, again, issues, pretty), "what was read cannot be written again");
    require(xml == again, "the second writing differs");
  }
  std::string json;
  write_json(first->root(), definitions, json);
  const auto from_json = read_json(json, definitions, issues);
  require(from_json.has_value(), "our own JSON is refused");
  require(same_content(first->root(), from_json->root()), "our own JSON says something else");
  return 0;
}
