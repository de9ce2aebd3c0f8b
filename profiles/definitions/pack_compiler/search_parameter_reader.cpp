#include "profiles/definitions/pack_compiler/search_parameter_reader.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "profiles/definitions/pack_compiler/json_file.h"

namespace careway::pack_compiler {

using nlohmann::json;

void read_search_parameters(const json& resources, PackModel& model) {
  for (const auto& resource : resources) {
    if (text_of(resource, "resourceType") != "SearchParameter") continue;
    SearchParameterModel parameter;
    parameter.expression = text_of(resource, "expression");
    if (parameter.expression.empty()) continue;
    parameter.code = text_of(resource, "code");
    parameter.kind = text_of(resource, "type");
    parameter.url = text_of(resource, "url");
    for (const auto& target : array_of(resource, "target")) {
      if (!parameter.targets.empty()) parameter.targets += ' ';
      parameter.targets += target.get<std::string>();
    }
    for (const auto& base : array_of(resource, "base")) {
      parameter.type = base.get<std::string>();
      model.search_parameters.push_back(parameter);
    }
  }
  std::sort(model.search_parameters.begin(), model.search_parameters.end(), [](const auto& a, const auto& b) {
    return std::tie(a.type, a.code, a.url) < std::tie(b.type, b.code, b.url);
  });
}

}  // namespace careway::pack_compiler
