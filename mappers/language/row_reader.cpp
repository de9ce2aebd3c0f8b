#include <algorithm>
#include <string>
#include <utility>

#include "mappers/language/converter_signatures.h"
#include "mappers/language/paths.h"
#include "mappers/language/problem.h"
#include "mappers/language/reading.h"

namespace careway::language {

namespace {

const std::vector<std::string> kOptionWords = {"get-only", "required", "merge", "owners", "note"};
const std::vector<std::string> kRowWords = {"partner", "fhir", "by", "get-only", "required", "merge", "owners", "note"};
const std::vector<std::string> kMergeWords = {"latest-event", "per-event"};
const std::vector<std::string> kTableColumns = {"partner", "fhir", "converter", "options"};

void read_option(Reading& reading, std::string_view key, const YamlNode& value, Row& row) {
  if (key == "get-only") {
    row.get_only = read_flag(reading, value, "\"get-only\"");
  } else if (key == "required") {
    row.required = read_flag(reading, value, "\"required\"");
  } else if (key == "owners") {
    row.owners = read_texts(reading, value, "An owner");
  } else if (key == "note") {
    row.note = read_text(reading, value, "\"note\"").value_or("");
  } else if (key == "merge") {
    const auto word = read_text(reading, value, "\"merge\"");
    if (!word) return;
    if (*word == "latest-event") row.merge = Merge::latest_event;
    if (*word == "per-event") row.merge = Merge::per_event;
    if (row.merge == Merge::none) {
      reading.error("map-word", value.place,
                    "No merge is called " + quoted(*word) + "." + suggestion(*word, kMergeWords));
    }
  }
}

void read_row_list(Reading& reading, const YamlNode& node, Row& row) {
  if (node.items.size() < 2 || node.items.size() > 4) {
    reading.error("map-row", node.place,
                  "A row is [partner, fhir], [partner, fhir, converter] or [partner, fhir, converter, {options}].");
    return;
  }
  row.partner = read_partner_paths(reading, node.items[0]);
  row.fhir = read_fhir_paths(reading, node.items[1]);
  if (node.items.size() > 2) {
    if (auto converter = read_converter(reading, node.items[2])) row.converter = std::move(*converter);
  }
  if (node.items.size() > 3) read_row_options(reading, node.items[3], row);
}

void read_row_mapping(Reading& reading, const YamlNode& node, Row& row) {
  check_mapping(reading, node, "A row", kRowWords);
  for (const std::string_view key : {"partner", "fhir"}) {
    if (node.member(key) == nullptr) {
      reading.error("map-missing-key", node.place, "The row has no \"" + std::string(key) + "\". Add it.");
    }
  }
  for (const auto& [key, value] : node.members) {
    if (key.text == "partner") {
      row.partner = read_partner_paths(reading, value);
    } else if (key.text == "fhir") {
      row.fhir = read_fhir_paths(reading, value);
    } else if (key.text == "by") {
      if (auto converter = read_converter(reading, value)) row.converter = std::move(*converter);
    } else {
      read_option(reading, key.text, value, row);
    }
  }
}

struct TableCell {
  std::string text;
  Place place;
};
using TableRecord = std::vector<TableCell>;

/// Splits CSV text (RFC 4180, UTF-8, comma) into records; a cell in quotes may hold commas and doubled quotes, no line
/// end.
std::optional<std::vector<TableRecord>> split_table(Reading& reading, std::string_view text, std::string_view name) {
  std::vector<TableRecord> records;
  std::uint32_t line = 0;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    ++line;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view rest = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    if (rest.empty() || rest.front() == '#') continue;
    TableRecord record;
    std::size_t at = 0;
    while (true) {
      TableCell cell{{}, {std::string(name), line, static_cast<std::uint32_t>(at + 1)}};
      if (at < rest.size() && rest[at] == '"') {
        ++at;
        while (at < rest.size() && (rest[at] != '"' || rest.substr(at).starts_with("\"\""))) {
          cell.text += rest[at];
          at += rest[at] == '"' ? 2 : 1;
        }
        const bool is_closed = at < rest.size() && (at + 1 == rest.size() || rest[at + 1] == ',');
        if (!is_closed) {
          reading.error(
              "map-table", cell.place,
              "A quoted cell is not closed, or text follows its closing quote. Quotes inside a cell are doubled.");
          return std::nullopt;
        }
        ++at;
      } else {
        const std::size_t comma = std::min(rest.find(',', at), rest.size());
        cell.text = rest.substr(at, comma - at);
        at = comma;
      }
      record.push_back(std::move(cell));
      if (at >= rest.size()) break;
      ++at;
    }
    records.push_back(std::move(record));
  }
  return records;
}

/// "LA Code | LA Person Unique Identifier": the parts of a cell with several paths.
std::vector<std::string> cell_parts(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (true) {
    const std::size_t bar = text.find(" | ", start);
    parts.push_back(text.substr(start, bar == std::string::npos ? bar : bar - start));
    if (bar == std::string::npos) return parts;
    start = bar + 3;
  }
}

/// A cell of a table is a word or YAML ("code: cld-gender", "required: true, merge: latest-event").
std::optional<YamlNode> cell_yaml(Reading& reading, const TableCell& cell) {
  const bool is_mapping = cell.text.find(':') != std::string::npos && !cell.text.starts_with('{');
  const std::string yaml = is_mapping ? "{" + cell.text + "}" : cell.text;
  auto node = read_yaml(yaml, cell.place.file, reading.issues, {}, cell.place.line);
  if (node) node->place = cell.place;
  return node;
}

void read_table_record(Reading& reading, const TableRecord& record, std::vector<Row>& rows) {
  Row row;
  row.place = record.front().place;
  const std::size_t errors_before = reading.issues.error_count();
  if (record.size() < 2 || record.size() > kTableColumns.size()) {
    reading.error("map-table", row.place, "A line of a table has 2 to 4 cells: partner, fhir, converter, options.");
    return;
  }
  for (const std::string& part : cell_parts(record[0].text)) {
    auto path = parse_partner_path(part, record[0].place, reading.format, reading.issues);
    if (path) row.partner.push_back(std::move(*path));
  }
  for (const std::string& part : cell_parts(record[1].text)) {
    auto path = parse_fhir_path(part, record[1].place, reading.names, reading.issues);
    if (path) row.fhir.push_back(std::move(*path));
  }
  row.converter.place = record.size() > 2 ? record[2].place : row.place;
  if (record.size() > 2 && !record[2].text.empty()) {
    if (const auto node = cell_yaml(reading, record[2])) {
      if (auto converter = read_converter(reading, *node)) row.converter = std::move(*converter);
    }
  }
  if (record.size() > 3 && !record[3].text.empty()) {
    if (const auto node = cell_yaml(reading, record[3])) read_row_options(reading, *node, row);
  }
  if (reading.issues.error_count() == errors_before && reading.count_row(row.place)) rows.push_back(std::move(row));
}

}  // namespace

std::optional<ConverterUse> read_converter(Reading& reading, const YamlNode& node) {
  ConverterUse use;
  use.place = node.place;
  if (node.is_scalar()) {
    use.name = node.text;
    return use;
  }
  if (!node.is_mapping() || node.members.size() != 1) {
    reading.error("map-wrong-kind", node.place,
                  "A converter is a word, or one word with its argument: { code: map-name }.");
    return std::nullopt;
  }
  const auto& [key, value] = node.members.front();
  use.name = key.text;
  const ConverterSignature* signature = find_converter(use.name);
  if (value.is_scalar()) {
    const bool has_main = signature != nullptr && !signature->main_argument.empty();
    use.arguments.emplace(has_main ? signature->main_argument : "value", value.text);
    return use;
  }
  if (!value.is_mapping()) {
    reading.error("map-wrong-kind", value.place, "The argument of a converter is a text or a mapping of texts.");
    return std::nullopt;
  }
  for (const auto& [name, argument] : value.members) {
    if (auto text = read_text(reading, argument, "An argument")) use.arguments.emplace(name.text, std::move(*text));
  }
  return use;
}

void read_row_options(Reading& reading, const YamlNode& options, Row& row) {
  if (!check_mapping(reading, options, "The option list of a row", kOptionWords)) return;
  for (const auto& [key, value] : options.members) read_option(reading, key.text, value, row);
}

void read_row(Reading& reading, const YamlNode& node, std::vector<Row>& rows) {
  Row row;
  row.place = node.place;
  row.converter.place = node.place;
  const std::size_t errors_before = reading.issues.error_count();
  if (node.is_list()) {
    read_row_list(reading, node, row);
  } else if (node.is_mapping()) {
    read_row_mapping(reading, node, row);
  } else {
    reading.error("map-row", node.place,
                  "A row is a list [partner, fhir, converter] or a mapping {partner, fhir, by}.");
    return;
  }
  if (reading.issues.error_count() != errors_before) return;
  if (row.partner.empty() || row.fhir.empty()) {
    reading.error("map-row", node.place, "The row names no place on one of its sides. Name at least one on each.");
    return;
  }
  if (!reading.count_row(row.place)) return;
  rows.push_back(std::move(row));
}

void read_table(Reading& reading, const YamlNode& name, std::vector<Row>& rows) {
  const auto file = read_text(reading, name, "A table");
  if (!file) return;
  const std::optional<std::string> text = reading.tables ? reading.tables(*file) : std::nullopt;
  if (!text) {
    reading.error("map-table", name.place,
                  "There is no table " + quoted(*file) + ". Its name is relative to the maps folder.");
    return;
  }
  if (text->size() > Reading::kTableBytesMax || !is_utf8(*text)) {
    reading.error("map-table", name.place, "The table " + quoted(*file) + " is not UTF-8 or has more than 1 MiB.");
    return;
  }
  const auto records = split_table(reading, *text, *file);
  if (!records) return;
  const bool has_header = !records->empty() && records->front().size() <= kTableColumns.size() &&
                          std::ranges::equal(records->front(), std::span(kTableColumns).first(records->front().size()),
                                             {}, &TableCell::text);
  if (!has_header) {
    reading.error("map-table", Place{*file, 1, 1},
                  "A table of rows starts with the line partner,fhir,converter,options.");
    return;
  }
  for (std::size_t i = 1; i < records->size(); ++i) read_table_record(reading, (*records)[i], rows);
}

}  // namespace careway::language
