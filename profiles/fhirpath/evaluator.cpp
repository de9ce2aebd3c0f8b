#include "profiles/fhirpath/fhirpath.h"
#include "profiles/fhirpath/machine.h"

namespace careway::fhirpath {

struct Evaluator::State {
  Machine machine;
};

Evaluator::Evaluator(const definitions::Definitions& definitions, Limits limits)
    : state_(new State{Machine(definitions, limits)}) {}

Evaluator::~Evaluator() = default;

std::optional<Collection> Evaluator::evaluate(const Expression& expression, fhir::Element focus,
                                              const Environment& environment, fhir::Issues& issues) {
  Machine& machine = state_->machine;
  const Machine::Mark mark = machine.enter(expression, focus, environment, issues);
  std::optional<Collection> items;
  Range result;
  if (machine.run(result)) {
    items.emplace();
    items->reserve(result.size());
    for (std::size_t i = result.begin; i < result.end; ++i) items->push_back(machine.at(i));
  }
  machine.leave(mark);
  return items;
}

std::optional<bool> Evaluator::holds(const Expression& expression, fhir::Element focus, const Environment& environment,
                                     fhir::Issues& issues) {
  Machine& machine = state_->machine;
  const Machine::Mark mark = machine.enter(expression, focus, environment, issues);
  const Truth truth = machine.run_as_invariant();
  machine.leave(mark);
  if (truth == Truth::failed) return std::nullopt;
  return truth == Truth::yes;
}

std::size_t Evaluator::steps() const {
  return state_->machine.steps();
}

}  // namespace careway::fhirpath
