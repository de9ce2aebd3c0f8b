#include <gtest/gtest.h>

#include "gateway/pipeline/receipt.h"
#include "tests/gateway/api/api_fixture.h"

namespace careway::api {
namespace {

const Gateway::Headers kCsv{{"Content-Type", "text/csv"}};
const Gateway::Headers kXml{{"Content-Type", "application/xml"}};
const Gateway::Headers kJson{{"Content-Type", "application/json"}};

std::string body_value(const http::Response& response, std::string_view name) {
  const std::string mark = "\"" + std::string(name) + "\":";
  const std::size_t at = response.body.find(mark);
  if (at == std::string::npos) return {};
  std::size_t from = at + mark.size();
  const bool is_text = response.body[from] == '"';
  if (is_text) ++from;
  const std::size_t end = response.body.find_first_of(is_text ? "\"" : ",}", from);
  return response.body.substr(from, end - from);
}

/// Changes one cell of the sample file so that its row is refused.
std::string file_with_a_bad_row() {
  std::string file = sample("cld-2025.csv");
  const std::size_t at = file.find("14/02/1941");
  file.replace(at, 10, "31/02/1941");
  return file;
}

class Faces : public testing::TestWithParam<Gateway::Engine> {
 protected:
  Gateway gateway{GetParam()};
  void SetUp() override { gateway.use_key(kCouncilKey); }
};

TEST_P(Faces, AreListed) {
  const auto list = gateway.send("GET", "/faces");
  EXPECT_EQ(list.status, 200);
  for (const char* name : {"\"cld-r1\"", "\"cld-r2\"", "\"council-package\"", "\"marketplace\"", "\"abacus\""}) {
    EXPECT_NE(list.body.find(name), std::string::npos) << name;
  }
  EXPECT_EQ(told(gateway.send("GET", "/faces/none")), "face-unknown");
  EXPECT_EQ(told(gateway.send("POST", "/faces/none", "x", kCsv)), "face-unknown");
}

TEST_P(Faces, ASmallFileIsAnsweredWithItsReceipt) {
  const auto pushed = gateway.send("POST", "/faces/cld", sample("cld-2025.csv"), kCsv);
  ASSERT_EQ(pushed.status, 200) << pushed.body;
  const auto receipt = pipeline::receipt_from_json(pushed.body);
  EXPECT_EQ(receipt.state, "done");
  EXPECT_EQ(receipt.read, 30U);
  EXPECT_EQ(receipt.refused, 0U);
  const auto again = pipeline::receipt_from_json(gateway.send("POST", "/faces/cld", sample("cld-2025.csv"), kCsv).body);
  EXPECT_EQ(again.unchanged, 30U);
  const auto exchange = gateway.send("GET", "/exchanges/" + receipt.exchange);
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(body_value(exchange, "state"), "done");
  gateway.use_key(kMarketKey);
  EXPECT_EQ(told(gateway.send("GET", "/exchanges/" + receipt.exchange)), "exchange-unknown");
}

TEST_P(Faces, TheSameKeyGivesTheSameReceiptAndOtherBytesAreRefused) {
  Gateway::Headers headers = kCsv;
  headers.emplace_back("Idempotency-Key", "k1");
  const auto first = gateway.send("POST", "/faces/cld", sample("cld-2025.csv"), headers);
  const auto second = gateway.send("POST", "/faces/cld", sample("cld-2025.csv"), headers);
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(first.body, second.body);
  const auto other = gateway.send("POST", "/faces/cld", file_with_a_bad_row(), headers);
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(told(other), "idempotency-key-reused");
  headers.back().second = "a b";
  EXPECT_EQ(told(gateway.send("POST", "/faces/cld", "x", headers)), "idempotency-key-invalid");
}

TEST_P(Faces, RefusedRowsComeBackAsTheyCame) {
  const std::string file = file_with_a_bad_row();
  const auto pushed = gateway.send("POST", "/faces/cld", file, kCsv);
  ASSERT_EQ(pushed.status, 200) << pushed.body;
  const auto receipt = pipeline::receipt_from_json(pushed.body);
  EXPECT_EQ(receipt.refused, 1U);
  ASSERT_FALSE(receipt.lines.empty());
  EXPECT_EQ(receipt.lines[0].document, 1U);
  const auto refused = gateway.send("GET", "/exchanges/" + receipt.exchange + "/refused");
  EXPECT_EQ(refused.status, 200);
  const std::size_t two_lines = file.find('\n', file.find('\n') + 1) + 1;
  EXPECT_EQ(refused.body, file.substr(0, two_lines));
}

TEST_P(Faces, AFileThatCannotBeReadChangesNothing) {
  const auto pushed = gateway.send("POST", "/faces/cld", "these,are,other\ncolumns,in,it\n", kCsv);
  EXPECT_EQ(pushed.status, 422);
  EXPECT_EQ(pipeline::receipt_from_json(pushed.body).state, "failed");
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/Patient").body, "total"), "0");
  EXPECT_EQ(told(gateway.send("POST", "/faces/cld", "x", kXml)), "media-type-unknown");
  EXPECT_EQ(told(gateway.send("POST", "/faces/cld", {}, kCsv)), "body-empty");
}

TEST_P(Faces, ALargeFileIsWorkedOnAfterTheAnswer) {
  gateway.api().options.background_bytes = 100;
  const auto pushed = gateway.send("POST", "/faces/cld", sample("cld-2025.csv"), kCsv);
  ASSERT_EQ(pushed.status, 202) << pushed.body;
  const std::string id = body_value(pushed, "exchange");
  EXPECT_EQ(pushed.headers.find("Location"), "http://localhost/exchanges/" + id);
  EXPECT_EQ(body_value(pushed, "state"), "journalled");
  EXPECT_EQ(told(gateway.send("GET", "/exchanges/" + id + "/refused")), "exchange-running");
  gateway.worker().start();
  gateway.worker().wait_until_idle();
  const auto exchange = gateway.send("GET", "/exchanges/" + id);
  EXPECT_EQ(body_value(exchange, "state"), "done");
  EXPECT_EQ(body_value(exchange, "documentsDone"), "30");
}

TEST_P(Faces, AFullQueueSaysSoAndTheSamePushIsTakenUpLater) {
  gateway.api().options.background_bytes = 100;
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(gateway.send("POST", "/faces/cld", sample("cld-2025.csv"), kCsv).status, 202);
  }
  Gateway::Headers headers = kCsv;
  headers.emplace_back("Idempotency-Key", "ninth");
  const auto full = gateway.send("POST", "/faces/cld", sample("cld-2025.csv"), headers);
  EXPECT_EQ(full.status, 503);
  EXPECT_EQ(full.headers.find("Retry-After"), "2");
  gateway.worker().start();
  gateway.worker().wait_until_idle();
  EXPECT_EQ(gateway.send("POST", "/faces/cld", sample("cld-2025.csv"), headers).status, 202);
  gateway.worker().wait_until_idle();
  EXPECT_EQ(gateway.send("POST", "/faces/cld", sample("cld-2025.csv"), headers).status, 200);
}

TEST_P(Faces, CancelEndsWhatIsOpenAndOnlyThat) {
  gateway.api().options.background_bytes = 100;
  const std::string id = body_value(gateway.send("POST", "/faces/cld", sample("cld-2025.csv"), kCsv), "exchange");
  const auto cancelled = gateway.send("POST", "/exchanges/" + id + "/cancel");
  EXPECT_EQ(cancelled.status, 200);
  EXPECT_EQ(body_value(cancelled, "state"), "cancelled");
  gateway.worker().start();
  gateway.worker().wait_until_idle();
  EXPECT_EQ(body_value(gateway.send("GET", "/exchanges/" + id), "state"), "cancelled");
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/Patient").body, "total"), "0");
  EXPECT_EQ(told(gateway.send("POST", "/exchanges/" + id + "/cancel")), "exchange-over");
  EXPECT_EQ(told(gateway.send("POST", "/exchanges/none/cancel")), "exchange-unknown");
}

TEST_P(Faces, ADocumentIsReadEditedAndPutBack) {
  ASSERT_EQ(gateway.send("POST", "/faces/council-package", sample("council-package.xml"), kXml).status, 200);
  gateway.use_key(kMarketKey);
  const std::string id = value_at(gateway.send("GET", "/fhir/CarePlan").body, "entry.resource.id");
  const std::string address = "/faces/marketplace/CarePlan/" + id;
  const auto read = gateway.send("GET", address);
  ASSERT_EQ(read.status, 200) << read.body;
  const std::string etag(read.headers.find("ETag").value());
  EXPECT_EQ(gateway.send("GET", address, {}, {{"If-None-Match", etag}}).status, 304);
  EXPECT_EQ(told(gateway.send("PUT", address, read.body, kJson)), "precondition-required");
  Gateway::Headers headers = kJson;
  headers.emplace_back("If-Match", "\"other\"");
  EXPECT_EQ(gateway.send("PUT", address, read.body, headers).status, 412);
  headers.back().second = etag;
  std::string edited = read.body;
  const std::size_t end = edited.find("unitsPerWeek");
  ASSERT_NE(end, std::string::npos) << edited;
  const std::size_t number = edited.find_first_of("0123456789", end);
  edited.replace(number, edited.find_first_of(",}\n", number) - number, "3.25");
  const auto put = gateway.send("PUT", address, edited, headers);
  ASSERT_EQ(put.status, 200) << put.body;
  const auto after = gateway.send("GET", address);
  EXPECT_EQ(after.headers.find("ETag"), put.headers.find("ETag"));
  EXPECT_NE(after.headers.find("ETag"), read.headers.find("ETag"));
  EXPECT_NE(after.body.find("3.25"), std::string::npos);
  EXPECT_EQ(gateway.send("PUT", address, edited, headers).status, 412);
  EXPECT_EQ(told(gateway.send("GET", "/faces/marketplace/CarePlan/none")), "anchor-missing@CarePlan/none");
}

TEST_P(Faces, AnotherDocumentIsNotPutInItsPlace) {
  ASSERT_EQ(gateway.send("POST", "/faces/council-package", sample("council-package.xml"), kXml).status, 200);
  const std::string id = value_at(gateway.send("GET", "/fhir/CarePlan").body, "entry.resource.id");
  const std::string address = "/faces/council-package/CarePlan/" + id;
  const auto read = gateway.send("GET", address);
  ASSERT_EQ(read.status, 200) << read.body;
  std::string other = read.body;
  const std::size_t at = other.find("<PackageReference>") + 18;
  other.replace(at, other.find('<', at) - at, "OTHER-1");
  Gateway::Headers headers = kXml;
  headers.emplace_back("If-Match", std::string(read.headers.find("ETag").value()));
  EXPECT_EQ(told(gateway.send("PUT", address, other, headers)), "another-document");
  EXPECT_EQ(value_at(gateway.send("GET", "/fhir/CarePlan").body, "total"), "1");
}

TEST_P(Faces, ASubmissionIsTheFileThatCame) {
  const std::string file = sample("cld-2025.csv");
  ASSERT_EQ(gateway.send("POST", "/faces/cld", file, kCsv).status, 200);
  const auto whole = gateway.send("GET", "/faces/cld-r2?period-start=2025-04-01&period-end=2026-03-31");
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.headers.find("Content-Type"), "text/csv");
  EXPECT_EQ(whole.body.substr(0, whole.body.find('\n')), file.substr(0, file.find('\n')));
  EXPECT_EQ(told(gateway.send("GET", "/faces/cld?period-start=01/04/2025")), "parameter-value@period-start");
}

INSTANTIATE_TEST_SUITE_P(Stores, Faces, testing::Values(Gateway::Engine::memory, Gateway::Engine::sqlite),
                         [](const auto& one) { return one.param == Gateway::Engine::memory ? "memory" : "sqlite"; });

TEST(Resume, TakesUpWhatAStopLeft) {
  Gateway gateway(Gateway::Engine::sqlite);
  gateway.use_key(kCouncilKey);
  gateway.api().options.background_bytes = 100;
  const std::string id = body_value(gateway.send("POST", "/faces/cld", sample("cld-2025.csv"), kCsv), "exchange");
  gateway.restart();
  EXPECT_EQ(body_value(gateway.send("GET", "/exchanges/" + id), "state"), "journalled");
  gateway.worker().resume("east", [&](const std::string& partner) -> std::optional<pipeline::Caller> {
    return pipeline::Caller{"east", partner, "council"};
  });
  gateway.worker().start();
  gateway.worker().wait_until_idle();
  EXPECT_EQ(body_value(gateway.send("GET", "/exchanges/" + id), "state"), "done");
}

}  // namespace
}  // namespace careway::api
