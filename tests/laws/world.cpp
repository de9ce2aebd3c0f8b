#include "tests/laws/world.h"

#include <stdexcept>

#include "profiles/fhir/xml_events.h"

namespace careway::laws {

World::World() : keyer_("a key for the laws and for nothing else") {
  fhir::xml_platform_start();
  pack_ = files_.map(CAREWAY_BUILD_DIR "/share/careway/fhir-r4.pack");
  fhir::Issues issues;
  definitions_ = definitions::Definitions::open(pack_.bytes(), issues);
  if (!definitions_) throw std::runtime_error("The pack of FHIR definitions cannot be read; build it first.");
  library_ = pipeline::FaceLibrary::load(files_, maps_folder(), CAREWAY_SOURCE_DIR "/profiles/careway/names.yaml",
                                         *definitions_, issues);
  if (library_ != nullptr) return;
  std::string all;
  for (const fhir::Issue& issue : issues.items()) all += issue.path + ": " + issue.text + "\n";
  throw std::runtime_error("The maps cannot be used:\n" + all);
}

const std::string& World::maps_folder() {
  static const std::string folder = CAREWAY_SOURCE_DIR "/mappers/maps";
  return folder;
}

World& world() {
  static World the_world;
  return the_world;
}

FaceView view_of(const pipeline::Face& face) {
  FaceView view;
  view.name = face.name;
  view.folder = face.map_file.substr(0, face.map_file.find('/'));
  view.partner_kind = face.partner_kind;
  for (const language::Face& candidate : face.map->faces) {
    if (candidate.name == face.name) view.release = candidate.release;
  }
  view.plan = face.plan.get();
  view.format = face.format.get();
  return view;
}

std::vector<FaceView> all_faces() {
  std::vector<FaceView> views;
  for (const pipeline::Face& face : world().library().faces()) views.push_back(view_of(face));
  return views;
}

engine::Context context_for(const FaceView& face) {
  engine::Context context;
  context.tenant = "laws";
  context.partner = "partner-of-" + face.name;
  context.partner_kind = face.partner_kind;
  context.received = "2026-01-01T00:00:00.000000Z";
  context.period_start = "2025-04-01";
  context.period_end = "2026-03-31";
  context.issuer = "E09000033";
  context.keyer = &world().keyer();
  return context;
}

}  // namespace careway::laws
