#include "profiles/fhirpath/functions.h"

#include <algorithm>
#include <array>

namespace careway::fhirpath {
namespace {

using enum Arguments;

// Sorted by name.
constexpr std::array<FunctionInfo, kFunctionCount> kByName = {{
    {"abs", Function::abs, 0, 0, values},
    {"aggregate", Function::aggregate, 1, 2, lambda},
    {"all", Function::all, 1, 1, lambda},
    {"allFalse", Function::all_false, 0, 0, values},
    {"allTrue", Function::all_true, 0, 0, values},
    {"anyFalse", Function::any_false, 0, 0, values},
    {"anyTrue", Function::any_true, 0, 0, values},
    {"as", Function::as, 1, 1, type},
    {"ceiling", Function::ceiling, 0, 0, values},
    {"checkModifiers", Function::check_modifiers, 0, 20, values},
    {"children", Function::children, 0, 0, values},
    {"combine", Function::combine, 1, 1, values},
    {"comparable", Function::comparable, 1, 1, values},
    {"conformsTo", Function::conforms_to, 1, 1, values},
    {"contains", Function::contains, 1, 1, values},
    {"convertsToBoolean", Function::converts_to_boolean, 0, 0, values},
    {"convertsToDate", Function::converts_to_date, 0, 0, values},
    {"convertsToDateTime", Function::converts_to_date_time, 0, 0, values},
    {"convertsToDecimal", Function::converts_to_decimal, 0, 0, values},
    {"convertsToInteger", Function::converts_to_integer, 0, 0, values},
    {"convertsToQuantity", Function::converts_to_quantity, 0, 1, values},
    {"convertsToString", Function::converts_to_text, 0, 0, values},
    {"convertsToTime", Function::converts_to_time, 0, 0, values},
    {"count", Function::count, 0, 0, values},
    {"decode", Function::decode, 1, 1, values},
    {"defineVariable", Function::define_variable, 1, 2, name_lambda},
    {"descendants", Function::descendants, 0, 0, values},
    {"distinct", Function::distinct, 0, 0, values},
    {"elementDefinition", Function::element_definition, 0, 0, values},
    {"empty", Function::empty, 0, 0, values},
    {"encode", Function::encode, 1, 1, values},
    {"endsWith", Function::ends_with, 1, 1, values},
    {"escape", Function::escape, 1, 1, values},
    {"exclude", Function::exclude, 1, 1, values},
    {"exists", Function::exists, 0, 1, lambda},
    {"exp", Function::exp, 0, 0, values},
    {"extension", Function::extension, 1, 1, values},
    {"first", Function::first, 0, 0, values},
    {"floor", Function::floor, 0, 0, values},
    {"getValue", Function::get_value, 0, 0, values},
    {"hasValue", Function::has_value, 0, 0, values},
    {"highBoundary", Function::high_boundary, 0, 1, values},
    {"htmlChecks", Function::html_checks, 0, 0, values},
    {"iif", Function::iif, 2, 3, lazy},
    {"indexOf", Function::index_of, 1, 1, values},
    {"intersect", Function::intersect, 1, 1, values},
    {"is", Function::is, 1, 1, type},
    {"isDistinct", Function::is_distinct, 0, 0, values},
    {"join", Function::join, 0, 1, values},
    {"last", Function::last, 0, 0, values},
    {"lastIndexOf", Function::last_index_of, 1, 1, values},
    {"length", Function::length, 0, 0, values},
    {"ln", Function::ln, 0, 0, values},
    {"log", Function::log, 1, 1, values},
    {"lowBoundary", Function::low_boundary, 0, 1, values},
    {"lower", Function::lower, 0, 0, values},
    {"matches", Function::matches, 1, 1, values},
    {"matchesFull", Function::matches_full, 1, 1, values},
    {"memberOf", Function::member_of, 1, 1, values},
    {"not", Function::negate, 0, 0, values},
    {"now", Function::now, 0, 0, values},
    {"ofType", Function::of_type, 1, 1, type},
    {"power", Function::power, 1, 1, values},
    {"precision", Function::precision, 0, 0, values},
    {"repeat", Function::repeat, 1, 1, lambda},
    {"replace", Function::replace, 2, 2, values},
    {"replaceMatches", Function::replace_matches, 2, 2, values},
    {"resolve", Function::resolve, 0, 0, values},
    {"round", Function::round, 0, 1, values},
    {"select", Function::select, 1, 1, lambda},
    {"single", Function::single, 0, 0, values},
    {"skip", Function::skip, 1, 1, values},
    {"slice", Function::slice, 2, 2, values},
    {"sort", Function::sort, 0, 20, lambda},
    {"split", Function::split, 1, 1, values},
    {"sqrt", Function::sqrt, 0, 0, values},
    {"startsWith", Function::starts_with, 1, 1, values},
    {"subsetOf", Function::subset_of, 1, 1, values},
    {"substring", Function::substring, 1, 2, values},
    {"subsumedBy", Function::subsumed_by, 1, 1, values},
    {"subsumes", Function::subsumes, 1, 1, values},
    {"supersetOf", Function::superset_of, 1, 1, values},
    {"tail", Function::tail, 0, 0, values},
    {"take", Function::take, 1, 1, values},
    {"timeOfDay", Function::time_of_day, 0, 0, values},
    {"toBoolean", Function::to_boolean, 0, 0, values},
    {"toChars", Function::to_chars, 0, 0, values},
    {"toDate", Function::to_date, 0, 0, values},
    {"toDateTime", Function::to_date_time, 0, 0, values},
    {"toDecimal", Function::to_decimal, 0, 0, values},
    {"toInteger", Function::to_integer, 0, 0, values},
    {"toQuantity", Function::to_quantity, 0, 1, values},
    {"toString", Function::to_text, 0, 0, values},
    {"toTime", Function::to_time, 0, 0, values},
    {"today", Function::today, 0, 0, values},
    {"trace", Function::trace, 1, 2, name_lambda},
    {"trim", Function::trim, 0, 0, values},
    {"truncate", Function::truncate, 0, 0, values},
    {"type", Function::type, 0, 0, values},
    {"unescape", Function::unescape, 1, 1, values},
    {"union", Function::union_with, 1, 1, values},
    {"upper", Function::upper, 0, 0, values},
    {"where", Function::where, 1, 1, lambda},
}};

constexpr bool by_name(const FunctionInfo& a, const FunctionInfo& b) {
  return a.name < b.name;
}
static_assert(std::is_sorted(kByName.begin(), kByName.end(), by_name));

constexpr std::array<std::uint8_t, kFunctionCount> kPlaces = [] {
  std::array<std::uint8_t, kFunctionCount> places{};
  for (std::size_t i = 0; i < kByName.size(); ++i)
    places[static_cast<std::size_t>(kByName[i].function)] = static_cast<std::uint8_t>(i);
  return places;
}();

}  // namespace

std::optional<Function> find_function(std::string_view name) {
  const auto found = std::lower_bound(kByName.begin(), kByName.end(), name,
                                      [](const FunctionInfo& info, std::string_view text) { return info.name < text; });
  if (found == kByName.end() || found->name != name) return std::nullopt;
  return found->function;
}

const FunctionInfo& function_info(Function function) {
  return kByName[kPlaces[static_cast<std::size_t>(function)]];
}

}  // namespace careway::fhirpath
