#include "mappers/budget/machine_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "profiles/fhir/date.h"

namespace careway::budget {
namespace {

constexpr std::string_view kFirst = "careway-statement|1";
constexpr std::string_view kLast = "end";
constexpr std::array<std::pair<std::string_view, char>, 4> kEntities = {
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}}};

bool is_special(char c) {
  return c == '%' || c == '|' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::string line_of(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line += '|';
    for (const char c : field) {
      if (is_special(c)) {
        line += fmt::format("%{:02X}", static_cast<unsigned char>(c));
      } else {
        line += c;
      }
    }
  }
  return line;
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::optional<MachineLine> fields_of(std::string_view line) {
  MachineLine fields(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '|') {
      fields.emplace_back();
    } else if (line[i] == '%') {
      const auto high = i + 2 < line.size() ? hex_digit(line[i + 1]) : std::nullopt;
      const auto low = high ? hex_digit(line[i + 2]) : std::nullopt;
      if (!low) return std::nullopt;
      fields.back() += static_cast<char>(*high * 16 + *low);
      i += 2;
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::string without_entities(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    std::size_t length = 0;
    for (const auto& [entity, c] : kEntities) {
      if (!rest.starts_with(entity)) continue;
      out += c;
      length = entity.size();
    }
    if (length == 0) out += text[i];
    i += length == 0 ? 1 : length;
  }
  return out;
}

}  // namespace

std::vector<std::string> machine_lines(const Budget& budget, const StatementOptions& options) {
  const auto n = [](auto number) { return std::to_string(number); };
  std::vector<std::string> lines{std::string(kFirst)};
  lines.push_back(line_of({"format", options.format == StatementFormat::text ? "text" : "html"}));
  lines.push_back(line_of({"budget", budget.issuer.code, budget.reference, n(budget.version)}));
  const auto day = [](fhir::CivilDate date) { return fhir::PartialDate::from_day(date)->text(); };
  lines.push_back(
      line_of({"question", day(budget.from), day(budget.to), day(budget.prices_as_of), budget.year_factor.text(),
               budget.rounding == money::Rounding::half_up ? "half-up" : "half-even", budget.status,
               budget.change_reason, budget.issuer.system_alias, budget.issuer.name}));
  lines.push_back(line_of({"subject", budget.patient, budget.plan}));
  if (!options.inputs_digest.empty()) lines.push_back(line_of({"inputs", options.inputs_digest}));
  for (const Line& line : budget.lines) {
    for (const Source& source : line.sources) {
      lines.push_back(line_of({"rate", line.key, source.label, source.reference, line.unit_price.text(),
                               std::string(money::to_text(line.unit))}));
    }
  }
  for (const Line& line : budget.lines) {
    lines.push_back(line_of({"line", line.key, n(line.gross.week), n(line.gross.period)}));
  }
  for (const Stream& stream : budget.streams) {
    lines.push_back(line_of({"stream", stream.code, n(stream.gross.week), n(stream.gross.period),
                             n(stream.contribution.week), n(stream.contribution.period)}));
  }
  const auto total = [&](const char* name, const Amounts& amounts) {
    lines.push_back(line_of({"total", name, n(amounts.week), n(amounts.period)}));
  };
  total("gross", budget.gross);
  total("contribution", budget.contribution);
  total("top-up", budget.top_up);
  lines.push_back(line_of({"total", "level-difference", n(budget.level_difference)}));
  lines.emplace_back(kLast);
  return lines;
}

std::optional<std::vector<MachineLine>> read_machine_lines(std::string_view statement) {
  // No field and no text before can hold the first line behind the last place where it stands: "|" is encoded there.
  const std::size_t begin = statement.rfind(kFirst);
  if (begin == std::string_view::npos) return std::nullopt;
  const bool is_html = statement.starts_with('<');
  std::string_view rest = statement.substr(begin);
  std::vector<MachineLine> lines;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line == kLast) return lines;
    if (line == kFirst) continue;
    auto fields = is_html ? fields_of(without_entities(line)) : fields_of(line);
    if (!fields) return std::nullopt;
    lines.push_back(std::move(*fields));
  }
  return std::nullopt;
}

}  // namespace careway::budget
