#include "profiles/packages/canonical.h"

#include <algorithm>

namespace careway::packages {
namespace {

/// Takes the part up to the next dot off the front of `text`.
std::string_view take_part(std::string_view& text) {
  const auto dot = std::min(text.find('.'), text.size());
  const auto part = text.substr(0, dot);
  text.remove_prefix(std::min(dot + 1, text.size()));
  return part;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

int sign(int value) {
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}

int compare_parts(std::string_view a, std::string_view b) {
  if (!is_number(a) || !is_number(b)) return sign(a.compare(b));
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return sign(a.compare(b));
}

}  // namespace

Canonical split_canonical(std::string_view text) {
  text = text.substr(0, text.find('#'));
  const auto bar = text.find('|');
  if (bar == std::string_view::npos) return {text, {}};
  return {text.substr(0, bar), text.substr(bar + 1)};
}

int compare_versions(std::string_view a, std::string_view b) {
  const auto label_a = std::min(a.find('-'), a.size());
  const auto label_b = std::min(b.find('-'), b.size());
  auto numbers_a = a.substr(0, label_a);
  auto numbers_b = b.substr(0, label_b);
  while (!numbers_a.empty() || !numbers_b.empty()) {
    if (numbers_a.empty()) return -1;
    if (numbers_b.empty()) return 1;
    if (const int order = compare_parts(take_part(numbers_a), take_part(numbers_b)); order != 0) return order;
  }
  const auto rest_a = a.substr(label_a);
  const auto rest_b = b.substr(label_b);
  if (rest_a.empty() != rest_b.empty()) return rest_a.empty() ? 1 : -1;
  return sign(rest_a.compare(rest_b));
}

bool version_answers(std::string_view known, std::string_view asked) {
  if (known == asked) return true;
  return known.size() > asked.size() && known.starts_with(asked) && known[asked.size()] == '.';
}

}  // namespace careway::packages
