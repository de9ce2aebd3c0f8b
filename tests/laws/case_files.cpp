#include "tests/laws/case_files.h"

#include <stdexcept>

#include "mappers/language/yaml_tree.h"

namespace careway::laws {
namespace {

constexpr std::uint64_t kCaseBytesMax = std::uint64_t{1} << 20;

std::string text_of(const language::YamlNode& node, std::string_view name) {
  const language::YamlNode* member = node.member(name);
  return member == nullptr ? std::string() : member->text;
}

}  // namespace

std::vector<CaseFile> case_files(const FaceView& face) {
  std::vector<CaseFile> all;
  platform::Files& files = world().files();
  const std::string folder = World::maps_folder() + "/" + face.folder + "/cases";
  for (const platform::FolderEntry& entry : files.list(folder)) {
    if (!entry.is_folder) continue;
    const std::string path = folder + "/" + entry.name + "/";
    fhir::Issues issues;
    const auto tree = language::read_yaml(files.read(path + "case.yaml", kCaseBytesMax), "case.yaml", issues);
    if (!tree) throw std::runtime_error("case.yaml cannot be read: " + path);
    CaseFile one;
    one.name = face.folder + "/" + entry.name;
    one.face = text_of(*tree, "face");
    if (one.face == face.folder) one.face = world().library().find(one.face)->name;
    if (one.face != face.name) continue;
    one.expected = files.read(path + "expect.txt", kCaseBytesMax);
    one.file = read_file(face, files.read(path + text_of(*tree, "input"), kCaseBytesMax), one.name);
    for (Sample& sample : one.file.samples) {
      const language::YamlNode* period = tree->member("period");
      sample.context.period_start = period == nullptr ? std::string() : text_of(*period, "start");
      sample.context.period_end = period == nullptr ? std::string() : text_of(*period, "end");
      sample.context.issuer.clear();
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace careway::laws
