#pragma once

#include <string>
#include <vector>

#include "gateway/command_line/workbench.h"

namespace careway::command_line {

struct MapCheckOptions {
  std::vector<std::string> maps;  ///< names of maps or their folders; none: all
  bool shows_coverage = false;
};

/// `careway map check`: tells every problem of the maps with file, line and how to mend it. Returns an ExitStatus.
int run_map_check(const Parts& parts, const GlobalOptions& global, const MapCheckOptions& options, Console& console);

/// `careway map test`: runs the cases of the maps. Returns an ExitStatus.
int run_map_test(const Parts& parts, const GlobalOptions& global, const std::vector<std::string>& maps,
                 Console& console);

/// `careway faces`. Returns an ExitStatus.
int run_faces(const Parts& parts, const GlobalOptions& global, Console& console);

}  // namespace careway::command_line
