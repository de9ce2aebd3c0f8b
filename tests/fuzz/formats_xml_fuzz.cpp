#include "tests/fuzz/formats_round_trip.h"

namespace {

constexpr std::string_view kSchema =
    R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="u" elementFormDefault="qualified" xmlns="u">
<xs:element name="a" type="t"/>
<xs:complexType name="t"><xs:choice minOccurs="0" maxOccurs="unbounded">
<xs:element name="b" type="xs:string"/><xs:element name="c" type="t"/></xs:choice>
<xs:attribute name="d" type="xs:string"/></xs:complexType></xs:schema>)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace careway;
  static const auto kFormat = [] {
    fhir::Issues issues;
    formats::FormatLimits limits;
    limits.line_bytes_max = 4096;
    return formats::make_xml_format(kSchema, "fuzz.xsd", "a", limits, issues);
  }();
  formats::fuzz_round_trip(*kFormat, {reinterpret_cast<const char*>(data), size}, false);
  return 0;
}
