#pragma once

#include <string>
#include <vector>

#include "tests/laws/generator.h"
#include "tests/laws/world.h"

namespace careway::laws {

/// The case folders of a face ("cld/cases/01-service-complete"), as analysts wrote them.
struct CaseFile {
  std::string name;
  std::string face;
  std::string expected;  ///< text of expect.txt
  SampleFile file;       ///< with the case's period in the context
};

/// All cases of the folder of a face that are about this face.
std::vector<CaseFile> case_files(const FaceView& face);

}  // namespace careway::laws
