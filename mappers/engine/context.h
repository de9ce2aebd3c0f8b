#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mappers/engine/keyer.h"

namespace careway::engine {

/// The only way by which time and origin enter a map. All dates are ISO 8601.
struct Context {
  std::string tenant;
  std::string partner;       ///< who sends or receives ("council-e09000033")
  std::string partner_kind;  ///< "council", "nhs", "marketplace", "provider"
  std::string received;      ///< instant at which the exchange began
  std::string period_start;  ///< reporting period, first day; empty when the exchange has none
  std::string period_end;    ///< last day
  std::string issuer;        ///< authority for ids that a born-elsewhere record lacks; from the document on the way in
  /// Security label codes that the receiver may see ("R"); a record with another label is not shown to it.
  std::vector<std::string> clearances;
  /// Above 1 for a document whose worked-out key another document of the same exchange has too: the key gets "#2".
  unsigned tie_ordinal = 1;
  const Keyer* keyer = nullptr;  ///< deployment key for ids; never null when put runs
};

}  // namespace careway::engine
