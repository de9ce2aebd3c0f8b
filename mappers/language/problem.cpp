#include "mappers/language/problem.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace careway::language {

namespace {

constexpr std::size_t kQuotedBytesMax = 80;
constexpr std::size_t kListedWordsMax = 12;
constexpr std::size_t kComparedBytesMax = 80;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Edits (insert, delete, replace, swap of neighbours) that make `a` into `b`, without regard to case.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool is_same = lower(a[i - 1]) == lower(b[j - 1]);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (is_same ? 0U : 1U)});
      const bool is_swap = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (is_swap) now[j] = std::min(now[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace

std::string place_text(const Place& place) {
  return place.file + ":" + std::to_string(place.line);
}

void report_error(fhir::Issues& issues, std::string_view code, const Place& place, std::string_view text) {
  issues.error(code, place_text(place), text, fhir::Position{place.line, place.column});
}

void report_warning(fhir::Issues& issues, std::string_view code, const Place& place, std::string_view text) {
  issues.warning(code, place_text(place), text, fhir::Position{place.line, place.column});
}

std::string nearest_word(std::string_view word, std::span<const std::string> known) {
  if (word.size() > kComparedBytesMax) return {};
  const std::size_t accepted = std::max<std::size_t>(1, word.size() / 3);
  std::size_t best = accepted + 1;
  std::string nearest;
  for (const std::string& candidate : known) {
    const std::size_t longer = std::max(candidate.size(), word.size());
    const std::size_t shorter = std::min(candidate.size(), word.size());
    if (candidate.size() > kComparedBytesMax || longer - shorter >= best) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string suggestion(std::string_view word, std::span<const std::string> known) {
  const std::string nearest = nearest_word(word, known);
  if (!nearest.empty()) return " Did you mean \"" + nearest + "\"?";
  if (known.empty() || known.size() > kListedWordsMax) return {};
  std::string text = " Known here:";
  for (std::size_t i = 0; i < known.size(); ++i) text += (i == 0 ? " " : ", ") + known[i];
  return text + ".";
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  std::size_t length = std::min(text.size(), kQuotedBytesMax);
  // A message stays UTF-8: no cut inside a character.
  while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  for (const char c : text.substr(0, length)) out += static_cast<unsigned char>(c) < 0x20U ? ' ' : c;
  if (length < text.size()) out += "…";
  return out + "\"";
}

}  // namespace careway::language
