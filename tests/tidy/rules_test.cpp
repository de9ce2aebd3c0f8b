// Each rule against a small tree that keeps it and one that breaks it, so that no rule can fall silent.

#include "tests/tidy/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <utility>

#include "tests/tidy/house.h"

namespace careway::tidy {
namespace {

struct Sample {
  std::string rule;
  std::map<std::string, std::string> files;
  std::set<std::string> broken;  ///< "path:line" of each finding; empty: the rule is kept
};

void PrintTo(const Sample& sample, std::ostream* out) {
  *out << sample.rule;
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string function_of(std::size_t lines) {
  return "int f(int a) {\n" + repeat("  a += 1;\n", lines - 2) + "}\n";
}

std::vector<Sample> include_samples() {
  return {
      {"include_order", {{"mappers/engine/get.cpp", "#include \"profiles/fhir/document.h\"\n"}}, {}},
      {"include_order",
       {{"profiles/fhir/json_reader.cpp", "#include \"mappers/formats/shape.h\"\n"}},
       {"profiles/fhir/json_reader.cpp:1"}},
      {"include_order", {{"conformance/run.cpp", "#include \"gateway/http/router.h\"\n"}}, {"conformance/run.cpp:1"}},
      {"include_order", {{"gateway/http/a.cpp", "\n#include \"gateway/api/routes.h\"\n"}}, {"gateway/http/a.cpp:2"}},
      {"include_order", {{"gateway/main.cpp", "#include \"gateway/command_line/run.h\"\n"}}, {}},
      {"include_order", {{"gateway/api/a.cpp", "#include \"tests/support/b.h\"\n"}}, {"gateway/api/a.cpp:1"}},
      {"include_order", {{"mappers/spells/a.cpp", ""}}, {"mappers/spells/a.cpp:0"}},
      {"include_order", {{"profiles/fhir/xml_writer.cpp", "#include \"profiles/definitions/definitions.h\"\n"}}, {}},
      {"include_order",
       {{"profiles/fhir/document.cpp", "#include \"profiles/definitions/definitions.h\"\n"}},
       {"profiles/fhir/document.cpp:1"}},
      {"include_order", {{"profiles/definitions/a.cpp", "#include \"profiles/fhir/issue.h\"\n"}}, {}},
      {"include_order",
       {{"profiles/definitions/a.cpp", "#include \"profiles/fhir/json.h\"\n"}},
       {"profiles/definitions/a.cpp:1"}},
      {"include_fences", {{"gateway/http/server.cpp", "#include <Poco/Net/HTTPServer.h>\n#include <vector>\n"}}, {}},
      {"include_fences", {{"mappers/engine/a.h", "#include <Poco/URI.h>\n"}}, {"mappers/engine/a.h:1"}},
      {"include_fences", {{"adapters/store/a.cpp", "#include <sqlite3.h>\n"}}, {}},
      {"include_fences", {{"gateway/pipeline/a.cpp", "#include <sqlite3.h>\n"}}, {"gateway/pipeline/a.cpp:1"}},
      {"include_fences", {{"adapters/store/a.cpp", "#include <libpq-fe.h>\n"}}, {}},
      {"include_fences", {{"adapters/platform/a.cpp", "#include <libpq-fe.h>\n"}}, {"adapters/platform/a.cpp:1"}},
      {"include_fences", {{"adapters/store/a.cpp", "#include <openssl/sha.h>\n"}}, {"adapters/store/a.cpp:1"}},
      {"include_fences", {{"mappers/formats/xsd.cpp", "#include <xercesc/util/XMLString.hpp>\n"}}, {}},
      {"include_fences",
       {{"profiles/fhir/json_a.cpp", "#include <xercesc/sax2/Attributes.hpp>\n"}},
       {"profiles/fhir/json_a.cpp:1"}},
      {"include_fences", {{"gateway/api/a.cpp", "#include <nlohmann/json.hpp>\n"}}, {"gateway/api/a.cpp:1"}},
      {"include_fences", {{"mappers/engine/a.cpp", "#include <yaml-cpp/yaml.h>\n"}}, {"mappers/engine/a.cpp:1"}},
      {"include_fences", {{"gateway/main.cpp", "#include <CLI/CLI.hpp>\n"}}, {"gateway/main.cpp:1"}},
      {"include_fences",
       {{"profiles/fhir/a.cpp", "#include <unistd.h>\n#include <thread>\n"}},
       {"profiles/fhir/a.cpp:1", "profiles/fhir/a.cpp:2"}},
      {"include_fences", {{"tests/laws/a.cpp", "#include <regex>\n"}}, {"tests/laws/a.cpp:1"}},
      {"include_fences", {{"gateway/api/a.cpp", "#include <boost/asio.hpp>\n"}}, {"gateway/api/a.cpp:1"}},
      {"include_paths", {{"gateway/api/a.cpp", "#include <vector>\n#include \"profiles/fhir/issue.h\"\n"}}, {}},
      {"include_paths",
       {{"gateway/api/a.cpp", "#include \"b.h\"\n#include <profiles/fhir/issue.h>\n"}},
       {"gateway/api/a.cpp:1", "gateway/api/a.cpp:2"}},
      {"own_header_first",
       {{"gateway/api/a.h", ""}, {"gateway/api/a.cpp", "// why\n#include \"gateway/api/a.h\"\n\n#include <vector>\n"}},
       {}},
      {"own_header_first",
       {{"gateway/api/a.h", ""}, {"gateway/api/a.cpp", "#include <vector>\n#include \"gateway/api/a.h\"\n"}},
       {"gateway/api/a.cpp:1"}},
      {"pragma_once", {{"gateway/api/a.h", "// what\n#pragma once\n"}}, {}},
      {"pragma_once", {{"gateway/api/a.h", "#ifndef A_H\n"}}, {"gateway/api/a.h:1"}},
  };
}

std::vector<Sample> length_samples() {
  const std::string list = "const int kTable[] = {\n" + repeat("    1,\n", 100) + "};\n";
  return {
      {"file_length", {{"gateway/api/a.cpp", repeat("\n", kFileLinesMax)}}, {}},
      {"file_length", {{"gateway/api/a.cpp", repeat("\n", kFileLinesMax + 1)}}, {"gateway/api/a.cpp:601"}},
      {"function_length",
       {{"gateway/api/a.cpp", "namespace a {\n" + function_of(kFunctionLinesMax) + list + "}\n"}},
       {}},
      {"function_length",
       {{"gateway/api/a.cpp", "namespace a {\n" + function_of(kFunctionLinesMax + 1) + "}\n"}},
       {"gateway/api/a.cpp:2"}},
      {"function_length",
       {{"gateway/api/a.h", "class A {\n public:\n  A() : a_{1}, b_(2) {\n" + repeat("    x();\n", 90) + "  }\n};\n"}},
       {"gateway/api/a.h:3"}},
      {"function_length",
       {{"gateway/api/a.cpp", repeat("std::string A::f() const {\n  return \"{\";  // {\n}\n", 50)}},
       {}},
      {"line_length", {{"gateway/api/a.cpp", "// " + repeat("\xC3\xA9", 117) + "\n"}}, {}},
      {"line_length", {{"gateway/api/a.cpp", "\n// " + repeat("x", 118) + "\n"}}, {"gateway/api/a.cpp:2"}},
      {"line_length", {{"gateway/api/a.cpp", "auto a = R\"(" + repeat("x", 130) + ")\";\n"}}, {}},
      {"file_size", {{"mappers/maps/a.csv", repeat("x", kFileBytesMax)}}, {}},
      {"file_size", {{"mappers/maps/a.csv", repeat("x", kFileBytesMax + 1)}}, {"mappers/maps/a.csv:0"}},
  };
}

// Words that are banned in this file too are put together from two parts.
std::vector<Sample> word_samples() {
  const std::string later = std::string("TO") + "DO";
  const std::string unfinished = std::string("Not imple") + "mented";
  const std::string machine = std::string("/wo") + "rk/main";
  const std::string person = std::string("/ho") + "me/anna/b";
  const std::string http_phrase = std::string("Not Imple") + "mented";
  const std::string registry = std::string("registry.npm") + "js.org";
  return {
      {"banned_texts", {{"gateway/api/a.cpp", "// All of it is done.\n"}}, {}},
      {"banned_texts", {{"README.md", "See /health/live, a/tmp/b and 501 " + http_phrase + ".\n"}}, {}},
      {"banned_texts", {{"gateway/api/a.cpp", "// " + later + ": more\n"}}, {"gateway/api/a.cpp:1"}},
      {"banned_texts", {{"script/setup", "# " + later + "\n"}}, {"script/setup:1"}},
      {"banned_texts", {{"README.md", unfinished + " yet.\n"}}, {"README.md:1"}},
      {"banned_texts", {{"tests/laws/a.cpp", "auto path = \"" + machine + "\";\n"}}, {"tests/laws/a.cpp:1"}},
      {"banned_texts", {{"script/setup", "cp a " + person + "\n"}}, {"script/setup:1"}},
      {"banned_texts", {{"script/setup", "curl https://" + registry + "/\n"}}, {"script/setup:1"}},
      {"using_namespace",
       {{"gateway/api/a.h", "using fhir::Issue;\n"}, {"gateway/api/a.cpp", "using namespace std;\n"}},
       {}},
      {"using_namespace", {{"gateway/api/a.h", "using namespace std;\n"}}, {"gateway/api/a.h:1"}},
  };
}

std::vector<Sample> tree_samples() {
  const std::pair<const std::string, std::string> root = {"CMakeLists.txt", "add_subdirectory(gateway)\n"};
  const std::string list = "careway_test(careway_a_test SOURCES\n  a_test.cpp # ours\n  DEPENDS b)\n";
  return {
      {"one_main", {{"gateway/main.cpp", "int main() {}\n"}, {"tests/bench/a.cpp", "int main(int, char**) {}\n"}}, {}},
      {"one_main", {{"mappers/engine/a.cpp", "// why\nint main() {}\n"}}, {"mappers/engine/a.cpp:2"}},
      {"sources_in_cmake",
       {root, {"gateway/CMakeLists.txt", "careway_library(x SOURCES api/a.cpp)\n"}, {"gateway/api/a.cpp", ""}},
       {}},
      {"sources_in_cmake",
       {root, {"gateway/CMakeLists.txt", "# api/a.cpp\ncareway_library(x SOURCES b.cpp)\n"}, {"gateway/api/a.cpp", ""}},
       {"gateway/api/a.cpp:0"}},
      {"tests_in_cmake", {root, {"gateway/CMakeLists.txt", list}, {"gateway/a_test.cpp", ""}}, {}},
      {"tests_in_cmake",
       {root, {"gateway/CMakeLists.txt", "careway_library(x SOURCES a_test.cpp)\n"}, {"gateway/a_test.cpp", ""}},
       {"gateway/a_test.cpp:0"}},
      {"folders_in_cmake", {root, {"gateway/CMakeLists.txt", ""}}, {}},
      {"folders_in_cmake", {root, {"gateway/api/CMakeLists.txt", ""}}, {"gateway/api/CMakeLists.txt:0"}},
      {"readmes", {{"gateway/README.md", "- `api/`: routes\n"}, {"gateway/api/a.cpp", ""}}, {}},
      {"readmes", {{"gateway/README.md", "api\n"}, {"gateway/api/a.cpp", ""}}, {"gateway/README.md:0"}},
      {"readmes", {{"mappers/engine/a.cpp", ""}}, {"mappers/README.md:0"}},
      {"links",
       {{"README.md", "[a](gateway/api) [b](https://example.org/) [c](#top) [d](gateway/api/a.md#x)\n"},
        {"gateway/api/a.md", ""}},
       {}},
      {"links", {{"gateway/README.md", "\n[a](api/b.md)\n"}}, {"gateway/README.md:2"}},
      {"numbers", {{"adapters/store/migrations/0001_a.sql", ""}, {"adapters/store/migrations/0002_b.sql", ""}}, {}},
      {"numbers",
       {{"adapters/store/migrations/0001_a.sql", ""}, {"adapters/store/migrations/0003_b.sql", ""}},
       {"adapters/store/migrations/0003_b.sql:0"}},
      {"numbers",
       {{"adapters/store/migrations/0001_a.sql", ""}, {"adapters/store/migrations/0001_b.sql", ""}},
       {"adapters/store/migrations/0001_b.sql:0"}},
  };
}

std::vector<Sample> all_samples() {
  std::vector<Sample> all;
  for (const auto& some : {include_samples(), length_samples(), word_samples(), tree_samples()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

Tree tree_of(const std::map<std::string, std::string>& files) {
  Tree tree;
  for (const auto& [path, text] : files) tree.files.push_back(make_source_file(path, text));
  return tree;
}

std::set<std::string> places_of(const Findings& findings) {
  std::set<std::string> places;
  for (const auto& finding : findings) places.insert(finding.path + ":" + std::to_string(finding.line));
  return places;
}

class RuleSamples : public testing::TestWithParam<Sample> {};

TEST_P(RuleSamples, FindsExactlyWhatIsBroken) {
  const auto& sample = GetParam();
  const auto rule = std::find_if(rules().begin(), rules().end(), [&](const Rule& r) { return r.name == sample.rule; });
  ASSERT_NE(rule, rules().end());
  EXPECT_EQ(places_of(rule->check(tree_of(sample.files))), sample.broken);
}

INSTANTIATE_TEST_SUITE_P(House, RuleSamples, testing::ValuesIn(all_samples()),
                         [](const testing::TestParamInfo<Sample>& sample) {
                           return sample.param.rule + "_" + std::to_string(sample.index);
                         });

// What each row of the table of banned code must find, and one place where the same line is fine.
struct BannedSample {
  std::string name;
  std::string line;
  std::string bad_place;
  std::string good_place;  ///< empty: banned everywhere
};

std::vector<BannedSample> banned_samples() {
  return {
      {"binary-floating-point", "double price = 16.4;", "mappers/engine/a.cpp", "gateway/api/a.cpp"},
      {"binary-floating-point", "auto x = std::stod(text);", "profiles/fhir/a.cpp", "tests/bench/a.cpp"},
      {"thread-in-pure-folder", "std::jthread worker;", "mappers/engine/a.cpp", "gateway/pipeline/a.cpp"},
      {"file-in-pure-folder", "std::ofstream out;", "profiles/definitions/a.cpp",
       "profiles/definitions/pack_compiler/a.cpp"},
      {"output-in-pure-folder", "std::cout << 1;", "mappers/formats/a.cpp", "gateway/command_line/a.cpp"},
      {"output-in-pure-folder", "printf(x);", "profiles/fhir/a.h", "gateway/main.cpp"},
      {"locale-in-pure-folder", "if (std::isdigit(c)) {", "profiles/fhir/a.cpp", "gateway/api/a.cpp"},
      {"standard-regex", "std::regex pattern;", "tests/laws/a.cpp", ""},
      {"wall-clock", "auto now = std::chrono::system_clock::now();", "gateway/api/a.cpp",
       "adapters/platform/clock.cpp"},
      {"wall-clock", "auto from = std::chrono::steady_clock::now();", "tests/laws/a.cpp", "tests/bench/a.cpp"},
      {"randomness", "std::random_device source;", "tests/laws/a.cpp", "adapters/platform/random.cpp"},
      {"sleep", "std::this_thread::sleep_for(1s);", "tests/gateway/a.cpp", "adapters/platform/a.cpp"},
      {"environment-variable", "std::getenv(\"A\");", "profiles/fhir/json_reader.cpp", "tests/adapters/store/a.cpp"},
      {"environment-variable", "setenv(a, b, 1);", "mappers/formats/xml.cpp", "profiles/fhir/xml_events.cpp"},
      {"detached-thread", "worker.detach();", "gateway/pipeline/a.cpp", ""},
      {"unsafe-copy", "sprintf(buffer, format);", "gateway/api/a.cpp", ""},
      {"left-switched-off", "GTEST_SKIP();", "tests/laws/a.cpp", ""},
  };
}

bool finds(const std::string& path, const std::string& line) {
  return !check_banned_code(tree_of({{path, line + "\n"}})).empty();
}

TEST(BannedCode, EachRowFindsItsSampleAndNothingElsewhere) {
  std::set<std::string> sampled;
  for (const auto& sample : banned_samples()) {
    sampled.insert(sample.name);
    EXPECT_TRUE(finds(sample.bad_place, sample.line)) << sample.name;
    EXPECT_FALSE(finds(sample.bad_place, "// " + sample.line)) << sample.name;
    if (!sample.good_place.empty()) {
      EXPECT_FALSE(finds(sample.good_place, sample.line)) << sample.name;
    }
  }
  for (const auto& banned : banned_code()) EXPECT_TRUE(sampled.contains(banned.name)) << banned.name;
}

TEST(Rules, EachHasASampleThatKeepsItAndOneThatBreaksIt) {
  std::set<std::string> kept = {"banned_code"};
  std::set<std::string> broken = {"banned_code"};
  for (const auto& sample : all_samples()) (sample.broken.empty() ? kept : broken).insert(sample.rule);
  for (const auto& rule : rules()) {
    EXPECT_TRUE(kept.contains(std::string(rule.name))) << rule.name;
    EXPECT_TRUE(broken.contains(std::string(rule.name))) << rule.name;
  }
}

}  // namespace
}  // namespace careway::tidy
