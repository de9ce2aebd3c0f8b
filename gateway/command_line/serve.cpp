#include "gateway/command_line/serve.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <ostream>

#include "adapters/platform/failure.h"
#include "adapters/store/sqlite_store.h"
#include "gateway/api/exchange_worker.h"
#include "gateway/api/routes.h"
#include "gateway/config/config.h"
#include "gateway/http/access_log.h"
#include "gateway/http/server.h"
#include "gateway/pipeline/rate_shelf.h"

namespace careway::command_line {
namespace {

constexpr std::uint64_t kConfigBytesMax = 1024 * 1024;
constexpr std::uint64_t kKeyBytesMax = 4096;
constexpr std::size_t kNewKeyBytes = 32;
constexpr std::array<std::string_view, 3> kLoopback = {"127.0.0.1", "::1", "localhost"};

/// SIGTERM and SIGINT wait until somebody asks for them, in every thread made from now on.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  ~EndSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;

  void wait() const {
    int number = 0;
    while (sigwait(&signals_, &number) != 0) {
    }
  }

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

platform::Failure wrong_configuration(const std::string& text) {
  return platform::Failure(platform::FailureKind::kConfiguration, false, text);
}

/// The file's settings with what the command says in their place; nothing when the file is wrong, which has been told.
std::optional<config::Config> configuration(const Parts& parts, const GlobalOptions& global,
                                            const ServeOptions& options, Console& console) {
  config::Config config;
  if (!options.config_file.empty()) {
    fhir::Issues issues;
    auto read =
        config::read_config(parts.files.read(options.config_file, kConfigBytesMax), options.config_file, issues);
    for (const fhir::Issue& issue : issues.items()) tell(console, map_problem(issue));
    if (!read) return std::nullopt;
    config = std::move(*read);
  }
  const auto take = [](std::string& setting, const std::string& said) {
    if (!said.empty()) setting = said;
  };
  take(config.data_folder, options.data_folder);
  take(config.address, options.address);
  take(config.deployment_key_file, options.deployment_key_file);
  take(config.maps_folder, global.maps_folder);
  take(config.extra_maps_folder, global.extra_maps_folder);
  take(config.names_file, global.names_file);
  take(config.definitions_file, global.definitions_file);
  if (options.port) config.port = *options.port;
  return config;
}

/// "TENANT/PARTNER/KIND"; nothing for anything else.
std::optional<pipeline::Caller> everybody(std::string_view text) {
  const std::size_t first = text.find('/');
  const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
  if (second == std::string_view::npos || text.find('/', second + 1) != std::string_view::npos) return std::nullopt;
  pipeline::Caller caller{std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1)),
                          std::string(text.substr(second + 1))};
  if (caller.tenant.empty() || caller.partner.empty() || caller.partner_kind.empty()) return std::nullopt;
  return caller;
}

/// Who may call. Nothing, with the reason told, when nobody could or everybody everywhere would.
std::optional<api::Callers> callers_of(const config::Config& config, const ServeOptions& options, Console& console) {
  if (options.open_for_development.empty()) {
    if (!config.keys.empty()) return api::Callers(config.keys);
    complain(console, "no-keys",
             "The configuration has no keys, so nobody could call. Add keys, or use --open-for-development "
             "TENANT/PARTNER/KIND on your own machine.");
    return std::nullopt;
  }
  if (std::ranges::find(kLoopback, config.address) == kLoopback.end()) {
    complain(console, "open-to-the-network",
             "--open-for-development lets everybody in, so it listens on 127.0.0.1 only. Leave the address out.");
    return std::nullopt;
  }
  auto caller = everybody(options.open_for_development);
  if (!caller) {
    complain(console, "open-for-development", "Say it as TENANT/PARTNER/KIND, for instance east/council-1/council.");
    return std::nullopt;
  }
  return api::Callers(std::move(*caller));
}

/// The secret of this deployment. Made at the first start, readable by this user alone. Whoever loses it can no longer
/// find stored records by their identifiers.
std::string deployment_key(const Parts& parts, const config::Config& config) {
  const std::string file =
      config.deployment_key_file.empty() ? config.data_folder + "/deployment.key" : config.deployment_key_file;
  if (!parts.files.exists(file)) {
    if (!config.deployment_key_file.empty() || parts.files.exists(config.data_folder + "/careway.db")) {
      throw wrong_configuration(
          "The file with the deployment key is not there. Without it the stored records cannot "
          "be found: put it back.");
    }
    parts.files.write_atomically(file, parts.random.hex(kNewKeyBytes) + "\n");
  }
  std::string key = parts.files.read(file, kKeyBytesMax);
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
  return key;
}

api::ApiOptions api_options(const config::Config& config) {
  return {.public_address = config.public_address,
          .client_ids_allowed = config.client_ids_allowed,
          .page_size = config.page_size,
          .page_size_max = config.page_size_max,
          .transaction_entries_max = config.transaction_entries_max,
          .background_bytes = config.background_bytes};
}

/// The wired gateway. Everything is made in order and goes in the opposite one.
class Gateway {
 public:
  Gateway(const Parts& parts, const config::Config& config, const GlobalOptions& files, api::Callers callers,
          Console& console)
      : console_(console),
        config_(config),
        definitions_(parts.files, files.definitions_file),
        packages_(load_packages(parts, config, console)),
        validators_(definitions_.get(), packages_->set()),
        faces_(load_faces(parts, files, definitions_.get(), packages_->set(), console)),
        keyer_(deployment_key(parts, config)),
        store_(store::open_sqlite_store(store_options(config),
                                        [this](std::string_view bytes) {
                                          const auto digest = keyer_.digest(bytes);
                                          return std::string(digest.begin(), digest.end());
                                        })),
        services_{*store_,         parts.clock,  parts.random,      keyer_, [this] { return faces_; },
                  search_secret(), &validators_, policy_of(config), &rates_},
        callers_(std::move(callers)),
        problems_(
            metrics_.counter("careway_background_problems_total", "Work in the background that failed", {"problem"})),
        request_metrics_(metrics_),
        access_log_(console.out, parts.clock),
        worker_(services_, config.background_files_max, [this](std::string_view problem) { note(problem); }),
        api_{services_, callers_, metrics_, worker_, ownerships_, edits_, api_options(config)} {
    api_.draining = [this] { return is_draining_.load(); };
    api::add_routes(router_, api_);
    resume();
    worker_.start();
    server_ = std::make_unique<http::Server>(server_parts(parts), config.address, config.port);
  }

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

  /// Turns new work away, finishes what runs, and leaves the rest in the journal.
  void stop(const std::function<void(std::int64_t)>& pause) {
    is_draining_ = true;
    server_->drain();
    if (config_.drain_ms > 0) pause(config_.drain_ms);
    server_->stop(config_.stop_deadline_ms);
    worker_.stop();
  }

 private:
  static std::shared_ptr<const pipeline::FaceLibrary> load_faces(const Parts& parts, const GlobalOptions& files,
                                                                 const definitions::Definitions& definitions,
                                                                 const packages::PackageSet& packages,
                                                                 Console& console) {
    fhir::Issues issues;
    auto faces = pipeline::FaceLibrary::load(parts.files, files.maps_folder, files.names_file, definitions, issues,
                                             &packages, files.extra_maps_folder);
    if (faces) return faces;
    for (const fhir::Issue& issue : issues.items()) tell(console, map_problem(issue));
    throw wrong_configuration("The maps have mistakes. careway map check shows them.");
  }

  /// A package that cannot be read whole stops the start: nobody should think that its rules are kept.
  static std::unique_ptr<pipeline::LoadedPackages> load_packages(const Parts& parts, const config::Config& config,
                                                                 Console& console) {
    fhir::Issues issues;
    auto packages = pipeline::LoadedPackages::open(parts.files, package_paths(parts, config.packages), issues);
    for (const fhir::Issue& issue : issues.items()) tell(console, map_problem(issue));
    if (issues.has_errors()) throw wrong_configuration("A FHIR package cannot be read. Mend it or leave it out.");
    return packages;
  }

  static pipeline::Strictness strictness_of(std::string_view word) {
    if (word == "off") return pipeline::Strictness::off;
    return word == "refuse" ? pipeline::Strictness::refuse : pipeline::Strictness::report;
  }

  static pipeline::ValidationPolicy policy_of(const config::Config& config) {
    return {strictness_of(config.validate_fhir), strictness_of(config.validate_imports),
            strictness_of(config.validate_exports)};
  }

  static store::SqliteOptions store_options(const config::Config& config) {
    store::SqliteOptions options;
    options.path = config.data_folder + "/careway.db";
    return options;
  }

  std::string search_secret() const {
    const auto digest = keyer_.digest("careway search hashes");
    return std::string(digest.begin(), digest.end());
  }

  http::ServerParts server_parts(const Parts& parts) {
    return {.router = router_,
            .guard = api::make_guard(api_),
            .clock = parts.clock,
            .random = parts.random,
            .limits = {},
            .refusal_writer = http::operation_outcome,
            .on_access = [this](const http::AccessEntry& entry) {
              request_metrics_.record(entry);
              access_log_.write(entry);
            }};
  }

  void resume() {
    for (const std::string& tenant : callers_.tenants()) {
      worker_.resume(tenant, [&](const std::string& partner) { return callers_.find_partner(tenant, partner); });
    }
  }

  void note(std::string_view problem) {
    problems_.add({problem});
    const std::lock_guard lock(console_mutex_);
    complain(console_, problem, "Work on a pushed file failed. It stays in the journal.");
  }

  Console& console_;
  std::mutex console_mutex_;  // guards the error stream once threads run
  const config::Config& config_;
  DefinitionsFile definitions_;
  std::unique_ptr<pipeline::LoadedPackages> packages_;
  pipeline::Validators validators_;
  std::shared_ptr<const pipeline::FaceLibrary> faces_;
  platform::HmacKeyer keyer_;
  std::unique_ptr<store::Store> store_;
  pipeline::RateShelf rates_;
  pipeline::Services services_;
  api::Callers callers_;
  http::Metrics metrics_;
  http::Metrics::Counter problems_;
  http::RequestMetrics request_metrics_;
  http::AccessLog access_log_;
  api::ExchangeWorker worker_;
  api::OwnershipCache ownerships_;
  std::mutex edits_;
  std::atomic<bool> is_draining_{false};
  api::Api api_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace

int run_serve(const Parts& parts, const GlobalOptions& global, const ServeOptions& options, Console& console) {
  const auto config = configuration(parts, global, options, console);
  if (!config) return kUsage;
  auto callers = callers_of(*config, options, console);
  if (!callers) return kUsage;
  // What is stored is about people: nobody else on this machine may read it.
  ::umask(S_IRWXG | S_IRWXO);
  parts.files.make_folder(config->data_folder);
  const EndSignals signals;
  const GlobalOptions files =
      completed({config->maps_folder, config->names_file, config->definitions_file, config->extra_maps_folder},
                parts.share_folder);
  Gateway gateway(parts, *config, files, std::move(*callers), console);
  const bool is_version_6 = config->address.find(':') != std::string::npos;
  console.err << fmt::format("Careway listens on http://{}{}{}:{}\n", is_version_6 ? "[" : "", config->address,
                             is_version_6 ? "]" : "", gateway.port());
  console.err.flush();
  signals.wait();
  gateway.stop(parts.pause);
  console.err << "Careway has stopped.\n";
  return kFine;
}

}  // namespace careway::command_line
