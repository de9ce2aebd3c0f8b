#pragma once

#include <memory>
#include <string>

#include "gateway/pipeline/budget_returns.h"
#include "tests/gateway/pipeline/place.h"
#include "tests/returns/package_maker.h"

namespace careway::pipeline {

/// A return as bytes, with what was said on the way.
struct Written {
  bool is_made = false;
  std::string file;
  std::string ledger;
  std::string from;  ///< reporting period, ISO
  std::string to;
  fhir::Issues issues;
};

/// A record that holds one package.
class ReturnPlace {
 public:
  explicit ReturnPlace(const MadePackage& package);

  /// The return for the budget's own period, or for another one.
  Written write(const budget::Budget& budget, budget::ReturnKind kind,
                std::optional<std::pair<fhir::CivilDate, fhir::CivilDate>> period = std::nullopt) const;
  [[nodiscard]] const Services& services() const { return place_->services(); }

 private:
  std::unique_ptr<Place> place_;
};

}  // namespace careway::pipeline
