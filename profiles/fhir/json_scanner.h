#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"
#include "profiles/fhir/limits.h"

namespace careway::fhir {

/// How near to JSON a text must be.
enum class JsonGrammar : std::uint8_t {
  strict,    ///< RFC 8259
  tolerant,  ///< comments, trailing commas and words without quotes are read, and noted as slips
};

/// Reads JSON tokens from UTF-8 (RFC 8259), strictly: no comments, no trailing commas, no control characters, no lone
/// surrogates, no U+0000. Numbers stay lexemes. The first failure is kept and every later call fails too; the caller
/// adds the path and reports it. One thread at a time.
class JsonScanner {
 public:
  struct Failure {
    std::string_view code;  ///< empty while nothing has failed
    std::string_view text;
    Position position;
  };
  /// A place to come back to.
  struct Mark {
    const char* at;
    const char* line_start;
    std::uint32_t line;
    std::size_t slip_count;
  };

  /// `bytes` must outlive the scanner; a UTF-8 byte order mark is skipped.
  JsonScanner(std::string_view bytes, const ReadLimits& limits, JsonGrammar grammar = JsonGrammar::strict);

  /// Skips white space; the next byte, or '\0' at the end (a NUL byte in the input is never valid either).
  char peek() {
    while (at_ < end_) {
      const char byte = *at_;
      if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t') {
        if (byte != '/' || !skip_comment()) return byte;
        continue;
      }
      ++at_;
      if (byte == '\n') next_line();
    }
    return '\0';
  }
  /// Takes that byte when it comes next (white space before it is skipped).
  bool take(char byte) {
    if (peek() != byte) return false;
    ++at_;
    return true;
  }
  /// As take, but a failure "json-syntax" when another byte comes.
  bool expect(char byte);
  /// The decoded string that comes next; the view holds until the next call of read_string or skip_value.
  bool read_string(std::string_view& out);
  /// The lexeme of the number that comes next, checked against the grammar; a view of the input.
  bool read_number(std::string_view& out);
  /// Takes true, false or null when it comes next; otherwise a failure.
  bool read_literal(std::string_view& out);
  /// With the tolerant grammar: passes over a comma that stands before `closer`. To be asked behind every comma.
  bool takes_trailing_comma(char closer);
  /// With the tolerant grammar: a word without quotes comes next, so that read_string will take it.
  bool at_bare_word();
  /// Passes over one value of any kind, checking its grammar. `depth` is the nesting around it.
  bool skip_value(std::size_t depth);
  /// Nothing but white space is left; otherwise a failure "json-trailing-content".
  bool expect_end();

  /// Place of the next byte (call peek first to stand on a token).
  [[nodiscard]] Position position() const { return position_of(at_); }
  [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }
  [[nodiscard]] std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  [[nodiscard]] Mark mark() const { return {at_, line_start_, line_, slips_.size()}; }
  void return_to(const Mark& mark);
  /// Jumps to a byte offset; positions are wrong until return_to.
  void jump(std::size_t byte_offset) { at_ = begin_ + byte_offset; }

  /// Records a failure at the next byte; returns false.
  bool fail(std::string_view code, std::string_view text) { return fail_at(at_, code, text); }
  [[nodiscard]] const Failure& failure() const { return failure_; }
  /// What the tolerant grammar read though it is not JSON: "json-comment", "json-trailing-comma", "json-no-quotes". The
  /// caller takes them out when it has reported them.
  [[nodiscard]] std::vector<Failure>& slips() { return slips_; }

 private:
  void next_line() {
    ++line_;
    line_start_ = at_;
  }
  [[nodiscard]] Position position_of(const char* place) const {
    return {line_, static_cast<std::uint32_t>(place - line_start_) + 1};
  }
  bool fail_at(const char* place, std::string_view code, std::string_view text);
  bool read_escaped(const char* start, std::string_view& out);
  bool append_escape();
  bool read_unit(std::uint32_t& unit);
  bool fail_in_string();
  bool skip_comment();
  bool read_bare_word(std::string_view& out);
  void slip(const char* place, std::string_view code, std::string_view text);

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* line_start_;
  std::uint32_t line_ = 1;
  std::size_t text_bytes_max_;
  std::size_t depth_max_;
  bool tolerant_;
  std::string decoded_;
  Failure failure_;
  std::vector<Failure> slips_;
};

}  // namespace careway::fhir
