#pragma once

#include <string>
#include <string_view>

#include "gateway/pipeline/face_library.h"

namespace careway::command_line {

/// The reporting period that the first document of a file names, as ISO dates; empty when the face has none.
struct Period {
  std::string start;
  std::string end;
};
Period period_of_file(const pipeline::Face& face, std::string_view bytes);

}  // namespace careway::command_line
