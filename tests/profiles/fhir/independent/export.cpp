// Usage: careway_fhir_export SHARED_DATA FOLDER
// Writes each published example beside Careway's version of it in the other format, for compare.mjs.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "tests/profiles/fhir/corpus.h"
#include "tests/profiles/fhir/pack_fixture.h"

namespace {

using namespace careway::fhir;

void save(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// False when the example cannot be converted.
bool convert(const std::string& file, const std::filesystem::path& folder, bool is_json) {
  const std::filesystem::path source(file);
  const std::string stem = (source.parent_path().filename().string() + "." + source.stem().string());
  const std::string bytes = read_file(file);
  const Reading reading = is_json ? from_json(bytes) : from_xml(bytes);
  std::string out;
  Issues issues;
  if (!reading || (is_json && !write_xml(reading.root(), r4(), out, issues))) {
    std::cerr << file << '\n' << told(reading.issues) << told(issues);
    return false;
  }
  if (!is_json) out = to_json(reading.root());
  // The corpus has some examples in both formats.
  const std::string name = stem + (is_json ? ".j" : ".x");
  save(folder / (name + ".source" + source.extension().string()), bytes);
  save(folder / (name + (is_json ? ".careway.xml" : ".careway.json")), out);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "Usage: careway_fhir_export SHARED_DATA FOLDER\n";
    return 2;
  }
  bool good = true;
  for (const std::string& file : corpus_files(argv[1], ".json")) good = convert(file, argv[2], true) && good;
  for (const std::string& file : corpus_files(argv[1], ".xml")) good = convert(file, argv[2], false) && good;
  return good ? 0 : 1;
}
