#include "gateway/pipeline/budget_returns.h"

#include <algorithm>

#include "adapters/platform/crypto.h"
#include "gateway/pipeline/record_loader.h"
#include "gateway/pipeline/validators.h"
#include "mappers/engine/engine.h"
#include "mappers/money/rational.h"
#include "profiles/fhir/json.h"

namespace careway::pipeline {
namespace {

std::string day_text(fhir::CivilDate day) {
  return fhir::PartialDate::from_day(day)->text();
}

std::uint16_t anchor_role(const engine::Plan& plan, std::string_view type) {
  for (std::uint16_t i = 0; i < plan.roles.size(); ++i) {
    const engine::PlanRole& role = plan.roles[i];
    if (role.anchor && !role.in_each && role.type == type) return i;
  }
  return engine::kNoIndex;
}

/// Who signs the return: the funder of its streams, whose code stands in keys that a record lacks.
std::string issuer_of(const budget::Budget& budget, budget::ReturnKind kind) {
  for (const budget::Stream& stream : budget.streams) {
    if (budget::return_of_stream(stream.code) == kind && !stream.funder.code.empty()) return stream.funder.code;
  }
  return budget.issuer.code;
}

/// The number under which continuing care was asked for, of any Patient that is this person; empty when nobody has one.
std::string care_request(WorkingSet& set, const budget::Budget& budget, const language::Names& names) {
  const std::string system = names.resolve("chc-request");
  std::vector<std::string> people{budget.patient};
  people.insert(people.end(), budget.drawn_from.begin(), budget.drawn_from.end());
  for (const std::string& person : people) {
    for (const store::ResourceKey& key : set.referring("Task", "patient", person)) {
      const WorkingSet::Item* item = set.find(key);
      if (item == nullptr) continue;
      for (const fhir::Element child : item->document.root()) {
        if (child.name() == "identifier" && child.child_value("system") == system) {
          return std::string(child.child_value("value"));
        }
      }
    }
  }
  return {};
}

/// Linked records are one person: a return names the one whose number its receiver knows.
void set_subject(budget::ReturnRow& row, WorkingSet& set, const budget::Budget& budget, std::string_view system) {
  fhir::Document& service = row.service;
  const fhir::Element subject = service.root().child("subject");
  if (!subject || !subject.child("reference")) return;
  std::vector<std::string> people{std::string(subject.child_value("reference")), budget.patient};
  people.insert(people.end(), budget.drawn_from.begin(), budget.drawn_from.end());
  for (const std::string& person : people) {
    const auto key = parse_reference(person);
    const WorkingSet::Item* item = key ? set.find(*key) : nullptr;
    if (item == nullptr) continue;
    for (const fhir::Element child : item->document.root()) {
      if (child.name() != "identifier" || child.child_value("system") != system) continue;
      service.set_value(subject.child("reference").index(), fhir::ValueKind::text, to_text(*key));
      return;
    }
  }
}

/// A care package names the request that it comes from. A service that a council sent has none: the person's own
/// request is taken, else a key of ours, which the account says.
void set_care_request(budget::ReturnRow& row, const std::string& known, const std::string& minted,
                      const language::Names& names) {
  fhir::Document& service = row.service;
  const std::string system = names.resolve("chc-request");
  if (const fhir::Element old = service.root().child("requisition")) {
    if (old.child_value("system") == system && !old.child_value("value").empty()) return;
    service.remove(old.index());
  }
  const fhir::NodeIndex requisition = service.append(0, "requisition");
  service.set_value(service.append(requisition, "system"), fhir::ValueKind::text, system);
  service.set_value(service.append(requisition, "value"), fhir::ValueKind::text, known.empty() ? minted : known);
  if (!known.empty()) return;
  budget::LedgerLine line;
  line.kind = budget::LedgerLine::Kind::in_record;
  line.line = row.line;
  line.reason = "service-request";
  line.kept = "no request for continuing care in the record; a key of ours stands in its place";
  row.ledger.push_back(std::move(line));
}

/// Takes rows through the map, one after the other, into one file.
class RowWriting {
 public:
  RowWriting(const Services& services, const Caller& caller, const Face& face, const budget::Budget& budget,
             const budget::ReturnQuestion& question, WorkingSet& set)
      : services_(services),
        face_(face),
        set_(set),
        budget_(budget),
        library_(services.library()),
        engine_(*face.plan),
        role_(anchor_role(*face.plan, "ServiceRequest")),
        writer_(face.format->writer({})) {
    context_.tenant = caller.tenant;
    context_.partner = caller.partner;
    context_.partner_kind = caller.partner_kind;
    context_.received = now(services);
    context_.period_start = day_text(question.from);
    context_.period_end = day_text(question.to);
    context_.issuer = issuer_of(budget, question.kind);
    context_.keyer = &services.keyer;
  }

  [[nodiscard]] bool has_anchor() const { return role_ != engine::kNoIndex; }

  /// False with issues when the row cannot be written; nothing of it is in the file then.
  bool add(const budget::ReturnRow& row, fhir::Issues& issues) {
    auto service = in_entries(row.service, issues);
    if (!service) return false;
    std::string id(service->root().child_value("id"));
    if (id.empty())
      id = platform::sha256_hex(budget_.issuer.code + ':' + budget_.reference + ':' + row.line).substr(0, 32);
    record_.clear();
    record_.add(role_, service->root(), id);
    load_linked(*face_.plan, set_, record_);
    if (!is_valid(issues)) return false;
    engine::Ledger ledger;
    if (!engine_.get(record_, {}, context_, document_, ledger, issues)) return false;
    const std::size_t before = bytes_.size();
    if (writer_->write(document_, {}, bytes_, issues)) return true;
    bytes_.resize(before);
    return false;
  }

  std::string finish() {
    writer_->finish(bytes_);
    return std::move(bytes_);
  }

 private:
  /// The same resource with its places in the definitions, by which the engine finds them.
  std::optional<fhir::Document> in_entries(const fhir::Document& service, fhir::Issues& issues) const {
    std::string json;
    fhir::write_json(service.root(), library_->definitions(), json);
    return fhir::read_json(json, library_->definitions(), issues);
  }

  bool is_valid(fhir::Issues& issues) {
    if (services_.validators == nullptr) return true;
    bool all_pass = true;
    for (const engine::RecordResource& resource : record_.resources) {
      all_pass &= validate_crossing(*services_.validators, services_.validation.exports, record_.element(resource),
                                    face_.plan->roles[resource.role].profiles, issues);
    }
    return all_pass;
  }

  const Services& services_;
  const Face& face_;
  WorkingSet& set_;
  const budget::Budget& budget_;
  std::shared_ptr<const FaceLibrary> library_;
  engine::Engine engine_;
  engine::Context context_;
  engine::Record record_;
  const std::uint16_t role_;
  std::unique_ptr<formats::DocumentWriter> writer_;
  fhir::Document document_;
  std::string bytes_;
};

std::string first_error(const fhir::Issues& issues) {
  for (const fhir::Issue& issue : issues.items()) {
    if (issue.severity == fhir::Severity::error || issue.severity == fhir::Severity::fatal) return issue.code;
  }
  return "not-written";
}

/// Adds issues of one line under its key.
void tell_of_line(const fhir::Issues& own, const std::string& line, fhir::Issues& issues) {
  for (fhir::Issue issue : own.items()) {
    issue.path = line + (issue.path.empty() ? "" : " ") + issue.path;
    issues.add(std::move(issue));
  }
}

struct ShareFacts {
  std::string stream;
  bool is_all = false;
};

ShareFacts read_share(fhir::Element share, const language::Names& names) {
  ShareFacts facts;
  const std::string system = names.resolve("funding-stream-code");
  for (const fhir::Element part : share) {
    if (part.name() != "extension") continue;
    const std::string_view url = part.child_value("url");
    if (url == "stream") {
      for (const fhir::Element coding :
           part.child("valueCodeableConcept") ? part.child("valueCodeableConcept") : part) {
        if (coding.name() == "coding" && coding.child_value("system") == system)
          facts.stream = coding.child_value("code");
      }
    } else if (url == "percent") {
      const auto percent = money::Rational::parse(part.child_value("valueDecimal"));
      facts.is_all = percent && *percent == money::Rational(100);
    } else if (url == "fraction") {
      const auto fraction = money::Rational::parse(part.child_value("valueString"));
      facts.is_all = fraction && *fraction == money::Rational(1);
    }
  }
  return facts;
}

}  // namespace

const Face* face_of_return(const FaceLibrary& library, budget::ReturnKind kind) {
  return library.find(kind == budget::ReturnKind::council ? "cld" : "chc-care-package");
}

std::optional<budget::ReturnKind> return_of_face(const Face& face) {
  if (face.map->name == "cld") return budget::ReturnKind::council;
  if (face.map->name == "chc-care-package") return budget::ReturnKind::continuing_care;
  return std::nullopt;
}

bool has_own_money(fhir::Element service, budget::ReturnKind kind, const language::Names& names) {
  const std::string url = names.resolve("funding-share");
  bool has_shares = false;
  for (const fhir::Element child : service) {
    if (child.name() != "extension" || child.child_value("url") != url) continue;
    has_shares = true;
    if (budget::return_of_stream(read_share(child, names).stream) == kind) return true;
  }
  return !has_shares;
}

bool is_cost_its_own(fhir::Element service, budget::ReturnKind kind, const language::Names& names,
                     fhir::Issues& issues) {
  const std::string url = names.resolve("funding-share");
  bool all_own = true;
  std::size_t shares = 0;
  bool is_whole = false;
  bool has_rest = false;
  for (const fhir::Element child : service) {
    if (child.name() != "extension" || child.child_value("url") != url) continue;
    ++shares;
    const ShareFacts facts = read_share(child, names);
    is_whole |= facts.is_all;
    for (const fhir::Element part : child) has_rest |= part.name() == "extension" && part.child_value("url") == "rest";
    all_own &= budget::return_of_stream(facts.stream) == kind;
  }
  // Several shares that are all of this return (two council streams) make the whole of it, as one that is all does.
  if (shares == 0 || (all_own && (shares > 1 || is_whole || has_rest))) return true;
  issues.error("cost-blended", "ServiceRequest.extension",
               "Only part of this cost is money of this return, and a plain row would claim all of it. Write the "
               "return of the person's budget instead (careway budget returns).");
  return false;
}

std::optional<ReturnFile> BudgetReturns::write(const budget::Budget& budget, const budget::ReturnQuestion& question,
                                               const Face& face, fhir::Issues& issues) {
  const auto library = services_.library();
  WorkingSet set(services_, caller_, library->definitions());
  std::vector<fhir::Element> services;
  for (const budget::Line& line : budget.lines) {
    const auto key = parse_reference(line.service);
    const WorkingSet::Item* item = key ? set.find(*key) : nullptr;
    if (item != nullptr) services.push_back(item->document.root());
  }
  auto made = budget::make_return(budget, services, question, library->names(), issues);
  if (!made) return std::nullopt;
  RowWriting writing(services_, caller_, face, budget, question, set);
  const bool is_care = question.kind == budget::ReturnKind::continuing_care;
  const std::string request = is_care ? care_request(set, budget, library->names()) : std::string();
  const std::string minted = issuer_of(budget, question.kind) + ':' + engine::minted_key(budget.patient);
  for (budget::ReturnRow& row : made->rows) {
    fhir::Issues own;
    set_subject(row, set, budget, library->names().resolve(is_care ? "icb-person" : "la-person"));
    if (is_care) set_care_request(row, request, minted, library->names());
    if (!writing.has_anchor()) own.error("anchor-missing", face.name, "This format does not start from a service.");
    if (own.has_errors() || !writing.add(row, own)) row.refused = first_error(own);
    tell_of_line(own, row.line, issues);
  }
  return ReturnFile{writing.finish(), budget::ledger_of(*made)};
}

}  // namespace careway::pipeline
