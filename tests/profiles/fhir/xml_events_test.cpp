#include "profiles/fhir/xml_events.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "tests/profiles/fhir/pack_fixture.h"

namespace careway::fhir {
namespace {

/// Writes down what happens; stops at an element called "stop".
class Recorder final : public XmlHandler {
 public:
  bool start_element(std::string_view namespace_uri, std::string_view local_name,
                     std::span<const XmlAttribute> attributes, Position position, std::size_t byte_offset) override {
    record.append("<{").append(namespace_uri).append("}").append(local_name);
    for (const XmlAttribute& a : attributes) {
      record.append(" {").append(a.namespace_uri).append("}").append(a.local_name).append("=").append(a.value);
    }
    record += ">" + std::to_string(position.line) + ":" + std::to_string(position.column) + "+" +
              std::to_string(byte_offset) + "\n";
    return local_name != "stop";
  }
  bool end_element(std::string_view, std::string_view local_name, std::size_t byte_offset) override {
    record.append("</").append(local_name).append(">+").append(std::to_string(byte_offset)).append("\n");
    return true;
  }
  bool text(std::string_view text) override {
    record.append("text ").append(text).append("\n");
    return true;
  }
  bool comment(std::string_view text) override {
    record.append("comment ").append(text).append("\n");
    return true;
  }
  bool processing_instruction(std::string_view target, std::string_view data) override {
    record.append("instruction ").append(target).append(" ").append(data).append("\n");
    return true;
  }
  std::string record;
};

struct Parsed {
  bool good;
  std::string record;
  std::string problems;
};
Parsed parse(std::string_view xml, const ReadLimits& limits = {}) {
  xml_platform_start();
  Recorder recorder;
  Issues issues;
  const bool good = parse_xml(xml, recorder, issues, limits);
  return {good, recorder.record, told(issues)};
}

TEST(XmlEvents, TellWhatStandsWhere) {
  const Parsed parsed = parse(
      "\xEF\xBB\xBF<?xml version='1.0'?>\n<!--c--><a xmlns='urn:a' xmlns:b=\"urn:b\" x='1' "
      "b:y='\xC3\xA9&lt;&#x20AC;'>\r\n"
      " <b:c/>\xF0\x9F\x98\x80<?t d?></a>");
  EXPECT_TRUE(parsed.good);
  EXPECT_EQ(parsed.problems, "");
  EXPECT_EQ(parsed.record,
            "comment c\n<{urn:a}a {}x=1 {urn:b}y=\xC3\xA9<\xE2\x82\xAC>2:9+93\ntext \n \n<{urn:b}c>3:2+102\n</c>+102\n"
            "text \xF0\x9F\x98\x80\ninstruction t d\n</a>+117\n");
}

TEST(XmlEvents, StopWhenTheHandlerSaysSo) {
  const Parsed parsed = parse("<a><stop/><b/></a>");
  EXPECT_FALSE(parsed.good);
  EXPECT_EQ(parsed.problems, "");
  EXPECT_EQ(parsed.record, "<{}a>1:1+3\n<{}stop>1:4+10\n");
}

TEST(XmlEvents, RefuseEveryDoctype) {
  const std::string file = CAREWAY_SOURCE_DIR "/CMakeLists.txt";
  for (const std::string& doctype :
       std::vector<std::string>{"<!DOCTYPE a>", "<!DOCTYPE a SYSTEM \"file://" + file + "\">",
                                "<!-- c --><?p i?> <!DOCTYPE a [<!ENTITY x 'y'>]>",
                                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file://" + file + "\">]>"}) {
    const Parsed parsed = parse("<?xml version='1.0'?>\n" + doctype + "<a>&x;</a>");
    EXPECT_FALSE(parsed.good) << doctype;
    EXPECT_NE(parsed.problems.find("xml-doctype @2:"), std::string::npos) << parsed.problems;
    EXPECT_EQ(parsed.record.find("text"), std::string::npos) << parsed.record;
  }
  std::string bomb = "<!DOCTYPE a [<!ENTITY e0 'ha'>";
  for (int i = 1; i < 30; ++i) {
    bomb += "<!ENTITY e" + std::to_string(i) + " '&e" + std::to_string(i - 1) + ";&e" + std::to_string(i - 1) + ";'>";
  }
  EXPECT_EQ(parse(bomb + "]><a>&e29;</a>").problems, "xml-doctype @1:1\n");
}

// A DOCTYPE where our own look at the prolog does not see it must fail in the library too.
TEST(XmlEvents, RefuseAHiddenDoctype) {
  for (const std::string_view xml : {"<!--><!DOCTYPE a [<!ENTITY x 'y'>]>--><!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
                                     "<a><!DOCTYPE a [<!ENTITY x 'y'>]>&x;</a>"}) {
    const Parsed parsed = parse(xml);
    EXPECT_FALSE(parsed.good) << xml;
    EXPECT_EQ(parsed.record.find("text"), std::string::npos) << parsed.record;
  }
}

TEST(XmlEvents, TakeAsManyReferencesAsThereAre) {
  std::string xml;
  for (int i = 0; i < 100'000; ++i) xml += "&lt;";
  const Parsed parsed = parse("<a b='" + xml + "'>" + xml + "</a>");
  EXPECT_TRUE(parsed.good) << parsed.problems;
  EXPECT_EQ(std::ranges::count(parsed.record, '<'), 200'002);
}

TEST(XmlEvents, RefuseSyntaxErrorsWithTheirPlace) {
  EXPECT_EQ(parse("<a>\n<b></a>").problems, "xml-syntax @2:6\n");
  for (const std::string_view xml :
       {"", " ", "<a>", "<a></b>", "<a b=c/>", "<a b='1' b='2'/>", "<a>&nbsp;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>",
        "<a>\x01</a>", "<a/><b/>", "<a/>x", "x<a/>", "<n:a/>", "<a n:b='1'/>", "<a><![CDATA[</a>", "<a b='<'/>",
        "<a xmlns:n='u' xmlns:m='u' n:b='' m:b=''/>"}) {
    const Parsed parsed = parse(xml);
    EXPECT_FALSE(parsed.good) << xml;
    EXPECT_NE(parsed.problems.find("xml-syntax"), std::string::npos) << xml;
  }
  EXPECT_FALSE(parse(std::string_view("<a>\0</a>", 8)).good);
}

TEST(XmlEvents, RefuseOtherEncodings) {
  using namespace std::string_view_literals;
  for (const std::string_view xml :
       {"\xFE\xFF\0<\0a"sv, "\xFF\xFE<\0a\0"sv, "<\0a\0/\0>\0"sv, "<?xml version='1.0' encoding='ISO-8859-1'?><a/>"sv,
        "<?xml version=\"1.0\" encoding = \"utf-16\"?><a/>"sv, "<a>caf\xE9</a>"sv, "<a>\xC0\xAF</a>"sv}) {
    const Parsed parsed = parse(xml);
    EXPECT_FALSE(parsed.good);
    EXPECT_NE(parsed.problems.find("xml-encoding"), std::string::npos) << parsed.problems;
  }
  EXPECT_TRUE(parse("<?xml version='1.0' encoding='utf-8' standalone='yes'?><a/>").good);
  EXPECT_EQ(parse("<?xml version='1.1'?><a>&#1;</a>").problems, "xml-version @1:1\n");
}

TEST(XmlEvents, KeepLimits) {
  const auto nested = [](std::size_t levels) {
    std::string xml;
    for (std::size_t i = 0; i < levels; ++i) xml += "<a>";
    for (std::size_t i = 0; i < levels; ++i) xml += "</a>";
    return xml;
  };
  EXPECT_TRUE(parse(nested(100)).good);
  EXPECT_EQ(parse(nested(101)).problems, "limit-depth @1:301\n");
  EXPECT_EQ(parse(nested(1'000'000)).problems, "limit-depth @1:301\n");
  EXPECT_EQ(parse("<a><b/><c/></a>", {.nodes_max = 2}).problems, "limit-nodes @1:8\n");
  EXPECT_EQ(parse("<a/>", {.bytes_max = 3}).problems, "limit-bytes @0:0\n");
  EXPECT_EQ(parse("<a>12345</a>", {.text_bytes_max = 4}).problems.substr(0, 10), "limit-text");
  EXPECT_TRUE(parse("<a>1234<b/>1234</a>", {.text_bytes_max = 4}).good);
}

TEST(XmlEvents, ManyThreadsAtOnce) {
  xml_platform_start();
  std::vector<std::thread> threads;
  std::vector<int> good(4, 0);
  for (std::size_t t = 0; t < good.size(); ++t) {
    threads.emplace_back([&good, t] {
      for (int i = 0; i < 200; ++i) {
        Recorder recorder;
        Issues issues;
        const std::string xml = "<a xmlns='urn:" + std::to_string(t) + "'>" + std::to_string(i) + "</a>";
        if (parse_xml(xml, recorder, issues) && recorder.record.find("text " + std::to_string(i)) != std::string::npos)
          ++good[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, (std::vector<int>{200, 200, 200, 200}));
}

TEST(XmlText, EscapesWhatAParserWouldChange) {
  std::string text;
  append_xml_text(text, "a<b>&\"c\"\r\n\t12345678>");
  EXPECT_EQ(text, "a&lt;b&gt;&amp;\"c\"&#13;\n\t12345678&gt;");
  std::string attribute;
  append_xml_attribute(attribute, "a<b>&\"c\"\r\n\t'");
  EXPECT_EQ(attribute, "a&lt;b&gt;&amp;&quot;c&quot;&#13;&#10;&#9;'");
}

}  // namespace
}  // namespace careway::fhir
