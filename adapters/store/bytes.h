#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace careway::store {

/// Appends eight bytes, lowest first: the same on every machine, because the bytes are stored and signed.
void add_number(std::string& bytes, std::uint64_t number);

/// Appends the part behind its length, so that no two lists of parts give the same bytes.
void add_part(std::string& bytes, std::string_view part);

/// Reads what add_number wrote. There must be eight bytes from `offset`.
[[nodiscard]] std::uint64_t number_in(std::string_view bytes, std::size_t offset);

/// A list of numbers as bytes, and back. Bytes that are left over at the end are ignored.
[[nodiscard]] std::string pack_numbers(std::span<const std::uint64_t> numbers);
[[nodiscard]] std::vector<std::uint64_t> unpack_numbers(std::string_view bytes);

/// The numbers sorted, each once.
[[nodiscard]] std::vector<std::uint64_t> sorted_once(std::span<const std::uint64_t> numbers);

[[nodiscard]] std::string to_hexadecimal(std::string_view bytes);
/// Nothing when the text is not hexadecimal in lower case.
[[nodiscard]] std::optional<std::string> from_hexadecimal(std::string_view text);

}  // namespace careway::store
