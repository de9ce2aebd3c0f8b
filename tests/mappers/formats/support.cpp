#include "tests/mappers/formats/support.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace careway::formats {
namespace {

void render_node(fhir::Element node, std::size_t depth, std::string& out) {
  out.append(depth * 2, ' ');
  if (node.is_list_item()) out += "- ";
  out += node.name();
  switch (node.kind()) {
    case fhir::ValueKind::none:
      break;
    case fhir::ValueKind::text:
      out += ": ";
      break;
    case fhir::ValueKind::number:
      out += " (number): ";
      break;
    case fhir::ValueKind::boolean:
      out += " (boolean): ";
      break;
    case fhir::ValueKind::null:
      out += " (null)";
      break;
    case fhir::ValueKind::empty_object:
      out += " (empty object)";
      break;
    case fhir::ValueKind::empty_list:
      out += " (empty list)";
      break;
    default:
      out += " (unexpected kind): ";
  }
  for (const char character : node.value()) {
    if (character == '\n') {
      out += "\\n";
    } else if (character == '\r') {
      out += "\\r";
    } else {
      out += character;
    }
  }
  out += '\n';
  for (const fhir::Element child : node) render_node(child, depth + 1, out);
}

}  // namespace

std::string read_test_file(const std::string& relative_path) {
  std::ifstream file(std::string(CAREWAY_SOURCE_DIR) + "/tests/mappers/formats/" + relative_path, std::ios::binary);
  EXPECT_TRUE(file.good()) << relative_path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::unique_ptr<Format> load_format(const std::string& schema, const std::string& release, const std::string& root,
                                    const FormatLimits& limits) {
  const std::string text = read_test_file("schemas/" + schema);
  fhir::Issues issues;
  std::unique_ptr<Format> format;
  if (schema.ends_with(".yaml")) {
    format = make_csv_format(text, schema, release, limits, issues);
  } else if (schema.ends_with(".xsd")) {
    format = make_xml_format(text, schema, root, limits, issues);
  } else {
    format = make_json_format(text, schema, limits, issues);
  }
  for (const fhir::Issue& issue : issues.items()) ADD_FAILURE() << issue.code << ' ' << issue.text;
  EXPECT_NE(format, nullptr);
  return format;
}

std::string render(fhir::Element root) {
  std::string out;
  for (const fhir::Element child : root) render_node(child, 0, out);
  return out;
}

ReadResult read_all(const Format& format, std::string_view bytes) {
  ReadResult result;
  const auto reader = format.open(bytes, result.issues);
  if (reader == nullptr) return result;
  result.opened = true;
  result.dialect = reader->dialect();
  fhir::Document document;
  std::string spelling;
  while (reader->next(document, spelling, result.issues)) {
    result.documents.push_back(std::move(document));
    document = {};
    result.spellings.push_back(spelling);
    result.sources.emplace_back(reader->source_bytes());
    EXPECT_EQ(reader->document_number(), result.documents.size());
  }
  EXPECT_EQ(reader->document_count(), result.documents.size());
  return result;
}

std::string write_all(const Format& format, const ReadResult& result, fhir::Issues& issues) {
  std::string out;
  const auto writer = format.writer(result.dialect);
  for (std::size_t i = 0; i < result.documents.size(); ++i) {
    writer->write(result.documents[i], result.spellings[i], out, issues);
  }
  writer->finish(out);
  return out;
}

std::vector<std::string> codes_and_paths(const fhir::Issues& issues) {
  std::vector<std::string> found;
  for (const fhir::Issue& issue : issues.items()) {
    found.push_back(issue.path.empty() ? issue.code : issue.code + ' ' + issue.path);
  }
  return found;
}

std::uint64_t Chance::number() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

}  // namespace careway::formats
