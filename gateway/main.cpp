#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "adapters/channels/http_client.h"
#include "adapters/platform/clock.h"
#include "adapters/platform/files.h"
#include "adapters/platform/random.h"
#include "gateway/command_line/run.h"
#include "profiles/fhir/xml_events.h"

namespace {

/// Beside the program (a build folder), or in the folder next to its own (an installation: bin and share).
std::string share_folder() {
  std::error_code problem;
  const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", problem).parent_path();
  for (const auto& share : {folder / "share" / "careway", folder.parent_path() / "share" / "careway"}) {
    if (std::filesystem::exists(share / "names.yaml", problem)) return share.string();
  }
  return (folder / "share" / "careway").string();
}

}  // namespace

int main(int count, char** arguments) {
  // A reader that goes away (a closed pipe) is an error of the write, not the end of the program.
  std::signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);
  careway::fhir::xml_platform_start();
  careway::platform::SystemFiles files;
  const careway::platform::SystemClock clock;
  careway::platform::SystemRandom random;
  careway::channels::NetworkHttpClient http;
  const careway::command_line::Parts parts{
      files,
      clock,
      random,
      http,
      [](std::int64_t milliseconds) { ::poll(nullptr, 0, static_cast<int>(milliseconds)); },
      share_folder()};
  careway::command_line::Console console{std::cin, std::cout, std::cerr, ::isatty(STDERR_FILENO) != 0};
  const int status =
      careway::command_line::run(std::vector<std::string>(arguments + 1, arguments + count), parts, console);
  std::cout.flush();
  return status;
}
