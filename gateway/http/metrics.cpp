#include "gateway/http/metrics.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>

#include <fmt/format.h>

namespace careway::http {
namespace {

struct Series {
  std::int64_t value = 0;             // of a gauge
  std::uint64_t count = 0;            // of a counter, or observations of a histogram
  std::int64_t sum_microseconds = 0;  // of a histogram
  std::vector<std::uint64_t> buckets;
};

bool is_name(std::string_view text) {
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') && std::ranges::all_of(text, [](char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_';
  });
}

void require(bool right) {
  assert(right);
  if (!right) std::abort();
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char character : text) {
    if (character == '\\' || character == '"') {
      result += '\\';
      result += character;
    } else if (character == '\n') {
      result += "\\n";
    } else {
      result += character;
    }
  }
  return result;
}

// Microseconds as seconds, exactly and without trailing zeros: 2500 is "0.0025".
std::string seconds(std::int64_t microseconds) {
  std::string text = fmt::format("{}.{:06}", microseconds / 1'000'000, microseconds % 1'000'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

struct MetricFamily {
  std::string_view type;
  std::string help;
  std::vector<std::string> label_names;
  std::vector<std::int64_t> bounds;
  std::size_t series_max = 0;

  std::mutex mutex;  // guards series
  std::map<std::vector<std::string>, Series> series;

  // The series with these values, or the one for all the rest. Call with the mutex held.
  Series& at(Metrics::Labels values) {
    require(values.size() == label_names.size());
    std::vector<std::string> key(values.begin(), values.end());
    const auto found = series.find(key);
    if (found != series.end()) return found->second;
    if (series.size() >= series_max) key.assign(label_names.size(), "other");
    Series& made = series[std::move(key)];
    made.buckets.resize(bounds.size());
    return made;
  }

  std::string labels(const std::vector<std::string>& values, std::string_view bound = {}) const {
    std::string text;
    const auto add = [&](std::string_view name, std::string_view value) {
      text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", name, escaped(value));
    };
    for (std::size_t i = 0; i < values.size(); ++i) add(label_names[i], values[i]);
    if (!bound.empty()) add("le", bound);
    return text.empty() ? text : '{' + text + '}';
  }

  void write_histogram(std::string_view name, const std::vector<std::string>& values, const Series& one,
                       std::string& text) const {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      total += one.buckets[i];
      text += fmt::format("{}_bucket{} {}\n", name, labels(values, seconds(bounds[i])), total);
    }
    text += fmt::format("{}_bucket{} {}\n", name, labels(values, "+Inf"), one.count);
    text += fmt::format("{}_sum{} {}\n", name, labels(values), seconds(one.sum_microseconds));
    text += fmt::format("{}_count{} {}\n", name, labels(values), one.count);
  }
};

Metrics::Metrics(std::size_t series_max) : series_max_(series_max) {}
Metrics::~Metrics() = default;

void Metrics::Counter::add(Labels values, std::uint64_t amount) {
  const std::lock_guard<std::mutex> lock(family_->mutex);
  family_->at(values).count += amount;
}

void Metrics::Gauge::set(std::int64_t value, Labels values) {
  const std::lock_guard<std::mutex> lock(family_->mutex);
  family_->at(values).value = value;
}

void Metrics::Gauge::add(std::int64_t amount, Labels values) {
  const std::lock_guard<std::mutex> lock(family_->mutex);
  family_->at(values).value += amount;
}

void Metrics::Histogram::observe_microseconds(std::int64_t duration, Labels values) {
  const std::int64_t kept = std::max<std::int64_t>(duration, 0);
  const auto bucket = std::ranges::lower_bound(family_->bounds, kept) - family_->bounds.begin();
  const std::lock_guard<std::mutex> lock(family_->mutex);
  Series& series = family_->at(values);
  ++series.count;
  series.sum_microseconds += kept;
  if (bucket < static_cast<std::ptrdiff_t>(series.buckets.size())) ++series.buckets[static_cast<std::size_t>(bucket)];
}

MetricFamily* Metrics::make(std::string name, std::string help, std::vector<std::string> label_names) {
  require(is_name(name) && std::ranges::all_of(label_names, is_name));
  auto family = std::make_unique<MetricFamily>();
  family->help = std::move(help);
  family->label_names = std::move(label_names);
  family->series_max = series_max_;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto [place, added] = families_.emplace(std::move(name), std::move(family));
  require(added);
  return place->second.get();
}

Metrics::Counter Metrics::counter(std::string name, std::string help, std::vector<std::string> label_names) {
  Counter counter;
  counter.family_ = make(std::move(name), std::move(help), std::move(label_names));
  counter.family_->type = "counter";
  return counter;
}

Metrics::Gauge Metrics::gauge(std::string name, std::string help, std::vector<std::string> label_names) {
  Gauge gauge;
  gauge.family_ = make(std::move(name), std::move(help), std::move(label_names));
  gauge.family_->type = "gauge";
  return gauge;
}

Metrics::Histogram Metrics::histogram(std::string name, std::string help, std::vector<std::string> label_names,
                                      std::vector<std::int64_t> bounds_microseconds) {
  require(std::ranges::is_sorted(bounds_microseconds));
  Histogram histogram;
  histogram.family_ = make(std::move(name), std::move(help), std::move(label_names));
  histogram.family_->type = "histogram";
  histogram.family_->bounds = std::move(bounds_microseconds);
  return histogram;
}

std::string Metrics::text() const {
  std::string text;
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& [name, family] : families_) {
    text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, escaped(family->help), name, family->type);
    const std::lock_guard<std::mutex> family_lock(family->mutex);
    for (const auto& [values, series] : family->series) {
      if (family->type == "histogram") {
        family->write_histogram(name, values, series, text);
      } else if (family->type == "gauge") {
        text += fmt::format("{}{} {}\n", name, family->labels(values), series.value);
      } else {
        text += fmt::format("{}{} {}\n", name, family->labels(values), series.count);
      }
    }
  }
  return text;
}

RequestMetrics::RequestMetrics(Metrics& metrics)
    : requests_(metrics.counter("careway_http_requests_total", "Requests answered.", {"method", "route", "status"})),
      duration_(metrics.histogram("careway_http_request_duration_seconds", "From the end of the head to the answer.",
                                  {"method", "route"})),
      bytes_in_(metrics.counter("careway_http_body_bytes_in_total", "Bytes of request bodies read.")),
      bytes_out_(metrics.counter("careway_http_body_bytes_out_total", "Bytes of answer bodies sent.")) {}

void RequestMetrics::record(const AccessEntry& entry) {
  requests_.add({entry.method, entry.route, std::to_string(entry.status)});
  duration_.observe_microseconds(entry.duration_microseconds, {entry.method, entry.route});
  bytes_in_.add({}, entry.body_bytes_in);
  bytes_out_.add({}, entry.body_bytes_out);
}

}  // namespace careway::http
