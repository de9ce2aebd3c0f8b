#include "tests/gateway/api/api_fixture.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "adapters/platform/files.h"
#include "adapters/store/memory_store.h"
#include "adapters/store/sqlite_store.h"
#include "gateway/http/target.h"
#include "gateway/pipeline/loaded_packages.h"
#include "profiles/fhir/json.h"
#include "profiles/fhir/xml_events.h"

namespace careway::api {
namespace {

const definitions::Definitions& r4() {
  static const platform::MappedFile kPack =
      platform::SystemFiles().map(std::string(CAREWAY_BUILD_DIR) + "/share/careway/fhir-r4.pack");
  static const definitions::Definitions kDefinitions = [] {
    fhir::xml_platform_start();
    fhir::Issues issues;
    auto opened = definitions::Definitions::open(kPack.bytes(), issues);
    if (!opened) throw std::runtime_error("the R4 pack was refused");
    return *opened;
  }();
  return kDefinitions;
}

config::AccessKey access_key(std::string_view key, std::string tenant, std::string partner, std::string kind,
                             config::Roles roles) {
  return {std::move(tenant), std::move(partner), std::move(kind), roles, platform::sha256_hex(key)};
}

std::vector<config::AccessKey> test_keys() {
  const config::Roles both{.read = true, .write = true, .operate = false};
  return {access_key(kCouncilKey, "east", "council-e09000033", "council", both),
          access_key(kPhbKey, "east", "icb-phb", "nhs", both),
          access_key(kMarketKey, "east", "marketplace", "marketplace", both),
          access_key(kReaderKey, "east", "reader", "provider", {.read = true, .write = false, .operate = false}),
          access_key(kOtherTenantKey, "west", "council-west", "council", both)};
}

/// The core and our own profiles, shared by all tests of the program.
pipeline::Validators& validators() {
  static const auto kPackages = [] {
    platform::SystemFiles files;
    fhir::Issues issues;
    const std::string share = std::string(CAREWAY_BUILD_DIR) + "/share/careway/";
    auto packages = pipeline::LoadedPackages::open(
        files, {share + "fhir-r4-conformance.pack", share + "careway-profiles.tgz", {}}, issues);
    for (const fhir::Issue& issue : issues.items()) ADD_FAILURE() << issue.code << " " << issue.path;
    return packages;
  }();
  static pipeline::Validators shared(r4(), kPackages->set());
  return shared;
}

}  // namespace

std::shared_ptr<const pipeline::FaceLibrary> released_library() {
  static const auto kLibrary = [] {
    platform::SystemFiles files;
    fhir::Issues issues;
    const std::string source = CAREWAY_SOURCE_DIR;
    auto library = pipeline::FaceLibrary::load(files, source + "/mappers/maps", source + "/profiles/careway/names.yaml",
                                               r4(), issues);
    for (const fhir::Issue& issue : issues.items()) {
      if (issue.severity == fhir::Severity::error)
        ADD_FAILURE() << issue.code << " " << issue.path << ": " << issue.text;
    }
    if (!library) throw std::runtime_error("the released maps cannot be loaded");
    return library;
  }();
  return kLibrary;
}

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("no such file: " + path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string sample(std::string_view name) {
  return read_file(std::string(CAREWAY_SOURCE_DIR) + "/tests/data/sample/" + std::string(name));
}

fhir::Document parsed(std::string_view json) {
  fhir::Issues issues;
  auto document = fhir::read_json(json, r4(), issues);
  if (!document) throw std::runtime_error("an answer is no FHIR: " + issues.items().at(0).code);
  return std::move(*document);
}

std::string told(const http::Response& response) {
  const fhir::Document document = parsed(response.body);
  EXPECT_EQ(document.root().value(), "OperationOutcome");
  std::string out;
  for (fhir::Element issue : document.root()) {
    if (issue.name() != "issue") continue;
    if (!out.empty()) out += '\n';
    out += issue.child("details").child("coding").child_value("code");
    if (const auto place = issue.child_value("expression"); !place.empty()) out += "@" + std::string(place);
  }
  return out;
}

std::string value_at(std::string_view json, std::string_view path) {
  const fhir::Document document = parsed(json);
  fhir::Element place = document.root();
  while (!path.empty() && place) {
    const std::size_t dot = path.find('.');
    const std::string_view step = path.substr(0, dot);
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    if (step[0] >= '0' && step[0] <= '9') {
      const std::string_view name = place.name();
      int left = std::stoi(std::string(step));
      while (place && (place.name() != name || left-- > 0)) place = place.next();
    } else {
      place = place.child(step);
    }
  }
  return place ? std::string(place.value()) : std::string();
}

Gateway::Gateway(Engine engine, const ApiOptions& options) : engine_(engine), options_(options), callers_(test_keys()) {
  std::string form = (std::filesystem::temp_directory_path() / "careway_api_XXXXXX").string();
  folder_ = mkdtemp(form.data());
  start();
  add_routes(router_, *api_);
}

Gateway::~Gateway() {
  worker_->stop();
  store_.reset();
  std::filesystem::remove_all(folder_);
}

void Gateway::start() {
  const auto digest = [this](std::string_view bytes) { return platform::to_hex(keyer_.digest(bytes)); };
  if (engine_ == Engine::memory) {
    store_ = store::make_memory_store(digest);
  } else {
    store::SqliteOptions options;
    options.path = (folder_ / "careway.db").string();
    store_ = store::open_sqlite_store(options, digest);
  }
  services_ = std::make_unique<pipeline::Services>(
      pipeline::Services{*store_, clock_, random_, keyer_, [] { return released_library(); }, "search secret"});
  worker_ = std::make_unique<ExchangeWorker>(*services_, 8);
  api_ = std::make_unique<Api>(Api{*services_, callers_, metrics_, *worker_, ownerships_, edits_, options_});
}

void Gateway::validate(const pipeline::ValidationPolicy& policy) {
  services_->validators = &validators();
  services_->validation = policy;
}

void Gateway::restart() {
  worker_->stop();
  api_.reset();
  worker_.reset();
  services_.reset();
  store_.reset();
  start();
  router_ = http::Router();
  add_routes(router_, *api_);
}

http::Response Gateway::send(std::string_view method, std::string_view target_text, std::string body, Headers headers) {
  http::Request request;
  request.method = std::string(method);
  request.target = std::string(target_text);
  http::Target target;
  if (const auto refused = http::parse_target(target_text, http::Limits{}, target)) {
    throw std::runtime_error("the target of a test is refused");
  }
  request.segments = target.segments;
  request.query = target.query;
  for (auto& [name, value] : headers) request.headers.add(std::move(name), std::move(value));
  if (!key_.empty()) request.headers.add("Authorization", "Bearer " + key_);
  if (!body.empty() && !request.headers.find("Content-Type")) {
    request.headers.add("Content-Type", "application/fhir+json");
  }
  request.body = std::move(body);
  request.request_id = "test";
  const http::Match match = router_.match(request.method, request.segments);
  if (match.route == nullptr) {
    http::Response response;
    response.status = match.allow.empty() ? 404 : 405;
    return response;
  }
  request.captures = match.captures;
  if (match.route->capability != http::Capability::kProbe) {
    if (auto refused = make_guard(*api_)(request, match.route->capability)) return std::move(*refused);
  }
  return match.route->handler(request);
}

std::string Gateway::create(std::string_view type, std::string body) {
  const http::Response response = send("POST", "/fhir/" + std::string(type), std::move(body));
  EXPECT_EQ(response.status, 201) << response.body;
  return response.status == 201 ? value_at(response.body, "id") : std::string();
}

}  // namespace careway::api
