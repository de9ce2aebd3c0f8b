#include "profiles/fhirpath/function_types.h"

#include <array>
#include <cstddef>

#include "profiles/fhirpath/type_set.h"

namespace careway::fhirpath {
namespace {

constexpr std::uint16_t kBoolean = TypeSet::kBoolean;
constexpr std::uint16_t kInteger = TypeSet::kInteger;
constexpr std::uint16_t kDecimal = TypeSet::kDecimal;
constexpr std::uint16_t kNumber = TypeSet::kNumber;
constexpr std::uint16_t kText = TypeSet::kText;
constexpr std::uint16_t kQuantity = TypeSet::kQuantity;
constexpr std::uint16_t kTexts = TypeSet::kText | TypeSet::kTemporal;
constexpr std::uint16_t kSized = TypeSet::kNumber | TypeSet::kQuantity;
constexpr std::uint16_t kBounded = kSized | TypeSet::kTemporal;

struct Row {
  Function function;
  FunctionTypes types;
};

constexpr auto kRows = std::to_array<Row>({
    {Function::empty, {0, 0, kBoolean}},
    {Function::exists, {0, 0, kBoolean}},
    {Function::all, {0, 0, kBoolean}},
    {Function::all_true, {0, 0, kBoolean}},
    {Function::any_true, {0, 0, kBoolean}},
    {Function::all_false, {0, 0, kBoolean}},
    {Function::any_false, {0, 0, kBoolean}},
    {Function::subset_of, {0, 0, kBoolean}},
    {Function::superset_of, {0, 0, kBoolean}},
    {Function::is_distinct, {0, 0, kBoolean}},
    {Function::count, {0, 0, kInteger}},
    {Function::skip, {0, kInteger, 0}},
    {Function::take, {0, kInteger, 0}},
    {Function::to_boolean, {0, 0, kBoolean}},
    {Function::converts_to_boolean, {0, 0, kBoolean}},
    {Function::to_integer, {0, 0, kInteger}},
    {Function::converts_to_integer, {0, 0, kBoolean}},
    {Function::to_date, {0, 0, TypeSet::kDate}},
    {Function::converts_to_date, {0, 0, kBoolean}},
    {Function::to_date_time, {0, 0, TypeSet::kDateTime}},
    {Function::converts_to_date_time, {0, 0, kBoolean}},
    {Function::to_decimal, {0, 0, kDecimal}},
    {Function::converts_to_decimal, {0, 0, kBoolean}},
    {Function::to_quantity, {0, 0, kQuantity}},
    {Function::converts_to_quantity, {0, 0, kBoolean}},
    {Function::to_text, {0, 0, kText}},
    {Function::converts_to_text, {0, 0, kBoolean}},
    {Function::to_time, {0, 0, TypeSet::kTime}},
    {Function::converts_to_time, {0, 0, kBoolean}},
    {Function::index_of, {kTexts, kText, kInteger}},
    {Function::last_index_of, {kTexts, kText, kInteger}},
    {Function::substring, {kTexts, kInteger, kText}},
    {Function::starts_with, {kTexts, kText, kBoolean}},
    {Function::ends_with, {kTexts, kText, kBoolean}},
    {Function::contains, {kTexts, kText, kBoolean}},
    {Function::upper, {kTexts, 0, kText}},
    {Function::lower, {kTexts, 0, kText}},
    {Function::replace, {kTexts, kText, kText}},
    {Function::matches, {kTexts, kText, kBoolean}},
    {Function::matches_full, {kTexts, kText, kBoolean}},
    {Function::replace_matches, {kTexts, kText, kText}},
    {Function::length, {kTexts, 0, kInteger}},
    {Function::to_chars, {kTexts, 0, kText}},
    {Function::trim, {kTexts, 0, kText}},
    {Function::split, {kTexts, kText, kText}},
    {Function::join, {0, 0, kText}},
    {Function::encode, {kTexts, kText, kText}},
    {Function::decode, {kTexts, kText, kText}},
    {Function::escape, {kTexts, kText, kText}},
    {Function::unescape, {kTexts, kText, kText}},
    {Function::abs, {kSized, 0, kSized}},
    {Function::ceiling, {kSized, 0, kSized}},
    {Function::floor, {kSized, 0, kSized}},
    {Function::truncate, {kSized, 0, kSized}},
    {Function::round, {kSized, kInteger, kSized}},
    {Function::power, {kSized, kNumber, kSized}},
    {Function::exp, {kSized, 0, kDecimal}},
    {Function::ln, {kSized, 0, kDecimal}},
    {Function::log, {kSized, kNumber, kDecimal}},
    {Function::sqrt, {kSized, 0, kDecimal}},
    {Function::low_boundary, {kBounded, kInteger, 0}},
    {Function::high_boundary, {kBounded, kInteger, 0}},
    {Function::precision, {kBounded, 0, kInteger}},
    {Function::comparable, {kSized, 0, kBoolean}},
    {Function::now, {0, 0, TypeSet::kDateTime}},
    {Function::today, {0, 0, TypeSet::kDate}},
    {Function::time_of_day, {0, 0, TypeSet::kTime}},
    {Function::is, {0, 0, kBoolean}},
    {Function::type, {0, 0, TypeSet::kTypeInfo}},
    {Function::negate, {0, 0, kBoolean}},
    {Function::extension, {0, kText, 0}},
    {Function::has_value, {0, 0, kBoolean}},
    {Function::conforms_to, {0, kText, kBoolean}},
    {Function::member_of, {0, kText, kBoolean}},
    {Function::subsumes, {0, 0, kBoolean}},
    {Function::subsumed_by, {0, 0, kBoolean}},
    {Function::html_checks, {0, 0, kBoolean}},
});

constexpr std::array<FunctionTypes, kFunctionCount> kTypes = [] {
  std::array<FunctionTypes, kFunctionCount> types{};
  for (const Row& row : kRows) types[static_cast<std::size_t>(row.function)] = row.types;
  return types;
}();

}  // namespace

FunctionTypes function_types(Function function) {
  return kTypes[static_cast<std::size_t>(function)];
}

}  // namespace careway::fhirpath
