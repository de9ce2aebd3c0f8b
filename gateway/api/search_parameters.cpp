#include "gateway/api/search_parameters.h"

#include <algorithm>
#include <charconv>

#include "adapters/store/instant.h"
#include "gateway/api/errors.h"
#include "gateway/pipeline/person_links.h"
#include "gateway/pipeline/record_loader.h"
#include "gateway/pipeline/stored_resource.h"
#include "profiles/fhir/date.h"

namespace careway::api {
namespace {

using store::SearchForm;

constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;
constexpr std::int64_t kMicrosecondsPerDay = 86'400 * kMicrosecondsPerSecond;
constexpr std::size_t kAlternativesMax = 100;

/// Values joined by ',' mean any of them; "\," is a comma (R4 search, escaping).
std::vector<std::string> alternatives(std::string_view value) {
  std::vector<std::string> items(1);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) {
      const char next = value[++i];
      // "\|" stays escaped until the token is taken apart.
      if (next == '|') items.back() += '\\';
      items.back() += next;
    } else if (value[i] == ',') {
      items.emplace_back();
    } else {
      items.back() += value[i];
    }
  }
  return items;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '|') ++i;
    out += text[i];
  }
  return out;
}

std::size_t find_bar(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '|' && (i == 0 || text[i - 1] != '\\')) return i;
  }
  return std::string_view::npos;
}

/// The span of time that a value of _lastUpdated means, in microseconds; nothing when it is no date.
struct Span {
  std::int64_t from = 0;
  std::int64_t before = 0;
};
std::optional<Span> span_of(std::string_view text) {
  const auto moment = fhir::DateTime::parse(text);
  if (!moment) return std::nullopt;
  if (!moment->has_time()) {
    const std::int64_t first = fhir::days_from_civil(moment->date().first_day());
    const std::int64_t last = fhir::days_from_civil(moment->date().last_day());
    return Span{first * kMicrosecondsPerDay, (last + 1) * kMicrosecondsPerDay};
  }
  std::int64_t unit = kMicrosecondsPerSecond;
  std::int64_t part = 0;
  for (const char digit : moment->fraction().substr(0, 6)) {
    unit /= 10;
    part += (digit - '0') * unit;
  }
  const std::int64_t from = *moment->unix_seconds() * kMicrosecondsPerSecond + part;
  return Span{from, from + unit};
}

bool has_identifier(const definitions::Definitions& definitions, std::string_view type) {
  return definitions.find_entry(definitions.find_type(type), "identifier") != definitions::kNone;
}

class SearchReader {
 public:
  SearchReader(const Call& call, std::string_view type, fhir::Issues& issues)
      : call_(call), type_(type), issues_(issues), references_(pipeline::reference_parameters(type)) {
    search_.query.type = std::string(type);
    search_.query.page_size = std::min(call.api.options.page_size, call.api.options.page_size_max);
  }

  std::optional<Search> read() {
    const bool is_strict = preference(call_.request, "handling") == "strict";
    for (const auto& [name, value] : call_.request.query) {
      if (name == "_format" || name == "_pretty") continue;
      if (!read_parameter(name, value)) {
        if (is_strict) refuse(issues_, "parameter-unknown", "");
        continue;
      }
      search_.used.emplace_back(name, value);
      if (name != "_cursor") search_.wanted.emplace_back(name, value);
    }
    if (issues_.has_errors()) return std::nullopt;
    if (from_) search_.query.updated_from = store::instant_from_microseconds(*from_);
    if (before_) search_.query.updated_before = store::instant_from_microseconds(*before_);
    return std::move(search_);
  }

 private:
  /// False when the parameter is not one of ours.
  bool read_parameter(std::string_view name, std::string_view value) {
    if (name == "_id") {
      read_id(value);
    } else if (name == "identifier" && has_identifier(call_.definitions(), type_)) {
      read_identifier(value);
    } else if (name == "_lastUpdated") {
      read_last_updated(value);
    } else if (name == "_count") {
      read_count(value);
    } else if (name == "_cursor") {
      search_.query.cursor = std::string(value);
    } else if (name == "_summary" && value == "count") {
      search_.is_count_only = true;
    } else {
      return read_reference(name, value);
    }
    return true;
  }

  void add_term(store::SearchTerm term, std::string_view name) {
    if (term.any_of.empty() || term.any_of.size() > kAlternativesMax) return bad_value(name);
    search_.query.terms.push_back(std::move(term));
  }

  void bad_value(std::string_view name) { refuse(issues_, "parameter-value", name); }

  void read_id(std::string_view value) {
    store::SearchTerm term;
    for (const std::string& id : alternatives(value)) {
      if (!id.empty()) term.any_of.push_back(call_.hasher.hash(type_, "_id", SearchForm::id, {}, id));
    }
    add_term(std::move(term), "_id");
  }

  void read_identifier(std::string_view value) {
    store::SearchTerm term;
    for (const std::string& token : alternatives(value)) {
      const std::size_t bar = find_bar(token);
      const std::string code = unescaped(bar == std::string::npos ? token : token.substr(bar + 1));
      const std::string system = bar == std::string::npos ? std::string() : unescaped(token.substr(0, bar));
      if (code.empty() && system.empty()) continue;
      const SearchForm form = bar == std::string::npos ? SearchForm::code
                              : system.empty()         ? SearchForm::code_alone
                              : code.empty()           ? SearchForm::system
                                                       : SearchForm::system_and_code;
      term.any_of.push_back(call_.hasher.hash(type_, "identifier", form, system, code));
    }
    add_term(std::move(term), "identifier");
  }

  /// True when what the parameter refers to may be a Patient.
  [[nodiscard]] bool names_patients(std::string_view parameter) const {
    const auto& definitions = call_.definitions();
    const auto known = definitions.find_search_parameter(definitions.find_type(type_), parameter);
    return parameter == "patient" || (known && known->targets.find("Patient") != std::string_view::npos);
  }

  /// "patient:linked=7": the records of that Patient and of all that are known to be the same person.
  [[nodiscard]] std::vector<std::string> with_all_linked(const std::vector<std::string>& references) const {
    std::vector<std::string> all;
    for (const std::string& reference : references) {
      const auto key = pipeline::parse_reference(reference);
      if (!key) continue;
      for (const auto& linked : pipeline::linked_patients(call_.api.services, call_.caller, *key)) {
        all.push_back(pipeline::to_text(linked));
      }
    }
    return all;
  }

  /// "patient=7", "patient=Patient/7", "subject:Patient=7", or the whole address of one of ours.
  bool read_reference(std::string_view name, std::string_view value) {
    const std::size_t colon = name.find(':');
    const std::string_view parameter = name.substr(0, colon);
    const std::string_view target = colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
    if (std::ranges::find(references_, parameter) == references_.end()) return false;
    const bool with_linked = target == "linked" && names_patients(parameter);
    if (!target.empty() && !with_linked && !call_.definitions().is_resource(target)) return false;
    store::SearchTerm term;
    for (const std::string& item : alternatives(value)) {
      const auto meant = with_linked ? with_all_linked(references_meant(parameter, "Patient", item))
                                     : references_meant(parameter, target, item);
      for (const std::string& reference : meant) {
        term.any_of.push_back(call_.hasher.hash(type_, parameter, SearchForm::reference, {}, reference));
      }
    }
    add_term(std::move(term), parameter);
    return true;
  }

  std::vector<std::string> references_meant(std::string_view parameter, std::string_view target,
                                            const std::string& item) const {
    if (item.empty()) return {};
    const std::string base = call_.fhir_base() + "/";
    if (item.starts_with(base)) return {item.substr(base.size())};
    if (item.find('/') != std::string::npos) return {item};
    if (!target.empty()) return {std::string(target) + "/" + item};
    if (parameter == "patient") return {"Patient/" + item};
    const auto& definitions = call_.definitions();
    const auto known = definitions.find_search_parameter(definitions.find_type(type_), parameter);
    std::vector<std::string> meant;
    std::string_view targets = known ? known->targets : std::string_view();
    while (!targets.empty()) {
      const std::size_t blank = targets.find(' ');
      meant.push_back(std::string(targets.substr(0, blank)) + "/" + item);
      targets = blank == std::string_view::npos ? std::string_view() : targets.substr(blank + 1);
    }
    return meant;
  }

  void at_least(std::int64_t from) { from_ = from_ ? std::max(*from_, from) : from; }
  void below(std::int64_t before) { before_ = before_ ? std::min(*before_, before) : before; }

  void read_last_updated(std::string_view value) {
    std::string_view prefix = "eq";
    if (value.size() > 2 && value[0] >= 'a' && value[0] <= 'z') {
      prefix = value.substr(0, 2);
      value.remove_prefix(2);
    }
    const auto span = span_of(value);
    if (!span) return bad_value("_lastUpdated");
    if (prefix == "eq") {
      at_least(span->from);
      below(span->before);
    } else if (prefix == "ge") {
      at_least(span->from);
    } else if (prefix == "gt") {
      at_least(span->before);
    } else if (prefix == "le") {
      below(span->before);
    } else if (prefix == "lt") {
      below(span->from);
    } else {
      bad_value("_lastUpdated");
    }
  }

  void read_count(std::string_view value) {
    std::size_t count = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), count);
    if (end != value.data() + value.size() || value.empty() || problem == std::errc::invalid_argument) {
      return bad_value("_count");
    }
    if (problem == std::errc::result_out_of_range) count = call_.api.options.page_size_max;
    // R4: _count=0 asks for the number alone.
    if (count == 0) search_.is_count_only = true;
    search_.query.page_size = std::clamp<std::size_t>(count, 1, call_.api.options.page_size_max);
  }

  const Call& call_;
  std::string_view type_;
  fhir::Issues& issues_;
  std::vector<std::string_view> references_;
  Search search_;
  std::optional<std::int64_t> from_;
  std::optional<std::int64_t> before_;
};

}  // namespace

std::vector<SearchParameterName> search_parameters_of(const definitions::Definitions& definitions,
                                                      std::string_view type) {
  std::vector<SearchParameterName> names = {{"_id", "token"}, {"_lastUpdated", "date"}};
  if (has_identifier(definitions, type)) names.push_back({"identifier", "token"});
  for (const std::string_view name : pipeline::reference_parameters(type)) names.push_back({name, "reference"});
  return names;
}

std::optional<Search> read_search(const Call& call, std::string_view type, fhir::Issues& issues) {
  return SearchReader(call, type, issues).read();
}

}  // namespace careway::api
