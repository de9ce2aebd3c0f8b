#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/definitions/definitions.h"
#include "profiles/definitions/pack_compiler/compile.h"

namespace careway::definitions {

inline std::filesystem::path small_folder() {
  return std::filesystem::path(CAREWAY_SOURCE_DIR) / "tests/profiles/definitions/data";
}

/// A pack compiled from the few definitions in data/: what a Visit is, and how a publisher may have changed it.
inline const std::vector<std::byte>& small_pack() {
  static const std::vector<std::byte> kPack = pack_compiler::compile_pack(small_folder());
  return kPack;
}

/// The pack that the build compiled from the published definitions.
inline const std::vector<std::byte>& fhir_r4_pack() {
  static const std::vector<std::byte> kPack = [] {
    std::ifstream stream(std::filesystem::path(CAREWAY_BUILD_DIR) / "share/careway/fhir-r4.pack", std::ios::binary);
    if (!stream) throw std::runtime_error("share/careway/fhir-r4.pack is missing: build the target careway_pack");
    const std::string text((std::istreambuf_iterator<char>(stream)), {});
    std::vector<std::byte> bytes(text.size());
    std::transform(text.begin(), text.end(), bytes.begin(), [](char letter) { return static_cast<std::byte>(letter); });
    return bytes;
  }();
  return kPack;
}

inline Definitions open_pack(const std::vector<std::byte>& pack) {
  fhir::Issues issues;
  auto definitions = Definitions::open(pack, issues);
  if (!definitions) throw std::runtime_error("the pack was refused: " + issues.items().at(0).code);
  return *definitions;
}

/// Names of a type's entries in order; a choice element stands once, by its element name.
inline std::vector<std::string> element_names(const Definitions& definitions, std::string_view type) {
  const auto info = definitions.type(definitions.find_type(type));
  std::vector<std::string> names;
  for (EntryIndex index = info.first_entry; index < info.first_entry + info.entry_count; ++index) {
    const auto element = std::string(definitions.entry(index).element);
    if (names.empty() || names.back() != element) names.push_back(element);
  }
  return names;
}

/// The entry of that name; fails the test by an exception when there is none.
inline Entry entry_of(const Definitions& definitions, std::string_view type, std::string_view name) {
  const auto index = definitions.find_entry(definitions.find_type(type), name);
  if (index == kNone) throw std::runtime_error(std::string(type) + " has no entry " + std::string(name));
  return definitions.entry(index);
}

inline std::string_view type_of(const Definitions& definitions, std::string_view type, std::string_view name) {
  return definitions.type(entry_of(definitions, type, name).type).name;
}

inline std::vector<std::string> codes_of(const Definitions& definitions, std::string_view value_set) {
  std::vector<std::string> codes;
  const auto found = definitions.value_set_codes(value_set);
  if (!found) return {"(unknown)"};
  for (const auto& code : *found) codes.emplace_back(code.code);
  return codes;
}

}  // namespace careway::definitions
