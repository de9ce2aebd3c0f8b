#include "profiles/definitions/pack_compiler/json_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace careway::pack_compiler {
namespace {

using nlohmann::json;

/// More than half of the bytes of the published files stand under these names.
constexpr std::array<std::string_view, 11> kSkippedNames = {"differential", "text",    "mapping",      "constraint",
                                                            "definition",   "comment", "requirements", "example",
                                                            "designation",  "xpath",   "contact"};

bool keep(int /*depth*/, json::parse_event_t event, json& parsed) {
  if (event != json::parse_event_t::key) return true;
  const auto& name = parsed.get_ref<const std::string&>();
  return std::find(kSkippedNames.begin(), kSkippedNames.end(), name) == kSkippedNames.end();
}

}  // namespace

json read_bundle(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw CompileError("cannot read " + file.string() + "; run script/setup, which fetches the definitions");
  json bundle;
  try {
    bundle = json::parse(stream, keep);
  } catch (const json::exception& error) {
    throw CompileError(file.string() + " is damaged: " + error.what());
  }
  if (text_of(bundle, "resourceType") != "Bundle") throw CompileError(file.string() + " is not a Bundle");
  json resources = json::array();
  for (auto& entry : bundle["entry"]) {
    if (entry.contains("resource")) resources.push_back(std::move(entry["resource"]));
  }
  return resources;
}

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flag_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

const json& array_of(const json& object, const char* key) {
  static const json kEmpty = json::array();
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : kEmpty;
}

}  // namespace careway::pack_compiler
