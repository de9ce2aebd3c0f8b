#include "gateway/command_line/map_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <set>
#include <tuple>

#include "gateway/command_line/case_runner.h"
#include "gateway/pipeline/json_text.h"
#include "mappers/language/checker.h"
#include "mappers/language/coverage.h"

namespace careway::command_line {
namespace {

/// The faces as a table whose columns are as wide as their longest text.
std::string table_of(const pipeline::FaceLibrary& library) {
  std::vector<std::array<std::string_view, 5>> rows{
      {"face", "map", "format", "owner", "title"},
      {"fhir", "-", "application/fhir", "everybody", "The record itself, FHIR R4"}};
  for (const pipeline::Face& face : library.faces()) {
    rows.push_back({face.name, face.map_file, face.media_type, face.partner_kind, face.title});
  }
  std::array<std::size_t, 4> widths{};
  for (const auto& row : rows) {
    for (std::size_t column = 0; column < widths.size(); ++column) {
      widths[column] = std::max(widths[column], row[column].size());
    }
  }
  std::string table;
  for (const auto& row : rows) {
    for (std::size_t column = 0; column < widths.size(); ++column) {
      table += fmt::format("{:<{}}", row[column], widths[column] + 2);
    }
    table.append(row.back()).append("\n");
  }
  return table;
}

std::string folder_of(const std::string& map_file) {
  return map_file.substr(0, map_file.find('/'));
}

/// One map with the faces that it has.
struct MapFaces {
  std::string file;
  const language::Map* map = nullptr;
  std::vector<const pipeline::Face*> faces;

  [[nodiscard]] std::vector<language::FaceShape> shapes() const {
    std::vector<language::FaceShape> all;
    for (const pipeline::Face* face : faces) {
      std::string release;
      for (const language::Face& one : map->faces) {
        if (one.name == face->name) release = one.release;
      }
      all.push_back({face->name, release, &face->format->shape()});
    }
    return all;
  }
};

std::vector<MapFaces> maps_of(const pipeline::FaceLibrary& library) {
  std::vector<MapFaces> maps;
  for (const pipeline::Face& face : library.faces()) {
    const auto is_same = [&face](const MapFaces& map) { return map.file == face.map_file; };
    auto found = std::ranges::find_if(maps, is_same);
    if (found == maps.end()) found = maps.insert(found, {face.map_file, face.map.get(), {}});
    found->faces.push_back(&face);
  }
  std::ranges::sort(maps, {}, &MapFaces::file);
  return maps;
}

bool is_meant(const MapFaces& map, const std::vector<std::string>& names) {
  if (names.empty()) return true;
  return std::ranges::any_of(names, [&map](const std::string& name) {
    return name == map.map->name || name == folder_of(map.file) || name == map.file ||
           std::ranges::any_of(map.faces, [&name](const pipeline::Face* face) { return face->name == name; });
  });
}

/// False, with a complaint, when a name means no map.
bool are_known(const std::vector<MapFaces>& maps, const std::vector<std::string>& names, Console& console) {
  for (const std::string& name : names) {
    if (std::ranges::any_of(maps, [&name](const MapFaces& map) { return is_meant(map, {name}); })) continue;
    std::string known;
    for (const MapFaces& map : maps) known += (known.empty() ? "" : ", ") + map.map->name;
    complain(console, "map-unknown", fmt::format("There is no map \"{}\". Maps: {}.", name, known));
    return false;
  }
  return true;
}

/// Every problem once, whoever found it.
class Problems {
 public:
  explicit Problems(Console& console) : console_(console) {}

  std::size_t tell_all(const fhir::Issues& issues) {
    std::size_t errors = 0;
    for (const fhir::Issue& issue : issues.items()) {
      if (!told_.emplace(issue.code, issue.path, issue.text).second) continue;
      tell(console_, map_problem(issue));
      errors += issue.severity == fhir::Severity::error || issue.severity == fhir::Severity::fatal ? 1 : 0;
    }
    return errors;
  }

 private:
  Console& console_;
  std::set<std::tuple<std::string, std::string, std::string>> told_;
};

void show_list(Console& console, std::string_view title, const std::vector<std::string>& places) {
  if (places.empty()) return;
  console.out << "  " << title << ":\n";
  for (const std::string& place : places) console.out << "    " << place << '\n';
}

void append_list(std::string& out, std::string_view name, const std::vector<std::string>& places) {
  out += ',';
  pipeline::append_json_string(out, name);
  out += ":[";
  for (const std::string& place : places) {
    if (out.back() != '[') out += ',';
    pipeline::append_json_string(out, place);
  }
  out += ']';
}

std::vector<std::string> unexercised_rows(const MapFaces& map, const std::set<std::string>& exercised) {
  std::vector<std::string> rows;
  for (const pipeline::Face* face : map.faces) {
    for (const std::string& place : face->plan->row_places) {
      if (!exercised.contains(place) && std::ranges::find(rows, place) == rows.end()) rows.push_back(place);
    }
  }
  return rows;
}

void show_coverage(Console& console, const MapFaces& map, const language::Coverage& coverage,
                   const std::vector<std::string>& unexercised) {
  if (console.format == OutputFormat::json) {
    std::string out = "{";
    pipeline::append_member(out, "map", map.map->name);
    pipeline::append_member(out, "rows", std::uint64_t{coverage.rows});
    pipeline::append_member(out, "getOnlyRows", std::uint64_t{coverage.get_only_rows});
    pipeline::append_member(out, "fields", std::uint64_t{coverage.fields});
    pipeline::append_member(out, "fieldsTouched", std::uint64_t{coverage.fields_touched});
    pipeline::append_member(out, "elements", std::uint64_t{coverage.elements});
    pipeline::append_member(out, "elementsTouched", std::uint64_t{coverage.elements_touched});
    append_list(out, "untouchedFields", coverage.untouched_fields);
    append_list(out, "untouchedElements", coverage.untouched_elements);
    append_list(out, "unhandledModifiers", coverage.untouched_inner_modifiers);
    append_list(out, "rowsWithoutCase", unexercised);
    console.out << out << "}\n";
    return;
  }
  console.out << fmt::format("{}: {} rows ({} get-only), {} of {} partner fields, {} of {} elements\n", map.map->name,
                             coverage.rows, coverage.get_only_rows, coverage.fields_touched, coverage.fields,
                             coverage.elements_touched, coverage.elements);
  show_list(console, "partner fields that no row touches", coverage.untouched_fields);
  show_list(console, "elements that no row touches", coverage.untouched_elements);
  show_list(console, "modifiers that nothing handles", coverage.untouched_inner_modifiers);
  show_list(console, "rows that no case exercises", unexercised);
}

}  // namespace

int run_faces(const Parts& parts, const GlobalOptions& global, Console& console) {
  const auto bench = Workbench::open(parts, global, console);
  if (bench == nullptr) return kEnvironment;
  if (console.format == OutputFormat::text) {
    console.out << table_of(bench->library());
    return kFine;
  }
  for (const pipeline::Face& face : bench->library().faces()) {
    std::string out = "{";
    pipeline::append_member(out, "name", face.name);
    pipeline::append_member(out, "map", face.map_file);
    pipeline::append_member(out, "mediaType", face.media_type);
    pipeline::append_member(out, "partnerKind", face.partner_kind);
    pipeline::append_member(out, "title", face.title);
    pipeline::append_member(out, "closureHash", face.closure_hash);
    console.out << out << "}\n";
  }
  return kFine;
}

int run_map_check(const Parts& parts, const GlobalOptions& global, const MapCheckOptions& options, Console& console) {
  const GlobalOptions all = completed(global, parts.share_folder);
  const DefinitionsFile definitions(parts.files, all.definitions_file);
  fhir::Issues issues;
  const auto packages = pipeline::LoadedPackages::open(parts.files, package_paths(parts, {}), issues);
  const auto library = pipeline::FaceLibrary::load(parts.files, all.maps_folder, all.names_file, definitions.get(),
                                                   issues, &packages->set(), all.extra_maps_folder);
  Problems problems(console);
  if (library == nullptr) {
    problems.tell_all(issues);
    return kDataRefused;
  }
  const std::vector<MapFaces> maps = maps_of(*library);
  if (!are_known(maps, options.maps, console)) return kUsage;
  std::size_t errors = problems.tell_all(issues);
  for (const MapFaces& map : maps) {
    if (!is_meant(map, options.maps)) continue;
    fhir::Issues found;
    language::check_map(*map.map, definitions.get(), map.shapes(), library->code_maps(), found);
    const std::size_t own = problems.tell_all(found);
    errors += own;
    if (console.format == OutputFormat::text) {
      console.out << fmt::format("{}: {} face{}, {} error{}\n", map.map->name, map.faces.size(),
                                 map.faces.size() == 1 ? "" : "s", own, own == 1 ? "" : "s");
    }
    if (!options.shows_coverage) continue;
    const platform::HmacKeyer keyer("careway on the command line");
    std::set<std::string> exercised;
    const std::string& maps_folder = map.faces.front()->maps_folder;
    for (const std::string& name : case_names(parts.files, maps_folder, folder_of(map.file))) {
      exercised.merge(run_case(parts.files, maps_folder, folder_of(map.file), name, *library, keyer).rows);
    }
    show_coverage(console, map, language::measure_coverage(*map.map, definitions.get(), map.shapes()),
                  unexercised_rows(map, exercised));
  }
  return errors > 0 ? kDataRefused : kFine;
}

int run_map_test(const Parts& parts, const GlobalOptions& global, const std::vector<std::string>& maps,
                 Console& console) {
  const auto bench = Workbench::open(parts, global, console);
  if (bench == nullptr) return kDataRefused;
  const std::vector<MapFaces> known = maps_of(bench->library());
  if (!are_known(known, maps, console)) return kUsage;
  std::size_t passed = 0;
  std::size_t failed = 0;
  for (const MapFaces& map : known) {
    if (!is_meant(map, maps)) continue;
    const std::string folder = folder_of(map.file);
    const std::string& maps_folder = map.faces.front()->maps_folder;
    for (const std::string& name : case_names(parts.files, maps_folder, folder)) {
      const CaseResult result =
          run_case(parts.files, maps_folder, folder, name, bench->library(), bench->services().keyer);
      // A folder may hold several maps; each runs the cases of its own faces.
      const pipeline::Face* face = bench->library().find(result.face);
      if (face != nullptr && face->map_file != map.file) continue;
      ++(result.failures.empty() ? passed : failed);
      if (console.format == OutputFormat::json) {
        std::string out = "{";
        pipeline::append_member(out, "case", result.name);
        pipeline::append_member(out, "title", result.title);
        pipeline::append_member(out, "result", result.failures.empty() ? "passed" : "failed");
        append_list(out, "failures", result.failures);
        console.out << out << "}\n";
        continue;
      }
      console.out << (result.failures.empty() ? "ok    " : "FAIL  ") << result.name << "  " << result.title << '\n';
      for (const std::string& failure : result.failures) console.out << "        " << failure << '\n';
    }
  }
  if (console.format == OutputFormat::text) {
    console.out << fmt::format("{} cases hold, {} do not\n", passed, failed);
  }
  return failed > 0 ? kDataRefused : kFine;
}

}  // namespace careway::command_line
