#include <gmock/gmock.h>

#include "tests/gateway/pipeline/place.h"

namespace careway::pipeline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class FileFaults : public PipelineTest {
 protected:
  /// Pushes a bad file behind a good one. The code that it is refused with; the record must not have changed.
  std::string refused(std::string_view face, std::string_view bytes) {
    const std::string good = cld_file({cld_service("P1", "S-1")});
    place_.push(council(), "cld", good);
    const auto before = place_.record();
    const auto versions = place_.versions();
    const Receipt receipt = place_.push(council(), face, bytes);
    EXPECT_EQ(receipt.state, "failed");
    EXPECT_EQ(receipt.read, 0U);
    EXPECT_EQ(place_.record(), before);
    EXPECT_EQ(place_.versions(), versions);
    EXPECT_THAT(place_.store().resources_written, IsEmpty());
    EXPECT_THAT(place_.store().residues_written, IsEmpty());
    EXPECT_EQ(place_.file(council(), "cld", year()), good);
    const auto stored = place_.store().find_exchange("east", place_.exchange());
    EXPECT_TRUE(stored && stored->state == store::ExchangeState::failed);
    EXPECT_EQ(stored ? told(receipt_from_json(stored->receipt)) : std::vector<std::string>{}, told(receipt));
    EXPECT_FALSE(receipt.lines.empty());
    return receipt.lines.empty() ? std::string() : receipt.lines.front().code;
  }
};
INSTANTIATE_TEST_SUITE_P(Stores, FileFaults, testing::Values(Place::Engine::memory, Place::Engine::sqlite),
                         engine_name);

TEST_P(FileFaults, AWrongHeader) {
  EXPECT_EQ(refused("cld", "Name,Colour\nAda,blue\n"), "csv-no-header");
}

TEST_P(FileFaults, ATruncatedRow) {
  std::string file = cld_file({cld_service("P7", "S-7")});
  file.resize(file.size() - 10);
  EXPECT_EQ(refused("cld", file), "csv-truncated");
}

TEST_P(FileFaults, AnOpenQuote) {
  EXPECT_EQ(refused("cld", cld_file({cld_service("P7", "S-7", {{"Event Description", "\"open"}})})),
            "csv-unclosed-quote");
}

TEST_P(FileFaults, UndeclaredBytes) {
  EXPECT_EQ(refused("cld", cld_file({cld_service("P7", "S-7", {{"Last Name", "A\x81z"}})})), "csv-encoding");
}

TEST_P(FileFaults, NoCsvAtAll) {
  EXPECT_EQ(refused("cld", std::string("PK\x03\x04\0\0\0\0", 8)), "csv-not-text");
}

TEST_P(FileFaults, AnEmptyFile) {
  EXPECT_EQ(refused("cld", ""), "csv-empty");
}

TEST_P(FileFaults, ATruncatedPackage) {
  const std::string package = sample("council-package.xml");
  EXPECT_EQ(refused("council-package", package.substr(0, package.size() / 2)), "xml-syntax");
}

TEST_P(FileFaults, ATruncatedMarketplaceDocument) {
  const std::string package = sample("marketplace-package.json");
  EXPECT_EQ(refused("marketplace", package.substr(0, package.size() / 2)), "json-syntax");
}

TEST_P(FileFaults, ARowThatIsHeldIsNotRefused) {
  // No released list holds its unknown codes: a council's own list may.
  place_.push(council(), "cld", cld_file({cld_service("P1", "S-1"), cld_service("P1", "S-2")}));
  ImportOptions options;
  options.all_or_nothing = true;
  // Two services that say the same: a row without a reference could be either.
  const Receipt receipt =
      place_.push(council(), "cld", cld_file({cld_service("P2", "S-3"), cld_service("P1", "")}), options);
  EXPECT_EQ(receipt.state, "failed");
  EXPECT_EQ(counts(receipt), "2 refused");
  EXPECT_THAT(told(receipt), ElementsAre("identity-ambiguous@service"));
  EXPECT_THAT(place_.holders("Patient", "la-person", "E09000033:P2"), IsEmpty());
  EXPECT_EQ(counts(place_.push(council(), "cld", cld_file({cld_service("P2", "S-3"), cld_service("P1", "")}))),
            "1 created, 1 held");
}

}  // namespace
}  // namespace careway::pipeline
