#include "profiles/packages/archive.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/profiles/packages/library_fixture.h"
#include "tests/profiles/packages/tar_builder.h"

namespace careway::packages {
namespace {

struct Unpacked {
  bool ok = false;
  std::vector<PackageFile> files;
  fhir::Issues issues;
};

Unpacked unpack(std::string_view tgz, const PackageLimits& limits = {}) {
  Unpacked result;
  result.ok = read_archive("a.tgz", tgz, limits, result.files, result.issues);
  return result;
}

std::string names(const Unpacked& unpacked) {
  std::string text;
  for (const auto& file : unpacked.files) text += file.name + "=" + file.bytes + "\n";
  return text;
}

TEST(Archive, UnpacksWhatIsWanted) {
  const auto unpacked = unpack(TarBuilder()
                                   .file("package/package.json", "{}")
                                   .file("package/", "", '5')
                                   .file("package/a.json", "A")
                                   .file("package/b.xml", std::string(700, 'b'))
                                   .file("package/readme.md", "text")
                                   .file("package/.index.json", "{}")
                                   .file("package/examples/c.json", "C")
                                   .file("package/other/d.json", "D")
                                   .tgz());
  EXPECT_TRUE(unpacked.ok) << told(unpacked.issues);
  EXPECT_EQ(names(unpacked),
            "package/package.json={}\npackage/a.json=A\npackage/b.xml=" + std::string(700, 'b') + "\n");
  EXPECT_EQ(told(unpacked.issues), "");
}

TEST(Archive, KnowsLongNames) {
  const std::string path = "package/" + std::string(160, 'n') + ".json";
  const auto pax = unpack(TarBuilder().pax_path(path).file("package/short", "A").file("package/b.json", "B").tgz());
  EXPECT_EQ(names(pax), path + "=A\npackage/b.json=B\n");
  const auto gnu = unpack(TarBuilder().file("././@LongLink", path + std::string(1, '\0'), 'L').file("x", "A").tgz());
  EXPECT_EQ(names(gnu), path + "=A\n");
}

TEST(Archive, ReadsSeveralGzipMembersAsOne) {
  const auto tar = TarBuilder().file("package/a.json", "A").tar();
  const auto unpacked = unpack(gzip(tar.substr(0, 600)) + gzip(tar.substr(600)));
  EXPECT_EQ(names(unpacked), "package/a.json=A\n");
}

TEST(Archive, AcceptsAnArchiveWithoutItsEndBlocks) {
  EXPECT_EQ(names(unpack(gzip(TarBuilder().file("package/a.json", "A").without_end()))), "package/a.json=A\n");
}

TEST(Archive, RefusesWhatIsNoGzip) {
  for (const std::string text : {"", "PK\3\4", "{}"}) {
    const auto unpacked = unpack(text);
    EXPECT_FALSE(unpacked.ok);
    EXPECT_EQ(told(unpacked.issues), text.empty() ? "package-truncated a.tgz\n" : "package-gzip a.tgz\n");
  }
}

TEST(Archive, RefusesEveryTruncation) {
  std::string content;
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) content += static_cast<char>(random());
  const auto tgz = TarBuilder().file("package/a.json", content).tgz();
  for (std::size_t length = 0; length < tgz.size(); length += 97) {
    const auto unpacked = unpack(tgz.substr(0, length));
    EXPECT_FALSE(unpacked.ok) << length;
    EXPECT_EQ(told(unpacked.issues), "package-truncated a.tgz\n") << length;
    EXPECT_TRUE(unpacked.files.empty());
  }
}

TEST(Archive, RefusesWhatIsNoTar) {
  EXPECT_EQ(told(unpack(gzip(std::string(2048, 'x'))).issues), "package-tar a.tgz\n");
  EXPECT_EQ(told(unpack(gzip(std::string(2048, '\0'))).issues), "package-tar a.tgz\n");
  auto tar = TarBuilder().file("package/a.json", "A").tar();
  tar[3] = 'X';  // the checksum is of the old name
  EXPECT_EQ(told(unpack(gzip(tar)).issues), "package-tar a.tgz\n");
}

TEST(Archive, RefusesNamesThatLeaveThePackage) {
  for (const char* name : {"../a.json", "package/../../a.json", "/etc/a.json", "package/.."}) {
    EXPECT_EQ(told(unpack(TarBuilder().file(name, "A").tgz()).issues), "package-path a.tgz\n") << name;
  }
  EXPECT_EQ(told(unpack(TarBuilder().pax_path("../x.json").file("a.json", "A").tgz()).issues), "package-path a.tgz\n");
}

TEST(Archive, RefusesBombs) {
  PackageLimits limits;
  limits.unpacked_bytes_max = 1024 * 1024;
  const auto bomb = TarBuilder().file("package/readme", std::string(4 * 1024 * 1024, ' ')).tgz();
  EXPECT_EQ(told(unpack(bomb, limits).issues), "package-limit a.tgz\n");
  limits = {};
  limits.file_bytes_max = 1000;
  EXPECT_EQ(told(unpack(TarBuilder().file("a.json", std::string(1001, ' ')).tgz(), limits).issues),
            "package-limit a.tgz\n");
  limits = {};
  limits.files_max = 2;
  EXPECT_EQ(told(unpack(TarBuilder().file("a.json", "1").file("b.json", "2").file("c.json", "3").tgz(), limits).issues),
            "package-limit a.tgz\n");
  limits = {};
  limits.archive_bytes_max = 10;
  EXPECT_EQ(told(unpack(bomb, limits).issues), "package-limit a.tgz\n");
  EXPECT_EQ(told(unpack(TarBuilder().claim("package/a.json", 0x40000000).tgz()).issues), "package-limit a.tgz\n");
  EXPECT_EQ(told(unpack(TarBuilder().file("x", std::string(100'000, 'n'), 'L').tgz()).issues), "package-limit a.tgz\n");
}

}  // namespace
}  // namespace careway::packages
