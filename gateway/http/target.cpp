#include "gateway/http/target.h"

#include <algorithm>

#include "gateway/http/message.h"

namespace careway::http {
namespace {

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

// Well-formed UTF-8 by table 3-7 of the Unicode standard: no surrogates, nothing overlong, nothing past U+10FFFF.
bool is_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char lead = byte(i);
    std::size_t length = 0;
    unsigned char second_min = 0x80;
    unsigned char second_max = 0xbf;
    if (lead < 0x80) {
      ++i;
      continue;
    } else if (lead >= 0xc2 && lead <= 0xdf) {
      length = 2;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      length = 3;
      if (lead == 0xe0) second_min = 0xa0;
      if (lead == 0xed) second_max = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      length = 4;
      if (lead == 0xf0) second_min = 0x90;
      if (lead == 0xf4) second_max = 0x8f;
    } else {
      return false;
    }
    if (i + length > text.size() || byte(i + 1) < second_min || byte(i + 1) > second_max) return false;
    for (std::size_t j = i + 2; j < i + length; ++j) {
      if ((byte(j) & 0xc0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char character) { return static_cast<unsigned char>(character) < 0x20 || character == 0x7f; });
}

Refusal refused(std::string_view code, std::string_view text) {
  return {400, code, text};
}

// The path and query of an absolute target; the text itself when it is in origin form already.
std::string_view without_authority(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos || text.starts_with('/')) return text;
  const std::string_view name = text.substr(0, scheme);
  if (!equal_without_case(name, "http") && !equal_without_case(name, "https")) return text;
  const std::size_t path = text.find_first_of("/?", scheme + 3);
  if (path == std::string_view::npos) return "/";
  return text.substr(path);
}

std::optional<Refusal> parse_path(std::string_view path, const Limits& limits, Target& target) {
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  bool more = !path.empty();
  while (more) {
    const std::size_t slash = path.find('/');
    const std::optional<std::string> segment = percent_decode(path.substr(0, slash));
    if (!segment) return refused("bad-percent-encoding", "The address has a % without two hex digits after it.");
    if (has_control(*segment)) {
      return refused("control-character-in-path", "The address has an encoded control character in its path.");
    }
    if (!is_utf8(*segment)) return refused("address-not-utf8", "The address is not UTF-8 text once it is decoded.");
    if (segment->empty() || *segment == "." || *segment == ".." || segment->find_first_of("/\\") != std::string::npos) {
      return refused("bad-path-segment", "The path has a part that is empty, a dot part, or holds an encoded slash.");
    }
    if (target.segments.size() == limits.path_segments_max) {
      return refused("path-too-deep", "The path has more parts than this server takes.");
    }
    target.segments.push_back(*segment);
    more = slash != std::string_view::npos;
    if (more) path.remove_prefix(slash + 1);
  }
  return std::nullopt;
}

std::optional<Refusal> parse_query(std::string_view query, const Limits& limits, Target& target) {
  while (!query.empty()) {
    const std::size_t ampersand = std::min(query.find('&'), query.size());
    std::string parameter(query.substr(0, ampersand));
    query.remove_prefix(std::min(ampersand + 1, query.size()));
    if (parameter.empty()) continue;
    std::ranges::replace(parameter, '+', ' ');
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    const std::optional<std::string> name = percent_decode(std::string_view(parameter).substr(0, equals));
    const std::optional<std::string> value =
        percent_decode(std::string_view(parameter).substr(std::min(equals + 1, parameter.size())));
    if (!name || !value) return refused("bad-percent-encoding", "The query has a % without two hex digits after it.");
    if (!is_utf8(*name) || !is_utf8(*value)) {
      return refused("address-not-utf8", "The query is not UTF-8 text once it is decoded.");
    }
    if (name->find('\0') != std::string::npos || value->find('\0') != std::string::npos) {
      return refused("nul-in-query", "The query has an encoded NUL character.");
    }
    if (target.query.size() == limits.query_parameters_max) {
      return refused("too-many-query-parameters", "The query has more parameters than this server takes.");
    }
    target.query.emplace_back(*name, *value);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

std::optional<Refusal> parse_target(std::string_view text, const Limits& limits, Target& target) {
  const bool plain = std::ranges::all_of(
      text, [](char character) { return character > 0x20 && character < 0x7f && character != '#'; });
  if (!plain) return refused("bad-address", "The address holds characters that must be percent-encoded.");
  std::string origin(without_authority(text));
  if (origin.starts_with('?')) origin.insert(0, 1, '/');
  if (!origin.starts_with('/')) return refused("bad-address", "The address does not start with a slash.");
  const std::size_t question = std::min(origin.find('?'), origin.size());
  const std::string_view whole = origin;
  if (auto refusal = parse_path(whole.substr(0, question), limits, target)) return refusal;
  if (auto refusal = parse_query(whole.substr(std::min(question + 1, whole.size())), limits, target)) return refusal;
  target.path_and_query = std::move(origin);
  return std::nullopt;
}

}  // namespace careway::http
