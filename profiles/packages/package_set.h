#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"

namespace careway::packages {

/// One conformance resource where it stands: its bytes and the few facts that find it. Views live as long as the set.
struct Source {
  std::string_view resource_type;  ///< "StructureDefinition"
  std::string_view url;            ///< canonical, without version
  std::string_view version;        ///< business version, may be empty
  std::string_view id;
  std::string_view package;  ///< "hl7.fhir.r4.core#4.0.1", or what the operator called it
  std::string_view bytes;    ///< the whole resource
  bool is_xml = false;
};

/// A file of a package before it is added.
struct PackageFile {
  std::string name;  ///< path inside the package, for messages
  std::string bytes;
};

/// What a package archive may cost.
struct PackageLimits {
  std::size_t archive_bytes_max = 256 * 1024 * 1024;
  std::size_t unpacked_bytes_max = 1024 * 1024 * 1024;
  std::size_t file_bytes_max = 64 * 1024 * 1024;
  std::size_t files_max = 100'000;
};

/// Every conformance resource that is known, found by its canonical URL: the compiled core of FHIR R4 and the packages
/// that were added to it. Nothing is parsed before it is asked for (packages::StructureLibrary does that).
/// Filled by one thread; afterwards safe for concurrent use.
class PackageSet {
 public:
  PackageSet();
  ~PackageSet();
  PackageSet(PackageSet&&) noexcept;
  PackageSet& operator=(PackageSet&&) noexcept;

  /// Adds the compiled conformance resources (fhir-r4-conformance.pack). Nothing is copied: the bytes must outlive the
  /// set. False with an issue ("package-…") when they are no such pack.
  bool add_pack(std::span<const std::byte> pack, fhir::Issues& issues);
  /// Adds the files of one package, given as a folder: those that hold a conformance resource (JSON or XML) with a URL;
  /// others are passed over. `name` is for messages unless package.json says better. Issues name the file. A file
  /// parents.json at the top of the package (parent to stand-in) says what set_stand_in would.
  void add_files(std::string_view name, std::vector<PackageFile> files, fhir::Issues& issues,
                 const PackageLimits& limits = {});
  /// Adds a FHIR package as published: gzip of tar, resources in "package/". False with an issue when it cannot be
  /// read; then nothing of it is added.
  bool add_archive(std::string_view name, std::string_view tgz, fhir::Issues& issues, const PackageLimits& limits = {});

  /// Names a structure that takes the place of another one as a parent when that one is not known: a profile of ours on
  /// UK Core still works without UK Core, on R4. (StructureLibrary says so in an information issue.)
  void set_stand_in(std::string canonical, std::string stand_in);
  /// The canonical of the stand-in, or empty.
  [[nodiscard]] std::string_view stand_in(std::string_view canonical) const;

  /// The resource that a canonical ("url" or "url|version", a fragment is ignored) means; nullptr when unknown. Without
  /// a version the highest one known (FHIR R4, 2.24.0.7.1); of two with the same version the one added last. `4.0`
  /// finds `4.0.1` when there is no exact match. Empty resource_type means any. The answer lives as long as the set.
  [[nodiscard]] const Source* find(std::string_view resource_type, std::string_view canonical) const;
  /// All resources of a type in the order added (all versions).
  [[nodiscard]] std::vector<const Source*> all(std::string_view resource_type) const;
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  void add_stand_ins(const PackageFile& file, fhir::Issues& issues);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace careway::packages
