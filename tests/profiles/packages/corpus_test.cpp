#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

#include "tests/profiles/packages/library_fixture.h"
#include "tests/profiles/packages/snapshot_text.h"

namespace careway::packages {
namespace {

TEST(PackagesCorpus, EveryStructureOfR4IsRead) {
  Library library;
  std::size_t elements = 0;
  for (const auto* source : library.packages.all("StructureDefinition")) {
    const auto* structure = library.find(source->url);
    ASSERT_NE(structure, nullptr) << source->url << "\n" << told(library.issues);
    EXPECT_FALSE(structure->elements.empty()) << source->url;
    elements += structure->elements.size();
  }
  EXPECT_EQ(told(library.issues), "");
  std::printf("elements %zu, memory %zu\n", elements, library.library.memory_bytes());
}

TEST(PackagesCorpus, EveryUkCoreStructureGetsASnapshot) {
  const std::string folder = CAREWAY_SHARED_DATA "/uk-core";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no UK Core definitions in " << folder;
  Library library(files_of(folder));
  EXPECT_EQ(told(library.issues), "");
  for (const auto* source : library.packages.all("StructureDefinition")) {
    if (source->package != "made-up") continue;
    const auto* structure = library.find(source->url);
    ASSERT_NE(structure, nullptr) << source->url << "\n" << told(library.issues);
    EXPECT_TRUE(structure->was_generated);
    if (getenv("SHOW") && source->url.find(getenv("SHOW")) != std::string_view::npos)
      std::printf("%s", text_of(*structure).c_str());
  }
  EXPECT_EQ(told(library.issues), "");
  for (auto& i : library.issues.items()) std::printf("%s %s\n", i.path.c_str(), i.text.c_str());
}

}  // namespace
}  // namespace careway::packages
