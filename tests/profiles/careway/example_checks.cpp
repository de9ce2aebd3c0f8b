#include "tests/profiles/careway/example_checks.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>

#include "profiles/fhir/json.h"
#include "tests/profiles/careway/careway_files.h"

namespace careway::profiles {

namespace {

validation::Options options() {
  validation::Options options;
  options.best_practice = std::nullopt;
  options.allowed_extension_domains = {"https://fhir.hl7.org.uk/"};
  options.assume_valid_rest_references = true;
  return options;
}

std::vector<std::string> told(const fhir::Issues& issues, const std::string& name) {
  std::vector<std::string> out;
  for (const fhir::Issue& issue : issues.items()) {
    if (issue.severity < fhir::Severity::warning) continue;
    out.push_back((issue.severity == fhir::Severity::warning ? "warning " : "error ") + issue.code + " " + issue.path);
    if (std::getenv("CAREWAY_PRINT_FINDINGS") != nullptr) {
      std::printf("%s: %s %s\n", name.c_str(), out.back().c_str(), issue.text.c_str());
    }
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace

Knowledge::Knowledge(std::vector<packages::PackageFile> more) {
  const std::filesystem::path share = std::filesystem::path(CAREWAY_BUILD_DIR) / "share/careway";
  core_ = text_of(share / "fhir-r4-conformance.pack");
  fhir::Issues issues;
  set_.add_pack(std::as_bytes(std::span(core_)), issues);
  set_.add_archive("careway", text_of(share / "careway-profiles.tgz"), issues);
  if (!issues.empty()) throw std::runtime_error(issues.items().front().path + ": " + issues.items().front().text);
  set_.add_files("more", std::move(more), issues);
  validator_ = std::make_unique<validation::Validator>(r4(), set_);
}

std::vector<std::string> Knowledge::findings(const std::filesystem::path& file) {
  fhir::Issues issues;
  const auto document = fhir::read_json(text_of(file), r4(), issues);
  if (document) validator_->validate(document->root(), {}, options(), issues);
  return told(issues, file.filename().string());
}

std::vector<std::string> Knowledge::findings(const fhir::Document& document,
                                             const std::vector<std::string>& canonicals) {
  fhir::Issues issues;
  validator_->validate(document.root(), canonicals, options(), issues);
  return told(issues, "in memory");
}

std::vector<std::string> expected_findings(std::filesystem::path example) {
  example.replace_extension(".tsv");
  std::vector<std::string> out;
  if (!std::filesystem::exists(example)) return out;
  std::istringstream lines(text_of(example));
  for (std::string line; std::getline(lines, line);) {
    std::ranges::replace(line, '\t', ' ');
    if (!line.empty()) out.push_back(line);
  }
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> errors_of(const std::vector<std::string>& findings) {
  std::vector<std::string> out;
  std::ranges::copy_if(findings, std::back_inserter(out), [](const auto& one) { return one.starts_with("error "); });
  return out;
}

}  // namespace careway::profiles
