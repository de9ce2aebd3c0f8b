#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/money/frequency.h"
#include "mappers/money/rational.h"
#include "profiles/fhir/date.h"
#include "profiles/fhir/issue.h"

namespace careway::money {

/// How a price was found.
enum class RateBasis : std::uint8_t { agreed, average };

/// One row of a funder's rate table.
struct Rate {
  std::string id;  ///< of the row, so that a figure can name it
  std::string service_type;
  fhir::CivilDate from;
  fhir::CivilDate to;  ///< included
  Rational price;      ///< exact pence a unit
  Frequency unit = Frequency::hourly;
  RateBasis basis = RateBasis::agreed;
  std::size_t people = 0;   ///< an average: over how many
  Rational median;          ///< an average: pence a unit
  std::string price_base;   ///< "2025/26"
  Rational uplift_percent;  ///< since the price base
};

/// An average over fewer people could show what one of them gets.
inline constexpr std::size_t kPeopleMin = 10;

/// A funder's prices by service type and day. Immutable once made; safe for concurrent use.
class RateTable {
 public:
  /// Nothing with issues (path: the row's id): "rate-disclosure" for an average over fewer than ten people,
  /// "rate-overlap" for two rows of one service type that hold on the same day, "rate-period", "rate-price",
  /// "rate-twice".
  static std::optional<RateTable> make(std::vector<Rate> rates, fhir::Issues& issues);

  /// The row that holds on a day; nullptr when there is none.
  [[nodiscard]] const Rate* find(std::string_view service_type, fhir::CivilDate day) const;
  [[nodiscard]] const std::vector<Rate>& rates() const { return rates_; }
  /// Price with its uplift, exact pence a unit.
  [[nodiscard]] static Rational price_of(const Rate& rate);

 private:
  RateTable() = default;
  std::vector<Rate> rates_;  // by service type, then first day
};

/// What one person's service cost.
struct Actual {
  std::string person;  ///< any key that tells people apart; it is not kept
  std::string service_type;
  Rational price;  ///< exact pence a unit
};

/// Average and median by service type over people (a person counts once, with their own average), for those with enough
/// people; the others are named in issues as warnings ("rate-disclosure"), without a figure.
std::map<std::string, Rate> average_rates(const std::vector<Actual>& actuals, fhir::Issues& issues);

}  // namespace careway::money
