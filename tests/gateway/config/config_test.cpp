#include "gateway/config/config.h"

#include <gtest/gtest.h>

namespace careway::config {
namespace {

constexpr std::string_view kDigest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

std::string told(std::string_view yaml) {
  fhir::Issues issues;
  EXPECT_FALSE(read_config(yaml, "careway.yaml", issues));
  std::string out;
  for (const fhir::Issue& issue : issues.items()) {
    if (!out.empty()) out += ' ';
    out += issue.code + "@" + issue.path;
  }
  return out;
}

TEST(Config, ReadsWhatIsSaidAndKeepsTheRest) {
  fhir::Issues issues;
  const auto config = read_config(
      "listen: { address: 0.0.0.0, port: 0 }\n"
      "public-address: https://care.example/\n"
      "fhir: { client-ids: false, page-size: 50 }\n"
      "faces: { background-bytes: 1000 }\n"
      "stop: { drain-milliseconds: 5 }\n"
      "keys:\n"
      "  - { tenant: east, partner: council-1, kind: council, roles: [read, write], key-sha256: " +
          std::string(kDigest) + " }\n",
      "careway.yaml", issues);
  ASSERT_TRUE(config);
  EXPECT_TRUE(issues.empty());
  EXPECT_EQ(config->address, "0.0.0.0");
  EXPECT_EQ(config->port, 0);
  EXPECT_EQ(config->public_address, "https://care.example");
  EXPECT_FALSE(config->client_ids_allowed);
  EXPECT_EQ(config->page_size, 50U);
  EXPECT_EQ(config->page_size_max, 1000U);
  EXPECT_EQ(config->background_bytes, 1000U);
  EXPECT_EQ(config->drain_ms, 5);
  ASSERT_EQ(config->keys.size(), 1U);
  EXPECT_EQ(config->keys[0].partner, "council-1");
  EXPECT_EQ(config->keys[0].partner_kind, "council");
  EXPECT_TRUE(config->keys[0].roles.read);
  EXPECT_TRUE(config->keys[0].roles.write);
  EXPECT_FALSE(config->keys[0].roles.operate);
}

TEST(Config, AnEmptyFileIsAllDefaults) {
  fhir::Issues issues;
  const auto config = read_config("", "careway.yaml", issues);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->port, 8080);
  EXPECT_TRUE(config->keys.empty());
}

TEST(Config, MistakesAreNamedWithTheirLine) {
  EXPECT_EQ(told("lisen: { port: 1 }\n"), "config-unknown-name@careway.yaml:1");
  EXPECT_EQ(told("\nlisten: { port: 70000 }\n"), "config-value@careway.yaml:2");
  EXPECT_EQ(told("listen: { port: 80x }\n"), "config-value@careway.yaml:1");
  EXPECT_EQ(told("listen: 80\n"), "config-not-a-mapping@careway.yaml:1");
  EXPECT_EQ(told("fhir: { client-ids: perhaps }\n"), "config-value@careway.yaml:1");
  EXPECT_EQ(told("keys: no\n"), "config-value@careway.yaml:1");
  EXPECT_EQ(told("a: [1\n"), "config-yaml@careway.yaml:2");
  EXPECT_EQ(told(std::string(1024 * 1024 + 1, ' ')), "config-too-large@careway.yaml");
}

TEST(Config, AKeyNeedsAllItsParts) {
  const std::string digest = "key-sha256: " + std::string(kDigest);
  EXPECT_EQ(told("keys:\n  - { partner: p, kind: council, " + digest + " }\n"), "config-key@careway.yaml:2");
  EXPECT_EQ(told("keys:\n  - { tenant: t, partner: p, kind: king, " + digest + " }\n"), "config-key@careway.yaml:2");
  EXPECT_EQ(told("keys:\n  - { tenant: t, partner: p, kind: council, key-sha256: foo }\n"),
            "config-key@careway.yaml:2");
  EXPECT_EQ(told("keys:\n  - { tenant: t, partner: p, kind: council, roles: [rule], " + digest + " }\n"),
            "config-value@careway.yaml:2");
  EXPECT_EQ(told("keys:\n  - { tenant: t, partner: p, kind: council, " + digest +
                 " }\n  - { tenant: t, partner: q, kind: nhs, " + digest + " }\n"),
            "config-key-twice@careway.yaml:3");
}

}  // namespace
}  // namespace careway::config
