#pragma once

#include <string>

#include "gateway/command_line/workbench.h"

namespace careway::command_line {

struct PushOptions {
  std::string server;  ///< "http://localhost:8080"
  std::string face;    ///< "fhir" sends one resource or Bundle to the record itself
  std::string key;     ///< empty: none is sent
  std::string input = "-";
  std::string refused_file;  ///< where the refused rows go; empty: nowhere
  bool all_or_nothing = false;
};

/// `careway push`: sends a file to a server, waits until it is worked on and shows the receipt. Returns an ExitStatus.
int run_push(const Parts& parts, const PushOptions& options, Console& console);

}  // namespace careway::command_line
