#include "profiles/fhirpath/regexes.h"

#include <re2/re2.h>

#include <algorithm>
#include <vector>

#include "profiles/fhirpath/text_functions.h"

namespace careway::fhirpath {
namespace {

// Of the program and its automata for one expression; FHIR's own largest patterns need a fraction.
constexpr std::int64_t kMemoryBytesMax = 4 << 20;

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

// One part of a substitution: a text, or a group of the match.
struct Part {
  std::string text;
  int group = -1;
};

// Reads "$1", "${name}"; a dollar in front of anything else stands for itself.
std::vector<Part> read_substitution(std::string_view text, const re2::RE2& regex) {
  std::vector<Part> parts(1);
  const auto add_group = [&parts](int group) {
    parts.push_back({{}, group});
    parts.emplace_back();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (c == '\\' && (next == '$' || next == '\\')) {
      parts.back().text += next;
      ++at;
    } else if (c == '$' && next >= '0' && next <= '9') {
      add_group(next - '0');
      ++at;
    } else if (c == '$' && next == '{' && text.find('}', at) != std::string_view::npos) {
      const std::size_t end = text.find('}', at);
      const std::string name(text.substr(at + 2, end - at - 2));
      const auto& groups = regex.NamedCapturingGroups();
      const auto found = groups.find(name);
      if (found != groups.end()) {
        add_group(found->second);
      } else if (name.size() == 1 && name[0] >= '0' && name[0] <= '9') {
        add_group(name[0] - '0');
      }
      at = end;
    } else {
      parts.back().text += c;
    }
  }
  return parts;
}

}  // namespace

Regex::Regex() = default;
Regex::~Regex() = default;

std::unique_ptr<const Regex> Regex::compile(std::string_view pattern, std::size_t bytes_max, std::string& why) {
  if (pattern.size() > bytes_max) {
    why = "it is longer than " + std::to_string(bytes_max) + " bytes";
    return nullptr;
  }
  re2::RE2::Options options;
  options.set_dot_nl(true);
  options.set_log_errors(false);
  options.set_max_mem(kMemoryBytesMax);
  std::unique_ptr<Regex> regex(new Regex);
  regex->regex_ = std::make_unique<re2::RE2>(piece(pattern), options);
  if (!regex->regex_->ok()) {
    why = regex->regex_->error();
    return nullptr;
  }
  return regex;
}

bool Regex::matches(std::string_view text) const {
  return re2::RE2::PartialMatch(piece(text), *regex_);
}

bool Regex::matches_full(std::string_view text) const {
  return re2::RE2::FullMatch(piece(text), *regex_);
}

bool Regex::replace(std::string_view text, std::string_view substitution, std::size_t bytes_max,
                    std::string& out) const {
  static constexpr int kGroupsMax = 10;
  const std::vector<Part> parts = read_substitution(substitution, *regex_);
  const int groups = 1 + std::min(regex_->NumberOfCapturingGroups(), kGroupsMax - 1);
  re2::StringPiece found[kGroupsMax];
  std::size_t copied = 0;
  for (std::size_t at = 0; at <= text.size();) {
    if (!regex_->Match(piece(text), at, text.size(), re2::RE2::UNANCHORED, found, groups)) break;
    const auto begin = static_cast<std::size_t>(found[0].data() - text.data());
    out += text.substr(copied, begin - copied);
    for (const Part& part : parts) {
      out += part.text;
      if (part.group >= 0 && part.group < groups && found[part.group].data() != nullptr)
        out.append(found[part.group].data(), found[part.group].size());
    }
    copied = begin + found[0].size();
    if (out.size() > bytes_max) return false;
    at = copied;
    if (found[0].empty()) {
      // An empty match moves on by one character, which is then copied as it is.
      if (at >= text.size()) break;
      const std::size_t bytes = character_bytes(text.substr(at));
      out += text.substr(at, bytes);
      copied = at += bytes;
    }
  }
  if (copied < text.size()) out += text.substr(copied);
  return out.size() <= bytes_max;
}

const Regex* RegexCache::find(std::string_view pattern, std::size_t bytes_max, std::string& why) {
  for (auto kept = kept_.begin(); kept != kept_.end(); ++kept) {
    if (kept->first != pattern) continue;
    kept_.splice(kept_.begin(), kept_, kept);
    return kept_.front().second.get();
  }
  auto regex = Regex::compile(pattern, bytes_max, why);
  if (regex == nullptr) return nullptr;
  kept_.emplace_front(std::string(pattern), std::move(regex));
  if (kept_.size() > kKeptMax) kept_.pop_back();
  return kept_.front().second.get();
}

}  // namespace careway::fhirpath
