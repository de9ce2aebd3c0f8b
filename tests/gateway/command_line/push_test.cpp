// careway push against a server of the test's own.

#include <gtest/gtest.h>

#include "adapters/platform/failure.h"
#include "gateway/pipeline/receipt.h"
#include "tests/gateway/command_line/support.h"

namespace careway::command_line {
namespace {

using channels::HttpAnswer;

std::string receipt_json(std::uint64_t refused, const std::string& state = "done") {
  pipeline::Receipt receipt;
  receipt.exchange = "e-1";
  receipt.face = "cld-r2";
  receipt.state = state;
  receipt.read = 3;
  receipt.created = 3 - refused;
  receipt.refused = refused;
  if (refused > 0) receipt.add_line({2, 3, "NHS Number", "error", "nhs-number-damaged", "Say it again."});
  return pipeline::to_json(receipt);
}

std::vector<std::string> push(const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"push", "--to", "http://server.example:1/", "--face", "cld"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST(Push, SendsTheFileAndShowsTheReceipt) {
  FakeHttpClient http([](const auto&) { return HttpAnswer{200, {}, receipt_json(0)}; });
  const Ran ran = run_careway(push({"--key", "secret", "--all-or-nothing"}), "LA Code\nE09\n", &http);
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(count(ran.out, "receipt e-1"), 1U);
  EXPECT_EQ(ran.err, "");
  ASSERT_EQ(http.sent.size(), 1U);
  EXPECT_EQ(http.sent[0].request.method, "POST");
  EXPECT_EQ(http.sent[0].request.url, "http://server.example:1/faces/cld?all-or-nothing=true");
  EXPECT_EQ(http.sent[0].body, "LA Code\nE09\n");
  EXPECT_EQ(http.sent[0].header("authorization"), "Bearer secret");
  EXPECT_EQ(http.sent[0].header("content-type"), "text/csv");
  EXPECT_EQ(http.sent[0].header("idempotency-key").size(), 36U);
}

TEST(Push, NamesTheMediaTypeByTheContent) {
  FakeHttpClient http([](const auto&) { return HttpAnswer{200, {}, receipt_json(0)}; });
  run_careway(push(), "\xEF\xBB\xBF<a/>", &http);
  run_careway(push(), " {}", &http);
  run_careway({"push", "--to", "http://server.example", "--face", "fhir"}, "{}", &http);
  run_careway({"push", "--to", "http://server.example", "--face", "fhir"}, "<Bundle/>", &http);
  ASSERT_EQ(http.sent.size(), 4U);
  EXPECT_EQ(http.sent[0].header("content-type"), "application/xml");
  EXPECT_EQ(http.sent[1].header("content-type"), "application/json");
  EXPECT_EQ(http.sent[2].header("content-type"), "application/fhir+json");
  EXPECT_EQ(http.sent[2].request.url, "http://server.example/fhir");
  EXPECT_EQ(http.sent[3].header("content-type"), "application/fhir+xml");
}

TEST(Push, SavesTheRefusedRows) {
  const std::string file = temporary_path("refused.csv");
  FakeHttpClient http([](const FakeHttpClient::Sent& sent) {
    const bool is_list = sent.request.url == "http://server.example:1/exchanges/e-1/refused";
    return HttpAnswer{200, {}, is_list ? std::string("LA Code\nbad\n") : receipt_json(1)};
  });
  const Ran ran = run_careway(push({"--refused", file}), "x", &http);
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(count(ran.out, "row 2 (line 3): error nhs-number-damaged in NHS Number"), 1U) << ran.out;
  EXPECT_EQ(read_file(file), "LA Code\nbad\n");
  const Ran json = run_careway(push({"--format", "json"}), "x", &http);
  EXPECT_EQ(json.out, receipt_json(1) + "\n");
}

/// Answers 202, then twice how far it is, then the receipt.
HttpAnswer answer_slowly(const FakeHttpClient& http) {
  const std::size_t asked = http.sent.size();
  if (asked == 1)
    return {202, {{"Location", "http://elsewhere.example/steal"}}, R"({"exchange":"e-1","state":"journalled"})"};
  if (asked < 4) {
    return {200,
            {},
            R"({"exchange":"e-1","state":"working","documentsDone":)" + std::to_string(asked * 10) +
                R"(,"documentsTotal":100})"};
  }
  return {200,
          {},
          R"({"exchange":"e-1","state":"done","documentsDone":100,"documentsTotal":100,"receipt":)" + receipt_json(0) +
              "}"};
}

TEST(Push, FollowsALongExchange) {
  FakeHttpClient* self = nullptr;
  FakeHttpClient http([&self](const auto&) { return answer_slowly(*self); });
  self = &http;
  const Ran ran = run_careway(push({"--key", "secret"}), "x", &http);
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.err, "") << "no bar without a terminal";
  EXPECT_EQ(count(ran.out, "receipt e-1"), 1U);
  ASSERT_EQ(http.sent.size(), 4U);
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(http.sent[i].request.url, "http://server.example:1/exchanges/e-1") << "the key goes to no other host";
    EXPECT_EQ(http.sent[i].header("Authorization"), "Bearer secret");
  }
}

TEST(Push, ShowsABarOnATerminal) {
  FakeHttpClient* self = nullptr;
  FakeHttpClient http([&self](const auto&) { return answer_slowly(*self); });
  self = &http;
  const Ran ran = run_careway(push(), "x", &http, true);
  EXPECT_EQ(count(ran.err, "\r["), 3U) << ran.err;
  EXPECT_EQ(count(ran.err, "[########................................] 20 of 100 "), 1U) << ran.err;
  EXPECT_EQ(count(ran.err, "] 100 of 100 "), 1U) << ran.err;
}

TEST(Push, ABusyServerIsAskedAgain) {
  FakeHttpClient* self = nullptr;
  FakeHttpClient http([&self](const auto&) -> HttpAnswer {
    if (self->sent.size() == 1) return {503, {{"Retry-After", "1"}}, ""};
    if (self->sent.size() == 2) throw platform::Failure(platform::FailureKind::kUnavailable, true, "broken off");
    return {200, {}, receipt_json(0)};
  });
  self = &http;
  const Ran ran = run_careway(push(), "x", &http);
  EXPECT_EQ(ran.status, 0) << ran.err;
  ASSERT_EQ(http.sent.size(), 3U);
  EXPECT_EQ(http.sent[0].header("Idempotency-Key"), http.sent[2].header("Idempotency-Key"));
}

TEST(Push, Refusals) {
  const std::string outcome =
      R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found",)"
      R"("details":{"coding":[{"code":"face-unknown"}]},"diagnostics":"There is no such face."}]})";
  FakeHttpClient unknown([&](const auto&) { return HttpAnswer{404, {}, outcome}; });
  const Ran refused = run_careway(push(), "x", &unknown);
  EXPECT_EQ(refused.status, 1);
  EXPECT_EQ(count(refused.err, "error face-unknown: "), 1U) << refused.err;
  FakeHttpClient nobody([&](const auto&) { return HttpAnswer{401, {}, outcome}; });
  EXPECT_EQ(run_careway(push(), "x", &nobody).status, 3);
  FakeHttpClient broken([&](const auto&) { return HttpAnswer{500, {}, "oh"}; });
  EXPECT_EQ(run_careway(push(), "x", &broken).status, 3);
  FakeHttpClient failed([&](const auto&) { return HttpAnswer{422, {}, receipt_json(0, "failed")}; });
  EXPECT_EQ(run_careway(push(), "x", &failed).status, 1);
  EXPECT_EQ(run_careway(push(), "x").status, 3);
  EXPECT_EQ(run_careway({"push", "--to", "http://a.example", "--face", "../x"}, "x").status, 2);
  EXPECT_EQ(run_careway({"push", "--face", "cld"}, "x").status, 2);
  EXPECT_EQ(run_careway({"push", "--to", "http://a.example"}, "x").status, 2);
}

}  // namespace
}  // namespace careway::command_line
