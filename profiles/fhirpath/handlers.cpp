#include <array>

#include "profiles/fhirpath/machine.h"

namespace careway::fhirpath {

const Machine::Handler* Machine::handlers() {
  static constexpr auto kHandlers = [] {
    std::array<Handler, kFunctionCount> table{};
    const auto set = [&table](Handler handler, std::initializer_list<Function> functions) {
      for (const Function function : functions) table[static_cast<std::size_t>(function)] = handler;
    };
    using enum Function;
    set(&Machine::do_truth, {empty, exists, negate, has_value});
    set(&Machine::do_count, {count});
    set(&Machine::do_all_of, {all, all_true, any_true, all_false, any_false});
    set(&Machine::do_subset, {subset_of, superset_of});
    set(&Machine::do_distinct, {distinct});
    set(&Machine::do_is_distinct, {is_distinct});
    set(&Machine::do_where, {where});
    set(&Machine::do_select, {select});
    set(&Machine::do_repeat, {repeat});
    set(&Machine::do_of_type, {of_type});
    set(&Machine::do_sort, {sort});
    set(&Machine::do_part, {single, first, last, tail, skip, take});
    set(&Machine::do_intersect, {intersect, exclude});
    set(&Machine::do_unite, {union_with});
    set(&Machine::do_combine, {combine});
    set(&Machine::do_aggregate, {aggregate});
    set(&Machine::do_iif, {iif});
    set(&Machine::do_trace, {trace});
    set(&Machine::do_define_variable, {define_variable});
    set(&Machine::do_children, {children});
    set(&Machine::do_descendants, {descendants});
    set(&Machine::do_type, {type});
    set(&Machine::do_is, {is});
    set(&Machine::do_as, {as});
    set(&Machine::do_convert,
        {to_boolean, to_integer, to_date, to_date_time, to_decimal, to_quantity, to_text, to_time});
    set(&Machine::do_converts, {converts_to_boolean, converts_to_integer, converts_to_date, converts_to_date_time,
                                converts_to_decimal, converts_to_quantity, converts_to_text, converts_to_time});
    set(&Machine::do_text_alone, {upper, lower, length, trim});
    set(&Machine::do_text_with_text,
        {index_of, last_index_of, starts_with, ends_with, contains, encode, decode, escape, unescape});
    set(&Machine::do_substring, {substring});
    set(&Machine::do_replace, {replace, replace_matches});
    set(&Machine::do_matches, {matches, matches_full});
    set(&Machine::do_to_chars, {to_chars});
    set(&Machine::do_split, {split});
    set(&Machine::do_join, {join});
    set(&Machine::do_number, {abs, ceiling, exp, floor, ln, sqrt, truncate});
    set(&Machine::do_number_with_number, {log, power});
    set(&Machine::do_round, {round});
    set(&Machine::do_boundary, {low_boundary, high_boundary});
    set(&Machine::do_precision, {precision});
    set(&Machine::do_comparable, {comparable});
    set(&Machine::do_moment, {now, today, time_of_day});
    set(&Machine::do_extension, {extension});
    set(&Machine::do_get_value, {get_value});
    set(&Machine::do_resolve, {resolve});
    set(&Machine::do_nothing, {element_definition, slice, subsumes, subsumed_by});
    set(&Machine::do_check_modifiers, {check_modifiers});
    set(&Machine::do_conforms_to, {conforms_to});
    set(&Machine::do_member_of, {member_of});
    set(&Machine::do_html_checks, {html_checks});
    for (const Handler handler : table)
      if (handler == nullptr) throw "a function without a handler";
    return table;
  }();
  return kHandlers.data();
}

}  // namespace careway::fhirpath
