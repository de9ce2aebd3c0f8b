#include "profiles/packages/package_set.h"

#include <gtest/gtest.h>

#include "tests/profiles/packages/library_fixture.h"
#include "tests/profiles/packages/tar_builder.h"

namespace careway::packages {
namespace {

std::string value_set(std::string_view url, std::string_view version) {
  return R"({"resourceType":"ValueSet","status":"draft","url":")" + std::string(url) + R"(","version":")" +
         std::string(version) + R"(","compose":{"include":[{"system":"x","version":"not this"}]}})";
}

struct Set {
  PackageSet set;
  fhir::Issues issues;
  void add(std::vector<PackageFile> files) { set.add_files("folder", std::move(files), issues); }
  std::string version(std::string_view canonical, std::string_view type = "ValueSet") const {
    const auto* found = set.find(type, canonical);
    return found == nullptr ? "none" : std::string(found->version);
  }
};

TEST(PackageSet, FindsTheHighestVersionOrTheOneThatIsAsked) {
  Set set;
  set.add({{"a.json", value_set("http://a", "2.24.0.7.1")},
           {"b.json", value_set("http://a", "2.3.0")},
           {"c.json", value_set("http://a", "2.24.0")}});
  EXPECT_EQ(set.version("http://a"), "2.24.0.7.1");
  EXPECT_EQ(set.version("http://a#part"), "2.24.0.7.1");
  EXPECT_EQ(set.version("http://a|2.3.0"), "2.3.0");
  EXPECT_EQ(set.version("http://a|2.3"), "2.3.0");
  EXPECT_EQ(set.version("http://a|2"), "2.24.0.7.1");
  EXPECT_EQ(set.version("http://a|3"), "none");
  EXPECT_EQ(set.version("http://b"), "none");
  EXPECT_EQ(set.version("http://a", "CodeSystem"), "none");
  EXPECT_EQ(set.version("http://a", ""), "2.24.0.7.1");
  EXPECT_EQ(set.version(""), "none");
  set.add({{"d.json", value_set("http://v2-0391|2.6", "2.1")}});
  EXPECT_EQ(set.version("http://v2-0391|2.6"), "2.1");
  EXPECT_EQ(told(set.issues), "");
}

TEST(PackageSet, OfEqualVersionsTheLaterCounts) {
  Set set;
  ASSERT_TRUE(set.set.add_pack(conformance_pack(), set.issues));
  const auto before = set.set.size();
  const auto* core = set.set.find("ValueSet", "http://hl7.org/fhir/ValueSet/administrative-gender");
  ASSERT_NE(core, nullptr);
  EXPECT_EQ(core->package, "hl7.fhir.r4.core#4.0.1");
  set.add({{"a.json", value_set(core->url, core->version)}});
  EXPECT_EQ(set.set.find("ValueSet", core->url)->package, "folder");
  EXPECT_EQ(set.set.size(), before + 1);
}

TEST(PackageSet, ReadsOnlyTheTopOfAFile) {
  Set set;
  set.add({{"a.xml",
            "<?xml version=\"1.0\"?><!-- <url value='no'/> --><f:ValueSet xmlns:f='http://hl7.org/fhir'>"
            "<f:id value='x'/><f:text><url value='no'/></f:text><f:contained><ValueSet><url value='no'/>"
            "</ValueSet></f:contained><f:url extra='a>b' value = \"http://a?b&amp;c\" /><f:version value='1'/>"
            "<f:name value='N'/></f:ValueSet>"},
           {"b.json",
            R"({"contained":[{"url":"no"}],"version":"2","url":"http:\/\/b","id":"y","resourceType":"ValueSet"})"}});
  const auto* xml = set.set.find("ValueSet", "http://a?b&c");
  ASSERT_NE(xml, nullptr);
  EXPECT_EQ(xml->version, "1");
  EXPECT_EQ(xml->id, "x");
  EXPECT_TRUE(xml->is_xml);
  const auto* json = set.set.find("ValueSet", "http://b");
  ASSERT_NE(json, nullptr);
  EXPECT_EQ(json->version, "2");
  EXPECT_EQ(json->id, "y");
  EXPECT_FALSE(json->is_xml);
}

TEST(PackageSet, PassesOverWhatIsNoConformanceResource) {
  Set set;
  set.add({{"patient.json", R"({"resourceType":"Patient"})"},
           {"notes.json", R"({"url":"http://a"})"},
           {"examples/a.json", value_set("http://a", "1")},
           {"package/other/a.json", value_set("http://a", "1")},
           {"a.txt", value_set("http://a", "1")},
           {".index.json", "{"},
           {"naming.json", R"({"resourceType":"NamingSystem","id":"n"})"}});
  EXPECT_EQ(set.set.size(), 1u);
  EXPECT_EQ(set.set.all("NamingSystem").size(), 1u);
  EXPECT_EQ(told(set.issues), "");
}

TEST(PackageSet, SaysWhichFilesAreDamaged) {
  Set set;
  set.add({{"a.json", R"({"resourceType":"ValueSet","url":"http://a")"},
           {"b.json", ""},
           {"c.xml", "<ValueSet><url value='http://c'/>"},
           {"d.xml", "<!DOCTYPE x [<!ENTITY e 'f'>]><ValueSet><url value='http://d'/></ValueSet>"},
           {"e.json", "[1,2]"},
           {"f.xml", "</a>"},
           {"g.json", value_set("http://g", "1")}});
  EXPECT_EQ(told(set.issues),
            "package-file-unreadable a.json\npackage-file-unreadable b.json\npackage-file-unreadable c.xml\n"
            "package-file-unreadable d.xml\npackage-file-unreadable e.json\npackage-file-unreadable f.xml\n");
  EXPECT_EQ(set.set.size(), 1u);
}

TEST(PackageSet, TakesTheNameOfThePackageFromItsDescription) {
  Set set;
  const auto tgz = TarBuilder()
                       .file("package/package.json", R"({"name":"a.b","version":"1.2.3","dependencies":{"name":"no"}})")
                       .file("package/v.json", value_set("http://v", "9"))
                       .tgz();
  EXPECT_TRUE(set.set.add_archive("file.tgz", tgz, set.issues));
  ASSERT_EQ(set.set.size(), 1u);
  EXPECT_EQ(set.set.all("ValueSet").front()->package, "a.b#1.2.3");
  EXPECT_FALSE(set.set.add_archive("file.tgz", tgz.substr(0, 60), set.issues));
  EXPECT_EQ(set.set.size(), 1u);
  EXPECT_EQ(told(set.issues), "package-truncated file.tgz\n");
}

TEST(PackageSet, KeepsToTheLimits) {
  Set set;
  PackageLimits limits;
  limits.file_bytes_max = 200;
  set.set.add_files("folder",
                    {{"a.json", value_set("http://a", std::string(200, '1'))}, {"b.json", value_set("http://b", "1")}},
                    set.issues, limits);
  EXPECT_EQ(told(set.issues), "package-limit a.json\n");
  EXPECT_EQ(set.set.size(), 1u);
  limits = {};
  limits.files_max = 1;
  set.issues.clear();
  set.set.add_files("folder", {{"c.json", value_set("http://c", "1")}, {"d.json", value_set("http://d", "1")}},
                    set.issues, limits);
  EXPECT_EQ(told(set.issues), "package-limit folder\n");
  EXPECT_EQ(set.set.size(), 2u);
}

TEST(PackageSet, KnowsStandIns) {
  PackageSet set;
  set.set_stand_in("http://a", "http://b");
  EXPECT_EQ(set.stand_in("http://a|1.0"), "http://b");
  EXPECT_EQ(set.stand_in("http://c"), "");
}

TEST(PackageSet, ReadsStandInsFromThePackage) {
  Set set;
  set.add({{"parents.json", R"({"http://a":"http://b"})"}, {"deeper/parents.json", R"({"http://c":"http://d"})"}});
  EXPECT_EQ(set.set.stand_in("http://a|2"), "http://b");
  EXPECT_EQ(set.set.stand_in("http://c"), "");
  EXPECT_EQ(told(set.issues), "");
  set.add({{"parents.json", "[]"}});
  EXPECT_EQ(told(set.issues), "package-file-unreadable parents.json\n");
}

}  // namespace
}  // namespace careway::packages
