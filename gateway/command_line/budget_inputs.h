#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/command_line/budget_options.h"
#include "gateway/command_line/workbench.h"
#include "mappers/budget/calculate.h"

namespace careway::command_line {

/// A record that files are taken into, and who brings them.
struct InputTerms {
  const pipeline::Services& services;
  const pipeline::FaceLibrary& library;
  pipeline::Caller caller;  ///< a partner's face is brought by a partner of its kind
};

/// Takes files into a record, each the way of its face ("FACE:FILE"); FHIR is stored as it is, and people who are known
/// to be one are linked. False when one is refused, which has been told. Throws platform::Failure.
bool take_inputs(const Parts& parts, const InputTerms& terms, const std::vector<std::string>& inputs, Console& console);
/// The same into the record of a workbench.
bool take_inputs(const Parts& parts, const Workbench& bench, const std::vector<std::string>& inputs, Console& console);

/// Who asks the record of a workbench.
pipeline::Caller budget_caller();

/// The resource whose budget is asked for: the plan when one is named, else the person. Nothing when it is not there
/// or several could be meant, which has been told.
std::optional<store::ResourceKey> find_subject(const Workbench& bench, const BudgetQuestionOptions& options,
                                               Console& console);

/// The question in the options; nothing when one of them is wrong, which has been told.
std::optional<budget::Question> make_question(const BudgetQuestionOptions& options, Console& console);

/// "2026-04-01"; nothing for anything else.
std::optional<fhir::CivilDate> day_of(const std::string& text);

}  // namespace careway::command_line
