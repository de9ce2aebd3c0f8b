#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/command_line/workbench.h"

namespace careway::command_line {

/// What a person may say to `careway serve`. What is empty comes from the configuration file, then from its defaults.
struct ServeOptions {
  std::string config_file;
  std::string data_folder;
  std::string address;
  std::optional<std::uint16_t> port;  ///< 0: a free one, printed at the start
  std::string deployment_key_file;
  /// "TENANT/PARTNER/KIND": everybody is this partner. Only on the loopback address.
  std::string open_for_development;
};

/// `careway serve`: the gateway on SQLite until SIGTERM or SIGINT, which it answers by draining, finishing what runs
/// and ending. The access log goes to standard output as JSON lines, the address and problems to standard error.
/// Returns an ExitStatus. Throws platform::Failure and store::StorageError when it cannot start.
int run_serve(const Parts& parts, const GlobalOptions& global, const ServeOptions& options, Console& console);

}  // namespace careway::command_line
