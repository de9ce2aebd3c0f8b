#include <gtest/gtest.h>

#include <cstring>

#include "profiles/definitions/pack_check.h"
#include "profiles/definitions/pack_layout.h"
#include "tests/profiles/definitions/packs.h"

namespace careway::definitions {
namespace {

/// The code of the issue with which a pack is refused; "" when it is opened.
std::string refusal(const std::vector<std::byte>& pack) {
  fhir::Issues issues;
  const bool opened = Definitions::open(pack, issues).has_value();
  EXPECT_EQ(opened, issues.empty());
  EXPECT_LE(issues.items().size(), 1U);
  return issues.empty() ? "" : issues.items()[0].code;
}

void put(std::vector<std::byte>& pack, std::size_t at, std::uint64_t number, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) pack[at + i] = static_cast<std::byte>(number >> (8 * i) & 0xFF);
}

void repair_checksum(std::vector<std::byte>& pack) {
  const auto checksum =
      pack_layout::hash_bytes(pack.data() + pack_layout::kChecksummedFrom, pack.size() - pack_layout::kChecksummedFrom);
  put(pack, pack_layout::kChecksumAt, checksum, 8);
}

/// Asks everything there is to ask.
std::size_t walk(const Definitions& view) {
  std::size_t sum = view.fhir_version().size();
  for (TypeIndex type = 0; type < view.type_count(); ++type) {
    const auto info = view.type(type);
    sum += view.find_type(info.name) + view.find_entry(type, "status") + (view.is_resource(info.name) ? 1 : 0);
    for (EntryIndex entry = info.first_entry; entry < info.first_entry + info.entry_count; ++entry) {
      sum += view.find_entry(type, view.entry_name(entry));
    }
    if (const auto found = view.find_search_parameter(type, "_id")) sum += found->expression.size();
  }
  for (EntryIndex index = 0; index < view.entry_count(); ++index) {
    const auto entry = view.entry(index);
    sum += view.type(entry.type).name.size() + view.type(entry.parent).name.size() + entry.element.size() +
           entry.value_set.size() + entry.targets.size();
  }
  for (const auto* name : {"visit-status", "colours", "warm", "listed", "both", "overlap", "nosuch"}) {
    const auto url = std::string("http://example.org/ValueSet/") + name;
    if (const auto codes = view.value_set_codes(url)) {
      for (const auto& code : *codes) sum += view.value_set_has(url, code.system, code.code) ? 1 : 0;
    }
  }
  for (std::size_t i = 0; i < view.search_parameter_count(); ++i) sum += view.search_parameter(i).expression.size();
  return sum;
}

TEST(DamagedPack, IsRefusedWhicheverByteChanged) {
  auto pack = small_pack();
  ASSERT_EQ(refusal(pack), "");
  for (std::size_t at = 0; at < pack.size(); ++at) {
    pack[at] ^= std::byte{0x10};
    const auto code = refusal(pack);
    const auto* expected = at < pack_layout::kVersionAt     ? "pack-magic"
                           : at < pack_layout::kPackBytesAt ? "pack-version"
                           : at < pack_layout::kChecksumAt  ? "pack-size"
                                                            : "pack-checksum";
    ASSERT_EQ(code, expected) << "byte " << at;
    pack[at] ^= std::byte{0x10};
  }
}

TEST(DamagedPack, OfFhirR4IsRefusedInEachRegion) {
  auto pack = fhir_r4_pack();
  ASSERT_EQ(refusal(pack), "");
  for (std::size_t part = 0; part < 200; ++part) {
    const auto at = pack.size() / 200 * part + part;
    pack[at] ^= std::byte{0x01};
    ASSERT_NE(refusal(pack), "") << "byte " << at;
    pack[at] ^= std::byte{0x01};
  }
}

TEST(DamagedPack, IsRefusedWhenCutShortOrLonger) {
  const auto& whole = small_pack();
  for (std::size_t size = 0; size < whole.size(); size += size < 200 ? 1 : 97) {
    ASSERT_NE(refusal({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}), "") << size << " bytes";
  }
  auto longer = whole;
  longer.push_back(std::byte{0});
  EXPECT_EQ(refusal(longer), "pack-size");
}

TEST(DamagedPack, OfAnotherLayoutVersionIsRefused) {
  auto pack = small_pack();
  put(pack, pack_layout::kVersionAt, pack_layout::kFormatVersion + 1, 4);
  EXPECT_EQ(refusal(pack), "pack-version");
}

/// A forger can repair the checksum. Whatever number stands wherever then, the pack is refused or safe to ask.
class ForgedPack : public testing::TestWithParam<std::uint32_t> {};

TEST_P(ForgedPack, IsRefusedOrHarmless) {
  auto pack = small_pack();
  std::size_t refused_count = 0;
  std::size_t walked = 0;
  for (std::size_t at = pack_layout::kFhirVersionAt; at + 4 <= pack.size(); at += 4) {
    const auto before = pack_layout::load<std::uint32_t>(pack.data() + at);
    put(pack, at, GetParam(), 4);
    repair_checksum(pack);
    fhir::Issues issues;
    if (const auto view = Definitions::open(pack, issues)) {
      walked += walk(*view);
    } else {
      ASSERT_TRUE(issues.has_code("pack-bounds")) << "byte " << at;
      ++refused_count;
    }
    put(pack, at, before, 4);
  }
  EXPECT_GT(refused_count, 0U);
  EXPECT_GT(walked, 0U);
}

INSTANTIATE_TEST_SUITE_P(Numbers, ForgedPack,
                         testing::Values(0xFFFFFFFFU, 0xFFFFFFFEU, 0x7FFFFFFFU, 0x0000FFFFU, 7U, 0U));

}  // namespace
}  // namespace careway::definitions
