#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"

namespace careway::pipeline {

/// What became of one exchange, for the partner who sent it.
struct Receipt {
  /// One thing to say about one document: row and column as the partner counts them. Never a value.
  struct Line {
    std::uint64_t document = 0;  ///< 0: the whole file
    std::uint32_t line = 0;
    std::string column;
    std::string severity;
    std::string code;
    std::string reason;
  };
  static constexpr std::size_t kLinesMax = 1000;

  std::string exchange;
  std::string face;
  std::string closure_hash;
  std::string received;
  std::string state;  ///< "done", "failed", "cancelled", "working"
  std::uint64_t read = 0;
  std::uint64_t created = 0;
  std::uint64_t updated = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t held = 0;
  std::uint64_t refused = 0;
  std::uint64_t contested = 0;  ///< of the documents above: those with a value where another source counts
  std::map<std::string, std::uint64_t> ledger;  ///< leaves by class
  std::vector<Line> lines;                      ///< the first kLinesMax
  std::uint64_t lines_left_out = 0;

  void add_line(Line line);
};

/// The receipt as JSON (UTF-8, one object), and back. Reading damaged text gives nothing but the exchange id.
std::string to_json(const Receipt& receipt);
Receipt receipt_from_json(std::string_view json);
/// The receipt for a person at a terminal: counts, then lines.
std::string to_text(const Receipt& receipt);

}  // namespace careway::pipeline
