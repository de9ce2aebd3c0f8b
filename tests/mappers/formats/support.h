#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/formats/format.h"

namespace careway::formats {

/// Text of a file below this folder. Fails the test when it is not there.
std::string read_test_file(const std::string& relative_path);

/// A format from a schema in schemas/: the ending decides the kind (.yaml, .xsd, .json). Fails the test on any issue.
std::unique_ptr<Format> load_format(const std::string& schema, const std::string& release = {},
                                    const std::string& root = {}, const FormatLimits& limits = {});

/// The tree as the case files show it: one line for each node, two spaces for each level.
std::string render(fhir::Element root);

struct ReadResult {
  bool opened = false;
  std::string dialect;
  std::vector<fhir::Document> documents;
  std::vector<std::string> spellings;
  std::vector<std::string> sources;
  fhir::Issues issues;
};
ReadResult read_all(const Format& format, std::string_view bytes);

/// Writes what was read with its own dialect and spellings.
std::string write_all(const Format& format, const ReadResult& result, fhir::Issues& issues);

/// "code path" for each issue, in order.
std::vector<std::string> codes_and_paths(const fhir::Issues& issues);

/// Numbers that look random and are the same on every machine (SplitMix64).
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  std::uint64_t number();
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(number() % limit); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class Container>
  const auto& pick(const Container& container) {
    return container[below(std::size(container))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace careway::formats
