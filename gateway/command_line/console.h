#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "profiles/fhir/issue.h"

namespace careway::command_line {

/// How a command ends, for scripts.
enum ExitStatus : int {
  kFine = 0,
  kDataRefused = 1,
  kUsage = 2,
  kEnvironment = 3,
};

enum class OutputFormat : std::uint8_t { text, json };

/// Where a command reads and speaks. The streams outlive the command. One thread at a time.
struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool shows_progress = false;  ///< the error stream is a terminal
  OutputFormat format = OutputFormat::text;
};

/// One thing to tell about data. Never a value.
struct Problem {
  std::string file;
  std::uint64_t line = 0;  ///< 0: not known
  std::string severity;
  std::string code;
  std::string place;  ///< column or path
  std::string text;
};

/// Writes the problem to the error stream: "FILE:line: severity code place: text", or one JSON object a line.
void tell(Console& console, const Problem& problem);
/// The same for every issue.
void tell_all(Console& console, std::string_view file, const fhir::Issues& issues);
/// An issue about a map has "file:line" as its path.
Problem map_problem(const fhir::Issue& issue);
/// A sentence to the error stream, for what is wrong with the command or the machine.
void complain(Console& console, std::string_view code, std::string_view text);

}  // namespace careway::command_line
