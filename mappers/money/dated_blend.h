#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mappers/money/allocate.h"
#include "mappers/money/rational.h"
#include "mappers/money/shares.h"
#include "profiles/fhir/date.h"
#include "profiles/fhir/issue.h"

namespace careway::money {

/// Days of a line in which its price and its split stay the same. Stretches of one line do not overlap.
struct Stretch {
  std::string name;
  fhir::CivilDate from;
  fhir::CivilDate to;  ///< included
  Rational weekly;     ///< exact pence a week while it runs
  Rational weeks;      ///< that its days count for
  /// Exact pence, once, on the first day; then there is nothing weekly.
  std::optional<Rational> one_off;
  std::vector<Share> shares;  ///< a fixed amount of a one-off is once too
};

/// What the person was assessed to pay a week, over some days.
struct Assessment {
  fhir::CivilDate from;
  fhir::CivilDate to;
  Rational weekly;  ///< exact pence
};

struct DatedRules {
  fhir::CivilDate from;  ///< the period
  fhir::CivilDate to;
  Rational weeks;  ///< that the period counts for
  Rounding rounding = Rounding::half_up;
  std::vector<Assessment> assessments;  ///< they do not overlap; nothing is asked on other days
  /// The order in which contributions are taken from streams; others come after these, in order of first mention.
  std::vector<std::string> order;
};

/// The amounts of one level.
struct DatedLevel {
  std::vector<Pence> stretches;           ///< as given; of the week level: a week in which it runs
  std::vector<std::vector<Pence>> parts;  ///< of each stretch, as its shares
  Pence gross = 0;
  std::vector<Pence> streams;        ///< as DatedBlend::streams, client money inside
  std::vector<Pence> contributions;  ///< likewise; never more than what is chargeable of the stream
  Pence contribution = 0;
  Pence top_up = 0;
};

/// What the person pays of one stream a week, over days on which it stays the same.
struct DatedContribution {
  fhir::CivilDate from;
  fhir::CivilDate to;  ///< included
  std::string stream;
  Pence week = 0;  ///< never nothing
};

/// A package of a period, worked out.
struct DatedBlend {
  std::vector<std::string> streams;  ///< in the order in which contributions are taken
  /// The day that the week level tells of: the first on which the most stretches run. Its gross, streams, contribution
  /// and top-up are those of the stretches that run then. Nothing when all is bought once.
  std::optional<fhir::CivilDate> week_day;
  DatedLevel week;
  DatedLevel period;
  std::vector<DatedContribution> contribution_phases;  ///< in order of their first days
};

/// Works out a package of a period from its stretches, as `blend` does one that never changes: gross from lines, each
/// stretch rounded once a level and shared out by largest remainder. The contribution is the lower of what was assessed
/// and what is chargeable, once for the person and week over all stretches that run (days count for as many weeks as
/// they do for the chargeable lines), taken from the streams in order; what is bought once is never charged. Nothing
/// with issues (path: the stretch's name): "money-shares", "money-negative", "money-days" (a stretch outside the
/// period), "money-rules", "money-too-large".
std::optional<DatedBlend> blend_dated(const std::vector<Stretch>& stretches, const DatedRules& rules,
                                      fhir::Issues& issues);

}  // namespace careway::money
