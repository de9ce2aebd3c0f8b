#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mappers/budget/calculate.h"
#include "mappers/budget/inputs.h"
#include "mappers/money/dated_blend.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// The committed streams of a person in a period: which they are, in which order they give client money, what the
/// person was assessed to pay. Keeps a reference to the inputs. One thread at a time.
class Funding {
 public:
  /// With issues ("budget-overlap", "budget-funder", "budget-chargeable"; path: the stream) when the streams contradict
  /// each other.
  Funding(const Inputs& inputs, const Question& question, fhir::Issues& issues);

  /// The stream that pays for a line without shares, on the first day of the period.
  [[nodiscard]] const std::string& usual_stream() const { return usual_shares_.front().stream; }
  /// Who pays for a line without shares, day by day: the one committed stream, or where there are several the one that
  /// holds on the day; adult social care where that is none or more than one.
  [[nodiscard]] const std::vector<ShareInput>& usual_shares() const { return usual_shares_; }
  /// The committed stream of that code; nullptr when nobody has committed it yet.
  [[nodiscard]] const StreamInput* find(std::string_view code) const;
  /// The committed stream of that code that holds on a day, else as `find`.
  [[nodiscard]] const StreamInput* find_on(std::string_view code, fhir::CivilDate day) const;
  /// Whether a stream of that code holds on all days; also when nobody has ever committed it.
  [[nodiscard]] bool holds_throughout(std::string_view code, fhir::CivilDate from, fhir::CivilDate to) const;
  /// Days on which a stream of the shares begins or ceases to rest on a law that makes it free.
  [[nodiscard]] std::vector<fhir::CivilDate> basis_days(const std::vector<ShareInput>& shares) const;
  /// On what a stream rests as far as it may be charged.
  [[nodiscard]] std::string charged_basis(std::string_view code) const;
  /// Codes in the order in which contributions are taken; those not committed follow by code.
  [[nodiscard]] std::vector<std::string> in_order(std::vector<std::string> codes) const;
  /// Codes of the organisations whose rates speak for a line: of its own streams first, then the others, the issuer
  /// last.
  [[nodiscard]] std::vector<std::string> funders_for(const LineInput& line) const;
  /// Finds what the person was assessed to pay on each of the days: what a stream states of which a line running then
  /// has a chargeable part, else the latest final determination. A stream that states nothing or zero gives way to
  /// another. With issues ("budget-charge-twice"; path: the stream) when two such streams state different charges.
  void assess(const Inputs& inputs, const std::vector<Line>& lines, fhir::CivilDate from, fhir::CivilDate to,
              fhir::Issues& issues);
  [[nodiscard]] const std::vector<money::Assessment>& assessments() const { return assessments_; }

 private:
  void choose_usual(const Question& question);
  void check(fhir::Issues& issues) const;
  /// Days on which a line has a chargeable part of a stream.
  struct ChargedDays {
    std::string_view stream;
    fhir::CivilDate from;
    fhir::CivilDate to;
    friend auto operator<=>(const ChargedDays&, const ChargedDays&) = default;
  };
  static std::vector<ChargedDays> charged_days(const std::vector<Line>& lines);
  [[nodiscard]] Rational assessed_on(const Inputs& inputs, const std::vector<ChargedDays>& charged, fhir::CivilDate day,
                                     fhir::Issues& issues) const;

  std::vector<const StreamInput*> streams_;  // of the period, in order
  const std::vector<StreamInput>& all_streams_;
  std::vector<ShareInput> usual_shares_;  // never none
  std::string issuer_;
  std::vector<money::Assessment> assessments_;
};

}  // namespace careway::budget
