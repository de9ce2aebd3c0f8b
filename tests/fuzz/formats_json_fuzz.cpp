#include "tests/fuzz/formats_round_trip.h"

namespace {

constexpr std::string_view kSchema =
    R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"array","items":{"type":"number"}}}})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace careway;
  static const auto kFormat = [] {
    fhir::Issues issues;
    formats::FormatLimits limits;
    limits.line_bytes_max = 4096;
    return formats::make_json_format(kSchema, "fuzz.json", limits, issues);
  }();
  formats::fuzz_round_trip(*kFormat, {reinterpret_cast<const char*>(data), size}, false);
  return 0;
}
