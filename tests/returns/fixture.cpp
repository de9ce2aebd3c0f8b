#include "tests/returns/fixture.h"

#include <stdexcept>

#include "gateway/pipeline/stored_resource.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {

ReturnPlace::ReturnPlace(const MadePackage& package) : place_(std::make_unique<Place>(Place::Engine::memory)) {
  const auto library = released_library();
  const store::SearchHasher hasher(council().tenant, services().search_secret);
  store::Batch batch;
  for (const auto& [name, json] : package.resources) {
    fhir::Issues issues;
    auto document = fhir::read_json(json, library->definitions(), issues);
    if (!document) throw std::runtime_error("no FHIR: " + issues.items().at(0).code);
    batch.resources.push_back(resource_write(*document, library->definitions(), library->identities(), hasher,
                                             parse_reference(name)->id, 0, now(services())));
  }
  if (!place_->store().commit(council().tenant, batch).committed) throw std::runtime_error("not stored");
}

Written ReturnPlace::write(const budget::Budget& budget, budget::ReturnKind kind,
                           std::optional<std::pair<fhir::CivilDate, fhir::CivilDate>> period) const {
  const Caller caller = kind == budget::ReturnKind::council ? council() : phb();
  const Face* face = face_of_return(*released_library(), kind);
  if (face == nullptr) throw std::runtime_error("no face for the return");
  budget::ReturnQuestion question;
  question.kind = kind;
  question.from = period ? period->first : budget.from;
  question.to = period ? period->second : budget.to;
  Written written;
  written.from = fhir::PartialDate::from_day(question.from)->text();
  written.to = fhir::PartialDate::from_day(question.to)->text();
  auto made = BudgetReturns(services(), caller).write(budget, question, *face, written.issues);
  written.is_made = made.has_value();
  if (!made) return written;
  written.file = std::move(made->bytes);
  written.ledger = budget::ledger_csv(kind, made->ledger);
  return written;
}

}  // namespace careway::pipeline
