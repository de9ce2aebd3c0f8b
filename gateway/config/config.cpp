#include "gateway/config/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace careway::config {
namespace {

constexpr std::size_t kFileBytesMax = 1024 * 1024;
constexpr std::array<std::string_view, 3> kStrictness = {"off", "report", "refuse"};
constexpr std::array<std::string_view, 4> kPartnerKinds = {"council", "nhs", "marketplace", "provider"};

/// Reads members of one mapping and remembers which were asked for, so that a misspelt name is found.
class Reader {
 public:
  Reader(const YAML::Node& node, std::string_view file, fhir::Issues& issues)
      : node_(node), file_(file), issues_(issues) {
    if (node_.IsDefined() && !node_.IsMap() && !node_.IsNull()) error("config-not-a-mapping", node_, "a mapping");
  }

  void text(const char* name, std::string& value) {
    const YAML::Node member = find(name);
    if (!member.IsDefined()) return;
    if (!member.IsScalar()) return error("config-value", member, "a text");
    value = member.Scalar();
  }

  /// A text that must be one of a few words.
  void one_of(const char* name, std::string& value, std::span<const std::string_view> words) {
    const YAML::Node member = find(name);
    if (!member.IsDefined()) return;
    const std::string said = member.IsScalar() ? member.Scalar() : std::string();
    if (std::ranges::find(words, said) == words.end()) {
      return error("config-value", member, fmt::format("one of {}", fmt::join(words, ", ")));
    }
    value = said;
  }

  void texts(const char* name, std::vector<std::string>& values) {
    const YAML::Node member = find(name);
    if (!member.IsDefined()) return;
    if (!member.IsSequence()) return error("config-value", member, "a list");
    for (const YAML::Node& item : member) {
      if (!item.IsScalar()) return error("config-value", item, "a text");
      values.push_back(item.Scalar());
    }
  }

  template <typename Number>
  void number(const char* name, Number& value, Number min, Number max) {
    const YAML::Node member = find(name);
    if (!member.IsDefined()) return;
    const std::string said = member.IsScalar() ? member.Scalar() : std::string();
    Number read{};
    const auto [end, problem] = std::from_chars(said.data(), said.data() + said.size(), read);
    if (problem != std::errc() || end != said.data() + said.size() || read < min || read > max) {
      return error("config-value", member, fmt::format("a whole number from {} to {}", min, max));
    }
    value = read;
  }

  void flag(const char* name, bool& value) {
    const YAML::Node member = find(name);
    if (!member.IsDefined()) return;
    const std::string said = member.IsScalar() ? member.Scalar() : std::string();
    if (said != "true" && said != "false") return error("config-value", member, "true or false");
    value = said == "true";
  }

  YAML::Node find(const char* name) {
    known_.emplace_back(name);
    // A member that is not there would throw at every question but IsDefined.
    const YAML::Node& node = node_;
    if (node.IsMap() && node[name].IsDefined()) return node[name];
    return YAML::Node(YAML::NodeType::Undefined);
  }

  /// Reports the members that nobody asked for.
  void finish() {
    if (!node_.IsMap()) return;
    for (const auto& member : node_) {
      const std::string name = member.first.IsScalar() ? member.first.Scalar() : std::string();
      if (std::ranges::find(known_, name) != known_.end()) continue;
      issues_.error("config-unknown-name", place(member.first),
                    "The configuration knows no such name here. It may be misspelt.");
    }
  }

  void error(std::string_view code, const YAML::Node& at, const std::string& wanted) {
    issues_.error(code, place(at), "This must be " + wanted + ".");
  }

 private:
  std::string place(const YAML::Node& at) const { return fmt::format("{}:{}", file_, at.Mark().line + 1); }

  YAML::Node node_;
  std::string file_;
  fhir::Issues& issues_;
  std::vector<std::string> known_;
};

bool is_sha256(std::string_view text) {
  return text.size() == 64 && std::ranges::all_of(text, [](char digit) {
           return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
         });
}

void read_roles(Reader& reader, const YAML::Node& node, Roles& roles) {
  if (!node.IsSequence()) return reader.error("config-value", node, "a list of roles");
  for (const YAML::Node& role : node) {
    const std::string name = role.IsScalar() ? role.Scalar() : std::string();
    if (name == "read") {
      roles.read = true;
    } else if (name == "write") {
      roles.write = true;
    } else if (name == "operate") {
      roles.operate = true;
    } else {
      reader.error("config-value", role, "one of read, write, operate");
    }
  }
}

AccessKey read_key(const YAML::Node& node, std::string_view file, fhir::Issues& issues) {
  Reader reader(node, file, issues);
  AccessKey key;
  reader.text("tenant", key.tenant);
  reader.text("partner", key.partner);
  reader.text("kind", key.partner_kind);
  reader.text("key-sha256", key.key_sha256);
  if (const YAML::Node roles = reader.find("roles"); roles.IsDefined()) read_roles(reader, roles, key.roles);
  reader.finish();
  if (key.tenant.empty() || key.partner.empty()) reader.error("config-key", node, "a key with tenant and partner");
  if (std::ranges::find(kPartnerKinds, key.partner_kind) == kPartnerKinds.end()) {
    reader.error("config-key", node, "a key whose kind is council, nhs, marketplace or provider");
  }
  if (!is_sha256(key.key_sha256)) {
    reader.error("config-key", node, "a key with key-sha256: the SHA-256 of the key, 64 hex digits in lower case");
  }
  return key;
}

void read_keys(const YAML::Node& list, std::string_view file, Config& config, fhir::Issues& issues) {
  if (!list.IsDefined()) return;
  Reader reader(YAML::Node(YAML::NodeType::Undefined), file, issues);
  if (!list.IsSequence()) return reader.error("config-value", list, "a list of keys");
  for (const YAML::Node& node : list) {
    AccessKey key = read_key(node, file, issues);
    const bool is_taken =
        std::ranges::any_of(config.keys, [&](const AccessKey& other) { return other.key_sha256 == key.key_sha256; });
    if (is_taken) reader.error("config-key-twice", node, "a key of its own: two partners may not share one");
    config.keys.push_back(std::move(key));
  }
}

void read_document(const YAML::Node& root, std::string_view file, Config& config, fhir::Issues& issues) {
  Reader reader(root, file, issues);
  Reader listen(reader.find("listen"), file, issues);
  listen.text("address", config.address);
  listen.number<std::uint16_t>("port", config.port, 0, 65535);
  listen.finish();
  reader.text("public-address", config.public_address);
  while (config.public_address.ends_with('/')) config.public_address.pop_back();
  reader.text("data-folder", config.data_folder);
  reader.text("deployment-key-file", config.deployment_key_file);
  reader.text("maps-folder", config.maps_folder);
  reader.text("extra-maps-folder", config.extra_maps_folder);
  reader.text("names-file", config.names_file);
  reader.text("definitions-file", config.definitions_file);
  Reader fhir_part(reader.find("fhir"), file, issues);
  fhir_part.flag("client-ids", config.client_ids_allowed);
  fhir_part.number<std::size_t>("page-size", config.page_size, 1, 1000);
  fhir_part.number<std::size_t>("page-size-max", config.page_size_max, 1, 1000);
  fhir_part.number<std::size_t>("transaction-entries-max", config.transaction_entries_max, 1, 100'000);
  fhir_part.finish();
  Reader faces(reader.find("faces"), file, issues);
  faces.number<std::uint64_t>("background-bytes", config.background_bytes, 0, std::uint64_t{1} << 40);
  faces.number<std::size_t>("background-files-max", config.background_files_max, 1, 10'000);
  faces.finish();
  Reader validation(reader.find("validation"), file, issues);
  validation.one_of("fhir", config.validate_fhir, kStrictness);
  validation.one_of("imports", config.validate_imports, kStrictness);
  validation.one_of("exports", config.validate_exports, kStrictness);
  validation.texts("packages", config.packages);
  validation.finish();
  Reader stop(reader.find("stop"), file, issues);
  stop.number<std::int64_t>("drain-milliseconds", config.drain_ms, 0, 600'000);
  stop.number<std::int64_t>("deadline-milliseconds", config.stop_deadline_ms, 0, 600'000);
  stop.finish();
  read_keys(reader.find("keys"), file, config, issues);
  reader.finish();
}

}  // namespace

std::optional<Config> read_config(std::string_view yaml, std::string_view file_name, fhir::Issues& issues) {
  const std::size_t errors_before = issues.error_count();
  if (yaml.size() > kFileBytesMax) {
    issues.error("config-too-large", file_name, "A configuration may have a megabyte.");
    return std::nullopt;
  }
  Config config;
  try {
    read_document(YAML::Load(std::string(yaml)), file_name, config, issues);
  } catch (const YAML::Exception& broken) {
    issues.error("config-yaml", fmt::format("{}:{}", file_name, broken.mark.line + 1),
                 "The file is no YAML from this line on. Look for a missing colon, quote or indent.");
  }
  if (issues.error_count() > errors_before) return std::nullopt;
  return config;
}

}  // namespace careway::config
