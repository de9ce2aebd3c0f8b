#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "mappers/formats/format.h"

// The layouts and schemas that Careway ships with its maps can be used.
namespace careway::formats {
namespace {

std::string map_file(const std::string& name) {
  std::ifstream file(std::string(CAREWAY_SOURCE_DIR) + "/mappers/maps/" + name, std::ios::binary);
  EXPECT_TRUE(file.good()) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void expect_usable(const std::unique_ptr<Format>& format, const fhir::Issues& issues) {
  EXPECT_NE(format, nullptr);
  for (const fhir::Issue& issue : issues.items()) ADD_FAILURE() << issue.code << ' ' << issue.text;
}

TEST(PublishedSchemas, ClientLevelDataHasBothReleases) {
  for (const std::string_view release : {"r1", "r2", ""}) {
    fhir::Issues issues;
    const auto format = make_csv_format(map_file("cld/cld.layout.yaml"), "cld.layout.yaml", release, {}, issues);
    expect_usable(format, issues);
    if (format == nullptr) continue;
    EXPECT_GE(format->shape().root.children.size(), 49U);
    // The database form of a header is read too.
    fhir::Issues none;
    std::string header;
    format->writer({})->finish(header);
    for (char& character : header) {
      if (character == ' ') character = '_';
    }
    EXPECT_NE(format->open(header, none), nullptr);
    EXPECT_TRUE(none.empty());
  }
}

TEST(PublishedSchemas, CouncilPackageAndMarketplacePackage) {
  fhir::Issues issues;
  const auto council =
      make_xml_format(map_file("council/care-package.xsd"), "care-package.xsd", "CarePackage", {}, issues);
  expect_usable(council, issues);
  ASSERT_NE(council, nullptr);
  EXPECT_FALSE(council->shape().root.any_order);
  EXPECT_NE(council->shape().find("Service/Supplier/CQCLocation"), nullptr);
  const auto marketplace =
      make_json_format(map_file("marketplace/package.schema.json"), "package.schema.json", {}, issues);
  expect_usable(marketplace, issues);
  ASSERT_NE(marketplace, nullptr);
  EXPECT_NE(marketplace->shape().find("lines/price/amount"), nullptr);
}

}  // namespace
}  // namespace careway::formats
