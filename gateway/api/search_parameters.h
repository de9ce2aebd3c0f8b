#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/api/api.h"

namespace careway::api {

/// A search as it was understood.
struct Search {
  store::SearchQuery query;
  bool is_count_only = false;                               ///< _summary=count
  std::vector<std::pair<std::string, std::string>> used;    ///< parameters that count, for the self link
  std::vector<std::pair<std::string, std::string>> wanted;  ///< the same without the page, for the next link
};

/// One parameter that the searches of a type read, for the CapabilityStatement.
struct SearchParameterName {
  std::string_view name;
  std::string_view kind;  ///< "token", "reference", "date"
};
std::vector<SearchParameterName> search_parameters_of(const definitions::Definitions& definitions,
                                                      std::string_view type);

/// Reads the query of a search by type: _id, identifier (R4 search, token), the references of the type, _lastUpdated
/// with ge, gt, le, lt, eq, and _count. An unknown one is an error under "Prefer: handling=strict" and ignored
/// otherwise. Nothing with issues when a value cannot be read.
std::optional<Search> read_search(const Call& call, std::string_view type, fhir::Issues& issues);

}  // namespace careway::api
