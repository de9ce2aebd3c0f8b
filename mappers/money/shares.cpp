#include "mappers/money/shares.h"

namespace careway::money {

std::optional<std::vector<Rational>> exact_parts(std::span<const Share> shares, const Rational& whole,
                                                 const Rational& weeks) {
  std::vector<Rational> parts(shares.size());
  Rational given;
  std::optional<std::size_t> rest;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const Share& share = shares[i];
    if (share.kind == Share::Kind::rest) {
      if (rest) return std::nullopt;
      rest = i;
      continue;
    }
    if (share.value.is_negative()) return std::nullopt;
    if (share.kind == Share::Kind::percent) parts[i] = whole * share.value / Rational(100);
    if (share.kind == Share::Kind::part) parts[i] = whole * share.value;
    if (share.kind == Share::Kind::fixed) parts[i] = share.value * weeks;
    given += parts[i];
  }
  if (rest) {
    parts[*rest] = whole - given;
    return parts[*rest].is_negative() ? std::nullopt : std::optional(std::move(parts));
  }
  return given == whole ? std::optional(std::move(parts)) : std::nullopt;
}

}  // namespace careway::money
