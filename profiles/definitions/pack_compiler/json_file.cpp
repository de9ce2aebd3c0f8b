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

}  // namespace

json read_json_file(const std::filesystem::path& file, std::span<const std::string_view> skipped_names) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw CompileError("cannot read " + file.string() + "; run script/setup, which fetches the definitions");
  const auto keep = [&](int /*depth*/, json::parse_event_t event, json& parsed) {
    if (event != json::parse_event_t::key) return true;
    const auto& name = parsed.get_ref<const std::string&>();
    return std::find(skipped_names.begin(), skipped_names.end(), name) == skipped_names.end();
  };
  try {
    return json::parse(stream, keep);
  } catch (const json::exception& error) {
    throw CompileError(file.string() + " is damaged: " + error.what());
  }
}

json read_bundle(const std::filesystem::path& file, std::span<const std::string_view> skipped_names) {
  auto bundle = read_json_file(file, skipped_names);
  if (text_of(bundle, "resourceType") != "Bundle") throw CompileError(file.string() + " is not a Bundle");
  json resources = json::array();
  for (auto& entry : bundle["entry"]) {
    if (entry.contains("resource")) resources.push_back(std::move(entry["resource"]));
  }
  return resources;
}

json read_bundle(const std::filesystem::path& file) {
  return read_bundle(file, kSkippedNames);
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
