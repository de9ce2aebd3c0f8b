#pragma once

#include <span>
#include <string>
#include <string_view>

#include "mappers/language/map.h"
#include "profiles/fhir/issue.h"

namespace careway::language {

/// "cld/cld.map.yaml:17": the path of every issue about a map.
std::string place_text(const Place& place);

/// Adds an error whose path is "file:line" and whose position is the place.
void report_error(fhir::Issues& issues, std::string_view code, const Place& place, std::string_view text);
void report_warning(fhir::Issues& issues, std::string_view code, const Place& place, std::string_view text);

/// The known word that a person most likely meant by `word`: the least edit distance, at most a third of its length (at
/// least 1); empty when none is near.
std::string nearest_word(std::string_view word, std::span<const std::string> known);

/// " Did you mean "x"?", or a list of the known words when there are few, or nothing.
std::string suggestion(std::string_view word, std::span<const std::string> known);

/// Quotes a word of a map for a message and shortens it: a map may hold any text.
std::string quoted(std::string_view text);

}  // namespace careway::language
