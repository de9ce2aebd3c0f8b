#include "gateway/http/framing.h"

#include <gtest/gtest.h>

namespace careway::http {
namespace {

struct Verdict {
  int status = 0;  // 0: accepted
  std::uint64_t body_bytes = 0;
};

Verdict judge(std::string_view method, Headers headers, std::string_view version = "HTTP/1.1") {
  if (!headers.find("Host")) headers.add("Host", "gateway.example");
  Verdict verdict;
  if (const auto refusal = check_head(method, version, headers, verdict.body_bytes)) verdict.status = refusal->status;
  return verdict;
}

TEST(Framing, TakesPlainHeads) {
  EXPECT_EQ(judge("GET", {}).status, 0);
  EXPECT_EQ(judge("DELETE", {}).status, 0);
  EXPECT_EQ(judge("POST", {{"content-length", "0"}}).status, 0);
  const Verdict put = judge("PUT", {{"Content-Length", "007"}, {"expect", "100-Continue"}});
  EXPECT_EQ(put.status, 0);
  EXPECT_EQ(put.body_bytes, 7U);
}

TEST(Framing, RefusesDoubtfulLengths) {
  for (const char* length : {"-1", "+1", "", " 1", "1 ", "1,1", "0x10", "1e3", "5abc", "18446744073709551616"}) {
    EXPECT_EQ(judge("POST", {{"Content-Length", length}}).status, 400) << length;
  }
  EXPECT_EQ(judge("POST", {{"Content-Length", "5"}, {"Content-Length", "5"}}).status, 400);
  EXPECT_EQ(judge("GET", {{"Content-Length", "5"}, {"content-length", "6"}}).status, 400);
}

TEST(Framing, RefusesEveryTransferEncoding) {
  EXPECT_EQ(judge("POST", {{"Transfer-Encoding", "chunked"}}).status, 411);
  EXPECT_EQ(judge("GET", {{"Transfer-Encoding", "Chunked"}}).status, 411);
  EXPECT_EQ(judge("POST", {{"Transfer-Encoding", "xchunked"}}).status, 501);
  EXPECT_EQ(judge("POST", {{"Transfer-Encoding", "chunked"}, {"Content-Length", "5"}}).status, 400);
}

TEST(Framing, AsksForALength) {
  for (const char* method : {"POST", "PUT", "PATCH"}) EXPECT_EQ(judge(method, {}).status, 411) << method;
}

TEST(Framing, RefusesHeadersThatOthersMayReadDifferently) {
  EXPECT_EQ(judge("POST", {{"Content-Length ", "5"}, {"Content-Length", "0"}}).status, 400);
  EXPECT_EQ(judge("GET", {{"", "x"}}).status, 400);
  EXPECT_EQ(judge("GET", {{"X", std::string("a\0b", 3)}}).status, 400);
  EXPECT_EQ(judge("GET", {{"X", "a\rb"}}).status, 400);
  EXPECT_EQ(judge("GET", {{"X", "a\tb \xC3\xA9"}}).status, 0);
}

TEST(Framing, WantsOneHostAndAKnownVersion) {
  std::uint64_t body_bytes = 0;
  EXPECT_EQ(check_head("GET", "HTTP/1.1", {}, body_bytes)->status, 400);
  EXPECT_FALSE(check_head("GET", "HTTP/1.0", {}, body_bytes).has_value());
  EXPECT_EQ(judge("GET", {{"Host", "a"}, {"Host", "b"}}).status, 400);
  EXPECT_EQ(judge("GET", {}, "HTTP/2.0").status, 505);
  EXPECT_EQ(judge("GET", {}, "").status, 505);
  EXPECT_EQ(judge("G T", {}).status, 400);
  EXPECT_EQ(judge("GET", {{"Expect", "the unexpected"}}).status, 417);
}

}  // namespace
}  // namespace careway::http
