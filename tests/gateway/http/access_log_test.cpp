#include "gateway/http/access_log.h"

#include <sstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace careway::http {
namespace {

TEST(AccessLog, WritesOneJsonLineForEachRequest) {
  std::ostringstream stream;
  const platform::FakeClock clock;
  AccessLog log(stream, clock);
  log.write({"GET", "/fhir/{type}/{id}", 200, 1234, 0, 56, "00ff", {}});
  log.write({"POST", "-", 503, 7, 9, 0, "00fe", "no-space: could not \"write\" a file\n"});
  EXPECT_EQ(stream.str(), R"({"at":"2026-01-31T12:00:00.000Z","method":"GET","route":"/fhir/{type}/{id}","status":200,)"
                          R"("duration_us":1234,"bytes_in":0,"bytes_out":56,"request_id":"00ff"})"
                          "\n"
                          R"({"at":"2026-01-31T12:00:00.000Z","method":"POST","route":"-","status":503,)"
                          R"("duration_us":7,"bytes_in":9,"bytes_out":0,"request_id":"00fe",)"
                          R"("failure":"no-space: could not write a file"})"
                          "\n");
}

TEST(AccessLog, LinesFromSeveralThreadsDoNotMix) {
  std::ostringstream stream;
  const platform::FakeClock clock;
  AccessLog log(stream, clock);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int i = 0; i < 200; ++i) log.write({"GET", "/a", 200, 1, 2, 3, "id", {}});
      });
    }
  }
  std::istringstream lines(stream.str());
  std::string first;
  std::getline(lines, first);
  int count = 1;
  for (std::string line; std::getline(lines, line); ++count) ASSERT_EQ(line, first);
  EXPECT_EQ(count, 800);
}

}  // namespace
}  // namespace careway::http
