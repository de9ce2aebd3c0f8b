#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/mappers/formats/support.h"

namespace careway::formats {
namespace {

std::string rows(std::size_t count, std::string_view row) {
  std::string text = "NHS Number,Last Name\n";
  for (std::size_t i = 0; i < count; ++i) text += row;
  return text;
}

/// One megabyte of memory seen again and again, so that a file of 2 GiB costs nothing.
class RepeatedView {
 public:
  RepeatedView(std::string_view start, char filling, std::size_t count) : size_(count * kPart) {
    const int file = memfd_create("careway-formats-test", 0);
    EXPECT_EQ(ftruncate(file, 2 * kPart), 0);
    std::string part(kPart, filling);
    EXPECT_EQ(pwrite(file, part.data(), kPart, kPart), static_cast<ssize_t>(kPart));
    part.replace(0, start.size(), start);
    EXPECT_EQ(pwrite(file, part.data(), kPart, 0), static_cast<ssize_t>(kPart));
    base_ = static_cast<char*>(mmap(nullptr, size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    for (std::size_t i = 0; i < count; ++i) {
      mmap(base_ + i * kPart, kPart, PROT_READ, MAP_SHARED | MAP_FIXED, file, i == 0 ? 0 : kPart);
    }
    close(file);
  }
  ~RepeatedView() { munmap(base_, size_); }
  RepeatedView(const RepeatedView&) = delete;
  RepeatedView& operator=(const RepeatedView&) = delete;
  [[nodiscard]] std::string_view view() const { return {base_, size_}; }

 private:
  static constexpr std::size_t kPart = 1024 * 1024;
  std::size_t size_;
  char* base_ = nullptr;
};

TEST(CsvLimits, RefusesALineOfTwoGibibytes) {
  const auto format = load_format("people.layout.yaml");
  for (const std::string_view start :
       {"x", "NHS Number,Last Name\n9990000018,", "NHS Number,Last Name\n9990000018,\""}) {
    const RepeatedView file(start, 'a', 2048);
    const ReadResult result = read_all(*format, file.view());
    EXPECT_FALSE(result.opened);
    EXPECT_EQ(codes_and_paths(result.issues), std::vector<std::string>{"limit-line"});
  }
}

TEST(CsvLimits, TheLineLimitCountsOneRecordWithItsQuotedLineEnds) {
  FormatLimits limits;
  limits.line_bytes_max = 20;
  const auto format = load_format("people.layout.yaml", {}, {}, limits);
  EXPECT_TRUE(read_all(*format, rows(3, "1234567890,123456789\n")).opened);
  EXPECT_TRUE(read_all(*format, rows(3, "1234567890,123456789\r\n")).opened);
  EXPECT_EQ(codes_and_paths(read_all(*format, rows(3, "1234567890,1234567890\n")).issues),
            std::vector<std::string>{"limit-line"});
  EXPECT_EQ(codes_and_paths(read_all(*format, rows(1, "1,\"2\n4\n6\n8\n1\n2\n3\n4\n5\n\"\n")).issues),
            std::vector<std::string>{"limit-line"});
}

TEST(CsvLimits, RowsColumnsAndBytesAreCounted) {
  FormatLimits limits;
  limits.rows_max = 3;
  limits.columns_max = 2;
  limits.file_bytes_max = 100;
  const auto format = load_format("people.layout.yaml", {}, {}, limits);
  EXPECT_TRUE(read_all(*format, rows(3, "1,2\n")).opened);
  EXPECT_EQ(codes_and_paths(read_all(*format, rows(4, "1,2\n")).issues), std::vector<std::string>{"limit-rows"});
  EXPECT_EQ(codes_and_paths(read_all(*format, rows(40, "1,2\n")).issues), std::vector<std::string>{"limit-bytes"});
  EXPECT_EQ(codes_and_paths(read_all(*format, "NHS Number,Last Name,More\n").issues),
            std::vector<std::string>{"limit-columns"});
}

TEST(CsvLimits, BlankLinesDoNotFillMemory) {
  const auto format = load_format("people.layout.yaml");
  std::string mixed;
  for (int i = 0; i < 600; ++i) mixed += "\n\r\n";
  EXPECT_EQ(codes_and_paths(read_all(*format, rows(1, mixed)).issues), std::vector<std::string>{"limit-blank-lines"});
  EXPECT_TRUE(read_all(*format, rows(1, std::string(100'000, '\n'))).opened);
  EXPECT_EQ(codes_and_paths(read_all(*format, rows(1, std::string(3'000'000, '\n'))).issues),
            std::vector<std::string>{"limit-blank-lines"});
}

}  // namespace
}  // namespace careway::formats
