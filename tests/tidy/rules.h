#pragma once

#include <string_view>
#include <vector>

#include "tests/tidy/source_file.h"

namespace careway::tidy {

/// A rule of the house: looks at the whole tree and says what breaks it. Pure; the tables are in house.h.
struct Rule {
  std::string_view name;
  Findings (*check)(const Tree& tree);
};

/// Every rule. Each has a good and a bad example in rules_test.cpp.
const std::vector<Rule>& rules();

// include_rules.cpp
Findings check_include_order(const Tree& tree);
Findings check_include_fences(const Tree& tree);
Findings check_include_paths(const Tree& tree);
Findings check_own_header_first(const Tree& tree);
Findings check_pragma_once(const Tree& tree);

// length_rules.cpp
Findings check_file_length(const Tree& tree);
Findings check_function_length(const Tree& tree);
Findings check_line_length(const Tree& tree);
Findings check_file_size(const Tree& tree);

// word_rules.cpp
Findings check_banned_code(const Tree& tree);
Findings check_banned_texts(const Tree& tree);
Findings check_using_namespace(const Tree& tree);

// tree_rules.cpp
Findings check_main(const Tree& tree);
Findings check_sources_in_cmake(const Tree& tree);
Findings check_tests_in_cmake(const Tree& tree);
Findings check_folders_in_cmake(const Tree& tree);
Findings check_readmes(const Tree& tree);
Findings check_links(const Tree& tree);
Findings check_numbers(const Tree& tree);

}  // namespace careway::tidy
