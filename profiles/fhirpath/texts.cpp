#include <algorithm>

#include "profiles/fhirpath/machine.h"
#include "profiles/fhirpath/text_functions.h"

namespace careway::fhirpath {
namespace {

Item integer(std::size_t value) {
  return Item::of_integer(static_cast<std::int64_t>(value));
}

// Number of the character at which `part` is found; -1 when it is not.
Item place_of(std::string_view text, std::size_t found) {
  return found == std::string_view::npos ? Item::of_integer(-1) : integer(count_characters(text.substr(0, found)));
}

std::string_view trimmed(std::string_view text) {
  static constexpr std::string_view kBlanks = " \t\n\r\f\v";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

// upper, lower, length, trim.
bool Machine::do_text_alone(const Op& op, const Scope&, Range input, std::size_t base) {
  std::string_view text;
  bool is_empty = false;
  if (!text_of(input, text, is_empty) || !charge(text.size() / 64)) return false;
  if (is_empty) return finish_empty(base);
  switch (op.function) {
    case Function::length:
      return finish(base, integer(count_characters(text)));
    case Function::trim:
      return finish(base, Item::of_text(trimmed(text)));
    default:
      text_.clear();
      if (op.function == Function::upper) {
        append_upper(text_, text);
      } else {
        append_lower(text_, text);
      }
      return finish_text(base, text_);
  }
}

bool Machine::finish_text(std::size_t base, std::string_view text) {
  if (text.size() + texts_.total() > limits_.text_result_bytes_max) return fail_limit("The text grows too long.");
  return charge(text.size() / 64) && finish(base, text_item(text));
}

// indexOf, lastIndexOf, startsWith, endsWith, contains, encode, decode, escape, unescape.
bool Machine::do_text_with_text(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::string_view text;
  std::string_view other;
  bool is_empty = false;
  bool other_is_empty = false;
  if (!text_of(input, text, is_empty) || !text_argument(op, 0, scope, other, other_is_empty)) return false;
  if (is_empty || other_is_empty) return finish_empty(base);
  if (!charge_search(text, other)) return false;
  bool is_done = false;
  text_.clear();
  switch (op.function) {
    case Function::index_of:
      return finish(base, place_of(text, text.find(other)));
    case Function::last_index_of:
      return finish(base, place_of(text, text.rfind(other)));
    case Function::starts_with:
      return finish(base, Item::of_boolean(text.starts_with(other)));
    case Function::ends_with:
      return finish(base, Item::of_boolean(text.ends_with(other)));
    case Function::contains:
      return finish(base, Item::of_boolean(text.find(other) != std::string_view::npos));
    case Function::encode:
      is_done = encode(other, text, text_);
      break;
    case Function::decode:
      is_done = decode(other, text, text_) && is_utf8(text_);
      break;
    case Function::escape:
      is_done = escape(other, text, text_);
      break;
    default:
      is_done = unescape(other, text, text_);
  }
  // An unknown format, or a text that is not in it.
  return is_done ? finish_text(base, text_) : finish_empty(base);
}

bool Machine::do_substring(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::string_view text;
  bool is_empty = false;
  std::int64_t start = 0;
  bool start_is_empty = false;
  std::int64_t length = 0;
  bool length_is_empty = true;
  if (!text_of(input, text, is_empty) || !integer_argument(op, 0, scope, start, start_is_empty)) return false;
  if (op.argument_count == 2 && !integer_argument(op, 1, scope, length, length_is_empty)) return false;
  if (is_empty || start_is_empty || !charge(text.size() / 64)) return finish_empty(base);
  const std::size_t from = start < 0 ? text.size() : offset_of_character(text, static_cast<std::size_t>(start));
  if (from >= text.size()) return finish_empty(base);
  text.remove_prefix(from);
  if (!length_is_empty)
    text = text.substr(0, length <= 0 ? 0 : offset_of_character(text, static_cast<std::size_t>(length)));
  return finish(base, Item::of_text(text));
}

bool Machine::do_replace(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::string_view text;
  std::string_view pattern;
  std::string_view substitution;
  bool is_empty = false;
  bool pattern_is_empty = false;
  bool substitution_is_empty = false;
  if (!text_of(input, text, is_empty) || !text_argument(op, 0, scope, pattern, pattern_is_empty) ||
      !text_argument(op, 1, scope, substitution, substitution_is_empty))
    return false;
  if (is_empty || pattern_is_empty || substitution_is_empty) return finish_empty(base);
  if (!charge_search(text, pattern)) return false;
  const std::size_t left = limits_.text_result_bytes_max - std::min(texts_.total(), limits_.text_result_bytes_max);
  text_.clear();
  if (op.function == Function::replace_matches) {
    if (pattern.empty()) return finish(base, Item::of_text(text));
    const Regex* regex = find_regex(op, pattern);
    if (regex == nullptr) return false;
    if (!regex->replace(text, substitution, left, text_)) return fail_limit("The text grows too long.");
    return finish_text(base, text_);
  }
  // An empty pattern stands between all characters (N1 "replace").
  for (std::size_t at = 0;;) {
    const std::size_t found = pattern.empty() ? at : text.find(pattern, at);
    if (found == std::string_view::npos || (pattern.empty() && at > text.size())) break;
    text_ += text.substr(at, found - at);
    text_ += substitution;
    if (text_.size() > left) return fail_limit("The text grows too long.");
    at = found + pattern.size();
    if (!pattern.empty()) {
      text.remove_prefix(at);
      at = 0;
      continue;
    }
    const std::size_t bytes = character_bytes(text.substr(at));
    if (bytes == 0) return finish_text(base, text_);
    text_ += text.substr(at, bytes);
    at += bytes;
  }
  text_ += text;
  return finish_text(base, text_);
}

const Regex* Machine::find_regex(const Op& op, std::string_view pattern) {
  if (op.regex != nullptr) return op.regex;
  std::string why;
  if (!charge(100 + pattern.size())) return nullptr;
  const Regex* regex = regex_cache_.find(pattern, limits_.regex_bytes_max, why);
  if (regex == nullptr) fail("This regular expression cannot be used: " + why);
  return regex;
}

bool Machine::do_matches(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::string_view text;
  std::string_view pattern;
  bool is_empty = false;
  bool pattern_is_empty = false;
  if (!text_of(input, text, is_empty) || !text_argument(op, 0, scope, pattern, pattern_is_empty)) return false;
  if (is_empty || pattern_is_empty) return finish_empty(base);
  const Regex* regex = find_regex(op, pattern);
  if (regex == nullptr || !charge(1 + text.size() / 16)) return false;
  const bool is_match = op.function == Function::matches ? regex->matches(text) : regex->matches_full(text);
  return finish(base, Item::of_boolean(is_match));
}

bool Machine::do_to_chars(const Op&, const Scope&, Range input, std::size_t base) {
  std::string_view text;
  bool is_empty = false;
  if (!text_of(input, text, is_empty)) return false;
  stack_.resize(base);
  while (!is_empty && !text.empty()) {
    const std::size_t bytes = character_bytes(text);
    if (!push(Item::of_text(text.substr(0, bytes)))) return false;
    text.remove_prefix(bytes);
  }
  return charge((stack_.size() - base) / 4);
}

bool Machine::do_split(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::string_view text;
  std::string_view separator;
  bool is_empty = false;
  bool separator_is_empty = false;
  if (!text_of(input, text, is_empty) || !text_argument(op, 0, scope, separator, separator_is_empty)) return false;
  if (is_empty || separator_is_empty) return finish_empty(base);
  if (separator.empty()) return do_to_chars(op, scope, input, base);
  if (!charge_search(text, separator)) return false;
  stack_.resize(base);
  for (;;) {
    const std::size_t found = text.find(separator);
    if (!push(Item::of_text(text.substr(0, found)))) return false;
    if (found == std::string_view::npos) break;
    text.remove_prefix(found + separator.size());
  }
  return charge((stack_.size() - base) / 4);
}

bool Machine::do_join(const Op& op, const Scope& scope, Range input, std::size_t base) {
  std::string_view separator;
  bool is_empty = false;
  if (op.argument_count == 1 && !text_argument(op, 0, scope, separator, is_empty)) return false;
  if (input.empty()) return finish_empty(base);
  text_.clear();
  bool is_first = true;
  for (std::size_t i = input.begin; i < input.end; ++i) {
    std::string_view text;
    if (!text_of({i, i + 1}, text, is_empty)) return false;
    if (is_empty) continue;
    if (!is_first) text_ += separator;
    is_first = false;
    text_ += text;
    if (text_.size() > limits_.text_result_bytes_max) return fail_limit("The text grows too long.");
  }
  return finish_text(base, text_);
}

}  // namespace careway::fhirpath
