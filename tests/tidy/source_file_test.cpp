#include "tests/tidy/source_file.h"

#include <gtest/gtest.h>

namespace careway::tidy {
namespace {

TEST(SourceFile, BlanksCommentsTextsAndPreprocessorLines) {
  const auto file = make_source_file("a.cpp",
                                     "#define A 1 + \\\n  more\n"
                                     "int a;  // word\n"
                                     "/* word\n word */ int b = '{';\n"
                                     "auto c = \"wo\\\"rd\";\n"
                                     "auto d = 1'000;\n");
  const std::vector<std::string> expected = {
      "             ",        "      ",         "int a;         ", "       ", "         int b = ' ';",
      "auto c = \"      \";", "auto d = 1'000;"};
  ASSERT_EQ(file.code.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    auto code = file.code[i];
    auto want = expected[i];
    EXPECT_EQ(code.erase(code.find_last_not_of(' ') + 1), want.erase(want.find_last_not_of(' ') + 1));
  }
  std::string joined;
  for (const auto& line : file.code) joined += line;
  EXPECT_EQ(joined.find("word"), std::string::npos);
}

TEST(SourceFile, BlanksRawTextsAndRemembersTheirLines) {
  const auto file = make_source_file("a.cpp", "auto a = R\"x(\" {\n)\" double\n)x\"; int b;\nint c;\n");
  ASSERT_EQ(file.code.size(), 4U);
  EXPECT_EQ(file.is_raw_text_line, (std::vector<bool>{true, true, true, false}));
  EXPECT_EQ(file.code[1].find("double"), std::string::npos);
  EXPECT_NE(file.code[2].find("int b;"), std::string::npos);
}

TEST(SourceFile, KnowsItsFolderAndName) {
  const auto file = make_source_file("profiles/fhir/document.h", "");
  EXPECT_EQ(file.folder(), "profiles/fhir");
  EXPECT_EQ(file.name(), "document.h");
  EXPECT_EQ(make_source_file("README.md", "").folder(), "");
}

TEST(SourceFile, LeavesBytesThatAreNoTextAlone) {
  const auto file = make_source_file("a.bin", std::string("a\0b", 3));
  EXPECT_FALSE(file.is_text);
  EXPECT_EQ(file.bytes, 3U);
  EXPECT_TRUE(file.lines.empty());
}

}  // namespace
}  // namespace careway::tidy
