#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/platform/crypto.h"
#include "adapters/platform/files.h"
#include "gateway/pipeline/face_library.h"
#include "mappers/engine/engine.h"

namespace careway::laws {

/// Everything that the laws are held against: the released maps, compiled. Made once for a test binary; read only
/// afterwards.
class World {
 public:
  World();
  [[nodiscard]] const pipeline::FaceLibrary& library() const { return *library_; }
  [[nodiscard]] const definitions::Definitions& definitions() const { return *definitions_; }
  [[nodiscard]] const engine::Keyer& keyer() const { return keyer_; }
  platform::Files& files() { return files_; }
  static const std::string& maps_folder();

 private:
  platform::SystemFiles files_;
  platform::MappedFile pack_;
  std::optional<definitions::Definitions> definitions_;
  std::shared_ptr<const pipeline::FaceLibrary> library_;
  platform::HmacKeyer keyer_;
};

/// The world of this binary.
World& world();

/// What a law needs to know of a face. A mutated map has a plan of its own and the format of the released one.
struct FaceView {
  std::string name;
  std::string folder;  ///< "cld"
  std::string partner_kind;
  std::string release;
  const engine::Plan* plan = nullptr;
  const formats::Format* format = nullptr;
};

FaceView view_of(const pipeline::Face& face);
/// Every face, in a fixed order.
std::vector<FaceView> all_faces();
/// A context in which every face can be put and got.
engine::Context context_for(const FaceView& face);

/// One document and where it comes from.
struct Sample {
  fhir::Document document;
  std::string bytes;     ///< the file it was read from, which it views
  std::string spelling;  ///< as DocumentReader::next gave it
  std::string dialect;
  std::string origin;  ///< "seed 17" or the case's folder
  engine::Context context;
  bool is_plain = false;  ///< says only what its schema and map have a place for
};

}  // namespace careway::laws
