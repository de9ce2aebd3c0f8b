#pragma once

#include <string>

#include "gateway/command_line/workbench.h"

namespace careway::command_line {

struct MapOptions {
  std::string from;
  std::string to;
  std::string input = "-";  ///< a file, or "-" for standard input
  std::string output;       ///< empty: standard output
  bool without_residue = false;
  std::string residue_file;  ///< empty: residue travels in-band
  bool all_or_nothing = false;
  bool shows_ledger = false;
  std::string explained_path;
  std::string period_start;  ///< ISO dates
  std::string period_end;
  std::string issuer;
  std::string anchor;  ///< "Type/id": write the document of this resource only
  bool as_bundle = false;
  bool as_xml = false;
};

/// `careway map`: takes one file from one face to another by way of a record in memory. Returns an ExitStatus.
int run_map(const Parts& parts, const GlobalOptions& global, const MapOptions& options, Console& console);

/// The whole of a file, or of standard input. Throws platform::Failure.
std::string read_input(platform::Files& files, const std::string& path, Console& console);

}  // namespace careway::command_line
