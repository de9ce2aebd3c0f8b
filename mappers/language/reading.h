#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mappers/language/map.h"
#include "mappers/language/map_reader.h"
#include "mappers/language/names.h"
#include "mappers/language/yaml_tree.h"
#include "profiles/fhir/issue.h"

namespace careway::language {

/// What the parts of the map reader share while one file is read. One thread.
struct Reading {
  std::string_view file_name;
  Names names;
  const TableSource& tables;
  fhir::Issues& issues;
  FormatKind format = FormatKind::csv;
  const YamlNode* blocks = nullptr;           ///< the "blocks" section
  std::vector<std::string> blocks_open = {};  ///< blocks being put in, outermost first
  std::size_t blocks_used = 0;
  std::size_t row_count = 0;
  bool is_over_limit = false;

  static constexpr std::size_t kBlocksUsedMax = 2000;
  static constexpr std::size_t kRowsMax = 20'000;
  static constexpr std::size_t kTableBytesMax = 1024 * 1024;

  void error(std::string_view code, const Place& place, std::string_view text);
  /// Counts a row; false (and once an issue) beyond the limit.
  bool count_row(const Place& place);
};

/// Reports every key of a mapping that is not among the known ones. False when `node` is no mapping (reported).
bool check_mapping(Reading& reading, const YamlNode& node, std::string_view what, std::span<const std::string> known);
/// The text of a scalar; reports anything else.
std::optional<std::string> read_text(Reading& reading, const YamlNode& node, std::string_view what);
/// The text of a member, or nothing; a missing one is reported when it is required.
std::optional<std::string> read_member(Reading& reading, const YamlNode& mapping, std::string_view key, bool required);
/// "true" or "false".
bool read_flag(Reading& reading, const YamlNode& node, std::string_view what);
/// A scalar or a list of scalars.
std::vector<std::string> read_texts(Reading& reading, const YamlNode& node, std::string_view what);
std::vector<FhirPath> read_fhir_paths(Reading& reading, const YamlNode& node);
std::optional<FhirPath> read_fhir_path(Reading& reading, const YamlNode& node);
std::vector<PartnerPath> read_partner_paths(Reading& reading, const YamlNode& node);
std::optional<PartnerPath> read_partner_path(Reading& reading, const YamlNode& node);

/// A converter: a word, or `{ word: argument }`, or `{ word: { argument: value } }`.
std::optional<ConverterUse> read_converter(Reading& reading, const YamlNode& node);
void read_row(Reading& reading, const YamlNode& node, std::vector<Row>& rows);
/// The options of a row: get-only, required, merge, owners, note.
void read_row_options(Reading& reading, const YamlNode& options, Row& row);
/// Rows of a CSV table.
void read_table(Reading& reading, const YamlNode& name, std::vector<Row>& rows);

/// `name` stands before the role ("person: {…}") or within it.
std::optional<Role> read_role(Reading& reading, const YamlNode& node, const YamlNode* name);

/// The words that may stand in any block; each and case add their own.
inline const std::vector<std::string> kBlockWords = {
    "rows", "tables", "constants", "derived", "links", "links-unless-linked", "each", "choose", "use"};
/// Reads the block words of a mapping into `block`; other keys are the caller's.
void read_block(Reading& reading, const YamlNode& node, Block& block);

}  // namespace careway::language
