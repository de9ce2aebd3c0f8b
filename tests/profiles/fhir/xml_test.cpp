#include "profiles/fhir/xml.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/profiles/fhir/pack_fixture.h"

namespace careway::fhir {
namespace {

std::string patient(const std::string& inside) {
  return "<Patient xmlns=\"http://hl7.org/fhir\">" + inside + "</Patient>";
}

std::string problems(const std::string& xml, const ReadLimits& limits = {}) {
  const Reading reading = from_xml(xml, limits);
  EXPECT_EQ(reading.document.has_value(), !reading.issues.has_errors());
  return codes(reading.issues);
}

std::string as_json(const std::string& xml) {
  const Reading reading = from_xml(xml);
  if (!reading) return told(reading.issues);
  EXPECT_EQ(told(reading.issues), "");
  return to_json(reading.root());
}

constexpr const char* kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

TEST(XmlRead, MakesTheSameTreeAsJson) {
  const Reading xml = from_xml(kDeclaration + patient("\n  <id value=\"p1\"/>\n <extension url=\"urn:x\"><valueDecimal "
                                                      "value=\"1.10\"/></extension><active value=\"true\"/>"
                                                      "<name id=\"n\"><given value=\"A\"/><given id=\"g\"><extension "
                                                      "url=\"urn:y\"><valueInteger value=\"2\"/></extension>"
                                                      "</given></name><birthDate id=\"b\" value=\"1970\"/>"));
  const Reading json =
      from_json(R"({"resourceType":"Patient","id":"p1","extension":[{"url":"urn:x","valueDecimal":1.10}],)"
                R"("active":true,"name":[{"id":"n",)"
                R"("given":["A",null],"_given":[null,{"id":"g","extension":[{"url":"urn:y","valueInteger":2}]}]}],)"
                R"("birthDate":"1970","_birthDate":{"id":"b"}})");
  ASSERT_TRUE(xml) << told(xml.issues);
  ASSERT_TRUE(json) << told(json.issues);
  EXPECT_TRUE(same_content(xml.root(), json.root()));
  EXPECT_EQ(to_xml(json.root()), to_xml(xml.root()));
  EXPECT_EQ(to_json(xml.root()), to_json(json.root()));
  EXPECT_EQ(xml.root().child("id").position(), (Position{2, 3}));
}

TEST(XmlWrite, NestsResourcesAndIndents) {
  const Reading reading =
      from_json(R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o"}],)"
                R"("active":true,"name":[{"id":"n",)"
                R"("text":"<&\"\n"}]})");
  ASSERT_TRUE(reading);
  EXPECT_EQ(to_xml(reading.root()),
            kDeclaration +
                patient("<contained><Organization><id value=\"o\"/></Organization></contained><active value=\"true\"/>"
                        "<name id=\"n\"><text value=\"&lt;&amp;&quot;&#10;\"/></name>"));
  EXPECT_EQ(to_xml(reading.root(), true), std::string(kDeclaration) + R"(
<Patient xmlns="http://hl7.org/fhir">
  <contained>
    <Organization>
      <id value="o"/>
    </Organization>
  </contained>
  <active value="true"/>
  <name id="n">
    <text value="&lt;&amp;&quot;&#10;"/>
  </name>
</Patient>)");
}

TEST(XmlRead, KeepsTheBytesOfASelfContainedNarrative) {
  const std::string div =
      "<div  xmlns='http://www.w3.org/1999/xhtml' title=\"a>b\"><!-- 1 < 2 --><p class=\"x\">caf\xC3\xA9 &#169; a:b<br "
      "/>\r\n"
      "<![CDATA[<x:y>]]></p></div >";
  const Reading reading = from_xml(patient("<text><status value=\"generated\"/>\xF0\x9F\x98\x80" + div + "</text>"));
  EXPECT_EQ(codes(reading.issues), "xml-text Patient.text\n");
  const std::string source = "\xEF\xBB\xBF" + patient("<text><status value=\"generated\"/>" + div + "</text>");
  const Reading good = from_xml(source);
  ASSERT_TRUE(good) << told(good.issues);
  EXPECT_EQ(good.root().child("text").child_value("div"), div);
  EXPECT_NE(to_xml(good.root()).find(div), std::string::npos);
}

TEST(XmlRead, KeepsNarrativeBytesFarIntoALargeDocument) {
  const std::string div =
      "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80</p></div>";
  std::string entries;
  for (int i = 0; i < 3000; ++i) {
    entries += "<entry><resource><Patient><text><status value=\"generated\"/>" + div +
               "</text></Patient></resource></entry>\r\n";
  }
  const Reading reading =
      from_xml("<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"collection\"/>" + entries + "</Bundle>");
  ASSERT_TRUE(reading) << told(reading.issues);
  int count = 0;
  for (Element entry : reading.root()) {
    if (entry.name() != "entry") continue;
    ++count;
    ASSERT_EQ(entry.child("resource").child("text").child_value("div"), div) << count;
    ASSERT_EQ(entry.position().line, static_cast<std::uint32_t>(count));
  }
  EXPECT_EQ(count, 3000);
}

TEST(XmlRead, RebuildsANarrativeThatNeedsItsDocument) {
  const auto div_of = [](const std::string& xml) {
    const Reading reading = from_xml(xml);
    EXPECT_TRUE(reading) << told(reading.issues);
    return reading ? std::string(reading.root().child("text").child_value("div")) : "";
  };
  EXPECT_EQ(
      div_of("<f:Patient xmlns:f=\"http://hl7.org/fhir\" xmlns:h=\"http://www.w3.org/1999/xhtml\"><f:text><f:status "
             "value=\"generated\"/><h:div xml:lang='cy'>a &lt; b<h:br/><!--c--></h:div></f:text></f:Patient>"),
      "<div xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"cy\">a &lt; b<br/><!--c--></div>");
  const std::string own_prefix = "<h:div xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:b>x</h:b></h:div>";
  EXPECT_EQ(div_of(patient("<text><status value=\"generated\"/>" + own_prefix + "</text>")), own_prefix);
  // Declared in one place inside, used in another.
  EXPECT_EQ(div_of("<Patient xmlns=\"http://hl7.org/fhir\" xmlns:h=\"http://www.w3.org/1999/xhtml\"><text><status "
                   "value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\"><h:b "
                   "xmlns:h=\"http://www.w3.org/1999/xhtml\"/>"
                   "<h:i/></div></text></Patient>"),
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><b/><i/></div>");
}

TEST(XmlWrite, RefusesANarrativeThatXmlCannotCarry) {
  for (const std::string div :
       {"<div>no namespace</div>", "<div xmlns='http://www.w3.org/1999/xhtml'>&nbsp;</div>",
        "<div xmlns='http://www.w3.org/1999/xhtml'><b></div>", "<p xmlns='http://www.w3.org/1999/xhtml'/>", "text",
        "<!--a--><div xmlns='http://www.w3.org/1999/xhtml'/>", "<div xmlns='http://www.w3.org/1999/xhtml'/><!--a-->",
        "<?xml version='1.0'?><div xmlns='http://www.w3.org/1999/xhtml'/>",
        "<div xmlns='http://www.w3.org/1999/xhtml'/></text><active value='true'/><text>",
        "<div xmlns='http://www.w3.org/1999/xhtml'><svg xmlns='http://www.w3.org/2000/svg'/></div>"}) {
    Document document;
    document.set_value(0, ValueKind::resource, "Patient");
    document.set_value(document.append(document.append(0, "text"), "div"), ValueKind::xhtml, div);
    std::string out = "before";
    Issues issues;
    EXPECT_FALSE(write_xml(document.root(), r4(), out, issues)) << div;
    EXPECT_EQ(codes(issues), "xml-narrative Patient.text.div\n");
    EXPECT_EQ(out, "before");
  }
}

// All narratives are checked in one parse: none may lean on another.
TEST(XmlWrite, FindsTheBrokenNarrativeAmongOthers) {
  const std::string good = "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</div>";
  const auto bundle = [&](const std::string& second, const std::string& third) {
    std::string json = R"({"resourceType":"Bundle","entry":[)";
    for (const std::string& div : {good, second, third, good}) {
      json += R"({"resource":{"resourceType":"Patient","text":{"status":"generated","div":")" + div + "\"}}},";
    }
    json.back() = ']';
    return from_json(json + "}");
  };
  const auto write = [](const Reading& reading) {
    std::string out;
    Issues issues;
    write_xml(reading.root(), r4(), out, issues);
    return codes(issues);
  };
  EXPECT_EQ(write(bundle(good, good)), "");
  const std::string second = "xml-narrative Bundle.entry[1].resource.text.div\n";
  EXPECT_EQ(write(bundle(good + good, good)), second);
  EXPECT_EQ(write(bundle("<div xmlns='http://www.w3.org/1999/xhtml'><!--", "--></div>")), second);
  EXPECT_EQ(write(bundle("<div xmlns='http://www.w3.org/1999/xhtml'>", "</div>")), second);
  EXPECT_EQ(write(bundle(good + "</all><all>", good)), second);
  EXPECT_EQ(write(bundle(good + "<!--x-->", good)), second);
  EXPECT_EQ(write(bundle(good + "x", good)), second);
  EXPECT_EQ(write(bundle(good, "<div/>")), "xml-narrative Bundle.entry[2].resource.text.div\n");
}

TEST(XmlWrite, RefusesCharactersAndNamesOutsideXml) {
  Document document;
  document.set_value(0, ValueKind::resource, "Patient");
  document.set_value(document.append(0, "language"), ValueKind::text, "a\xEF\xBF\xBF");
  document.set_value(document.append(0, "two words"), ValueKind::text, "x");
  std::string out;
  Issues issues;
  EXPECT_FALSE(write_xml(document.root(), r4(), out, issues));
  EXPECT_EQ(codes(issues), "xml-character Patient.language\nxml-name Patient.two words\n");
}

TEST(XmlRead, DropsCommentsAndInstructionsWithANote) {
  EXPECT_EQ(problems("<!-- one --><?style x?>" + patient("<!-- two --><active value=\"true\"/><?a b?>")),
            "xml-comment-dropped \nxml-instruction-dropped \n");
}

TEST(XmlRead, ReadsElementsOutOfOrderWithAWarning) {
  const std::string xml = patient("<birthDate value=\"1970\"/><active value=\"true\"/>");
  EXPECT_EQ(problems(xml), "xml-order Patient.active\n");
  EXPECT_EQ(to_json(from_xml(xml).root()), R"({"resourceType":"Patient","active":true,"birthDate":"1970"})");
}

TEST(XmlRead, NamesWhatItDoesNotKnowAndReadsOn) {
  EXPECT_EQ(
      problems(patient(
          "<colour><deep value=\"x\"/>text</colour><name nick=\"a\"><nick/><family value=\"b\" colour=\"c\"/></name>"
          "<id2 value=\"x\"/><Patient/>")),
      "xml-unknown-element Patient.colour\nxml-unknown-attribute Patient.name[0].nick\n"
      "xml-unknown-element Patient.name[0].nick\nxml-unknown-attribute Patient.name[0].family.colour\n"
      "xml-unknown-element Patient.id2\nxml-unknown-element Patient.Patient\n");
  EXPECT_EQ(problems("<Patient2 xmlns=\"http://hl7.org/fhir\"/>"), "xml-unknown-resource \n");
  EXPECT_EQ(problems("<DomainResource xmlns=\"http://hl7.org/fhir\"/>"), "xml-unknown-resource \n");
  EXPECT_EQ(problems(patient("<extension><url value=\"x\"/></extension>")),
            "xml-unknown-element Patient.extension[0].url\n");
}

TEST(XmlRead, ChecksNamespaces) {
  EXPECT_EQ(problems("<Patient/>"), "xml-namespace \n");
  EXPECT_EQ(problems("<Patient xmlns=\"urn:other\"/>"), "xml-namespace \n");
  EXPECT_EQ(problems(patient("<active xmlns=\"urn:other\" value=\"true\"/>")), "xml-namespace Patient.active\n");
  EXPECT_EQ(problems(patient("<text><status value=\"empty\"/><div>x</div></text>")),
            "xml-namespace Patient.text.div\n");
  EXPECT_EQ(
      problems(patient(
          "<text><status value=\"empty\"/><div xmlns=\"http://www.w3.org/1999/xhtml\"><svg xmlns=\"urn:s\"/></div>"
          "</text>")),
      "xml-namespace Patient.text.div\n");
  EXPECT_EQ(problems("<Patient xmlns=\"http://hl7.org/fhir\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                     "xsi:schemaLocation=\"http://hl7.org/fhir patient.xsd\"/>"),
            "");
  EXPECT_EQ(problems(patient("<active xmlns:a=\"urn:a\" a:b=\"c\" value=\"true\"/>")),
            "xml-unknown-attribute Patient.active.b\n");
}

TEST(XmlRead, ChecksValues) {
  EXPECT_EQ(problems(patient("<active value=\"yes\"/><gender value=\"\"/><multipleBirthInteger value=\"02\"/>")),
            "xml-boolean Patient.active\nxml-empty Patient.gender\nxml-number Patient.multipleBirthInteger\n");
  EXPECT_EQ(problems(patient("<name/>")), "xml-empty Patient.name[0]\n");
  EXPECT_EQ(problems(patient("<active/>")), "xml-empty Patient.active\n");
  EXPECT_EQ(problems(patient("<contained/>")), "xml-empty Patient.contained[0]\n");
  EXPECT_EQ(problems(patient("<active value=\"true\"/><active value=\"true\"/>")), "xml-repeated Patient.active\n");
  EXPECT_EQ(problems(patient("<contained><Group/><Group/></contained>")), "xml-repeated Patient.contained[0]\n");
  EXPECT_EQ(problems(patient("<active value=\"true\">yes</active>")), "xml-text Patient.active\n");
  EXPECT_EQ(as_json(patient("<contained><Group/></contained>")),
            R"({"resourceType":"Patient","contained":[{"resourceType":"Group"}]})");
}

TEST(XmlRead, KeepsItsLimits) {
  const auto nested = [](std::size_t levels) {
    std::string inside;
    for (std::size_t i = 0; i < levels; ++i) inside += "<extension url=\"u\">";
    inside += "<valueString value=\"x\"/>";
    for (std::size_t i = 0; i < levels; ++i) inside += "</extension>";
    return patient(inside);
  };
  const auto nested_json = [](std::size_t levels) {
    std::string json = R"({"resourceType":"Patient")";
    for (std::size_t i = 0; i < levels; ++i) json += R"(,"extension":[{"url":"u")";
    json += R"(,"valueString":"x")";
    for (std::size_t i = 0; i < levels; ++i) json += "}]";
    return json + "}";
  };
  for (const std::size_t levels : {98U, 99U, 100U, 101U}) {
    EXPECT_EQ(from_xml(nested(levels)).document.has_value(), from_json(nested_json(levels)).document.has_value())
        << levels;
  }
  EXPECT_TRUE(from_xml(nested(99)));
  EXPECT_TRUE(from_xml(nested(100)).issues.has_code("limit-depth"));
  EXPECT_TRUE(from_xml(nested(100'000)).issues.has_code("limit-depth"));
  const std::string small = patient("<name><given value=\"Ada\"/><given value=\"Bea\"/></name>");
  EXPECT_EQ(problems(small, {.bytes_max = small.size() - 1}), "limit-bytes \n");
  EXPECT_TRUE(from_xml(small, {.nodes_max = 4}));
  EXPECT_TRUE(from_xml(small, {.nodes_max = 3}).issues.has_code("limit-nodes"));
  const std::string large = patient("<id value=\"" + std::string(10'000'000, 'x') + "\"/>");
  EXPECT_TRUE(from_xml(large));
  EXPECT_EQ(problems(large, {.text_bytes_max = 9'999'999}), "limit-text \n");
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "<x" + std::to_string(i) + "/>";
  EXPECT_EQ(from_xml(patient(many)).issues.items().size(), 101U);
}

TEST(XmlRead, UsesTheMemoryOfADocumentAgain) {
  const definitions::Definitions& definitions = r4();
  Document document;
  Issues issues;
  ASSERT_TRUE(read_xml_into(document, patient("<id value=\"first\"/>"), definitions, issues));
  const std::size_t held = document.memory_bytes();
  ASSERT_TRUE(read_xml_into(document, patient("<id value=\"second\"/>"), definitions, issues));
  EXPECT_EQ(document.root().child_value("id"), "second");
  EXPECT_EQ(document.memory_bytes(), held);
  EXPECT_FALSE(read_xml_into(document, "<Patient", definitions, issues));
}

TEST(XmlRead, EveryTruncationIsRefused) {
  const std::string xml =
      kDeclaration + patient(
                         "<!--c--><text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\">a"
                         "&amp;</div></text><active value=\"true\"/>");
  ASSERT_TRUE(from_xml(xml));
  for (std::size_t length = 0; length < xml.size(); ++length) {
    const Reading reading = from_xml(xml.substr(0, length));
    EXPECT_FALSE(reading) << length;
    EXPECT_TRUE(reading.issues.has_errors()) << length;
  }
}

}  // namespace
}  // namespace careway::fhir
