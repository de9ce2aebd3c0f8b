#include "mappers/money/allocate.h"

#include <algorithm>
#include <numeric>

namespace careway::money {

std::optional<std::vector<Pence>> allocate(Pence whole, std::span<const Rational> exact_parts) {
  std::vector<Pence> parts;
  std::vector<Rational> cut_off;
  parts.reserve(exact_parts.size());
  cut_off.reserve(exact_parts.size());
  Rational together;
  Pence given = 0;
  for (const Rational& exact : exact_parts) {
    const auto below = exact.floor();
    if (!below || *below < 0) return std::nullopt;
    together += exact;
    given += *below;
    parts.push_back(*below);
    cut_off.push_back(exact - Rational(*below));
  }
  const Rational gap = together - Rational(whole);
  if (gap >= Rational(1) || gap <= Rational(-1)) return std::nullopt;
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return cut_off[a] > cut_off[b]; });
  Pence left = whole - given;
  if (left < 0 || left > static_cast<Pence>(order.size())) return std::nullopt;
  for (const std::size_t index : order) {
    if (left == 0) break;
    ++parts[index];
    --left;
  }
  return left == 0 ? std::optional(std::move(parts)) : std::nullopt;
}

}  // namespace careway::money
