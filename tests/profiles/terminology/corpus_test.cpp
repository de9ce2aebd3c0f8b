#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "profiles/packages/package_set.h"
#include "profiles/packages/structure_library.h"
#include "profiles/terminology/terminology.h"
#include "tests/profiles/fhir/pack_fixture.h"

namespace careway::terminology {
namespace {

namespace files = std::filesystem;

// R4 core and UK Core as they are published.
class Published {
 public:
  Published() {
    fhir::r4();
    fhir::Issues issues;
    const bool is_read = set_.add_pack(std::as_bytes(std::span(pack_)), issues);
    EXPECT_TRUE(is_read) << fhir::told(issues);
    std::vector<packages::PackageFile> found;
    for (const char* folder : {"codesystems", "valuesets"}) {
      const files::path place = files::path(CAREWAY_SHARED_DATA) / "uk-core" / folder;
      if (!files::is_directory(place)) continue;
      for (const auto& file : files::directory_iterator(place)) {
        if (file.path().extension() == ".xml") found.push_back({file.path().filename(), fhir::read_file(file.path())});
      }
    }
    std::ranges::sort(found, {}, &packages::PackageFile::name);
    has_uk_core_ = !found.empty();
    set_.add_files("uk-core", std::move(found), issues);
    EXPECT_EQ(fhir::told(issues), "");
    library_ = std::make_unique<packages::StructureLibrary>(set_, fhir::r4());
    terminology_ = std::make_unique<Terminology>(*library_);
  }
  [[nodiscard]] bool has_uk_core() const { return has_uk_core_; }
  Terminology& terminology() { return *terminology_; }
  [[nodiscard]] const packages::PackageSet& set() const { return set_; }

 private:
  std::string pack_ = fhir::read_file(CAREWAY_BUILD_DIR "/share/careway/fhir-r4-conformance.pack");
  packages::PackageSet set_;
  std::unique_ptr<packages::StructureLibrary> library_;
  std::unique_ptr<Terminology> terminology_;
  bool has_uk_core_ = false;
};

std::string told(const std::vector<Terminology::Gap>& gaps) {
  std::string text;
  for (const auto& gap : gaps) text += (text.empty() ? "" : "; ") + gap.subject + ": " + std::string(gap.reason);
  return text;
}

TEST(PublishedValueSets, OfUkCoreExpandOrSayWhyNot) {
  Published published;
  if (!published.has_uk_core()) GTEST_SKIP() << "the shared data with UK Core is absent";
  std::size_t count = 0;
  std::size_t in_full = 0;
  std::map<std::string_view, int> reasons;
  for (const packages::Source* source : published.set().all("ValueSet")) {
    if (!source->url.starts_with("https://fhir.hl7.org.uk/")) continue;
    ++count;
    bool complete = false;
    const auto codes = published.terminology().expand(source->url, complete);
    const auto gaps = published.terminology().gaps(source->url);
    in_full += gaps.empty() ? 1 : 0;
    for (const auto& gap : gaps) ++reasons[gap.reason];
    std::cout << source->url.substr(source->url.rfind('/') + 1) << ": " << codes.size() << " codes"
              << (gaps.empty() ? "" : ", open: " + told(gaps)) << "\n";
    EXPECT_TRUE(!codes.empty() || !gaps.empty() || !complete) << source->url;
    for (const auto& gap : gaps) {
      EXPECT_TRUE(gap.reason == "code-system-not-known" || gap.reason == "code-system-not-complete" ||
                  gap.reason == "code-system-version-not-known" || gap.reason == "value-set-not-known")
          << source->url << " " << gap.subject << " " << gap.reason;
    }
  }
  std::cout << in_full << " of " << count << " value sets of UK Core are known in full; memory "
            << published.terminology().memory_bytes() / 1024 << " KiB\n";
  for (const auto& [reason, times] : reasons) std::cout << "  " << reason << " " << times << "\n";
  EXPECT_EQ(count, 134U);
  // The others need SNOMED CT, dm+d or another list that nobody may pass on.
  EXPECT_GE(in_full, 58U);
}

// Every required binding of R4 core can be decided.
TEST(PublishedValueSets, OfRequiredBindingsAreKnown) {
  Published published;
  const auto& definitions = fhir::r4();
  std::map<std::string, std::string> open;
  std::size_t count = 0;
  for (std::uint32_t index = 0; index < definitions.entry_count(); ++index) {
    const auto entry = definitions.entry(index);
    // LOINC answer list LL379-9 (MolecularSequence) belongs to LOINC and is in no package.
    const bool is_loinc_list = entry.value_set.starts_with("http://loinc.org/vs/");
    if (entry.binding != definitions::BindingStrength::required || is_loinc_list) continue;
    ++count;
    const auto gaps = published.terminology().gaps(entry.value_set);
    if (!gaps.empty()) open[std::string(entry.value_set)] = told(gaps);
    EXPECT_TRUE(published.terminology().knows_value_set(entry.value_set)) << entry.value_set;
  }
  for (const auto& [value_set, why] : open) std::cout << value_set << " open: " << why << "\n";
  std::cout << count << " required bindings, memory " << published.terminology().memory_bytes() / 1024 << " KiB\n";
  EXPECT_GT(count, 300U);
  EXPECT_EQ(open.size(), 0U);
}

// What the compiler of the pack expanded in another way, from the same definitions.
TEST(PublishedValueSets, AgreeWithThePackOfDefinitions) {
  Published published;
  const auto& definitions = fhir::r4();
  std::size_t compared = 0;
  for (const packages::Source* source : published.set().all("ValueSet")) {
    const auto expected = definitions.value_set_codes(source->url);
    bool complete = false;
    if (!source->url.starts_with("http://hl7.org/fhir/ValueSet/") || !expected) continue;
    const auto codes = published.terminology().expand(source->url, complete);
    if (!complete) continue;
    ++compared;
    for (const auto& code : *expected) {
      EXPECT_EQ(published.terminology().value_set_has(source->url, code.system, code.code).membership, Membership::in)
          << source->url << " " << code.system << " " << code.code;
    }
    for (const auto& code : codes) {
      EXPECT_TRUE(definitions.value_set_has(source->url, code.system, code.code))
          << source->url << " " << code.system << " " << code.code;
    }
  }
  std::cout << compared << " value sets compared\n";
  EXPECT_GT(compared, 400U);
}

TEST(PublishedValueSets, OfAllR4AreReadable) {
  Published published;
  std::map<std::string_view, int> reasons;
  std::size_t in_full = 0;
  const auto all = published.set().all("ValueSet");
  for (const packages::Source* source : all) {
    bool complete = false;
    for (const auto& code : published.terminology().expand(source->url, complete)) {
      EXPECT_EQ(published.terminology().value_set_has(source->url, code.system, code.code).membership, Membership::in)
          << source->url << " " << code.system << " " << code.code;
    }
    const auto gaps = published.terminology().gaps(source->url);
    in_full += gaps.empty() ? 1 : 0;
    for (const auto& gap : gaps) {
      ++reasons[gap.reason];
      EXPECT_TRUE(gap.reason != "value-set-unreadable" && gap.reason != "value-set-cyclic" &&
                  !gap.reason.starts_with("limit"))
          << source->url << " " << gap.reason;
      if (gap.reason == "filter-not-known" || gap.reason == "value-set-ambiguous") {
        std::cout << source->url << " " << gap.subject << " " << gap.reason << "\n";
      }
    }
  }
  for (const auto& [reason, times] : reasons) std::cout << reason << " " << times << "\n";
  std::cout << in_full << " of " << all.size() << " value sets are known in full; memory "
            << published.terminology().memory_bytes() / 1024 << " KiB\n";
  EXPECT_LT(published.terminology().memory_bytes(), 16U * 1024 * 1024);
}

}  // namespace
}  // namespace careway::terminology
