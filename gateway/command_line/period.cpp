#include "gateway/command_line/period.h"

#include "mappers/engine/convert.h"

namespace careway::command_line {

Period period_of_file(const pipeline::Face& face, std::string_view bytes) {
  Period period;
  fhir::Issues issues;
  const auto reader = face.format->open(bytes, issues);
  fhir::Document document;
  std::string spelling;
  if (reader == nullptr || !reader->next(document, spelling, issues)) return period;
  for (const engine::PlanRow& row : face.plan->root->rows) {
    if (row.slots[0].root_kind != engine::RootKind::context || row.converter != engine::ConverterKind::date) continue;
    const fhir::Element leaf = document.root().child(face.plan->root->fields[row.fields[0].field].path);
    if (!leaf) continue;
    fhir::Document arena;
    engine::Texts values;
    const engine::ConvertContext context{face.plan.get(), {}, &arena};
    const auto result = engine::to_fhir(row, {engine::trimmed(leaf.value())}, context, values);
    if (result.status != engine::ConvertStatus::ok || !values[0]) continue;
    (row.slots[0].context == engine::ContextSlot::period_start ? period.start : period.end) = std::string(*values[0]);
  }
  return period;
}

}  // namespace careway::command_line
