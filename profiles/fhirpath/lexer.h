#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace careway::fhirpath {

enum class TokenKind : std::uint8_t {
  end,
  word,       ///< name or keyword
  delimited,  ///< `name`
  text,       ///< 'text'
  integer,
  decimal,
  temporal,  ///< without '@'
  dollar,    ///< $this, $index, $total: without '$'
  percent,   ///< '%'; the name is the next token
  symbol,    ///< brackets, operators, comma, dot
  failed,    ///< text says what is wrong
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t offset = 0;
  bool has_escapes = false;  ///< delimited, text: `text` must be decoded
  std::string_view text;
};

/// Cuts a FHIRPath text into tokens (N1 section "Lexical elements"). The text must outlive it.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}
  Token next();

 private:
  bool skip_blanks();
  bool digits(std::size_t count);
  [[nodiscard]] char at(std::size_t index) const { return index < text_.size() ? text_[index] : '\0'; }
  [[nodiscard]] bool digit_at(std::size_t index) const { return at(index) >= '0' && at(index) <= '9'; }
  Token take(TokenKind kind, std::size_t from);
  Token fail(std::string_view why);
  Token quoted(TokenKind kind, char quote);
  Token number();
  Token temporal();
  bool time_of_day();
  void zone();
  Token symbol();

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Replaces the escapes of a text or delimited name: \' \" \` \r \n \t \f \/ \\ \uXXXX (surrogate pairs count as one
/// character). False when there is another one.
bool decode_escapes(std::string_view text, std::string& out);
/// The other way, for what stands between `quote`s.
void append_escaped(std::string& out, std::string_view text, char quote);
/// Appends a character as UTF-8.
void append_utf8(std::string& out, std::uint32_t character);

}  // namespace careway::fhirpath
