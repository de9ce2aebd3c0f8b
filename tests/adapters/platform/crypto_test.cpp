#include "adapters/platform/crypto.h"

#include <chrono>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include "adapters/platform/failure.h"

namespace careway::platform {
namespace {

// RFC 4231 test cases 1, 3, 6 and 7 (case 2 has a key below our least size).
TEST(HmacKeyer, MeetsThePublishedVectors) {
  EXPECT_EQ(to_hex(HmacKeyer(std::string(20, '\x0b')).digest("Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(HmacKeyer(std::string(20, '\xaa')).digest(std::string(50, '\xdd'))),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  const HmacKeyer long_key(std::string(131, '\xaa'));
  EXPECT_EQ(to_hex(long_key.digest("Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(to_hex(long_key.digest("This is a test using a larger than block-size key and a larger than block-size "
                                   "data. The key needs to be hashed before being used by the HMAC algorithm.")),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST(HmacKeyer, RefusesAShortKey) {
  try {
    const HmacKeyer keyer("too short");
    FAIL() << "a short key was accepted";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.kind(), FailureKind::kConfiguration);
    EXPECT_FALSE(failure.retryable());
  }
}

TEST(HmacKeyer, GivesTheSameDigestsOnSeveralThreads) {
  const HmacKeyer keyer("a deployment key for tests only");
  std::vector<std::string> expected;
  for (int i = 0; i < 500; ++i) expected.push_back(to_hex(keyer.digest(std::to_string(i))));
  std::vector<int> differences(4, 0);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < 500; ++i) {
          if (to_hex(keyer.digest(std::to_string(i))) != expected[i]) ++differences[thread];
        }
      });
    }
  }
  EXPECT_EQ(differences, std::vector<int>(4, 0));
}

TEST(HmacKeyer, PrintsItsCost) {
  const HmacKeyer keyer("a deployment key for tests only");
  constexpr int kMessages = 100'000;
  std::uint8_t sum = 0;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kMessages; ++i) sum ^= keyer.digest("patient|council-a|0123456789012345678901234567890")[0];
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
  RecordProperty("nanoseconds_per_message", static_cast<int>(taken.count() / kMessages));
  std::cout << "keyed digest of a 50-byte message: " << static_cast<int>(taken.count() / kMessages) << " ns\n";
  EXPECT_EQ(sum, 0);  // an even number of equal digests cancel out
}

TEST(Sha256, MeetsThePublishedVectors) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, PiecesGiveTheDigestOfTheWhole) {
  Sha256 hash;
  hash.update("a");
  hash.update("");
  hash.update("bc");
  EXPECT_EQ(to_hex(hash.finish()), sha256_hex("abc"));
}

TEST(Base64, MeetsThePublishedVectors) {
  const std::vector<std::pair<std::string, std::string>> vectors = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
}

TEST(Base64, CarriesEveryByteInBothAlphabets) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  for (std::size_t length : {254U, 255U, 256U}) {
    EXPECT_EQ(base64_decode(base64_encode(bytes.substr(0, length))), bytes.substr(0, length));
    EXPECT_EQ(base64url_decode(base64url_encode(bytes.substr(0, length))), bytes.substr(0, length));
  }
  EXPECT_EQ(base64url_encode("\xfb\xff"), "-_8");
}

TEST(Base64, RefusesEveryOtherSpelling) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9", "Zm9=", "Zm 8", "Zm9v\n", "-_8=", "=Zg=", "===="}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
  EXPECT_EQ(base64url_decode("-_8="), std::nullopt);
  EXPECT_EQ(base64url_decode("+/8"), std::nullopt);
}

TEST(ConstantTimeEqual, ComparesContentAndLength) {
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_TRUE(constant_time_equal("secret", "secret"));
  EXPECT_FALSE(constant_time_equal("secret", "secreT"));
  EXPECT_FALSE(constant_time_equal("secret", "secret "));
}

}  // namespace
}  // namespace careway::platform
