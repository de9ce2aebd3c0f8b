#include "tests/laws/mutants.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "mappers/language/map_reader.h"

namespace careway::laws {
namespace {

constexpr std::uint64_t kMapBytesMax = std::uint64_t{4} << 20;

bool same(const language::Place& a, const language::Place& b) {
  return std::tie(a.file, a.line, a.column) == std::tie(b.file, b.line, b.column);
}

template <typename Visit>
void visit_blocks(language::Block& block, const Visit& visit) {
  visit(block);
  for (language::Each& each : block.eaches) {
    if (each.block) visit_blocks(*each.block, visit);
  }
  for (language::Choose& choose : block.chooses) {
    for (language::Case& one : choose.cases) {
      if (one.block) visit_blocks(*one.block, visit);
    }
  }
}

/// Rows that may change places: the same converter over as many places, and the same code map kept apart so that the
/// checker does not do the work of the laws.
bool alike(const language::Row& a, const language::Row& b) {
  return a.converter.name == b.converter.name && a.fhir.size() == b.fhir.size() && a.fhir[0].root != "context" &&
         b.fhir[0].root != "context";
}

}  // namespace

std::vector<Mutation> mutations_of(const language::Map& map) {
  std::vector<Mutation> out;
  std::set<std::tuple<std::string, std::uint32_t, std::uint32_t>> seen;
  visit_blocks(const_cast<language::Map&>(map).block, [&](language::Block& block) {
    for (std::size_t i = 0; i < block.rows.size(); ++i) {
      const language::Row& row = block.rows[i];
      if (!seen.emplace(row.place.file, row.place.line, row.place.column).second) continue;
      std::string name = row.place.file + ":" + std::to_string(row.place.line);
      name += " " + (row.partner.empty() ? std::string() : row.partner.back().text);
      out.push_back({Mutation::Kind::deleted, name, row.place, {}});
      for (std::size_t next = i + 1; next < block.rows.size(); ++next) {
        if (!alike(row, block.rows[next])) continue;
        out.push_back({Mutation::Kind::swapped, name, row.place, block.rows[next].place});
        break;
      }
    }
  });
  return out;
}

std::optional<language::Map> mutated(const std::string& map_file, const Mutation& mutation) {
  platform::Files& files = world().files();
  fhir::Issues issues;
  const language::TableSource tables = [&](std::string_view name) -> std::optional<std::string> {
    return files.read(World::maps_folder() + "/" + std::string(name), kMapBytesMax);
  };
  auto map = language::read_map(files.read(World::maps_folder() + "/" + map_file, kMapBytesMax), map_file,
                                world().library().names(), tables, issues);
  if (!map) return std::nullopt;
  visit_blocks(map->block, [&](language::Block& block) {
    const auto find = [&](const language::Place& place) {
      return std::ranges::find_if(block.rows, [&](const language::Row& row) { return same(row.place, place); });
    };
    const auto row = find(mutation.place);
    if (row == block.rows.end()) return;  // a place of no row changes nothing
    if (mutation.kind == Mutation::Kind::deleted) {
      block.rows.erase(row);
      return;
    }
    if (const auto other = find(mutation.other); other != block.rows.end()) std::swap(row->fhir, other->fhir);
  });
  return map;
}

}  // namespace careway::laws
