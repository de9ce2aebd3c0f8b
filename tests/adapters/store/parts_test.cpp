#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "adapters/store/bytes.h"
#include "adapters/store/instant.h"
#include "adapters/store/key_walk.h"
#include "adapters/store/search_hash.h"

namespace careway::store {
namespace {

TEST(SipHash, GivesThePublishedVectors) {
  // Key 00 01 .. 0f; the first vectors of the reference implementation and the one of the paper's appendix.
  const std::array<std::uint64_t, 2> key = {0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL};
  std::string bytes;
  EXPECT_EQ(sip_hash(key, bytes), 0x726fdb47dd0e0e31ULL);
  for (char byte = 0; byte < 15; ++byte) bytes.push_back(byte);
  EXPECT_EQ(sip_hash(key, bytes), 0xa129ca6149be45e5ULL);
}

TEST(SearchHasher, TellsEveryPartApart) {
  const SearchHasher hasher("place");
  std::set<std::uint64_t> hashes = {
      hasher.hash("Patient", "identifier", SearchForm::system_and_code, "s", "c"),
      hasher.hash("Task", "identifier", SearchForm::system_and_code, "s", "c"),
      hasher.hash("Patient", "name", SearchForm::system_and_code, "s", "c"),
      hasher.hash("Patient", "identifier", SearchForm::code, "s", "c"),
      hasher.hash("Patient", "identifier", SearchForm::system_and_code, "sc", ""),
      hasher.hash("Patient", "identifier", SearchForm::system_and_code, "", "sc"),
      hasher.hash("Patient", "identifiers", SearchForm::system_and_code, "", "c"),
      SearchHasher("other").hash("Patient", "identifier", SearchForm::system_and_code, "s", "c"),
      SearchHasher("place", "secret").hash("Patient", "identifier", SearchForm::system_and_code, "s", "c"),
  };
  EXPECT_EQ(hashes.size(), 9U);
  EXPECT_EQ(search_hash("place", "Task", "code", SearchForm::code, "", "c"),
            hasher.hash("Task", "code", SearchForm::code, "", "c"));
}

TEST(SearchHasher, KeepsItsValuesForEver) {
  // Stored in every database: a change here needs a migration that computes all keys again.
  EXPECT_EQ(search_hash("place", "Patient", "identifier", SearchForm::system_and_code, "system", "code"),
            7452732753210292010ULL);
}

TEST(Instant, GoesThereAndBack) {
  for (const char* text : {"1970-01-01T00:00:00.000000Z", "2026-02-28T23:59:59.999999Z", "2024-02-29T00:00:00.000001Z",
                           "1905-06-07T08:09:10.000011Z"}) {
    EXPECT_EQ(instant_from_microseconds(instant_to_microseconds(text)), text);
  }
  EXPECT_EQ(instant_to_microseconds("1970-01-02T00:00:00.000001Z"), 86'400'000'001);
  for (const char* text :
       {"", "2026-02-29T00:00:00.000000Z", "2026-01-01T24:00:00.000000Z", "2026-01-01T00:00:00Z",
        "2026-01-01 00:00:00.000000Z", "2026-13-01T00:00:00.000000Z", "2026-01-01T00:00:60.000000Z"}) {
    EXPECT_THROW(static_cast<void>(instant_to_microseconds(text)), std::invalid_argument) << text;
  }
}

TEST(Bytes, GoThereAndBack) {
  const std::vector<std::uint64_t> numbers = {0, 1, 0xFFFFFFFFFFFFFFFFULL, 0x0123456789ABCDEFULL};
  EXPECT_EQ(unpack_numbers(pack_numbers(numbers)), numbers);
  EXPECT_EQ(from_hexadecimal(to_hexadecimal(std::string("\0\xFFz", 3))), std::string("\0\xFFz", 3));
  EXPECT_EQ(from_hexadecimal("0"), std::nullopt);
  EXPECT_EQ(from_hexadecimal("0G"), std::nullopt);
  EXPECT_EQ(sorted_once(std::vector<std::uint64_t>{3, 1, 3, 2, 1}), (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST(KeyWalk, StopsWithinItsStepsAndGoesOnFromThere) {
  std::vector<Rank> even;
  std::vector<Rank> odd;
  for (Rank rank = 0; rank < 100; ++rank) (rank % 2 == 0 ? even : odd).push_back(rank);
  even.push_back(101);
  odd.push_back(101);
  std::vector<Rank> found;
  Rank from = -50;
  int walks = 0;
  for (bool exhausted = false; !exhausted; ++walks) {
    std::vector<std::unique_ptr<KeyStream>> streams;
    streams.push_back(make_list_stream(even));
    streams.push_back(make_list_stream(odd));
    const WalkEnd end = walk_intersection(streams, from, 10, [&](Rank rank) {
      found.push_back(rank);
      return true;
    });
    exhausted = end.exhausted;
    ASSERT_TRUE(exhausted || end.last >= from);
    from = end.last + 1;
  }
  EXPECT_EQ(found, std::vector<Rank>{101});
  EXPECT_GT(walks, 5);
}

}  // namespace
}  // namespace careway::store
