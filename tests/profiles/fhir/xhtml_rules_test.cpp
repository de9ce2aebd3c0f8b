#include "profiles/fhir/xhtml_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace careway::fhir {
namespace {

using Kind = XhtmlProblem::Kind;

std::string div(std::string_view inside, std::string_view attributes = "") {
  return R"(<div xmlns="http://www.w3.org/1999/xhtml")" + std::string(attributes) + ">" + std::string(inside) +
         "</div>";
}

std::vector<Kind> problems(std::string_view text) {
  std::vector<Kind> kinds;
  for (const auto& problem : read_xhtml(text).problems) kinds.push_back(problem.kind);
  return kinds;
}
using Kinds = std::vector<Kind>;

TEST(XhtmlRules, AllowsBasicFormattingTablesLinksAndPictures) {
  EXPECT_EQ(
      problems(div(R"(<h2 class="a b">T</h2><p>one<br/>two &amp; &nbsp; &#160;</p><!-- <script> --><table border="1">)"
                   R"(<tr><td colspan="2"><a href="#x" name="y">l</a><img src="#p" alt="z"/></td></tr></table>)")),
      Kinds{});
}

TEST(XhtmlRules, RefusesScriptsFormsEventsAndStyleElements) {
  EXPECT_EQ(problems(div("<script>x</script>")), Kinds{Kind::element_not_allowed});
  EXPECT_EQ(problems(div("<form><input type='a'/></form>")),
            (Kinds{Kind::element_not_allowed, Kind::element_not_allowed, Kind::attribute_not_allowed}));
  EXPECT_EQ(problems(div("<p onclick='x()'>y</p>")), Kinds{Kind::attribute_not_allowed});
  EXPECT_EQ(problems(div("<p href='x'>y</p>")), Kinds{Kind::attribute_not_allowed});
  EXPECT_FALSE(is_narrative_subset(div("<script/>")));
}

TEST(XhtmlRules, WantsOneDivInItsNamespace) {
  EXPECT_EQ(problems("<div>x</div>"), Kinds{Kind::wrong_namespace});
  EXPECT_EQ(problems(R"(<div xmlns="http://hl7.org/fhir">x</div>)"), Kinds{Kind::wrong_namespace});
  EXPECT_EQ(problems(R"(<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>x</h:p></h:div>)"), Kinds{});
  EXPECT_EQ(problems(div("x") + div("y")), Kinds{Kind::not_one_div});
  EXPECT_EQ(problems(R"(<p xmlns="http://www.w3.org/1999/xhtml">x</p>)"), Kinds{Kind::not_one_div});
}

TEST(XhtmlRules, TellsWhatIsNotWellFormed) {
  for (const std::string_view inside :
       {"<p>", "</p>", "<p></b></p>", "a & b", "<p x>", "<p x=y/>", "<1/>", "<!-- ", "<p a='1'b='2'/>", "&;"}) {
    EXPECT_EQ(problems(div(inside)).back(), Kind::not_well_formed) << inside;
  }
  EXPECT_EQ(problems("no markup").back(), Kind::not_well_formed);
  EXPECT_EQ(problems(""), Kinds{Kind::not_well_formed});
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<b>";
  EXPECT_EQ(problems(div(deep)), Kinds{Kind::not_well_formed});
}

TEST(XhtmlRules, KnowsContentFromWhiteSpace) {
  EXPECT_FALSE(has_narrative_content(div("<p> \n </p><!-- c -->")));
  EXPECT_TRUE(has_narrative_content(div("<p>.</p>")));
  EXPECT_TRUE(has_narrative_content(div("<img src='#a'/>")));
}

TEST(XhtmlRules, FindsIdsLinksAndLanguages) {
  const std::string text = div(
      "<a name='one'/><p id='two'><a href='#one'>l</a></p><div lang='en' xml:lang='en'>x</div><div lang='de'>y</div>",
      " lang='en'");
  const XhtmlFacts facts = read_xhtml(text);
  EXPECT_EQ(facts.ids, (std::vector<std::string_view>{"one", "two"}));
  ASSERT_EQ(facts.links.size(), 1U);
  EXPECT_EQ(facts.links[0].target, "#one");
  EXPECT_EQ(facts.lang, "en");
  ASSERT_EQ(facts.sections.size(), 2U);
  EXPECT_EQ(facts.sections[1].lang, "de");
  EXPECT_TRUE(facts.has_content_outside_sections);
  EXPECT_FALSE(read_xhtml(div("<div lang='en'>x</div> <div lang='de'>y</div>")).has_content_outside_sections);
}

}  // namespace
}  // namespace careway::fhir
