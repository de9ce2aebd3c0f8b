#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace re2 {
class RE2;
}

namespace careway::fhirpath {

/// A compiled regular expression of matches, matchesFull, replaceMatches: RE2, so that time grows with the text only;
/// the dot matches line ends too, letters are Unicode. Immutable, safe for concurrent use.
class Regex {
 public:
  /// Nothing when RE2 cannot read it (look-around and back references have no place there) or it is longer than
  /// `bytes_max`; `why` tells.
  static std::unique_ptr<const Regex> compile(std::string_view pattern, std::size_t bytes_max, std::string& why);
  ~Regex();

  /// The pattern matches anywhere in the text.
  [[nodiscard]] bool matches(std::string_view text) const;
  [[nodiscard]] bool matches_full(std::string_view text) const;
  /// Replaces every match; $1 and ${1} stand for groups, ${name} for a named one, \$ for a dollar. False when the
  /// result would be longer than `bytes_max`.
  [[nodiscard]] bool replace(std::string_view text, std::string_view substitution, std::size_t bytes_max,
                             std::string& out) const;

 private:
  Regex();
  std::unique_ptr<re2::RE2> regex_;
};

/// Keeps the last few patterns that were worked out while evaluating. One thread at a time.
class RegexCache {
 public:
  const Regex* find(std::string_view pattern, std::size_t bytes_max, std::string& why);

 private:
  static constexpr std::size_t kKeptMax = 16;
  std::list<std::pair<std::string, std::unique_ptr<const Regex>>> kept_;  // the last used first
};

}  // namespace careway::fhirpath
