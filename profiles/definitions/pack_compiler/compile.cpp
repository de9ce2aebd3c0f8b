#include "profiles/definitions/pack_compiler/compile.h"

#include <utility>

#include "profiles/definitions/pack_compiler/data_elements.h"
#include "profiles/definitions/pack_compiler/json_file.h"
#include "profiles/definitions/pack_compiler/pack_writer.h"
#include "profiles/definitions/pack_compiler/search_parameter_reader.h"
#include "profiles/definitions/pack_compiler/structure_reader.h"
#include "profiles/definitions/pack_compiler/value_set_reader.h"

namespace careway::pack_compiler {

PackModel read_definitions(const std::filesystem::path& folder) {
  PackModel model;
  const auto data_element_resources = read_bundle(folder / "dataelements.json");
  const DataElements data_elements(data_element_resources);
  for (const char* file : {"profiles-types.json", "profiles-resources.json"}) {
    read_structures(read_bundle(folder / file), data_elements, model);
  }
  // Value sets of one file draw on code systems of another.
  nlohmann::json terminology = nlohmann::json::array();
  for (const char* file : {"valuesets.json", "v3-codesystems.json", "v2-tables.json"}) {
    for (auto& resource : read_bundle(folder / file)) terminology.push_back(std::move(resource));
  }
  read_value_sets(terminology, model);
  read_search_parameters(read_bundle(folder / "search-parameters.json"), model);
  return model;
}

std::vector<std::byte> compile_pack(const std::filesystem::path& folder) {
  return write_pack(read_definitions(folder));
}

}  // namespace careway::pack_compiler
