#include <set>

#include "gateway/api/exchange_worker.h"
#include "gateway/api/face_call.h"
#include "gateway/api/handlers.h"
#include "mappers/formats/csv.h"

namespace careway::api {
namespace {

constexpr std::size_t kOutcomesPage = 1000;

std::set<std::uint64_t> refused_documents(const Call& call, const std::string& exchange) {
  std::set<std::uint64_t> numbers;
  std::uint64_t from = 1;
  while (true) {
    const auto outcomes = call.store().outcomes_needing_attention(call.caller.tenant, exchange, from, kOutcomesPage);
    for (const store::DocumentOutcome& outcome : outcomes) {
      if (outcome.outcome == "refused") numbers.insert(outcome.document);
    }
    if (outcomes.size() < kOutcomesPage) return numbers;
    from = outcomes.back().document + 1;
  }
}

}  // namespace

http::Response get_refused_rows(const Call& call) {
  const auto exchange = exchange_of(call);
  if (!exchange) return call.refused("exchange-unknown");
  const pipeline::Face* face = call.library->find(exchange->face);
  if (face == nullptr || face->media_type != "text/csv") return call.refused("refused-not-csv");
  const bool is_open =
      exchange->state == store::ExchangeState::journalled || exchange->state == store::ExchangeState::working;
  if (is_open) return call.refused("exchange-running");
  const std::set<std::uint64_t> wanted = refused_documents(call, exchange->id);
  const std::string bytes = read_journal(call.store(), call.caller.tenant, exchange->id);
  fhir::Issues issues;
  const auto reader = face->format->open(bytes, issues);
  if (reader == nullptr) return call.refused(issues);
  std::vector<std::string_view> rows;
  fhir::Document document;
  std::string spelling;
  while (reader->next(document, spelling, issues)) {
    issues.clear();
    if (wanted.contains(reader->document_number())) rows.push_back(reader->source_bytes());
  }
  http::Response response;
  response.headers.add("Content-Type", "text/csv");
  response.headers.add("Content-Disposition", "attachment; filename=\"refused.csv\"");
  response.body = formats::csv_of_rows(reader->header_bytes(), rows);
  return response;
}

}  // namespace careway::api
