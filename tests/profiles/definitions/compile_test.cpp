#include "profiles/definitions/pack_compiler/compile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profiles/definitions/pack_compiler/pack_writer.h"
#include "tests/profiles/definitions/packs.h"

namespace careway::pack_compiler {
namespace {

using definitions::small_folder;
using testing::ElementsAre;

std::vector<std::string> type_names(const PackModel& model) {
  std::vector<std::string> names;
  for (const auto& type : model.types) names.push_back(type.name);
  return names;
}

TEST(Compile, TakesTypesAndBackbonesButNoConstraintsLogicalModelsOrLaterVersions) {
  EXPECT_THAT(type_names(read_definitions(small_folder())),
              ElementsAre("Element", "BackboneElement", "string", "code", "id", "uri", "boolean", "decimal", "dateTime",
                          "xhtml", "Extension", "Coding", "Reference", "Resource", "Visit", "Visit.step"));
}

TEST(Compile, GivesTheSameBytesEachTime) {
  EXPECT_EQ(compile_pack(small_folder()), compile_pack(small_folder()));
}

TEST(Compile, SaysSoWhenTheFolderIsMissing) {
  EXPECT_THROW(compile_pack(small_folder() / "absent"), CompileError);
}

TEST(Compile, LeavesOutValueSetsThatItCannotKnowInFull) {
  std::vector<std::string> urls;
  for (const auto& value_set : read_definitions(small_folder()).value_sets) {
    urls.push_back(value_set.url.substr(value_set.url.rfind('/') + 1));
  }
  EXPECT_THAT(urls, ElementsAre("visit-status", "colours", "warm", "listed", "both", "overlap", "tables"));
}

TEST(Compile, LeavesOutSearchParametersWithoutExpression) {
  std::vector<std::string> codes;
  for (const auto& parameter : read_definitions(small_folder()).search_parameters) codes.push_back(parameter.code);
  EXPECT_THAT(codes, ElementsAre("_id", "answer", "status"));
}

PackModel model_of_one_entry() {
  PackModel model;
  TypeModel type;
  type.name = "Thing";
  EntryModel entry;
  entry.name = entry.element = "part";
  entry.type = "Thing";
  type.entries.push_back(entry);
  model.types.push_back(type);
  return model;
}

TEST(PackWriter, WritesAModel) {
  EXPECT_NO_THROW(definitions::open_pack(write_pack(model_of_one_entry())));
}

TEST(PackWriter, WritesAnEmptyModel) {
  const auto pack = write_pack(PackModel{});
  const auto view = definitions::open_pack(pack);
  EXPECT_EQ(view.type_count(), 0U);
  EXPECT_EQ(view.find_type("Thing"), definitions::kNone);
  EXPECT_FALSE(view.value_set_codes("http://example.org").has_value());
}

TEST(PackWriter, RefusesATypeThatIsNotDefined) {
  auto model = model_of_one_entry();
  model.types[0].entries[0].type = "Absent";
  EXPECT_THROW(write_pack(model), CompileError);
}

TEST(PackWriter, RefusesABaseThatIsNotDefined) {
  auto model = model_of_one_entry();
  model.types[0].base = "Absent";
  EXPECT_THROW(write_pack(model), CompileError);
}

TEST(PackWriter, RefusesATypeThatIsDefinedTwice) {
  auto model = model_of_one_entry();
  model.types.push_back(model.types[0]);
  EXPECT_THROW(write_pack(model), CompileError);
}

TEST(PackWriter, RefusesTwoElementsOfOneName) {
  auto model = model_of_one_entry();
  model.types[0].entries.push_back(model.types[0].entries[0]);
  EXPECT_THROW(write_pack(model), CompileError);
}

TEST(PackWriter, RefusesASearchParameterOfAnUnknownType) {
  auto model = model_of_one_entry();
  model.search_parameters.push_back({"Absent", "code", "token", "Absent.code", "", ""});
  EXPECT_THROW(write_pack(model), CompileError);
}

TEST(PackWriter, RefusesANameThatIsTooLong) {
  auto model = model_of_one_entry();
  model.types[0].entries[0].name = std::string(70'000, 'a');
  EXPECT_THROW(write_pack(model), CompileError);
}

TEST(PackWriter, KeepsApartNamesThatShareAHash) {
  auto model = model_of_one_entry();
  auto& entries = model.types[0].entries;
  // hash_name looks at the first and the last eight letters.
  for (const char letter : std::string("abcdefgh")) {
    entries.push_back(entries[0]);
    entries.back().name = std::string("startsam") + letter + "endalike";
  }
  const auto pack = write_pack(model);
  const auto view = definitions::open_pack(pack);
  const auto type = view.find_type("Thing");
  for (const auto& entry : entries) {
    const auto index = view.find_entry(type, entry.name);
    ASSERT_NE(index, definitions::kNone) << entry.name;
    EXPECT_EQ(view.entry_name(index), entry.name);
  }
  EXPECT_EQ(view.find_entry(type, "startsamzendalike"), definitions::kNone);
}

}  // namespace
}  // namespace careway::pack_compiler
