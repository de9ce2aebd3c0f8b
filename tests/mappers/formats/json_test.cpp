#include <gtest/gtest.h>

#include "tests/mappers/formats/support.h"

namespace careway::formats {
namespace {

std::string written(const Format& format, const fhir::Document& document, fhir::Issues& issues) {
  std::string out;
  const auto writer = format.writer({});
  writer->write(document, {}, out, issues);
  writer->finish(out);
  return out;
}

TEST(JsonReader, KnowsPlacesAndSources) {
  const auto format = load_format("order.schema.json");
  const std::string bytes =
      "[\n  {\"orderId\":\"A1\",\"status\":\"live\"},\n  {\"orderId\":\"A2\",\n   \"status\":\"live\"}\n]";
  fhir::Issues issues;
  const auto reader = format->open(bytes, issues);
  ASSERT_NE(reader, nullptr);
  fhir::Document document;
  std::string spelling;
  ASSERT_TRUE(reader->next(document, spelling, issues));
  EXPECT_EQ(reader->line(), 2U);
  EXPECT_EQ(reader->source_bytes(), "{\"orderId\":\"A1\",\"status\":\"live\"}");
  ASSERT_TRUE(reader->next(document, spelling, issues));
  EXPECT_EQ(reader->line(), 3U);
  EXPECT_EQ(document.root().child("status").position(), (fhir::Position{4, 13}));
  EXPECT_FALSE(reader->next(document, spelling, issues));
  EXPECT_TRUE(issues.empty());
}

TEST(JsonReader, RefusesWhatIsTooMuch) {
  FormatLimits limits;
  limits.document.depth_max = 20;
  limits.document.nodes_max = 50;
  limits.document.text_bytes_max = 100;
  limits.document.bytes_max = 2000;
  limits.file_bytes_max = 5000;
  limits.rows_max = 3;
  const auto format = load_format("order.schema.json", {}, {}, limits);
  const auto code = [&](const std::string& bytes) {
    const ReadResult result = read_all(*format, bytes);
    return result.issues.items().empty() ? std::string() : result.issues.items()[0].code;
  };
  const std::string start = R"({"orderId":"A1","status":"live","x":)";
  EXPECT_EQ(code(start + std::string(1000, '[') + std::string(1000, ']') + '}'), "limit-depth");
  EXPECT_EQ(code(start + std::string(15, '[') + std::string(15, ']') + '}'), "");
  EXPECT_EQ(code(start + '"' + std::string(101, 'x') + "\"}"), "limit-text");
  EXPECT_EQ(code(start + std::string(3000, ' ') + "1}"), "limit-bytes");
  EXPECT_EQ(code(std::string(6000, ' ')), "limit-bytes");
  EXPECT_EQ(code("[{},{},{},{}]"), "limit-rows");
  std::string many = start + "[1";
  for (int i = 0; i < 100; ++i) many += ",1";
  EXPECT_EQ(code(many + "]}"), "limit-nodes");
  const ReadResult next = read_all(*format, '[' + many + "]},{\"orderId\":\"A2\",\"status\":\"live\"}]");
  EXPECT_EQ(codes_and_paths(next.issues), std::vector<std::string>{"limit-nodes"});
  ASSERT_EQ(next.documents.size(), 2U);
  EXPECT_EQ(next.documents[1].root().child_value("orderId"), "A2");
}

TEST(JsonReader, DeepInputEndsInAnErrorNotInAStackOverflow) {
  const auto format = load_format("order.schema.json");
  for (const char* bracket : {"[", "{\"a\":"}) {
    std::string bytes = "{\"x\":";
    for (int i = 0; i < 1'000'000; ++i) bytes += bracket;
    EXPECT_TRUE(read_all(*format, bytes).issues.has_code("limit-depth"));
  }
}

TEST(JsonWriter, WritesWhatTheSchemaWants) {
  const auto format = load_format("order.schema.json");
  fhir::Document document;
  document.set_value(document.append(0, "orderId"), fhir::ValueKind::text, "A1");
  document.set_value(document.append(0, "status"), fhir::ValueKind::text, "live");
  document.set_value(document.append(0, "units"), fhir::ValueKind::text, "16.40");
  document.set_value(document.append(0, "urgent"), fhir::ValueKind::text, "true");
  document.set_value(document.append(0, "tags"), fhir::ValueKind::text, "one");
  const auto line = document.append(0, "lines");
  document.set_value(document.append(line, "lineId"), fhir::ValueKind::number, "7");
  fhir::Issues issues;
  const std::string out = written(*format, document, issues);
  EXPECT_TRUE(issues.empty());
  EXPECT_EQ(
      out,
      "{\n  \"orderId\": \"A1\",\n  \"status\": \"live\",\n  \"units\": 16.40,\n  \"urgent\": true,\n  \"tags\": [\n"
      "    \"one\"\n  ],\n  \"lines\": [\n    {\n      \"lineId\": \"7\"\n    }\n  ]\n}\n");
  EXPECT_TRUE(read_all(*format, out).issues.empty());
}

TEST(JsonWriter, ReportsWhatCannotBeWritten) {
  const auto format = load_format("order.schema.json");
  fhir::Document document;
  document.set_value(document.append(0, "units"), fhir::ValueKind::text, "sixteen");
  document.set_value(document.append(0, "urgent"), fhir::ValueKind::text, "yes");
  document.set_value(document.append(0, "count"), fhir::ValueKind::number, "01");
  document.set_value(document.append(0, "note"), fhir::ValueKind::text, "a");
  document.set_value(document.append(0, "note"), fhir::ValueKind::text, "b");
  fhir::Issues issues;
  EXPECT_EQ(written(*format, document, issues), "");
  EXPECT_EQ(codes_and_paths(issues), (std::vector<std::string>{"json-value units", "json-value urgent",
                                                               "json-value count", "json-repeated-member note[0]"}));
}

TEST(JsonWriter, ADialectThatWasNotWrittenByUsIsRefused) {
  const auto format = load_format("order.schema.json");
  for (const std::string_view dialect :
       {"x", "careway-json 1x", "careway-json 1\nframe z", "careway-json 1\nindent q"}) {
    const auto writer = format->writer(dialect);
    fhir::Issues issues;
    std::string out;
    EXPECT_FALSE(writer->write(fhir::Document(), {}, out, issues));
    EXPECT_TRUE(issues.has_code("json-dialect"));
  }
}

}  // namespace
}  // namespace careway::formats
