#include <utility>

#include "adapters/store/instant.h"
#include "adapters/store/sqlite_engine.h"

namespace careway::store {
namespace {

// Bytes written per transaction while a file is received: one flush for four pieces, and nobody waits long.
constexpr std::size_t kReceiveBytes = 4 * kJournalChunkBytes;

std::int64_t insert_exchange(SqliteState& state, Database& database, std::int64_t tenant, const Exchange& exchange,
                             std::size_t byte_count, bool sealed) {
  // Partner and face were given their numbers before the transaction.
  database.run(
      "INSERT INTO exchange (tenant, id, sealed, direction, partner, face, media_type, digest, idempotency_key, "
      "closure_hash, received, byte_count, state, documents_done, documents_total, receipt) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '')",
      tenant, exchange.id, sealed, exchange.direction, state.name_number(database, exchange.partner),
      state.name_number(database, exchange.face), exchange.media_type, Blob{exchange.digest}, exchange.idempotency_key,
      exchange.closure_hash, instant_to_microseconds(exchange.received), byte_count, ExchangeState::journalled);
  return database.last_row();
}

void insert_chunks(Database& database, std::int64_t tenant, std::int64_t exchange, std::uint64_t first_number,
                   std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += kJournalChunkBytes) {
    database.run("INSERT INTO journal_chunk (tenant, exchange, number, bytes) VALUES (?, ?, ?, ?)", tenant, exchange,
                 first_number++, Blob{bytes.substr(at, kJournalChunkBytes)});
  }
}

// The exchange that already has this idempotency key or id; 0 when the new one may come in.
std::int64_t taken_by(SqliteState& state, Database& database, std::int64_t tenant, const Exchange& exchange) {
  if (!exchange.idempotency_key.empty()) {
    Query query = database.query(
        "SELECT pk FROM exchange WHERE tenant = ? AND partner = ? AND idempotency_key = ? "
        "AND sealed = 1 AND idempotency_key <> ''",
        tenant, state.name_number(database, exchange.partner), exchange.idempotency_key);
    if (query.step()) return query.number(0);
  }
  return exchange_row(database, tenant, exchange.id);
}

std::int64_t intern_names(SqliteState& state, Database& database, const Tenant& tenant, const Exchange& exchange) {
  static_cast<void>(state.intern(database, exchange.partner));
  static_cast<void>(state.intern(database, exchange.face));
  return state.intern(database, tenant);
}

class SqliteJournalWriter final : public JournalWriter {
 public:
  SqliteJournalWriter(SqliteState& state, const Tenant& tenant, Exchange exchange)
      : state_(state), exchange_(std::move(exchange)) {
    state_.write([&](Database& database) {
      tenant_ = intern_names(state_, database, tenant, exchange_);
      Transaction transaction(database);
      row_ = insert_exchange(state_, database, tenant_, exchange_, 0, false);
      transaction.commit();
    });
  }

  ~SqliteJournalWriter() override {
    if (finished_) return;
    try {
      state_.write([&](Database& database) {
        Transaction transaction(database);
        discard(database);
        transaction.commit();
      });
    } catch (const StorageError&) {
      // The rest is removed when the database is opened again.
    }
  }

  void append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const std::size_t taken = std::min(bytes.size(), kReceiveBytes - waiting_.size());
      waiting_.append(bytes.substr(0, taken));
      bytes.remove_prefix(taken);
      if (waiting_.size() == kReceiveBytes) flush();
    }
  }

  JournalResult finish(std::string_view digest) override {
    exchange_.digest = digest;
    JournalResult result = state_.write([&](Database& database) {
      Transaction transaction(database);
      JournalResult made;
      std::int64_t row = taken_by(state_, database, tenant_, exchange_);
      if (row != 0) {
        discard(database);
      } else {
        row = row_;
        made.created = true;
        insert_chunks(database, tenant_, row_, chunks_written_, waiting_);
        database.run("UPDATE exchange SET sealed = 1, digest = ?, byte_count = ? WHERE pk = ?", Blob{digest},
                     byte_count_ + waiting_.size(), row_);
      }
      made.exchange = exchange_at(state_, database, row).value();
      transaction.commit();
      return made;
    });
    finished_ = true;
    return result;
  }

 private:
  void flush() {
    state_.write([&](Database& database) {
      Transaction transaction(database);
      insert_chunks(database, tenant_, row_, chunks_written_, waiting_);
      transaction.commit();
    });
    chunks_written_ += waiting_.size() / kJournalChunkBytes;
    byte_count_ += waiting_.size();
    waiting_.clear();
  }

  void discard(Database& database) {
    database.run("DELETE FROM journal_chunk WHERE tenant = ? AND exchange = ?", tenant_, row_);
    database.run("DELETE FROM exchange WHERE pk = ?", row_);
  }

  SqliteState& state_;
  Exchange exchange_;
  std::int64_t tenant_ = 0;
  std::int64_t row_ = 0;
  std::string waiting_;
  std::uint64_t chunks_written_ = 0;
  std::uint64_t byte_count_ = 0;
  bool finished_ = false;
};

}  // namespace

JournalResult SqliteStore::journal(const Tenant& tenant, const Exchange& exchange, std::string_view bytes) {
  static_cast<void>(instant_to_microseconds(exchange.received));
  return state_.write([&](Database& database) {
    const std::int64_t tenant_number = intern_names(state_, database, tenant, exchange);
    Transaction transaction(database);
    JournalResult result;
    std::int64_t row = taken_by(state_, database, tenant_number, exchange);
    if (row == 0) {
      row = insert_exchange(state_, database, tenant_number, exchange, bytes.size(), true);
      insert_chunks(database, tenant_number, row, 0, bytes);
      result.created = true;
    }
    result.exchange = exchange_at(state_, database, row).value();
    transaction.commit();
    return result;
  });
}

std::unique_ptr<JournalWriter> SqliteStore::open_journal(const Tenant& tenant, const Exchange& exchange) {
  return std::make_unique<SqliteJournalWriter>(state_, tenant, exchange);
}

}  // namespace careway::store
