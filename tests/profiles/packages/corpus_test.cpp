#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>

#include "tests/profiles/packages/library_fixture.h"

namespace careway::packages {
namespace {

TEST(PackagesCorpus, EveryStructureOfR4IsRead) {
  Library library;
  std::size_t elements = 0;
  for (const auto* source : library.packages.all("StructureDefinition")) {
    const auto* structure = library.find(source->url);
    ASSERT_NE(structure, nullptr) << source->url << "\n" << told(library.issues);
    EXPECT_FALSE(structure->elements.empty()) << source->url;
    EXPECT_FALSE(structure->was_generated) << source->url;
    elements += structure->elements.size();
  }
  EXPECT_EQ(told(library.issues), "");
  std::printf("%zu elements in %zu KB\n", elements, library.library.memory_bytes() / 1024);
}

TEST(PackagesCorpus, EveryValueSetAndCodeSystemOfR4IsRead) {
  Library library;
  for (const char* type : {"ValueSet", "CodeSystem"}) {
    const auto sources = library.packages.all(type);
    EXPECT_GT(sources.size(), 1000u);
    for (const auto* source : sources)
      EXPECT_TRUE(library.library.find_resource(type, source->url, library.issues).exists()) << source->url;
  }
  EXPECT_EQ(told(library.issues), "");
}

TEST(PackagesCorpus, EveryUkCoreStructureGetsASnapshot) {
  const std::string folder = CAREWAY_SHARED_DATA "/uk-core";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no UK Core definitions in " << folder;
  Library library(files_of(folder));
  EXPECT_EQ(told(library.issues), "");
  std::size_t structures = 0;
  std::size_t elements = 0;
  for (const auto* source : library.packages.all("")) {
    if (source->package != "made-up") continue;
    if (source->resource_type != "StructureDefinition") {
      EXPECT_TRUE(library.library.find_resource(source->resource_type, source->url, library.issues).exists())
          << source->url;
      continue;
    }
    const auto* structure = library.find(source->url);
    ASSERT_NE(structure, nullptr) << source->url << "\n" << told(library.issues);
    EXPECT_TRUE(structure->was_generated) << source->url;
    ++structures;
    elements += structure->elements.size();
  }
  EXPECT_EQ(structures, 153u);
  // Published with a stray letter between two elements.
  EXPECT_EQ(told(library.issues),
            "structure-flawed https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryScotland\n");
  std::printf("%zu structures, %zu elements\n", structures, elements);
}

}  // namespace
}  // namespace careway::packages
