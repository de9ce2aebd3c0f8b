#include <gtest/gtest.h>

#include "tests/profiles/validation/findings.h"

namespace careway::validation {
namespace {

std::string list(std::string_view div, std::string_view more = "") {
  return R"(<List xmlns="http://hl7.org/fhir">)" + std::string(more) +
         R"(<text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">)" + std::string(div) +
         R"(</div></text><status value="current"/><mode value="changes"/></List>)";
}

TEST(NarrativeRules, AllowFormattingAndLinksThatLeadSomewhere) {
  EXPECT_EQ(findings(list(R"(<p id="p">a <b>b</b> <a href="#p">c</a></p>)")), "");
}

TEST(NarrativeRules, TellScriptsAndDeadLinks) {
  EXPECT_EQ(findings(list("<script>x</script>")),
            "error invariant List.text.div\nerror narrative-element List.text.div\n");
  EXPECT_EQ(findings(list(R"(<a href="#nowhere">c</a>)")), "error narrative-link List.text.div\n");
  EXPECT_EQ(findings(list("<p> </p>")), "error invariant List.text.div\n");
}

TEST(NarrativeRules, CompareLanguages) {
  EXPECT_EQ(findings(list("x", R"(<language value="en"/>)")), "warning narrative-language List\n");
  EXPECT_EQ(findings(list(R"(<div lang="de" xml:lang="de">x</div>)", R"(<language value="en"/>)")),
            "warning narrative-language List\n");
  EXPECT_EQ(findings(list(R"(<div lang="en" xml:lang="en">x</div>)", R"(<language value="en"/>)")), "");
  EXPECT_EQ(findings(list(R"(<div lang="en" xml:lang="en">x</div> y)")),
            "warning narrative-language-mixed List.text.div\n");
}

}  // namespace
}  // namespace careway::validation
