#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "profiles/definitions/pack_compiler/model.h"

namespace careway::pack_compiler {

/// The resources of a Bundle in a JSON file, without the parts that no pack holds (narrative, differential, mappings
/// and the like), in file order. Throws CompileError when the file is missing or is no Bundle.
nlohmann::json read_bundle(const std::filesystem::path& file);
/// The same without the properties of the given names, wherever they stand.
nlohmann::json read_bundle(const std::filesystem::path& file, std::span<const std::string_view> skipped_names);

/// One JSON file. Throws CompileError when it is missing or damaged.
nlohmann::json read_json_file(const std::filesystem::path& file, std::span<const std::string_view> skipped_names = {});

/// The text under `key`, or "" when there is none.
std::string text_of(const nlohmann::json& object, const char* key);

/// The flag under `key`, or false when there is none.
bool flag_of(const nlohmann::json& object, const char* key);

/// The array under `key`, or an empty one.
const nlohmann::json& array_of(const nlohmann::json& object, const char* key);

}  // namespace careway::pack_compiler
