#pragma once

#include <string_view>

namespace careway::packages {

/// A canonical reference taken apart: "url|version#fragment".
struct Canonical {
  std::string_view url;
  std::string_view version;  ///< empty when none is given
};
Canonical split_canonical(std::string_view text);

/// Which business version is the higher: parts between dots compare as numbers where both are, else as text; a version
/// with a label ("1.0.0-beta") is below the one without. -1, 0, 1.
int compare_versions(std::string_view a, std::string_view b);
/// True when a resource of version `known` answers a question for `asked`: the same, or more exact ("4.0" for 4.0.1).
bool version_answers(std::string_view known, std::string_view asked);

}  // namespace careway::packages
