#include "tests/fuzz/formats_round_trip.h"

namespace {

constexpr std::string_view kSchema = R"(layout: fuzz
encodings: [utf-8, windows-1252]
delimiters: [",", ";", tab]
columns:
  - { name: a, required: true }
  - { name: b b, aliases: [c] }
)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace careway;
  static const auto kFormat = [] {
    fhir::Issues issues;
    formats::FormatLimits limits;
    limits.line_bytes_max = 4096;
    return formats::make_csv_format(kSchema, "fuzz.yaml", {}, limits, issues);
  }();
  formats::fuzz_round_trip(*kFormat, {reinterpret_cast<const char*>(data), size}, true);
  return 0;
}
