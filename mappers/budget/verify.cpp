#include "mappers/budget/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "mappers/budget/machine_lines.h"

namespace careway::budget {
namespace {

using Lines = std::vector<MachineLine>;

/// Fields of each kind of line, its name included.
constexpr std::size_t kRateFields = 6;
constexpr std::size_t kBudgetFields = 4;
constexpr std::size_t kQuestionFields = 10;
constexpr std::size_t kSubjectFields = 3;

const MachineLine* find(const Lines& lines, std::string_view kind, std::size_t fields) {
  const auto found = std::ranges::find_if(
      lines, [&](const MachineLine& line) { return line.front() == kind && line.size() == fields; });
  return found == lines.end() ? nullptr : &*found;
}

/// What a rate row is called: its label, or the resource that holds it.
const std::string& label_of(const MachineLine& rate) {
  return rate[2].empty() ? rate[3] : rate[2];
}

/// How far a rate differs from what it is now: 0 not at all, 1 the resource has another version, 2 the price, 3 both or
/// the row is gone.
int difference_of(const MachineLine& stated, const Lines& now) {
  const auto same_row = [&](const MachineLine& line) {
    return line.size() == kRateFields && line[0] == "rate" && line[1] == stated[1] &&
           label_of(line) == label_of(stated);
  };
  const auto found = std::ranges::find_if(now, same_row);
  if (found == now.end()) return 3;
  const bool has_other_price = (*found)[4] != stated[4] || (*found)[5] != stated[5];
  const bool has_other_version = (*found)[3] != stated[3];
  return (has_other_price ? 2 : 0) + (has_other_version ? 1 : 0);
}

/// A price can come from several rows; the one that was itself changed is the one to name.
bool same_rates(const Lines& stated, const Lines& now, fhir::Issues& issues) {
  const MachineLine* worst = nullptr;
  int most = 0;
  for (const MachineLine& line : stated) {
    if (line.size() != kRateFields || line[0] != "rate") continue;
    const int difference = difference_of(line, now);
    if (difference <= most) continue;
    most = difference;
    worst = &line;
  }
  if (worst == nullptr) return true;
  issues.error(
      "verify-rate", label_of(*worst),
      fmt::format("Line {} was priced by this row, and the row says something else now. Work out a new version "
                  "of the budget, or put the row right.",
                  (*worst)[1]));
  return false;
}

/// The first line of this kind that is stated differently, or only on one side.
bool same_kind(std::string_view kind, std::string_view code, std::string_view text, const Lines& stated,
               const Lines& now, fhir::Issues& issues) {
  const auto first_missing = [kind](const Lines& from, const Lines& in) -> const MachineLine* {
    for (const MachineLine& line : from) {
      if (line.front() == kind && line.size() > 1 && std::ranges::find(in, line) == in.end()) return &line;
    }
    return nullptr;
  };
  const MachineLine* other = first_missing(stated, now);
  if (other == nullptr) other = first_missing(now, stated);
  if (other == nullptr) return true;
  issues.error(code, (*other)[1], text);
  return false;
}

bool same_lines(const Lines& stated, const Lines& now, fhir::Issues& issues) {
  bool is_same = same_rates(stated, now, issues);
  is_same &= same_kind("line", "verify-line",
                       "The amounts of this line come out differently now, or the line stands on one side only.",
                       stated, now, issues);
  is_same &=
      same_kind("stream", "verify-stream", "What this stream pays comes out differently now.", stated, now, issues);
  is_same &= same_kind("total", "verify-total", "This total comes out differently now.", stated, now, issues);
  return is_same;
}

Lines parsed(const Budget& budget, const StatementOptions& options) {
  std::string text;
  for (const std::string& line : machine_lines(budget, options)) text += line + "\n";
  return read_machine_lines(text).value_or(Lines());
}

bool read_day(const std::string& text, fhir::CivilDate& day) {
  const auto date = fhir::PartialDate::parse(text);
  if (!date || !date->is_day()) return false;
  day = date->first_day();
  return true;
}

bool read_question(const MachineLine& line, Question& question) {
  const auto year_factor = Rational::parse(line[4]);
  if (!read_day(line[1], question.from) || !read_day(line[2], question.to) || !year_factor ||
      !read_day(line[3], question.prices_as_of) || (line[5] != "half-up" && line[5] != "half-even")) {
    return false;
  }
  question.year_factor = *year_factor;
  question.rounding = line[5] == "half-up" ? money::Rounding::half_up : money::Rounding::half_even;
  question.status = line[6];
  question.change_reason = line[7];
  question.issuer.system_alias = line[8];
  question.issuer.name = line[9];
  return true;
}

std::optional<StatementOrigin> origin_of(const Lines& lines) {
  const MachineLine* question = find(lines, "question", kQuestionFields);
  const MachineLine* subject = find(lines, "subject", kSubjectFields);
  if (question == nullptr || subject == nullptr) return std::nullopt;
  const MachineLine* format = find(lines, "format", 2);
  const MachineLine* budget = find(lines, "budget", kBudgetFields);
  if (format == nullptr || budget == nullptr) return std::nullopt;
  if ((*format)[1] != "text" && (*format)[1] != "html") return std::nullopt;
  StatementOrigin origin;
  origin.format = (*format)[1] == "text" ? StatementFormat::text : StatementFormat::html;
  origin.issuer = (*budget)[1];
  origin.reference = (*budget)[2];
  origin.patient = (*subject)[1];
  origin.plan = (*subject)[2];
  if (!read_question(*question, origin.question)) return std::nullopt;
  const std::string& version = (*budget)[3];
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), origin.version);
  if (error != std::errc() || end != version.data() + version.size() || origin.version == 0) return std::nullopt;
  origin.question.issuer.code = origin.issuer;
  origin.question.reference = origin.reference;
  origin.question.version = origin.version;
  if (const MachineLine* inputs = find(lines, "inputs", 2)) origin.inputs_digest = (*inputs)[1];
  return origin;
}

std::optional<Lines> read_lines(std::string_view bytes, fhir::Issues& issues) {
  if (bytes.size() <= kStatementBytesMax) {
    auto lines = read_machine_lines(bytes);
    if (lines && origin_of(*lines)) return lines;
  }
  issues.error("statement-unreadable", "",
               "This is no budget statement of ours, or its last lines are gone. Take the file as it was printed, down "
               "to the lines for checking by machine.");
  return std::nullopt;
}

fhir::Position first_difference(std::string_view a, std::string_view b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  (void)in_b;
  const std::string_view before = a.substr(0, static_cast<std::size_t>(in_a - a.begin()));
  fhir::Position position;
  position.line = static_cast<std::uint32_t>(std::ranges::count(before, '\n')) + 1;
  const std::size_t line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  position.column = static_cast<std::uint32_t>(before.size() - line_begin) + 1;
  return position;
}

}  // namespace

std::optional<StatementOrigin> read_statement(std::string_view bytes, fhir::Issues& issues) {
  const auto lines = read_lines(bytes, issues);
  return lines ? origin_of(*lines) : std::nullopt;
}

bool same_figures(const Budget& stated, const Budget& recomputed, fhir::Issues& issues) {
  return same_lines(parsed(stated, {}), parsed(recomputed, {}), issues);
}

bool compare(std::string_view statement, const Budget& recomputed, fhir::Issues& issues) {
  const auto lines = read_lines(statement, issues);
  if (!lines) return false;
  const StatementOrigin origin = *origin_of(*lines);
  if (origin.issuer != recomputed.issuer.code || origin.reference != recomputed.reference ||
      origin.version != recomputed.version) {
    issues.error("verify-budget", recomputed.reference,
                 "The statement is of another budget, or of another version of it, than what was worked out.");
    return false;
  }
  const StatementOptions options{origin.format, origin.inputs_digest};
  if (!same_lines(*lines, parsed(recomputed, options), issues)) return false;
  const std::string again = render_statement(recomputed, options);
  if (statement == again) return true;
  issues.error("verify-bytes", origin.reference,
               "The figures are the same, but the statement's words are not. It was edited, or an approval or a notice "
               "came after it was printed: print it again.",
               first_difference(statement, again));
  return false;
}

}  // namespace careway::budget
