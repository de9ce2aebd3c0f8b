#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Texts as FHIRPath sees them: UTF-8, counted in characters (code points), independent of any locale.
namespace careway::fhirpath {

std::size_t count_characters(std::string_view text);
/// Where the character with that number starts; the size of the text when it has fewer.
std::size_t offset_of_character(std::string_view text, std::size_t number);
/// Bytes of the first character; 0 for an empty text.
std::size_t character_bytes(std::string_view text);

/// Case of the Latin, Greek and Cyrillic scripts, one character for one; others stay.
void append_upper(std::string& out, std::string_view text);
void append_lower(std::string& out, std::string_view text);
/// As `~` compares texts: case does not count, and blanks of any kind and number are one blank.
bool equivalent_texts(std::string_view a, std::string_view b);

/// Formats "hex", "base64", "urlbase64"; false when the format is none of them (or, decoding, the text is not in it).
bool encode(std::string_view format, std::string_view bytes, std::string& out);
bool decode(std::string_view format, std::string_view text, std::string& out);
/// Formats "html", "json".
bool escape(std::string_view format, std::string_view text, std::string& out);
bool unescape(std::string_view format, std::string_view text, std::string& out);

/// True when the bytes are UTF-8 without overlong forms and surrogates.
bool is_utf8(std::string_view bytes);

}  // namespace careway::fhirpath
