#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/profiles/terminology/small_package.h"

namespace careway::terminology {
namespace {

const std::string kShapes = code_system("shapes", R"("content":"complete","caseSensitive":true,"concept":[
  {"code":"any","display":"Any shape","property":[{"code":"notSelectable","valueBoolean":true}],"concept":[
    {"code":"round","display":"Round","concept":[{"code":"circle","display":"Circle",
       "designation":[{"language":"cy","value":"Cylch"}]},{"code":"oval"}]},
    {"code":"angular","concept":[{"code":"square"},{"code":"kite","property":[{"code":"inactive","valueBoolean":true}]}]}]},
  {"code":"stadium","property":[{"code":"subsumedBy","valueCode":"round"},{"code":"subsumedBy","valueCode":"angular"},
    {"code":"corners","valueInteger":4}]}])");
const std::string kColours = code_system("colours", R"("content":"complete","caseSensitive":false,"version":"2",
  "concept":[{"code":"Red"},{"code":"Green"},{"code":"Blue"}])");
const std::string kPieces =
    code_system("pieces", R"("content":"fragment","caseSensitive":true,"concept":[{"code":"a"}])");

std::string include(std::string_view what) {
  return std::string(R"("compose":{"include":[)").append(what).append("]}");
}
std::string of_shapes(std::string_view filters) {
  return include(std::string(R"({"system":"http://test.example/cs/shapes","filter":[)").append(filters).append("]}"));
}
constexpr const char* kShapesUrl = "http://test.example/cs/shapes";
constexpr const char* kColoursUrl = "http://test.example/cs/colours";
constexpr const char* kVs = "http://test.example/vs/v";

// The codes that one include over the shapes selects.
std::string selected(std::string_view filters) {
  SmallPackage package({kShapes, value_set("v", of_shapes(filters))});
  return package.codes(kVs);
}

TEST(ValueSet, TakesAWholeSystem) {
  SmallPackage package({kColours, value_set("v", include(R"({"system":"http://test.example/cs/colours"})"))});
  EXPECT_EQ(package.codes(kVs), "Red Green Blue");
  EXPECT_EQ(package.has(kVs, kColoursUrl, "Red"), "in");
  EXPECT_EQ(package.has(kVs, kColoursUrl, "Pink"), "out");
  EXPECT_EQ(package.has(kVs, kShapesUrl, "Red"), "out");
  EXPECT_EQ(package.has(kVs, "", "Red"), "in");
  EXPECT_EQ(package.has(kVs, "", "Pink"), "out");
  EXPECT_EQ(package->gaps(kVs), std::vector<Terminology::Gap>{});
}

TEST(ValueSet, CaseCountsAsTheSystemSays) {
  SmallPackage package({kColours, kShapes, value_set("v", include(R"({"system":"http://test.example/cs/colours",
      "concept":[{"code":"Red"}]},{"system":"http://test.example/cs/shapes","concept":[{"code":"oval"}]})"))});
  EXPECT_EQ(package.has(kVs, kColoursUrl, "red"), "in");
  EXPECT_EQ(package.has(kVs, "", "RED"), "in");
  EXPECT_EQ(package.has(kVs, kShapesUrl, "oval"), "in");
  EXPECT_EQ(package.has(kVs, kShapesUrl, "Oval"), "out");
  EXPECT_EQ(package.system_has(kColoursUrl, "GREEN"), "in");
  EXPECT_EQ(package.system_has(kShapesUrl, "OVAL"), "out");
}

TEST(ValueSet, ListedConceptsNeedNoSystem) {
  SmallPackage package({value_set("v", include(R"({"system":"http://snomed.info/sct",
      "concept":[{"code":"22298006","display":"Heart attack"}]})"))});
  EXPECT_EQ(package.codes(kVs), "22298006");
  EXPECT_EQ(package.has(kVs, "http://snomed.info/sct", "22298006"), "in");
  EXPECT_EQ(package.has(kVs, "http://snomed.info/sct", "73211009"), "out");
}

TEST(ValueSet, FiltersByHierarchy) {
  EXPECT_EQ(selected(R"({"property":"concept","op":"is-a","value":"round"})"), "round circle oval stadium");
  EXPECT_EQ(selected(R"({"property":"concept","op":"descendent-of","value":"round"})"), "circle oval stadium");
  EXPECT_EQ(selected(R"({"property":"concept","op":"is-not-a","value":"round"})"), "any angular square kite");
  EXPECT_EQ(selected(R"({"property":"concept","op":"generalizes","value":"stadium"})"), "any round angular stadium");
  EXPECT_EQ(selected(R"({"property":"parent","op":"=","value":"angular"})"), "square kite stadium");
  EXPECT_EQ(selected(R"({"property":"child","op":"=","value":"circle"})"), "round");
  EXPECT_EQ(selected(R"({"property":"child","op":"exists","value":"true"})"), "any round angular");
  EXPECT_EQ(selected(R"({"property":"parent","op":"exists","value":"false"})"), "any");
}

TEST(ValueSet, FiltersByValue) {
  EXPECT_EQ(selected(R"({"property":"concept","op":"in","value":"oval, kite"})"), "oval kite");
  EXPECT_EQ(selected(R"({"property":"concept","op":"not-in","value":"oval,kite,any,round,angular"})"),
            "circle square stadium");
  EXPECT_EQ(selected(R"({"property":"code","op":"=","value":"kite"})"), "kite");
  EXPECT_EQ(selected(R"({"property":"code","op":"regex","value":"[a-o].*l"})"), "oval");
  EXPECT_EQ(selected(R"({"property":"display","op":"regex","value":"Ro.*"})"), "round");
  EXPECT_EQ(selected(R"({"property":"corners","op":"=","value":"4"})"), "stadium");
  EXPECT_EQ(selected(R"({"property":"corners","op":"exists","value":"true"})"), "stadium");
  EXPECT_EQ(selected(R"({"property":"inactive","op":"=","value":"true"})"), "kite");
  EXPECT_EQ(selected(R"({"property":"notSelectable","op":"=","value":"true"})"), "any");
  EXPECT_EQ(selected(R"({"property":"concept","op":"is-a","value":"round"},
                        {"property":"concept","op":"is-a","value":"angular"})"),
            "stadium");
}

TEST(ValueSet, AFilterThatIsNotUnderstoodLeavesTheSystemOpen) {
  for (const std::string filter :
       {R"({"property":"size","op":"=","value":"4"})", R"({"property":"concept","op":"is-a","value":"hexagon"})",
        R"({"property":"code","op":"regex","value":"(["})"}) {
    SmallPackage package({kShapes, value_set("v", of_shapes(filter))});
    EXPECT_EQ(package.has(kVs, kShapesUrl, "oval"), "unknown filter-not-known") << filter;
    EXPECT_EQ(package.has(kVs, kShapesUrl, "hexagon"), "out") << filter;
    EXPECT_EQ(package.has(kVs, kColoursUrl, "Red"), "out") << filter;
    EXPECT_EQ(package.codes(kVs), " ...") << filter;
    ASSERT_EQ(package->gaps(kVs).size(), 1U) << filter;
    EXPECT_EQ(package->gaps(kVs)[0].reason, "filter-not-known");
  }
}

TEST(ValueSet, HierarchiesThatOnlyGroupAreNoIsA) {
  SmallPackage package({code_system("parts", R"("content":"complete","hierarchyMeaning":"part-of","concept":[
      {"code":"car","concept":[{"code":"wheel"}]}])"),
                        value_set("v", include(R"({"system":"http://test.example/cs/parts",
      "filter":[{"property":"concept","op":"is-a","value":"car"}]})"))});
  EXPECT_EQ(package.has(kVs, "http://test.example/cs/parts", "wheel"), "unknown filter-not-known");
}

TEST(ValueSet, ExcludesWhatIsNamed) {
  SmallPackage package({kShapes, kColours, value_set("v", R"("compose":{
      "include":[{"system":"http://test.example/cs/shapes"},{"system":"http://test.example/cs/colours"}],
      "exclude":[{"system":"http://test.example/cs/shapes","filter":[{"property":"concept","op":"is-a","value":"round"}]},
                 {"system":"http://test.example/cs/colours","concept":[{"code":"red"}]}]})")});
  EXPECT_EQ(package.codes(kVs), "any angular square kite Green Blue");
  EXPECT_EQ(package.has(kVs, kColoursUrl, "RED"), "out");
}

TEST(ValueSet, ExclusionsHoldInOpenSystemsToo) {
  SmallPackage package({value_set("v", R"("compose":{
      "include":[{"system":"http://snomed.info/sct"},{"system":"urn:ietf:bcp:47"}],
      "exclude":[{"system":"http://snomed.info/sct","concept":[{"code":"22298006"}]},
                 {"system":"urn:ietf:bcp:47","filter":[{"property":"code","op":"regex","value":"de.*"}]}]})")});
  EXPECT_EQ(package.has(kVs, "http://snomed.info/sct", "22298006"), "out");
  EXPECT_EQ(package.has(kVs, "http://snomed.info/sct", "73211009"), "unknown code-system-not-known");
  EXPECT_EQ(package.has(kVs, "urn:ietf:bcp:47", "en-GB"), "in");
  EXPECT_EQ(package.has(kVs, "urn:ietf:bcp:47", "de-AT"), "out");
}

TEST(ValueSet, AnExclusionThatIsNotKnownMakesCodesDoubtful) {
  SmallPackage package({kColours, value_set("v", R"("compose":{
      "include":[{"system":"http://test.example/cs/colours"}],
      "exclude":[{"valueSet":["http://test.example/vs/absent"]}]})")});
  EXPECT_EQ(package.has(kVs, kColoursUrl, "Red"), "unknown value-set-not-known");
  EXPECT_EQ(package.has(kVs, kColoursUrl, "Pink"), "out");
  EXPECT_EQ(package.codes(kVs), " ...");
}

TEST(ValueSet, ImportsMeetWithinAnIncludeAndJoinAcross) {
  const auto colours = [](std::string_view codes) {
    return include(std::string(R"({"system":"http://test.example/cs/colours","concept":[)").append(codes).append("]}"));
  };
  const auto warm = value_set("warm", colours(R"({"code":"Red"},{"code":"Green"})"));
  const auto cold = value_set("cold", colours(R"({"code":"Blue"},{"code":"Green"})"));
  SmallPackage joined({kColours, warm, cold, value_set("v", include(R"({"valueSet":["http://test.example/vs/warm"]},
      {"valueSet":["http://test.example/vs/cold"]})"))});
  EXPECT_EQ(joined.codes(kVs), "Red Green Blue");
  SmallPackage met({kColours, warm, cold, value_set("v", include(R"({"valueSet":["http://test.example/vs/warm",
      "http://test.example/vs/cold"]})"))});
  EXPECT_EQ(met.has(kVs, kColoursUrl, "Green"), "in");
  EXPECT_EQ(met.has(kVs, kColoursUrl, "Red"), "unknown value-set-ambiguous");
  EXPECT_EQ(met.has(kVs, kColoursUrl, "Pink"), "out");
  EXPECT_EQ(met.codes(kVs), "Green ...");
  SmallPackage narrowed({kColours, warm, value_set("v", include(R"({"system":"http://test.example/cs/colours",
      "valueSet":["http://test.example/vs/warm"]})"))});
  EXPECT_EQ(narrowed.codes(kVs), "Red Green");
  SmallPackage imported_open({value_set("open", include(R"({"system":"http://snomed.info/sct"})")),
                              value_set("v", include(R"({"valueSet":["http://test.example/vs/open"]})"))});
  EXPECT_EQ(imported_open.has(kVs, "http://snomed.info/sct", "73211009"), "unknown code-system-not-known");
  EXPECT_EQ(imported_open.has(kVs, kColoursUrl, "Red"), "out");
}

TEST(ValueSet, CyclesEnd) {
  SmallPackage package({kColours, value_set("v", include(R"({"system":"http://test.example/cs/colours",
      "concept":[{"code":"Red"}]},{"valueSet":["http://test.example/vs/w"]})")),
                        value_set("w", include(R"({"system":"http://test.example/cs/colours",
      "concept":[{"code":"Blue"}]},{"valueSet":["http://test.example/vs/v"]})"))});
  EXPECT_EQ(package.has(kVs, kColoursUrl, "Red"), "in");
  EXPECT_EQ(package.has(kVs, kColoursUrl, "Blue"), "in");
  EXPECT_EQ(package.has(kVs, kColoursUrl, "Green"), "unknown value-set-cyclic");
  EXPECT_EQ(package.has("http://test.example/vs/w", kColoursUrl, "Blue"), "in");
}

TEST(ValueSet, LimitsEndIt) {
  SmallPackage few({kShapes, value_set("v", include(R"({"system":"http://test.example/cs/shapes"})"))},
                   {.codes_max = 3});
  EXPECT_EQ(few.has(kVs, kShapesUrl, "any"), "in code-abstract");
  EXPECT_EQ(few.has(kVs, kShapesUrl, "stadium"), "unknown limit-codes");
  std::vector<std::string> chain;
  for (int number = 0; number < 10; ++number) {
    chain.push_back(value_set("n" + std::to_string(number), include(R"({"valueSet":["http://test.example/vs/n)" +
                                                                    std::to_string(number + 1) + "\"]}")));
  }
  chain.push_back(
      value_set("n10", include(R"({"system":"http://test.example/cs/shapes","concept":[{"code":"oval"}]})")));
  SmallPackage shallow(chain, {.depth_max = 5});
  EXPECT_EQ(shallow.has("http://test.example/vs/n0", kShapesUrl, "oval"), "unknown limit-depth");
  SmallPackage deep(chain, {.depth_max = 20});
  EXPECT_EQ(deep.has("http://test.example/vs/n0", kShapesUrl, "oval"), "in");
}

TEST(ValueSet, SaysWhatIsAbstractOrInactive) {
  SmallPackage package({kShapes, value_set("v", include(R"({"system":"http://test.example/cs/shapes"})")),
                        value_set("active", R"("compose":{"inactive":false,
      "include":[{"system":"http://test.example/cs/shapes","concept":[{"code":"kite"},{"code":"oval"}]},
                 {"system":"http://test.example/cs/shapes","filter":[{"property":"parent","op":"=","value":"angular"}]}]})")});
  EXPECT_EQ(package.has(kVs, kShapesUrl, "any"), "in code-abstract");
  EXPECT_EQ(package.has(kVs, kShapesUrl, "kite"), "in code-inactive");
  EXPECT_EQ(package.codes("http://test.example/vs/active"), "oval square stadium");
}

TEST(ValueSet, UsesAnExpansionWhereItHasNothingElse) {
  const std::string contains = R"("contains":[{"system":"http://x.example","code":"1","display":"One"},
      {"display":"group","contains":[{"system":"http://x.example","code":"2"}]}]})";
  const std::string start = R"("expansion":{"timestamp":"2026-01-01",)";
  SmallPackage whole({value_set("v", start + contains)});
  EXPECT_EQ(whole.codes(kVs), "1 2");
  EXPECT_EQ(whole.has(kVs, "http://x.example", "3"), "out");
  SmallPackage part({value_set("v", start + R"("total":40,)" + contains)});
  EXPECT_EQ(part.has(kVs, "http://x.example", "2"), "in");
  EXPECT_EQ(part.has(kVs, "http://x.example", "3"), "unknown expansion-not-complete");
  // A definition that can be followed counts, not what it once led to.
  SmallPackage both(
      {kColours, value_set("v", include(R"({"system":"http://test.example/cs/colours"})") + "," + start + contains)});
  EXPECT_EQ(both.codes(kVs), "Red Green Blue");
  // One that cannot be followed: the expansion shows what is certainly meant.
  SmallPackage open({value_set("v", include(R"({"system":"http://x.example"})") + "," + start + contains)});
  EXPECT_EQ(open.has(kVs, "http://x.example", "2"), "in");
  EXPECT_EQ(open.has(kVs, "http://x.example", "3"), "unknown code-system-not-known");
}

TEST(ValueSet, SystemsThatAreNotThereAreOpen) {
  SmallPackage package({kPieces, kColours, kShapes,
                        code_system("more", R"("content":"supplement","supplements":"http://test.example/cs/shapes",
      "concept":[{"code":"oval","designation":[{"value":"Egg"}]}])"),
                        value_set("v", include(R"({"system":"http://nobody.example"},
      {"system":"http://test.example/cs/pieces"})")),
                        value_set("supplement", include(R"({"system":"http://test.example/cs/more"})")),
                        value_set("version", include(R"({"system":"http://test.example/cs/colours","version":"1"})"))});
  EXPECT_EQ(package.has(kVs, "http://nobody.example", "1"), "unknown code-system-not-known");
  EXPECT_EQ(package.has(kVs, "http://test.example/cs/pieces", "a"), "in");
  EXPECT_EQ(package.has(kVs, "http://test.example/cs/pieces", "b"), "unknown code-system-not-complete");
  EXPECT_EQ(package.has(kVs, kShapesUrl, "oval"), "out");
  EXPECT_EQ(package.has("http://test.example/vs/absent", kShapesUrl, "oval"), "unknown value-set-not-known");
  EXPECT_EQ(package.has("http://test.example/vs/supplement", "http://test.example/cs/more", "oval"),
            "unknown code-system-is-supplement");
  EXPECT_EQ(package.has("http://test.example/vs/version", kColoursUrl, "Red"), "unknown code-system-version-not-known");
  const std::vector<Terminology::Gap> expected{{"http://nobody.example", "code-system-not-known"},
                                               {"http://test.example/cs/pieces", "code-system-not-complete"}};
  EXPECT_EQ(package->gaps(kVs), expected);
  EXPECT_TRUE(package->knows_value_set(kVs));
  EXPECT_FALSE(package->knows_value_set("http://test.example/vs/absent"));
}

TEST(ValueSet, ImplicitValueSetsHaveOneSystem) {
  SmallPackage package(std::vector<std::string>{});
  const auto* const every = "http://snomed.info/sct?fhir_vs=isa/73211009";
  EXPECT_EQ(package.has(every, "http://snomed.info/sct", "22298006"), "unknown code-system-not-known");
  EXPECT_EQ(package.has(every, "http://snomed.info/sct", "22298007"), "out");
  EXPECT_EQ(package.has(every, "http://loinc.org", "8480-6"), "out");
  EXPECT_EQ(package.has("http://www.rfc-editor.org/bcp/bcp13.txt", "", "text/plain"), "in");
  EXPECT_EQ(package.has("http://www.rfc-editor.org/bcp/bcp13.txt", "", "plain"), "out");
  EXPECT_EQ(package->gaps("http://tools.ietf.org/html/bcp47"), std::vector<Terminology::Gap>{});
  EXPECT_EQ(package.has("http://loinc.org/vs/LL715-4", "http://loinc.org", "LA18632-2"),
            "unknown code-system-not-known");
}

TEST(CodeSystem, AnswersAlone) {
  SmallPackage package({kShapes, kColours, kPieces});
  EXPECT_EQ(package.system_has(kShapesUrl, "oval"), "in");
  EXPECT_EQ(package.system_has(kShapesUrl, "any"), "in code-abstract");
  EXPECT_EQ(package.system_has(kShapesUrl, "hexagon"), "out");
  EXPECT_EQ(package.system_has("http://test.example/cs/colours|2", "Red"), "in");
  EXPECT_EQ(package.system_has("http://test.example/cs/colours|3", "Red"), "unknown code-system-version-not-known");
  EXPECT_EQ(package.system_has("http://test.example/cs/pieces", "a"), "in");
  EXPECT_EQ(package.system_has("http://test.example/cs/pieces", "b"), "unknown code-system-not-complete");
  EXPECT_EQ(package.system_has("http://nobody.example", "b"), "unknown code-system-not-known");
  EXPECT_TRUE(package->knows_code_system(kShapesUrl));
  EXPECT_TRUE(package->knows_code_system("urn:ietf:bcp:47"));
  EXPECT_TRUE(package->knows_code_system("urn:iso:std:iso:4217"));
  EXPECT_FALSE(package->knows_code_system("http://snomed.info/sct"));
  EXPECT_FALSE(package->knows_code_system("http://test.example/cs/pieces"));
  EXPECT_FALSE(package->knows_code_system("http://nobody.example"));
  EXPECT_GT(package->memory_bytes(), 0U);
}

TEST(CodeSystem, ComparesDisplays) {
  SmallPackage package({kShapes});
  const auto matches = [&](std::string_view code, std::string_view text) {
    return SmallPackage::told(package->display_matches(kShapesUrl, code, text));
  };
  EXPECT_EQ(matches("any", "any  SHAPE "), "in");
  EXPECT_EQ(matches("circle", "cylch"), "in");
  EXPECT_EQ(matches("round", "cylch"), "out");
  EXPECT_EQ(matches("circle", "Square"), "out");
  EXPECT_EQ(matches("oval", "Oval"), "unknown display-not-known");
  EXPECT_EQ(matches("hexagon", "Hexagon"), "unknown code-not-known");
  EXPECT_EQ(package->display(kShapesUrl, "round"), "Round");
  EXPECT_EQ(package->display(kShapesUrl, "hexagon"), "");
  EXPECT_EQ(package->display("http://nobody.example", "round"), "");
}

TEST(CodeSystem, ManyCodesThatDifferInCaseOnlyTakeLittleTime) {
  std::string concepts;
  for (unsigned number = 0; number < 4096; ++number) {
    std::string code = "abcdefghijkl";
    for (unsigned at = 0; at < 12; ++at) {
      if ((number >> at) % 2 == 1) code[at] = static_cast<char>(code[at] - 'a' + 'A');
    }
    concepts += (number == 0 ? "{\"code\":\"" : ",{\"code\":\"") + code + "\"}";
  }
  SmallPackage package(
      {code_system("twins", R"("content":"complete","caseSensitive":true,"concept":[)" + concepts + "]"),
       value_set("v", include(R"({"system":"http://test.example/cs/twins"})"))});
  EXPECT_EQ(package.has(kVs, "http://test.example/cs/twins", "abcdefghijkL"), "in");
  bool complete = false;
  EXPECT_EQ(package->expand(kVs, complete).size(), 4096U);
}

}  // namespace
}  // namespace careway::terminology
