#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profiles/fhir/issue.h"

namespace careway::config {

/// What the holder of a key may do.
struct Roles {
  bool read = false;
  bool write = false;
  bool operate = false;  ///< metrics of other partners' work, maintenance
};

/// One partner's key. The key itself is never in the file, only its SHA-256: keys are 32 random bytes, so nobody can
/// guess one from its digest.
struct AccessKey {
  std::string tenant;
  std::string partner;       ///< "council-e09000033"
  std::string partner_kind;  ///< "council", "nhs", "marketplace", "provider"
  Roles roles;
  std::string key_sha256;  ///< 64 lower-case hex digits
};

/// Everything that an operator can set. Values not in the file keep what stands here.
struct Config {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string public_address;  ///< "https://care.example"; empty: what the client called us
  std::string data_folder = "data";
  std::string deployment_key_file;   ///< empty: deployment.key in the data folder, made at the first start
  std::string maps_folder;           ///< empty: beside the program
  std::string extra_maps_folder;     ///< further maps, of an operator's own schemas; empty: none
  std::string names_file;            ///< empty: beside the program
  std::string definitions_file;      ///< empty: beside the program
  bool client_ids_allowed = true;    ///< PUT may create a resource under an id that the client chose
  std::size_t page_size = 20;        ///< of searches that do not say _count
  std::size_t page_size_max = 1000;  ///< larger ones are cut
  std::size_t transaction_entries_max = 2000;
  std::uint64_t background_bytes = std::uint64_t{4} << 20;  ///< larger files are worked on after a 202
  std::size_t background_files_max = 64;                    ///< journalled and waiting; more are answered 503
  std::string validate_fhir = "report";                     ///< "off", "report", "refuse": resources that come as FHIR
  std::string validate_imports = "report";                  ///< what the documents of faces are put into
  std::string validate_exports = "report";                  ///< the record before it leaves, the document after
  std::vector<std::string> packages;                        ///< further FHIR packages: folders or .tgz files
  std::int64_t drain_ms = 0;                                ///< how long a stop waits for its balancer
  std::int64_t stop_deadline_ms = 20'000;                   ///< and then for its clients
  std::vector<AccessKey> keys;
};

/// Reads a configuration file (YAML). Unknown names, wrong kinds and impossible values are errors ("config-…", path
/// "file:line"); nothing is returned then.
std::optional<Config> read_config(std::string_view yaml, std::string_view file_name, fhir::Issues& issues);

}  // namespace careway::config
