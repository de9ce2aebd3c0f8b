#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mappers/budget/budget.h"
#include "mappers/budget/calculate.h"
#include "mappers/budget/statement.h"
#include "profiles/fhir/issue.h"

namespace careway::budget {

/// Which budget a statement is of, and what was asked when it was worked out.
struct StatementOrigin {
  StatementFormat format = StatementFormat::text;
  std::string issuer;  ///< code of the issuer
  std::string reference;
  std::uint32_t version = 0;
  std::string inputs_digest;
  std::string patient;
  std::string plan;
  Question question;  ///< without who prepared it, which price spoke first, and when
};

/// Statements beyond this are none of ours.
inline constexpr std::size_t kStatementBytesMax = std::size_t{16} << 20;

/// Reads the lines for machines at the end of a statement, text or HTML. Nothing with "statement-unreadable" when they
/// are not there, or not as we write them.
std::optional<StatementOrigin> read_statement(std::string_view bytes, fhir::Issues& issues);

/// Whether two budgets have the same figures from the same rows: `stated` is what was said, `recomputed` what comes out
/// now. False with the first difference of each kind, rates first: "verify-rate" (path: label of the rate row),
/// "verify-line" (path: key of the line), "verify-stream" (path: code of the stream), "verify-total" (path: code of the
/// amount).
bool same_figures(const Budget& stated, const Budget& recomputed, fhir::Issues& issues);

/// Whether the statement is, byte for byte, that of the budget as it was worked out again. False with the issues of
/// read_statement and same_figures; with "verify-budget" when it is of another budget or version; with "verify-bytes"
/// (position: the first line that differs) when the figures agree and the rest does not.
bool compare(std::string_view statement, const Budget& recomputed, fhir::Issues& issues);

}  // namespace careway::budget
