#include <re2/re2.h>

#include <array>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "profiles/fhir/issue.h"
#include "profiles/validation/rules/rules.h"
#include "profiles/validation/rules/support.h"

namespace careway::validation {
namespace {

constexpr std::size_t kLibraryBytesMax = 4 * 1024 * 1024;

/// Bytes of a base64 text; empty when it is none.
std::string from_base64(std::string_view text) {
  const auto value_of = [](char digit) -> int {
    if (digit >= 'A' && digit <= 'Z') return digit - 'A';
    if (digit >= 'a' && digit <= 'z') return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9') return digit - '0' + 52;
    if (digit == '+') return 62;
    return digit == '/' ? 63 : -1;
  };
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char digit : text) {
    if (digit == ' ' || digit == '\n' || digit == '\r' || digit == '\t' || digit == '=') continue;
    const int value = value_of(digit);
    if (value < 0) return {};
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU));
  }
  return bytes;
}

/// What a Library defines, as far as a reader of names can tell: "define X", "define function X" in CQL; <def name="X">
/// in ELM. Nothing is compiled.
struct CqlLibrary {
  std::string_view name;
  std::unordered_set<std::string> definitions;
  bool is_readable = false;
};

void collect_names(std::string_view text, const re2::RE2& pattern, std::unordered_set<std::string>& names) {
  std::string name;
  re2::StringPiece rest(text.data(), text.size());
  while (re2::RE2::FindAndConsume(&rest, pattern, &name)) names.insert(name);
}

CqlLibrary read_library(fhir::Element library) {
  static const re2::RE2 cql_quoted(R"rx(define\s+(?:(?:public|private|fluent|function)\s+)*"([^"]+)")rx");
  static const re2::RE2 cql_plain(R"rx(define\s+(?:(?:public|private|fluent|function)\s+)*([A-Za-z_]\w*)\s*[:(])rx");
  static const re2::RE2 elm_name(R"rx(<def\s[^>]*\bname="([^"]+)")rx");
  CqlLibrary result{.name = library.child_value("name"), .definitions = {}};
  for (const fhir::Element content : library) {
    if (content.name() != "content" || content.child_value("data").size() > kLibraryBytesMax) continue;
    const std::string_view type = content.child_value("contentType");
    const bool is_cql = type.starts_with("text/cql");
    if (!is_cql && !type.starts_with("application/elm+xml")) continue;
    const std::string text = from_base64(content.child_value("data"));
    result.is_readable = result.is_readable || !text.empty();
    if (is_cql) {
      collect_names(text, cql_quoted, result.definitions);
      collect_names(text, cql_plain, result.definitions);
    } else {
      collect_names(text, elm_name, result.definitions);
    }
  }
  return result;
}

/// A criterion that names an expression of a library: `Name`, `Library.Name`, either in quotes (R4 Measure: "typically
/// the name of an expression in a library").
void check_criteria(fhir::Element criteria, const std::vector<CqlLibrary>& libraries, Run& run) {
  static const re2::RE2 named(R"rx((?:("[^"]+"|[A-Za-z_]\w*)\.)?("[^"]+"|[A-Za-z_]\w*))rx");
  if (!criteria || !criteria.child_value("language").starts_with("text/cql")) return;
  std::string library_name;
  std::string name;
  if (!re2::RE2::FullMatch(criteria.child_value("expression"), named, &library_name, &name)) return;
  if (libraries.empty()) {
    run.error("measure-library-missing", criteria,
              "The measure has no library that is known here to look the name up in.");
    return;
  }
  const auto plain = [](std::string& text) {
    if (text.starts_with('"')) text = text.substr(1, text.size() - 2);
  };
  plain(library_name);
  plain(name);
  bool is_library_known = library_name.empty();
  for (const CqlLibrary& library : libraries) {
    if (!library_name.empty() && library.name != library_name) continue;
    is_library_known = true;
    if (!library.is_readable || library.definitions.contains(name)) return;
  }
  run.error("measure-criteria-unknown", criteria,
            is_library_known ? "No library of the measure defines what this criterion names."
                             : "The measure does not list the library that this criterion names.");
}

std::vector<CqlLibrary> find_libraries(fhir::Element measure, Run& run) {
  std::vector<CqlLibrary> libraries;
  for (const fhir::Element link : measure) {
    if (link.name() != "library" || link.value().empty()) continue;
    fhir::Issues issues;
    const fhir::Element library = link.value().starts_with('#')
                                      ? contained_resource(measure, link.value().substr(1))
                                      : run.structures().find_resource("Library", link.value(), issues);
    if (library) {
      libraries.push_back(read_library(library));
    } else {
      run.report(fhir::Severity::information, "measure-library-unknown", measure,
                 "A library of the measure is not known here, so its expressions are not checked.");
    }
  }
  return libraries;
}

}  // namespace

void check_measure(fhir::Element resource, Run& run) {
  const auto libraries = find_libraries(resource, run);
  const auto groups = children(resource, "group");
  for (const fhir::Element group : groups) {
    if (groups.size() > 1 && !group.child("code")) {
      run.warning("measure-code-missing", group,
                  "A measure with several groups needs a code for each, to tell them apart.");
    }
    const auto populations = children(group, "population");
    for (const fhir::Element population : populations) {
      if (populations.size() > 1 && !population.child("code")) {
        run.warning("measure-code-missing", population, "A group with several populations needs a code for each.");
      }
    }
    for (const fhir::Element stratifier : children(group, "stratifier")) {
      check_criteria(stratifier.child("criteria"), libraries, run);
      for (const fhir::Element component : children(stratifier, "component")) {
        check_criteria(component.child("criteria"), libraries, run);
      }
    }
  }
  for (const fhir::Element data : children(resource, "supplementalData")) {
    check_criteria(data.child("criteria"), libraries, run);
  }
}

}  // namespace careway::validation
