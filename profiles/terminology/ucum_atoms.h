#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// The tables of UCUM 2.1. Constants; any number of threads may read them.
namespace careway::terminology {

struct UnitAtom {
  enum class Kind : std::uint8_t {
    base,       ///< the seven base units
    derived,    ///< value x unit
    arbitrary,  ///< [iU] and such: measures only itself
    affine,     ///< Celsius, Fahrenheit, Réaumur: a zero of its own
    special,    ///< logarithms and other functions: measures only itself here
  };
  std::string_view code;  ///< case sensitive
  Kind kind;
  bool is_metric;  ///< takes a prefix
  std::string_view value;
  std::string_view unit;  ///< a unit expression; empty for 1
};

struct UnitPrefix {
  std::string_view code;
  std::string_view value;
};

/// nullptr when there is none.
const UnitAtom* find_unit_atom(std::string_view code);
const UnitPrefix* find_unit_prefix(std::string_view code);
/// All, in byte order of their codes.
std::span<const UnitAtom> unit_atoms();

}  // namespace careway::terminology
