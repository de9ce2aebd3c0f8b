#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace careway::fhir {

enum class Severity : std::uint8_t { information, warning, error, fatal };

/// Where something stands in the source text: line and column count from 1, 0 means unknown.
/// The column counts bytes, not characters.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

/// One problem in data. `code` is a stable machine word in kebab case ("json-syntax", "cld-unknown-code");
/// tests assert code and path, never the text. `path` is the FHIRPath-like place ("Patient.name[0].given[1]") or the
/// partner's own path ("Service[2]/UnitCost", "NHS Number"). `text` tells a person what happened and what to do; it
/// never holds a personal value.
struct Issue {
  Severity severity = Severity::error;
  std::string code;
  std::string path;
  Position position;
  std::string text;
};

/// The collected problems of one operation, in the order found. Not safe for concurrent use.
class Issues {
 public:
  /// Keeps at most this many; later ones are only counted, so that hostile input cannot fill memory.
  static constexpr std::size_t kKeptMax = 1000;

  void add(Issue issue);
  void add(Severity severity, std::string_view code, std::string_view path, std::string_view text,
           Position position = {});
  void error(std::string_view code, std::string_view path, std::string_view text, Position position = {});
  void warning(std::string_view code, std::string_view path, std::string_view text, Position position = {});
  void append(const Issues& other);
  void clear();

  [[nodiscard]] bool has_errors() const { return error_count_ > 0; }
  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] std::size_t error_count() const { return error_count_; }
  /// How many were reported beyond kKeptMax.
  [[nodiscard]] std::size_t dropped_count() const { return dropped_count_; }
  [[nodiscard]] const std::vector<Issue>& items() const { return items_; }
  [[nodiscard]] bool has_code(std::string_view code) const;

 private:
  std::vector<Issue> items_;
  std::size_t error_count_ = 0;
  std::size_t dropped_count_ = 0;
};

/// "information", "warning", "error", "fatal": FHIR's IssueSeverity codes.
std::string_view to_text(Severity severity);

}  // namespace careway::fhir
