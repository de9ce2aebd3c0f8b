#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mappers/engine/ledger.h"
#include "mappers/engine/plan.h"
#include "mappers/engine/record.h"
#include "mappers/language/names.h"
#include "profiles/fhir/issue.h"

namespace careway::command_line {

/// The statements of one expect.txt.
struct Expectation {
  std::vector<std::pair<std::string, std::vector<std::string>>> slots;  ///< no value: the slot is absent
  std::set<std::pair<std::string, std::string>> issues;                 ///< (code, path)
  std::map<std::string, std::size_t> ledger;                            ///< leaves by class
  bool refused = false;
};

/// Reads the statements, one a line; nothing with a sentence in `failures` for a line that is none.
std::optional<Expectation> read_expectation(std::string_view text, std::vector<std::string>& failures);

/// Values of a slot ("person.identifier[system=nhs-number].value") over all resources of its role, in the record's
/// order. Nothing when the path cannot be read or names no role.
std::optional<std::vector<std::string>> slot_values(const engine::Record& record, const engine::Plan& plan,
                                                    const language::Names& names, std::string_view slot);

/// Compares and adds a sentence for every difference.
void compare_slots(const Expectation& expected, const engine::Record& record, const engine::Plan& plan,
                   const language::Names& names, std::vector<std::string>& failures);
void compare_issues(const Expectation& expected, const fhir::Issues& issues, std::vector<std::string>& failures);
void compare_ledger(const Expectation& expected, const engine::Ledger& ledger, std::vector<std::string>& failures);

}  // namespace careway::command_line
