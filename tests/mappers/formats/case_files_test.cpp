#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

#include "tests/mappers/formats/support.h"

// Runs every file in cases/. How to write one: cases/README.md.
namespace careway::formats {
namespace {

struct Case {
  std::map<std::string, std::string> settings;
  std::string input;
  std::vector<std::string> documents;
  std::vector<std::string> issues;
};

int hex_digit(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  ADD_FAILURE() << "\\x needs two digits 0-9, A-F";
  return 0;
}

/// \n \r \t \\ and \xHH; everything else stands for itself.
std::string unescape(const std::string& line) {
  std::string bytes;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\' || i + 1 == line.size()) {
      bytes += line[i];
      continue;
    }
    const char kind = line[++i];
    if (kind == 'x' && i + 2 < line.size()) {
      bytes += static_cast<char>(hex_digit(line[i + 1]) * 16 + hex_digit(line[i + 2]));
      i += 2;
    } else {
      bytes += kind == 'n' ? '\n' : kind == 'r' ? '\r' : kind == 't' ? '\t' : kind;
    }
  }
  return bytes;
}

Case read_case(const std::string& file_name) {
  Case found;
  std::istringstream lines(read_test_file("cases/" + file_name));
  std::string section = "settings";
  std::string line;
  while (std::getline(lines, line)) {
    if (line.starts_with("--- ")) {
      section = line.substr(4);
      if (section == "document") found.documents.emplace_back();
    } else if (section == "settings") {
      if (line.empty() || line.starts_with('#')) continue;
      const std::size_t colon = line.find(": ");
      EXPECT_NE(colon, std::string::npos) << line;
      found.settings[line.substr(0, colon)] = line.substr(colon + 2);
    } else if (section == "input") {
      found.input += line + '\n';
    } else if (section == "input with escapes") {
      found.input += unescape(line);
    } else if (section == "document") {
      found.documents.back() += line + '\n';
    } else if (section == "issues") {
      if (!line.empty()) found.issues.push_back(line);
    } else {
      ADD_FAILURE() << "unknown section " << section;
    }
  }
  return found;
}

std::vector<std::string> case_files() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(CAREWAY_SOURCE_DIR) + "/tests/mappers/formats/cases")) {
    if (entry.path().extension() == ".case") names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

class CaseFile : public testing::TestWithParam<std::string> {};

TEST_P(CaseFile, ReadsAsExpectedAndComesHome) {
  Case expected = read_case(GetParam());
  const auto format = load_format(expected.settings["schema"], expected.settings["release"], expected.settings["root"]);
  ASSERT_NE(format, nullptr);
  const ReadResult result = read_all(*format, expected.input);
  EXPECT_EQ(codes_and_paths(result.issues), expected.issues);
  std::vector<std::string> documents;
  for (const fhir::Document& document : result.documents) documents.push_back(render(document.root()));
  EXPECT_EQ(documents, expected.documents);
  if (!result.opened || result.issues.has_errors()) return;

  fhir::Issues issues;
  const std::string written = write_all(*format, result, issues);
  EXPECT_TRUE(issues.empty());
  if (expected.settings["comes-home"] != "content") {
    EXPECT_EQ(written, expected.input);
    return;
  }
  const ReadResult again = read_all(*format, written);
  EXPECT_TRUE(again.issues.empty());
  ASSERT_EQ(again.documents.size(), result.documents.size());
  for (std::size_t i = 0; i < again.documents.size(); ++i) {
    EXPECT_TRUE(fhir::same_content(again.documents[i].root(), result.documents[i].root(), false));
  }
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(0, info.param.size() - 5);
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cases, CaseFile, testing::ValuesIn(case_files()), test_name);

}  // namespace
}  // namespace careway::formats
