#include "mappers/language/map_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "mappers/language/paths.h"
#include "tests/mappers/language/test_support.h"

namespace careway::language {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const char* const kHead = R"(map: council-package
version: "1"
faces: [{ name: council-package }]
partner: { kind: council, format: xml, schema: s.xsd, root: P }
)";

std::optional<Map> read_good(const std::string& yaml, const TableSource& tables = no_tables()) {
  fhir::Issues issues;
  auto map = read_map(yaml, "m.yaml", test_names(), tables, issues);
  EXPECT_THAT(findings(issues), IsEmpty());
  return map;
}

std::vector<std::string> findings_of(const std::string& yaml, const TableSource& tables = no_tables()) {
  fhir::Issues issues;
  const auto map = read_map(yaml, "m.yaml", test_names(), tables, issues);
  EXPECT_EQ(map.has_value(), !issues.has_errors());
  return findings(issues);
}

TEST(MapReader, ReadsTheHead) {
  const auto map = read_good(R"(map: cld
version: "2"
title: Client-level data
faces:
  - { name: cld-r1, release: r1 }
  - { name: cld-r2, release: r2, default: true }
partner:
  kind: council
  format: csv
  schema: cld/cld.layout.yaml
  dates: { write: dd/mm/yyyy, read: [dd/mm/yyyy, yyyy-mm-dd] }
  absent: ["NULL", n/a]
issuer: LA Code
event-date: Event Start Date
roles:
  person: { type: Patient, anchor: true, keys: ["person.identifier[system=la-person].value"] }
must-be-absent: [person.modifierExtension]
)");
  ASSERT_TRUE(map.has_value());
  EXPECT_EQ(map->name, "cld");
  EXPECT_EQ(map->version, "2");
  EXPECT_EQ(map->title, "Client-level data");
  ASSERT_EQ(map->faces.size(), 2U);
  EXPECT_EQ(map->faces[1].release, "r2");
  EXPECT_FALSE(map->faces[0].is_default);
  EXPECT_TRUE(map->faces[1].is_default);
  EXPECT_EQ(map->partner.format, FormatKind::csv);
  EXPECT_THAT(map->partner.date_forms, ElementsAre("dd/mm/yyyy", "yyyy-mm-dd"));
  EXPECT_THAT(map->partner.null_markers, ElementsAre("NULL", "n/a"));
  EXPECT_THAT(map->issuer.steps, ElementsAre("LA Code"));
  EXPECT_THAT(map->event_date.steps, ElementsAre("Event Start Date"));
  ASSERT_EQ(map->roles.size(), 1U);
  EXPECT_TRUE(map->roles[0].anchor);
  EXPECT_EQ(map->roles[0].place.line, 16U);
  EXPECT_EQ(canonical_text(map->must_be_absent.at(0)), "person.modifierExtension");
}

TEST(MapReader, ReadsRowsOfBothSpellings) {
  const auto map = read_good(std::string(kHead) + R"(rows:
  - [ [Authority, PersonReference], "person.identifier[system=la-person].value", joined ]
  - [ Person/DateOfBirth, person.birthDate, date, { required: true, get-only: false } ]
  - { partner: Person/Postcode, fhir: "person.address[use=home].postalCode", by: text, merge: latest-event, owners: [council, nhs], note: why }
  - [ Kind, service.category.coding.code, { code: service-kind } ]
  - [ Flag, service.doNotPerform, { boolean: { "true": "Y", "false": "N" } } ]
)");
  ASSERT_TRUE(map.has_value());
  const auto& rows = map->block.rows;
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[0].partner.size(), 2U);
  EXPECT_EQ(rows[0].converter.name, "joined");
  EXPECT_EQ(rows[0].place.line, 6U);
  EXPECT_TRUE(rows[1].required);
  EXPECT_EQ(rows[1].converter.name, "date");
  EXPECT_EQ(rows[2].merge, Merge::latest_event);
  EXPECT_THAT(rows[2].owners, ElementsAre("council", "nhs"));
  EXPECT_EQ(rows[2].note, "why");
  EXPECT_EQ(rows[3].converter.arguments.at("map"), "service-kind");
  EXPECT_EQ(rows[4].converter.arguments.at("true"), "Y");
}

TEST(MapReader, ReadsBlocksEachAndChoose) {
  const auto map = read_good(std::string(kHead) + R"(constants:
  - [ plan.intent, plan ]
derived:
  - { slot: "s.identifier[system=service-key].value", rule: composite, once: true, from: [s.occurrencePeriod.start, s.code.text] }
  - { slot: s.code.coding.display, rule: { display: component }, from: s.code.coding.code }
links:
  plan.subject: person
each:
  - partner: Service
    role: { name: service, type: ServiceRequest, keys: ["service.identifier[system=council-line].value"] }
    absent: end
    rows: [ [ "@line", "service.identifier[system=council-line].value" ] ]
    links: { service.subject: person }
  - partner: Person/Telephone
    element: phone person.telecom[system=phone]
    keys: [phone.value]
    rows: [ [ ".", phone.value ] ]
choose:
  - by: [ Kind, { code: event-kind } ]
    cases:
      service:
        role: { name: line, type: ServiceRequest, anchor: true, keys: [] }
        mark: "line.category.coding[system=cld-event-type].code"
        use: [common]
        rows: [ [ B, line.code.text ] ]
    refused: { cancelled: Left out. }
blocks:
  common: { rows: [ [ A, person.birthDate, date ] ] }
)");
  ASSERT_TRUE(map.has_value());
  const Block& block = map->block;
  EXPECT_EQ(block.constants.at(0).value, "plan");
  EXPECT_EQ(block.derived.at(0).from.size(), 2U);
  EXPECT_TRUE(block.derived.at(0).once);
  EXPECT_EQ(block.derived.at(1).rule, "display");
  EXPECT_EQ(block.derived.at(1).arguments.at("map"), "component");
  EXPECT_EQ(block.links.at(0).to_role, "person");
  ASSERT_EQ(block.eaches.size(), 2U);
  EXPECT_EQ(block.eaches[0].role->name, "service");
  EXPECT_EQ(block.eaches[0].absent, Absent::end);
  EXPECT_EQ(block.eaches[0].block->links.size(), 1U);
  EXPECT_EQ(block.eaches[1].variable, "phone");
  EXPECT_EQ(canonical_text(*block.eaches[1].element), "person.telecom[system=phone]");
  const Choose& choose = block.chooses.at(0);
  EXPECT_EQ(choose.converter.arguments.at("map"), "event-kind");
  EXPECT_EQ(choose.refused.at("cancelled"), "Left out.");
  ASSERT_EQ(choose.cases.size(), 1U);
  EXPECT_EQ(choose.cases[0].role->name, "line");
  EXPECT_EQ(choose.marks.count("service"), 1U);
  ASSERT_EQ(choose.cases[0].block->rows.size(), 2U);
  EXPECT_EQ(choose.cases[0].block->rows[0].place.line, 32U);
}

TEST(MapReader, ReadsTablesAsRows) {
  const auto tables = [](std::string_view name) -> std::optional<std::string> {
    if (name != "cld/p.csv") return std::nullopt;
    return "partner,fhir,converter,options\r\n# a remark\nDate, person.birthDate\n\"A, \"\"b\"\"\",person.gender,code: "
           "sex,"
           "\"required: true, merge: per-event\"\nLA | Id,\"person.identifier[system=la-person].value\",joined\n";
  };
  std::string yaml = kHead;
  yaml.replace(yaml.find("xml"), 3, "csv");
  EXPECT_THAT(findings_of(yaml + "tables: [cld/p.csv, cld/q.csv]\n", tables),
              ElementsAre("map-fhir-path cld/p.csv:3", "map-table m.yaml:5"));
  const auto fixed = [&](std::string_view name) -> std::optional<std::string> {
    auto text = *tables(name);
    return text.erase(text.find(" person"), 1);
  };
  const auto map = read_good(yaml + "tables: [cld/p.csv]\n", fixed);
  ASSERT_TRUE(map.has_value());
  const auto& rows = map->block.rows;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].converter.name, "text");
  EXPECT_EQ(rows[1].partner.at(0).text, "A, \"b\"");
  EXPECT_EQ(rows[1].converter.arguments.at("map"), "sex");
  EXPECT_TRUE(rows[1].required);
  EXPECT_EQ(rows[1].merge, Merge::per_event);
  EXPECT_EQ(rows[1].place.file, "cld/p.csv");
  EXPECT_EQ(rows[1].place.line, 4U);
  EXPECT_EQ(rows[2].partner.size(), 2U);
}

TEST(MapReader, RefusesBlockCyclesAndBombs) {
  EXPECT_THAT(findings_of(std::string(kHead) + "use: [a]\nblocks:\n  a: { use: [b] }\n  b: { use: [a] }\n"),
              ElementsAre("map-block-cycle m.yaml:8"));
  std::string bomb = std::string(kHead) + "use: [b0]\nblocks:\n";
  for (int i = 0; i < 30; ++i) {
    const std::string next = "b" + std::to_string(i + 1);
    bomb += "  b" + std::to_string(i) + ": { each: [ { partner: A, element: x p.name, use: [" + next +
            "] }, { partner: B, element: y p.name, use: [" + next + "] } ] }\n";
  }
  bomb += "  b30: { rows: [ [ A, p.id ] ] }\n";
  const auto found = findings_of(bomb);
  EXPECT_FALSE(found.empty());
  EXPECT_EQ(found.front().substr(0, 9), "map-limit");
}

}  // namespace
}  // namespace careway::language
