#include "tests/tidy/rules.h"

namespace careway::tidy {

const std::vector<Rule>& rules() {
  static const std::vector<Rule> kRules = {
      {"include_order", check_include_order},
      {"include_fences", check_include_fences},
      {"include_paths", check_include_paths},
      {"own_header_first", check_own_header_first},
      {"pragma_once", check_pragma_once},
      {"file_length", check_file_length},
      {"function_length", check_function_length},
      {"line_length", check_line_length},
      {"file_size", check_file_size},
      {"banned_code", check_banned_code},
      {"banned_texts", check_banned_texts},
      {"using_namespace", check_using_namespace},
      {"one_main", check_main},
      {"sources_in_cmake", check_sources_in_cmake},
      {"tests_in_cmake", check_tests_in_cmake},
      {"folders_in_cmake", check_folders_in_cmake},
      {"readmes", check_readmes},
      {"links", check_links},
      {"numbers", check_numbers},
  };
  return kRules;
}

}  // namespace careway::tidy
