#include <gtest/gtest.h>

#include "tests/mappers/formats/support.h"

namespace careway::formats {
namespace {

std::vector<std::string> faults(std::string_view text) {
  fhir::Issues issues;
  EXPECT_EQ(make_json_format(text, "test.json", {}, issues), nullptr);
  std::vector<std::string> found;
  for (const fhir::Issue& issue : issues.items()) {
    EXPECT_EQ(issue.path, "test.json");
    found.push_back(issue.code + ':' + std::to_string(issue.position.line));
  }
  return found;
}

using Codes = std::vector<std::string>;

TEST(JsonSchema, GivesTheShape) {
  const auto format = load_format("order.schema.json");
  const Shape& shape = format->shape();
  EXPECT_TRUE(shape.root.is_open);
  EXPECT_EQ(shape.find("orderId")->min, 1U);
  EXPECT_EQ(shape.find("status")->type, FieldType::code);
  EXPECT_EQ(shape.find("status")->values, (Codes{"draft", "live"}));
  EXPECT_EQ(shape.find("start")->type, FieldType::date);
  EXPECT_EQ(shape.find("units")->type, FieldType::decimal);
  EXPECT_EQ(shape.find("count")->type, FieldType::integer);
  EXPECT_EQ(shape.find("urgent")->type, FieldType::boolean);
  EXPECT_EQ(shape.find("tags")->max, 3U);
  EXPECT_EQ(shape.find("tags")->type, FieldType::text);
  EXPECT_EQ(shape.find("lines")->max, kUnbounded);
  EXPECT_EQ(shape.find("lines")->type, FieldType::object);
  EXPECT_FALSE(shape.find("lines")->is_open);
  EXPECT_EQ(shape.find("lines/price")->type, FieldType::decimal);
  EXPECT_NE(shape.find("lines/parts/parts/lineId"), nullptr) << "a schema may refer to itself";
  EXPECT_NE(shape.find("owner/name"), nullptr);
  EXPECT_EQ(shape.find("nothing"), nullptr);
}

TEST(JsonSchema, NamesTheLineOfEachMistake) {
  EXPECT_EQ(faults("{\n\"type\": }"), Codes{"json-schema-syntax:2"});
  EXPECT_EQ(faults("{\"type\":\"object\"} 1"), Codes{"json-schema-syntax:1"});
  EXPECT_EQ(faults("{\"type\":\"object\",\n\"type\":\"object\"}"), Codes{"json-schema-syntax:2"});
  EXPECT_EQ(faults("{\"type\":\n\"thing\"}"), Codes{"json-schema-type:2"});
  EXPECT_EQ(faults("{\"type\":\"object\",\n\"dependentSchemas\":{}}"), Codes{"json-schema-keyword:2"});
  EXPECT_EQ(faults("{\"type\":\"object\",\n\"properties\":{\n\"a\":{\"$ref\":\"other.json\"}}}"),
            Codes{"json-schema-reference:3"});
  EXPECT_EQ(faults("{\"type\":\"object\",\n\"properties\":{\n\"a\":{\"$ref\":\"#/$defs/none\"}}}"),
            Codes{"json-schema-reference:3"});
  EXPECT_EQ(faults("{\"type\":\"object\",\n\"properties\":{\n\"a\":{\"pattern\":\"(\"}}}"),
            Codes{"json-schema-pattern:3"});
  EXPECT_EQ(faults("{\"type\":\"object\",\n\"properties\":{\n\"a\":{\"maxLength\":-1}}}"),
            Codes{"json-schema-keyword:3"});
  EXPECT_EQ(faults("{\"type\":\"string\"}"), Codes{"json-schema-root:1"});
  EXPECT_EQ(faults("{\"$ref\":\"#\"}"), Codes{"json-schema-root:1"});
}

TEST(JsonSchema, AListOfObjectsDescribesItsItems) {
  fhir::Issues issues;
  const auto format = make_json_format(
      R"({"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}}})", "test.json", {}, issues);
  ASSERT_NE(format, nullptr);
  EXPECT_NE(format->shape().find("a"), nullptr);
}

TEST(JsonSchema, StopsAfterManyErrors) {
  const auto format = load_format("order.schema.json");
  std::string bytes = R"({"orderId":"A","status":"live","lines":[)";
  for (int i = 0; i < 5000; ++i) bytes += i > 0 ? ",{}" : "{}";
  const ReadResult result = read_all(*format, bytes + "]}");
  EXPECT_EQ(result.issues.error_count(), 100U);
}

}  // namespace
}  // namespace careway::formats
