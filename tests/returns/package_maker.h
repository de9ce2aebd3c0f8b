#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "mappers/budget/budget.h"
#include "mappers/money/blend.h"

namespace careway::pipeline {

/// A blended package as FHIR resources, and the budget that it comes to under each rounding rule.
struct MadePackage {
  std::vector<std::pair<std::string, std::string>> resources;  ///< "Patient/p1" and its JSON
  budget::Budget half_up;
  budget::Budget half_even;
};

/// One stretch of a line, as a test or the generator says it.
struct MadeStretch {
  fhir::CivilDate from;
  fhir::CivilDate to;
  money::Rational price;  ///< exact pence a unit
  std::vector<money::Share> shares;
};

struct MadeLine {
  std::string key;
  std::string component;  ///< code of cld-service-component
  std::string product;    ///< code of chc-care-product; either may be empty
  money::Frequency unit = money::Frequency::weekly;
  std::optional<money::Rational> units;
  std::vector<MadeStretch> stretches;
  std::string start;     ///< of the service, ISO; empty: the first stretch's
  bool is_open = false;  ///< the service goes on behind the budget
};

struct MadeTerms {
  fhir::CivilDate from{2026, 4, 1};
  fhir::CivilDate to{2027, 3, 31};
  money::Rational year_factor{52};
  std::string reference = "B-1";
  std::vector<std::pair<std::string, std::string>> holdings;  ///< stream and how its money is held
};

/// Builds budget and resources; the gross comes from the lines.
MadePackage make_package(const std::vector<MadeLine>& lines, const MadeTerms& terms);

/// The same package as the program works it out (budget::calculate): one price a line, that of its first stretch; days
/// between stretches are the employer's. Throws std::runtime_error when it is refused.
budget::Budget worked_out(const std::vector<MadeLine>& lines, const MadeTerms& terms, money::Rounding rounding);

/// Shares for tests that name them.
money::Share percent(std::string stream, std::int64_t value);
money::Share third(std::string stream);

/// Packages of every kind, the same for the same seed.
class PackageGenerator {
 public:
  explicit PackageGenerator(unsigned seed) : numbers_(seed) {}
  /// What the package of that number is made of.
  std::vector<MadeLine> lines(unsigned number, MadeTerms& terms);

 private:
  MadeLine line(unsigned number, const MadeTerms& terms);
  std::vector<money::Share> shares(const money::Rational& weekly);
  unsigned below(unsigned limit) { return static_cast<unsigned>(numbers_()) % limit; }
  std::mt19937 numbers_;
};

}  // namespace careway::pipeline
