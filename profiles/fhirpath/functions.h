#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace careway::fhirpath {

/// Every function that an expression may call: FHIRPath N1 (2.0.0), those of 2.1 that the published suites use, and the
/// additions of FHIR R4 (section "FHIRPath", 2.9).
enum class Function : std::uint8_t {
  // existence
  empty,
  exists,
  all,
  all_true,
  any_true,
  all_false,
  any_false,
  subset_of,
  superset_of,
  count,
  distinct,
  is_distinct,
  // filtering and projection
  where,
  select,
  repeat,
  of_type,
  sort,
  // subsetting
  single,
  first,
  last,
  tail,
  skip,
  take,
  intersect,
  exclude,
  // combining
  union_with,
  combine,
  // conversion
  iif,
  to_boolean,
  converts_to_boolean,
  to_integer,
  converts_to_integer,
  to_date,
  converts_to_date,
  to_date_time,
  converts_to_date_time,
  to_decimal,
  converts_to_decimal,
  to_quantity,
  converts_to_quantity,
  to_text,
  converts_to_text,
  to_time,
  converts_to_time,
  // text
  index_of,
  last_index_of,
  substring,
  starts_with,
  ends_with,
  contains,
  upper,
  lower,
  replace,
  matches,
  matches_full,
  replace_matches,
  length,
  to_chars,
  trim,
  split,
  join,
  encode,
  decode,
  escape,
  unescape,
  // numbers
  abs,
  ceiling,
  exp,
  floor,
  ln,
  log,
  power,
  round,
  sqrt,
  truncate,
  low_boundary,
  high_boundary,
  precision,
  comparable,
  // tree
  children,
  descendants,
  // utility
  trace,
  now,
  time_of_day,
  today,
  define_variable,
  // types and logic
  is,
  as,
  type,
  negate,
  aggregate,
  // FHIR
  extension,
  has_value,
  get_value,
  resolve,
  element_definition,
  slice,
  check_modifiers,
  conforms_to,
  member_of,
  subsumes,
  subsumed_by,
  html_checks,
  function_count  ///< how many there are
};

inline constexpr std::size_t kFunctionCount = static_cast<std::size_t>(Function::function_count);

/// How the arguments of a function are to be read.
enum class Arguments : std::uint8_t {
  values,       ///< evaluated once, with the $this of the place where the call stands
  lambda,       ///< the first one is evaluated for each item of the input, which is its $this
  type,         ///< a type name
  lazy,         ///< iif: evaluated when needed, $this is the input
  name_lambda,  ///< trace: a value, then an expression for each item; defineVariable: an expression for the input
};

struct FunctionInfo {
  std::string_view name;
  Function function;
  std::uint8_t arguments_min;
  std::uint8_t arguments_max;
  Arguments arguments;
};

/// The function of that name (case counts); nothing when there is none.
std::optional<Function> find_function(std::string_view name);
const FunctionInfo& function_info(Function function);

}  // namespace careway::fhirpath
