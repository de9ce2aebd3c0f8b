#include "mappers/language/paths.h"

#include <cstddef>
#include <utility>

#include "mappers/language/problem.h"

namespace careway::language {

namespace {

constexpr std::size_t kPathBytesMax = 1000;
constexpr std::size_t kStepsMax = 30;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_word_part(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

class FhirPathParser {
 public:
  FhirPathParser(std::string_view text, const Place& place, const Names& names, fhir::Issues& issues)
      : text_(text), place_(place), names_(names), issues_(issues) {}

  std::optional<FhirPath> parse() {
    if (text_.size() > kPathBytesMax) return fail("is too long");
    FhirPath path;
    path.text = text_;
    path.place = place_;
    path.root = word();
    if (path.root.empty()) return fail("must start with a role, a variable or \"context\"");
    while (at_ < text_.size()) {
      if (text_[at_] != '.') return fail("needs \".\" between steps; found " + quoted(text_.substr(at_, 1)));
      ++at_;
      FhirStep step;
      step.name = word();
      if (step.name.empty()) return fail("has an empty step");
      while (at_ < text_.size() && text_[at_] == '[') {
        if (!predicates(step)) return std::nullopt;
      }
      path.steps.push_back(std::move(step));
      if (path.steps.size() > kStepsMax) return fail("has too many steps");
    }
    return path;
  }

 private:
  std::nullopt_t fail(const std::string& what) {
    report_error(issues_, "map-fhir-path", place_,
                 "The FHIR path " + quoted(text_) + " " + what + " (at character " + std::to_string(at_ + 1) +
                     "). Write it like person.identifier[system=nhs-number].value.");
    return std::nullopt;
  }

  std::string word() {
    const std::size_t start = at_;
    if (at_ < text_.size() && is_letter(text_[at_])) {
      while (at_ < text_.size() && is_word_part(text_[at_])) ++at_;
    }
    return std::string(text_.substr(start, at_ - start));
  }

  /// Reads "[a=b,c=d]" behind a step; false when it was reported.
  bool predicates(FhirStep& step) {
    ++at_;
    while (true) {
      Predicate predicate;
      bool is_quoted = false;
      const std::size_t start = at_;
      const std::optional<std::string> first = piece(true, is_quoted);
      if (!first) return false;
      if (first->empty()) return fail("has an empty predicate"), false;
      if (at_ < text_.size() && text_[at_] == '=' && !is_quoted) {
        ++at_;
        predicate.child = *first;
        if (!is_child(predicate.child)) return fail("has a predicate with a bad child name"), false;
        const std::optional<std::string> value = piece(false, is_quoted);
        if (!value) return false;
        predicate.value = is_quoted ? *value : names_.resolve(*value);
      } else {
        if (step.name != "extension" && step.name != "modifierExtension") {
          at_ = start;
          return fail("needs \"child=value\" in its predicate"), false;
        }
        predicate.child = "url";
        if (!extension_url(*first, predicate.value)) return false;
      }
      if (predicate.value.empty()) return fail("has a predicate without a value"), false;
      step.predicates.push_back(std::move(predicate));
      if (at_ >= text_.size()) return fail("has no \"]\""), false;
      if (text_[at_++] == ']') return true;
    }
  }

  bool extension_url(const std::string& word_or_url, std::string& url) {
    url = names_.resolve(word_or_url);
    if (url.find(':') != std::string::npos) return true;
    report_error(issues_, "map-alias-unknown", place_,
                 "No name stands for the extension " + quoted(word_or_url) + "." +
                     suggestion(word_or_url, names_.aliases()) +
                     " Add it under \"names\", or write [url=" + word_or_url + "] for a part of an extension.");
    return false;
  }

  static bool is_child(std::string_view child) {
    bool is_start = true;
    for (const char c : child) {
      if (c == '.') {
        if (is_start) return false;
        is_start = true;
        continue;
      }
      if (is_start ? !is_letter(c) : !is_word_part(c)) return false;
      is_start = false;
    }
    return !is_start;
  }

  /// Text up to ",", "]" (or "=" when `stops_at_equals`), or within single quotes.
  std::optional<std::string> piece(bool stops_at_equals, bool& is_quoted) {
    is_quoted = at_ < text_.size() && text_[at_] == '\'';
    if (is_quoted) {
      const std::size_t end = text_.find('\'', at_ + 1);
      if (end == std::string_view::npos) return fail("has no closing quote");
      std::string inside(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      const bool is_end = at_ < text_.size() && (text_[at_] == ',' || text_[at_] == ']');
      if (!is_end) return fail("needs \",\" or \"]\" after a quoted value");
      return inside;
    }
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != ']' && !(stops_at_equals && text_[at_] == '='))
      ++at_;
    if (at_ >= text_.size()) return fail("has no \"]\"");
    return std::string(trimmed(text_.substr(start, at_ - start)));
  }

  std::string_view text_;
  const Place& place_;
  const Names& names_;
  fhir::Issues& issues_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<FhirPath> parse_fhir_path(std::string_view text, const Place& place, const Names& names,
                                        fhir::Issues& issues) {
  return FhirPathParser(text, place, names, issues).parse();
}

std::optional<PartnerPath> parse_partner_path(std::string_view text, const Place& place, FormatKind format,
                                              fhir::Issues& issues) {
  PartnerPath path;
  path.text = text;
  path.place = place;
  const auto fail = [&](std::string_view what) {
    report_error(issues, "map-partner-path", place, "The partner path " + quoted(text) + " " + std::string(what));
    return std::nullopt;
  };
  if (text.empty()) return fail("is empty. Name the place in the partner's document.");
  if (text.size() > kPathBytesMax) return fail("is too long.");
  if (format == FormatKind::csv) {
    path.steps.emplace_back(text);
    return path;
  }
  if (text == ".") return path;
  std::size_t start = 0;
  while (true) {
    const std::size_t end = std::min(text.find('/', start), text.size());
    const std::string_view step = text.substr(start, end - start);
    if (step.empty() || step == "." || step == "@") return fail("has an empty step. Write it like Person/NHSNumber.");
    if (step == "^" && start != 0) return fail("may have \"^\" at its start only.");
    if (step.front() == '@' && end != text.size()) return fail("has steps below an attribute. End it there.");
    path.steps.emplace_back(step);
    if (path.steps.size() > kStepsMax) return fail("has too many steps.");
    if (end == text.size()) break;
    start = end + 1;
  }
  if (path.steps.size() == 1 && path.steps.front() == "^") return fail("names only the root. Add the place below it.");
  return path;
}

std::string canonical_text(const FhirPath& path) {
  std::string out = path.root;
  for (const FhirStep& step : path.steps) {
    out += "." + step.name;
    for (const Predicate& predicate : step.predicates) out += "[" + predicate.child + "=" + predicate.value + "]";
  }
  return out;
}

}  // namespace careway::language
