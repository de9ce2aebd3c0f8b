#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/pipeline/face_library.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::api {

/// Which kinds of partners work with an identifier system or an extension, as the maps say. Immutable.
class Ownership {
 public:
  /// Reads all plans: what a face writes belongs to its partner's kind, and to the kinds that a row names as owners.
  explicit Ownership(const pipeline::FaceLibrary& library);

  /// True when a partner of another kind works with it and no row names the caller's kind as an owner. What no face
  /// knows came by the FHIR face, whose partners are of the kind "nhs".
  [[nodiscard]] bool is_anothers(std::string_view system_or_url, std::string_view caller_kind) const;
  /// True when a face of the caller's own kind writes it, too.
  [[nodiscard]] bool is_own(std::string_view system_or_url, std::string_view caller_kind) const;

 private:
  struct Kinds {
    std::set<std::string, std::less<>> writers;
    std::set<std::string, std::less<>> owners;
  };
  friend class OwnershipReader;
  std::map<std::string, Kinds, std::less<>> kinds_;
};

/// Reports what the stored version has, the new one lacks and another partner works with: identifiers of the resource
/// ("other-partner-identifier"), extensions anywhere in it ("other-partner-extension"), and security labels of anybody
/// ("security-label"). Paths and systems are named, values are not. True when nothing is lost.
bool check_nothing_lost(fhir::Element stored, fhir::Element updated, const Ownership& ownership,
                        std::string_view caller_kind, fhir::Issues& issues);

/// The same for a deletion, which loses everything: only what no face of the caller's own kind writes stands in its
/// way.
bool check_may_delete(fhir::Element stored, const Ownership& ownership, std::string_view caller_kind,
                      fhir::Issues& issues);

/// Keeps the ownership of the library in use. Safe for concurrent use.
class OwnershipCache {
 public:
  std::shared_ptr<const Ownership> of(const std::shared_ptr<const pipeline::FaceLibrary>& library);

 private:
  std::mutex mutex_;  // guards what follows
  std::shared_ptr<const pipeline::FaceLibrary> library_;
  std::shared_ptr<const Ownership> ownership_;
};

}  // namespace careway::api
