#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace careway::formats {

/// Finds the characters that matter to CSV (delimiter, quote, CR, LF), 64 bytes at a time.
class SpecialScanner {
 public:
  SpecialScanner(std::string_view bytes, char delimiter) : bytes_(bytes), delimiter_(delimiter) { seek(0); }

  void seek(std::size_t position) {
    base_ = position;
    mask_ = base_ < bytes_.size() ? load(base_) : 0;
  }

  /// Place of the next such character, each returned once, or `end` when there is none before it. After `end` was
  /// returned the scanner must be placed anew.
  std::size_t next(std::size_t end) {
    while (mask_ == 0) {
      base_ += kBlock;
      if (base_ >= end) return end;
      mask_ = load(base_);
    }
    const std::size_t place = base_ + static_cast<std::size_t>(std::countr_zero(mask_));
    if (place >= end) return end;
    mask_ &= mask_ - 1;
    return place;
  }

 private:
  static constexpr std::size_t kBlock = 64;

  std::uint64_t load(std::size_t position) const {
    if (position + kBlock <= bytes_.size()) return block_mask(bytes_.data() + position);
    char rest[kBlock] = {};
    std::memcpy(rest, bytes_.data() + position, bytes_.size() - position);
    return block_mask(rest);
  }

#if defined(__SSE2__)
  std::uint64_t block_mask(const char* block) const {
    const __m128i delimiter = _mm_set1_epi8(delimiter_);
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i cr = _mm_set1_epi8('\r');
    const __m128i lf = _mm_set1_epi8('\n');
    std::uint64_t mask = 0;
    for (int i = 0; i < 4; ++i) {
      const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + i * 16));
      const __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(part, delimiter), _mm_cmpeq_epi8(part, quote)),
                                       _mm_or_si128(_mm_cmpeq_epi8(part, cr), _mm_cmpeq_epi8(part, lf)));
      mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(hit))) << (i * 16);
    }
    return mask;
  }
#else
  std::uint64_t block_mask(const char* block) const {
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
      const char c = block[i];
      const bool hit = c == delimiter_ || c == '"' || c == '\r' || c == '\n';
      mask |= static_cast<std::uint64_t>(hit) << i;
    }
    return mask;
  }
#endif

  std::string_view bytes_;
  char delimiter_;
  std::size_t base_ = 0;
  std::uint64_t mask_ = 0;
};

enum class Newline : char { lf = 'l', crlf = 'c' };
enum class RecordFault : std::uint8_t {
  none,
  stray_quote,
  unclosed_quote,
  text_after_quote,
  lone_carriage_return,
  too_long
};

/// A cell's content in the source, without the quotes around it.
struct Cell {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_quoted = false;
  bool has_doubled_quotes = false;
};

/// One record: [begin, end) without the line end, [end, next) the line end.
struct Record {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t next = 0;
  std::size_t cell_count = 0;
  std::uint32_t inner_line_feeds = 0;  ///< line feeds inside quoted cells
  Newline newline = Newline::lf;
  bool has_newline = false;
  RecordFault fault = RecordFault::none;
};

/// Splits one record after the other (RFC 4180; LF and CRLF). Both passes use it, so they cannot disagree.
class RecordScanner {
 public:
  RecordScanner(std::string_view bytes, char delimiter, std::size_t line_bytes_max)
      : bytes_(bytes), delimiter_(delimiter), line_bytes_max_(line_bytes_max), scanner_(bytes, delimiter) {}

  void seek(std::size_t position) {
    at_ = position;
    scanner_.seek(position);
  }
  [[nodiscard]] std::size_t position() const { return at_; }
  [[nodiscard]] bool at_end() const { return at_ >= bytes_.size(); }

  /// Reads the record at the current place; `on_cell(cell)` gets each cell. After a fault the scanner cannot go on.
  template <class OnCell>
  Record next(OnCell&& on_cell) {
    Record record;
    record.begin = at_;
    const bool is_bounded = bytes_.size() - at_ > line_bytes_max_;
    const std::size_t limit = is_bounded ? at_ + line_bytes_max_ + 1 : bytes_.size();
    Cell cell{at_, at_, false, false};
    while (true) {
      const std::size_t place = scanner_.next(limit);
      if (place == limit) return finish_at_limit(record, cell, is_bounded, on_cell);
      const char character = bytes_[place];
      if (character == '"') {
        if (place != cell.begin || cell.is_quoted) {
          record.fault = cell.is_quoted ? RecordFault::text_after_quote : RecordFault::stray_quote;
          return record;
        }
        if (!skip_quoted(record, cell, limit, is_bounded)) return record;
        continue;
      }
      if (cell.is_quoted && place != cell.end + 1) {
        record.fault = RecordFault::text_after_quote;
        return record;
      }
      if (!cell.is_quoted) cell.end = place;
      ++record.cell_count;
      if (character == delimiter_) {
        on_cell(cell);
        cell = {place + 1, place + 1, false, false};
        continue;
      }
      return finish_line(record, cell, place, on_cell);
    }
  }

 private:
  /// `cell.begin` is at the opening quote. True with the content's bounds set.
  bool skip_quoted(Record& record, Cell& cell, std::size_t limit, bool is_bounded) {
    cell.begin += 1;
    cell.is_quoted = true;
    while (true) {
      const std::size_t place = scanner_.next(limit);
      if (place == limit) {
        record.fault = is_bounded ? RecordFault::too_long : RecordFault::unclosed_quote;
        return false;
      }
      if (bytes_[place] == '\n') ++record.inner_line_feeds;
      if (bytes_[place] != '"') continue;
      if (place + 1 < limit && bytes_[place + 1] == '"') {
        scanner_.next(limit);
        cell.has_doubled_quotes = true;
        continue;
      }
      cell.end = place;
      return true;
    }
  }

  template <class OnCell>
  Record finish_line(Record& record, const Cell& cell, std::size_t place, OnCell&& on_cell) {
    record.has_newline = true;
    record.end = place;
    record.next = place + 1;
    if (bytes_[place] == '\r') {
      if (place + 1 >= bytes_.size() || bytes_[place + 1] != '\n') {
        --record.cell_count;
        record.fault = RecordFault::lone_carriage_return;
        return record;
      }
      scanner_.next(bytes_.size());
      record.newline = Newline::crlf;
      record.next = place + 2;
    }
    on_cell(cell);
    at_ = record.next;
    return record;
  }

  template <class OnCell>
  Record finish_at_limit(Record& record, Cell& cell, bool is_bounded, OnCell&& on_cell) {
    if (is_bounded) {
      record.fault = RecordFault::too_long;
      return record;
    }
    if (cell.is_quoted && cell.end + 1 != bytes_.size()) {
      record.fault = RecordFault::text_after_quote;
      return record;
    }
    if (!cell.is_quoted) cell.end = bytes_.size();
    ++record.cell_count;
    on_cell(cell);
    record.end = record.next = at_ = bytes_.size();
    return record;
  }

  std::string_view bytes_;
  char delimiter_;
  std::size_t line_bytes_max_;
  SpecialScanner scanner_;
  std::size_t at_ = 0;
};

}  // namespace careway::formats
