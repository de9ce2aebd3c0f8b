#include "tests/profiles/fhirpath/suite.h"

#include <span>
#include <sstream>
#include <string_view>

#include "profiles/fhir/xml_events.h"
#include "tests/profiles/fhir/pack_fixture.h"

namespace careway::fhirpath {
namespace {

class SuiteReader : public fhir::XmlHandler {
 public:
  std::vector<SuiteCase> cases;

  bool start_element(std::string_view, std::string_view name, std::span<const fhir::XmlAttribute> attributes,
                     fhir::Position, std::size_t) override {
    text_.clear();
    const auto attribute = [&attributes](std::string_view wanted) -> std::string {
      for (const fhir::XmlAttribute& candidate : attributes)
        if (candidate.local_name == wanted) return std::string(candidate.value);
      return {};
    };
    if (name == "group") group_ = attribute("name");
    if (name == "test") {
      SuiteCase& added = cases.emplace_back();
      added.group = group_;
      added.name = attribute("name");
      added.input = attribute("inputfile");
      added.is_predicate = attribute("predicate") == "true";
      added.is_ordered = attribute("ordered") != "false";
    }
    if (name == "expression") cases.back().invalid = attribute("invalid");
    if (name == "output") cases.back().outputs.push_back({attribute("type"), {}});
    return true;
  }
  bool end_element(std::string_view, std::string_view name, std::size_t) override {
    if (name == "expression") cases.back().expression = text_;
    if (name == "output") cases.back().outputs.back().text = text_;
    return true;
  }
  bool text(std::string_view text) override {
    text_ += text;
    return true;
  }
  bool comment(std::string_view) override { return true; }
  bool processing_instruction(std::string_view, std::string_view) override { return true; }

 private:
  std::string group_;
  std::string text_;
};

}  // namespace

std::optional<std::vector<SuiteCase>> read_suite(const std::string& path) {
  const std::string bytes = fhir::read_file(path);
  if (bytes.empty()) return std::nullopt;
  fhir::xml_platform_start();
  SuiteReader reader;
  fhir::Issues issues;
  if (!fhir::parse_xml(bytes, reader, issues)) return std::nullopt;
  return std::move(reader.cases);
}

std::vector<SuiteException> read_exceptions(const std::string& path) {
  std::istringstream lines(fhir::read_file(path));
  std::vector<SuiteException> exceptions;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t');
    if (line.empty() || line[0] == '#' || tab == std::string::npos) continue;
    exceptions.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return exceptions;
}

}  // namespace careway::fhirpath
