#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/platform/files.h"
#include "gateway/pipeline/face_library.h"
#include "mappers/engine/keyer.h"

namespace careway::command_line {

/// What one case came to.
struct CaseResult {
  std::string name;  ///< "cld/01-service-complete"
  std::string title;
  std::string face;
  std::vector<std::string> failures;  ///< what is not as it must be; empty: the case holds
  std::set<std::string> rows;         ///< rows of the map that it exercised ("cld/cld.map.yaml:31")
};

/// Names of the cases of one map's folder, in order ("01-service-complete").
std::vector<std::string> case_names(platform::Files& files, const std::string& maps_folder, const std::string& folder);

/// Runs one case (the maps folder's README says what it is): puts its document on an empty record, compares what must
/// be so, and holds it to the laws PutGet and GetPut. Throws platform::Failure when a file cannot be read.
CaseResult run_case(platform::Files& files, const std::string& maps_folder, const std::string& folder,
                    const std::string& name, const pipeline::FaceLibrary& library, const engine::Keyer& keyer);

}  // namespace careway::command_line
