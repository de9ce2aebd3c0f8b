#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/records.h"
#include "gateway/pipeline/services.h"
#include "mappers/engine/ledger.h"
#include "profiles/fhir/issue.h"

namespace careway::pipeline {

struct ExportOptions {
  std::string period_start;  ///< reporting period of a submission, ISO dates; empty: none
  std::string period_end;
  /// Authority for keys that a born-elsewhere record lacks. A file of many documents then holds this authority's only.
  std::string issuer;
  bool with_residue = true;  ///< false: canonical spelling, nothing of the partner's own
};

/// Gets documents of a face from the record.
/// Not safe for concurrent use; make one per call.
class Exporter {
 public:
  Exporter(const Services& services, const Caller& caller, const Face& face);

  /// One document: the record whose anchor is `anchor`, in the face's format. Nothing with issues when it cannot be
  /// written ("required-missing", "modifier-present", "anchor-missing"; "cost-blended" for a service in a return whose
  /// cost others share: see budget_returns.h). `etag` digests closure hash, resource versions
  /// and residue version.
  struct Written {
    std::string bytes;
    std::string etag;
  };
  std::optional<Written> write_one(const store::ResourceKey& anchor, const ExportOptions& options,
                                   engine::Ledger& ledger, fhir::Issues& issues);

  /// Many documents in one file: every anchor given, in that order, or every anchor of the tenant that this partner's
  /// face can show (a whole submission for the period: events completed in it, services active in it; cancelled ones
  /// are left out). Documents that cannot be written are named in `issues` and left out.
  std::string write_file(const std::vector<store::ResourceKey>& anchors, const ExportOptions& options,
                         engine::Ledger& ledger, fhir::Issues& issues);
  [[nodiscard]] std::vector<store::ResourceKey> all_anchors(const ExportOptions& options);

 private:
  const Services& services_;
  const Caller caller_;
  const Face& face_;
};

}  // namespace careway::pipeline
