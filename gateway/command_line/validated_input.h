#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/platform/files.h"
#include "gateway/command_line/console.h"

namespace careway::command_line {

/// A file that is to be validated.
struct InputFile {
  std::string path;  ///< "-": standard input
  std::uint64_t byte_count = 0;
  bool was_named = true;  ///< else it was found in a folder, where other files may stand
};

/// The files that the arguments mean: each file, and in each folder, with those below it, those ending in .json, .xml
/// or .ndjson, in byte order of their names. Throws platform::Failure when there is no such file or folder.
std::vector<InputFile> find_inputs(platform::Files& files, const std::vector<std::string>& arguments);

/// The bytes of one input, mapped, not copied where that is possible. Throws platform::Failure.
platform::MappedFile read_validated(platform::Files& files, const InputFile& input, Console& console);

/// One resource in a file: the whole file, or one line of NDJSON.
struct InputResource {
  std::string_view bytes;
  std::uint64_t line = 0;  ///< of NDJSON, from 1; 0: the whole file
};

/// NDJSON is told by its first line, which is a whole object, and that another follows.
std::vector<InputResource> split_resources(std::string_view bytes);

}  // namespace careway::command_line
