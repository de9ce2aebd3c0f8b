#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/access_log.h"

namespace careway::http {

struct MetricFamily;

// Counters, gauges and histograms, shown in the Prometheus text format (version 0.0.4).
// Each has label names fixed when it is made, and at most series_max sets of label values; further sets are counted
// together with every label saying "other", so that no client can make the list grow. Label values must never come from
// a person's data. Everything here is safe to use from several threads at once.
class Metrics {
 public:
  using Labels = std::initializer_list<std::string_view>;

  // A number that only grows.
  class Counter {
   public:
    // One label value for each label name; aborts when the count differs.
    void add(Labels values = {}, std::uint64_t amount = 1);

   private:
    friend class Metrics;
    MetricFamily* family_ = nullptr;
  };

  // A number that goes up and down.
  class Gauge {
   public:
    void set(std::int64_t value, Labels values = {});
    void add(std::int64_t amount, Labels values = {});

   private:
    friend class Metrics;
    MetricFamily* family_ = nullptr;
  };

  // How often durations fell into each range.
  class Histogram {
   public:
    void observe_microseconds(std::int64_t duration, Labels values = {});

   private:
    friend class Metrics;
    MetricFamily* family_ = nullptr;
  };

  explicit Metrics(std::size_t series_max = 500);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Makes a metric. The names must be new and well formed (letters, digits and '_'), or it aborts. Handles are small,
  // are copied freely and live as long as this object.
  Counter counter(std::string name, std::string help, std::vector<std::string> label_names = {});
  Gauge gauge(std::string name, std::string help, std::vector<std::string> label_names = {});
  // Upper bounds in rising order; shown in seconds, as Prometheus asks.
  Histogram histogram(std::string name, std::string help, std::vector<std::string> label_names = {},
                      std::vector<std::int64_t> bounds_microseconds = {1'000, 2'500, 5'000, 10'000, 25'000, 50'000,
                                                                       100'000, 250'000, 500'000, 1'000'000, 2'500'000,
                                                                       5'000'000, 10'000'000});

  // Everything, in the order of the names.
  std::string text() const;

 private:
  MetricFamily* make(std::string name, std::string help, std::vector<std::string> label_names);

  const std::size_t series_max_;
  mutable std::mutex mutex_;  // guards families_, not their contents
  std::map<std::string, std::unique_ptr<MetricFamily>> families_;
};

// The usual figures of a server: requests by method, route and status, their duration by route, bytes in and out.
class RequestMetrics {
 public:
  explicit RequestMetrics(Metrics& metrics);
  void record(const AccessEntry& entry);

 private:
  Metrics::Counter requests_;
  Metrics::Histogram duration_;
  Metrics::Counter bytes_in_;
  Metrics::Counter bytes_out_;
};

}  // namespace careway::http
