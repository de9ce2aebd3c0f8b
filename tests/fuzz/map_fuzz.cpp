#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mappers/language/checker.h"
#include "mappers/language/coverage.h"
#include "mappers/language/map_reader.h"
#include "mappers/language/names.h"
#include "tests/fuzz/fhir_fuzz_pack.h"

namespace {

using careway::formats::Field;
using careway::formats::FieldType;

Field field(const char* name, FieldType type = FieldType::text) {
  Field out;
  out.name = name;
  out.type = type;
  return out;
}

/// A small partner's schema with a group, an attribute and an item that repeats.
const careway::formats::Shape& shape() {
  static const careway::formats::Shape kShape = [] {
    careway::formats::Shape out;
    Field person = field("Person", FieldType::object);
    person.children = {field("NHSNumber"), field("DateOfBirth", FieldType::date)};
    Field service = field("Service", FieldType::object);
    service.max = careway::formats::kUnbounded;
    service.children = {field("@line"), field("UnitCost", FieldType::decimal)};
    out.root.type = FieldType::object;
    out.root.children = {field("Authority"), person, service, field("Kind", FieldType::code)};
    return out;
  }();
  return kShape;
}

careway::language::Names names() {
  careway::language::Names out;
  out.set("nhs-number", "https://fhir.nhs.uk/Id/nhs-number");
  out.set("la-person", "https://careway.example/fhir/Id/la-person");
  return out;
}

}  // namespace

/// A map file, then (after a NUL) a table that it may use. Reading and checking must end with issues, never with a
/// fault; a map that is given back must have had no error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t split = input.find('\0');
  const std::string_view yaml = input.substr(0, split);
  const std::string table(split == std::string_view::npos ? std::string_view{} : input.substr(split + 1));
  careway::fhir::Issues issues;
  static const careway::language::Names kNames = names();
  const auto map = careway::language::read_map(
      yaml, "fuzz.yaml", kNames, [&](std::string_view) { return std::optional<std::string>(table); }, issues);
  careway::fhir::require(map.has_value() != issues.has_errors(), "a map with errors was given back");
  careway::fhir::Issues name_issues;
  careway::language::Names::read(yaml, "names.yaml", name_issues);
  if (!map) return 0;
  const careway::language::FaceShape faces[] = {{"fuzz", "", &shape()}};
  careway::language::check_map(*map, careway::fhir::fuzz_definitions(), faces, {}, issues);
  careway::language::measure_coverage(*map, careway::fhir::fuzz_definitions(), faces);
  return 0;
}
