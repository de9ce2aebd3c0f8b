#pragma once

#include <set>
#include <string>
#include <string_view>

#include "gateway/pipeline/rate_shelf.h"
#include "gateway/pipeline/services.h"

namespace careway::pipeline {

/// The commissioner-level statement of resources: a List of every row of the rate tables that a budget used, each at
/// the version that spoke. One for each table version ("E09000033:2026-27"); where a budget blends several tables, one
/// of the issuer for them together. Written when it is first used and when a row has changed since.
class ResourcesList {
 public:
  ResourcesList(const Services& services, const Caller& caller, const StoredRates& rates)
      : services_(services), caller_(caller), rates_(rates) {}

  /// "List/id/_history/2" as it stands; empty when there is none yet, or rows have changed since.
  [[nodiscard]] std::string find(std::string_view issuer, const std::set<std::string>& tables) const;
  /// The same, and writes what is missing. Empty for no tables, and when somebody else kept writing it.
  [[nodiscard]] std::string keep(std::string_view issuer, const std::set<std::string>& tables) const;

 private:
  struct Wanted;
  [[nodiscard]] Wanted wanted(std::string_view issuer, const std::set<std::string>& tables) const;
  [[nodiscard]] bool is_same(const Wanted& wanted, const std::string& body) const;
  [[nodiscard]] std::string write(const Wanted& wanted, std::uint64_t stored_version) const;

  const Services& services_;
  const Caller& caller_;
  const StoredRates& rates_;
};

}  // namespace careway::pipeline
