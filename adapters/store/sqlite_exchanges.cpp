#include <optional>
#include <utility>

#include "adapters/store/instant.h"
#include "adapters/store/sqlite_engine.h"

namespace careway::store {
namespace {

std::vector<DocumentOutcome> read_outcomes(Query& query, std::string_view exchange) {
  std::vector<DocumentOutcome> found;
  while (query.step()) {
    found.push_back({.exchange = std::string(exchange),
                     .document = static_cast<std::uint64_t>(query.number(0)),
                     .outcome = query.text(1),
                     .needs_attention = query.number(2) != 0,
                     .anchor = query.text(3),
                     .issues = query.text(4)});
  }
  return found;
}

std::vector<Total> read_totals(Query& query) {
  std::vector<Total> totals;
  while (query.step()) totals.push_back({.name = query.text(0), .count = static_cast<std::uint64_t>(query.number(1))});
  return totals;
}

}  // namespace

std::int64_t exchange_row(Database& database, std::int64_t tenant, std::string_view id) {
  Query query = database.query("SELECT pk FROM exchange WHERE tenant = ? AND id = ? AND sealed = 1", tenant, id);
  return query.step() ? query.number(0) : 0;
}

std::optional<Exchange> exchange_at(SqliteState& state, Database& database, std::int64_t row) {
  Query query = database.query(
      "SELECT id, direction, partner, face, media_type, digest, idempotency_key, closure_hash, received, byte_count, "
      "state, documents_done, documents_total, receipt FROM exchange WHERE pk = ?",
      row);
  if (!query.step()) return std::nullopt;
  Exchange exchange;
  exchange.id = query.text(0);
  exchange.direction = static_cast<Direction>(query.number(1));
  exchange.partner = state.name_text(database, query.number(2));
  exchange.face = state.name_text(database, query.number(3));
  exchange.media_type = query.text(4);
  exchange.digest = query.text(5);
  exchange.idempotency_key = query.text(6);
  exchange.closure_hash = query.text(7);
  exchange.received = instant_from_microseconds(query.number(8));
  exchange.bytes = static_cast<std::uint64_t>(query.number(9));
  exchange.state = static_cast<ExchangeState>(query.number(10));
  exchange.documents_done = static_cast<std::uint64_t>(query.number(11));
  exchange.documents_total = static_cast<std::uint64_t>(query.number(12));
  exchange.receipt = query.text(13);
  return exchange;
}

std::optional<Exchange> SqliteStore::find_exchange(const Tenant& tenant, std::string_view id) {
  return state_.read([&](Database& database) {
    return exchange_at(state_, database, exchange_row(database, state_.name_number(database, tenant), id));
  });
}

std::optional<Exchange> SqliteStore::find_exchange_by_idempotency_key(const Tenant& tenant, std::string_view partner,
                                                                      std::string_view key) {
  return state_.read([&](Database& database) {
    std::int64_t row = 0;
    {
      Query query = database.query(
          "SELECT pk FROM exchange WHERE tenant = ? AND partner = ? AND idempotency_key = ? "
          "AND sealed = 1 AND idempotency_key <> ''",
          state_.name_number(database, tenant), state_.name_number(database, partner), key);
      if (query.step()) row = query.number(0);
    }
    return exchange_at(state_, database, row);
  });
}

std::vector<Exchange> SqliteStore::exchanges_in_state(const Tenant& tenant, ExchangeState state,
                                                      std::string_view after_id, std::size_t count_max) {
  return state_.read([&](Database& database) {
    const Snapshot snapshot(database);
    const std::int64_t tenant_number = state_.name_number(database, tenant);
    std::vector<Exchange> found;
    std::int64_t after = 0;
    if (!after_id.empty()) {
      after = exchange_row(database, tenant_number, after_id);
      if (after == 0) return found;
    }
    std::vector<std::int64_t> rows;
    {
      Query query = database.query(
          "SELECT pk FROM exchange WHERE tenant = ? AND state = ? AND pk > ? AND sealed = 1 ORDER BY pk LIMIT ?",
          tenant_number, state, after, count_max);
      while (query.step()) rows.push_back(query.number(0));
    }
    for (const std::int64_t row : rows) {
      if (auto exchange = exchange_at(state_, database, row)) found.push_back(std::move(*exchange));
    }
    return found;
  });
}

std::optional<std::string> SqliteStore::read_journal_chunk(const Tenant& tenant, std::string_view exchange,
                                                           std::uint64_t chunk) {
  return state_.read([&](Database& database) -> std::optional<std::string> {
    const std::int64_t tenant_number = state_.name_number(database, tenant);
    const std::int64_t row = exchange_row(database, tenant_number, exchange);
    Query query = database.query("SELECT bytes FROM journal_chunk WHERE tenant = ? AND exchange = ? AND number = ?",
                                 tenant_number, row, chunk);
    if (row == 0 || !query.step()) return std::nullopt;
    return query.text(0);
  });
}

std::vector<DocumentOutcome> SqliteStore::outcomes(const Tenant& tenant, std::string_view exchange,
                                                   std::uint64_t from_document, std::size_t count_max) {
  return state_.read([&](Database& database) {
    const std::int64_t tenant_number = state_.name_number(database, tenant);
    Query query = database.query(
        "SELECT document, outcome, needs_attention, anchor, issues FROM document_outcome "
        "WHERE tenant = ? AND exchange = ? AND document >= ? ORDER BY document LIMIT ?",
        tenant_number, exchange_row(database, tenant_number, exchange), from_document, count_max);
    return read_outcomes(query, exchange);
  });
}

std::vector<DocumentOutcome> SqliteStore::outcomes_needing_attention(const Tenant& tenant, std::string_view exchange,
                                                                     std::uint64_t from_document,
                                                                     std::size_t count_max) {
  return state_.read([&](Database& database) {
    const std::int64_t tenant_number = state_.name_number(database, tenant);
    Query query = database.query(
        "SELECT document, outcome, needs_attention, anchor, issues FROM document_outcome "
        "INDEXED BY document_outcome_attention "
        "WHERE tenant = ? AND exchange = ? AND document >= ? AND needs_attention = 1 ORDER BY document LIMIT ?",
        tenant_number, exchange_row(database, tenant_number, exchange), from_document, count_max);
    return read_outcomes(query, exchange);
  });
}

std::vector<Total> SqliteStore::outcome_totals(const Tenant& tenant, std::string_view exchange) {
  return state_.read([&](Database& database) {
    const std::int64_t tenant_number = state_.name_number(database, tenant);
    Query query = database.query(
        "SELECT outcome, count(*) FROM document_outcome WHERE tenant = ? AND exchange = ? "
        "GROUP BY outcome ORDER BY outcome",
        tenant_number, exchange_row(database, tenant_number, exchange));
    return read_totals(query);
  });
}

std::vector<Total> SqliteStore::ledger_totals(const Tenant& tenant, std::string_view exchange) {
  return state_.read([&](Database& database) {
    const std::int64_t tenant_number = state_.name_number(database, tenant);
    Query query = database.query(
        "SELECT ledger_class, count FROM ledger_total WHERE tenant = ? AND exchange = ? ORDER BY ledger_class",
        tenant_number, exchange_row(database, tenant_number, exchange));
    return read_totals(query);
  });
}

}  // namespace careway::store
