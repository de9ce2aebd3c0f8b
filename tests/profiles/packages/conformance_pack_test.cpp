#include "profiles/packages/conformance_pack.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "profiles/definitions/conformance_pack_layout.h"
#include "tests/profiles/packages/library_fixture.h"

namespace careway::packages {
namespace {

using Bytes = std::vector<std::byte>;
namespace layout = definitions::conformance_layout;

Bytes pack_bytes() {
  const auto pack = conformance_pack();
  return {pack.begin(), pack.end()};
}

std::string refused(const Bytes& bytes) {
  ConformancePack pack;
  fhir::Issues issues;
  EXPECT_FALSE(ConformancePack::open(bytes, pack, issues));
  return told(issues);
}

std::size_t bodies_at(const Bytes& bytes) {
  return definitions::pack_layout::load<std::uint64_t>(bytes.data() + layout::kBodiesAt);
}

/// Writes the right checksum, so that what lies behind it is tested.
Bytes signed_again(Bytes bytes) {
  const auto end = std::min(bodies_at(bytes), bytes.size());
  const auto sum =
      definitions::pack_layout::hash_bytes(bytes.data() + layout::kChecksummedFrom, end - layout::kChecksummedFrom);
  for (std::size_t i = 0; i < 8; ++i) bytes[layout::kChecksumAt + i] = static_cast<std::byte>(sum >> (8 * i) & 0xFF);
  return bytes;
}

TEST(ConformancePack, FindsByUrl) {
  ConformancePack pack;
  fhir::Issues issues;
  ASSERT_TRUE(ConformancePack::open(conformance_pack(), pack, issues));
  EXPECT_EQ(pack.sources().size(), 3029u);
  for (const auto& source : pack.sources()) {
    if (source.url.empty()) continue;
    const auto found = pack.find(source.url);
    EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const Source& one) { return &one == &source; }));
  }
  EXPECT_TRUE(pack.find("http://hl7.org/fhir/StructureDefinition/Patients").empty());
  EXPECT_TRUE(pack.find("").empty());
}

TEST(ConformancePack, HoldsR4AsHl7PublishedIt) {
  Library library;
  const auto has = [&](std::string_view type, std::string_view path) {
    const auto* structure = library.library.find_type(type, library.issues);
    return structure != nullptr && std::any_of(structure->elements.begin(), structure->elements.end(),
                                               [&](const auto& element) { return element.path == path; });
  };
  EXPECT_FALSE(has("Meta", "Meta.project"));
  EXPECT_TRUE(has("Meta", "Meta.profile"));
  EXPECT_FALSE(has("ResearchStudy", "ResearchStudy.studyDesign"));
  EXPECT_EQ(library.library.find_type("SubscriptionStatus", library.issues), nullptr);
  EXPECT_EQ(told(library.issues), "");
}

TEST(ConformancePack, HasTheErrata) {
  Library library;
  const auto* reference = library.library.find_type("Reference", library.issues);
  ASSERT_NE(reference, nullptr);
  const auto& constraints = reference->elements.front().constraints;
  const auto ref_1 =
      std::find_if(constraints.begin(), constraints.end(), [](const auto& c) { return c.key == "ref-1"; });
  ASSERT_NE(ref_1, constraints.end());
  EXPECT_TRUE(ref_1->expression.starts_with("reference.exists() implies"));
  // A constraint is put right wherever it is inherited.
  const auto* patient = library.library.find_type("Patient", library.issues);
  ASSERT_NE(patient, nullptr);
  for (const auto& constraint : patient->elements.front().constraints) {
    if (constraint.key != "dom-3") continue;
    EXPECT_NE(constraint.expression.find("as(uri) = '#'"), std::string_view::npos);
  }
}

TEST(ConformancePack, RefusesDamage) {
  EXPECT_EQ(refused({}), "package-pack-size \n");
  const auto whole = pack_bytes();
  EXPECT_EQ(refused(Bytes(whole.begin(), whole.begin() + 40)), "package-pack-size \n");
  EXPECT_EQ(refused(Bytes(whole.begin(), whole.end() - 1)), "package-pack-size \n");
  auto damaged = whole;
  damaged[0] = std::byte{'X'};
  EXPECT_EQ(refused(damaged), "package-pack-magic \n");
  damaged = whole;
  damaged[layout::kVersionAt] = std::byte{99};
  EXPECT_EQ(refused(damaged), "package-pack-version \n");
  damaged = whole;
  damaged[layout::kHeaderBytes + 5] ^= std::byte{1};
  EXPECT_EQ(refused(damaged), "package-pack-checksum \n");
}

TEST(ConformancePack, RefusesWhatPointsOutside) {
  const auto whole = pack_bytes();
  for (const auto at : {layout::kUrlAt, layout::kTypeAt, layout::kIdAt, layout::kBodyAt, layout::kBodyBytesAt}) {
    auto damaged = whole;
    damaged[layout::kHeaderBytes + at + 3] = std::byte{0x7F};
    EXPECT_EQ(refused(signed_again(std::move(damaged))), "package-pack-bounds \n") << at;
  }
  for (const auto at : {layout::kCountAt, layout::kSlotCountAt, layout::kStringBytesAt}) {
    auto damaged = whole;
    damaged[at] ^= std::byte{1};
    EXPECT_EQ(refused(signed_again(std::move(damaged))), "package-pack-bounds \n") << at;
  }
}

}  // namespace
}  // namespace careway::packages
