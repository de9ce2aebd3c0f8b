#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "adapters/platform/files.h"

namespace careway::command_line {

/// Reads a text file line by line, holding one piece of it at a time. One thread at a time.
class LineReader {
 public:
  static constexpr std::size_t kLineBytesMax = std::size_t{16} << 20;

  explicit LineReader(std::unique_ptr<platform::FileReader> reader) : reader_(std::move(reader)) {}

  /// The next line that is not blank, without its end; false at the end of the file. Throws platform::Failure
  /// (kTooLarge for a line over the limit).
  bool next(std::string& line);
  /// Of the line given last, from 1.
  [[nodiscard]] std::uint64_t line_number() const { return line_number_; }
  [[nodiscard]] std::uint64_t bytes_done() const { return bytes_done_; }
  [[nodiscard]] std::uint64_t bytes_total() const { return reader_->byte_count(); }

 private:
  bool take_piece();

  std::unique_ptr<platform::FileReader> reader_;
  std::vector<char> buffer_ = std::vector<char>(std::size_t{1} << 20);
  std::size_t begin_ = 0;  // of what is not yet given, in the buffer
  std::size_t end_ = 0;
  std::uint64_t line_number_ = 0;
  std::uint64_t bytes_done_ = 0;
};

}  // namespace careway::command_line
