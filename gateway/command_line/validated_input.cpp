#include "gateway/command_line/validated_input.h"

#include <algorithm>
#include <memory>
#include <span>

#include "adapters/platform/failure.h"
#include "gateway/command_line/map_command.h"

namespace careway::command_line {
namespace {

constexpr std::size_t kFolderDepthMax = 32;
constexpr std::string_view kBlanks = " \t\r\n";

bool may_hold_resources(std::string_view name) {
  return name.ends_with(".json") || name.ends_with(".xml") || name.ends_with(".ndjson");
}

void gather(platform::Files& files, const std::string& folder, std::size_t depth, std::vector<InputFile>& found) {
  for (const platform::FolderEntry& entry : files.list(folder)) {
    const std::string path = (folder.ends_with('/') ? folder : folder + "/") + entry.name;
    if (entry.is_folder) {
      if (depth < kFolderDepthMax) gather(files, path, depth + 1, found);
    } else if (may_hold_resources(entry.name)) {
      found.push_back({path, entry.byte_count, false});
    }
  }
}

bool is_folder(platform::Files& files, const std::string& path) {
  try {
    files.list(path);
    return true;
  } catch (const platform::Failure&) {
    return false;
  }
}

bool is_lines(std::string_view bytes) {
  const std::size_t begin = bytes.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos || bytes[begin] != '{') return false;
  const std::size_t end = bytes.find('\n', begin);
  const std::size_t next = end == std::string_view::npos ? end : bytes.find_first_not_of(kBlanks, end);
  if (next == std::string_view::npos || bytes[next] != '{') return false;
  const std::string_view line = bytes.substr(begin, end - begin);
  return line[line.find_last_not_of(kBlanks)] == '}';
}

}  // namespace

std::vector<InputFile> find_inputs(platform::Files& files, const std::vector<std::string>& arguments) {
  std::vector<InputFile> found;
  for (const std::string& argument : arguments) {
    if (argument != "-" && is_folder(files, argument)) {
      gather(files, argument, 0, found);
    } else {
      found.push_back({argument, argument == "-" ? 0 : files.open(argument)->byte_count(), true});
    }
  }
  return found;
}

platform::MappedFile read_validated(platform::Files& files, const InputFile& input, Console& console) {
  // A pipe has no size and cannot be mapped.
  if (input.path != "-" && input.byte_count > 0) return files.map(input.path);
  auto bytes = std::make_shared<const std::string>(read_input(files, input.path, console));
  return {std::as_bytes(std::span(*bytes)), bytes};
}

std::vector<InputResource> split_resources(std::string_view bytes) {
  if (!is_lines(bytes)) return {{bytes, 0}};
  std::vector<InputResource> resources;
  for (std::uint64_t line = 1; !bytes.empty(); ++line) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view text = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (text.find_first_not_of(kBlanks) != std::string_view::npos) resources.push_back({text, line});
  }
  return resources;
}

}  // namespace careway::command_line
