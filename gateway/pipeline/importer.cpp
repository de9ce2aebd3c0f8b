#include "gateway/pipeline/importer.h"

#include <algorithm>
#include <unordered_set>

#include "adapters/platform/crypto.h"
#include "gateway/pipeline/import_batch.h"
#include "gateway/pipeline/json_text.h"
#include "mappers/engine/convert.h"

namespace careway::pipeline {
namespace {

constexpr std::size_t kBatchDocuments = 500;
constexpr int kCommitTries = 5;

/// Where a document stands and which person and event it is about: 32 bytes a row, so that a file of a million rows can
/// be sorted by person without being held in memory.
struct Row {
  formats::DocumentPlace place;
  std::uint64_t person = 0;  // place of the person's first row in the file
  std::string event_date;
};

/// The fields that name the person of a flat document: those of the first key row of a role that is no anchor.
const engine::PlanRow* person_row(const engine::Plan& plan) {
  for (const engine::PlanRow& row : plan.root->rows) {
    if (row.is_key && row.slots[0].root_kind == engine::RootKind::role && !plan.roles[row.slots[0].root].anchor)
      return &row;
  }
  return nullptr;
}

/// One run over a journalled exchange.
class Run {
 public:
  Run(const Services& services, const Caller& caller, const Face& face, const std::string& exchange,
      const ImportOptions& options)
      : services_(services),
        caller_(caller),
        face_(face),
        exchange_(exchange),
        options_(options),
        engine_(*face.plan) {}

  void go(std::string_view bytes) {
    fhir::Issues issues;
    const auto reader = face_.format->open(bytes, issues);
    if (reader == nullptr || issues.has_errors()) return fail(issues);
    total_ = reader->document_count();
    load_done();
    keep_dialect(reader->dialect(), exchange_);
    context_.tenant = caller_.tenant;
    context_.partner = caller_.partner;
    context_.partner_kind = caller_.partner_kind;
    context_.received = received();
    context_.keyer = &services_.keyer;
    std::vector<Row> rows = plan_order(*reader);
    read_period(*reader, rows);
    ImportBatch batch(services_, caller_, face_, engine_, exchange_, context_);
    std::uint64_t done = done_.size();
    for (std::size_t i = 0; i < rows.size() || rows.empty(); ++i) {
      if (!rows.empty()) reader->go_to(rows[i].place);
      if (!fill(*reader, batch)) break;
      const bool ends_person = rows.empty() || i + 1 == rows.size() || rows[i + 1].person != rows[i].person;
      const bool is_full = batch.size() >= kBatchDocuments;
      if (options_.all_or_nothing || !is_full || !ends_person) continue;
      if (!commit(batch, done)) return;
    }
    if (options_.all_or_nothing && batch.refused_count() > 0) return refuse_all(batch);
    if (batch.size() > 0 && !commit(batch, done)) return;
    keep_dialect(reader->dialect(), "file");
    finish(store::ExchangeState::done);
  }

 private:
  void fail(const fhir::Issues& issues) {
    store::Batch batch;
    store::DocumentOutcome outcome;
    outcome.exchange = exchange_;
    outcome.outcome = "file-refused";
    outcome.needs_attention = true;
    outcome.issues = "{\"lines\":[";
    for (const fhir::Issue& issue : issues.items()) {
      if (outcome.issues.back() != '[') outcome.issues += ',';
      outcome.issues += '{';
      append_member(outcome.issues, "line", std::uint64_t{issue.position.line});
      append_member(outcome.issues, "column", issue.path);
      append_member(outcome.issues, "severity", fhir::to_text(issue.severity));
      append_member(outcome.issues, "code", issue.code);
      append_member(outcome.issues, "reason", issue.text);
      outcome.issues += '}';
    }
    outcome.issues += "]}";
    batch.outcomes.push_back(std::move(outcome));
    services_.store.commit(caller_.tenant, batch);
    finish(store::ExchangeState::failed);
  }

  void load_done() {
    std::uint64_t from = 1;
    for (;;) {
      const auto outcomes = services_.store.outcomes(caller_.tenant, exchange_, from, 1000);
      for (const store::DocumentOutcome& outcome : outcomes) done_.insert(outcome.document);
      if (outcomes.size() < 1000) return;
      from = outcomes.back().document + 1;
    }
  }

  /// The exchange's own instant, so that work that is taken up again says the same.
  std::string received() {
    const auto exchange = services_.store.find_exchange(caller_.tenant, exchange_);
    return exchange ? exchange->received : now(services_);
  }

  /// How the file is spelled belongs to the exchange, and to the face ("file") as soon as the file stands in the
  /// record.
  void keep_dialect(const std::string& dialect, const std::string& item) {
    const std::vector<store::ResidueKey> keys{{caller_.partner, face_.name, item}};
    const auto stored = services_.store.read_residues(caller_.tenant, keys);
    if (stored[0] && stored[0]->bytes == dialect) return;
    store::Batch batch;
    batch.residues.push_back({keys[0], stored[0] ? stored[0]->version : 0, false, dialect});
    services_.store.commit(caller_.tenant, batch);
  }

  void refuse_all(ImportBatch& batch) {
    batch.refuse_all(total_);
    finish(store::ExchangeState::failed);
  }

  std::string text_of(const fhir::Document& document, std::uint16_t field) const {
    const fhir::Element leaf = document.root().child(face_.plan->root->fields[field].path);
    return leaf ? std::string(engine::trimmed(leaf.value())) : std::string();
  }

  std::string iso_date(const fhir::Document& document, std::uint16_t field) {
    engine::PlanRow row;
    row.converter = engine::ConverterKind::date;
    const std::string text = text_of(document, field);
    arena_.clear();
    engine::Texts values;
    const engine::ConvertContext context{face_.plan.get(), {}, &arena_};
    if (engine::to_fhir(row, {std::string_view(text)}, context, values).status != engine::ConvertStatus::ok) return {};
    return std::string(*values[0]);
  }

  /// Rows of one person together, in the order in which the persons come, the latest event first: then the first row of
  /// a person feeds the slots that the latest event feeds, and the others keep their own. Empty for formats that cannot
  /// go back.
  std::vector<Row> plan_order(formats::DocumentReader& reader) {
    std::vector<Row> rows;
    const engine::PlanRow* person = person_row(*face_.plan);
    if (face_.map->partner.format != language::FormatKind::csv) return rows;
    rows.reserve(total_);
    std::unordered_map<std::string, std::uint64_t> first_row;
    fhir::Document document;
    std::string spelling;
    fhir::Issues ignored;
    while (reader.next(document, spelling, ignored)) {
      ignored.clear();
      if (done_.contains(reader.document_number())) continue;
      Row row;
      row.place = reader.place();
      row.person = reader.document_number();
      if (person != nullptr) {
        std::string key;
        for (const engine::FieldRef ref : person->fields) key += text_of(document, ref.field) + '\x1f';
        row.person = first_row.emplace(std::move(key), row.person).first->second;
      }
      if (face_.plan->event_date_field != engine::kNoIndex)
        row.event_date = iso_date(document, face_.plan->event_date_field);
      rows.push_back(std::move(row));
    }
    std::ranges::stable_sort(rows, [](const Row& a, const Row& b) {
      return a.person != b.person ? a.person < b.person : a.event_date > b.event_date;
    });
    return rows;
  }

  /// The reporting period is what the first row says; a row that says another is refused by the map.
  void read_period(formats::DocumentReader& reader, const std::vector<Row>& rows) {
    if (rows.empty()) return;
    for (const engine::PlanRow& row : face_.plan->root->rows) {
      if (row.slots[0].root_kind != engine::RootKind::context || row.converter != engine::ConverterKind::date) continue;
      fhir::Document document;
      std::string spelling;
      fhir::Issues ignored;
      reader.go_to(rows.front().place);
      if (!reader.next(document, spelling, ignored)) return;
      std::string date = iso_date(document, row.fields[0].field);
      (row.slots[0].context == engine::ContextSlot::period_start ? context_.period_start : context_.period_end) =
          std::move(date);
    }
  }

  bool fill(formats::DocumentReader& reader, ImportBatch& batch) {
    Incoming& incoming = batch.add();
    do {
      incoming.issues.clear();
      if (!reader.next(incoming.document, incoming.spelling, incoming.issues)) {
        batch.take_back();
        return false;
      }
    } while (done_.contains(reader.document_number()));
    incoming.number = reader.document_number();
    incoming.line = static_cast<std::uint32_t>(reader.line());
    incoming.source = std::string(reader.source_bytes());
    incoming.dialect.clear();
    if (face_.map->partner.format != language::FormatKind::csv) incoming.dialect = reader.dialect();
    batch.put_on_nothing(incoming);
    return true;
  }

  bool commit(ImportBatch& batch, std::uint64_t& done) {
    for (int i = 0;; ++i) {
      const auto result = batch.commit(done, total_, options_.all_or_nothing);
      if (result == ImportBatch::Result::committed) break;
      if (result == ImportBatch::Result::refused) return refuse_all(batch), false;
      if (is_cancelled()) return finish(store::ExchangeState::cancelled), false;
      if (i == kCommitTries) {
        throw store::StorageError(store::StorageError::Kind::busy, true,
                                  "Other partners change the same records all the time. Push again later.");
      }
    }
    done += batch.size();
    batch.clear();
    if (options_.progress && !options_.progress(done, total_)) return finish(store::ExchangeState::cancelled), false;
    if (is_cancelled()) return finish(store::ExchangeState::cancelled), false;
    return true;
  }

  bool is_cancelled() {
    const auto exchange = services_.store.find_exchange(caller_.tenant, exchange_);
    return exchange && exchange->state == store::ExchangeState::cancelled;
  }

  void finish(store::ExchangeState state) { final_state_ = state; }

 public:
  [[nodiscard]] store::ExchangeState final_state() const { return final_state_; }
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  const Services& services_;
  const Caller& caller_;
  const Face& face_;
  const std::string& exchange_;
  const ImportOptions& options_;
  engine::Engine engine_;
  engine::Context context_;
  fhir::Document arena_;
  std::unordered_set<std::uint64_t> done_;
  std::uint64_t total_ = 0;
  store::ExchangeState final_state_ = store::ExchangeState::failed;
};

void add_lines(Receipt& receipt, const store::DocumentOutcome& outcome) {
  fhir::Document document;
  if (outcome.issues.empty() || !read_own_json(outcome.issues, document)) return;
  for (fhir::Element line : document.root()) {
    if (line.name() != "lines" || !line.first_child()) continue;
    receipt.add_line({outcome.document, static_cast<std::uint32_t>(number_of(line, "line")),
                      std::string(line.child_value("column")), std::string(line.child_value("severity")),
                      std::string(line.child_value("code")), std::string(line.child_value("reason"))});
  }
}

}  // namespace

std::string_view state_word(store::ExchangeState state) {
  switch (state) {
    case store::ExchangeState::journalled:
      return "journalled";
    case store::ExchangeState::working:
      return "working";
    case store::ExchangeState::done:
      return "done";
    case store::ExchangeState::failed:
      return "failed";
    case store::ExchangeState::cancelled:
      return "cancelled";
  }
  return "failed";
}

Receipt make_receipt(const Services& services, const Caller& caller, const store::Exchange& exchange) {
  Receipt receipt;
  receipt.exchange = exchange.id;
  receipt.face = exchange.face;
  receipt.closure_hash = exchange.closure_hash;
  receipt.received = exchange.received;
  receipt.state = std::string(state_word(exchange.state));
  for (const store::Total& total : services.store.outcome_totals(caller.tenant, exchange.id)) {
    std::string_view word = total.name;
    if (word.ends_with(" contested")) {
      receipt.contested += total.count;
      word.remove_suffix(std::string_view(" contested").size());
    }
    if (word == "created") receipt.created += total.count;
    if (word == "updated") receipt.updated += total.count;
    if (word == "unchanged") receipt.unchanged += total.count;
    if (word == "held") receipt.held += total.count;
    if (word == "refused") receipt.refused += total.count;
  }
  receipt.read = receipt.created + receipt.updated + receipt.unchanged + receipt.held + receipt.refused;
  for (const store::Total& total : services.store.ledger_totals(caller.tenant, exchange.id)) {
    receipt.ledger[total.name] = total.count;
  }
  std::uint64_t not_told = receipt.refused + receipt.held;
  for (const auto& outcome :
       services.store.outcomes_needing_attention(caller.tenant, exchange.id, 0, Receipt::kLinesMax)) {
    add_lines(receipt, outcome);
    if (not_told > 0 && (outcome.outcome == "refused" || outcome.outcome == "held")) --not_told;
  }
  if (receipt.lines.size() >= Receipt::kLinesMax) receipt.lines_left_out += not_told;
  return receipt;
}

Importer::Importer(const Services& services, const Caller& caller, const Face& face)
    : services_(services), caller_(caller), face_(face) {}

Importer::Journalled Importer::journal(std::string_view bytes, const ImportOptions& options) {
  store::Exchange exchange;
  exchange.id = services_.random.uuid();
  exchange.partner = caller_.partner;
  exchange.face = face_.name;
  exchange.media_type = options.media_type.empty() ? face_.media_type : options.media_type;
  exchange.digest = platform::to_hex(services_.keyer.digest(bytes));
  exchange.idempotency_key = options.idempotency_key;
  exchange.closure_hash = face_.closure_hash;
  exchange.received = now(services_);
  const store::JournalResult result = services_.store.journal(caller_.tenant, exchange, bytes);
  return {result.exchange.id, result.created, result.exchange.digest == exchange.digest, 0};
}

Receipt Importer::run(const std::string& exchange, std::string_view bytes, const ImportOptions& options) {
  Run run(services_, caller_, face_, exchange, options);
  run.go(bytes);
  auto stored = services_.store.find_exchange(caller_.tenant, exchange);
  if (!stored) return {};
  stored->state = run.final_state();
  const Receipt receipt = make_receipt(services_, caller_, *stored);
  store::Batch batch;
  store::ExchangeUpdate update;
  update.id = exchange;
  update.state = run.final_state();
  update.documents_done = receipt.read;
  update.documents_total = run.total();
  update.receipt = to_json(receipt);
  batch.exchanges.push_back(std::move(update));
  services_.store.commit(caller_.tenant, batch);
  return receipt;
}

}  // namespace careway::pipeline
