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
/// person was assessed to pay. Keeps a reference to the inputs. Immutable once made.
class Funding {
 public:
  /// With issues ("budget-overlap", "budget-funder", "budget-chargeable"; path: the stream) when the streams contradict
  /// each other.
  Funding(const Inputs& inputs, const Question& question, fhir::Issues& issues);

  /// The stream that pays for a line without shares.
  [[nodiscard]] const std::string& usual_stream() const { return usual_stream_; }
  /// The committed stream of that code; nullptr when nobody has committed it yet.
  [[nodiscard]] const StreamInput* find(std::string_view code) const;
  /// Codes in the order in which contributions are taken; those not committed follow by code.
  [[nodiscard]] std::vector<std::string> in_order(std::vector<std::string> codes) const;
  /// Codes of the organisations whose rates speak for a line: of its own streams first, then the others, the issuer
  /// last.
  [[nodiscard]] std::vector<std::string> funders_for(const LineInput& line) const;
  [[nodiscard]] const std::vector<money::Assessment>& assessments() const { return assessments_; }

 private:
  void check(fhir::Issues& issues) const;
  void assess(const Inputs& inputs, const Question& question);
  [[nodiscard]] Rational assessed_on(const Inputs& inputs, fhir::CivilDate day) const;

  std::vector<const StreamInput*> streams_;  // of the period, in order
  std::string usual_stream_ = "adult-social-care";
  std::string issuer_;
  std::vector<money::Assessment> assessments_;
};

}  // namespace careway::budget
