#include "gateway/pipeline/exporter.h"

#include <algorithm>
#include <charconv>

#include "adapters/platform/crypto.h"
#include "gateway/pipeline/budget_returns.h"
#include "gateway/pipeline/importer.h"
#include "gateway/pipeline/record_loader.h"
#include "mappers/engine/engine.h"
#include "mappers/engine/slots.h"

namespace careway::pipeline {
namespace {

/// The days in which a resource's event takes place: its occurrence, execution or plan period.
struct Days {
  std::string_view start;
  std::string_view end;
};

Days days_of(fhir::Element resource) {
  for (const std::string_view name : {"occurrencePeriod", "executionPeriod", "period"}) {
    if (const fhir::Element period = resource.child(name)) {
      return {period.child_value("start").substr(0, 10), period.child_value("end").substr(0, 10)};
    }
  }
  return {};
}

bool is_cancelled(fhir::Element resource) {
  const std::string_view status = resource.child_value("status");
  return status == "cancelled" || status == "revoked" || status == "entered-in-error" || status == "rejected";
}

/// CLD: services are sent while they are active in the period; requests, assessments and reviews when completed in it.
bool belongs_to_period(fhir::Element resource, const ExportOptions& options) {
  if (is_cancelled(resource)) return false;
  if (options.period_start.empty() || options.period_end.empty()) return true;
  const Days days = days_of(resource);
  if (days.start.empty()) return true;
  if (resource.value() == "Task") {
    const std::string_view completed = days.end.empty() ? days.start : days.end;
    return resource.child_value("status") == "completed" && completed >= options.period_start &&
           completed <= options.period_end;
  }
  return days.start <= options.period_end && (days.end.empty() || days.end >= options.period_start);
}

/// The anchor's role that a resource may play in a face; kNoIndex when the resource is of another kind: a Task may be a
/// council's review, a referral or a question.
std::uint16_t anchor_role(const engine::Plan& plan, const fhir::Document& document, fhir::Element resource) {
  for (std::uint16_t i = 0; i < plan.roles.size(); ++i) {
    const engine::PlanRole& role = plan.roles[i];
    if (!role.anchor || role.in_each || role.type != resource.value()) continue;
    if (role.mark) {
      if (engine::find_slot(document, resource.index(), *role.mark) == fhir::kNoNode) continue;
      return i;
    }
    std::size_t cases = 0;
    bool is_marked = false;
    for (const engine::PlanChoose& choose : plan.root->chooses) {
      for (const engine::PlanCase& one : choose.cases) {
        if (one.role != i) continue;
        ++cases;
        is_marked |= engine::read_slot(document, resource.index(), one.mark) == one.code;
      }
    }
    if (cases < 2 || is_marked) return i;
  }
  return engine::kNoIndex;
}

const std::string* document_text(const engine::Residue& residue, std::string_view path) {
  return residue.find(engine::ResidueKind::document, path);
}

/// Everything needed to write documents of one face, kept between documents.
class Writing {
 public:
  Writing(const Services& services, const Caller& caller, const Face& face, const ExportOptions& options)
      : services_(services),
        caller_(caller),
        face_(face),
        options_(options),
        library_(services.library()),
        set_(services, caller, library_->definitions()),
        engine_(*face.plan) {
    context_.tenant = caller.tenant;
    context_.partner = caller.partner;
    context_.partner_kind = caller.partner_kind;
    context_.received = now(services);
    context_.period_start = options.period_start;
    context_.period_end = options.period_end;
    context_.issuer = options.issuer;
    context_.keyer = &services.keyer;
  }

  /// The document of one anchor; false with issues when it cannot be written.
  bool get(const store::ResourceKey& anchor, engine::Ledger& ledger, fhir::Issues& issues) {
    set_.clear();
    record_.clear();
    const WorkingSet::Item* item = set_.find(anchor);
    const std::uint16_t role =
        item == nullptr ? engine::kNoIndex : anchor_role(*face_.plan, item->document, item->document.root());
    if (role == engine::kNoIndex || !load_resource(set_, record_, role, anchor)) {
      issues.error("anchor-missing", to_text(anchor),
                   "There is no such record, or this format does not start from one.");
      return false;
    }
    if (!is_cost_its_own(issues)) return false;
    load_linked(*face_.plan, set_, record_);
    const std::vector<store::ResidueKey> keys{{caller_.partner, face_.name, to_text(anchor)}};
    const auto stored = services_.store.read_residues(caller_.tenant, keys);
    residue_.clear();
    residue_version_ = stored[0] ? stored[0]->version : 0;
    if (options_.with_residue && stored[0] && !stored[0]->removed) {
      residue_ = engine::Residue::from_bytes(stored[0]->bytes, issues);
    }
    if (!is_valid(issues)) return false;
    return engine_.get(record_, residue_, context_, document_, ledger, issues);
  }

  /// A row of a return claims the whole cost, so a service that others pay for goes out with its budget only.
  [[nodiscard]] bool is_cost_its_own(fhir::Issues& issues) const {
    const auto kind = return_of_face(face_);
    const fhir::Element anchor = record_.element(record_.resources.front());
    if (!kind || anchor.value() != "ServiceRequest") return true;
    return pipeline::is_cost_its_own(anchor, *kind, library_->names(), issues);
  }

  /// Validates the record before a document is made of it, as the policy says.
  bool is_valid(fhir::Issues& issues) {
    if (services_.validators == nullptr) return true;
    bool all_pass = true;
    for (const engine::RecordResource& resource : record_.resources) {
      all_pass &= validate_crossing(*services_.validators, services_.validation.exports, record_.element(resource),
                                    face_.plan->roles[resource.role].profiles, issues);
    }
    return all_pass;
  }

  /// Reads what was written with the face's own reader, which knows its schema: what we send must be what we would
  /// take.
  bool is_written_rightly(std::string_view bytes, fhir::Issues& issues) const {
    if (services_.validators == nullptr || services_.validation.exports == Strictness::off) return true;
    fhir::Issues found;
    if (const auto reader = face_.format->open(bytes, found)) {
      fhir::Document document;
      std::string spelling;
      while (reader->next(document, spelling, found)) {
      }
    }
    if (!found.has_errors()) return true;
    issues.append(found);
    return false;
  }

  [[nodiscard]] const fhir::Document& document() const { return document_; }

  /// A submission is one authority's: what another council of the same place issued is not in it.
  [[nodiscard]] bool is_of_another_issuer() const {
    if (options_.issuer.empty() || face_.plan->issuer_field == engine::kNoIndex) return false;
    const fhir::Element issuer = document_.root().child(face_.plan->root->fields[face_.plan->issuer_field].path);
    return issuer && issuer.value() != options_.issuer;
  }
  [[nodiscard]] std::string_view spelling() const {
    const std::string* text = document_text(residue_, "");
    return text == nullptr ? std::string_view{} : std::string_view(*text);
  }

  /// How the file is to be spelled: as the partner's last one; a document that is a file of its own as it came itself.
  [[nodiscard]] std::string dialect() const {
    if (!options_.with_residue) return {};
    if (face_.map->partner.format != language::FormatKind::csv) {
      const std::string* own = document_text(residue_, kDialectPath);
      return own == nullptr ? std::string() : *own;
    }
    const std::vector<store::ResidueKey> keys{{caller_.partner, face_.name, "file"}};
    const auto stored = services_.store.read_residues(caller_.tenant, keys);
    return stored[0] && !stored[0]->removed ? stored[0]->bytes : std::string();
  }

  /// Changes whenever anything changes that the document depends on.
  [[nodiscard]] std::string etag() {
    std::string all = face_.closure_hash;
    for (const auto& [name, item] : set_.items()) all += '\x1f' + name + '\x1e' + std::to_string(item.version);
    all += '\x1f' + std::to_string(residue_version_);
    return platform::sha256_hex(all).substr(0, 32);
  }

 private:
  const Services& services_;
  const Caller& caller_;
  const Face& face_;
  const ExportOptions& options_;
  std::shared_ptr<const FaceLibrary> library_;
  WorkingSet set_;
  engine::Engine engine_;
  engine::Context context_;
  engine::Record record_;
  engine::Residue residue_;
  std::uint64_t residue_version_ = 0;
  fhir::Document document_;
};

}  // namespace

Exporter::Exporter(const Services& services, const Caller& caller, const Face& face)
    : services_(services), caller_(caller), face_(face) {}

std::optional<Exporter::Written> Exporter::write_one(const store::ResourceKey& anchor, const ExportOptions& options,
                                                     engine::Ledger& ledger, fhir::Issues& issues) {
  Writing writing(services_, caller_, face_, options);
  if (!writing.get(anchor, ledger, issues)) return std::nullopt;
  const auto writer = face_.format->writer(writing.dialect());
  Written written;
  if (!writer->write(writing.document(), writing.spelling(), written.bytes, issues)) return std::nullopt;
  writer->finish(written.bytes);
  if (!writing.is_written_rightly(written.bytes, issues)) return std::nullopt;
  written.etag = writing.etag();
  return written;
}

std::string Exporter::write_file(const std::vector<store::ResourceKey>& anchors, const ExportOptions& options,
                                 engine::Ledger& ledger, fhir::Issues& issues) {
  Writing writing(services_, caller_, face_, options);
  std::unique_ptr<formats::DocumentWriter> writer;
  std::string out;
  for (const store::ResourceKey& anchor : anchors) {
    fhir::Issues own;
    engine::Ledger own_ledger(ledger.keeps_entries());
    bool written = writing.get(anchor, own_ledger, own);
    if (written && writing.is_of_another_issuer()) continue;
    if (written && writer == nullptr) writer = face_.format->writer(writing.dialect());
    written = written && writer->write(writing.document(), writing.spelling(), out, own);
    if (written) ledger.append(own_ledger);
    for (fhir::Issue issue : own.items()) {
      issue.path = to_text(anchor) + (issue.path.empty() ? "" : " ") + issue.path;
      issues.add(std::move(issue));
    }
  }
  if (writer == nullptr) writer = face_.format->writer(writing.dialect());
  writer->finish(out);
  return out;
}

std::vector<store::ResourceKey> Exporter::all_anchors(const ExportOptions& options) {
  struct Found {
    store::ResourceKey key;
    std::uint64_t number = 0;  // place in the partner's last file; 0 when it never was in one
  };
  std::vector<Found> found;
  const auto library = services_.library();
  const auto kind = return_of_face(face_);
  std::vector<std::string> types;
  for (const engine::PlanRole& role : face_.plan->roles) {
    if (role.anchor && !role.in_each && std::ranges::find(types, role.type) == types.end()) types.push_back(role.type);
  }
  WorkingSet set(services_, caller_, library->definitions());
  for (const std::string& type : types) {
    store::SearchQuery query;
    query.type = type;
    query.order = store::SearchOrder::oldest_first;
    query.page_size = store::kSearchPageMax;
    do {
      const store::SearchPage page = services_.store.search(caller_.tenant, query);
      std::vector<store::ResidueKey> residues;
      std::vector<store::ResourceKey> keys;
      for (const store::Resource& resource : page.resources) {
        keys.push_back(resource.key);
        residues.push_back({caller_.partner, face_.name, to_text(resource.key)});
      }
      set.clear();
      set.prefetch(keys);
      const auto stored = services_.store.read_residues(caller_.tenant, residues);
      for (std::size_t i = 0; i < keys.size(); ++i) {
        const WorkingSet::Item* item = set.find(keys[i]);
        if (item == nullptr || !belongs_to_period(item->document.root(), options)) continue;
        if (anchor_role(*face_.plan, item->document, item->document.root()) == engine::kNoIndex) continue;
        if (kind && keys[i].type == "ServiceRequest" &&
            !has_own_money(item->document.root(), *kind, library->names())) {
          continue;
        }
        Found one{keys[i], 0};
        fhir::Issues issues;
        if (stored[i] && !stored[i]->removed && options.with_residue) {
          const engine::Residue residue = engine::Residue::from_bytes(stored[i]->bytes, issues);
          if (const std::string* number = document_text(residue, "#")) {
            std::from_chars(number->data(), number->data() + number->size(), one.number);
          }
        }
        found.push_back(std::move(one));
      }
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
  }
  std::ranges::stable_sort(found, [](const Found& a, const Found& b) {
    return (a.number == 0 ? UINT64_MAX : a.number) < (b.number == 0 ? UINT64_MAX : b.number);
  });
  std::vector<store::ResourceKey> keys;
  for (Found& one : found) keys.push_back(std::move(one.key));
  return keys;
}

}  // namespace careway::pipeline
