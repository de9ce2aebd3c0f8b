// The ten laws of maps, held on every released face: on the documents of all cases and on generated ones. A law that
// does not hold prints the seed, the document and the leaf; all values are synthetic.

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "tests/laws/generator.h"
#include "tests/laws/laws.h"
#include "tests/laws/world.h"

namespace careway::laws {
namespace {

constexpr std::size_t kRowsInFile = 50;

std::size_t documents_wanted(const FaceView& face) {
  return face.folder == "cld" ? 5000 : 1000;  // two releases of CLD: 10,000 rows
}

void print_refusals(const LawBook& book) {
  std::vector<std::pair<std::size_t, std::string>> all;
  for (const auto& [what, count] : book.refusals()) all.emplace_back(count, what);
  std::sort(all.rbegin(), all.rend());
  for (std::size_t i = 0; i < all.size() && i < 12; ++i) {
    std::cout << "    refused " << all[i].first << " x " << all[i].second << "\n";
  }
}

/// Refusals are right for broken documents; a plain one must be taken.
void hold_generated(const FaceView& face, Mood mood, std::uint64_t seed, std::size_t wanted, LawBook& book) {
  Generator generator(face);
  std::size_t faults = 0;
  std::size_t files = 0;
  std::string fault;
  for (std::size_t done = 0; done < wanted; ++files) {
    const SampleFile file = generator.make(seed + files, mood, kRowsInFile);
    if (!file.fault.empty()) {
      ++faults;
      if (fault.empty()) fault = file.fault + " in seed " + std::to_string(seed + files);
      if (faults > wanted) break;
      continue;
    }
    Dice dice(seed + files);
    for (const Sample& sample : file.samples) book.hold(sample, dice, done++ % 5 == 0);
    book.hold_file(file);
  }
  EXPECT_LT(faults * 20, files + 1) << "The generator makes files that the reader refuses: " << fault;
}

class Laws : public testing::TestWithParam<std::string> {};

TEST_P(Laws, HoldOnGeneratedDocuments) {
  const FaceView face = view_of(*world().library().find(GetParam()));
  LawBook plain(face);
  hold_generated(face, Mood::plain, 1'000'000, documents_wanted(face) / 4, plain);
  EXPECT_EQ(plain.refused_count(), 0U) << "a plain document is refused";
  LawBook odd(face);
  hold_generated(face, Mood::odd, 2'000'000, documents_wanted(face) / 2, odd);
  LawBook broken(face);
  hold_generated(face, Mood::broken, 3'000'000, documents_wanted(face) / 4, broken);
  for (const LawBook* book : {&plain, &odd, &broken}) {
    std::cout << book->summary();
    print_refusals(*book);
    EXPECT_TRUE(book->findings().empty());
    EXPECT_GE(book->document_count(), documents_wanted(face) / 4);
  }
}

std::string test_name(const testing::TestParamInfo<std::string>& face) {
  std::string name = face.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Faces, Laws,
                         testing::Values("chc-care-package", "chc-header", "chc-person", "chc-referral", "chc-review",
                                         "movements", "rates", "service-costs", "abacus", "cld-r1", "cld-r2",
                                         "council-package", "marketplace", "council-eligibility",
                                         "marketplace-eligibility", "council-budget", "marketplace-budget"),
                         test_name);

}  // namespace
}  // namespace careway::laws
