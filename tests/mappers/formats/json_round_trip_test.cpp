#include <gtest/gtest.h>

#include "tests/mappers/formats/support.h"

// Files laid out as common writers do come back byte for byte.
namespace careway::formats {
namespace {

/// A writer with habits, independent of ours.
struct Maker {
  Chance chance;
  bool indented;
  std::string indent, line_end, before_colon, after_colon, after_comma;
  std::string out;

  explicit Maker(std::uint64_t seed) : chance(seed) {
    static const std::vector<std::string> kIndents{"  ", "    ", "\t", " "};
    indented = !chance.one_in(3);
    indent = chance.pick(kIndents);
    line_end = chance.one_in(3) ? "\r\n" : "\n";
    before_colon = chance.one_in(4) ? " " : "";
    after_colon = chance.one_in(4) ? "" : " ";
    after_comma = !indented && chance.one_in(2) ? " " : "";
  }

  void new_line(int depth) {
    if (!indented) return;
    out += line_end;
    for (int i = 0; i < depth; ++i) out += indent;
  }

  void separator(bool is_first, int depth) {
    if (!is_first) out += ',';
    if (!is_first && !indented) out += after_comma;
    new_line(depth);
  }

  void text() {
    static const std::vector<std::string> kTexts{"",      "a",     "Zo\u00eb", "\\\"q\\\"", "\\\\",
                                                 "a\\nb", "16.40", "null",     "{}"};
    out += '"' + chance.pick(kTexts) + '"';
  }

  void value(int depth) {
    static const std::vector<std::string> kPlain{"0",    "-0.10", "1e3",  "1E+2", "16.40",
                                                 "true", "false", "null", "[]",   "{}"};
    const std::size_t kind = chance.below(depth > 5 ? 2 : 4);
    if (kind == 0) {
      out += chance.pick(kPlain);
    } else if (kind == 1) {
      text();
    } else if (kind == 2) {
      list(depth);
    } else {
      object(depth, 0);
    }
  }

  void list(int depth) {
    out += '[';
    for (std::size_t i = 0, count = 1 + chance.below(3); i < count; ++i) {
      separator(i == 0, depth + 1);
      value(depth + 1);
    }
    new_line(depth);
    out += ']';
  }

  void object(int depth, int required) {
    out += '{';
    bool is_first = true;
    for (int i = 0; i < required; ++i) {
      separator(is_first, depth + 1);
      out += i == 0 ? "\"orderId\"" : "\"status\"";
      out += before_colon + ':' + after_colon + (i == 0 ? "\"A1\"" : "\"live\"");
      is_first = false;
    }
    for (std::size_t i = 0, count = 1 + chance.below(4); i < count; ++i) {
      separator(is_first, depth + 1);
      out += "\"k" + std::to_string(i) + '"' + before_colon + ':' + after_colon;
      value(depth + 1);
      is_first = false;
    }
    new_line(depth);
    out += '}';
  }

  std::string file() {
    if (chance.one_in(4)) out += "\xEF\xBB\xBF";
    if (chance.one_in(3)) {
      out += '[';
      for (std::size_t i = 0, count = 1 + chance.below(3); i < count; ++i) {
        separator(i == 0, 1);
        object(1, 2);
      }
      new_line(0);
      out += ']';
    } else {
      object(0, 2);
    }
    if (chance.one_in(2)) out += line_end;
    return out;
  }
};

TEST(JsonRoundTrip, EveryGeneratedFileComesBackByteForByte) {
  const auto format = load_format("order.schema.json");
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const std::string bytes = Maker(seed).file();
    const ReadResult read = read_all(*format, bytes);
    ASSERT_TRUE(read.issues.empty()) << "seed " << seed << ": " << read.issues.items()[0].text << '\n' << bytes;
    fhir::Issues issues;
    ASSERT_EQ(write_all(*format, read, issues), bytes) << "seed " << seed;
    EXPECT_TRUE(issues.empty());
  }
}

}  // namespace
}  // namespace careway::formats
