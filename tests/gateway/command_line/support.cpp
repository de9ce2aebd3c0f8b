#include "tests/gateway/command_line/support.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "adapters/platform/failure.h"
#include "gateway/command_line/run.h"
#include "profiles/fhir/xml_events.h"

namespace careway::command_line {

std::string FakeHttpClient::Sent::header(std::string_view name) const {
  return channels::HttpAnswer{0, request.headers, {}}.header(name);
}

channels::HttpAnswer FakeHttpClient::send(const channels::HttpRequest& request, const channels::HttpLimits& limits) {
  (void)limits;
  sent.push_back({request, std::string(request.body)});
  return answer_(sent.back());
}

Ran run_careway(const std::vector<std::string>& arguments, const std::string& input, channels::HttpClient* http,
                bool shows_progress) {
  fhir::xml_platform_start();
  FakeHttpClient nobody([](const FakeHttpClient::Sent&) -> channels::HttpAnswer {
    throw platform::Failure(platform::FailureKind::kUnavailable, true, "no network in this test");
  });
  platform::SystemFiles files;
  const platform::FakeClock clock;
  platform::SeededRandom random(7);
  const Parts parts{files,
                    clock,
                    random,
                    http == nullptr ? static_cast<channels::HttpClient&>(nobody) : *http,
                    [](std::int64_t) {},
                    std::string(CAREWAY_BUILD_DIR) + "/share/careway"};
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Console console{in, out, err, shows_progress};
  const int status = run(arguments, parts, console);
  return {status, out.str(), err.str()};
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string temporary_path(const std::string& name) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return testing::TempDir() + "careway-" + test->test_suite_name() + "-" + test->name() + "-" + name;
}

std::string sample(const std::string& name) {
  return std::string(CAREWAY_SOURCE_DIR) + "/tests/data/sample/" + name;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

}  // namespace careway::command_line
