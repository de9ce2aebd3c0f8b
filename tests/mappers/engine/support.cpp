#include "tests/mappers/engine/support.h"

#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>

#include "profiles/fhir/json.h"

namespace careway::engine {
namespace {

// Every place that the maps of these tests name; everything else is open.
constexpr std::string_view kSchema = R"({
  "type": "object",
  "properties": {
    "id": {"type": "string"}, "authority": {"type": "string"}, "day": {"type": "string"},
    "name": {"type": "string"}, "given": {"type": "string"}, "postcode": {"type": "string"},
    "born": {"type": "string"}, "size": {"type": "string"}, "cost": {"type": "number"}, "end": {"type": "string"},
    "status": {"type": "string"},
    "phones": {"type": "array", "items": {"type": "object", "properties": {
      "number": {"type": "string"}, "use": {"type": "string"}}}},
    "lines": {"type": "array", "items": {"type": "object", "properties": {
      "line": {"type": "string"}, "what": {"type": "string"}, "end": {"type": "string"}}}}
  }
})";

constexpr std::string_view kHead = R"(map: small
version: "1"
title: A small map
faces:
  - { name: small }
partner:
  kind: council
  format: json
  schema: small.json
  dates: { write: dd/mm/yyyy, read: [dd/mm/yyyy, yyyy-mm-dd] }
  absent: ["NULL"]
)";

constexpr std::string_view kNames = R"(base: https://careway.example/fhir
identifiers:
  person-id: Id/person
  line-id: Id/line-id
  plan-id: Id/plan-id
  line-key: Id/line-key
extensions:
  cost: StructureDefinition/cost
code-systems:
  size: CodeSystem/size
)";

std::string all_of(const fhir::Issues& issues) {
  std::string all;
  for (const fhir::Issue& issue : issues.items()) all += issue.code + " " + issue.path + " " + issue.text + "\n";
  return all;
}

Answer answer_of(bool stands, const fhir::Issues& issues, Ledger ledger) {
  Answer answer{stands, {}, std::move(ledger)};
  for (const fhir::Issue& issue : issues.items()) answer.issues.push_back(issue.code + " " + issue.path);
  return answer;
}

}  // namespace

std::array<std::uint8_t, 32> PlainKeyer::digest(std::string_view message) const {
  std::array<std::uint8_t, 32> out{};
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : message) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<std::uint8_t>(hash >> (8 * (i % 8)));
    if (i % 8 == 7) hash = hash * 0x100000001b3ULL + 1;
  }
  return out;
}

const definitions::Definitions& test_definitions() {
  static const std::vector<char> bytes = [] {
    std::ifstream stream(std::string(CAREWAY_BUILD_DIR) + "/share/careway/fhir-r4.pack", std::ios::binary);
    return std::vector<char>(std::istreambuf_iterator<char>(stream), {});
  }();
  static const definitions::Definitions definitions = [] {
    fhir::Issues issues;
    auto opened = definitions::Definitions::open(std::as_bytes(std::span(bytes)), issues);
    if (!opened) throw std::runtime_error("The pack of FHIR definitions cannot be read; build it first.");
    return *opened;
  }();
  return definitions;
}

Bench::Bench(std::string_view map, std::vector<std::string> code_maps) {
  fhir::Issues issues;
  names_ = language::Names::read(kNames, "names.yaml", issues).value();
  for (const std::string& one : code_maps) {
    const auto tree = fhir::read_json(one, test_definitions(), issues);
    if (!tree || !code_maps_.add(tree->root(), "test.json", issues)) throw std::runtime_error(all_of(issues));
  }
  const language::TableSource none = [](std::string_view) { return std::optional<std::string>(); };
  map_ = language::read_map(std::string(kHead) + std::string(map), "small.map.yaml", names_, none, issues);
  if (!map_) throw std::runtime_error(all_of(issues));
  format_ = formats::make_json_format(kSchema, "small.json", {}, issues);
  if (format_ == nullptr) throw std::runtime_error(all_of(issues));
  plan_ = compile_plan(*map_, "small", format_->shape(), test_definitions(), code_maps_, issues);
  if (plan_ == nullptr) throw std::runtime_error(all_of(issues));
  context.tenant = "test";
  context.partner = "council-1";
  context.partner_kind = "council";
  context.received = "2026-01-01T00:00:00.000000Z";
  context.issuer = "E09000033";
  context.keyer = &keyer_;
}

Answer Bench::put(std::string_view json) {
  fhir::Issues issues;
  fhir::Document document;
  std::string spelling;
  const std::string bytes(json);
  const auto reader = format_->open(bytes, issues);
  if (reader == nullptr || !reader->next(document, spelling, issues)) throw std::runtime_error(all_of(issues));
  for (RecordResource& resource : record.resources) resource.is_new = resource.changed = false;
  Engine engine(*plan_);
  Residue kept;
  Ledger ledger(true);
  const bool stands = engine.put(document.root(), record, residue, kept, context, ledger, issues);
  residue = kept;
  return answer_of(stands, issues, std::move(ledger));
}

std::string Bench::get(Answer* answer) {
  fhir::Issues issues;
  fhir::Document document;
  Engine engine(*plan_);
  Ledger ledger(true);
  const bool stands = engine.get(record, residue, context, document, ledger, issues);
  std::string out;
  if (stands) {
    fhir::Issues write_issues;
    const auto writer = format_->writer("");
    writer->write(document, "", out, write_issues);
  }
  if (answer != nullptr) *answer = answer_of(stands, issues, std::move(ledger));
  std::string flat;  // no text of these tests holds a line end
  bool at_line_start = false;
  for (const char c : out) {
    if (c == '\n') at_line_start = true;
    if (c == '\n' || (at_line_start && c == ' ')) continue;
    at_line_start = false;
    flat += c;
  }
  return flat;
}

std::string Bench::record_json() const {
  std::string out;
  for (const RecordResource& resource : record.resources) {
    fhir::write_json(record.element(resource), test_definitions(), out);
    out += '\n';
  }
  return out;
}

void Bench::load(std::string_view role, std::string_view fhir_json, std::string_view id) {
  fhir::Issues issues;
  const auto tree = fhir::read_json(fhir_json, test_definitions(), issues);
  if (!tree) throw std::runtime_error(all_of(issues));
  record.add(plan_->find_role(role), tree->root(), id);
}

std::string size_code_map(std::string_view policy) {
  return R"({"resourceType":"ConceptMap","id":"test-size","status":"active","extension":[{
      "url":"https://careway.example/fhir/StructureDefinition/unmapped-policy","valueCode":")" +
         std::string(policy) + R"("}],
    "group":[{"source":"https://careway.example/list/size","target":"https://careway.example/fhir/CodeSystem/size",
      "element":[
        {"code":"Small","target":[{"code":"small","equivalence":"equivalent"}]},
        {"code":"Large","extension":[{
          "url":"https://careway.example/fhir/StructureDefinition/preferred-for-writing","valueBoolean":true}],
          "target":[{"code":"large","display":"Large one","equivalence":"equivalent"}]},
        {"code":"Big","target":[{"code":"large","display":"Large one","equivalence":"equivalent"}]}]}]})";
}

}  // namespace careway::engine
