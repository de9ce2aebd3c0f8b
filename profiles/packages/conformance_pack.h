#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"
#include "profiles/packages/package_set.h"

namespace careway::packages {

/// A conformance pack (definitions/conformance_pack_layout.h), checked: a view of bytes that must outlive it.
/// Immutable: safe for concurrent use.
class ConformancePack {
 public:
  /// Checks magic, version, size, the checksum of the index, and that everything stays inside. False with an issue
  /// ("package-pack-size", "-magic", "-version", "-checksum", "-bounds").
  static bool open(std::span<const std::byte> bytes, ConformancePack& pack, fhir::Issues& issues);

  [[nodiscard]] const std::vector<Source>& sources() const { return sources_; }
  /// Those of that URL; they stand together.
  [[nodiscard]] std::span<const Source> find(std::string_view url) const;

 private:
  bool check(fhir::Issues& issues) const;
  bool read_sources();
  [[nodiscard]] bool slots_are_inside() const;

  std::span<const std::byte> bytes_;
  std::vector<Source> sources_;
  const std::byte* slots_ = nullptr;
  std::size_t slot_count_ = 0;
};

}  // namespace careway::packages
