#include <gtest/gtest.h>

#include "mappers/formats/csv_text.h"
#include "tests/mappers/formats/support.h"

// Every file that is read must come back byte for byte, whatever its habits.
namespace careway::formats {
namespace {

struct Habits {
  char delimiter = ',';
  bool windows_1252 = false;
  std::string line_end = "\n";
  bool mixes_line_ends = false;
  bool has_byte_order_mark = false;
  bool ends_with_newline = true;
  std::vector<bool> always_quotes;
  std::size_t odd_quotes_one_in = 1000;
  std::size_t blank_line_one_in = 1000;
};

struct Made {
  std::string bytes;
  std::vector<std::vector<std::string>> rows;  // decoded cells
  std::vector<std::string> names;
};

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char character : text) {
    out += character;
    if (character == '"') out += '"';
  }
  return out + '"';
}

std::string random_cell(Chance& chance, const Habits& habits) {
  static const std::vector<std::string> kParts{"a",    "Example", " ",      "16.40",  "1e3",  "0.10", "\"",
                                               ",",    ";",       "\t",     "|",      "\n",   "\r\n", "\r",
                                               "NULL", "\u00e9",  "\u00a3", "\u20ac", "=1+1", "''"};
  std::string cell;
  if (chance.one_in(3)) return cell;
  for (std::size_t count = 1 + chance.below(4); count > 0; --count) cell += chance.pick(kParts);
  if (!habits.windows_1252 && chance.one_in(8)) cell += "\u0141\U0001F600";
  return cell;
}

Habits random_habits(Chance& chance, std::size_t columns) {
  Habits habits;
  habits.delimiter = chance.pick(std::string_view(",;\t|"));
  habits.windows_1252 = chance.one_in(3);
  habits.line_end = chance.one_in(2) ? "\n" : "\r\n";
  habits.mixes_line_ends = chance.one_in(4);
  habits.has_byte_order_mark = !habits.windows_1252 && chance.one_in(3);
  habits.ends_with_newline = !chance.one_in(3);
  const std::size_t style = chance.below(4);  // none, all, some columns, some columns with exceptions
  for (std::size_t i = 0; i < columns; ++i)
    habits.always_quotes.push_back(style == 1 || (style > 1 && chance.one_in(2)));
  if (style == 3) habits.odd_quotes_one_in = 4;
  if (chance.one_in(3)) habits.blank_line_one_in = 3;
  return habits;
}

std::string encoded(const std::string& text, const Habits& habits) {
  if (!habits.windows_1252) return text;
  std::string out;
  EXPECT_TRUE(append_utf8_as_windows_1252(out, text));
  return out;
}

void append_cell(Chance& chance, const Habits& habits, std::size_t column, const std::string& text, std::string& line) {
  const bool must = text.find_first_of(std::string("\"\r\n") + habits.delimiter) != std::string::npos;
  const bool wants = habits.always_quotes[column] != chance.one_in(habits.odd_quotes_one_in);
  line += must || wants ? quoted(text) : text;
}

Made make_file(std::uint64_t seed) {
  static const std::vector<std::string> kHeaders{"NHS Number", "First Name", "Last Name",
                                                 "Unit Cost",  "Ward",       "Caf\u00e9"};
  Chance chance(seed);
  Made made;
  for (std::size_t i = 0; i < 3 + chance.below(4); ++i) made.names.push_back(kHeaders[i]);
  if (made.names.size() < 3) made.names = {kHeaders[0], kHeaders[1], kHeaders[2]};
  const Habits habits = random_habits(chance, made.names.size());
  if (habits.has_byte_order_mark) made.bytes = "\xEF\xBB\xBF";
  std::string line;
  for (std::size_t i = 0; i < made.names.size(); ++i) {
    if (i > 0) line += habits.delimiter;
    append_cell(chance, habits, i, made.names[i], line);
  }
  made.bytes += encoded(line, habits);
  const auto line_end = [&] {
    return habits.mixes_line_ends && chance.one_in(3) ? (habits.line_end == "\n" ? "\r\n" : "\n") : habits.line_end;
  };
  for (std::size_t count = chance.below(12); count > 0; --count) {
    made.bytes += line_end();
    if (chance.one_in(habits.blank_line_one_in)) made.bytes += line_end();
    if (chance.one_in(habits.blank_line_one_in))
      made.bytes += std::string(made.names.size() - 1, habits.delimiter) + line_end();
    std::vector<std::string> cells;
    line.clear();
    for (std::size_t i = 0; i < made.names.size(); ++i) {
      // A row of nothing would be a blank line.
      cells.push_back(i == 0 ? "9990000018" : random_cell(chance, habits));
      if (i > 0) line += habits.delimiter;
      append_cell(chance, habits, i, cells.back(), line);
    }
    made.bytes += encoded(line, habits);
    made.rows.push_back(std::move(cells));
  }
  if (habits.ends_with_newline) made.bytes += line_end();
  if (habits.ends_with_newline && chance.one_in(habits.blank_line_one_in)) made.bytes += line_end() + line_end();
  return made;
}

TEST(CsvRoundTrip, EveryGeneratedFileComesBackByteForByte) {
  const auto format = load_format("people.layout.yaml");
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    const Made made = make_file(seed);
    const ReadResult read = read_all(*format, made.bytes);
    ASSERT_TRUE(read.issues.empty()) << "seed " << seed << ": " << read.issues.items()[0].text << '\n' << made.bytes;
    ASSERT_EQ(read.documents.size(), made.rows.size()) << "seed " << seed;
    for (std::size_t row = 0; row < made.rows.size(); ++row) {
      for (std::size_t i = 0; i < made.names.size(); ++i) {
        const fhir::Element cell = read.documents[row].root().child(made.names[i]);
        EXPECT_EQ(cell.exists(), !made.rows[row][i].empty()) << "seed " << seed;
        if (cell.exists()) {
          EXPECT_EQ(cell.value(), made.rows[row][i]) << "seed " << seed;
        }
      }
    }
    fhir::Issues issues;
    ASSERT_EQ(write_all(*format, read, issues), made.bytes) << "seed " << seed;
    EXPECT_TRUE(issues.empty());
  }
}

TEST(CsvRoundTrip, WithoutDialectAndSpellingTheContentComesBack) {
  const auto format = load_format("people.layout.yaml");
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const Made made = make_file(seed);
    if (made.names.size() > 4) continue;  // columns of the council's own have no place in the canonical header
    ReadResult read = read_all(*format, made.bytes);
    ReadResult bare;
    for (fhir::Document& document : read.documents) bare.documents.push_back(std::move(document));
    bare.spellings.resize(bare.documents.size());
    fhir::Issues issues;
    const std::string written = write_all(*format, bare, issues);
    ASSERT_TRUE(issues.empty());
    const ReadResult again = read_all(*format, written);
    ASSERT_EQ(again.documents.size(), bare.documents.size());
    for (std::size_t i = 0; i < again.documents.size(); ++i) {
      EXPECT_TRUE(fhir::same_content(again.documents[i].root(), bare.documents[i].root()));
    }
  }
}

TEST(CsvRoundTrip, ManyRowsKeepTheirQuotingBeyondTheSample) {
  const auto format = load_format("people.layout.yaml");
  std::string bytes = "NHS Number,Last Name\n";
  for (int i = 0; i < 10'000; ++i) bytes += i < 5000 ? "\"1\",x\n" : "2,\"y\"\n";
  const ReadResult read = read_all(*format, bytes);
  EXPECT_EQ(read.documents.size(), 10'000U);
  fhir::Issues issues;
  EXPECT_EQ(write_all(*format, read, issues), bytes);
}

}  // namespace
}  // namespace careway::formats
