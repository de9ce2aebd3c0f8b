#include "gateway/http/metrics.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace careway::http {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, RendersCountersAndGauges) {
  Metrics metrics;
  Metrics::Counter rows = metrics.counter("rows_total", "Rows read.", {"face", "outcome"});
  Metrics::Gauge queue = metrics.gauge("queue_length", "Waiting.");
  rows.add({"cld", "created"});
  rows.add({"cld", "created"}, 4);
  rows.add({"cld", "re\"fu\\sed\n"});
  queue.set(7);
  queue.add(-9);
  EXPECT_EQ(metrics.text(),
            "# HELP queue_length Waiting.\n"
            "# TYPE queue_length gauge\n"
            "queue_length -2\n"
            "# HELP rows_total Rows read.\n"
            "# TYPE rows_total counter\n"
            "rows_total{face=\"cld\",outcome=\"created\"} 5\n"
            "rows_total{face=\"cld\",outcome=\"re\\\"fu\\\\sed\\n\"} 1\n");
}

TEST(Metrics, RendersHistogramsInSeconds) {
  Metrics metrics;
  Metrics::Histogram duration = metrics.histogram("taken_seconds", "Time.", {"route"}, {1'000, 2'500'000});
  for (const std::int64_t microseconds : {0, 1'000, 1'001, 9'000'000}) {
    duration.observe_microseconds(microseconds, {"/a"});
  }
  EXPECT_EQ(metrics.text(),
            "# HELP taken_seconds Time.\n"
            "# TYPE taken_seconds histogram\n"
            "taken_seconds_bucket{route=\"/a\",le=\"0.001\"} 2\n"
            "taken_seconds_bucket{route=\"/a\",le=\"2.5\"} 3\n"
            "taken_seconds_bucket{route=\"/a\",le=\"+Inf\"} 4\n"
            "taken_seconds_sum{route=\"/a\"} 9.002001\n"
            "taken_seconds_count{route=\"/a\"} 4\n");
}

TEST(Metrics, LabelSetsAreBounded) {
  Metrics metrics(3);
  Metrics::Counter counter = metrics.counter("hits_total", "Hits.", {"who"});
  for (int i = 0; i < 100; ++i) counter.add({std::to_string(i)});
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("hits_total{who=\"2\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("who=\"3\"")));
  EXPECT_THAT(text, HasSubstr("hits_total{who=\"other\"} 97\n"));
}

TEST(Metrics, CountsFromSeveralThreads) {
  Metrics metrics;
  Metrics::Counter counter = metrics.counter("hits_total", "Hits.");
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int i = 0; i < 2'500; ++i) counter.add();
      });
    }
  }
  EXPECT_THAT(metrics.text(), HasSubstr("hits_total 10000\n"));
}

TEST(RequestMetrics, CountsByTemplateAndStatus) {
  Metrics metrics;
  RequestMetrics requests(metrics);
  requests.record({"PUT", "/fhir/{type}/{id}", 412, 3'000, 120, 80, "r1", {}});
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("{method=\"PUT\",route=\"/fhir/{type}/{id}\",status=\"412\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("careway_http_body_bytes_in_total 120\n"));
  EXPECT_THAT(text, HasSubstr("careway_http_body_bytes_out_total 80\n"));
  EXPECT_THAT(text, HasSubstr("le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("le=\"0.0025\"} 0\n"));
}

TEST(MetricsDeathTest, AbortsForWrongUse) {
  Metrics metrics;
  Metrics::Counter counter = metrics.counter("hits_total", "Hits.", {"who"});
  EXPECT_DEATH(counter.add(), "");
  EXPECT_DEATH(metrics.counter("hits_total", "Again."), "");
  EXPECT_DEATH(metrics.counter("no-dashes", "Name."), "");
}

}  // namespace
}  // namespace careway::http
