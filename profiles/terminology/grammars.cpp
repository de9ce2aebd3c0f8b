#include "profiles/terminology/grammars.h"

#include <algorithm>
#include <array>
#include <vector>

#include "profiles/terminology/code_table.h"
#include "profiles/terminology/ucum.h"

namespace careway::terminology {
namespace {

constexpr std::size_t kCodeBytesMax = 4096;

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}
bool is_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}
bool is_alphanumeric(char letter) {
  return is_digit(letter) || is_letter(letter);
}
bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}
bool all_letters(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_letter);
}
bool all_alphanumeric(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_alphanumeric);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

Membership decided(bool is_member) {
  return is_member ? Membership::in : Membership::out;
}
Membership possible(bool may_be) {
  return may_be ? Membership::unknown : Membership::out;
}

// RFC 6838, restricted-name: starts with a letter or digit, 127 characters at most.
bool is_media_name(std::string_view name) {
  if (name.empty() || name.size() > 127 || !is_alphanumeric(name.front())) return false;
  return std::ranges::all_of(name, [](char letter) {
    return is_alphanumeric(letter) || std::string_view("!#$&-^_.+").find(letter) != std::string_view::npos;
  });
}

// RFC 2045, token: no blank, control or separator.
bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char letter) {
    return letter > ' ' && letter < 127 && std::string_view("()<>@,;:\\\"/[]?=").find(letter) == std::string_view::npos;
  });
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// Senders leave out the quotes that RFC 2045 wants around a slash and the like. What they mean is clear.
bool is_unquoted_value(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char letter) {
    return letter > ' ' && letter < 127 && std::string_view("\"\\,;").find(letter) == std::string_view::npos;
  });
}

// name=value or name="quoted value"; takes it from the front of `text`, up to and with the next semicolon.
bool take_parameter(std::string_view& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || !is_token(trimmed(text.substr(0, equals)))) return false;
  text = trimmed(text.substr(equals + 1));
  if (!text.starts_with('"')) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const bool fits = is_unquoted_value(trimmed(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    return fits;
  }
  std::size_t at = 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  if (at >= text.size()) return false;
  text = trimmed(text.substr(at + 1));
  if (text.empty()) return true;
  const bool fits = text.starts_with(';');
  text.remove_prefix(1);
  return fits;
}

// RFC 5646 section 2.2.8: tags that the grammar alone would refuse.
constexpr std::array<std::string_view, 17> kIrregularTags = {
    "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak",     "i-klingon", "i-lux",    "i-mingo",
    "i-navajo",  "i-pwn", "i-tao", "i-tay",     "i-tsu",      "sgn-be-fr", "sgn-be-nl", "sgn-ch-de"};

// Walks over the subtags of one langtag. Each step takes what fits at its place.
class LanguageTag {
 public:
  explicit LanguageTag(std::vector<std::string_view> subtags) : subtags_(std::move(subtags)) {}

  bool is_well_formed() {
    if (here() == "x" || here() == "X") return private_use() && at_ == subtags_.size();
    if (!language()) return false;
    take([](std::string_view part) { return part.size() == 4 && all_letters(part); });  // script
    take([](std::string_view part) {                                                    // region
      return (part.size() == 2 && all_letters(part)) || (part.size() == 3 && all_digits(part));
    });
    while (take(is_variant)) {
    }
    while (extension()) {
    }
    private_use();
    return at_ == subtags_.size();
  }

 private:
  static bool is_variant(std::string_view part) {
    return all_alphanumeric(part) &&
           ((part.size() >= 5 && part.size() <= 8) || (part.size() == 4 && is_digit(part[0])));
  }
  [[nodiscard]] std::string_view here() const { return at_ < subtags_.size() ? subtags_[at_] : std::string_view(); }
  template <typename Fits>
  bool take(Fits&& fits) {
    if (at_ >= subtags_.size() || !fits(subtags_[at_])) return false;
    ++at_;
    return true;
  }
  // Two or three letters, perhaps with extended subtags; four are reserved, five to eight were never registered.
  bool language() {
    if (!take([](std::string_view part) { return (part.size() == 2 || part.size() == 3) && all_letters(part); })) {
      return false;
    }
    for (int extended = 0; extended < 3; ++extended) {
      if (!take([](std::string_view part) { return part.size() == 3 && all_letters(part); })) break;
    }
    return true;
  }
  bool extension() {
    const bool is_singleton = here().size() == 1 && is_alphanumeric(here()[0]) && here() != "x" && here() != "X";
    if (!is_singleton) return false;
    const std::size_t start = at_++;
    while (take([](std::string_view part) { return part.size() >= 2 && part.size() <= 8 && all_alphanumeric(part); })) {
    }
    if (at_ > start + 1) return true;
    at_ = start;
    return false;
  }
  bool private_use() {
    if (here() != "x" && here() != "X") return false;
    const std::size_t start = at_++;
    while (take([](std::string_view part) { return part.size() <= 8 && all_alphanumeric(part); })) {
    }
    if (at_ > start + 1) return true;
    at_ = start;
    return false;
  }

  std::vector<std::string_view> subtags_;
  std::size_t at_ = 0;
};

Membership judge_unit(std::string_view code) {
  return decided(is_unit(code));
}
// FHIR R4, "Using UCUM with FHIR": the filter "canonical" selects the units that measure the same.
std::optional<bool> unit_passes(std::string_view property, std::string_view value, std::string_view code) {
  const auto wanted = parse_unit(value);
  if (property != "canonical" || !wanted) return {};
  const auto unit = parse_unit(code);
  return unit && unit->dimension == wanted->dimension;
}
// FHIR R4, CapabilityStatement.format: "xml", "json" and "ttl" stand for FHIR's own formats.
Membership judge_mime_type(std::string_view code) {
  return decided(is_mime_type(code) || code == "xml" || code == "json" || code == "ttl");
}
Membership judge_language(std::string_view code) {
  return decided(is_language_tag(code));
}
Membership judge_uri(std::string_view code) {
  return decided(is_uri(code));
}

// A postcoordinated expression is longer than an identifier; whether it is right cannot be told here.
Membership judge_snomed(std::string_view code) {
  if (code.find_first_of(":=+|{}(),") != std::string_view::npos) return Membership::unknown;
  return possible(is_snomed_concept_id(code));
}

// "8480-6"; parts, lists, answers and groups carry a letter prefix and are not checked further.
Membership judge_loinc(std::string_view code) {
  const std::size_t dash = code.find('-');
  if (code.starts_with('L') || code.starts_with("MTHU")) return possible(all_alphanumeric(code.substr(0, dash)));
  if (dash == std::string_view::npos || dash == 0 || dash > 7 || dash + 2 != code.size()) return Membership::out;
  std::array<char, 8> digits{};
  std::ranges::copy(code.substr(0, dash), digits.begin());
  digits[dash] = code.back();
  return possible(has_mod10_check({digits.data(), dash + 1}));
}

// ISO 3166-2: country, hyphen, one to three letters or digits.
Membership judge_subdivision(std::string_view code) {
  if (code.size() < 4 || code.size() > 6 || code[2] != '-') return Membership::out;
  return possible(all_letters(code.substr(0, 2)) && all_alphanumeric(code.substr(3)));
}

// UN M49: a country, area or region is three digits.
Membership judge_area(std::string_view code) {
  return possible(code.size() == 3 && all_digits(code));
}

constexpr std::array<Grammar, 8> kGrammars = {{
    {"http://unitsofmeasure.org", judge_unit, true, unit_passes},
    {"urn:ietf:bcp:13", judge_mime_type, true},
    {"urn:ietf:bcp:47", judge_language, true},
    {"urn:ietf:rfc:3986", judge_uri, true},
    {"http://snomed.info/sct", judge_snomed},
    {"http://loinc.org", judge_loinc},
    {"urn:iso:std:iso:3166:-2", judge_subdivision},
    {"http://unstats.un.org/unsd/methods/m49/m49.htm", judge_area},
}};

}  // namespace

const Grammar* find_grammar(std::string_view system) {
  const auto at = std::ranges::find(kGrammars, system, &Grammar::system);
  return at == kGrammars.end() ? nullptr : &*at;
}

// Verhoeff, 1969: products in the dihedral group of order 10, the digits permuted by their place.
bool has_verhoeff_check(std::string_view digits) {
  constexpr std::array<std::string_view, 10> kProduct = {"0123456789", "1234067895", "2340178956", "3401289567",
                                                         "4012395678", "5987604321", "6598710432", "7659821043",
                                                         "8765932104", "9876543210"};
  constexpr std::array<std::string_view, 8> kPermutation = {"0123456789", "1576283094", "5803796142", "8916043527",
                                                            "9453126870", "4286573901", "2793806415", "7046913258"};
  if (!all_digits(digits)) return false;
  std::size_t check = 0;
  for (std::size_t place = 0; place < digits.size(); ++place) {
    const auto digit = static_cast<std::size_t>(digits[digits.size() - 1 - place] - '0');
    const auto permuted = static_cast<std::size_t>(kPermutation[place % 8][digit] - '0');
    check = static_cast<std::size_t>(kProduct[check][permuted] - '0');
  }
  return check == 0;
}

bool has_mod10_check(std::string_view digits) {
  if (!all_digits(digits)) return false;
  int sum = 0;
  for (std::size_t place = 0; place < digits.size(); ++place) {
    int digit = digits[digits.size() - 1 - place] - '0';
    if (place % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

bool is_snomed_concept_id(std::string_view code) {
  if (code.size() < 6 || code.size() > 18 || code.front() == '0' || !has_verhoeff_check(code)) return false;
  const std::string_view partition = code.substr(code.size() - 3, 2);
  return partition == "00" || partition == "10";
}

bool is_mime_type(std::string_view code) {
  if (code.size() > kCodeBytesMax) return false;
  const std::size_t end = std::min(code.find(';'), code.size());
  std::string_view parameters = code.substr(std::min(end + 1, code.size()));
  const std::string_view type = trimmed(code.substr(0, end));
  const std::size_t slash = type.find('/');
  if (slash == std::string_view::npos) return false;
  if (!is_media_name(type.substr(0, slash)) || !is_media_name(type.substr(slash + 1))) return false;
  if (end < code.size() && trimmed(parameters).empty()) return false;
  while (!trimmed(parameters).empty()) {
    if (!take_parameter(parameters)) return false;
  }
  return true;
}

bool is_language_tag(std::string_view code) {
  if (code.empty() || code.size() > 255) return false;
  const bool is_irregular =
      std::ranges::any_of(kIrregularTags, [&](std::string_view tag) { return same_but_for_case(tag, code); });
  return is_irregular || LanguageTag(split(code, '-')).is_well_formed();
}

bool is_uri(std::string_view code) {
  const std::size_t colon = code.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == code.size() || !is_letter(code.front()))
    return false;
  const bool is_scheme = std::ranges::all_of(code.substr(0, colon), [](char letter) {
    return is_alphanumeric(letter) || letter == '+' || letter == '-' || letter == '.';
  });
  if (!is_scheme) return false;
  for (std::size_t at = colon + 1; at < code.size(); ++at) {
    const char letter = code[at];
    if (letter == '%') {
      const auto is_hex = [](char one) { return is_digit(one) || (folded(one) >= 'a' && folded(one) <= 'f'); };
      if (at + 2 >= code.size() || !is_hex(code[at + 1]) || !is_hex(code[at + 2])) return false;
    } else if (!is_alphanumeric(letter) &&
               std::string_view("-._~:/?#[]@!$&'()*+,;=").find(letter) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

}  // namespace careway::terminology
