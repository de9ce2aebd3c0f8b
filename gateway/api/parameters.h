#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/money/rational.h"
#include "profiles/fhir/date.h"
#include "profiles/fhir/document.h"
#include "profiles/fhir/issue.h"

namespace careway::api {

/// The parameters of an operation (R4 resource Parameters), or the parts of one of them. A value that cannot be read is
/// an issue ("parameter-value"), one that is asked for and not there too ("parameter-missing"); the path is the name.
/// A view: the document must outlive it.
class Parameters {
 public:
  /// `owner`: the Parameters resource, or one parameter with parts. One that does not exist has no parameters.
  Parameters(fhir::Element owner, fhir::Issues& issues) : owner_(owner), issues_(issues) {}

  [[nodiscard]] bool has(std::string_view name) const { return find(name).exists(); }
  /// The parameter with its parts; it has none when it is not there.
  [[nodiscard]] Parameters parts(std::string_view name) const { return {find(name), issues_}; }
  /// All parameters of a name, each with its parts.
  [[nodiscard]] std::vector<Parameters> all(std::string_view name) const;

  /// The text of a primitive value of any type; empty when it is not there.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::string needed_text(std::string_view name) const;
  [[nodiscard]] std::optional<fhir::CivilDate> day(std::string_view name) const;
  [[nodiscard]] std::optional<std::uint32_t> number(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  /// Whole pence of a value of type Money in GBP.
  [[nodiscard]] std::optional<std::int64_t> pence(std::string_view name) const;
  /// A member of a value of a complex type: member("period", "valuePeriod", "start").
  [[nodiscard]] std::string member(std::string_view name, std::string_view value, std::string_view child) const;
  /// One of the words, the first where the parameter is not there; its place in the list.
  [[nodiscard]] std::size_t word(std::string_view name, const std::vector<std::string_view>& words) const;

  void refuse_value(std::string_view name) const;
  void refuse_missing(std::string_view name) const;

 private:
  [[nodiscard]] fhir::Element find(std::string_view name) const;

  fhir::Element owner_;
  fhir::Issues& issues_;
};

/// A day as a date says it; nothing for a month, a year or other text.
std::optional<fhir::CivilDate> day_of(std::string_view text);

}  // namespace careway::api
