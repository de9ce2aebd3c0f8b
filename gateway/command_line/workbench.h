#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/channels/http_client.h"
#include "adapters/platform/clock.h"
#include "adapters/platform/crypto.h"
#include "adapters/platform/files.h"
#include "adapters/platform/random.h"
#include "gateway/command_line/console.h"
#include "gateway/pipeline/face_library.h"
#include "gateway/pipeline/loaded_packages.h"
#include "gateway/pipeline/services.h"

namespace careway::command_line {

/// What main gives to every command. References outlive the run.
struct Parts {
  platform::Files& files;
  const platform::Clock& clock;
  platform::Random& random;
  channels::HttpClient& http;
  std::function<void(std::int64_t milliseconds)> pause;  ///< between two questions about a push that goes on
  std::string share_folder;  ///< maps, names.yaml and fhir-r4.pack, when no option names them
};

/// Options of every command. Empty: the file of that kind in the share folder.
struct GlobalOptions {
  std::string maps_folder;
  std::string names_file;
  std::string definitions_file;
  std::string extra_maps_folder;  ///< empty: none
};

/// The FHIR definitions in memory. The view stays good while this lives.
class DefinitionsFile {
 public:
  /// Throws platform::Failure when the file cannot be read or is no pack of ours.
  DefinitionsFile(platform::Files& files, const std::string& path);
  [[nodiscard]] const definitions::Definitions& get() const { return *definitions_; }

 private:
  platform::MappedFile file_;
  std::optional<definitions::Definitions> definitions_;
};

/// Files that the options mean, completed from the share folder.
GlobalOptions completed(const GlobalOptions& options, const std::string& share_folder);

/// The conformance resources beside the program, and the packages that the operator adds: folders or .tgz files.
pipeline::PackagePaths package_paths(const Parts& parts, const std::vector<std::string>& packages);

/// Everything that a command without a server works with: maps, and a record in memory. One thread at a time.
class Workbench {
 public:
  /// Null when the maps cannot be used: every problem has then been told. Throws platform::Failure.
  static std::unique_ptr<Workbench> open(const Parts& parts, const GlobalOptions& options, Console& console);

  [[nodiscard]] const pipeline::FaceLibrary& library() const { return *library_; }
  [[nodiscard]] const definitions::Definitions& definitions() const { return definitions_.get(); }
  [[nodiscard]] const pipeline::Services& services() const { return services_; }
  /// Who speaks on the command line, as the owner of that face.
  [[nodiscard]] static pipeline::Caller caller(const std::string& partner_kind);

 private:
  Workbench(const Parts& parts, const GlobalOptions& options);

  DefinitionsFile definitions_;
  std::shared_ptr<const pipeline::FaceLibrary> library_;
  platform::HmacKeyer keyer_;
  std::unique_ptr<store::Store> store_;
  pipeline::Services services_;
};

}  // namespace careway::command_line
