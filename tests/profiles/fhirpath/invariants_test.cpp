// Every constraint that HL7 and UK Core publish passes the static check against the type that it stands on.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "profiles/fhirpath/fhirpath.h"
#include "profiles/fhirpath/parser.h"
#include "profiles/fhirpath/type_check.h"
#include "profiles/fhirpath/type_set.h"
#include "tests/profiles/fhir/pack_fixture.h"

namespace careway::fhirpath {
namespace {

using nlohmann::json;

struct Constraint {
  std::string key;
  std::string path;
  std::string context;
  std::string expression;
  friend auto operator<=>(const Constraint&, const Constraint&) = default;
};

// Mistakes of the definitions: what the check rightly refuses.
struct Erratum {
  const char* key;
  const char* why;
};
constexpr std::array<Erratum, 3> kErrata{{
    {"cid-0", "asks for ChargeItemDefinition.name, which R4 does not have (it came with R5)"},
    {"evv-1", "is a constraint of R5 that the npm package has under R4; it names R5's elements"},
    {"ras-1", "stands on probability[x] and asks for low and high, which Range has and decimal has not"},
}};

// The types that an element path can have in R4, through choices and content references.
std::vector<std::string> types_at(const std::string& path) {
  const definitions::Definitions& r4 = fhir::r4();
  std::size_t dot = path.find('.');
  const definitions::TypeIndex root = r4.find_type(path.substr(0, dot));
  if (root == definitions::kNone) return {};
  TypeSet types = TypeSet::of_fhir(root);
  while (dot != std::string::npos) {
    const std::size_t next = path.find('.', dot + 1);
    std::string name = path.substr(dot + 1, next == std::string::npos ? next : next - dot - 1);
    if (name.ends_with("[x]")) name.resize(name.size() - 3);
    types = children_named(types, name, r4).value_or(TypeSet{});
    dot = next;
  }
  std::vector<std::string> names;
  for (const definitions::TypeIndex type : types.fhir) names.emplace_back(r4.type(type).name);
  return names;
}

void add_constraint(const std::string& key, const std::string& path, const std::string& expression,
                    std::set<Constraint>& constraints) {
  // The npm package holds a few elements of later versions of FHIR, which R4 does not know.
  for (const std::string& context : types_at(path)) constraints.insert({key, path, context, expression});
}

// Checks each against its context; gives the keys of those that fail.
std::set<std::string> refused(const std::set<Constraint>& constraints) {
  std::set<std::string> keys;
  std::set<std::pair<std::string, std::string>> seen;
  for (const Constraint& constraint : constraints) {
    if (!seen.emplace(constraint.context, constraint.expression).second) continue;
    fhir::Issues issues;
    const auto tree = Parser::parse(constraint.expression, issues, Limits{});
    if (tree && check_types(*tree, fhir::r4().find_type(constraint.context), fhir::r4(), issues)) continue;
    if (!keys.insert(constraint.key).second) continue;
    std::cout << constraint.key << " on " << constraint.path << " as " << constraint.context << ": "
              << constraint.expression << "\n"
              << issues.items().front().text << " " << fhir::told(issues);
  }
  std::cout << seen.size() << " different pairs of type and expression, " << keys.size() << " keys refused\n";
  return keys;
}

TEST(Invariants, OfR4PassTheCheck) {
  const std::string folder = CAREWAY_FHIR_DEFINITIONS "/dist/fhir/r4/";
  std::set<Constraint> constraints;
  for (const char* name : {"profiles-types.json", "profiles-resources.json", "profiles-others.json"}) {
    const json bundle = json::parse(fhir::read_file(folder + name));
    for (const json& entry : bundle["entry"]) {
      if (entry["resource"]["resourceType"] == "StructureDefinition") {
        for (const json& element : entry["resource"]["snapshot"]["element"]) {
          for (const json& constraint : element.value("constraint", json::array())) {
            if (!constraint.contains("expression")) continue;
            add_constraint(constraint["key"], element["path"], constraint["expression"], constraints);
          }
        }
      }
    }
  }
  EXPECT_GT(constraints.size(), 5'000U);
  const std::set<std::string> keys = refused(constraints);
  std::set<std::string> expected;
  for (const Erratum& erratum : kErrata) expected.insert(erratum.key);
  EXPECT_EQ(keys, expected);
}

TEST(Invariants, OfUkCorePassTheCheck) {
  const std::filesystem::path folder = CAREWAY_SHARED_DATA "/uk-core/structuredefinitions";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "the shared data is not on this machine";
  std::set<Constraint> constraints;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const fhir::Reading definition = fhir::from_xml(fhir::read_file(file.path().string()));
    ASSERT_TRUE(definition) << file.path();
    for (const fhir::Element element : definition.root().child("differential")) {
      for (const fhir::Element constraint : element) {
        if (constraint.name() != "constraint" || !constraint.child("expression")) continue;
        add_constraint(std::string(constraint.child_value("key")), std::string(element.child_value("path")),
                       std::string(constraint.child_value("expression")), constraints);
      }
    }
  }
  EXPECT_FALSE(constraints.empty());
  EXPECT_EQ(refused(constraints), std::set<std::string>{});
}

}  // namespace
}  // namespace careway::fhirpath
