#include "mappers/engine/engine.h"

#include "mappers/engine/getter.h"
#include "mappers/engine/putter.h"

namespace careway::engine {

struct Engine::Workspace {
  explicit Workspace(const Plan& plan) : putter(plan), getter(plan) {}
  Putter putter;
  Getter getter;
};

Engine::Engine(const Plan& plan) : workspace_(std::make_unique<Workspace>(plan)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

bool Engine::put(fhir::Element document, Record& record, const Residue& old_residue, Residue& new_residue,
                 const Context& context, Ledger& ledger, fhir::Issues& issues) {
  return workspace_->putter.run(document, record, old_residue, new_residue, context, ledger, issues);
}

bool Engine::get(const Record& record, const Residue& residue, const Context& context, fhir::Document& document,
                 Ledger& ledger, fhir::Issues& issues) {
  return workspace_->getter.run(record, residue, context, document, ledger, issues);
}

}  // namespace careway::engine
