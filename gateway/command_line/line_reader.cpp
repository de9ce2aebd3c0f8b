#include "gateway/command_line/line_reader.h"

#include <algorithm>

#include "adapters/platform/failure.h"

namespace careway::command_line {

bool LineReader::take_piece() {
  begin_ = 0;
  end_ = reader_->read(buffer_);
  bytes_done_ += end_;
  return end_ > 0;
}

bool LineReader::next(std::string& line) {
  line.clear();
  for (;;) {
    if (begin_ == end_ && !take_piece()) {
      if (!line.empty()) ++line_number_;
      return !line.empty();
    }
    const auto first = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
    const auto last = buffer_.begin() + static_cast<std::ptrdiff_t>(end_);
    const auto stop = std::find(first, last, '\n');
    line.append(first, stop);
    if (line.size() > kLineBytesMax) {
      throw platform::Failure(platform::FailureKind::kTooLarge, false, "A line of the file is longer than 16 MiB.");
    }
    begin_ = static_cast<std::size_t>(stop - buffer_.begin()) + (stop == last ? 0 : 1);
    if (stop == last) continue;
    ++line_number_;
    if (line.find_first_not_of(" \t\r") != std::string::npos) return true;
    line.clear();
  }
}

}  // namespace careway::command_line
