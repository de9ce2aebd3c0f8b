#pragma once

#include <span>
#include <string>
#include <string_view>

namespace careway::formats {

/// A CSV file of some rows of another one, in the partner's own layout, for people to put right and send again.
/// `header_bytes` and `rows` come from DocumentReader::header_bytes and source_bytes; they are copied byte for byte,
/// and a row without a line end (the last one of its file) gets that of the header.
std::string csv_of_rows(std::string_view header_bytes, std::span<const std::string_view> rows);

}  // namespace careway::formats
