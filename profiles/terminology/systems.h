#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "profiles/fhir/document.h"
#include "profiles/packages/structure_library.h"
#include "profiles/terminology/code_system.h"
#include "profiles/terminology/text_arena.h"

namespace careway::terminology {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
template <typename Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

/// A number that stands for the URL of a code system.
using SystemNumber = std::uint32_t;

/// Reads a conformance resource into a tree of the caller's, whose memory is used again. False when it is unreadable.
bool read_resource(const packages::Source& source, const definitions::Definitions& definitions,
                   fhir::Document& document);

/// The code systems that were asked for so far. One thread.
class Systems {
 public:
  explicit Systems(packages::StructureLibrary& library) : library_(library) {}

  /// What is loaded of a system. `system` may be null; `reason` says why not, or why it is not all of it.
  struct Lookup {
    const CodeSystem* system = nullptr;
    std::string_view reason;
  };
  /// `url` may carry "|version"; else `version` counts, where it is not empty.
  Lookup find(std::string_view url, std::string_view version = {});

  /// The number of a system's URL (without version), given when it is first met.
  SystemNumber number(std::string_view url);
  [[nodiscard]] std::string_view url(SystemNumber number) const { return urls_[number]; }
  /// Unknown systems count as case sensitive: nothing is said that is not known.
  bool is_case_sensitive(SystemNumber number);

  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  const CodeSystem* read(const packages::Source& source);

  packages::StructureLibrary& library_;
  TextArena texts_;
  std::unordered_map<const packages::Source*, std::unique_ptr<const CodeSystem>> read_;  // null: unreadable
  TextMap<Lookup> found_;                                                                // by "url|version"
  TextMap<std::unique_ptr<const CodeSystem>> lists_;
  std::unordered_map<std::string_view, SystemNumber> numbers_;
  std::vector<std::string_view> urls_;
};

}  // namespace careway::terminology
