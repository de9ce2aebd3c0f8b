#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace careway::formats {

/// True when every byte is below 0x80.
bool is_ascii(std::string_view bytes);

/// First byte that is not well-formed UTF-8 (Unicode table 3-7), or npos. With `is_complete` false a sequence that is
/// cut off by the end of `bytes` is no fault; `consumed` is then the place where it begins.
std::size_t find_invalid_utf8(std::string_view bytes, bool is_complete, std::size_t& consumed);

/// First byte that Windows-1252 does not define (81, 8D, 8F, 90, 9D), or npos.
std::size_t find_invalid_windows_1252(std::string_view bytes);

/// Appends Windows-1252 bytes as UTF-8. The bytes were checked by find_invalid_windows_1252.
void append_windows_1252_as_utf8(std::string& out, std::string_view bytes);

/// Appends UTF-8 text as Windows-1252. False, with nothing appended, when a character does not exist there.
bool append_utf8_as_windows_1252(std::string& out, std::string_view text);

}  // namespace careway::formats
