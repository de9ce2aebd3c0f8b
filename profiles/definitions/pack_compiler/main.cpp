#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "profiles/definitions/pack_compiler/compile.h"
#include "profiles/definitions/pack_compiler/conformance_writer.h"

namespace {

/// Writes beside the target and renames, so that a build that is cut short leaves no half pack.
void write_file(const std::filesystem::path& target, const std::vector<std::byte>& bytes) {
  std::filesystem::create_directories(target.parent_path());
  auto partial = target;
  partial += ".partial";
  std::ofstream stream(partial, std::ios::binary | std::ios::trunc);
  stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) throw std::runtime_error("cannot write " + partial.string());
  std::filesystem::rename(partial, target);
}

}  // namespace

/// careway_pack_compiler FOLDER PACK CONFORMANCE_PACK ERRATA: compiles the FHIR definition files in FOLDER into the two
/// packs, the constraints put right as ERRATA says.
int main(int argument_count, char** arguments) {
  if (argument_count != 5) {
    std::fputs("usage: careway_pack_compiler FOLDER PACK CONFORMANCE_PACK ERRATA\n", stderr);
    return 2;
  }
  try {
    write_file(arguments[2], careway::pack_compiler::compile_pack(arguments[1]));
    write_file(arguments[3], careway::pack_compiler::compile_conformance_pack(arguments[1], arguments[4]));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "careway_pack_compiler: %s\n", error.what());
    return 1;
  }
}
