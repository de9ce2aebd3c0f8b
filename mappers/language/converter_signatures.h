#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace careway::language {

/// How many slots a converter joins on one side.
enum class Arity : std::uint8_t {
  one,
  many,           ///< two or more, kept apart by their order
  one_or_many,    ///< one or more
  one_repeating,  ///< exactly one slot, whose last step repeats: the parts are its repetitions, in order
};

/// What a converter needs, as far as it can be checked before any document is seen. Every converter has both
/// directions; that is what makes it a converter.
struct ConverterSignature {
  std::string_view name;
  Arity partner;
  Arity fhir;
  /// FHIR types that the slot may have, separated by a blank.
  std::string_view fhir_types;
  /// The name under which the word behind the converter is stored: `{ code: cld-gender }` is arguments["map"]. Empty
  /// when the converter takes none.
  std::string_view main_argument;
  bool argument_required;
  /// All arguments that it knows, separated by a blank.
  std::string_view arguments;
};

/// Types of free text: what is written is what is read.
inline constexpr std::string_view kTextTypes = "string markdown code uri url canonical id oid uuid";

/// Limits that a format sets on a number: how long it may be written, how small it may be, and what a breach is called.
inline constexpr std::string_view kNumberLimits = "characters decimals minimum refusal because";

inline constexpr std::array<ConverterSignature, 14> kConverterSignatures = {{
    // The characters as they stand.
    {"text", Arity::one, Arity::one, kTextTypes, "", false, "characters refusal because"},
    // A calendar day in the partner's form. A date keeps its precision; a dateTime slot holds the day only.
    {"date", Arity::one, Arity::one, "date dateTime", "form", false, "form"},
    // A day with a time and an offset.
    {"date-time", Arity::one, Arity::one, "dateTime instant", "form", false, "form"},
    // A number by its lexeme: 16.40 stays 16.40.
    {"decimal", Arity::one, Arity::one, "decimal", "", false, kNumberLimits},
    // A whole number. In a string the record may say more ("10.5"), which is then refused on the way home.
    {"integer", Arity::one, Arity::one, "integer positiveInt unsignedInt decimal string", "", false, kNumberLimits},
    // "true"/"false", or the pair of words given as arguments true and false.
    {"boolean", Arity::one, Arity::one, "boolean", "", false, "true false"},
    // Through a code map, both ways.
    {"code", Arity::one, Arity::one, "code string uri", "map", true, "map"},
    // Ten digits, read with 3-3-4 spacing; a bad check digit is kept as said and warned.
    {"nhs-number", Arity::one, Arity::one, "string", "", false, ""},
    // An amount in pounds: the slot is a Money element, its currency is written as GBP.
    {"money", Arity::one, Arity::one, "Money", "currency", false,
     "currency characters decimals minimum refusal because"},
    // n texts in one value: joined by ":", a ":" or "%" inside written as %3A, %25.
    {"joined", Arity::many, Arity::one, "string", "", false, ""},
    // The issuer of the context, ":", and the text: an id that only its issuer makes unique.
    {"issued", Arity::one, Arity::one, "string", "", false, ""},
    // Words between blanks: each is one repetition of the slot.
    {"words", Arity::one, Arity::one_repeating, "string", "", false, ""},
    // n columns: column i is repetition i of the one repeating step on the path.
    {"lines", Arity::one_or_many, Arity::one_repeating, "string", "", false, ""},
    // The same, each with the issuer before it.
    {"issued-lines", Arity::one_or_many, Arity::one_repeating, "string", "", false, ""},
}};

/// The signature of a converter; a null pointer when there is none of that name.
constexpr const ConverterSignature* find_converter(std::string_view name) {
  for (const ConverterSignature& signature : kConverterSignatures) {
    if (signature.name == name) return &signature;
  }
  return nullptr;
}

/// Whether a list of words separated by blanks has the word.
constexpr bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = words.find(' ');
    if (words.substr(0, end) == word) return true;
    words = end == std::string_view::npos ? std::string_view{} : words.substr(end + 1);
  }
  return false;
}

}  // namespace careway::language
