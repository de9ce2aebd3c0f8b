#include "profiles/fhirpath/temporal_arithmetic.h"

#include <array>
#include <string_view>
#include <utility>

#include "profiles/fhirpath/decimal_math.h"

namespace careway::fhirpath {
namespace {

std::optional<Temporal::Unit> unit_of(const Quantity& duration) {
  using Unit = Temporal::Unit;
  constexpr std::array<std::pair<std::string_view, Unit>, 14> kUnits{{{"year", Unit::year},
                                                                      {"month", Unit::month},
                                                                      {"week", Unit::week},
                                                                      {"day", Unit::day},
                                                                      {"hour", Unit::hour},
                                                                      {"minute", Unit::minute},
                                                                      {"second", Unit::second},
                                                                      {"millisecond", Unit::millisecond},
                                                                      {"wk", Unit::week},
                                                                      {"d", Unit::day},
                                                                      {"h", Unit::hour},
                                                                      {"min", Unit::minute},
                                                                      {"s", Unit::second},
                                                                      {"ms", Unit::millisecond}}};
  const std::string_view word = Quantity::calendar_word(duration.unit);
  const std::string_view wanted = word.empty() ? std::string_view(duration.unit) : word;
  for (const auto& [code, unit] : kUnits) {
    if (code == wanted) return unit;
  }
  return std::nullopt;
}

}  // namespace

Shifted shift(const Temporal& moment, const Quantity& duration, bool subtract) {
  const auto unit = unit_of(duration);
  if (!unit || (moment.kind() == Temporal::Kind::time && *unit < Temporal::Unit::hour)) {
    return {.value = std::nullopt, .is_wrong_unit = true};
  }
  const auto count = to_integer(truncate(duration.value));
  constexpr std::int64_t kCountMax = 1'000'000'000'000'000'000;
  if (!count || *count > kCountMax || *count < -kCountMax) return {};
  return {.value = moment.plus(subtract ? -*count : *count, 0, *unit)};
}

}  // namespace careway::fhirpath
