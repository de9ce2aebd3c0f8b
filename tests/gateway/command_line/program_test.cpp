// The built program: exit status, standard input and output, and that it runs from any folder.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>

#include "tests/gateway/command_line/support.h"

namespace careway::command_line {
namespace {

/// Runs a line of shell in which `careway` is the program; returns its exit status and standard output.
Ran shell(const std::string& line) {
  const std::string command =
      "cd / && careway() { '" + std::string(CAREWAY_BUILD_DIR) + "/careway' \"$@\"; }; set -o pipefail; " + line;
  std::string quoted = "bash -c '";
  for (const char c : command) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  quoted += "' 2>&1";
  Ran ran;
  FILE* pipe = ::popen(quoted.c_str(), "r");
  if (pipe == nullptr) return ran;
  char buffer[4096];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) ran.out.append(buffer, got);
  const int status = ::pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

TEST(Program, PipesFromFaceToFace) {
  const std::string file = sample("cld-2025.csv");
  const Ran ran = shell("careway map --from cld --to fhir '" + file + "' | careway map --from fhir --to cld | cmp - '" +
                        file + "'");
  EXPECT_EQ(ran.status, 0) << ran.out;
}

TEST(Program, ExitStatus) {
  EXPECT_EQ(shell("careway --version").out.find("careway "), 0U);
  EXPECT_EQ(shell("careway --help").status, 0);
  EXPECT_EQ(shell("careway faces").status, 0);
  EXPECT_EQ(shell("echo nonsense | careway map --from cld --to fhir").status, 1);
  EXPECT_EQ(shell("careway no-such-command").status, 2);
  EXPECT_EQ(shell("careway map --from cld --to fhir /no/such/file").status, 3);
  EXPECT_EQ(shell("careway faces > /dev/full").status, 3);
}

TEST(Program, AReaderThatGoesAwayEndsItQuietly) {
  const Ran ran = shell("careway map --from cld --to fhir '" + sample("cld-2025.csv") +
                        "' | head -c 10 > /dev/null; "
                        "test ${PIPESTATUS[0]} -lt 4");
  EXPECT_EQ(ran.status, 0) << ran.out;
}

}  // namespace
}  // namespace careway::command_line
