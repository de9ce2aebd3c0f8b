#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mappers/formats/format.h"
#include "mappers/language/checker.h"
#include "mappers/language/coverage.h"
#include "mappers/language/map_reader.h"
#include "profiles/fhir/json.h"
#include "tests/mappers/language/test_support.h"

namespace careway::language {
namespace {

const std::filesystem::path kMaps = std::filesystem::path(CAREWAY_SOURCE_DIR) / "mappers" / "maps";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder, std::string_view ending) {
  std::vector<std::filesystem::path> out;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.path().string().ends_with(ending)) out.push_back(file.path());
  }
  std::ranges::sort(out);
  return out;
}

std::unique_ptr<formats::Format> make_format(const Map& map, const Face& face, fhir::Issues& issues) {
  const std::string schema = text_of(kMaps / map.partner.schema);
  switch (map.partner.format) {
    case FormatKind::csv:
      return formats::make_csv_format(schema, map.partner.schema, face.release, {}, issues);
    case FormatKind::xml:
      return formats::make_xml_format(schema, map.partner.schema, map.partner.root, {}, issues);
    case FormatKind::json:
      return formats::make_json_format(schema, map.partner.schema, {}, issues);
  }
  return nullptr;
}

/// Errors as text, so that a failure says what to mend.
std::vector<std::string> errors(const fhir::Issues& issues) {
  std::vector<std::string> out;
  for (const auto& issue : issues.items()) {
    if (issue.severity >= fhir::Severity::error) out.push_back(issue.code + " " + issue.path + " " + issue.text);
  }
  return out;
}

TEST(ReleasedMaps, PassTheChecker) {
  const TestPack pack;
  ASSERT_TRUE(pack.definitions().has_value());
  fhir::Issues issues;
  const auto names = Names::read(text_of(std::filesystem::path(CAREWAY_SOURCE_DIR) / "profiles/careway/names.yaml"),
                                 "names.yaml", issues);
  ASSERT_TRUE(names.has_value());
  TestProfiles test_profiles(*pack.definitions(), {}, true);
  CodeMaps code_maps;
  for (const auto& file : files_below(kMaps / "code-maps", ".json")) {
    const auto tree = fhir::read_json(text_of(file), *pack.definitions(), issues);
    ASSERT_TRUE(tree.has_value()) << file;
    EXPECT_TRUE(code_maps.add(tree->root(), file.filename().string(), issues)) << file;
  }
  EXPECT_THAT(errors(issues), testing::IsEmpty());
  const TableSource tables = [](std::string_view name) -> std::optional<std::string> {
    if (!std::filesystem::exists(kMaps / name)) return std::nullopt;
    return text_of(kMaps / name);
  };
  for (const auto& file : files_below(kMaps, ".map.yaml")) {
    fhir::Issues found;
    const auto map = read_map(text_of(file), file.filename().string(), *names, tables, found);
    EXPECT_THAT(errors(found), testing::IsEmpty()) << file;
    if (!map) continue;
    for (const Role& role : map->roles) EXPECT_NE(role.profile, "") << file << ": " << role.name;
    std::vector<std::unique_ptr<formats::Format>> formats;
    std::vector<FaceShape> faces;
    for (const Face& face : map->faces) {
      formats.push_back(make_format(*map, face, found));
      ASSERT_NE(formats.back(), nullptr) << file << testing::PrintToString(errors(found));
      faces.push_back({face.name, face.release, &formats.back()->shape()});
    }
    const ProfileSource profiles = test_profiles.source();
    check_map(*map, *pack.definitions(), faces, code_maps, found, &profiles);
    EXPECT_THAT(errors(found), testing::IsEmpty()) << file;
    const Coverage coverage = measure_coverage(*map, *pack.definitions(), faces);
    EXPECT_GT(coverage.fields_touched, 0U) << file;
  }
}

}  // namespace
}  // namespace careway::language
