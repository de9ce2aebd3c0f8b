#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "profiles/terminology/terminology.h"

namespace careway::terminology {

/// A code system that no package can list, but whose rules tell something about each code.
struct Grammar {
  std::string_view system;
  /// in: a code of the system. out: can be no code of it. unknown: well-formed, the rest is not loaded here.
  Membership (*judge)(std::string_view code);
  /// The rules decide for every code; judge never says unknown.
  bool decides = false;
  /// Whether a code passes a filter on a property that the rules know; null, or nothing: not known.
  std::optional<bool> (*passes)(std::string_view property, std::string_view value, std::string_view code) = nullptr;
};

/// nullptr when no grammar is known for the system.
const Grammar* find_grammar(std::string_view system);

// The rules one by one, for tests and for readers.

/// Verhoeff's check digit over all digits of a text: true when it fits. False when there is another character.
bool has_verhoeff_check(std::string_view digits);
/// Modulus 10 with every second digit doubled, from the right, check digit last (ISO/IEC 7812 calls it Luhn).
bool has_mod10_check(std::string_view digits);
/// SNOMED CT identifier of a concept: 6 to 18 digits, partition 00 or 10, check digit (SNOMED CT release file
/// specification, section 6). Postcoordinated expressions and descriptions are told apart by the caller.
bool is_snomed_concept_id(std::string_view code);
/// RFC 6838 section 4.2 with parameters of RFC 2045: "text/plain; charset=UTF-8".
bool is_mime_type(std::string_view code);
/// RFC 5646 section 2.1, well-formed: "en", "en-GB", "zh-Hant-CN", "x-klingon", "i-default".
bool is_language_tag(std::string_view code);
/// RFC 3986: a scheme, a colon, and only characters that a URI has.
bool is_uri(std::string_view code);

}  // namespace careway::terminology
