#include "gateway/api/bundle.h"

#include <fmt/format.h>

#include <iterator>

#include "gateway/pipeline/json_text.h"

namespace careway::api {

BundleWriter::BundleWriter(const Call& call, std::string_view type) : call_(call) {
  head_ = fmt::format(R"({{"resourceType":"Bundle","type":"{}")", type);
}

void BundleWriter::add_link(std::string_view relation, std::string_view url) {
  if (!links_.empty()) links_ += ',';
  links_ += R"({"relation":)";
  pipeline::append_json_string(links_, relation);
  links_ += R"(,"url":)";
  pipeline::append_json_string(links_, url);
  links_ += '}';
}

void BundleWriter::begin_entry() {
  if (!entries_.empty()) entries_ += ',';
}

void BundleWriter::add_full_url(const store::Resource& resource) {
  entries_ += R"({"fullUrl":)";
  pipeline::append_json_string(entries_, call_.fhir_base() + "/" + resource.key.type + "/" + resource.key.id);
}

void BundleWriter::add_match(const store::Resource& resource) {
  begin_entry();
  add_full_url(resource);
  entries_ += R"(,"resource":)" + resource.body + R"(,"search":{"mode":"match"}})";
}

void BundleWriter::add_version(const store::Resource& resource) {
  begin_entry();
  add_full_url(resource);
  if (!resource.deleted) entries_ += R"(,"resource":)" + resource.body;
  const std::string_view method = resource.deleted ? "DELETE" : resource.version == 1 ? "POST" : "PUT";
  const std::string_view status = resource.deleted ? "204" : resource.version == 1 ? "201" : "200";
  const std::string url = resource.key.type + (method == "POST" ? "" : "/" + resource.key.id);
  fmt::format_to(std::back_inserter(entries_),
                 R"(,"request":{{"method":"{}","url":"{}"}},"response":{{"status":"{}","etag":"W/\"{}\"",)"
                 R"("lastModified":"{}"}}}})",
                 method, url, status, resource.version, resource.updated);
}

void BundleWriter::add_response(std::string_view status, std::string_view location, std::string_view etag,
                                std::string_view last_modified, std::string_view body) {
  begin_entry();
  entries_ += '{';
  if (!body.empty()) entries_ += R"("resource":)" + std::string(body) + ",";
  entries_ += R"("response":{"status":)";
  pipeline::append_json_string(entries_, status);
  const auto add = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    entries_ += fmt::format(",\"{}\":", name);
    pipeline::append_json_string(entries_, value);
  };
  add("location", location);
  add("etag", etag);
  add("lastModified", last_modified);
  entries_ += "}}";
}

std::string BundleWriter::finish(std::int64_t total) {
  std::string out = std::move(head_);
  if (total >= 0) out += fmt::format(",\"total\":{}", total);
  if (!links_.empty()) out += ",\"link\":[" + links_ + "]";
  if (!entries_.empty()) {
    out.reserve(out.size() + entries_.size() + 16);
    out += ",\"entry\":[" + entries_ + "]";
  }
  out += '}';
  return out;
}

void append_query(std::string& query, std::string_view name, std::string_view value) {
  const auto encode = [&](std::string_view text) {
    for (const char letter : text) {
      const bool is_plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                            (letter >= '0' && letter <= '9') ||
                            std::string_view("-._~").find(letter) != std::string_view::npos;
      if (is_plain) {
        query += letter;
      } else {
        fmt::format_to(std::back_inserter(query), "%{:02X}", static_cast<unsigned char>(letter));
      }
    }
  };
  query += query.empty() ? "" : "&";
  encode(name);
  query += '=';
  encode(value);
}

}  // namespace careway::api
